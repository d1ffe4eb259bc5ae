"""The side that the words on a focus name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pet_ground.records import Laterality
from pet_ground.reports.lesion_words import Span

_LOBES = r"(?-i:(?P<lobe>[RL])(?:UL|ML|LL|MSB|LQ|UQ|IJ)\b)"
_LETTER = (
    r"(?-i:(?:(?:1|2|4|10|11|12|13|14) ?)?(?P<letter>[RL])(?=[ -](?:sided |upper |lower |mid |ant |post |med |"
    r"lat )?[a-z]{3}|"
    r" (?:SUV|LN|IJ)\b)(?! (?:and|side of|the)\b|[ -]spine))"
)
_STATION = r"(?-i:(?:1|2|4|10|11|12|13|14)(?P<station>[RL])\b)"
"""Stations of mediastinal and hilar nodes: ``4R``."""
_SIDE = re.compile(
    rf"(?<![/\w])(?:(?P<bilateral>(?-i:B/L|b/l)\b|bilat(?:eral(?:ly)?)?|both|(?:left|right)(?: and |/)(?:left|right))"
    rf"|(?P<left>left|lt\b\.?)|(?P<right>right|rt\b\.?)|{_STATION}|{_LOBES}|{_LETTER})(?:[ -]?sided)?\b",
    re.IGNORECASE,
)
_NO_SIDE = re.compile(
    r"\s(?:ventric|atri|heart|over\b|gastric (?:arter|nod|chain)|coronary|anterior descending|main coronary|circumflex|"
    r"shift|decubitus|handed|of midline lesion)"
    r"|(?:[\s-]\w{2,15}){0,3}\s(?:\w{2,12}ectomy|\w{2,12}otomy|\w{2,12}plasty|resection|surgery|amputation|"
    r"transplant|nephroureterectomy|replacement|port\b|port-a-cath|mediport|catheter|picc|injection|antecubital|"
    r"pacemaker|stent|hand injection)",
    re.IGNORECASE,
)
"""After the side: what it names is a part of the heart, or what was done to the patient."""
_BEFORE = re.compile(
    r"(?:\b(?:than|to)(?: the)? |[<>] ?|\b(?:extend(?:s|ing)|extension) (?:in)?to (?:the )?|"
    r"\b(?:invasion of|invad(?:es|ing)) (?:the )?|\b(?:history of|status[ -]post|s/p|"
    r"post|not(?: in| on| at)?) (?:the )?|"
    r"\bmidline\b[^.;,]{0,30}\b(?:abutting|adjacent to|near|along|encasing|invading|displacing) (?:the )?)\Z",
    re.IGNORECASE,
)
_NOT_AVID = re.compile(
    r"(?<!previously )(?<!formerly )(?<!was )(?<!were )\b(?:non[ -]?(?:fdg[ -]|psma[ -]|tracer[ -])?avid|photopenic|"
    r"ametabolic|(?:metabolically )?inactive)\b[^,;.()]{0,80}?(?=[,;.()]|\band\b|\Z)",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\b(?:left|right|lt|rt|bilateral)\b[^,;:.()\d]{1,60}?\b(?:without (?:\w{1,15} ){0,2}uptake|"
    r"(?:is|are) (?:not|non)[ -]?(?:fdg[ -])?avid)\b(?! (?:on|in|at) (?:the )?(?:prior|previous|last|baseline))",
    re.IGNORECASE,
)
_ITS_VALUE = re.compile(r"[\s,:(]{0,3}(?:with |has |of )?(?:an? )?(?:max\w{0,6}\.? )?(?:suv|\d[.,]\d)", re.IGNORECASE)
_VALUE = re.compile(r"suv", re.IGNORECASE)
_BEFORE_CHARS = 70
_BEHIND = re.compile(
    r"\s{0,2}(?:g/ml\b)?\s{0,2}(?:(?:[(\[][^()\[\]]{0,40}[)\]]\s)?(?:on|in|for|at|within) (?:the |his |her )?|"
    r"[(\[](?=\w{4,5}[)\]]))"
    r"(?P<side>(?:(?P<left>left)|(?P<right>right)))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Side:
    """A side with the words that name it."""

    laterality: Laterality
    span: Span


@lru_cache(maxsize=32)
def sides(segment: str) -> tuple[Side, ...]:
    """Sides that the segment names, in order; ``left greater than right`` names the left.

    What takes up nothing lends no side: ``and a non-avid right renal cyst``.
    """
    found = []
    without: list[Span] | None = None
    for match in _SIDE.finditer(segment):
        without = without_uptake(segment) if without is None else without
        if any(span.start <= match.start() < span.end for span in without):
            continue
        if _NO_SIDE.match(segment, match.end()):
            continue
        if _BEFORE.search(segment[max(0, match.start() - _BEFORE_CHARS) : match.start()]):
            continue
        found.append(Side(_laterality(match), Span(match.start(), match.end())))
    return tuple(found)


def without_uptake(text: str) -> list[Span]:
    """The words on things that take up nothing and have no SUV: ``non-avid right renal cyst``."""
    lowered = text.lower()
    if not any(word in lowered for word in ("avid", "without", "inactive", "photopenic", "ametabolic")):
        return []
    return [
        Span(match.start(), match.end())
        for pattern in (_WITHOUT, _NOT_AVID)
        for match in pattern.finditer(text)
        if not _ITS_VALUE.match(text, match.end()) and not _VALUE.search(text, match.start(), match.end())
    ]


def _laterality(match: re.Match[str]) -> Laterality:
    letter = match["lobe"] or match["letter"] or match["station"]
    if letter is not None:
        return Laterality.LEFT if letter == "L" else Laterality.RIGHT
    if match["bilateral"] is not None:
        return Laterality.BILATERAL
    return Laterality.LEFT if match["left"] is not None else Laterality.RIGHT


def nearest_side(segment: str, place: int) -> Side | None:
    """The side named last before ``place``; else the first after it."""
    named = sides(segment)
    before = [side for side in named if side.span.end <= place]
    if before:
        return before[-1]
    return named[0] if named else None


def side_behind(text: str, end: int) -> Side | None:
    """The side that stands directly behind a value or its slice: ``3.3 (slice 90) on the right``."""
    match = _BEHIND.match(text, end)
    if match is None or _NO_SIDE.match(text, match.end()):
        return None
    return Side(_laterality_behind(match), Span(match.start("side"), match.end("side")))


_DIRECTLY_BEFORE = re.compile(
    r"\b(?P<side>(?:(?P<left>left|lt)|(?P<right>right|rt)))\.?(?:[ -]sided?)?[\s:,=(\[-]{0,3}"
    r"(?:(?:with|has|shows|of|an?|max\.?|suv|axial|slice|image|im|at|on)[\s:(]{1,2}){0,4}\Z",
    re.IGNORECASE,
)


def side_directly_before(text: str, start: int) -> Side | None:
    """The side that stands directly before a value or slice: ``right 5.1 SUVmax and left 7.3 SUVmax``."""
    begin = max(0, start - _BEFORE_CHARS)
    match = _DIRECTLY_BEFORE.search(text[begin:start])
    if match is None or _BEFORE.search(text[max(0, begin + match.start() - _BEFORE_CHARS) : begin + match.start()]):
        return None
    return Side(_laterality_behind(match), Span(begin + match.start("side"), begin + match.end("side")))


def _laterality_behind(match: re.Match[str]) -> Laterality:
    return Laterality.LEFT if match["left"] is not None else Laterality.RIGHT
