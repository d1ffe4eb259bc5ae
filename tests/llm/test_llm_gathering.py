"""Many questions at once."""

from __future__ import annotations

import asyncio

import pytest

from pet_ground.errors import ItemDropped, ServiceError
from pet_ground.llm import all_or_first_fault
from pet_ground.reasons import Reason


async def brought(value: object, after_s: float = 0.0) -> object:
    await asyncio.sleep(after_s)
    return value


async def failing(error: Exception) -> object:
    raise error


def test_an_error_that_is_a_result_is_no_fault() -> None:
    dropped = ItemDropped(Reason.UNUSABLE_ANSWER)

    async def both() -> list[object]:
        return await all_or_first_fault([brought(dropped), brought(2)])

    assert asyncio.run(both()) == [dropped, 2]


def test_a_fault_is_raised_after_all_others_have_ended() -> None:
    ended = []

    async def late() -> None:
        await asyncio.sleep(0.05)
        ended.append(True)

    async def both() -> None:
        with pytest.raises(ServiceError, match="first"):
            await all_or_first_fault([failing(ServiceError("first")), failing(ValueError("second")), late()])
        assert ended

    asyncio.run(both())
