"""Writing the whole demo: archive, reports, truth, label maps, masks."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pet_ground.demo.archive import write_archive
from pet_ground.demo.numbering import Numbering, renumbered
from pet_ground.demo.reports import Told, make_report
from pet_ground.demo.study import Planted, Study, make_study
from pet_ground.errors import UsageError
from pet_ground.imaging import Volume, write_nifti
from pet_ground.imaging.files import write_beside

PET_FROM_HEAD = Numbering()
"""The demo's own numbering."""

MARKER_FILE = "demo.json"
"""Says that a folder is a demo, so that it may be replaced; written first."""

_ARCHIVE, _LABELS, _MASKS, _REPORTS, _TRUTH = "archive", "labels", "masks", "reports.csv", "truth.jsonl"


@dataclass(frozen=True)
class DemoSummary:
    """What was written.

    Attributes:
        archive: folder of the DICOM files, one folder per patient.
        reports: CSV with one report per study.
        truth: JSONL with one line per planted lesion.
        labels: folder of the label maps, ``<StudyInstanceUID>.nii.gz``.
        studies, lesions, physiologic, dicom_files: how many of each; ``lesions`` counts all lines of the truth.
    """

    archive: Path
    reports: Path
    truth: Path
    labels: Path
    studies: int
    lesions: int
    physiologic: int
    dicom_files: int


def write_demo(
    folder: Path, studies: int = 6, seed: int = 0, numbering: Numbering | Sequence[Numbering] = PET_FROM_HEAD
) -> DemoSummary:
    """Write a synthetic hospital archive with its reports and the planted truth.

    The same ``seed`` gives the same bytes; study n does not depend on how many there are. An older demo in ``folder``
    is replaced.

    Args:
        folder: new, empty, or an older demo.
        studies: how many, at least 1.
        seed: not negative.
        numbering: how the reports number slices; of several, one for each of the vendors, which take turns.

    Raises:
        UsageError: ``folder`` holds something else, or the numbers are out of range.
    """
    if studies < 1 or seed < 0:
        raise UsageError(f"a demo has at least 1 study and a seed of 0 or more, not {studies} and {seed}")
    _clear(folder)
    _write_json(folder / MARKER_FILE, {"demo": "pet_ground", "studies": studies, "seed": seed})
    rows: list[dict[str, str]] = []
    truth: list[dict[str, Any]] = []
    for index in range(studies):
        own = numbering if isinstance(numbering, Numbering) else numbering[index % len(numbering)]
        study = renumbered(make_study(seed, index), own)
        told = make_report(seed, study)
        write_archive(folder / _ARCHIVE, study)
        _write_labels(folder, study)
        rows.append(_report_row(study, told))
        truth += _truth_rows(folder, study, told)
    _write_reports(folder / _REPORTS, rows)
    with write_beside(folder / _TRUTH) as partial:
        partial.write_text("".join(json.dumps(row) + "\n" for row in truth), encoding="utf-8")
    return DemoSummary(
        archive=folder / _ARCHIVE,
        reports=folder / _REPORTS,
        truth=folder / _TRUTH,
        labels=folder / _LABELS,
        studies=studies,
        lesions=len(truth),
        physiologic=sum(row["interpretation"] == "physiologic" for row in truth),
        dicom_files=sum(1 for path in (folder / _ARCHIVE).rglob("*") if path.is_file()),
    )


def _clear(folder: Path) -> None:
    """Make the folder ready: create it, or remove the older demo's own parts."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / MARKER_FILE).is_file():
        raise UsageError(f"{folder} is neither empty nor a demo; give another folder")
    for name in (_ARCHIVE, _LABELS, _MASKS):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
    for name in (_REPORTS, _TRUTH):
        (folder / name).unlink(missing_ok=True)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with write_beside(path) as partial:
        partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _write_reports(path: Path, rows: list[dict[str, str]]) -> None:
    with write_beside(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _report_row(study: Study, told: Told) -> dict[str, str]:
    return {
        "accession_number": study.identity.accession_number,
        "patient_id": study.identity.patient_id,
        "study_date": f"{study.dose.reference:%Y-%m-%d}",
        "report_text": told.text,
    }


def _write_labels(folder: Path, study: Study) -> None:
    volume = Volume(study.labels, study.ct_axes.affine_lps)
    write_nifti(volume, folder / _LABELS / f"{study.identity.study_instance_uid}.nii.gz")


def _truth_rows(folder: Path, study: Study, told: Told) -> list[dict[str, Any]]:
    rows = []
    for number, (one, sentence) in enumerate(zip(study.planted, told.sentences, strict=True), start=1):
        mask = f"{_MASKS}/{study.identity.accession_number}_{number}.nii.gz"
        write_nifti(Volume(one.mask.astype(np.uint8), study.pet_axes.affine_lps), folder / mask)
        rows.append(_truth_row(study, one, number, sentence, mask))
    return rows


def _truth_row(study: Study, one: Planted, number: int, sentence: str, mask: str) -> dict[str, Any]:
    site, axes = one.lesion.site, study.pet_axes
    k, j, i = one.peak_kji
    return {
        "accession_number": study.identity.accession_number,
        "study_instance_uid": study.identity.study_instance_uid,
        "patient_id": study.identity.patient_id,
        "vendor": study.vendor.key,
        "number": number,
        "sentence": sentence,
        "suv_max": round(one.suv_max, 5),
        "axial_slice": one.axial_slice,
        "laterality": site.laterality,
        "region": site.region,
        "organ": site.organ,
        "place": site.phrase,
        "interpretation": "physiologic" if site.physiologic else "unspecified",
        "centre_lps_mm": [round(c, 3) for c in one.lesion.centre_lps_mm],
        "peak_lps_mm": [round(float(c), 3) for c in (axes.x_mm[i], axes.y_mm[j], axes.z_mm[k])],
        "volume_ml": round(one.lesion.volume_ml, 4),
        "mask": mask,
        "touches_hot_organ": one.lesion.touches_hot_organ,
        "expected": "kept",
    }
