"""What has been done: the result of each stage for each study, with the key of everything that decided it.

A result counts as done only where its key is still the same and every file that it wrote is there in its size. So a
second run does nothing again, a killed run goes on, and a changed input or stage is redone, with all that follows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pet_ground.imaging.files import write_beside
from pet_ground.records import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Entry(Generic[R]):
    """A finished stage of a study: its key, the files that it wrote with their sizes, and its result."""

    key: str
    outputs: dict[str, int]
    result: R


def stage_key(*parts: object) -> str:
    """SHA-256 of the JSON of everything that decides a result."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def recall(path: Path, key: str, kind: type[R], root: Path) -> R | None:
    """The result at ``path`` where it was made under ``key`` and its files are whole; None where it must be redone."""
    entry = read_entry(path, kind)
    if entry is None or entry.key != key:
        return None
    return entry.result if _intact(entry.outputs, root) else None


def read_entry(path: Path, kind: type[R]) -> Entry[R] | None:
    """An entry, or None where there is none that this version can read."""
    try:
        content = json.loads(path.read_bytes())
        return Entry(content["key"], content["outputs"], kind.model_validate(content["result"]))
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def record(path: Path, key: str, result: Record, outputs: Iterable[Path], root: Path) -> None:
    """Write an entry, after the files that it vouches for; files that only the entry before vouched for are removed.

    They go first: killed in between, the entry before misses a file and is redone; otherwise nobody would know of them.
    """
    before = outputs_at(path)
    sizes = {output.relative_to(root).as_posix(): output.stat().st_size for output in outputs}
    content = {"key": key, "outputs": sizes, "result": result.model_dump(mode="json")}
    for name in sorted(before.keys() - sizes.keys()):
        (root / name).unlink(missing_ok=True)
        remove_if_empty((root / name).parent)
    with write_beside(path) as partial:
        partial.write_text(json.dumps(content), encoding="utf-8")


def remove_if_empty(folder: Path) -> None:
    """Remove a folder in which nothing is left."""
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def outputs_at(path: Path) -> dict[str, int]:
    """The files for which the entry at ``path`` vouches, with their sizes; none where it can't be read."""
    try:
        return dict(json.loads(path.read_bytes())["outputs"])
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return {}


def _intact(outputs: dict[str, int], root: Path) -> bool:
    try:
        return all((root / name).stat().st_size == size for name, size in outputs.items())
    except FileNotFoundError:
        return False


def text_sha256(texts: Sequence[str]) -> str:
    """SHA-256 of several texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
