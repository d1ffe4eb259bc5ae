"""The offline engine on the same model: the same answers as the server, and a build without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from real_model import ask, endpoint, engine, pipeline_file, questions
from runs import Ran
from vllm_server import VllmServer

from pet_ground.errors import ItemDropped, ServiceError
from pet_ground.llm import Question, Reply, load_prompt

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(600)]

Say = Callable[[str], None]


def structuring(number: int) -> list[Question]:
    prompt = load_prompt("structure-v1")
    asked = []
    for question in questions()[:number]:
        sentence = question.messages[-1]["content"].split("<sentence>")[1].split("</sentence>")[0]
        asked.append(Question(prompt.messages(sentence=sentence, focus="SUV max", fault=""), prompt.schema))
    return asked


def test_the_engine_answers_as_the_server_does_and_refuses_what_is_too_long_alone(
    server: VllmServer, weights: Path, say: Say
) -> None:
    """One question after the other: which ones are computed together may tip a near tie, with or without a server."""
    asked = [*questions()[:3], *structuring(1)]
    one_by_one = [[question] for question in asked]
    first, *others = questions()
    too_long = Question([*first.messages, {"role": "user", "content": "node " * 5000}], first.schema)
    server.kill()  # its cache is empty then, as the engine's
    by_server = asyncio.run(ask(endpoint(server.start()), *one_by_one))
    server.kill()
    by_engine = asyncio.run(ask(engine(weights), *one_by_one, [first, too_long, *others]))
    replies, batch = by_engine.replies[: len(asked)], by_engine.replies[len(asked) :]
    say(f"server: {by_server.panel.accounts[0].sentence()}")
    say(f"engine: {by_engine.panel.accounts[0].sentence()}")
    assert [reply.text for reply in replies] == [reply.text for reply in by_server.replies]
    assert [reply.prompt_tokens for reply in replies] == [reply.prompt_tokens for reply in by_server.replies]
    assert [type(reply) for reply in batch] == [Reply, ItemDropped, *[Reply] * len(others)]
    assert by_engine.panel.accounts[0].cached_tokens > 0


def test_weights_that_are_none_fail_with_their_model_named_and_at_once_for_all(weights: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    replies = asyncio.run(ask(engine(folder), questions())).replies
    assert {type(reply) for reply in replies} == {ServiceError}
    assert str(replies[0]).startswith("empty: vLLM can't load the weights")


def test_a_build_asks_a_model_in_its_own_process(
    server: VllmServer, weights: Path, demo: Path, tmp_path: Path, pet_ground: Callable[..., Ran], say: Say
) -> None:
    server.kill()
    out = tmp_path / "dataset"
    ran = pet_ground(
        "build", pipeline_file(tmp_path, engine(weights), structures=False), "--archive", demo / "archive", "--reports", demo / "reports.csv",
        "--labels", demo / "labels", "--out", out, "--workers", 1,
    )  # fmt: skip
    say(next((line.strip() for line in ran.out.splitlines() if "known from before" in line), "no account"))
    assert ran.code == 0, ran.out + ran.err
    lesions = [json.loads(line) for line in (out / "lesions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lesions) >= 5
    assert all({vote["voter"] for vote in one["votes"]} == {"rules", "m"} for one in lesions)
    assert str(weights) not in (out / "manifest.json").read_text(encoding="utf-8")
