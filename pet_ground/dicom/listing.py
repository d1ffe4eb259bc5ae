"""The files of an archive with their sizes and times, one after the other: nothing is kept, nothing is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Listed(NamedTuple):
    """One file, relative to the archive; names are bytes, because not every name is text.

    Attributes:
        folder: its folder, ``b""`` for the archive itself.
        size, mtime_ns: as of now; None where it can't be looked at, and for a folder that can't be listed.
    """

    folder: bytes
    name: bytes
    size: int | None
    mtime_ns: int | None


@dataclass
class _Found:
    """What a folder holds besides its files."""

    folders: list[bytes] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)


def list_archive(archive: Path) -> Iterator[Listed]:
    """Every file below ``archive``; hidden files and folders are left out. The files of one folder come unsorted.

    Linked folders are followed, each real folder once, after all real folders: a new link renames no file. Broken links
    and folders that can't be listed are yielded as files, so that whoever opens them learns of it.
    """
    root = os.fsencode(archive)
    seen: set[bytes] = set()
    links: list[bytes] = [b""]
    while links:
        links.sort(reverse=True)
        folder = links.pop()
        real = os.path.realpath(os.path.join(root, folder))  # noqa: PTH118 (paths are bytes)
        pending = [(folder, real)]
        while pending:
            folder, real = pending.pop()
            if real in seen:
                continue
            seen.add(real)
            found = _Found()
            yield from _files(root, folder, found)
            links += found.links
            pending += [(_join(folder, name), _join(real, name)) for name in sorted(found.folders, reverse=True)]


def _files(root: bytes, folder: bytes, found: _Found) -> Iterator[Listed]:
    try:
        with os.scandir(_join(root, folder)) as entries:
            for entry in entries:
                if entry.name.startswith(b"."):
                    continue
                if not _is_folder(entry):
                    yield _file(folder, entry)
                elif entry.is_symlink():
                    found.links.append(_join(folder, entry.name))
                else:
                    found.folders.append(entry.name)
    except OSError:
        parent, _, name = folder.rpartition(b"/")
        yield Listed(parent, name or b".", None, None)


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    """Whether an entry is a folder or links to one; a link that only leads to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _file(folder: bytes, entry: os.DirEntry[bytes]) -> Listed:
    try:
        status = entry.stat()
    except OSError:
        return Listed(folder, entry.name, None, None)
    return Listed(folder, entry.name, status.st_size, status.st_mtime_ns)


def _join(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder and name else folder or name
