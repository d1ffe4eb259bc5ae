"""A reader of the demo that shares no code with the package."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pydicom


@dataclass(frozen=True)
class ReadPet:
    suv: np.ndarray  # [k, j, i], k towards the head
    headers: list[pydicom.Dataset]  # in the order of k
    origin_lps_mm: np.ndarray
    spacing_xyz_mm: np.ndarray

    def index_kji(self, lps_mm: list[float]) -> tuple[int, int, int]:
        i, j, k = np.rint((np.array(lps_mm) - self.origin_lps_mm) / self.spacing_xyz_mm).astype(int)
        return int(k), int(j), int(i)


def moment(date: str, time: str) -> datetime:
    return datetime.strptime(date + time, "%Y%m%d%H%M%S.%f").replace(tzinfo=UTC)


def suv_factor(header: pydicom.Dataset) -> float:
    """SUVbw per rescaled unit, written from the vendors' rules and not from the package."""
    if header.Units == "CNTS":
        return float(header[0x7053, 0x1000].value)
    drug = header.RadiopharmaceuticalInformationSequence[0]
    reference = moment(header.SeriesDate, header.SeriesTime)
    if header.Manufacturer.startswith("GE"):
        stamp = header[0x0009, 0x100D].value
        reference = moment(stamp[:8], stamp[8:])
    injection = moment(header.SeriesDate, drug.RadiopharmaceuticalStartTime)
    minutes = (reference - injection).total_seconds() / 60
    left = float(drug.RadionuclideTotalDose) * math.pow(2, -minutes * 60 / float(drug.RadionuclideHalfLife))
    return float(header.PatientWeight) * 1000 / left


def read_headers(folder: Path) -> list[pydicom.Dataset]:
    found = [pydicom.dcmread(path) for path in folder.iterdir()]
    return sorted(found, key=lambda d: float(d.ImagePositionPatient[2]))


def read_pet(folder: Path) -> ReadPet:
    headers = read_headers(folder)
    suv = np.stack([d.pixel_array * float(d.RescaleSlope) * suv_factor(d) for d in headers])
    first, second = headers[0], headers[1]
    row, column = (float(v) for v in first.PixelSpacing)
    dz = float(second.ImagePositionPatient[2]) - float(first.ImagePositionPatient[2])
    return ReadPet(suv, headers, np.array(first.ImagePositionPatient, dtype=float), np.array([column, row, dz]))
