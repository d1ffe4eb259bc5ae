"""A hospital with two scanners whose readers number slices in different ways, as DICOM files and reports."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from dicom_files import BQML_PER_SUV, SPACING_MM, ct_header, pet_header, write_slices

PET_SLICES, CT_SLICES = 32, 41
"""Both begin at the same place at the feet; the CT goes on at the head."""
SHAPE_KJI = (PET_SLICES, 30, 26)
FIRST_MM = -900.0
"""LPS z of the first slice, as ``write_slices`` puts it."""
PLACES = ("left axilla", "right inguinal region", "left hilum", "right iliac bone", "sternum")
Scanner = tuple[str, str, str]
"""Manufacturer, model, and how its readers tell a slice."""
SIEMENS, GE = ("SIEMENS", "Biograph40_TruePoint"), ("GE MEDICAL SYSTEMS", "Discovery STE")
SCANNERS: tuple[Scanner, Scanner] = ((*SIEMENS, "ct-head-1"), (*GE, "pet-feet-0"))


@dataclass(frozen=True)
class Hospital:
    """Where it lies, and the true slice k and SUVmax of every lesion, by accession number."""

    archive: Path
    reports: Path
    lesions: dict[str, list[tuple[int, float]]]


def write_hospital(
    folder: Path,
    studies: tuple[int, int] = (3, 3),
    scanners: tuple[Scanner, Scanner] = SCANNERS,
    houses: tuple[str, str] = ("", ""),
) -> Hospital:
    """Studies of the two scanners, five lesions each, and their reports, which bear and name the scanner's house."""
    hospital = Hospital(folder / "archive", folder / "reports.csv", {})
    rows = []
    for number in range(sum(studies)):
        second = number >= studies[0]
        scanner = scanners[second]
        lesions = _write_study(hospital.archive, str(number), scanner)
        hospital.lesions[f"ACC-{number}"] = lesions
        rows.append([f"ACC-{number}", f"PID-{number}", "2020-03-10", _report(lesions, scanner[2], houses[second])])
        rows[-1].append(houses[second])
    with hospital.reports.open("w", newline="", encoding="utf-8") as stream:
        names = ["accession_number", "patient_id", "study_date", "report_text", "Hospital"]
        csv.writer(stream).writerows([names, *rows])
    return hospital


def _write_study(archive: Path, study: str, scanner: tuple[str, str, str]) -> list[tuple[int, float]]:
    rng = np.random.default_rng(int(study))
    ks = [int(k) for k in rng.choice(np.arange(2, PET_SLICES - 2, 5), len(PLACES), replace=False)]
    lesions = [(k, round(4.3 + 1.7 * n + float(rng.uniform(0, 1)), 1)) for n, k in enumerate(ks)]
    suv = np.zeros(SHAPE_KJI)
    suv[:, 4:26, 4:22] = 0.8
    grid = np.stack(np.meshgrid(*[np.arange(n) for n in SHAPE_KJI], indexing="ij"), axis=-1)
    for place, (k, top) in enumerate(lesions):
        at = np.array([k, 8 + 3 * (place % 5), 17 if place % 2 == 0 else 8])
        away_mm = (((grid - at) * np.array([3.0, 4.0, 5.0])) ** 2).sum(axis=-1)
        suv = np.maximum(suv, 0.8 + (top - 0.8) * np.exp(-away_mm / (2 * 5.0**2)))
    made_by = {"Manufacturer": scanner[0], "ManufacturerModelName": scanner[1]}
    ids = {"study": study, "patient": f"PID-{study}"}
    write_slices(archive / study / "pet", pet_header(**ids, **made_by), suv * BQML_PER_SUV)
    hounsfield = np.full((CT_SLICES, 60, 52), 40.0)
    hounsfield[:, :6] = -1000
    write_slices(archive / study / "ct", ct_header(**ids, **made_by, PixelSpacing=[2.0, 2.5]), hounsfield)
    return lesions


def _report(lesions: list[tuple[int, float]], habit: str, house: str) -> str:
    told = [f"Read at {house}." if house else "", "FINDINGS:"]
    for (k, suv), place in zip(lesions, PLACES, strict=True):
        told.append(f"FDG avid focus in the {place}, SUVmax {suv}, {_words(k, habit)}.")
    return "\n".join(told)


def _words(k: int, habit: str) -> str:
    """What a reader writes beside slice k of the PET."""
    z_mm = FIRST_MM + SPACING_MM[0] * k
    told = {
        "ct-head-1": f"slice {CT_SLICES - k}",
        "pet-head-1": f"slice {PET_SLICES - k}",
        "pet-feet-0": f"slice {k}",
        "position-feet": f"slice location {z_mm:.1f}",
        "position-head": f"table position {-z_mm:.1f} mm",
    }
    return told[habit]
