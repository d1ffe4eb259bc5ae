"""Asynchronous work in a thread of its own, and what it brings as an iterator for everybody else."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

STOP_S = 5.0
"""How long an interrupted command waits for the questions under way to be given up."""

Item = TypeVar("Item")
Work = Callable[["Background[Item]"], Coroutine[Any, Any, None]]


class Background(Generic[Item]):
    """Work on an event loop in a thread of its own, from the beginning of a ``with`` block to its end, or until done.

    Iterated over, it gives what the work puts, in this order, and raises the error that ended the work. Leaving the
    block ends the work at once, without the answers that are under way.

    Args:
        work: told this object; it ``put``s what it brings.
    """

    def __init__(self, work: Work[Item]) -> None:
        self._work = work
        self._brought: queue.SimpleQueue[tuple[Item] | BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._running = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, item: Item) -> None:
        """Bring something."""
        self._brought.put((item,))

    def soon(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` in the thread of the work; nothing happens where the work is over."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has been closed
                self._loop.call_soon_threadsafe(callback)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._running.wait()
        except BaseException:  # Ctrl-C while the thread begins: nobody will leave the block that was not entered
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __iter__(self) -> Iterator[Item]:
        while (brought := self._brought.get()) is not None:
            if isinstance(brought, BaseException):
                raise brought
            yield brought[0]

    def _stop(self) -> None:
        if self._task is not None:
            self.soon(self._task.cancel)
        self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._all())
            self._brought.put(None)
        except BaseExceptionGroup as group:  # of a TaskGroup: the others were cancelled for the first one's sake
            self._brought.put(group.exceptions[0])
        except BaseException as exc:  # noqa: BLE001  (raised again in the thread that iterates)
            self._brought.put(exc)
        finally:
            self._running.set()

    async def _all(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._running.set()
        await self._work(self)
