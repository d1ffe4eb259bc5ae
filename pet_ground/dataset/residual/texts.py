"""Every piece of text in a folder that is to be published, with the study to which it belongs."""

from __future__ import annotations

import heapq
import json
from collections.abc import Container, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pet_ground.dataset.residual.headers import nifti_texts, png_texts, printable

UNREADABLE = "unreadable"
"""Kind of the finding for a file that can't be searched: nobody knows what it holds."""
PARQUET_BATCH_ROWS = 1_000
"""Rows that are held of each table: some kilobytes each."""
_NIFTI, _PNG = (".nii", ".nii.gz"), (".png",)
_JSON_LINES, _JSON, _PARQUET = (".jsonl",), (".json",), (".parquet",)


class Piece(NamedTuple):
    """A piece of text. ``text`` is None for a file that can't be read; ``study_id`` is "" where there is none."""

    file: str
    study_id: str
    text: str | None


def pieces(root: Path, studies: Container[str]) -> Iterator[Piece]:
    """Every text of every file below ``root``, hidden ones too, and every name of a file or folder, study by study.

    Tables and folders, which are sorted by study, are read side by side: all texts of a study come together, those of
    hidden files last. So whoever reads them need not remember more than a study. A table in another order is read
    whole, too.
    """
    names = sorted((one.name for one in root.iterdir()), key=lambda name: (name.startswith("."), name))
    sources = [_below(root / name, name, studies) for name in names]
    yield from heapq.merge(*sources, key=attrgetter("study_id"))


def _below(path: Path, file: str, studies: Container[str]) -> Iterator[Piece]:
    """The texts of a file, or of all in a folder; ``file`` is its name below the root."""
    study = _study_of(file, studies)
    yield Piece(file, study, path.name)
    if path.is_file():
        yield from _content(path, file, study, studies)
    elif path.is_dir() and not path.is_symlink():
        try:
            names = sorted(one.name for one in path.iterdir())
        except OSError:
            yield Piece(file, study, None)
            return
        for name in names:
            yield from _below(path / name, f"{file}/{name}", studies)


def _study_of(file: str, studies: Container[str]) -> str:
    stems = (part.split(".")[0] for part in file.split("/"))
    return next((stem for stem in stems if stem in studies), "")


def _content(path: Path, file: str, study: str, studies: Container[str]) -> Iterator[Piece]:
    name = path.name.lower()
    if name.endswith((*_NIFTI, *_PNG)):
        texts = nifti_texts(path) if name.endswith(_NIFTI) else png_texts(path)
        yield from [Piece(file, study, None)] if texts is None else (Piece(file, study, text) for text in texts)
    elif name.endswith(_PARQUET):
        yield from _parquet(path, file, study, studies)
    elif name.endswith(_JSON_LINES):
        with path.open("rb") as stream:
            for line in stream:
                yield from _json(line, file, study, studies)
    elif name.endswith(_JSON):
        yield from _json(path.read_bytes(), file, study, studies)
    else:
        yield Piece(file, study, printable(path.read_bytes()))


def _json(data: bytes, file: str, study: str, studies: Container[str]) -> Iterator[Piece]:
    if not data.strip():
        return
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        yield Piece(file, study, printable(data))
        return
    yield from _row(content, file, study, studies)


def _parquet(path: Path, file: str, study: str, studies: Container[str]) -> Iterator[Piece]:
    try:
        table = pq.ParquetFile(path)
        metadata = table.schema_arrow.metadata or {}
        yield from (Piece(file, study, printable(part)) for item in metadata.items() for part in item)
        yield from (Piece(file, study, name) for name in table.schema_arrow.names)
        for batch in table.iter_batches(PARQUET_BATCH_ROWS):
            for row in batch.to_pylist():
                yield from _row(row, file, study, studies)
    except (pa.ArrowException, OSError):
        yield Piece(file, study, None)


def _row(content: Any, file: str, study: str, studies: Container[str]) -> Iterator[Piece]:
    named = content.get("study_id") if isinstance(content, dict) else None
    owner = named if isinstance(named, str) and named in studies else study
    for text in _strings(content):
        yield Piece(file, owner, text)


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _strings(value)
