"""``The former`` and ``the latter``: which of the two things before them a value is of, and on which side that lies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pet_ground.reports.lesion_words import Span
from pet_ground.reports.side_words import Side, side_behind, sides

_ONE_OF_TWO = re.compile(r"\b(?:the|that of the|this) (?:(?P<former>former)|latter)\b", re.IGNORECASE)
_JOIN = re.compile(r"\s(?:and|as well as|&)\s", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.;]\s")
_BEFORE_CHARS = 300
"""Characters before ``the former`` in which the two stand: a long sentence."""


@dataclass(frozen=True, slots=True)
class Named:
    """What ``the former`` or ``the latter`` names; ``side`` is None where its words have none, or can't be told."""

    side: Side | None


def one_of_two(text: str, begin: int, start: int, end: int) -> Named | None:
    """The thing that the value at ``start`` to ``end`` is of, where ``the former`` or ``the latter`` tells it.

    ``begin`` is the place from which on the words before the value are its own. A side of these words, or one directly
    behind the value, stands above all; then the result is None, as it is where no such word is there.
    """
    found = _last(_ONE_OF_TWO, text, begin, start)
    if found is None or sides(text[found.end() : start]) or side_behind(text, end) is not None:
        return None
    both = _sentence_before(text, found.start())
    first = _ONE_OF_TWO.search(text, both.start, both.end)  # ``the former ..., the latter ...``
    both = both if first is None else _sentence_before(text, first.start())
    joins = list(_JOIN.finditer(text, both.start, both.end))
    if len(joins) != 1:
        named = sides(text[both.start : both.end])
        return None if len({side.laterality for side in named}) == 1 else Named(None)
    former = found["former"] is not None
    part = Span(both.start, joins[0].start()) if former else Span(joins[0].end(), both.end)
    named = sides(text[part.start : part.end])
    if len({side.laterality for side in named}) != 1:
        return Named(None)
    span = Span(named[0].span.start + part.start, named[0].span.end + part.start)
    return Named(Side(named[0].laterality, span))


def _sentence_before(text: str, place: int) -> Span:
    """The words of the sentence before ``place``; where it opens a sentence, those of the one before."""
    start = max(0, place - _BEFORE_CHARS)
    end = start + len(text[start:place].rstrip(" \n\t.;,:("))
    last = _last(_CLAUSE_END, text, start, end)
    return Span(start if last is None else last.end(), end)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found
