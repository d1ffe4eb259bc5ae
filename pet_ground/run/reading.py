"""Reading many reports outside a build: many at a time, their results in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from pet_ground.config import ExtractSettings, ModelVoterSettings
from pet_ground.errors import ServiceError, without_data
from pet_ground.llm import AnswerStore, Models, open_models
from pet_ground.records.results import ExtractResult
from pet_ground.run.asking import OnAccounts, reports_at_a_time
from pet_ground.run.background import Background
from pet_ground.stages.extract import extract_with

Read = ExtractResult | ServiceError


def read_in_order(
    texts: Iterable[tuple[str, str]],
    settings: ExtractSettings,
    store: AnswerStore | None = None,
    on_accounts: OnAccounts | None = None,
) -> Iterator[Read]:
    """What stands in each report, in the order of the reports, or why a model did not say.

    As many reports are in work as keep the models busy, and no more results wait than that: a slow reader slows the
    models down, and memory stays small.

    Args:
        texts: id and text of each report; taken one by one, in another thread.
        settings: the voters.
        store: where the models' answers are kept; None remembers nothing.
        on_accounts: told what each model was asked and what that cost, at the end.

    Raises:
        StageBug: an error that nobody expected.
        ConfigurationError: an address or a key is not right.
    """
    voters = [voter.endpoint for voter in settings.voters if isinstance(voter, ModelVoterSettings)]
    room = asyncio.Semaphore(reports_at_a_time(voters))

    async def read(ready: Background[tuple[int, Read]]) -> None:
        async def one(rank: int, report_id: str, text: str, models: Models) -> None:
            ready.put((rank, await _read(report_id, text, settings, models)))

        async with open_models(voters, store) as panel:
            async with asyncio.TaskGroup() as group:
                for rank, (report_id, text) in enumerate(texts):
                    await room.acquire()
                    group.create_task(one(rank, report_id, text, panel.models))
            if on_accounts is not None:
                on_accounts(panel.accounts)

    early: dict[int, Read] = {}
    following = 0
    with Background(read) as ready:
        for rank, result in ready:
            early[rank] = result
            while following in early:
                yield early.pop(following)
                following += 1
                ready.soon(room.release)


async def _read(report_id: str, text: str, settings: ExtractSettings, models: Models) -> Read:
    try:
        with without_data("reading"):
            return await extract_with(text, report_id, settings, models)
    except ServiceError as exc:
        return exc
