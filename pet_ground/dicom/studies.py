"""Studies from the header store, one at a time; files that are copies of others, byte for byte, are left out."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import statistics
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, overload

from pet_ground.dicom.file_facts import Place, Shared
from pet_ground.dicom.header_store import HeaderStore
from pet_ground.records.catalog import SeriesEntry, StudyEntry

FILES = """
SELECT path, name, shared.id, facts, sop, number, height, acquired, phase, gate, frames
FROM shared JOIN file ON file.shared = shared.id JOIN folder ON folder.id = file.folder WHERE study = ?
"""

COPIED = (
    "attenuation_method",
    "columns",
    "corrected_image",
    "decay_correction",
    "description",
    "frame_of_reference_uid",
    "has_philips_factor",
    "image_type",
    "kernel",
    "manufacturer",
    "modality",
    "pixel_mm",
    "reconstruction",
    "rows",
    "series_number",
    "series_type",
    "sop_class_uid",
    "time_slices",
    "units",
)
"""What a series has from its first file."""
SAME_IMAGES = ("columns", "description", "kernel", "pixel_mm", "reconstruction", "rows", "series_number", "units")
"""What two series share, besides the places and times of their slices, where one holds the images of the other."""


COPIES = """
CREATE TEMP TABLE IF NOT EXISTS compared (study TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS copy (study TEXT NOT NULL, name BLOB NOT NULL, PRIMARY KEY (study, name)) WITHOUT ROWID;
"""
"""What was found to be a copy: studies are read several times, the bytes of their files once."""


@dataclass(frozen=True)
class _File:
    name: bytes
    shared: Shared
    sop: str
    number: int | None
    places: tuple[Place, ...]


class Studies(Sequence[StudyEntry]):
    """The studies of an archive, sorted by their UID; each is read from the store when it is asked for.

    Args:
        store: what its headers say.
        root: the archive, below which the files of the store lie.
    """

    def __init__(self, store: HeaderStore, root: bytes) -> None:
        self._store = store
        self._root = root
        store.db.executescript(COPIES)
        found = store.db.execute("SELECT DISTINCT study FROM shared ORDER BY study")
        self._uids = [uid for (uid,) in found]

    def __len__(self) -> int:
        return len(self._uids)

    def __iter__(self) -> Iterator[StudyEntry]:
        return map(self._study, self._uids)

    @overload
    def __getitem__(self, index: int) -> StudyEntry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[StudyEntry]: ...

    def __getitem__(self, index: int | slice) -> StudyEntry | Sequence[StudyEntry]:
        if isinstance(index, slice):
            return [self._study(uid) for uid in self._uids[index]]
        return self._study(self._uids[index])

    def _study(self, uid: str) -> StudyEntry:
        files = self._files(uid)
        copies = self._copies(uid, files)
        series = defaultdict(list)
        for one in files:
            series[one.shared.series].append(one)
        shared = list({id(one.shared): one.shared for one in files}.values())
        patients = tuple(dict.fromkeys(one.patient_id for one in shared if one.patient_id))
        damaged = self._store.db.execute("SELECT name FROM unreadable WHERE study = ? ORDER BY name", (uid,))
        return StudyEntry(
            study_instance_uid=uid,
            patient_id=patients[0] if patients else "",
            patient_ids=patients,
            accession_numbers=tuple(sorted({one.accession_number for one in shared} - {""})),
            study_date=next((one.study_date for one in shared if one.study_date), None),
            identifiers=tuple(sorted({part for one in shared for part in one.identifiers})),
            series=tuple(series_entry(key, series[key], copies) for key in sorted(series)),
            unreadable=tuple(name for (name,) in damaged),
        )

    def _files(self, uid: str) -> list[_File]:
        """The files of a study, sorted by name."""
        known: dict[int, Shared] = {}
        files = []
        for path, name, number, facts, *rest in self._store.db.execute(FILES, (uid,)):
            if number not in known:
                known[number] = Shared.model_validate_json(facts)
            files.append(_file(path + b"/" + name if path else name, known[number], rest))
        return sorted(files, key=lambda one: one.name)

    def _copies(self, uid: str, files: Sequence[_File]) -> frozenset[bytes]:
        """The names of files that are byte for byte a copy of one before them.

        A UID alone does not say so: some archives give one to many slices, or to two versions of a slice.
        """
        same = defaultdict(list)
        for one in files:
            same[one.shared.series, one.sop].append(one.name)
        suspects = [names for names in same.values() if len(names) > 1]
        if not suspects:
            return frozenset()
        db = self._store.db
        if not db.execute("SELECT 1 FROM compared WHERE study = ?", (uid,)).fetchall():
            with self._store.writing():
                rows = ((uid, name) for names in suspects for name in _copied(self._root, names))
                db.executemany("INSERT INTO copy VALUES (?, ?)", rows)
                db.execute("INSERT INTO compared VALUES (?)", (uid,))
        return frozenset(name for (name,) in db.execute("SELECT name FROM copy WHERE study = ?", (uid,)))


def _copied(root: bytes, names: Sequence[bytes]) -> Iterator[bytes]:
    different: list[Path] = []
    for name in names:
        path = Path(os.fsdecode(root), os.fsdecode(name))
        if any(_is_copy(path, other) for other in different):
            yield name
        else:
            different.append(path)


def _is_copy(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes; one that can't be read any more is left to the conversion to name."""
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _file(name: bytes, shared: Shared, rest: Sequence[Any]) -> _File:
    sop, number, height, acquired, phase, gate, frames = rest
    if frames is None:
        return _File(name, shared, sop, number, (Place(height, acquired, phase, gate),))
    return _File(name, shared, sop, number, tuple(Place(*one) for one in json.loads(frames)))


def series_entry(uid: str, files: Sequence[_File], copies: frozenset[bytes]) -> SeriesEntry:
    """One series of its files, which are sorted by name; ``copies`` are the names of those that count for nothing."""
    unique = [one for one in files if one.name not in copies]
    shared = unique[0].shared
    orientations = {one.shared.orientation for one in unique}
    places = [place for one in unique for place in one.places]
    heights = {place.height_mm for place in places if place.height_mm is not None}
    return SeriesEntry(
        series_instance_uid=uid,
        **{name: getattr(shared, name) for name in COPIED},
        orientation=orientations.pop() if len(orientations) == 1 else (),
        positions=len(heights),
        first_mm=min(heights, default=None),
        last_mm=max(heights, default=None),
        files=tuple(os.fsdecode(one.name) for one in unique),
        duplicates=len(files) - len(unique),
        images=len(places),
        gates=_repeats(places, lambda place: place.gate),
        times=_repeats(places, lambda place: (place.acquired, place.phase)),
        acquired=min((place.acquired for place in places if place.acquired), default=""),
        images_sha256=_images_sha256(unique),
    )


def _repeats(places: Iterable[Place], of: Callable[[Place], Hashable]) -> int:
    """How many different values the slices at one position have: the median over all positions."""
    at: dict[float | None, set[Hashable]] = defaultdict(set)
    for place in places:
        at[place.height_mm].add(of(place))
    return statistics.median_low(len(values) for values in at.values())


def _images_sha256(files: Sequence[_File]) -> str:
    """A hash that two series share where one is a copy of the other under new UIDs."""
    shared = files[0].shared
    slices = sorted(json.dumps([one.number, *map(astuple, one.places)]) for one in files)
    facts = [str(getattr(shared, name)) for name in SAME_IMAGES]
    return hashlib.sha256(json.dumps([facts, slices]).encode()).hexdigest()
