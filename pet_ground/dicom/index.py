"""Index an archive by its headers: which studies and series it holds, and which files can't be read."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from pet_ground.dicom.reading import is_dicom, quiet, read_header
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

DICOM_SUFFIXES = {".dcm", ".ima", ".dicom", ".img"}
"""A file with such a name that is not DICOM inside is a damaged one, not a stranger."""
ORIENTATION_DECIMALS = 3
POSITION_DECIMALS = 2


@dataclass(frozen=True)
class ArchiveScan:
    """What lies in an archive.

    Attributes:
        studies: sorted by their UID.
        files: number of DICOM files read.
        strangers: number of files that are not DICOM.
        orphans: damaged files in folders that hold no readable DICOM file.
    """

    studies: tuple[StudyEntry, ...]
    files: int
    strangers: int
    orphans: tuple[str, ...]


@dataclass
class _Series:
    header: Dataset
    files: dict[str, str] = field(default_factory=dict)
    duplicates: int = 0
    orientations: set[tuple[float, ...]] = field(default_factory=set)
    heights: set[float] = field(default_factory=set)


@dataclass
class _Study:
    series: dict[str, _Series] = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)
    accessions: set[str] = field(default_factory=set)
    patient_id: str = ""
    study_date: str = ""
    unreadable: set[str] = field(default_factory=set)


def archive_files(archive: Path) -> Iterator[Path]:
    """Every file below ``archive``, in sorted order; hidden files are left out."""
    for folder, names, files in os.walk(archive):
        names.sort()
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(folder, name)


@quiet()
def scan_archive(archive: Path) -> ArchiveScan:
    """Read every header below ``archive`` once.

    A damaged file is booked on the studies whose files share its folder, because it may be one of their slices.
    """
    studies: dict[str, _Study] = defaultdict(_Study)
    folders: dict[Path, set[str]] = defaultdict(set)
    damaged: list[Path] = []
    files = strangers = 0
    for path in archive_files(archive):
        header = _header(path)
        if header is None:
            strangers += 1
        elif isinstance(header, ItemFailed):
            damaged.append(path)
        else:
            files += 1
            uid = text(header, "StudyInstanceUID")
            folders[path.parent].add(uid)
            _add(studies[uid], header, path.relative_to(archive).as_posix())
    orphans = []
    for path in damaged:
        name = path.relative_to(archive).as_posix()
        for uid in folders[path.parent]:
            studies[uid].unreadable.add(name)
        if not folders[path.parent]:
            orphans.append(name)
    entries = tuple(_study_entry(uid, studies[uid]) for uid in sorted(studies))
    return ArchiveScan(entries, files, strangers, tuple(orphans))


def _header(path: Path) -> Dataset | ItemFailed | None:
    """The header; None for a file that is not DICOM; the fault of a damaged one."""
    try:
        if not is_dicom(path):
            suspicious = path.suffix.lower() in DICOM_SUFFIXES
            return _damage("no DICOM preamble") if suspicious else None
        header = read_header(path, TAGS)
    except OSError as exc:
        return _damage(type(exc).__name__)
    except ItemFailed as exc:
        return exc
    keys = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    if path.name.upper() == "DICOMDIR":
        return None
    return header if all(text(header, key) for key in keys) else _damage("no instance UIDs")


def _damage(detail: str) -> ItemFailed:
    return ItemFailed(Reason.CORRUPT_FILE, detail)


def _add(study: _Study, header: Dataset, name: str) -> None:
    if text(header, "SeriesInstanceUID") not in study.series:
        study.series[text(header, "SeriesInstanceUID")] = _Series(header)
        study.identifiers |= {part for key in IDENTIFYING for part in texts(header, key) if part}
        study.patient_id = study.patient_id or text(header, "PatientID")
        study.study_date = study.study_date or text(header, "StudyDate")
        study.accessions |= {text(header, "AccessionNumber")} - {""}
    series = study.series[text(header, "SeriesInstanceUID")]
    if series.files.setdefault(text(header, "SOPInstanceUID"), name) != name:
        series.duplicates += 1
        return
    cosines = numbers(header, "ImageOrientationPatient")
    position = numbers(header, "ImagePositionPatient")
    series.orientations.add(tuple(round(value, ORIENTATION_DECIMALS) for value in cosines))
    if len(cosines) == 6 and len(position) == 3:
        height = float(np.cross(cosines[:3], cosines[3:]) @ np.asarray(position))
        series.heights.add(round(height, POSITION_DECIMALS))


def _study_entry(uid: str, study: _Study) -> StudyEntry:
    return StudyEntry(
        study_instance_uid=uid,
        patient_id=study.patient_id,
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
