"""The rows of a table of reports: CSV, JSON Lines or Parquet. Errors name lines and never hold a cell.

A fault that can put one patient's text under another's number (an open quotation mark) refuses the table; a row of the
wrong width, or in another encoding, is a fault of that row.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pandas as pd

from pet_ground.errors import ItemFailed, ReportFormatError
from pet_ground.reasons import Reason
from pet_ground.reports.decoding import Decoded, decode, file_kind

SEPARATORS = ",;\t|"
MAX_C_LONG = 2**31 - 1
"""The largest limit that the csv module takes on every platform."""
_LINE_END = re.compile(r"\r\n?|\n")
_LINE_END_BYTES = re.compile(rb"\r\n?|\n")
_NULS = re.compile(r"(?<![\d\0])\0++|\0++(?!\d)")
"""Padding; one between two digits stays: ``text_files.cleaned`` says that the number is not sure."""


@dataclass(frozen=True)
class TableRow:
    """One row: its cells by column, and why they can't all be trusted, where they can't."""

    cells: Mapping[str, object]
    fault: ItemFailed | None = None


@dataclass(frozen=True)
class Table:
    """The columns in the order of the file, the rows, and the encoding that most of it is in."""

    columns: tuple[str, ...]
    rows: Sequence[TableRow] = field(repr=False)
    encoding: str | None = None


def read_csv(path: Path, names: Collection[str]) -> Table:
    """Read CSV with any of ``SEPARATORS``, the one with which the first line holds the most of ``names``.

    Raises:
        ReportFormatError: it is no such table, or a quotation mark is left open.
        OSError: it can't be read.
    """
    data = _table_bytes(path)
    found = _whole(data)
    # A separator or quotation mark is never a part of another character, in any encoding that is read here.
    text = data.decode("latin-1") if found is None or not _is_utf(found) else found.text
    by_row = found is None or not _is_utf(found)
    text = _NULS.sub("", text) if "\0" in text and not by_row else text
    header, *records = _records(path.name, text, names)
    encoding = found.encoding if found is not None else None
    try:
        columns = tuple(_decoded_row(header, encoding) if by_row else header)
    except ItemFailed as exc:
        raise ReportFormatError(f"{path.name}: the names of the columns can't be read: {exc.detail}") from None
    rows = [_csv_row(columns, cells, encoding, by_row=by_row) for cells in records]
    return Table(columns, rows, encoding)


def read_jsonl(path: Path, _names: Collection[str]) -> Table:
    """Read JSON Lines, one object a line.

    Raises:
        ReportFormatError: a line is no JSON object.
        OSError: it can't be read.
    """
    data = _table_bytes(path)
    found = _whole(data)
    lines: Sequence[bytes | str] = (
        _LINE_END.split(found.text) if found is not None and _is_utf(found) else _LINE_END_BYTES.split(data)
    )
    encoding = found.encoding if found is not None else None
    rows = [_json_row(path.name, number, line, encoding) for number, line in enumerate(lines, start=1) if line.strip()]
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    return Table(tuple(columns), rows, encoding)


def read_parquet(path: Path, _names: Collection[str]) -> Table:
    """Read Parquet; cells that hold bytes stay bytes.

    Raises:
        ReportFormatError: it is no Parquet.
        OSError: it can't be read.
    """
    try:
        frame = pd.read_parquet(path).astype(object)
    except (ValueError, TypeError, AttributeError, OSError) as exc:  # pandas and pyarrow raise kinds of these
        raise ReportFormatError(f"{path.name} can't be read as parquet ({type(exc).__name__})") from None
    rows = [{str(name): cell for name, cell in row.items()} for row in frame.to_dict(orient="records")]
    return Table(tuple(map(str, frame.columns)), [TableRow(row) for row in rows])


READERS = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}
"""How a file is read, by the end of its name."""


def _table_bytes(path: Path) -> bytes:
    data = path.read_bytes()
    kind = file_kind(data)
    if kind is not None:
        raise ReportFormatError(f"{path.name} is {kind}; save the reports as CSV in UTF-8")
    return data


def _whole(data: bytes) -> Decoded | None:
    """The table as a whole where its encoding is certain; None where rows may be of several.

    Raises:
        ReportFormatError: it is no text at all.
    """
    try:
        return decode(data)
    except ItemFailed as exc:
        if exc.reason is Reason.REPORT_NOT_TEXT:
            raise ReportFormatError(f"the table is no text: {exc.detail}") from None
    return None


def _is_utf(found: Decoded) -> bool:
    return found.encoding.startswith("utf") or found.encoding == "ascii"


def _records(name: str, text: str, names: Collection[str]) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    first, rest = [*_LINE_END.split(text, maxsplit=1), ""][:2]
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:  # as Excel writes it
        separator = first.strip()[-1]
        if separator.isalnum() or separator == '"':
            raise ReportFormatError(f"{name}: its first line names no separator of cells")
        return _parsed(name, rest, separator)
    separator = max(SEPARATORS, key=lambda one: _known(first, one, names))
    return _parsed(name, text, separator)


def _known(line: str, separator: str, names: Collection[str]) -> tuple[int, int]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # longer than the csv module takes: no names of columns
        return 0, 0
    plain = {"".join(filter(str.isalnum, cell.lower())) for cell in cells}
    return len(plain & set(names)), len(cells)


def _parsed(name: str, text: str, separator: str) -> list[list[str]]:
    """The rows that hold anything.

    Raises:
        ReportFormatError: a quotation mark is left open or stands inside a cell: it would join rows.
    """
    records: list[list[str]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    with _cells_as_wide_as(text):
        try:
            for record in reader:
                if record:
                    records.append(record)
                first = reader.line_num + 1
        except csv.Error:
            raise ReportFormatError(
                f"{name}: the row that begins in line {first} has a quotation mark that is not closed or not doubled"
            ) from None
    if not records:
        raise ReportFormatError(f"{name} has no row of column names")
    return records


@contextmanager
def _cells_as_wide_as(text: str) -> Iterator[None]:
    """Let no cell be too long for the csv module, whose limit holds for the whole process.

    A cell that is longer than a report can be is a fault of its row (``report_text``), not of the table.
    """
    before = csv.field_size_limit(min(len(text) + 1, MAX_C_LONG))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _csv_row(columns: Sequence[str], cells: Sequence[str], encoding: str | None, *, by_row: bool) -> TableRow:
    while len(cells) > len(columns) and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != len(columns):
        detail = f"it has {len(cells)} cells under {len(columns)} column names"
        return TableRow({}, ItemFailed(Reason.REPORT_BROKEN_ROW, detail))
    fault = None
    if by_row:
        try:
            cells = _decoded_row(cells, encoding)
        except ItemFailed as exc:
            fault = exc
            cells = [cell if cell.isascii() else "" for cell in cells]
    return TableRow(dict(reversed(list(zip(columns, cells, strict=True)))), fault)


def _decoded_row(cells: Sequence[str], encoding: str | None) -> list[str]:
    """Cells that hold one character a byte, decoded together: one short cell may not say its encoding.

    Raises:
        ItemFailed: it can't be told.
    """
    found = decode("\n".join(cells).encode("latin-1"), encoding).encoding
    return [cell.encode("latin-1").decode(found, errors="replace") for cell in cells]


def _json_row(name: str, number: int, line: bytes | str, encoding: str | None) -> TableRow:
    fault = None
    try:
        text = line if isinstance(line, str) else decode(line, encoding).text
    except ItemFailed as exc:
        fault = exc
        text = bytes(one for one in line if isinstance(one, int) and one < 0x80).decode("ascii")
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        raise ReportFormatError(f"{name}, line {number} is not JSON") from None
    if not isinstance(row, dict):
        raise ReportFormatError(f"{name}, line {number} is not a JSON object")
    return TableRow(row, fault)
