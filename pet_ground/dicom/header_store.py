"""The headers of an archive in a small database: memory stays flat, the next scan reads only what is new or changed.

It holds identified data. Without a file it is a nameless temporary one, which is gone with the process.
"""

from __future__ import annotations

import json
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from pet_ground.dicom.file_facts import FileFacts, Shared
from pet_ground.dicom.listing import Listed

FACTS_VERSION = 2
"""Rises when other facts are read of a header, or read otherwise: a store of another version is begun anew."""
CACHE_KIB = 16384
"""Memory that the database may use for its pages."""
BATCH = 2000
"""Files between two commits; a killed scan loses no more."""
REMEMBERED = 2000
"""How many sets of shared values are known by their numbers without a look into the database."""
SECRET_FILE = 0o600

TABLES = """
CREATE TABLE IF NOT EXISTS folder (id INTEGER PRIMARY KEY, path BLOB UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS shared (
    id INTEGER PRIMARY KEY, study TEXT NOT NULL, series TEXT NOT NULL, facts TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS file (
    folder INTEGER NOT NULL, name BLOB NOT NULL, size INTEGER, mtime INTEGER, kind INTEGER NOT NULL,
    shared INTEGER, sop TEXT, number INTEGER, height REAL, acquired TEXT, phase TEXT, gate TEXT, frames TEXT,
    PRIMARY KEY (folder, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_shared ON file (shared) WHERE shared IS NOT NULL;
CREATE INDEX IF NOT EXISTS file_odd ON file (folder) WHERE kind != 0;
CREATE INDEX IF NOT EXISTS shared_study ON shared (study);
CREATE TEMP TABLE listed (
    folder INTEGER NOT NULL, name BLOB NOT NULL, size INTEGER, mtime INTEGER, PRIMARY KEY (folder, name)) WITHOUT ROWID;
CREATE TEMP VIEW new AS
    SELECT listed.folder, listed.name, listed.size, listed.mtime FROM listed LEFT JOIN file USING (folder, name)
    WHERE file.kind IS NULL OR file.mtime IS NULL OR file.mtime != listed.mtime OR file.size != listed.size;
"""
"""A file that could not be opened is kept without its mtime, so that it counts as new in the next scan."""
NEW = """
SELECT folder, name, (SELECT path FROM folder WHERE id = folder), size, mtime FROM new
WHERE (folder, name) > (?, ?) ORDER BY folder, name LIMIT ?
"""
OTHER_VERSION = """
DROP TABLE IF EXISTS file;
DROP TABLE IF EXISTS shared;
DROP TABLE IF EXISTS folder;
DELETE FROM version;
"""
FORGET = """
DELETE FROM file WHERE NOT EXISTS (
    SELECT 1 FROM listed WHERE listed.folder = file.folder AND listed.name = file.name);
"""
UNUSED = (
    "DELETE FROM shared WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.shared = shared.id)",
    "DELETE FROM folder WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.folder = folder.id)",
    "DELETE FROM listed",
)
ADD = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Kind(IntEnum):
    """What a file turned out to be."""

    SLICE = 0
    STRANGER = 1
    DAMAGED = 2


class Unread(NamedTuple):
    """A file that must be read: the number of its folder, and what was listed."""

    folder_id: int
    listed: Listed


class HeaderStore:
    """The facts of all files of an archive, on disk.

    Args:
        path: the file of the store, made where it is missing; None for one that is gone with the process.
        version: of the package; a store of another one is begun anew.

    Raises:
        sqlite3.DatabaseError: the file is no store, or a damaged one.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._folder: tuple[bytes, int] | None = None
        self._numbers: dict[int, tuple[Shared, int]] = {}
        if path is None:
            self.db = sqlite3.connect("", isolation_level=None)
        else:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, SECRET_FILE))
            # Whoever names a file holds a lock of its folder; a database's own locks fail on some network file systems.
            self.db = sqlite3.connect(f"{path.absolute().as_uri()}?nolock=1", uri=True, isolation_level=None)
        weakref.finalize(self, self.db.close)
        self._begin(f"{version}/{FACTS_VERSION}")

    def _begin(self, version: str) -> None:
        self.db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self.db.execute("PRAGMA synchronous = NORMAL")
        if self.db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the store is damaged")
        self.db.execute("CREATE TABLE IF NOT EXISTS version (told TEXT)")
        if self.db.execute("SELECT told FROM version").fetchall() != [(version,)]:
            self.db.executescript(OTHER_VERSION)
            self.db.execute("INSERT INTO version VALUES (?)", (version,))
        self.db.executescript(TABLES)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all that the block writes, or nothing of it."""
        self.db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def list_files(self, listing: Iterable[Listed]) -> tuple[int, int]:
        """Take note of what lies in the archive now, and forget what is gone from it.

        Returns:
            The number of files, and of those that are new or changed.
        """
        rows = ((self._folder_id(one.folder), one.name, one.size, one.mtime_ns) for one in listing)
        with self.writing():
            self.db.executemany("INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?)", rows)
            self.db.execute(FORGET)
        (files,) = self.db.execute("SELECT count(*) FROM listed").fetchone()
        (new,) = self.db.execute("SELECT count(*) FROM new").fetchone()
        return int(files), int(new)

    def unread(self) -> Iterator[list[Unread]]:
        """The files that are new or changed, in batches."""
        last: tuple[int, bytes] = (-1, b"")
        while rows := self.db.execute(NEW, (*last, BATCH)).fetchall():
            yield [Unread(number, Listed(folder, name, size, mtime)) for number, name, folder, size, mtime in rows]
            last = rows[-1][:2]

    def add(self, found: Iterable[tuple[Unread, Kind, FileFacts | None, bool]]) -> None:
        """Keep what files turned out to be; the last says whether that holds as long as the file does not change."""
        with self.writing():
            self.db.executemany(ADD, [self._row(*one) for one in found])

    def finish(self) -> None:
        """Forget what no file needs any more."""
        with self.writing():
            for statement in UNUSED:
                self.db.execute(statement)

    def _row(self, unread: Unread, kind: Kind, facts: FileFacts | None, final: bool) -> tuple[Any, ...]:
        number, listed = unread
        head = number, listed.name, listed.size, listed.mtime_ns if final else None, kind.value
        if facts is None:
            return *head, None, None, None, None, None, None, None, None
        first = facts.places[0]
        frames = None if len(facts.places) == 1 else json.dumps([astuple(one) for one in facts.places])
        place = first.height_mm, first.acquired, first.phase, first.gate, frames
        return *head, self._shared_id(facts.shared), facts.sop_instance_uid, facts.number, *place

    def _folder_id(self, path: bytes) -> int:
        """The number of a folder. Its files come together, so that only the last folder is remembered."""
        if self._folder is None or self._folder[0] != path:
            self.db.execute("INSERT OR IGNORE INTO folder (path) VALUES (?)", (path,))
            (number,) = self.db.execute("SELECT id FROM folder WHERE path = ?", (path,)).fetchone()
            self._folder = path, int(number)
        return self._folder[1]

    def _shared_id(self, shared: Shared) -> int:
        known = self._numbers.get(id(shared))
        if known is None or known[0] is not shared:
            facts = shared.model_dump_json()
            self.db.execute(
                "INSERT OR IGNORE INTO shared (study, series, facts) VALUES (?, ?, ?)",
                (shared.study, shared.series, facts),
            )
            (number,) = self.db.execute("SELECT id FROM shared WHERE facts = ?", (facts,)).fetchone()
            if len(self._numbers) >= REMEMBERED:
                self._numbers.clear()
            known = self._numbers[id(shared)] = shared, int(number)
        return known[1]
