"""How the work of a function grows with its input; no limit in seconds, which would judge the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TIMES = 8
"""How much longer the long input is: a quadratic step takes 64 times as long, a linear one 8 times."""
MOST_GROWTH = 3 * TIMES
GRAIN_S = 0.1
"""What a collection of garbage may take, in seconds of the processor."""
TRIES = 5
"""A busy machine can make one measurement long; it can't make a quadratic step short."""


def grows_linearly(work: Callable[[str], object], unit: str, long_chars: int) -> bool:
    """Whether the processor's time for a repeated ``unit`` grows with the text's length and not with its square."""
    short, long = ((unit * (size // len(unit) + 1))[:size] for size in (long_chars // TIMES, long_chars))
    return is_linear(work, short, long)


def is_linear(work: Callable[[T], object], short: T, long: T) -> bool:
    """The same for any two inputs, of which one is ``TIMES`` as long as the other."""
    return any(_seconds(work, long) < MOST_GROWTH * _seconds(work, short) + GRAIN_S for _ in range(TRIES))


def _seconds(work: Callable[[T], object], given: T) -> float:
    begin_s = time.process_time()
    work(given)
    return time.process_time() - begin_s
