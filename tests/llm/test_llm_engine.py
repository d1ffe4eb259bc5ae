"""The offline engine: batches of what waits, faults, cancelling, and the process that it runs in."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from pet_ground.config import EngineSettings
from pet_ground.errors import ConfigurationError, ItemDropped, ServiceError
from pet_ground.llm import engine as engine_module
from pet_ground.llm.engine import OfflineEngine
from pet_ground.llm.model import NoReply, Question, Reply
from pet_ground.llm.vllm_process import VllmProcess, check_installed

WORKER = Path(__file__).resolve().parents[1] / "engine_worker.py"
SETTINGS = EngineSettings(engine="vllm", weights="weights", model="small")


def question(content: str) -> Question:
    return Question([{"role": "user", "content": content}], {"type": "object"})


class Written:
    """Batches that are written down; each begins when ``go`` is set."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.begun = threading.Event()
        self.go = threading.Event()
        self.go.set()
        self.stopped = 0
        self.fault: Exception | None = None
        self.went_on: bool | None = None

    def answers(self, questions: Sequence[Question]) -> list[Reply | NoReply]:
        contents = [one.messages[-1]["content"] for one in questions]
        self.batches.append(contents)
        self.begun.set()
        self.went_on = self.go.wait(60)
        if self.fault:
            raise self.fault
        return [NoReply("too long", refused=True) if one == "too long" else Reply(one.upper()) for one in contents]

    def stop(self) -> None:
        self.stopped += 1
        self.go.set()


def in_engine(batches: Written, use: Callable[[OfflineEngine], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with OfflineEngine(SETTINGS, lambda _: batches) as engine:
            return await use(engine)

    return asyncio.run(run())


def all_of(engine: OfflineEngine, *contents: str) -> Any:
    return asyncio.gather(*(engine.reply(question(one)) for one in contents), return_exceptions=True)


def in_process(*contents: str, weights: str = "weights") -> list[Any]:
    """What comes back for questions asked one after the other."""

    async def run() -> list[Any]:
        settings = SETTINGS.model_copy(update={"weights": weights})
        async with OfflineEngine(settings, lambda told: VllmProcess(told, (sys.executable, str(WORKER)))) as engine:
            return [(await all_of(engine, one))[0] for one in contents]

    return asyncio.run(run())


def test_questions_that_come_together_are_one_batch_and_each_gets_its_own_reply() -> None:
    batches = Written()
    replies = in_engine(batches, lambda engine: all_of(engine, "a", "b", "c"))
    assert batches.batches == [["a", "b", "c"]]
    assert [reply.text for reply in replies] == ["A", "B", "C"]


def test_what_comes_while_a_batch_is_at_work_is_the_next_batch() -> None:
    batches = Written()
    batches.go.clear()

    async def use(engine: OfflineEngine) -> None:
        first = asyncio.ensure_future(engine.reply(question("a")))
        await asyncio.to_thread(batches.begun.wait, 60)
        others = all_of(engine, "b", "c", "d")
        await asyncio.sleep(0.01)
        batches.go.set()
        await asyncio.gather(first, others)

    in_engine(batches, use)
    assert batches.batches == [["a"], ["b", "c", "d"]]


def test_a_batch_is_never_larger_than_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LARGEST_BATCH", 4)
    batches = Written()
    in_engine(batches, lambda engine: all_of(engine, *map(str, range(10))))
    assert [len(batch) for batch in batches.batches] == [4, 4, 2]


def test_a_question_that_is_refused_is_dropped_and_the_others_are_answered() -> None:
    good, refused, other = in_engine(Written(), lambda engine: all_of(engine, "a", "too long", "b"))
    assert (good.text, other.text) == ("A", "B")
    assert isinstance(refused, ItemDropped)
    assert str(refused) == "unusable_answer: too long"


@pytest.mark.parametrize("fault", [ServiceError("the engine's process has ended"), ValueError("secret text")])
def test_a_batch_that_fails_fails_for_all_who_asked_and_the_next_one_is_tried(fault: Exception) -> None:
    batches = Written()

    async def use(engine: OfflineEngine) -> list[Any]:
        batches.fault = fault
        failed = await all_of(engine, "a", "b")
        batches.fault = None
        return [*failed, *(await all_of(engine, "c"))]

    *failed, good = in_engine(batches, use)
    assert [type(one) for one in failed] == [ServiceError, ServiceError]
    assert "secret" not in "".join(map(str, failed))
    assert good.text == "C"


def test_a_question_given_up_before_its_batch_is_not_asked_and_one_given_up_later_harms_nobody() -> None:
    batches = Written()
    batches.go.clear()

    async def use(engine: OfflineEngine) -> Reply:
        later = asyncio.ensure_future(engine.reply(question("later")))
        await asyncio.to_thread(batches.begun.wait, 60)
        before = asyncio.ensure_future(engine.reply(question("before")))
        kept = asyncio.ensure_future(engine.reply(question("kept")))
        await asyncio.sleep(0.01)
        before.cancel()
        later.cancel()
        batches.go.set()
        return await kept

    assert in_engine(batches, use).text == "KEPT"
    assert batches.batches == [["later"], ["kept"]]


def test_the_end_of_a_run_stops_a_batch_at_work() -> None:
    batches = Written()
    batches.go.clear()

    async def use(engine: OfflineEngine) -> None:
        asking = asyncio.ensure_future(engine.reply(question("a")))
        await asyncio.to_thread(batches.begun.wait, 60)
        asking.cancel()

    in_engine(batches, use)
    assert (batches.stopped, batches.went_on) == (1, True)


def test_nothing_is_started_where_nothing_is_asked() -> None:
    batches = Written()
    in_engine(batches, lambda engine: asyncio.sleep(0))
    assert (batches.batches, batches.stopped) == ([], 0)


def test_without_vllm_or_without_weights_the_engine_says_what_to_do(tmp_path: Path) -> None:
    async def opened() -> None:
        async with OfflineEngine(SETTINGS):
            pass

    with pytest.raises(ConfigurationError, match=r"pip install 'pet-ground\[vllm\]'|no config.json"):
        asyncio.run(opened())
    with pytest.raises(ConfigurationError, match="small: "):
        check_installed(SETTINGS)


def test_replies_come_from_a_process_of_its_own_whatever_else_it_prints() -> None:
    first, pid = in_process("a", "pid")
    assert first == Reply("a!", prompt_tokens=3, cached_tokens=2, completion_tokens=1)
    assert int(pid.text) != os.getpid()


def test_what_the_process_can_not_do_is_told_without_the_text_of_the_question() -> None:
    failed, refused, good, died, gone = in_process("fail", "too long", "a", "die", "b")
    assert str(failed) == "small: the engine failed (RuntimeError)"
    assert isinstance(refused, ItemDropped)
    assert good.text == "a!"
    assert [str(one) for one in (died, gone)] == ["small: the engine's process has ended"] * 2


def test_weights_that_can_not_be_loaded_fail_every_question_at_once() -> None:
    first, second = in_process("a", "b", weights="broken")
    assert str(first) == "small: vLLM can't load the weights (RuntimeError)"
    assert isinstance(second, ServiceError)


def test_the_process_ends_with_the_run_in_the_middle_of_a_batch() -> None:
    process = VllmProcess(SETTINGS, (sys.executable, str(WORKER)))
    (pid,) = process.answers([question("pid")])

    def ask() -> None:
        with pytest.raises(ServiceError, match="has ended"):
            process.answers([question("sleep")])

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.2)
    process.stop()
    asking.join(60)
    assert not asking.is_alive()
    assert isinstance(pid, Reply)
    assert not alive(int(pid.text))


def test_the_process_ends_when_the_one_that_asked_is_killed() -> None:
    script = f"""
import sys, time
from pet_ground.config import EngineSettings
from pet_ground.llm.model import Question
from pet_ground.llm.vllm_process import VllmProcess
process = VllmProcess(EngineSettings(engine="vllm", weights="w", model="m"), (sys.executable, {str(WORKER)!r}))
print(process.answers([Question([{{"role": "user", "content": "pid"}}], {{}})])[0].text, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asker:
        assert asker.stdout is not None
        pid = int(asker.stdout.readline())
        assert alive(pid)
        asker.kill()
    end = time.monotonic() + 60
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(pid)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not asked for its result does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
