"""Records as Parquet and JSON Lines, with columns that follow from the record's type and not from the data.

Tables that are larger than the memory are written study by study with a ``TableSet`` (``table_writer``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from pet_ground.dataset.arrow import record_from_row
from pet_ground.dataset.table_writer import TableSet
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.records import Record

R = TypeVar("R", bound=Record)


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
    with TableSet() as tables:
        tables.table(kind, parquet, jsonl).write(records)


def read_jsonl(path: Path, kind: type[R]) -> list[R]:
    """The records of a JSON Lines file; empty lines are passed over.

    Raises:
        InputNotFoundError: there is no such file.
        UsageError: the file is not UTF-8, or a line is not a record of this type (the line is named, not shown).
    """
    return list(stream_jsonl(path, kind))


def stream_jsonl(path: Path, kind: type[R]) -> Iterator[R]:
    """The records of a JSON Lines file one after the other, for files that are larger than the memory.

    Raises:
        InputNotFoundError: there is no such file.
        UsageError: as ``read_jsonl``, when the line is reached.
    """
    if not path.is_file():
        raise InputNotFoundError(f"there is no file {path}")
    # Lines are cut in the bytes, at \n only: text may hold other separators, at which str.splitlines would cut too.
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _record_of(line, kind, f"{path}, line {number}")


def _record_of(line: bytes, kind: type[R], where: str) -> R:
    try:
        return kind.model_validate_json(line.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise UsageError(f"{where}: not UTF-8") from exc
    except ValidationError as exc:
        raise UsageError(f"{where}: {_faults(kind, exc)}") from exc


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


def _faults(kind: type[Record], exc: ValidationError) -> str:
    """What is wrong with a row, without its content."""
    faults = "; ".join(
        f"{'.'.join(map(str, e['loc'])) or 'record'}: {e['msg']}" for e in exc.errors(include_input=False)
    )
    return f"not a {kind.__name__}: {faults}"
