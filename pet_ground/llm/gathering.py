"""Many questions at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

Result = TypeVar("Result")


async def all_or_first_fault(tasks: Iterable[Awaitable[Result]]) -> list[Result]:
    """The results in order, after every task has ended.

    Raises:
        BaseException: the first one's that failed, in order; the others have ended by then, and what they brought is
            in the store.
    """
    begun = [asyncio.ensure_future(task) for task in tasks]
    await asyncio.gather(*begun, return_exceptions=True)
    # Asked one by one: what gather returns does not tell an error from a task that returns one, such as ItemDropped.
    return [task.result() for task in begun]
