"""Index an archive by its headers: which studies and series it holds, and which files can't be read."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pet_ground.dicom.files import archive_files, could_be_slice, holds_dicom, is_text, kind, readable, says_dicom
from pet_ground.dicom.reading import Source, read_header
from pet_ground.dicom.values import number, numbers, text, texts
from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason
from pet_ground.records.catalog import SeriesEntry, StudyEntry

IDENTIFYING = (
    "AccessionNumber",
    "InstitutionAddress",
    "InstitutionName",
    "InstitutionalDepartmentName",
    "NameOfPhysiciansReadingStudy",
    "OperatorsName",
    "OtherPatientIDs",
    "PatientAddress",
    "PatientBirthDate",
    "PatientID",
    "PatientName",
    "PatientTelephoneNumbers",
    "PerformingPhysicianName",
    "PhysiciansOfRecord",
    "ReferringPhysicianName",
    "RequestingPhysician",
    "StationName",
    "StudyID",
)
"""Attributes whose values must never leave the archive."""

TAGS = [
    *IDENTIFYING,
    "CorrectedImage",
    "FrameOfReferenceUID",
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "ImageType",
    "Modality",
    "SOPClassUID",
    "SOPInstanceUID",
    "SeriesInstanceUID",
    "SeriesNumber",
    "SeriesType",
    "StudyDate",
    "StudyInstanceUID",
]

ORIENTATION_DECIMALS = 3
POSITION_DECIMALS = 2


@dataclass(frozen=True)
class ArchiveScan:
    r"""What lies in an archive.

    Attributes:
        studies: sorted by their UID.
        files: number of DICOM files read.
        strangers: number of files that are not DICOM.
        orphans: damaged files in folders that hold readable files of no study, or of several. Bytes of a name that
            are no UTF-8 stand as ``\xNN``.
    """

    studies: tuple[StudyEntry, ...]
    files: int
    strangers: int
    orphans: tuple[str, ...]


@dataclass
class _Series:
    header: Source
    files: dict[str, str] = field(default_factory=dict)
    duplicates: int = 0
    orientations: set[tuple[float, ...]] = field(default_factory=set)
    heights: set[float] = field(default_factory=set)


@dataclass
class _Study:
    series: dict[str, _Series] = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)
    accessions: set[str] = field(default_factory=set)
    patient_ids: dict[str, None] = field(default_factory=dict)
    study_date: str = ""
    unreadable: set[str] = field(default_factory=set)


@dataclass
class _Folder:
    """What lies directly in one folder: kinds of its DICOM files, their studies, damaged files, and others."""

    kinds: set[str] = field(default_factory=set)
    studies: set[str] = field(default_factory=set)
    damaged: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)


def scan_archive(archive: Path) -> ArchiveScan:
    """Read every header below ``archive`` once.

    A damaged file is booked on the study whose files alone share its folder, because it may be one of its slices; else
    it is an orphan. Beside DICOM files, a file that is named like them, or without a suffix, is a damaged one.
    """
    studies: dict[str, _Study] = defaultdict(_Study)
    folders: dict[Path, _Folder] = defaultdict(_Folder)
    files = 0
    for path in archive_files(archive):
        name, folder = path.relative_to(archive).as_posix(), folders[path.parent]
        header = _header(path)
        if not isinstance(header, ItemFailed | None) and not is_text(name):
            header = _damage("a file name that is no UTF-8")
        if header is None:
            folder.others.append(path)
        elif isinstance(header, ItemFailed):
            folder.damaged.append(path)
        else:
            files += 1
            uid = text(header, "StudyInstanceUID")
            folder.studies.add(uid)
            folder.kinds.add(kind(path))
            _add(studies[uid], header, name)
    orphans, strangers = _book(folders.values(), studies, archive)
    entries = tuple(_study_entry(uid, studies[uid]) for uid in sorted(studies))
    return ArchiveScan(entries, files, strangers, tuple(sorted(orphans)))


def _book(folders: Iterable[_Folder], studies: dict[str, _Study], archive: Path) -> tuple[list[str], int]:
    """Book damaged files on their studies; returns the names of the others, and the number of strangers."""
    orphans: list[str] = []
    strangers = 0
    for folder in folders:
        suspicious = [path for path in folder.others if could_be_slice(path, folder.kinds)]
        strangers += len(folder.others) - len(suspicious)
        names = [readable(path.relative_to(archive).as_posix()) for path in folder.damaged + suspicious]
        if len(folder.studies) == 1:
            studies[next(iter(folder.studies))].unreadable.update(names)
        else:
            orphans += names
    return orphans, strangers


def _header(path: Path) -> Source | ItemFailed | None:
    """The header; None for a file that is not DICOM; the fault of a damaged one."""
    try:
        if not holds_dicom(path):
            return _damage("no DICOM preamble") if says_dicom(path) else None
        header = read_header(path, 0x00540000 + 0x1002)
    except OSError as exc:
        return _damage(type(exc).__name__)
    except ItemFailed as exc:
        return exc
    if path.name.upper() == "DICOMDIR":
        return None
    keys = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    return header if all(text(header, key) for key in keys) else _damage("no instance UIDs")


def _damage(detail: str) -> ItemFailed:
    return ItemFailed(Reason.CORRUPT_FILE, detail)


def _add(study: _Study, header: Source, name: str) -> None:
    uid, patient_id = text(header, "SeriesInstanceUID"), text(header, "PatientID")
    if uid not in study.series or (patient_id and patient_id not in study.patient_ids):
        study.series.setdefault(uid, _Series(header))
        study.identifiers |= {part for key in IDENTIFYING for part in texts(header, key) if part}
        study.patient_ids |= dict.fromkeys([patient_id] if patient_id else [])
        study.study_date = study.study_date or text(header, "StudyDate")
        study.accessions |= {text(header, "AccessionNumber")} - {""}
    series = study.series[uid]
    if series.files.setdefault(text(header, "SOPInstanceUID"), name) != name:
        series.duplicates += 1
        return
    cosines = numbers(header, "ImageOrientationPatient")
    position = numbers(header, "ImagePositionPatient")
    series.orientations.add(tuple(round(value, ORIENTATION_DECIMALS) for value in cosines))
    if len(cosines) == 6 and len(position) == 3:
        height = float(np.cross(cosines[:3], cosines[3:]) @ np.asarray(position))
        if math.isfinite(height):
            series.heights.add(round(height, POSITION_DECIMALS))


def _study_entry(uid: str, study: _Study) -> StudyEntry:
    return StudyEntry(
        study_instance_uid=uid,
        patient_id=next(iter(study.patient_ids), ""),
        patient_ids=tuple(study.patient_ids),
        accession_numbers=tuple(sorted(study.accessions)),
        study_date=study.study_date or None,
        identifiers=tuple(sorted(study.identifiers)),
        series=tuple(_series_entry(key, study.series[key]) for key in sorted(study.series)),
        unreadable=tuple(sorted(study.unreadable)),
    )


def _series_entry(uid: str, series: _Series) -> SeriesEntry:
    header = series.header
    series_number = number(header, "SeriesNumber")
    return SeriesEntry(
        series_instance_uid=uid,
        sop_class_uid=text(header, "SOPClassUID"),
        modality=text(header, "Modality").upper(),
        image_type=tuple(part.upper() for part in texts(header, "ImageType")),
        series_type=tuple(part.upper() for part in texts(header, "SeriesType")),
        corrected_image=texts(header, "CorrectedImage") or None,
        frame_of_reference_uid=text(header, "FrameOfReferenceUID"),
        series_number=None if series_number is None else math.floor(series_number),
        orientation=next(iter(series.orientations)) if len(series.orientations) == 1 else (),
        positions=len(series.heights),
        first_mm=min(series.heights, default=None),
        last_mm=max(series.heights, default=None),
        files=tuple(sorted(series.files.values())),
        duplicates=series.duplicates,
    )
