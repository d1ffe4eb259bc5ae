"""A hospital of small studies: every study has two lesions with known SUVmax and slice, and a report on them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from dicom_files import BQML_PER_SUV, SPACING_MM, ct_header, pet_header, write_slices

SHAPE_KJI = (30, 44, 38)
BODY_KJI = (slice(None), slice(8, 36), slice(6, 32))
LESIONS = (((21, 18, 26), 6.4, "left axilla"), ((9, 24, 12), 4.3, "right inguinal region"))
"""Index, SUVmax and place; low i is the patient's right. Slices are counted from the head, from 1."""

SECRETS = {
    "PatientName": "Quixada^Dulcinea",
    "PatientBirthDate": "19410923",
    "InstitutionName": "Toboso General Hospital",
    "ReferringPhysicianName": "Cervantes^Miguel",
    "OperatorsName": "Panza^Sancho",
    "StationName": "TOBOSO-PET-1",
    "ManufacturerModelName": "Toboso General PET",
    "SeriesDescription": "Quixada Dulcinea whole body",
    "DeviceSerialNumber": "SN-TOBOSO-77",
    "PatientComments": "cousin of Sancho Panza",
    "ProtocolName": "Toboso protocol",
}


def suv_array() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A body of SUV 0.8 with two Gaussian lesions whose maximum is on a voxel."""
    array = np.zeros(SHAPE_KJI)
    array[BODY_KJI] = 0.8
    grid = np.stack(np.meshgrid(*[np.arange(n) for n in SHAPE_KJI], indexing="ij"), axis=-1)
    for index, suv_max, _ in LESIONS:
        squared_mm = (((grid - np.array(index)) * np.array(SPACING_MM)) ** 2).sum(axis=-1)
        array += (suv_max - 0.8) * np.exp(-squared_mm / (2 * 6.0**2))
    return array


def report_text(number: int) -> str:
    (first, second) = LESIONS
    return (
        f"EXAM: PET/CT of Dulcinea Quixada, MRN PID-{number}, 03/10/2020, Toboso General Hospital.\n"
        "FINDINGS:\n"
        "Mediastinal blood pool SUV max 1.9.\n"
        f"FDG avid lymph node in the {first[2]} with SUV max of {first[1]} (axial slice {30 - first[0][0]}), previously 9.9.\n"
        f"Focus in the {second[2]}, SUVmax {second[1]}, slice {30 - second[0][0]}, discussed with Dr. Cervantes.\n"
        "No FDG avid bone lesion.\n"
        "IMPRESSION: Two lesions. Call 555-123-4567."
    )


def write_small_study(archive: Path, number: int, **pet_changes: object) -> Path:
    """PET and CT of study ``number``."""
    folder = archive / f"Quixada_{number}"
    ids = {"study": str(number), "patient": f"PID-{number}"}
    write_slices(folder / "pet", pet_header(**ids, **{**SECRETS, **pet_changes}), suv_array() * BQML_PER_SUV)
    hounsfield = np.full((30, 88, 76), -1000.0)
    hounsfield[:, 16:72, 12:64] = 40.0
    write_slices(folder / "ct", ct_header(**ids, **SECRETS, PixelSpacing=[2.0, 2.5]), hounsfield)
    return folder


def write_hospital(folder: Path, studies: int = 3) -> tuple[Path, Path]:
    """An archive and its reports; returns both paths."""
    archive, reports = folder / "archive", folder / "reports.csv"
    for number in range(1, studies + 1):
        write_small_study(archive, number)
    write_reports(reports, range(1, studies + 1))
    return archive, reports


def write_reports(path: Path, numbers: range | list[int]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["accession_number", "patient_id", "study_date", "report_text"])
        for number in numbers:
            writer.writerow([f"ACC-{number}", f"PID-{number}", "2020-03-10", report_text(number)])
