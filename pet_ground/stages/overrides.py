"""The override file: a table in which people say what the headers of a study should have said.

One row per study, keyed by study UID, accession number or pseudonym; an empty cell leaves the header's fact. Errors
name the row and the column and never hold a cell, because it identifies or describes a patient.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from pet_ground.errors import InputNotFoundError, ItemFailed, UsageError
from pet_ground.records import SuvOverride
from pet_ground.reports.text_files import decoded
from pet_ground.stages.override_cells import VALUE_COLUMNS

KEY_COLUMNS = ("study_instance_uid", "accession_number", "study_id")
"""The columns of which a row fills at least one, the surest first."""
TOLD_COLUMNS = ("outcome", "reason", "detail", "meaning", "repair")
"""Columns of the quarantine's list that a person reads; they, ``note`` and ``header_*`` are not looked at."""
NOTE_COLUMN = "note"
HEADER_PREFIX = "header_"
"""Begins the names of the columns that repeat a header."""


@dataclass(frozen=True)
class OverrideRow:
    """One row. ``number`` counts as a spreadsheet does: the names of the columns are row 1."""

    number: int
    keys: Mapping[str, str]
    override: SuvOverride


@dataclass(frozen=True)
class OverrideTable:
    """An override file; ``name`` is that of the file, for messages."""

    name: str
    rows: tuple[OverrideRow, ...]


@dataclass(frozen=True)
class KnownStudy:
    """The names under which a row may mean a study; ``study_id`` is its pseudonym, "" where it has none."""

    study_id: str
    study_instance_uid: str
    accession_numbers: tuple[str, ...]


@dataclass(frozen=True)
class Assigned:
    """What a file says about the studies at hand.

    Attributes:
        overrides: by study UID, for the studies to which the file gives a fact.
        empty: rows of these studies that give nothing, such as rows of the quarantine's list that nobody filled in.
        elsewhere: rows of studies that are not at hand.
    """

    overrides: dict[str, SuvOverride]
    empty: int = 0
    elsewhere: int = 0


def read_overrides(path: Path) -> OverrideTable:
    """Read an override file: CSV with commas, semicolons or tabs; text in the encodings that reports may have.

    Columns are recognised by name, without case, blanks and punctuation: those of ``KEY_COLUMNS`` and
    ``VALUE_COLUMNS``; those of the quarantine's list that only inform are passed over.

    Raises:
        InputNotFoundError: the file does not exist or can't be opened.
        UsageError: it is no such table, a column is not known, or a cell can't be read or can't be true.
    """
    header, *records = _records(path)
    columns = _recognised(path.name, header, records)
    rows = [
        _row(path.name, number, dict(zip(columns, cells, strict=False)))
        for number, cells in enumerate(_square(path.name, len(columns), records), start=2)
        if any(cells)
    ]
    return OverrideTable(path.name, tuple(rows))


def assign(table: OverrideTable, studies: Iterable[KnownStudy]) -> Assigned:
    """Find the study of every row.

    A row's study UID decides alone. Without one, whatever key of it is known decides, and known keys must agree: an
    accession number that a spreadsheet has spoilt does not hurt beside a key that stands.

    Raises:
        UsageError: two rows mean one study, or one row means several.
    """
    names = _names_of(studies)
    rows_of: dict[object, int] = {}
    overrides: dict[str, SuvOverride] = {}
    empty = elsewhere = 0
    for row in table.rows:
        uid = _study_of(table.name, row, names)
        other = rows_of.setdefault(uid or tuple(row.keys.items()), row.number)
        if other != row.number:
            raise UsageError(f"{table.name}: rows {other} and {row.number} are of one study")
        if uid is None:
            elsewhere += 1
        elif not row.override.names:
            empty += 1
        else:
            overrides[uid] = row.override
    return Assigned(overrides, empty, elsewhere)


def _records(path: Path) -> list[list[str]]:
    try:
        text = decoded(path.read_bytes())
    except OSError as exc:
        raise InputNotFoundError(f"the overrides at {path} can't be read ({type(exc).__name__})") from None
    except ItemFailed as exc:
        raise UsageError(f"{path.name} is no table of text: {exc.detail}; save it as CSV in UTF-8") from None
    first_line = text.partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    try:
        records = [[cell.strip() for cell in cells] for cells in _lines(text, separator)]
    except csv.Error:
        raise UsageError(f"{path.name} is no table: a quotation mark is left open, or it is no text") from None
    if not records or not any(records[0]):
        raise UsageError(f"{path.name} has no row of column names")
    return records


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)


def _recognised(file: str, header: Sequence[str], records: Sequence[Sequence[str]]) -> list[str]:
    """The field of each column, "" for those that are passed over."""
    known = {_plain(name): name for name in (*KEY_COLUMNS, *VALUE_COLUMNS)}
    fields = [known.get(_plain(name), "") for name in header]
    # Where no name of a column is known, the first row may be a patient's: it is not shown.
    if not set(KEY_COLUMNS) & set(fields):
        raise UsageError(f"{file}: no column names the study; one of {', '.join(KEY_COLUMNS)} is needed")
    twice = sorted({field for field in fields if field and fields.count(field) > 1})
    if twice:
        raise UsageError(f"{file}: several columns are {', '.join(twice)}")
    for index, (name, field) in enumerate(zip(header, fields, strict=True)):
        if not field and not _is_passed_over(name, index, records):
            told = f"the column {name!r} is not known" if name else f"column {index + 1} has no name"
            raise UsageError(f"{file}: {told}; columns are {', '.join((*KEY_COLUMNS, *VALUE_COLUMNS, NOTE_COLUMN))}")
    return fields


def _is_passed_over(name: str, index: int, records: Iterable[Sequence[str]]) -> bool:
    """Whether a column only informs, or has neither name nor content, as spreadsheets leave them."""
    if name:
        return _plain(name) in (*TOLD_COLUMNS, NOTE_COLUMN) or name.lower().startswith(HEADER_PREFIX)
    return not any(cells[index] for cells in records if len(cells) > index)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _square(file: str, width: int, records: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows, each as wide as the first."""
    for number, cells in enumerate(records, start=2):
        if any(cells) and (len(cells) < width or any(cells[width:])):
            raise UsageError(f"{file}, row {number}: {len(cells)} cells under {width} column names")
        yield cells


def _row(file: str, number: int, cells: Mapping[str, str]) -> OverrideRow:
    keys = {name: cells[name].strip("\0 ") for name in KEY_COLUMNS if cells.get(name)}
    if not keys:
        raise UsageError(f"{file}, row {number}: no cell names the study ({', '.join(KEY_COLUMNS)})")
    facts: dict[str, object] = {}
    for name, column in VALUE_COLUMNS.items():
        cell = cells.get(name, "")
        if not cell:
            continue
        if column.fact in facts:
            raise UsageError(f"{file}, row {number}, column {name}: another column of this row gives it already")
        try:
            facts[column.fact] = column.read(cell)
        except UsageError as exc:
            raise UsageError(f"{file}, row {number}, column {name}: {exc}") from None
    return OverrideRow(number, keys, SuvOverride.model_validate(facts))


def _names_of(studies: Iterable[KnownStudy]) -> Mapping[tuple[str, str], set[str]]:
    """Column and cell to the UIDs of the studies that it may mean."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in studies:
        accessions = {*one.accession_numbers, " ".join(one.accession_numbers)}
        for column, values in zip(KEY_COLUMNS, ({one.study_instance_uid}, accessions, {one.study_id}), strict=True):
            for value in values - {""}:
                names[column, value].add(one.study_instance_uid)
    return names


def _study_of(file: str, row: OverrideRow, names: Mapping[tuple[str, str], set[str]]) -> str | None:
    """The UID of a row's study, None where it is not at hand."""
    found = {column: names.get((column, value), set()) for column, value in row.keys.items()}
    if "study_instance_uid" in found and not found["study_instance_uid"]:
        return None
    meant = [uids for uids in found.values() if uids]
    if not meant:
        return None
    common = set.intersection(*meant)
    if len(common) == 1:
        return next(iter(common))
    problem = "its cells name different studies" if not common else "several studies have this accession number"
    raise UsageError(f"{file}, row {row.number}, column {' and '.join(row.keys)}: {problem}")
