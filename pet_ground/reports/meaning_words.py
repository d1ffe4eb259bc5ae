"""What the report calls a focus, and the side that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pet_ground.records import Interpretation, Laterality
from pet_ground.reports.lesion_words import Span

_PHYSIOLOGIC = re.compile(
    r"\b(?:physiologic(?:al(?:ly)?)?|normal variant|(?:urinary|renal) excretion|excreted|brown (?:fat|adipose))\b",
    re.IGNORECASE,
)
_BENIGN = re.compile(
    r"\b(?:benign|degenerative|reactive|inflammatory|inflammation|infectious|infection|post-?(?:surgical|"
    r"operative|traumatic)|"
    r"arthritic|arthritis|arthropathy|osteoarthritis|granulomatous|ha?emangioma|lipoma|healing|esophagitis|"
    r"sinusitis)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\bnot |\bnon-?|\bunlikely(?: to be)? |\brather than |\bless likely |\bno |\bwithout |\bexclude |"
    r"\bversus |\bvs\.? |\bthan )"
    r"(?:likely |definitely |typical for |merely |simply |just |a |an )?\Z",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:versus|vs\.?|or)\s(?:[a-z]+ ){0,2}(?:malignan|metasta|neoplas|tumou?r|cancer|lymphom|recurren|disease)|"
    r"\b(?:malignan\w*|metasta\w*|neoplas\w*|tumou?r|recurren\w*|disease)\s(?:versus|vs\.?|or)\b|"
    r"\b(?:cannot be excluded|not excluded)\b",
    re.IGNORECASE,
)


def interpretation(segment: str) -> tuple[Interpretation, Span | None]:
    """What the segment calls the focus, and the word that says so; a doubt says nothing."""
    if _DOUBT.search(segment):
        return Interpretation.UNSPECIFIED, None
    for pattern, meaning in ((_PHYSIOLOGIC, Interpretation.PHYSIOLOGIC), (_BENIGN, Interpretation.BENIGN)):
        for match in pattern.finditer(segment):
            if not _NOT.search(segment[max(0, match.start() - 30) : match.start()]):
                return meaning, Span(match.start(), match.end())
    return Interpretation.UNSPECIFIED, None


_SIDE = re.compile(
    r"\b(?:(?P<bilateral>bilateral(?:ly)?|both|(?:left|right) and (?:left|right))"
    r"|(?P<left>left|lt\b\.?)|(?P<right>right|rt\b\.?))(?:-sided)?\b"
    r"(?!\s(?:ventric|atri|heart|over\b))",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:than|to)(?: the)? \Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """A side with the words that name it."""

    laterality: Laterality
    span: Span


def sides(segment: str) -> list[Side]:
    """Sides that the segment names, in order; ``left greater than right`` names the left."""
    found = []
    for match in _SIDE.finditer(segment):
        if match.lastgroup is None or _THAN.search(segment[max(0, match.start() - 12) : match.start()]):
            continue
        found.append(Side(Laterality(match.lastgroup), Span(match.start(), match.end())))
    return found


def nearest_side(segment: str, place: int) -> Side | None:
    """The side named last before ``place``; else the first after it."""
    named = sides(segment)
    before = [side for side in named if side.span.end <= place]
    if before:
        return before[-1]
    return named[0] if named else None
