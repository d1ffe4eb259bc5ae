"""The markers that stand for identifiers, and how a rule puts them into the text."""

from __future__ import annotations

import re
from collections.abc import Callable

NAME, ID, DATE, PHONE, EMAIL, AGE, ADDRESS = "[NAME]", "[ID]", "[DATE]", "[PHONE]", "[EMAIL]", "[AGE]", "[ADDRESS]"

Replace = Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], str | Replace]
"""An expression and what replaces it: a marker, or a function of the match."""

COUNTED_LOOK_BACK_CHARS = 24
"""Longer than the longest wording of ``_COUNTED``, so that its first word is seen whole."""
_COUNTED = re.compile(
    r"\b(?:slices?|images?|img|im|series|ser?|sl|frames?|levels?|stations?|nodes?|ribs?|grade|deauville|krenning|ecog|pain|"
    r"scores?|scale|suvs?|suv[ -]?(?:max|mean|peak)|(?:max|mean|peak))\.?(?: (?:scores?|of|is|was|at))?[ :#=]{0,3}\Z",
    re.IGNORECASE,
)
"""Words directly before a number that make it a slice, a score or a value, and not a date or a telephone number."""


def counts(text: str, place: int) -> bool:
    """Whether the words directly before ``place`` make the number there a slice, a score or a value."""
    before = text[max(0, place - COUNTED_LOOK_BACK_CHARS) : place]
    last = before.rstrip(" :#=")[-1:]
    return (last.isalpha() or last == ".") and _COUNTED.search(before) is not None


def unless_counted(marker: str) -> Replace:
    """Replace the match, unless it is a slice, a score or a value."""
    return lambda match: match.group() if counts(match.string, match.start()) else marker


def group_only(marker: str) -> Replace:
    """Replace the group ``id`` and keep the words around it."""

    def replaced(match: re.Match[str]) -> str:
        begin, end = (place - match.start() for place in match.span("id"))
        return match.group()[:begin] + marker + match.group()[end:]

    return replaced


def group_unless_counted(marker: str) -> Replace:
    """Replace the group ``id``, unless it is a slice, a score or a value."""

    def replaced(match: re.Match[str]) -> str:
        begin, end = match.span("id")
        if counts(match.string, begin):
            return match.group()
        return match.group()[: begin - match.start()] + marker + match.group()[end - match.start() :]

    return replaced
