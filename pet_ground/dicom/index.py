"""Index an archive by its headers: which studies and series it holds, and which files can't be read."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pet_ground import __version__
from pet_ground.dicom.file_facts import FactsReader, FileFacts
from pet_ground.dicom.files import could_be_slice, is_text, kind, readable, says_dicom
from pet_ground.dicom.header_store import HeaderStore, Kind, Unread
from pet_ground.dicom.listing import list_archive
from pet_ground.dicom.studies import Studies
from pet_ground.errors import ItemFailed

DICOMDIR = "DICOMDIR"
"""The table of contents of a burned medium: DICOM, but no image."""
ORPHAN = ""
"""Stands for the study of a damaged file that nobody can place."""
STUDIES_OF = """
SELECT DISTINCT study FROM file JOIN shared ON shared.id = file.shared WHERE folder = ? AND kind = 0 LIMIT 2
"""


class ArchiveScan:
    r"""What lies in an archive. Memory is taken for one study at a time.

    Attributes:
        studies: sorted by their UID.
        files: number of DICOM files.
        strangers: number of files that are not DICOM.
        damaged: number of damaged files.
        orphans: damaged files in folders that hold readable files of no study, or of several. Bytes of a name that
            are no UTF-8 stand as ``\xNN``.
    """

    def __init__(self, store: HeaderStore, root: bytes) -> None:
        self._store = store
        self.strangers = _book_damaged(store)
        self.studies = Studies(store, root)
        (self.files,) = self._one("SELECT count(*) FROM file WHERE kind = 0")
        (self.damaged,) = self._one("SELECT count(*) FROM unreadable")
        orphans = store.db.execute("SELECT name FROM unreadable WHERE study = ? ORDER BY name", (ORPHAN,))
        self.orphans = tuple(name for (name,) in orphans)

    def sha256(self) -> str:
        """Hash of the names, sizes and times of all files, and of whether they could be read."""
        digest = hashlib.sha256()
        folders = self._store.db.execute("SELECT id, path FROM folder ORDER BY path").fetchall()
        for number, path in folders:
            digest.update(b"\0" + path + b"\0")
            query = "SELECT name, size, mtime, kind FROM file WHERE folder = ? ORDER BY name"
            for name, *rest in self._store.db.execute(query, (number,)):
                digest.update(b"%b\0%b\n" % (name, repr(rest).encode()))
        return digest.hexdigest()

    def _one(self, query: str) -> tuple[int, ...]:
        row: tuple[int, ...] = self._store.db.execute(query).fetchone()
        return row


def scan_archive(
    archive: Path, cache: Path | None = None, on_listed: Callable[[int, int], None] | None = None
) -> ArchiveScan:
    """Read every header below ``archive`` once.

    A damaged file is booked on the study whose files alone share its folder, because it may be one of its slices; else
    it is an orphan. Beside DICOM files, a file that is named like them, or without a suffix, is a damaged one.

    Args:
        archive: a folder, of any layout.
        cache: file that keeps what was read, for the next scan; it holds identified data. A damaged one is made anew.
        on_listed: is told the number of files, and of those whose headers will be read.
    """
    try:
        return _scan(archive, HeaderStore(cache, __version__), on_listed)
    except sqlite3.DatabaseError as exc:
        if cache is None or isinstance(exc, sqlite3.OperationalError):
            raise OSError(*_told(exc, cache)) from exc
    cache.unlink(missing_ok=True)
    return scan_archive(archive, cache, on_listed)


def _scan(archive: Path, store: HeaderStore, on_listed: Callable[[int, int], None] | None) -> ArchiveScan:
    files, new = store.list_files(list_archive(archive))
    if on_listed is not None:
        on_listed(files, new)
    reader, root = FactsReader(), os.fsencode(archive)
    for batch in store.unread():
        store.add((one, *_facts(reader, root, one)) for one in batch)
    store.finish()
    return ArchiveScan(store, root)


def _told(error: sqlite3.Error, cache: Path | None) -> tuple[int, str, str]:
    return errno.EIO, str(error), "temporary files" if cache is None else str(cache)


def _facts(reader: FactsReader, root: bytes, one: Unread) -> tuple[Kind, FileFacts | None, bool]:
    """What a file turned out to be, its facts, and whether that holds as long as it does not change."""
    listed = one.listed
    name = os.fsdecode(listed.folder + b"/" + listed.name if listed.folder else listed.name)
    path = Path(os.fsdecode(root), name)
    try:
        facts = reader.read(path)
    except OSError:
        return Kind.DAMAGED, None, False
    except (ItemFailed, KeyError):
        return (Kind.STRANGER if path.name.upper() == DICOMDIR else Kind.DAMAGED), None, True
    if facts is None:
        return (Kind.DAMAGED if says_dicom(path) else Kind.STRANGER), None, True
    return (Kind.SLICE, facts, True) if is_text(name) else (Kind.DAMAGED, None, True)


def _book_damaged(store: HeaderStore) -> int:
    """Book damaged files on their studies, in the table ``unreadable``; returns the number of strangers."""
    db = store.db
    db.execute("CREATE TEMP TABLE unreadable (study TEXT NOT NULL, name TEXT NOT NULL)")
    strangers = 0
    with store.writing():
        for (folder,) in db.execute("SELECT DISTINCT folder FROM file WHERE kind != 0").fetchall():
            strangers += _book_folder(db, folder)
    return strangers


def _book_folder(db: sqlite3.Connection, folder: int) -> int:
    (path,) = db.execute("SELECT path FROM folder WHERE id = ?", (folder,)).fetchone()
    studies = db.execute(STUDIES_OF, (folder,)).fetchall()
    study = studies[0][0] if len(studies) == 1 else ORPHAN
    slices = db.execute("SELECT name FROM file WHERE folder = ? AND kind = 0", (folder,))
    kinds = {kind(PurePosixPath(os.fsdecode(name))) for (name,) in slices}
    strangers = 0
    odd = db.execute("SELECT name, kind FROM file WHERE folder = ? AND kind != 0", (folder,))
    for name, what in odd:
        file = PurePosixPath(os.fsdecode(path), os.fsdecode(name))
        if what == Kind.STRANGER and not could_be_slice(file, kinds):
            strangers += 1
        else:
            db.execute("INSERT INTO unreadable VALUES (?, ?)", (study, readable(str(file))))
    return strangers
