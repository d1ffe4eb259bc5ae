"""Values in one list share their time: a word on time speaks of all that have no such word of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pet_ground.reasons import Reason
from pet_ground.reports.lesion_words import Span
from pet_ground.reports.slice_words import SLICE_NAMES
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.values import SuvValue


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why the value is not a current lesion's, or None; and the words on time that say so."""

    reason: Reason | None
    time_span: Span | None


@dataclass(slots=True)
class Told:
    """What the words around one value say: its judgement, and how they say it.

    ``behind`` means that the word on time stands after the value, ``now`` that the value is told to be the current one.
    """

    judgement: Judgement
    behind: bool = False
    now: bool = False

    @property
    def is_prior(self) -> bool:
        """Whether the value is one of an earlier scan."""
        return self.judgement.reason is Reason.PRIOR_STUDY


class Link(Enum):
    """How a value and the next one are joined."""

    NONE = auto()
    AND = auto()
    """By ``and``, a slash or ``then``, with or without another SUV word: one list."""
    COMMA = auto()
    NEW_SUV = auto()
    """By a comma and another SUV word: a list, or a new statement."""
    SLICE = auto()
    """By a list sign after the slice of the first: ``5.0 (slice 88) and 6.1 (slice 95)``."""


_KEY = r"(?:(?:an?|the|max(?:imal|imum)?\.?|suvs?|suvmax|suv\(max\)|\(max\)|-|of|=|:)\s{0,2}){0,6}"
_AND = r"(?:,?\s{0,2}\b(?:and|or|then|as well as|followed by|later|subsequently)\b|\s{0,2}[&/+]|;?\s{0,2}\bto\b)"
_LINK = re.compile(
    rf"\s{{0,2}}(?:g/ml\b)?\s{{0,2}}(?:(?P<and>{_AND}(?:\s{{0,2}}(?:then|subsequently|also|later)\b)?)|(?P<comma>,))"
    rf"(?:\s{{0,2}}respectively,?)?\s{{0,2}}(?P<key>{_KEY})",
    re.IGNORECASE,
)
_SLICE_WORDS = re.compile(
    rf"(?:[\s()\[\],:#.&/0-9\u00b0-]|\b(?:on|at|in|to|and|axial|pet|ct|series|se|{SLICE_NAMES}|nr|no|n|number|"
    r"respectively)\b)*",
    re.IGNORECASE,
)
_LEFT_OPEN = re.compile(r"(?:[\s)\]]|\.(?!\s{1,3}[A-Z(\[])){0,4}")
"""What closes a slice; a full stop with a capital behind it ends the sentence."""
MAX_SLICE_CHARS = 90
"""Characters from a value to the end of its slice, at most."""


def links(text: str, values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> list[Link]:
    """The link of each value with the next one; the last has none."""
    starts = [item.start for item in slices]
    found = []
    for rank, value in enumerate(values):
        if rank + 1 == len(values):
            found.append(Link.NONE)
            continue
        end = end_with_slice(text, value, values[rank + 1].range_start, slices, starts)
        found.append(
            _link(text, value.range_end if end is None else end, values[rank + 1].range_start, end is not None)
        )
    return found


def end_with_slice(
    text: str, value: SuvValue, limit: int, slices: Sequence[SliceRef], starts: Sequence[int]
) -> int | None:
    """Where the slice that stands directly behind the value ends, with its bracket; None where there is none."""
    last = bisect_left(starts, limit) - 1
    if last < 0 or slices[last].start < value.range_end or slices[last].end - value.range_end > MAX_SLICE_CHARS:
        return None
    if not _SLICE_WORDS.fullmatch(text, value.range_end, slices[last].end):
        return None
    closed = _LEFT_OPEN.match(text, slices[last].end)
    return slices[last].end if closed is None else closed.end()


def _link(text: str, start: int, stop: int, over_slice: bool) -> Link:
    match = _LINK.fullmatch(text, start, stop)
    if match is None:
        return Link.NONE
    if match["comma"] is not None and match["key"]:
        return Link.NEW_SUV
    if match["and"] is not None and match["and"].strip().lower() == "to" and "suv" in match["key"].lower():
        return Link.NONE
    if over_slice:
        changes = match["and"] is not None and match["and"].strip(" ;").lower() == "to"
        return Link.NONE if changes else Link.SLICE
    return Link.COMMA if match["and"] is None else Link.AND


def spread_forward(told: list[Told], joins: Sequence[Link]) -> None:
    """Give what is said of a value to those after it in its list, up to one that has a word of its own."""
    told_now = any(item.now for item in told)
    for rank in range(1, len(told)):
        before, item = told[rank - 1], told[rank]
        if item.judgement.reason is not None or item.now or before.judgement.reason is None:
            continue
        followed = rank + 1 < len(told) and told[rank + 1].is_prior and not told[rank + 1].behind
        if joins[rank - 1] in {Link.AND, Link.COMMA}:
            inherits = True
        elif joins[rank - 1] is Link.SLICE:
            # ``and 2.2, previously 6.1``: what an earlier value follows is the current one
            inherits = before.is_prior and not (followed and joins[rank] is Link.NONE)
        else:
            inherits = joins[rank - 1] is Link.NEW_SUV and before.is_prior and told_now
        if inherits:
            told[rank] = Told(before.judgement)


def spread_backward(told: list[Told], joins: Sequence[Link]) -> None:
    """Give the time that stands behind the last value of a list to those before it: ``6.0 and 7.0 previously``.

    Of two values with only a comma between them the first is the current one: ``SUVmax 4.0, 9.1 on the prior study``.
    """
    for rank in range(len(told) - 2, -1, -1):
        after, item = told[rank + 1], told[rank]
        if not (after.is_prior and after.behind) or item.now or item.judgement.reason is not None:
            continue
        in_list = joins[rank + 1] in {Link.AND, Link.COMMA} or (rank > 0 and joins[rank - 1] in {Link.AND, Link.COMMA})
        if joins[rank] is Link.AND or (joins[rank] is Link.COMMA and in_list):
            told[rank] = Told(after.judgement, behind=True)
