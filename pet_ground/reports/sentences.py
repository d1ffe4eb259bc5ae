"""Sentences of a report with exact places: ``text[s.start:s.end] == s.text``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pet_ground.records import Sentence
from pet_ground.reports.section_names import PRELIMINARY_SECTIONS
from pet_ground.reports.sections import Heading, find_headings
from pet_ground.reports.text_tables import TableRow, find_table_rows
from pet_ground.reports.tokens import words

MAX_SENTENCE_CHARS = 2000
"""Longer sentences are cut at a blank: no reader writes one, and the bound keeps every later step linear in time."""
WRAPPED_LINE_CHARS = 60
"""From this length on a line without a full stop may be wrapped; a shorter one before a capital ends its sentence."""

_END = re.compile(
    r"""[.!?](?=["')\]]{0,2}(?:\s|$))"""  # an end with a blank after it
    r"""|(?<=[a-z0-9)\]])\.(?=[A-Z][a-z])"""  # "node.The"
    r"""|_x000D_|\n(?=[ \t]{0,40}(?:\r?\n|\d{1,2}[.)][ \t]|[-*\u2022][ \t]))|\n"""
)
_ABBREVIATIONS = words(
    "dr drs mr mrs ms prof st no nos fig e.g i.e eg ie vs approx ca cf etc a.m p.m max min avg im img ser "
    "prev se sl nr nrs num sect s.u.v resp incl dx hx lt rt b.i.d jr sr inc ref vol wt ht temp dept"
)
_NEEDS_CAPITAL_AFTER = frozenset({"etc", "a.m", "p.m", "max", "min", "avg", "no"})
"""Abbreviations that also end sentences: they do where a capital follows."""
_LIST_MARK = re.compile(r"(?:\d{1,2}[.)](?=\s)|[-*\u2022](?=\s)|[.)\],;:])\s{0,40}")
_ONLY_MARK = re.compile(r"\s{0,40}\d{1,2}\Z")
_DANGLING = words("of the in with and or a an to is was are were on at by from for left right within")
_LAST_WORD = re.compile(r"[\w.]{1,20}\Z")
_CONTENT = re.compile(r"\w")


def split_sentences(text: str, rows: Sequence[TableRow] | None = None) -> list[Sentence]:
    """Sentences in the order of the text; headings and list numbers belong to none.

    Sub-headings such as ``Chest:`` do not change the section, and are not part of the sentence. The row of a table is
    a sentence; ``rows`` are those of ``find_table_rows`` where they are known.
    """
    rows = find_table_rows(text) if rows is None else rows
    sentences: list[Sentence] = []
    section = ""
    position = 0
    marks: list[Heading | TableRow] = [*find_headings(text), *rows]
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.start < position:
            continue
        sentences += _sentences_of_block(text, position, mark.start, section)
        position = mark.end
        if isinstance(mark, TableRow):
            row = text[mark.start : mark.end]
            sentences += (
                [Sentence(start=mark.start, end=mark.end, text=row, section=section)] if row.strip("-|=+:_ \t") else []
            )
        else:
            inside = "findings" if section in PRELIMINARY_SECTIONS else section
            section = inside if mark.opens is None else mark.opens
    return sentences + _sentences_of_block(text, position, len(text), section)


def _sentences_of_block(text: str, start: int, end: int, section: str) -> list[Sentence]:
    return [
        Sentence(start=first, end=last, text=text[first:last], section=section)
        for rough_first, rough_last in _cut(text, start, end)
        for first, last in _pieces(text, rough_first, rough_last)
    ]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        if match.start() < first:
            continue
        if match.start() == first:  # nothing stands before it: blank lines, stray signs
            first = match.end()
            continue
        if match.group() == "\n":
            ends = _line_break_ends(text, first, match.start(), end)
        elif match.group() == "_x000D_":
            ends = False
        else:
            ends = _stop_ends(text, first, match.start(), end)
        if ends:
            last = match.end()
            while last < end and text[last] in "\"')]":
                last += 1
            yield first, last
            first = last
    yield first, end


def _stop_ends(text: str, first: int, stop: int, end: int) -> bool:
    if text[stop] != ".":
        return True
    if _ONLY_MARK.match(text[first:stop] if stop - first < 45 else ""):
        return False
    match = _LAST_WORD.search(text, max(first, stop - 20), stop)
    word = match.group().lower().lstrip(".") if match else ""
    if len(word) == 1 and word.isalpha():
        return False
    if word not in _ABBREVIATIONS:
        return True
    after = text[stop + 1 : min(end, stop + 4)].lstrip()
    return word in _NEEDS_CAPITAL_AFTER and after[:1].isupper()


def _line_break_ends(text: str, first: int, newline: int, end: int) -> bool:
    following = text[newline + 1 : min(end, newline + 45)]
    line = following.lstrip(" \t")
    if not line or line[0] in "\r\n" or line.startswith("_x000D_") or _LIST_MARK.match(line):
        return True
    line_start = max(first, text.rfind("\n", max(first, newline - 500), newline) + 1)
    previous = text[line_start:newline].replace("_x000D_", "").rstrip()
    if not previous or previous[-1] in ",-/(;":
        return False
    if previous[-1] == "." and text.startswith("_x000D_", newline - len("_x000D_")):
        return True
    last_words = previous[-30:].split()
    title = line[:1].isupper() and line[1:2].islower()
    return title and len(previous) < WRAPPED_LINE_CHARS and last_words[-1].lower() not in _DANGLING


def _pieces(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Trim blanks and list marks; cut what is longer than a sentence can be; leave out what holds no word."""
    while last - first > MAX_SENTENCE_CHARS:
        blank = text.rfind(" ", first + MAX_SENTENCE_CHARS // 2, first + MAX_SENTENCE_CHARS)
        middle = blank if blank > first else first + MAX_SENTENCE_CHARS
        yield from _trimmed(text, first, middle)
        first = middle
    yield from _trimmed(text, first, last)


def _trimmed(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    piece = text[first:last]
    changed = True
    while changed:
        before = len(piece)
        piece = piece.lstrip().removeprefix("_x000D_")
        mark = _LIST_MARK.match(piece)
        if mark:
            piece = piece[mark.end() :]
        changed = len(piece) < before
    first = last - len(piece)
    while piece != (shorter := piece.rstrip().removesuffix("_x000D_")):
        piece = shorter
    if piece and _CONTENT.search(piece):
        yield first, first + len(piece)
