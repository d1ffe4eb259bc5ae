"""Nothing is asked twice: what an answer is remembered by, where, and by whom it may be read."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from questions import Ended, echo, good, question, remembered, settings_of

from pet_ground.config import EndpointSettings, EngineSettings
from pet_ground.errors import ItemDropped, ServiceError
from pet_ground.llm import AnswerStore, Message, Question, Reply, recalled_models
from pet_ground.llm.fake_server import FakeServer, Status
from pet_ground.llm.model import NoReply
from pet_ground.llm.panel import identity
from pet_ground.llm.store import answer_key

KEY, OTHER = "ab" * 32, "ac" * 32
TEXTS = [f"q{number}" for number in range(8)]


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_got_and_nothing_else(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "answers")
    reply, fault = Reply("x \u6700\n", True, 5, 3, 2), NoReply("HTTP 400", refused=True)
    store.put(KEY, reply)
    store.put(OTHER, fault)
    assert (store.get(KEY), store.get(OTHER), store.get("ff" * 32)) == (reply, fault, None)


def test_only_the_owner_may_read_answers_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        AnswerStore(tmp_path / "answers").put(KEY, Reply("x"))
    finally:
        os.umask(before)
    folder = tmp_path / "answers"
    assert {path.stat().st_mode & 0o777 for path in (folder, folder / "ab")} == {0o700}
    assert [path.stat().st_mode & 0o777 for path in entries(folder)] == [0o600]


@pytest.mark.parametrize(
    "torn", ["", "{", '{"text": "x', "7", '"fault"', "[]", "{}", '{"text": 5}', '{"fault": 1}', "[" * 99_999, "\xff"]
)
def test_a_torn_entry_counts_as_unknown_and_is_written_again(tmp_path: Path, torn: str) -> None:
    store = AnswerStore(tmp_path)
    store.put(KEY, Reply("x"))
    entries(tmp_path)[0].write_text(torn, encoding="latin-1")
    assert store.get(KEY) is None
    store.put(KEY, Reply("y"))
    assert store.get(KEY) == Reply("y")


def test_a_fault_does_not_write_over_the_reply_that_another_process_has_got(tmp_path: Path) -> None:
    AnswerStore(tmp_path).put(KEY, Reply("x"))
    AnswerStore(tmp_path).put(KEY, NoReply("ConnectError"))
    assert AnswerStore(tmp_path).get(KEY) == Reply("x")


def test_a_second_run_asks_nothing_and_books_it(tmp_path: Path) -> None:
    with FakeServer(echo) as server:
        first, _ = remembered(settings_of(server), tmp_path, *TEXTS)
        second, account = remembered(settings_of(server), tmp_path, *TEXTS)
        assert len(server.requests) == len(TEXTS)
    assert first == second
    assert (account.answered, account.remembered, account.prompt_tokens) == (0, len(TEXTS), 0)


@pytest.mark.parametrize("change", [{"model": "other"}, {"revision": "2"}, {"seed": 1}, {"max_tokens": 9},
                                    {"chat_template_kwargs": {"enable_thinking": False}}])  # fmt: skip
def test_another_model_revision_seed_limit_or_template_asks_again(tmp_path: Path, change: dict[str, Any]) -> None:
    with FakeServer(good, models=("fake", "other")) as server:
        settings = {"base_url": server.base_url, "model": "fake"}
        remembered(EndpointSettings(**settings), tmp_path, "a")
        remembered(EndpointSettings(**settings | change), tmp_path, "a")
        assert len(server.requests) == 2


def test_another_address_limit_of_time_or_number_of_questions_at_once_asks_nothing(tmp_path: Path) -> None:
    with FakeServer(good) as server:
        remembered(settings_of(server), tmp_path, "a")
    more = {"timeout_s": 3.0, "attempts": 7, "patience_s": 1.0, "concurrency": 2, "allow_remote": True}
    with FakeServer(good) as moved:
        replies, _ = remembered(settings_of(moved, **more), tmp_path, "a")
        assert moved.requests == []
    assert isinstance(replies[0], Reply)


def test_another_message_or_schema_is_another_question() -> None:
    asked = question("a")
    changed = Question(asked.messages, {**asked.schema, "title": "n"})
    longer = Question([{"role": "system", "content": "s"}, *asked.messages], asked.schema)
    keys = {answer_key({"model": "m"}, one) for one in (asked, changed, longer, question("b"))}
    assert len(keys) == 4


def test_the_engine_remembers_by_what_decides_its_answers_and_not_by_where_the_weights_lie() -> None:
    def key(**more: Any) -> str:
        settings = {"engine": "vllm", "weights": "/w", "model": "m"} | more
        return answer_key(identity(EngineSettings.model_validate(settings)), question())

    assert key() == key(weights="/elsewhere", gpu_memory_utilization=0.5, tensor_parallel_size=2)
    assert len({key(), key(dtype="float32"), key(max_model_len=512), key(seed=1), key(revision="b")}) == 5


def test_a_fault_is_remembered_for_those_who_only_read_and_asked_again_by_the_next_run(tmp_path: Path) -> None:
    with FakeServer(echo, [Status(404), Status(400)]) as server:
        settings = settings_of(server, concurrency=1)
        # One after the other: the store is read in threads, so that questions asked at once may overtake each other.
        (failed,), (refused,), (answered,) = (remembered(settings, tmp_path, text)[0] for text in "abc")

        async def recall(text: str) -> Reply:
            return await recalled_models([settings], AnswerStore(tmp_path))[settings].reply(question(text))

        with pytest.raises(ServiceError, match="fake: HTTP 404"):
            asyncio.run(recall("a"))
        with pytest.raises(ItemDropped, match="HTTP 400"):
            asyncio.run(recall("b"))
        assert asyncio.run(recall("c")) == answered
        with pytest.raises(ServiceError, match="not asked"):
            asyncio.run(recall("d"))
        assert len(server.requests) == 3, "those who only read ask nobody"
        again, _ = remembered(settings, tmp_path, "a", "b", "c")
        assert len(server.requests) == 5
    assert isinstance(failed, ServiceError)
    assert isinstance(refused, ItemDropped)
    assert [one.text for one in again if isinstance(one, Reply)] == ["A", "B", "C"]


ASKING = """
import sys
from pathlib import Path
from questions import remembered
from pet_ground.config import EndpointSettings
print("begin", flush=True)
settings = EndpointSettings(base_url=sys.argv[1], model="fake", concurrency=1)
remembered(settings, Path(sys.argv[2]), *(f"q{number}" for number in range(8)))
"""


def test_answers_survive_a_kill(tmp_path: Path) -> None:
    gate, asked = threading.Event(), count()

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        if next(asked) == 4:
            gate.wait(60)
        return echo(messages, schema)

    with FakeServer(answer) as server:
        command = [sys.executable, "-c", ASKING, server.base_url, tmp_path]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        running = subprocess.Popen(list(map(str, command)), env=environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        # An answer is kept while the next question is on its way already.
        while sum(path.suffix == ".json" for path in entries(tmp_path)) < 4 or len(server.requests) < 5:
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.wait()
        gate.set()
        replies, account = remembered(settings_of(server), tmp_path, *TEXTS)
        assert (account.remembered, account.answered) == (4, 4)
        assert len(server.requests) == 5 + 4
    assert [one.text for one in replies if isinstance(one, Reply)] == [text.upper() for text in TEXTS]


def write_many(folder: str, who: int) -> None:
    store = AnswerStore(Path(folder))
    for number in range(200):
        key = f"{number % 7:02d}" * 32
        store.put(key, Reply(f"{who} " * 2000))
        got = store.get(key)
        assert isinstance(got, Reply)
        assert len(set(got.text.split())) == 1, "never half of one and half of another"


def test_processes_write_the_same_store_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(str(tmp_path), who)) for who in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert len(entries(tmp_path)) == 7, "nothing is left beside the entries"


def test_a_cancelled_question_leaves_nothing_behind(tmp_path: Path) -> None:
    async def run(settings: EndpointSettings) -> Ended | None:
        from pet_ground.llm import open_models

        async with open_models([settings], AnswerStore(tmp_path)) as panel:
            asking = asyncio.ensure_future(panel.models[settings].reply(question()))
            while not server.requests:
                await asyncio.sleep(0.01)
            asking.cancel()
            with suppress(asyncio.CancelledError):
                return await asking
            return None

    with FakeServer(good, delay_s=600) as server:
        assert asyncio.run(run(settings_of(server))) is None
    assert entries(tmp_path) == []


def test_a_reply_is_stored_as_json_that_any_program_reads(tmp_path: Path) -> None:
    AnswerStore(tmp_path).put(KEY, Reply("x", prompt_tokens=4))
    assert json.loads(entries(tmp_path)[0].read_bytes())["prompt_tokens"] == 4
