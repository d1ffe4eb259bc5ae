"""Stage ``extract``: a report to mentions. Identifiers are taken out first, so nothing downstream ever sees them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack

from pet_ground.config import ExtractSettings, ModelVoterSettings, api_key
from pet_ground.llm import ChatClient, extract_by_model, load_prompt
from pet_ground.reasons import Reason
from pet_ground.records import Mention, Rejection
from pet_ground.records.results import ExtractResult
from pet_ground.reports import extract_mentions, join_votes, scrub, split_sentences


def extract(text: str, report_id: str, settings: ExtractSettings) -> ExtractResult:
    """Every mention of a report, kept or dropped.

    Args:
        text: the report; evidence and offsets refer to it.
        report_id: id that the mentions bear.
        settings: the voters and how many must agree.

    Raises:
        ServiceError: a model voter did not answer.
    """
    sentences = len(split_sentences(text))
    if not sentences:
        return ExtractResult(rejections=(_empty(report_id),))
    by_rules = extract_mentions(text, report_id)
    ballots: dict[str, list[Mention]] = {}
    with ExitStack() as open_clients:
        for voter in settings.voters:
            if isinstance(voter, ModelVoterSettings):
                client = open_clients.enter_context(ChatClient(voter.endpoint, api_key(voter.endpoint)))
                candidates = [mention for mention in by_rules if mention.suv_max is not None]
                prompt = load_prompt(voter.prompt)
                ballots[voter.name] = extract_by_model(client, prompt, text, candidates, report_id, voter.name)
            else:
                ballots[voter.name] = by_rules
    return ExtractResult(sentences=sentences, mentions=tuple(join_votes(ballots, settings.agreement)))


def extract_scrubbed(
    text: str,
    report_id: str,
    identifiers: Collection[str],
    settings: ExtractSettings,
    phrases: Collection[str] = (),
) -> ExtractResult:
    """The same after identifiers, listed phrases, dates and contacts are taken out of the text.

    Raises:
        ServiceError: a model voter did not answer.
    """
    return extract(scrub(text, identifiers, phrases), report_id, settings)


def _empty(report_id: str) -> Rejection:
    return Rejection(
        stage="extract", outcome="dropped", reason=Reason.NO_VALUE, detail="the report is empty", study_id=report_id
    )
