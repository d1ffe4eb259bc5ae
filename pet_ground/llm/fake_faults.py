"""What can go wrong with a reply of the fake server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """Refuse with an HTTP status, and echo the request in the error page, as real servers do.

    Attributes:
        code: the status.
        location: the header of a redirect.
        retry_after: the header of a server that is busy, as it is sent.
    """

    code: int
    location: str | None = None
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """Say nothing for so many seconds, then close the connection."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HalfBody:
    """Announce the whole reply, send half of it, close the connection."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Close the connection without a reply."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """Half of the answer in a whole reply, as when the limit of tokens is reached (or for another ``reason``)."""

    reason: str = "length"


@dataclass(frozen=True, slots=True)
class Page:
    """A reply of status 200 that is no chat completion."""

    text: str


Fault = Status | Slow | HalfBody | Closed | CutOff | Page
