"""Headings of a report: the sections they open, and the sub-headings inside a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pet_ground.reports.section_names import AT_LINE_START, DOUBTFUL_ALONE, SUB_HEADINGS, TOP_HEADINGS

SAMPLE_CHARS = 4_000
"""Characters of a report from which its share of capitals is told."""
MOSTLY_CAPITALS = 0.6
"""Share of capitals among the letters above which the whole report is in capitals, and such a line says nothing."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its place (colon included); ``opens`` is the section, or None for a sub-heading."""

    start: int
    end: int
    opens: str | None


def _alternatives() -> str:
    names = sorted({*TOP_HEADINGS, *SUB_HEADINGS}, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", "[ ]") for name in names)


_NAME_CHARS = 48
"""Characters before a colon in which a heading's name begins."""
_BEGINS = re.compile(
    r"(?:\A|[\n.:;!?)]|_x000D_)[ \t\d.)*\u2022#-]{0,12}(?P<name>[a-z][a-z/ &,-]{1,46}?)[ \t]{0,8}\Z", re.IGNORECASE
)
_MARKS = " \t0123456789.)-*\u2022#"
_WITH_DASH = re.compile(r"^[ \t]{0,40}(?P<name>[A-Z][A-Z /&]{3,40}?) ?[-\u2013](?= )", re.MULTILINE)
_ALONE = re.compile(
    rf"^[ \t]{{0,40}}(?:\d{{1,2}}[.)] |[#*_=-]{{1,4}} ?)?({_alternatives()})[ \t*_=-]{{0,20}}(?:_x000D_|\r)?$",
    re.MULTILINE | re.IGNORECASE,
)
"""A known name alone on its line."""
_BODY = (
    r"(?:head|neck|h/n|chest|thora|lung|pleura|mediastin|abd|pelvi|liver|hepat|spleen|nod(?:es|al)|lymph|bone|"
    r"osseous|msk|"
    r"skelet|musculo|brain|adrenal|kidney|soft tissue|breast|axill|primary|prostat|reference|ref\b|background|"
    r"blood pool|"
    r"waldeyer|lesion|target|index|physiolog|heart|cardi|esoph|oesoph|stomach|bowel|skin|spine|extremit|viscera|"
    r"response|"
    r"other findings|normal organs|pancrea|thyroid)"
)
_BODY_START = re.compile(
    rf"^[ \t]{{0,40}}(?:[-*\u2022] ?|\d{{1,2}}[.)] ?)?(?={_BODY}[\w /&,()-]{{0,40}}(?:[:.]| -|\r?$))",
    re.MULTILINE | re.IGNORECASE,
)
"""A line that begins with a part of the body as a heading does: the preliminaries are over, nothing is cut."""
_FINDINGS_START = re.compile(
    r"^[ \t]{0,40}(?=(?:the |this )?(?:present |current |today's )?(?:study|exam(?:ination)?|scan|pet(?:[/-]ct)?|"
    r"images?) (?:documents?|shows?|demonstrates?|reveals?|identif(?:y|ies))\b)",
    re.MULTILINE | re.IGNORECASE,
)
"""A line that begins to tell what today's study shows ends the history as a part of the body does."""
_CAPITAL_LINE = re.compile(r"^[ \t]{0,40}([A-Z][A-Z /&,()-]{2,60})(?=[ \t]{0,40}\r?$)", re.MULTILINE)


def find_headings(text: str) -> list[Heading]:
    """Headings in order: known names with a colon at the start of a line or after a sentence, and all-capitals lines.

    In a report written in capitals throughout, a line without a colon is a heading only where its name is known.
    """
    found = _with_colon(text)
    known_only = _mostly_capitals(text)
    for match in _CAPITAL_LINE.finditer(text):
        name = " ".join(match.group(1).lower().split())
        if not known_only or name in TOP_HEADINGS or name in SUB_HEADINGS:
            found.append(Heading(match.start(1), match.end(1), TOP_HEADINGS.get(name)))
    known = {heading.start for heading in found}
    for match in _ALONE.finditer(text):
        name = " ".join(match.group(1).lower().split())
        if name not in DOUBTFUL_ALONE and match.start(1) not in known:
            found.append(Heading(match.start(1), match.end(1), TOP_HEADINGS.get(name)))
    for pattern in (_BODY_START, _FINDINGS_START):
        found += [
            Heading(match.end(), match.end(), None) for match in pattern.finditer(text) if match.end() not in known
        ]
    found.sort(key=lambda heading: (heading.start, -heading.end))
    return found


_VALUE = re.compile(r"\s{0,3}(?:SUV\s?(?:max)?\s{0,2})?\d{1,2}[.,]\d(?![\d.])", re.IGNORECASE)


def _with_colon(text: str) -> list[Heading]:
    found = []
    colon = text.find(":")
    while colon >= 0:
        heading = _ending_at(text, colon)
        found += [] if heading is None or _VALUE.match(text, colon + 1) else [heading]
        colon = text.find(":", colon + 1)
    for match in _WITH_DASH.finditer(text):
        name = match["name"].lower()
        found += [Heading(match.start("name"), match.end(), TOP_HEADINGS[name])] if name in TOP_HEADINGS else []
    return found


def _ending_at(text: str, colon: int) -> Heading | None:
    """The heading whose colon stands at ``colon``: a known name at the start of a line or after a sentence."""
    begin = max(0, colon - _NAME_CHARS)
    before = text[begin:colon]
    line = before[before.rfind("\n") + 1 :]
    match = _BEGINS.search(line if len(line) < len(before) or begin == 0 else before)
    if match is None:
        return None
    name = " ".join(match["name"].lower().split())
    if name not in TOP_HEADINGS and name not in SUB_HEADINGS:
        return None
    start = colon - (len(match.string) - match.start("name"))
    at_start = len(line) == len(match.string) and not match.string[: match.start("name")].strip(_MARKS)
    if name in AT_LINE_START and not at_start:
        return None
    return Heading(start, colon + 1, TOP_HEADINGS.get(name))


def _mostly_capitals(text: str) -> bool:
    sample = text[:SAMPLE_CHARS]
    letters = sum(map(str.isalpha, sample))
    return sum(map(str.isupper, sample)) > MOSTLY_CAPITALS * max(letters, 1)
