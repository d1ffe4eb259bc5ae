"""A model that vLLM runs in this process: questions are gathered into batches, for a machine without a server."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from pet_ground.config import EngineSettings
from pet_ground.errors import ServiceError
from pet_ground.llm.answers import unusable
from pet_ground.llm.model import NoReply, Question, Reply
from pet_ground.llm.vllm_process import VllmProcess, check_installed

LARGEST_BATCH = 1024
"""Questions in one batch; what is answered is written to disk batch by batch, so a kill loses no more than one."""

QUIET_S = 0.1
"""A batch begins once no question has come for so long, in seconds: those who ask go on together when a batch ends,
and without the pause the first of them would be a batch of its own. Small beside the seconds that a batch takes."""

STOP_S = 1.0
"""How long the end of a run waits for the thread, in seconds, after its engine has been stopped."""


class Batches(Protocol):
    """What answers batches. The first one waits for the weights."""

    def answers(self, questions: Sequence[Question]) -> list[Reply | NoReply]:
        """A reply to each question, or that it is refused.

        Raises:
            ServiceError: the weights can't be loaded, or the batch failed.
        """
        ...

    def stop(self) -> None:
        """End at once and free the card; called from another thread, also while a batch is at work."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Reply]


class OfflineEngine:
    """One model in this process; to be used as an asynchronous context manager.

    The weights are loaded with the first question. While a batch is at work, the questions that come wait for the
    next, so the batches grow to what is asked at a time. A question that is given up before its batch begins is not
    asked; one that is given up later is answered for nobody.

    Args:
        settings: the model.
        start: what answers the batches; vLLM, unless a test says otherwise.
    """

    def __init__(self, settings: EngineSettings, start: Callable[[EngineSettings], Batches] = VllmProcess) -> None:
        self._settings = settings
        self._start = start
        self._waiting: queue.Queue[_Asked | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._batches: Batches | None = None
        self._closing = threading.Event()

    async def reply(self, question: Question) -> Reply:
        """The reply to one question, after the batch that it falls into.

        Raises:
            ServiceError: the weights can't be loaded, or the batch failed.
            ItemDropped: ``unusable_answer``, the engine refuses this question.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Reply] = loop.create_future()
        self._waiting.put(_Asked(question, loop, answer))
        return await answer

    async def __aenter__(self) -> Self:
        """Look whether vLLM and the weights are there.

        Raises:
            ConfigurationError: they are not.
        """
        if self._start is VllmProcess:
            check_installed(self._settings)
        self._thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._waiting.put(None)
        if self._batches is not None:
            await asyncio.to_thread(self._batches.stop)
        await asyncio.to_thread(self._thread.join, STOP_S)

    def _work(self) -> None:
        while batch := self._next_batch():
            wanted = [asked for asked in batch if not asked.answer.done()]
            for asked, outcome in zip(wanted, self._outcomes([one.question for one in wanted]), strict=True):
                _tell(asked, outcome)

    def _next_batch(self) -> list[_Asked]:
        """What waits, once nothing more comes; nothing at the end of the run."""
        batch: list[_Asked] = []
        while len(batch) < LARGEST_BATCH:
            try:
                asked = self._waiting.get(timeout=QUIET_S if batch else None)
            except queue.Empty:
                break
            if asked is None:
                return []
            batch.append(asked)
        return batch

    def _outcomes(self, questions: list[Question]) -> list[Reply | NoReply]:
        if not questions:
            return []
        try:
            return self._started().answers(questions)
        except ServiceError as exc:
            return [NoReply(f"{self._settings.model}: {exc}")] * len(questions)
        except Exception as exc:  # noqa: BLE001  (nobody may wait for ever; the error's text may quote a question)
            return [NoReply(f"{self._settings.model}: the engine failed ({type(exc).__name__})")] * len(questions)

    def _started(self) -> Batches:
        if self._batches is None:
            if self._closing.is_set():
                raise ServiceError("the run has ended")
            self._batches = self._start(self._settings)
        return self._batches


def _tell(asked: _Asked, outcome: Reply | NoReply) -> None:
    def tell() -> None:
        if asked.answer.done():
            return
        if isinstance(outcome, Reply):
            asked.answer.set_result(outcome)
        else:
            asked.answer.set_exception(unusable(outcome.fault) if outcome.refused else ServiceError(outcome.fault))

    if not asked.loop.is_closed():
        asked.loop.call_soon_threadsafe(tell)
