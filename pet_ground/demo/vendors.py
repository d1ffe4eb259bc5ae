"""How three makers of scanners write the same SUVs into DICOM."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.dicom.write import PrivateBlock
from pet_ground.units import GRAMS_PER_KG, HALF_LIFE_S, decay_constant_per_s, decayed

HALF_LIFE_F18_S = HALF_LIFE_S["F-18"]
FRAME_DURATION_S = 120.0
BED_PITCH_S = 124.0
"""From the start of one bed position to the next: the frame and the travel of the table."""

BED_LENGTH_MM = 160.0
LATE_SERIES_S = 900.0
"""How long after the scan some reconstructions stamp their series."""


@dataclass(frozen=True)
class Dose:
    """What the SUV of a scan hangs on. The reference is the time to which activity and dose are decayed."""

    weight_kg: float
    injected_bq: float
    injection: datetime
    reference: datetime

    @property
    def bqml_per_suv(self) -> float:
        """Activity concentration at the reference time of a voxel of SUV 1, Bq/ml."""
        elapsed_s = (self.reference - self.injection).total_seconds()
        return decayed(self.injected_bq, elapsed_s, HALF_LIFE_F18_S) / (self.weight_kg * GRAMS_PER_KG)


@dataclass(frozen=True)
class EncodedPet:
    """A PET as it is stored.

    Attributes:
        stored: integers [k, j, i].
        suv: what a reader gets from ``stored`` with the rounded numbers of the header, float32 [k, j, i].
        series: header values of all slices.
        slices: header values of each slice, in the order of k.
        private: private blocks.
    """

    stored: NDArray[np.uint16] | NDArray[np.int16]
    suv: NDArray[np.float32]
    series: Mapping[str, Any]
    slices: tuple[Mapping[str, Any], ...]
    private: tuple[PrivateBlock, ...] = ()


Encoder = Callable[[NDArray[np.float32], float, Dose, int], EncodedPet]


@dataclass(frozen=True)
class Vendor:
    """A maker's conventions.

    Attributes:
        spacing_kji_mm: PET voxels along (k, j, i).
        instances_from_head: whether InstanceNumber 1 is at the head; else at the feet.
        file_name: "uid" (no natural order), "number", or "bare" (a number without extension).
        encode: from SUV, slice spacing in mm, dose and study index to what is stored.
    """

    key: str
    manufacturer: str
    model: str
    spacing_kji_mm: tuple[float, float, float]
    instances_from_head: bool
    file_name: str
    encode: Encoder


def da(moment: datetime) -> str:
    """A DICOM date."""
    return moment.strftime("%Y%m%d")


def tm(moment: datetime) -> str:
    """A DICOM time, with six decimals of a second."""
    return moment.strftime("%H%M%S.%f")


def ds(value: float) -> str:
    """A DICOM decimal string: nine digits, at most 16 characters."""
    return f"{value:.9g}"


def average_count_time_s(duration_s: float) -> float:
    """Time from the start of a frame at which the decaying activity equals its mean over the frame, in s."""
    x = decay_constant_per_s(HALF_LIFE_F18_S) * duration_s
    return math.log(x / -math.expm1(-x)) / decay_constant_per_s(HALF_LIFE_F18_S)


def _bed_headers(slices: int, spacing_mm: float, dose: Dose) -> list[dict[str, Any]]:
    """Times of each slice: beds run from the thighs to the head, each with its own acquisition time."""
    found = []
    for k in range(slices):
        after_s = int(k * spacing_mm // BED_LENGTH_MM) * BED_PITCH_S
        start = dose.reference + timedelta(seconds=after_s)
        found.append(
            {
                "AcquisitionDate": da(start),
                "AcquisitionTime": tm(start),
                "ActualFrameDuration": str(int(FRAME_DURATION_S * 1000)),
                "FrameReferenceTime": ds(1000.0 * (after_s + average_count_time_s(FRAME_DURATION_S))),
                "DecayFactor": ds(dose_growth(after_s)),
            }
        )
    return found


def dose_growth(after_s: float) -> float:
    """Factor that corrects a frame which starts ``after_s`` after the reference for decay."""
    return math.exp(decay_constant_per_s(HALF_LIFE_F18_S) * (after_s + average_count_time_s(FRAME_DURATION_S)))


def _injection(dose: Dose, **more: Any) -> dict[str, Any]:
    code = {"CodeValue": "C-111A1", "CodingSchemeDesignator": "SRT", "CodeMeaning": "^18^Fluorine"}
    drug = {"CodeValue": "C-B1031", "CodingSchemeDesignator": "SRT", "CodeMeaning": "Fluorodeoxyglucose F^18^"}
    item = {
        "Radiopharmaceutical": "FDG",
        "RadiopharmaceuticalStartTime": tm(dose.injection),
        "RadionuclideTotalDose": str(int(dose.injected_bq)),
        "RadionuclideHalfLife": str(HALF_LIFE_F18_S),
        "RadionuclidePositronFraction": "0.97",
        "RadionuclideCodeSequence": [code],
        "RadiopharmaceuticalCodeSequence": [drug],
    }
    return {"RadiopharmaceuticalInformationSequence": [item | more], "DecayCorrection": "START"}


def _scaled_per_slice(values: NDArray[np.float32], top: int, dtype: type) -> tuple[NDArray[Any], list[str]]:
    """Integers and one slope per slice, so that the hottest voxel of each slice gets about ``top``."""
    slopes = [ds(max(float(plane.max()), 1.0) / top) for plane in values]
    stored = np.stack([np.rint(plane / float(slope)) for plane, slope in zip(values, slopes, strict=True)])
    return np.minimum(stored, top).astype(dtype), slopes


def _per_slice(
    suv: NDArray[np.float32], spacing_mm: float, dose: Dose, dtype: type, top: int
) -> tuple[NDArray[Any], NDArray[np.float32], list[dict[str, Any]]]:
    """Stored integers, SUVs as read back, and slice headers, for BQML with a slope per slice."""
    stored, slopes = _scaled_per_slice(suv * np.float32(dose.bqml_per_suv), top, dtype)
    numbers = np.array([float(s) for s in slopes])[:, None, None]
    back = (stored * numbers / dose.bqml_per_suv).astype(np.float32)
    headers = _bed_headers(len(suv), spacing_mm, dose)
    for header, slope in zip(headers, slopes, strict=True):
        header.update(RescaleSlope=slope, RescaleIntercept="0")
    return stored, back, headers


def _encode_siemens(suv: NDArray[np.float32], spacing_mm: float, dose: Dose, _index: int) -> EncodedPet:
    """BQML, unsigned, decayed to the series time, full date and time of injection."""
    stored, back, slices = _per_slice(suv, spacing_mm, dose, np.uint16, 65535)
    stamp = da(dose.injection) + tm(dose.injection)
    series = {"Units": "BQML", "SeriesDate": da(dose.reference), "SeriesTime": tm(dose.reference)}
    return EncodedPet(stored, back, series | _injection(dose, RadiopharmaceuticalStartDateTime=stamp), tuple(slices))


def _encode_ge(suv: NDArray[np.float32], spacing_mm: float, dose: Dose, index: int) -> EncodedPet:
    """BQML, signed, decayed to a private scan time; every other one stamps its series after the scan."""
    stored, back, slices = _per_slice(suv, spacing_mm, dose, np.int16, 32767)
    for k, header in enumerate(slices):
        header["ImageIndex"] = k + 1
    stamped = dose.reference + timedelta(seconds=LATE_SERIES_S if index % 2 == 0 else 0.0)
    series = {"Units": "BQML", "SeriesDate": da(stamped), "SeriesTime": tm(stamped)}
    scan = PrivateBlock(0x0009, "GEMS_PETD_01", {0x0D: ("DT", dose.reference.strftime("%Y%m%d%H%M%S.00"))})
    return EncodedPet(stored, back, series | _injection(dose), tuple(slices), (scan,))


def _encode_philips(suv: NDArray[np.float32], spacing_mm: float, dose: Dose, index: int) -> EncodedPet:
    """Counts with one slope for the series, and private factors to SUV and to Bq/ml."""
    bqml_per_count = ds(0.7 + 0.05 * (index % 7))
    suv_per_count = ds(float(bqml_per_count) / dose.bqml_per_suv)
    slope = ds(float(suv.max()) / float(suv_per_count) / 32767)
    stored = np.rint(suv / (float(slope) * float(suv_per_count))).astype(np.uint16)
    back = (stored * (float(slope) * float(suv_per_count))).astype(np.float32)
    slices = _bed_headers(len(suv), spacing_mm, dose)
    for header in slices:
        header.update(RescaleSlope=slope, RescaleIntercept="0")
    series = {"Units": "CNTS", "SeriesDate": da(dose.reference), "SeriesTime": tm(dose.reference)}
    elements = {0x00: ("DS", suv_per_count), 0x09: ("DS", bqml_per_count)}
    factors = PrivateBlock(0x7053, "Philips PET Private Group", elements)
    return EncodedPet(stored, back, series | _injection(dose), tuple(slices), (factors,))


VENDORS: tuple[Vendor, ...] = (
    Vendor("siemens", "SIEMENS", "Biograph40_TruePoint", (3.0, 4.07, 4.07), True, "uid", _encode_siemens),
    Vendor("ge", "GE MEDICAL SYSTEMS", "Discovery STE", (3.27, 3.65, 3.65), True, "bare", _encode_ge),
    Vendor("philips", "Philips Medical Systems", "GEMINI TF TOF 64", (4.0, 4.0, 4.0), False, "number", _encode_philips),
)
"""The conventions over which the studies cycle."""
