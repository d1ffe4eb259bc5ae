"""Records as Parquet and JSON Lines, with columns that follow from the record's type and not from the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from pet_ground.dataset.arrow import arrow_schema, record_from_row, row_of
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.records import Record

R = TypeVar("R", bound=Record)

SORT_FIELDS = ("study_id", "lesion_id", "qa_id")
"""The fields by which a table is sorted, as far as its records have them; the records' JSON decides among equals."""


def write_table(records: Iterable[R], kind: type[R], parquet: Path | None = None, jsonl: Path | None = None) -> None:
    """Write records to a Parquet file, a JSON Lines file, or both, in the same order.

    The order does not depend on that of ``records`` (see ``SORT_FIELDS``), so the same records give the same bytes. A
    table without records has all its columns. Each file is whole or not there.

    Args:
        records: the rows, all of type ``kind``.
        kind: their type, from which the columns follow.
        parquet: where the Parquet file goes: zstd, nested fields as structs and lists, the schema version as metadata.
        jsonl: where the JSON Lines file goes: UTF-8, one compact object a line, keys in the order of the fields.
    """
    ordered = sorted(records, key=_order)
    if parquet is not None:
        table = pa.Table.from_pylist([row_of(record) for record in ordered], schema=arrow_schema(kind))
        with write_beside(parquet) as partial:
            pq.write_table(table, partial, compression="zstd")
    if jsonl is not None:
        with write_beside(jsonl) as partial, partial.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(record.model_dump_json() + "\n" for record in ordered)


def read_jsonl(path: Path, kind: type[R]) -> list[R]:
    """The records of a JSON Lines file; empty lines are passed over.

    Raises:
        InputNotFoundError: there is no such file.
        UsageError: the file is not UTF-8, or a line is not a record of this type (the line is named, not shown).
    """
    if not path.is_file():
        raise InputNotFoundError(f"there is no file {path}")
    try:
        # Text may hold line separators other than \n, at which str.splitlines would cut a record in two.
        lines = path.read_bytes().decode("utf-8").split("\n")
    except UnicodeDecodeError as exc:
        raise UsageError(f"{path} is not UTF-8") from exc
    records = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                records.append(kind.model_validate_json(line))
            except ValidationError as exc:
                raise UsageError(f"{path}, line {number}: {_faults(kind, exc)}") from exc
    return records


def read_parquet(path: Path, kind: type[R]) -> list[R]:
    """The records of a Parquet file that ``write_table`` wrote.

    Raises:
        InputNotFoundError: there is no such file.
        UsageError: it is not a Parquet file, or a row is not a record of this type.
    """
    if not path.is_file():
        raise InputNotFoundError(f"there is no file {path}")
    try:
        rows: Sequence[dict[str, Any]] = pq.read_table(path).to_pylist(maps_as_pydicts="strict")
    except (pa.ArrowInvalid, OSError) as exc:
        raise UsageError(f"{path} is not a readable Parquet file") from exc
    records = []
    for number, row in enumerate(rows):
        try:
            records.append(record_from_row(row, kind))
        except ValidationError as exc:
            raise UsageError(f"{path}, row {number}: {_faults(kind, exc)}") from exc
    return records


def _order(record: Record) -> tuple[str, ...]:
    return (*(str(getattr(record, name, "")) for name in SORT_FIELDS), record.model_dump_json())


def _faults(kind: type[Record], exc: ValidationError) -> str:
    """What is wrong with a row, without its content."""
    faults = "; ".join(
        f"{'.'.join(map(str, e['loc'])) or 'record'}: {e['msg']}" for e in exc.errors(include_input=False)
    )
    return f"not a {kind.__name__}: {faults}"
