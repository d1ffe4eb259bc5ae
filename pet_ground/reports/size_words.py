"""The size of a focus, as the words on it give it."""

from __future__ import annotations

import re

from pet_ground.reports.lesion_words import Span

_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_SIZE = re.compile(
    rf"(?<![\d.,]){_NUMBER}(?:\s?(?:cm|mm))?(?:\s?(?:[x\u00d7*]|by)\s?{_NUMBER}(?:\s?(?:cm|"
    rf"mm))?){{0,2}}(?<=[\d\s])\s?(?:cm|mm)\b"
    rf"|(?<![\d.,]){_NUMBER}\s?(?:cm|mm)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|prior|prev\.?|formerly|was|were|from|compared (?:to|with)|versus|vs\.?|baseline|had been)\b"
    r"[\s:]{0,2}(?:\w{1,12}\s){0,2}\Z|(?:thickness|collimation|within|about|spacing|increment)\s(?:of\s|was\s)?\Z",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\s?(?:from|above|below|slices?|slice thickness|thick slices|section|proximal|distal|away)\b", re.IGNORECASE
)
_EARLIER_CHARS = 40


def own_size(segment: str, place: int) -> Span | None:
    """The size on the current scan that stands nearest before ``place``; else the first after it; else None."""
    chosen: Span | None = None
    for match in _SIZE.finditer(segment):
        before = segment[max(0, match.start() - _EARLIER_CHARS) : match.start()]
        if _EARLIER.search(before) or _DISTANCE.match(segment, match.end()):
            continue
        if chosen is not None and match.start() > place:
            break
        chosen = Span(match.start(), match.end())
    return chosen
