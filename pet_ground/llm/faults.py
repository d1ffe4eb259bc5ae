"""What can go wrong with one attempt to ask a server, by kind."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum, auto

import httpx

from pet_ground.llm.model import Reply


class Fault(Enum):
    """The kinds of fault, by what they say of the next attempt; words in a reply never decide."""

    AWAY = auto()
    """Nobody takes the question (no connection, or 502, 503, 504 from what stands before the server): wait for it."""
    BUSY = auto()
    """429: the same question later, for as long as the patience lasts."""
    BROKEN = auto()
    """The answer did not come, or not whole, or the server stumbled (408, 500): may pass, so a few more attempts."""
    REFUSED = auto()
    """400, 413, 422: the server will not take this question; the others go on."""
    FINAL = auto()
    """Another status (401, 404, a redirect): no question will be answered like this."""


AWAY_STATUS = frozenset({502, 503, 504})
REFUSED_STATUS = frozenset({400, 413, 422})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: what came, or a kind of fault with its name, and the pause that the server asks for."""

    body: bytes = b""
    reply: Reply | None = None
    fault: Fault | None = None
    name: str = ""
    pause_s: float = 0.0


@dataclass(slots=True)
class Tries:
    """What has become of one question so far: broken answers, pauses because the server is busy, and since when."""

    broken: int = 0
    waits: int = 0
    busy_since_s: float | None = None

    def busy_s(self) -> float:
        """Seconds since the server first was too busy for the question."""
        now_s = time.monotonic()
        self.busy_since_s = now_s if self.busy_since_s is None else self.busy_since_s
        return now_s - self.busy_since_s


def kind_of(status: int) -> Fault:
    """What an HTTP status that is no success says of the next attempt."""
    if status in AWAY_STATUS:
        return Fault.AWAY
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Fault.BUSY
    if status in REFUSED_STATUS:
        return Fault.REFUSED
    passes = status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT
    return Fault.BROKEN if passes else Fault.FINAL


def retry_after_s(told: str, longest_s: float) -> float:
    """The pause that a server asks for in seconds; dates are not read, the usual pause does as well."""
    return min(float(told), longest_s) if told.isdecimal() else 0.0
