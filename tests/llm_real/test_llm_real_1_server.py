"""A real vLLM server: ensemble, structurer, remembered answers, the shared beginning of the prompts, a kill."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from real_model import Asked, ask, endpoint, pipeline_file, questions
from runs import Ran
from vllm_server import VllmServer

from pet_ground.config import EndpointSettings
from pet_ground.errors import ItemDropped
from pet_ground.llm import AnswerStore, Question, open_models
from pet_ground.llm.structure import Region

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(600)]

KILLED_AFTER = 3
"""Answers that are in the store when the server is killed."""

Build = Callable[..., Ran]
Say = Callable[[str], None]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real") / "dataset"


@pytest.fixture(scope="module")
def pipeline(server: VllmServer, out: Path) -> Path:
    return pipeline_file(out.parent, endpoint(server))


def build(pet_ground: Build, pipeline: Path, demo: Path, out: Path, *more: str) -> Ran:
    return pet_ground(
        "build", pipeline, "--archive", demo / "archive", "--reports", demo / "reports.csv", "--labels",
        demo / "labels", "--out", out, "--workers", 1, *more,
    )  # fmt: skip


def account_line(ran: Ran) -> str:
    return next((line.strip() for line in ran.out.splitlines() if "known from before" in line), "no account")


def timed(settings: EndpointSettings, asked: list[Question]) -> tuple[Asked, float]:
    begun = time.monotonic()
    done = asyncio.run(ask(settings, asked))
    return done, time.monotonic() - begun


def test_doctor_finds_the_model_served_holding_to_a_schema_and_long_enough(
    serving: VllmServer, pipeline: Path, pet_ground: Build
) -> None:
    ran = pet_ground("doctor", pipeline)
    assert ran.code == 0, ran.out
    assert f"served at {serving.base_url}" in ran.out
    assert "4096 tokens" in ran.out


def test_rules_and_a_real_model_vote_and_it_structures_what_is_kept(
    serving: VllmServer, pipeline: Path, demo: Path, out: Path, pet_ground: Build, say: Say
) -> None:
    ran = build(pet_ground, pipeline, demo, out)
    say(account_line(ran))
    assert ran.code == 0, ran.out + ran.err
    lesions: list[dict[str, Any]] = [json.loads(line) for line in (out / "lesions.jsonl").read_text().splitlines()]
    left_out = pd.read_parquet(out / "rejections.parquet")
    unusable = left_out.query("stage == 'structure' and reason == 'unusable_answer'")
    assert lesions
    assert len(lesions) + len(unusable) >= 5  # so small a model fails at some sentences; each is counted
    for one in lesions:
        assert {vote["voter"] for vote in one["votes"]} == {"rules", "m"}
        assert one["region"] in get_args(Region)
        assert one["findings"] == "N/A" or one["findings"] in one["sentence"]
        assert one["provenance"]["models"] == [serving.model]
    assert any(vote["agrees"] for one in lesions for vote in one["votes"] if vote["voter"] == "m")
    assert not left_out["reason"].isin(["service_unavailable", "worker_lost"]).any()


def test_a_second_run_asks_the_server_nothing(
    serving: VllmServer, pipeline: Path, demo: Path, out: Path, pet_ground: Build, say: Say
) -> None:
    before = serving.answered()
    assert before > 10
    shutil.rmtree(out)
    again = build(pet_ground, pipeline, demo, out)
    say(account_line(again))
    assert again.code == 0, again.out + again.err
    assert re.search(r": 0 answers, \d\d+ known from before, 0 failed", again.out)
    assert serving.answered() == before


def test_the_shared_beginning_of_the_prompts_comes_from_the_servers_cache(serving: VllmServer, say: Say) -> None:
    settings = endpoint(serving, max_tokens=16)
    asyncio.run(ask(settings, questions()[:1]))
    with_cache, quick_s = timed(settings, questions()[1:5])
    without, slow_s = timed(settings, questions(first="No beginning like this is known")[1:5])
    (known,), (unknown,) = with_cache.panel.accounts, without.panel.accounts
    say(f"{known.sentence()}; {quick_s:.1f} s")
    say(f"{unknown.sentence()}; {slow_s:.1f} s")
    assert known.cached_tokens / known.prompt_tokens > 0.8
    assert unknown.cached_tokens / unknown.prompt_tokens < 0.1
    assert quick_s < slow_s / 2


def test_a_server_killed_in_mid_run_and_started_again_loses_no_question_and_answers_none_twice(
    serving: VllmServer, tmp_path: Path, say: Say
) -> None:
    asked = questions("The liver is normal.") + questions("The spleen is normal.")
    stored = tmp_path / "answers"
    asyncio.run(_killed_in_mid_run(serving, asked, stored, say))
    known = len(list(stored.rglob("*.json")))
    assert known == len(asked)


async def _killed_in_mid_run(serving: VllmServer, asked: list[Question], stored: Path, say: Say) -> None:
    settings = endpoint(serving, max_tokens=200).model_copy(update={"concurrency": 4})

    async def kill() -> int:
        while len(list(stored.rglob("*.json"))) < KILLED_AFTER:
            await asyncio.sleep(0.05)
        serving.kill()
        answered = len(list(stored.rglob("*.json")))
        await asyncio.sleep(3)
        serving.launch()
        return answered

    async with open_models([settings], AnswerStore(stored)) as panel:
        before, *replies = await asyncio.gather(kill(), *map(panel.models[settings].reply, asked))
    (account,) = panel.accounts
    say(f"killed after {before} answers; {account.sentence()}")
    assert KILLED_AFTER <= before < len(asked)
    assert all(reply.text for reply in replies)
    assert (account.answered, account.failed, account.refused) == (len(asked), 0, 0)
    # What the new server answered is what the old one had not. An answer on its way at the kill is not in the store.
    assert serving.answered() == len(asked) - before


def test_a_question_that_is_too_long_is_refused_and_the_others_are_answered(serving: VllmServer) -> None:
    first, second, *_ = questions()
    long = Question([*first.messages, {"role": "user", "content": "node " * 5000}], first.schema)
    good, refused, other = asyncio.run(ask(endpoint(serving), [first, long, second])).replies
    assert isinstance(refused, ItemDropped)
    assert "node" not in str(refused)
    assert json.loads(good.text)["mentions"]
    assert json.loads(other.text)["mentions"]
