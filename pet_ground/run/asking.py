"""Asking the language models, all reports of a build at once, before its steps need the answers.

One process asks, so that each server sees one queue of the depth that keeps it busy; the answers go to the store, from
which the steps take them wherever they run. Studies go on to their steps one by one, as soon as theirs are there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress

from pet_ground.config import EndpointSettings, ModelSettings
from pet_ground.errors import ServiceError, without_data
from pet_ground.llm import Account, AnswerStore, Models, open_models
from pet_ground.run.background import Background
from pet_ground.run.job import Job
from pet_ground.run.steps import report_text
from pet_ground.stages.extract import extract_with
from pet_ground.stages.structure import fields_with

REPORTS_AT_A_TIME_PER_SLOT = 2
"""Reports in work for each question that a server may have open: each asks some sentences, so no slot stays empty."""
REPORTS_AT_A_TIME_OF_AN_ENGINE = 512
"""An engine in this process works in batches; they are as large as what is asked at a time."""

OnAccounts = Callable[[Sequence[Account]], None]
"""Told what each model was asked and what that cost, at the end."""


def answered(job: Job, study_ids: Sequence[str], on_accounts: OnAccounts) -> Generator[str, None, None]:
    """The studies, each as soon as the models have answered all that its steps will ask, or will not answer.

    To be closed where it is not read to its end (``contextlib.closing``): the models would be asked on otherwise.

    Args:
        job: the build.
        study_ids: the studies.
        on_accounts: told the accounts.

    Raises:
        StageBug: an error that nobody expected.
        ConfigurationError: an address or a key is not right.
    """
    models = job.pipeline.models()
    if not models:
        yield from study_ids
        return

    async def ask(ready: Background[str]) -> None:
        at_a_time = asyncio.Semaphore(reports_at_a_time(models))

        async def one(study_id: str, opened: Models) -> None:
            try:
                await _ask_about(job, study_id, opened)
            finally:
                at_a_time.release()
            ready.put(study_id)

        async with open_models(models, AnswerStore(job.answers)) as panel:
            async with asyncio.TaskGroup() as group:
                for study_id in study_ids:
                    await at_a_time.acquire()
                    group.create_task(one(study_id, panel.models))
            on_accounts(panel.accounts)

    with Background(ask) as ready:
        yield from ready


async def _ask_about(job: Job, study_id: str, models: Models) -> None:
    """Ask all that the steps of one study will ask. What fails is in the store, and the step says so."""
    settings = job.pipeline.structure
    with without_data("asking"), suppress(ServiceError):
        text = report_text(job, job.order(study_id))
        found = await extract_with(text, study_id, job.pipeline.extract, models)
        kept = [mention for mention in found.mentions if mention.status == "kept"]
        if settings.kind == "model":
            await fields_with(kept, settings, models)


def reports_at_a_time(models: Collection[ModelSettings]) -> int:
    """How many reports are in work at once."""
    wanted = [
        REPORTS_AT_A_TIME_PER_SLOT * one.concurrency
        if isinstance(one, EndpointSettings)
        else REPORTS_AT_A_TIME_OF_AN_ENGINE
        for one in models
    ]
    return max(wanted, default=1)
