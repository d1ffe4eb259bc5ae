"""Tables that grow group by group, with memory that does not, and files that change all together at the end."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TextIO, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from pet_ground.dataset.arrow import arrow_schema, row_of
from pet_ground.imaging.files import write_beside
from pet_ground.records import Record

R = TypeVar("R", bound=Record)

SORT_FIELDS = ("study_id", "lesion_id", "qa_id", "structure")
"""The fields by which a table is sorted, as far as its records have them; the records' JSON decides among equals."""

BATCH_ROWS = 1024
"""Rows that are held as Python objects: about a kilobyte each."""

ROW_GROUP_ROWS = 16 * BATCH_ROWS
"""Rows of a row group of a Parquet file, held as Arrow arrays: some 5 MB of questions, 50 MB of lesions."""


class TableWriter(Generic[R]):
    """Writes the rows of one table. It is made by ``TableSet.table``.

    Args:
        kind: type of the records, from which the columns follow.
        parquet: the Parquet file, or None.
        jsonl: the JSON Lines file, or None.
    """

    def __init__(self, kind: type[R], parquet: Path | None, jsonl: Path | None) -> None:
        self._schema = arrow_schema(kind)
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []
        self._last: tuple[str, ...] = ()
        self._parquet = None if parquet is None else pq.ParquetWriter(parquet, self._schema, compression="zstd")
        self._jsonl: TextIO | None = None if jsonl is None else jsonl.open("w", encoding="utf-8", newline="\n")

    def write(self, records: Iterable[R]) -> None:
        """Add a group of rows, sorted among themselves.

        Raises:
            ValueError: the group does not come after the one before it, so the table would not be sorted.
        """
        ordered = sorted((_keyed(record) for record in records), key=lambda item: item[0])
        if not ordered:
            return
        if ordered[0][0] < self._last:
            raise ValueError("a group of rows that belongs before the rows that are written")
        self._last = ordered[-1][0]
        for (*_, line), record in ordered:
            if self._jsonl is not None:
                self._jsonl.write(line + "\n")
            if self._parquet is not None:
                self._rows.append(row_of(record, line))
                if len(self._rows) == BATCH_ROWS:
                    self._pack()

    def close(self) -> None:
        """Write what is held back, and close the files."""
        if self._parquet is not None:
            self._pack()
            self._flush()
            self._parquet.close()
        if self._jsonl is not None:
            self._jsonl.close()

    def abandon(self) -> None:
        """Close the files without writing what is held back."""
        if self._parquet is not None:
            self._parquet.close()
        if self._jsonl is not None:
            self._jsonl.close()

    def _pack(self) -> None:
        """Turn the rows, if any, into Arrow arrays; write them where they make a row group."""
        if not self._rows:
            return
        self._batches.append(pa.RecordBatch.from_pylist(self._rows, schema=self._schema))
        self._rows = []
        if len(self._batches) * BATCH_ROWS >= ROW_GROUP_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._parquet is not None and self._batches:
            self._parquet.write_table(pa.Table.from_batches(self._batches, self._schema), ROW_GROUP_ROWS)
        self._batches = []


class TableSet:
    """Tables that are written at the same time. Leaving the block puts all files in their places.

    Every file grows beside its place and is moved there when all of them are whole; where the block fails, none is.
    """

    def __init__(self) -> None:
        self._files = ExitStack()
        self._writers: list[TableWriter[Any]] = []

    def table(self, kind: type[R], parquet: Path | None = None, jsonl: Path | None = None) -> TableWriter[R]:
        """Begin a table (see ``write_table`` for its files)."""
        partial = [None if path is None else self._files.enter_context(write_beside(path)) for path in (parquet, jsonl)]
        writer = TableWriter(kind, *partial)
        self._writers.append(writer)
        return writer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            with self._files:
                for writer in self._writers:
                    writer.close()
            return
        try:
            for writer in self._writers:
                writer.abandon()
        finally:
            self._files.__exit__(kind, error, at)


def _keyed(record: R) -> tuple[tuple[str, ...], R]:
    """A record with its place in the table; the last part of the key is its JSON."""
    return (*(str(getattr(record, name, "")) for name in SORT_FIELDS), record.model_dump_json()), record
