"""Headings of a report: the sections they open, and the sub-headings inside a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOP_HEADINGS: dict[str, str] = {
    "findings": "findings",
    "pet/ct findings": "findings",
    "pet findings": "findings",
    "ct findings": "findings",
    "fdg pet/ct findings": "findings",
    "report": "findings",
    "result": "findings",
    "results": "findings",
    "impression": "impression",
    "impressions": "impression",
    "conclusion": "impression",
    "conclusions": "impression",
    "opinion": "impression",
    "summary": "impression",
    "assessment": "impression",
    "technique": "technique",
    "pet technique": "technique",
    "pet/ct technique": "technique",
    "procedure": "technique",
    "protocol": "technique",
    "imaging protocol": "technique",
    "method": "technique",
    "methods": "technique",
    "radiopharmaceutical": "technique",
    "tracer": "technique",
    "comparison": "comparison",
    "comparisons": "comparison",
    "comparison studies": "comparison",
    "clinical history": "clinical history",
    "history": "clinical history",
    "clinical information": "clinical history",
    "clinical indication": "clinical history",
    "clinical data": "clinical history",
    "indication": "clinical history",
    "indications": "clinical history",
    "reason for exam": "clinical history",
    "reason for examination": "clinical history",
    "reason for study": "clinical history",
    "exam": "exam",
    "examination": "exam",
    "study": "exam",
    "recommendation": "recommendation",
    "recommendations": "recommendation",
    "addendum": "addendum",
}
"""Heading in lower case -> name of the section that it opens."""

SUB_HEADINGS = frozenset(
    {
        "head",
        "neck",
        "head/neck",
        "head & neck",
        "head and neck",
        "brain",
        "chest",
        "thorax",
        "abdomen",
        "pelvis",
        "abdomen/pelvis",
        "abdomen & pelvis",
        "abdomen and pelvis",
        "abdomen, pelvis",
        "chest/abdomen/pelvis",
        "extremities",
        "upper extremities",
        "lower extremities",
        "musculoskeletal",
        "skeleton",
        "skeletal",
        "bones",
        "osseous structures",
        "bones/soft tissues",
        "soft tissues",
    }
)
"""Headings inside a section. They are cut from the sentence; any other ``Word:`` stays in it (``Liver: SUV 2.9``)."""

HISTORY_SECTIONS = frozenset({"clinical history", "comparison"})
TECHNIQUE_SECTIONS = frozenset({"technique", "exam"})
SUMMARY_SECTIONS = frozenset({"impression", "addendum", "recommendation"})

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


_WITH_COLON = re.compile(rf"(?<![\w/&-])({_alternatives()})[ \t]{{0,8}}:", re.IGNORECASE)
_CAPITAL_LINE = re.compile(r"^[ \t]{0,40}([A-Z][A-Z /&,()-]{2,60})(?=[ \t]{0,40}\r?$)", re.MULTILINE)
_BEFORE_HEADING = 12
"""Characters looked at before a heading: enough for a list number, a line break and an Excel carriage return."""


def find_headings(text: str) -> list[Heading]:
    """Headings in order: known names with a colon at the start of a line or after a sentence, and all-capitals lines.

    In a report written in capitals throughout, a line without a colon is a heading only where its name is known.
    """
    found = [
        Heading(match.start(), match.end(), TOP_HEADINGS.get(match.group(1).lower()))
        for match in _WITH_COLON.finditer(text)
        if _may_begin_here(text, match.start())
    ]
    known_only = _mostly_capitals(text)
    for match in _CAPITAL_LINE.finditer(text):
        name = " ".join(match.group(1).lower().split())
        if not known_only or name in TOP_HEADINGS or name in SUB_HEADINGS:
            found.append(Heading(match.start(1), match.end(1), TOP_HEADINGS.get(name)))
    found.sort(key=lambda heading: heading.start)
    return found


def _may_begin_here(text: str, start: int) -> bool:
    before = text[max(0, start - _BEFORE_HEADING) : start]
    line = before.rpartition("\n")[2].replace("_x000D_", "")
    if len(line) < len(before) or start <= _BEFORE_HEADING:
        line = line.lstrip(" \t0123456789.)-*\u2022")
    stripped = line.rstrip()
    return not stripped or stripped[-1] in ".:;!?)"


def _mostly_capitals(text: str) -> bool:
    sample = text[:20_000]
    letters = sum(char.isalpha() for char in sample)
    return sum(char.isupper() for char in sample) > MOSTLY_CAPITALS * max(letters, 1)
