"""The manifest: what made a data set, and the hash of every file in it. It holds no dates."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from textwrap import indent
from typing import Any

from pydantic import NonNegativeInt, ValidationError

from pet_ground import __version__
from pet_ground.config import Pipeline, published
from pet_ground.dataset.layout import DatasetLayout
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.records import SCHEMA_VERSION, Record, StageCounts

HASH_THREADS = 4
"""Files that are hashed at a time; hashing runs outside Python's lock, and more threads only wait for the disk."""

HASHED_AT_ONCE = 256
"""Files that are handed to the threads together: what waits is in memory."""


class FileEntry(Record):
    """One file of the data set; ``path`` is relative to its root, with forward slashes."""

    path: str
    bytes: NonNegativeInt
    sha256: str


class Manifest(Record):
    """What made the data set and what it holds, as in ``manifest.json``.

    Attributes:
        package_version, schema_version: of the code and of the records.
        pipeline: name of the pipeline.
        configuration: every setting, as the pipeline resolved it, without the addresses of the site's servers.
        configuration_sha256: hash of all that decides images, lesions and label maps (not: the questions asked).
        prompt_sha256: hash of each prompt that was used, by name.
        models: language models that were asked.
        stages: counts of each stage.
        files: every file but the manifest, in the order of their paths.
    """

    package_version: str
    schema_version: int
    pipeline: str
    configuration: dict[str, Any]
    configuration_sha256: str
    prompt_sha256: dict[str, str] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    models: tuple[str, ...] = ()
    stages: tuple[StageCounts, ...] = ()
    files: tuple[FileEntry, ...] = ()


def write_manifest(
    layout: DatasetLayout,
    pipeline: Pipeline,
    stages: Sequence[StageCounts],
    prompt_sha256: Mapping[str, str] | None = None,
    models: Sequence[str] = (),
) -> None:
    """Hash all files of a data set and write ``manifest.json``. Everything else must stand already, the card too.

    Each file's entry is written when it is hashed: a large data set has half a million.
    """
    manifest = Manifest(
        package_version=__version__,
        schema_version=SCHEMA_VERSION,
        pipeline=pipeline.name,
        configuration=published(pipeline),
        configuration_sha256=pipeline.sha256(),
        prompt_sha256=dict(sorted((prompt_sha256 or {}).items())),
        models=tuple(models),
        stages=tuple(stages),
    )
    with write_beside(layout.manifest) as partial, partial.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(_text(manifest, hash_files(layout)))


def _text(manifest: Manifest, files: Iterable[FileEntry]) -> Iterator[str]:
    """The JSON of a manifest with these files, as ``model_dump_json(indent=1)`` writes it, piece by piece."""
    yield manifest.model_dump_json(indent=1).removesuffix("[]\n}")
    mark = "["
    for entry in files:
        yield f"{mark}\n{indent(entry.model_dump_json(indent=1), '  ')}"
        mark = ","
    yield "[]\n}\n" if mark == "[" else "\n ]\n}\n"


def read_manifest(layout: DatasetLayout) -> Manifest:
    """The manifest of a data set.

    Raises:
        InputNotFoundError: there is none.
        UsageError: it is damaged, or of another layout.
    """
    if not layout.manifest.is_file():
        raise InputNotFoundError(f"there is no manifest {layout.manifest}")
    try:
        return Manifest.model_validate_json(layout.manifest.read_bytes())
    except ValidationError as exc:
        raise UsageError(f"{layout.manifest} is not a manifest of this version") from exc


def hash_files(layout: DatasetLayout) -> Iterator[FileEntry]:
    """Path, size and hash of every file of the data set, in the order of their paths.

    The manifest itself and everything hidden (the run's own state, half-written files) are left out.
    """
    paths = (path for path in _files(layout.root) if path != layout.manifest)
    with ThreadPoolExecutor(HASH_THREADS) as threads:
        while some := tuple(islice(paths, HASHED_AT_ONCE)):
            yield from threads.map(lambda path: _entry(layout, path), some)


def changed_files(layout: DatasetLayout, manifest: Manifest) -> dict[str, str]:
    """What differs from the manifest: path to ``missing``, ``changed`` or ``unlisted``; empty where nothing does."""
    listed = {entry.path: entry for entry in manifest.files}
    found = {entry.path: entry for entry in hash_files(layout)}
    faults = dict.fromkeys(listed.keys() - found.keys(), "missing")
    faults |= dict.fromkeys(found.keys() - listed.keys(), "unlisted")
    faults |= {path: "changed" for path in listed.keys() & found.keys() if listed[path] != found[path]}
    return dict(sorted(faults.items()))


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder that are not hidden, in the order of their paths as texts."""
    with os.scandir(folder) as found:
        entries = [(one.name, one.is_dir(follow_symlinks=False)) for one in found if not one.name.startswith(".")]
    for name, is_folder in sorted(entries, key=lambda entry: f"{entry[0]}/" if entry[1] else entry[0]):
        path = folder / name
        if is_folder:
            yield from _files(path)
        elif path.is_file():
            yield path


def _entry(layout: DatasetLayout, path: Path) -> FileEntry:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileEntry(path=layout.relative(path), bytes=path.stat().st_size, sha256=digest)
