"""Stage ``extract``: a report to mentions. Identifiers are taken out first, so nothing downstream ever sees them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from pet_ground.config import ExtractSettings, ModelVoterSettings
from pet_ground.llm import Models, open_models
from pet_ground.reasons import Reason
from pet_ground.records import Rejection
from pet_ground.records.results import ExtractResult
from pet_ground.reports import detect, read_sentences, scrub
from pet_ground.stages.ballots import mentions_of


def extract(text: str, report_id: str, settings: ExtractSettings, models: Models | None = None) -> ExtractResult:
    """Every mention of a report, kept or dropped.

    Args:
        text: the report; evidence and offsets refer to it.
        report_id: id that the mentions bear.
        settings: the voters and how many must agree.
        models: the voters' models; None opens them for this report.

    Raises:
        ServiceError: a model voter did not answer.
    """
    return asyncio.run(_opened(text, report_id, settings, models))


async def extract_with(text: str, report_id: str, settings: ExtractSettings, models: Models) -> ExtractResult:
    """The same for many reports at a time; all voters are asked about all sentences at once.

    Raises:
        ServiceError: a model voter did not answer.
    """
    language = detect(text)
    sentences = len(read_sentences(text, language))
    if not sentences:
        return ExtractResult(rejections=(_empty(report_id),))
    mentions = await mentions_of(text, report_id, language, settings, models)
    return ExtractResult(sentences=sentences, language=language, mentions=tuple(mentions))


def scrubbed(text: str, identifiers: Collection[str], phrases: Collection[str] = ()) -> str:
    """The text without identifiers, listed phrases, dates and contacts: all that any voter or record gets to see."""
    return scrub(text, identifiers, phrases)


async def _opened(text: str, report_id: str, settings: ExtractSettings, models: Models | None) -> ExtractResult:
    if models is not None:
        return await extract_with(text, report_id, settings, models)
    wanted = [voter.endpoint for voter in settings.voters if isinstance(voter, ModelVoterSettings)]
    async with open_models(wanted) as panel:
        return await extract_with(text, report_id, settings, panel.models)


def _empty(report_id: str) -> Rejection:
    return Rejection(
        stage="extract", outcome="dropped", reason=Reason.NO_VALUE, detail="the report is empty", study_id=report_id
    )
