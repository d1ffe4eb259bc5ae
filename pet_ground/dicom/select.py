"""Choose the one PET and the one CT of a study, with a verdict for every series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pet_ground.records.catalog import SeriesEntry, StudyEntry

PET_STORAGE = "1.2.840.10008.5.1.4.1.1.128"
CT_STORAGE = "1.2.840.10008.5.1.4.1.1.2"
AXIAL_COSINE = 0.9
"""Least cosine between a series' normal and the body axis for slices to count as axial (26 degrees)."""
NOT_AN_IMAGE_OF_THE_BODY = {"MIP", "PROJECTION IMAGE", "REPROJECTION", "LOCALIZER", "FUSED", "FUSION", "SCREEN SAVE"}
NOT_STATIC = {"GATED", "DYNAMIC", "REPROJECTION"}


@dataclass(frozen=True)
class Selection:
    """The choice, and why each series was or was not taken (keys are series UIDs)."""

    pet: SeriesEntry | None
    ct: SeriesEntry | None
    verdicts: dict[str, str]


def select_series(study: StudyEntry) -> Selection:
    """Choose the PET and CT of a study.

    The PET: attenuation corrected, original, axial, static; of several the one with the most slices. The CT: original,
    axial, in the PET's frame of reference; of several the one that covers most of the PET, then the finest.
    """
    verdicts: dict[str, str] = {}
    pets = _admitted(study.series, _pet_fault, verdicts)
    pet = max(pets, key=_pet_rank, default=None)
    _losers(pets, pet, "another PET series is original or has more slices", verdicts)
    cts = _admitted(study.series, lambda one: _ct_fault(one, pet), verdicts)
    ct = max(cts, key=lambda one: _ct_rank(one, pet), default=None)
    _losers(cts, ct, "another CT series covers more of the PET or is finer", verdicts)
    for series in study.series:
        verdicts.setdefault(
            series.series_instance_uid, f"modality {series.modality or 'missing'} is neither PET nor CT"
        )
    return Selection(pet, ct, verdicts)


def _admitted(
    series: Sequence[SeriesEntry], fault: Callable[[SeriesEntry], str | None], verdicts: dict[str, str]
) -> list[SeriesEntry]:
    admitted = []
    for one in series:
        problem = fault(one)
        if problem is None:
            admitted.append(one)
        elif problem:
            verdicts[one.series_instance_uid] = problem
    return admitted


def _losers(rivals: Sequence[SeriesEntry], winner: SeriesEntry | None, why: str, verdicts: dict[str, str]) -> None:
    for one in rivals:
        verdicts[one.series_instance_uid] = "taken" if one is winner else why


def _pet_fault(one: SeriesEntry) -> str | None:
    """Why a series can't be the PET; "" where it is none at all; None where it can."""
    if one.modality != "PT":
        return ""
    if one.sop_class_uid != PET_STORAGE:
        return "not a PET image object"
    if one.corrected_image is not None and "ATTN" not in one.corrected_image:
        return "not attenuation corrected"
    if NOT_STATIC & set(one.series_type):
        return "gated, dynamic or a reprojection"
    return _image_fault(one)


def _ct_fault(one: SeriesEntry, pet: SeriesEntry | None) -> str | None:
    if one.modality != "CT":
        return ""
    if one.sop_class_uid != CT_STORAGE:
        return "not a CT image object"
    if pet is not None and one.frame_of_reference_uid != pet.frame_of_reference_uid:
        return "another frame of reference than the PET"
    if pet is not None and _overlap_mm(one, pet) <= 0:
        return "covers nothing of the PET"
    return _image_fault(one)


def _image_fault(one: SeriesEntry) -> str | None:
    if NOT_AN_IMAGE_OF_THE_BODY & set(one.image_type):
        return "a localizer, projection, fusion or screen capture"
    if len(one.orientation) != 6:
        return "slices of different or unknown orientation"
    if abs(np.cross(one.orientation[:3], one.orientation[3:])[2]) < AXIAL_COSINE:
        return "not axial"
    if one.positions < 2:
        return "fewer than two slice positions"
    return None


def _pet_rank(one: SeriesEntry) -> tuple[object, ...]:
    return "ORIGINAL" in one.image_type, one.positions, -(one.series_number or 0), one.series_instance_uid


def _ct_rank(one: SeriesEntry, pet: SeriesEntry | None) -> tuple[object, ...]:
    overlap = round(_overlap_mm(one, pet)) if pet is not None else round(one.extent_mm)
    return "ORIGINAL" in one.image_type, overlap, one.positions, -(one.series_number or 0), one.series_instance_uid


def _overlap_mm(one: SeriesEntry, other: SeriesEntry) -> float:
    """Length of the axial range that two series share, in mm."""
    if one.first_mm is None or one.last_mm is None or other.first_mm is None or other.last_mm is None:
        return 0.0
    return min(one.last_mm, other.last_mm) - max(one.first_mm, other.first_mm)
