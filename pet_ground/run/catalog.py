"""The catalog of an archive as a table: one row per series, with the verdict on it. It is identified data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pet_ground.dicom import ArchiveScan, Selection, select_series
from pet_ground.dicom.verdicts import Judged
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.records.catalog import SeriesEntry, StudyEntry
from pet_ground.run.private import SECRET_FILE

SCHEMA = pa.schema(
    {
        "study_instance_uid": pa.string(),
        "patient_id": pa.string(),
        "accession_numbers": pa.string(),
        "study_date": pa.string(),
        "series_instance_uid": pa.string(),
        "series_number": pa.int64(),
        "modality": pa.string(),
        "description": pa.string(),
        "image_type": pa.string(),
        "files": pa.int64(),
        "duplicates": pa.int64(),
        "positions": pa.int64(),
        "first_mm": pa.float64(),
        "last_mm": pa.float64(),
        "taken": pa.bool_(),
        "verdict": pa.string(),
        "sentence": pa.string(),
        "flags": pa.string(),
    }
)
ROWS_AT_ONCE = 10_000
"""Rows that are held in memory before they are written."""


@dataclass(frozen=True)
class Choice:
    """A study, and which of its series a build would take."""

    study: StudyEntry
    selection: Selection


def write_catalog(found: ArchiveScan, out: Path, reconstruction: str = "") -> dict[str, int]:
    """Write the catalog of an archive (``.parquet`` or ``.csv``), study by study; returns counts by what they count.

    Raises:
        UsageError: another ending.
    """
    if out.suffix not in (".parquet", ".csv"):
        raise UsageError(f"a catalog is a .parquet or .csv file, not {out.name}")
    series = 0
    with write_beside(out, SECRET_FILE) as partial:
        write = _write_csv if out.suffix == ".csv" else _write_parquet
        series = write(partial, _rows(found, reconstruction))
    return {
        "studies": len(found.studies),
        "series": series,
        "DICOM files": found.files,
        "other files": found.strangers,
        "damaged files": found.damaged,
    }


def choice_of(found: ArchiveScan, key: str, reconstruction: str = "") -> Choice:
    """The choice for the study with a study UID or an accession number.

    Raises:
        InputNotFoundError: there is none.
        UsageError: several studies bear the accession number.
    """
    studies = [one for one in found.studies if key == one.study_instance_uid or key in one.accession_numbers]
    if not studies:
        raise InputNotFoundError("no study of this archive has this study UID or accession number")
    if len(studies) > 1:
        raise UsageError(f"{len(studies)} studies bear this accession number; name one by its study UID")
    return Choice(studies[0], select_series(studies[0], reconstruction))


def _rows(found: ArchiveScan, reconstruction: str) -> Iterator[dict[str, Any]]:
    for study in found.studies:
        selection = select_series(study, reconstruction)
        flags = " ".join(selection.flags)
        for series in study.series:
            yield _row(study, series, selection.verdicts[series.series_instance_uid], flags)


def _row(study: StudyEntry, series: SeriesEntry, judged: Judged, flags: str) -> dict[str, Any]:
    return {
        "study_instance_uid": study.study_instance_uid,
        "patient_id": study.patient_id,
        "accession_numbers": " ".join(study.accession_numbers),
        "study_date": study.study_date,
        "series_instance_uid": series.series_instance_uid,
        "series_number": series.series_number,
        "modality": series.modality,
        "description": series.description,
        "image_type": "\\".join(series.image_type),
        "files": len(series.files),
        "duplicates": series.duplicates,
        "positions": series.positions,
        "first_mm": series.first_mm,
        "last_mm": series.last_mm,
        "taken": judged.taken,
        "verdict": judged.verdict.value,
        "sentence": judged.sentence,
        "flags": flags,
    }


def _write_csv(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, SCHEMA.names)
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_parquet(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    held: list[dict[str, Any]] = []
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for row in rows:
            held.append(row)
            count += 1
            if len(held) == ROWS_AT_ONCE:
                writer.write_table(pa.Table.from_pylist(held, SCHEMA))
                held = []
        if held or not count:
            writer.write_table(pa.Table.from_pylist(held, SCHEMA))
    return count
