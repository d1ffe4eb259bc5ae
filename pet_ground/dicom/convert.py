"""One study's DICOM series to volumes: PET in SUV, CT in Hounsfield units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pet_ground.dicom.errors import broken_data
from pet_ground.dicom.facts import SeriesFacts, read_series_facts, read_slice_facts
from pet_ground.dicom.overrides import apply_override
from pet_ground.dicom.reading import Source
from pet_ground.dicom.repeated import Repeated
from pet_ground.dicom.series import (
    NotWholeError,
    SliceStack,
    blank_volume,
    read_slices,
    to_hounsfield,
    to_volume,
    whole_planes,
)
from pet_ground.dicom.stack import Gaps, Stack
from pet_ground.dicom.suv import SuvDecision, decide_suv
from pet_ground.dicom.suv_types import find_body, type_factor
from pet_ground.dicom.values import number, texts
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.imaging import Volume, write_nifti
from pet_ground.imaging.nifti import write_planes
from pet_ground.imaging.resample import OUTSIDE_HU
from pet_ground.reasons import Reason
from pet_ground.records import SuvOverride
from pet_ground.units import SuvType

if TYPE_CHECKING:
    from pet_ground.config import ConvertSettings

BODY_SUV = 0.1
"""Voxels above this SUV are taken as body for the check of the mean."""
BODY_MEAN_SUV_USUAL = (0.3, 2.5)
"""Outside, weight, dose or time is wrong: SUV averages to 1 over a body that keeps its tracer."""
THINNEST_HU = -200
"""Every CT of a body holds thinner matter than this, air around it or in it; values that lack their offset do not."""


@dataclass(frozen=True, eq=False)
class SuvVolume:
    """A PET in SUVbw with the decision that made it."""

    volume: Volume
    facts: SeriesFacts
    decision: SuvDecision
    flags: tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """What a header says of its series, besides geometry and what the SUV needs."""

    is_derived: bool
    has_corrections: bool
    has_rescale: bool
    slices: float


@broken_data()
def convert_pet(
    files: Sequence[Path], override: SuvOverride | None = None, settings: ConvertSettings | None = None
) -> SuvVolume:
    """Read a PET series as SUVbw, float32.

    Its flags are those of the SUV and of the geometry, and ``derived_pet``, ``attenuation_not_stated`` (no
    CorrectedImage), ``frame_of_reference_missing``, ``lossy_pixels``, ``body_mean_suv_unusual``.

    Args:
        files: the files of the series, in any order.
        override: facts that replace those of the headers.
        settings: further kinds of SUV, and what becomes of uneven gaps; None for neither.

    Raises:
        ItemDropped: ``suv_*`` or ``geometry_*``.
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    said, series, one = Repeated(_said), Repeated(read_series_facts), Repeated(read_slice_facts)
    stack = read_slices(files, lambda header: (said(header), series(header), one(header)), _gaps(settings))
    notes, facts_told, slice_facts = zip(*stack.notes, strict=True)
    _check_complete(stack.stack, notes)
    facts = _shared_facts((*facts_told, *(copy[1] for copy, _ in stack.copies)), override)
    if any(copy[2] != kept[2] for copy, kept in stack.copies):
        raise ItemDropped(Reason.SUV_INCONSISTENT, "copies of a slice differ in their times")
    decision = decide_suv(facts, slice_facts, settings.suv_types if settings else ())
    volume = to_volume(stack, decision.factors)
    is_true = {
        "derived_pet": any(note.is_derived for note in notes),
        "attenuation_not_stated": not notes[0].has_corrections,
        "frame_of_reference_missing": not stack.frame_uid,
        "lossy_pixels": any(one.frame.is_lossy for one in stack.slices),
        "body_mean_suv_unusual": not _has_usual_mean(volume),
    }
    flags = (*decision.flags, *stack.stack.flags, *(flag for flag, holds in is_true.items() if holds))
    return SuvVolume(volume, facts, _in_order_of_k(decision, volume), flags)


@broken_data()
def convert_ct(files: Sequence[Path], settings: ConvertSettings | None = None) -> tuple[Volume, tuple[str, ...]]:
    """Read a CT series in Hounsfield units.

    Args:
        files: the files of the series, in any order.
        settings: what becomes of uneven gaps; None for their refusal.

    Returns:
        The volume, and flags: its geometry's (prefixed ``ct_``), ``derived_ct``, ``ct_lossy_pixels``, and
        ``ct_rescale_missing`` where a header lacks slope or intercept: the stored values then stand for themselves.

    Raises:
        ItemDropped: ``geometry_*``.
        ItemFailed: ``corrupt_file``, also where the rescale is missing and the values are no HU; ``missing_file``.
    """
    stack = read_slices(files, Repeated(_said), _gaps(settings))
    volume = to_hounsfield(stack, OUTSIDE_HU)
    if not _is_rescaled(stack) and volume.array.min() > THINNEST_HU:
        raise ItemFailed(Reason.CORRUPT_FILE, "a CT without its rescale, whose values are no Hounsfield units")
    return volume, _ct_flags(stack)


@broken_data()
def write_ct(
    files: Sequence[Path], path: Path, settings: ConvertSettings | None = None
) -> tuple[Volume, tuple[str, ...]]:
    """Write the CT of ``convert_ct`` as NIfTI, slice after slice where that can be done: it is never whole in memory.

    Returns:
        A volume without voxels on the grid of the CT, and the flags.

    Raises:
        ItemDropped, ItemFailed: as ``convert_ct``.
    """
    stack = read_slices(files, Repeated(_said), _gaps(settings))
    if stack.stack.resampling is None and _is_rescaled(stack):
        try:
            write_planes(path, whole_planes(stack), stack.shape_kji, np.dtype(np.int16), stack.affine_ras)
            return blank_volume(stack), _ct_flags(stack)
        except NotWholeError:
            pass
    volume, flags = convert_ct(files, settings)
    write_nifti(volume, path)
    return volume, flags


def in_suv_type(pet: SuvVolume, kind: SuvType) -> tuple[Volume, float]:
    """A PET in another kind of SUV, and its ratio to the body-weight SUV.

    Raises:
        ItemDropped: ``suv_*`` where weight, height or sex, which the kind needs, can't be known.
    """
    if kind == "BW":
        return pet.volume, 1.0
    ratio = type_factor(kind, find_body(pet.facts))
    return pet.volume.like(pet.volume.array * np.float32(ratio)), ratio


def _ct_flags(stack: SliceStack[_Said]) -> tuple[str, ...]:
    is_true = {
        "derived_ct": any(note.is_derived for note in stack.notes),
        "ct_lossy_pixels": any(one.frame.is_lossy for one in stack.slices),
        "ct_rescale_missing": not _is_rescaled(stack),
    }
    return (*(f"ct_{flag}" for flag in stack.stack.flags), *(flag for flag, holds in is_true.items() if holds))


def _is_rescaled(stack: SliceStack[_Said]) -> bool:
    return all(note.has_rescale for note in stack.notes)


def _in_order_of_k(decision: SuvDecision, volume: Volume) -> SuvDecision:
    """The decision with its factors from the feet to the head where the slices were stacked the other way."""
    told = decision.provenance.suv_factor
    if volume.native_axcodes[2] != "I" or not isinstance(told, tuple):
        return decision
    provenance = decision.provenance.model_copy(update={"suv_factor": told[::-1]})
    return replace(decision, factors=decision.factors[::-1], provenance=provenance)


def _gaps(settings: ConvertSettings | None) -> Gaps:
    return settings.gaps if settings else "refuse"


def _said(header: Source) -> _Said:
    return _Said(
        is_derived="DERIVED" in texts(header, "ImageType"),
        has_corrections=any(texts(header, "CorrectedImage")),
        has_rescale="RescaleSlope" in header and "RescaleIntercept" in header,
        slices=number(header, "NumberOfSlices") or 0.0,
    )


def _check_complete(stack: Stack, notes: Sequence[_Said]) -> None:
    """Compare with NumberOfSlices, the slices of one volume (PS3.3 C.8.9.1.1.10): a lost end leaves no gap."""
    told = max(note.slices for note in notes)
    if told > stack.slices:
        raise ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"{stack.slices} slices of {told:.0f}")


def _shared_facts(told: Sequence[SeriesFacts], override: SuvOverride | None) -> SeriesFacts:
    """The facts that all slices share, those of a person in place of the header's."""
    facts, *others = dict.fromkeys(apply_override(one, override) for one in dict.fromkeys(told))
    if others:
        differing = [name for name in vars(facts) if any(getattr(one, name) != getattr(facts, name) for one in others)]
        raise ItemDropped(Reason.SUV_INCONSISTENT, f"slices differ in {', '.join(differing)}")
    return facts


def _has_usual_mean(volume: Volume) -> bool:
    """Look at the mean SUV of the body, plane by plane, without a copy of the volume."""
    total, count = 0.0, 0
    for plane in volume.array:
        body = plane[plane > BODY_SUV]
        total += float(body.sum(dtype=np.float64))
        count += body.size
    low, high = BODY_MEAN_SUV_USUAL
    return count > 0 and low <= total / count <= high
