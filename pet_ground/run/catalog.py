"""The catalog of an archive as a table: one row per series, with the verdict on it. It is identified data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pet_ground.dicom import select_series
from pet_ground.errors import UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.records.catalog import SeriesEntry, StudyEntry
from pet_ground.run.private import SECRET_FILE
from pet_ground.stages.index import scan


def write_catalog(archive: Path, out: Path) -> dict[str, int]:
    """Index an archive and write its catalog (``.parquet`` or ``.csv``); returns counts by what they count.

    Raises:
        UsageError: another ending.
        InputNotFoundError: the archive does not exist or holds no DICOM file.
    """
    if out.suffix not in (".parquet", ".csv"):
        raise UsageError(f"a catalog is a .parquet or .csv file, not {out.name}")
    as_csv = out.suffix == ".csv"
    found = scan(archive)
    rows = []
    for study in found.studies:
        selection = select_series(study)
        rows += [_row(study, series, selection.verdicts[series.series_instance_uid]) for series in study.series]
    with write_beside(out, SECRET_FILE) as partial:
        table = pd.DataFrame(rows)
        if as_csv:
            table.to_csv(partial, index=False)
        else:
            table.to_parquet(partial, index=False)
    return {
        "studies": len(found.studies),
        "series": len(rows),
        "DICOM files": found.files,
        "other files": found.strangers,
        "damaged files": len(found.orphans) + sum(len(study.unreadable) for study in found.studies),
    }


def _row(study: StudyEntry, series: SeriesEntry, verdict: str) -> dict[str, object]:
    return {
        "study_instance_uid": study.study_instance_uid,
        "patient_id": study.patient_id,
        "accession_numbers": " ".join(study.accession_numbers),
        "study_date": study.study_date,
        "series_instance_uid": series.series_instance_uid,
        "series_number": series.series_number,
        "modality": series.modality,
        "image_type": "\\".join(series.image_type),
        "files": len(series.files),
        "duplicates": series.duplicates,
        "positions": series.positions,
        "first_mm": series.first_mm,
        "last_mm": series.last_mm,
        "taken": verdict == "taken",
        "verdict": verdict,
    }
