"""Tables of lesions inside a report's text: a header line with an SUV column, then one row for each lesion.

Columns are parted by ``|``, by tabs, by semicolons, or by two blanks or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Column = Literal["suv_max", "earlier", "slice", "other_slice", "text"]

MAX_LINE_CHARS = 400
"""A longer line is prose."""
MAX_HEADER_CHARS = 40
"""A longer cell is no column's name."""
_TAB = re.compile(r"[ ]{0,9}\t[ ]{0,9}")
"""Each tab ends a cell, which may be empty."""
_SEPARATORS = (
    re.compile(r"\s{0,9}\|\s{0,9}"),
    _TAB,
    re.compile(r"\s?;\s?"),
    re.compile(r"[ ]{2,}"),
)
_LINE = re.compile(r"[^\n]*\n?")
_RULE = re.compile(r"[-=|+:_\s]{3,}\Z")
_SUV = re.compile(r"\bSUV|uptake value", re.IGNORECASE)
_OTHER_STATISTIC = re.compile(r"mean|avg|peak|min|ratio|lbm|\bSUL|change|delta|%|\u0394|target", re.IGNORECASE)
_EARLIER = re.compile(
    r"prior|previous|prev\b|\bold\b|baseline|last|initial|before|nadir|interim|\b(?:19|20)\d\d\b|\[date\]|\d/\d",
    re.IGNORECASE,
)
_NOW = re.compile(r"\bnow\b|current|today|this", re.IGNORECASE)
_SLICE = re.compile(r"\b(?:slices?|images?|im|img|sl)\b|\baxial\b", re.IGNORECASE)
_NO_SLICE = re.compile(r"coronal|sagittal|\bcor\b|\bsag\b|thickness|location|position|\bmm\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, ``text[start:end]`` of the report, and what its column holds."""

    start: int
    end: int
    column: Column


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of a table; ``cells`` is empty for the header and for rules."""

    start: int
    end: int
    cells: tuple[Cell, ...] = ()


def find_table_rows(text: str) -> list[TableRow]:
    """Rows of all tables with exactly one column of current SUVmax, headers included, in order."""
    if not any(sign in text for sign in ("|", "\t", ";", "  ")) or "SUV" not in text.upper():
        return []
    rows: list[TableRow] = []
    table: _Table | None = None
    for match in _LINE.finditer(text):
        start, end = _stripped(text, match.start(), match.end())
        line = text[start:end]
        row = table.row(text, start, end, match.span()) if table is not None else None
        if row is not None:
            rows.append(row)
            continue
        table = _table(line)
        if table is not None:
            rows.append(TableRow(start, end))
    return _with_lesions(rows)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    first = start + len(line) - len(line.lstrip())
    return first, max(first, start + len(line.rstrip()))


def _with_lesions(rows: list[TableRow]) -> list[TableRow]:
    """The rows of those tables that have at least one lesion: a lone line is no header."""
    kept: list[TableRow] = []
    for rank, row in enumerate(rows):
        following = rows[rank + 1 : rank + 3]
        if row.cells or (following and any(one.cells for one in following)) or (kept and kept[-1].cells == ()):
            kept.append(row)
    return [row for rank, row in enumerate(kept) if row.cells or any(one.cells for one in kept[rank : rank + 3])]


@dataclass(frozen=True, slots=True)
class _Table:
    separator: re.Pattern[str]
    columns: tuple[Column, ...]

    def row(self, text: str, start: int, end: int, whole: tuple[int, int]) -> TableRow | None:
        """The line ``text[start:end]`` as a row of this table, or None; ``whole`` is the line with blanks and tabs."""
        line = text[start:end]
        if len(line) > MAX_LINE_CHARS:
            return None
        if _RULE.match(line):
            return TableRow(start, end)
        cells = [(start + first, start + last) for first, last in _cells(line, self.separator)]
        if self.separator is _TAB and len(cells) < len(self.columns):
            cells = _with_empty_ends(text, start, end, whole, cells, len(self.columns))
        if len(cells) != len(self.columns):
            return None
        return TableRow(
            start,
            end,
            tuple(Cell(first, last, column) for (first, last), column in zip(cells, self.columns, strict=True)),
        )


def _with_empty_ends(
    text: str, start: int, end: int, whole: tuple[int, int], cells: list[tuple[int, int]], count: int
) -> list[tuple[int, int]]:
    """The cells of a line between tabs with the empty ones at its ends, up to ``count``; those before it come first."""
    before = min(text.count("\t", whole[0], start), count - len(cells))
    behind = min(text.count("\t", end, whole[1]), count - len(cells) - before)
    return [(start, start)] * before + cells + [(end, end)] * behind


def _table(line: str) -> _Table | None:
    if len(line) > MAX_LINE_CHARS or not _SUV.search(line):
        return None
    for separator in _SEPARATORS:
        cells = list(_cells(line, separator))
        if len(cells) < 2 or any(last - first > MAX_HEADER_CHARS for first, last in cells):
            continue
        columns = tuple(_column(line[first:last]) for first, last in cells)
        if ";" in separator.pattern and (len(cells) < 3 or "slice" not in columns):
            continue
        if columns.count("suv_max") == 1 and not any(_holds_value(line[first:last]) for first, last in cells):
            return _Table(separator, columns)
    return None


def _cells(line: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Places of the cells; the border signs at both ends of a line open and close none."""
    first = 0
    borders = list(separator.finditer(line))
    if borders and borders[0].start() == 0 and borders[0].end() > 0:
        first = borders.pop(0).end()
    closed = bool(borders) and borders[-1].end() == len(line)
    for match in borders:
        yield first, match.start()
        first = match.end()
    if not closed:
        yield first, len(line)


def _column(name: str) -> Column:
    if _SUV.search(name) and not _OTHER_STATISTIC.search(name):
        return "earlier" if _EARLIER.search(name) and not _NOW.search(name) else "suv_max"
    if _SLICE.search(name):
        prior = _EARLIER.search(name) is not None
        return "other_slice" if prior or _NO_SLICE.search(name) else "slice"
    return "text"


def _holds_value(name: str) -> bool:
    return re.search(r"\d[.,]\d", name) is not None
