"""One study's DICOM series to volumes: PET in SUV, CT in Hounsfield units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pet_ground.dicom.errors import broken_data
from pet_ground.dicom.facts import SeriesFacts, read_series_facts, read_slice_facts
from pet_ground.dicom.series import SliceStack, read_slices, to_hounsfield, to_volume
from pet_ground.dicom.suv import SuvDecision, decide_suv
from pet_ground.dicom.values import number, text, texts
from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

BODY_SUV = 0.1
"""Voxels above this SUV are taken as body for the check of the mean."""
BODY_MEAN_SUV_USUAL = (0.3, 2.5)
"""Outside, weight, dose or time is wrong: SUV averages to 1 over a body that keeps its tracer."""


@dataclass(frozen=True, eq=False)
class SuvVolume:
    """A PET in SUVbw with the decision that made it."""

    volume: Volume
    facts: SeriesFacts
    decision: SuvDecision
    flags: tuple[str, ...]


@broken_data()
def convert_pet(files: Sequence[Path]) -> SuvVolume:
    """Read a PET series as SUVbw, float32.

    Its flags are those of the SUV and of the geometry, and ``derived_pet``, ``attenuation_not_stated`` (no
    CorrectedImage), ``frame_of_reference_missing``, ``body_mean_suv_unusual``.

    Raises:
        ItemDropped: ``suv_*`` or ``geometry_*``.
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    stack = read_slices(files)
    _check_complete(stack)
    facts = _shared_facts(stack)
    decision = decide_suv(facts, [read_slice_facts(one.header) for one in stack.slices])
    volume = to_volume(stack, decision.factors)
    flags = (*decision.flags, *stack.stack.flags, *_header_flags(stack), *_plausibility(volume))
    return SuvVolume(volume, facts, decision, flags)


@broken_data()
def convert_ct(files: Sequence[Path]) -> tuple[Volume, tuple[str, ...]]:
    """Read a CT series in Hounsfield units, with flags: its geometry's (prefixed ``ct_``) and ``derived_ct``.

    Raises:
        ItemDropped: ``geometry_*``.
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    stack = read_slices(files)
    flags = [f"ct_{flag}" for flag in stack.stack.flags]
    if _is_derived(stack):
        flags.append("derived_ct")
    return to_hounsfield(stack), tuple(flags)


def _check_complete(stack: SliceStack) -> None:
    """Compare with NumberOfSlices, the slices of one volume (PS3.3 C.8.9.1.1.10): a lost end leaves no gap."""
    told = max(number(one.header, "NumberOfSlices") or 0.0 for one in stack.slices)
    if told > len(stack.slices):
        raise ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"{len(stack.slices)} slices of {told:.0f}")


def _shared_facts(stack: SliceStack) -> SeriesFacts:
    """The facts of the first slice, which every other slice must share."""
    facts = [read_series_facts(one.header) for one in stack.slices]
    for one in facts[1:]:
        if one != facts[0]:
            differing = [name for name in vars(one) if getattr(one, name) != getattr(facts[0], name)]
            raise ItemDropped(Reason.SUV_INCONSISTENT, f"slices differ in {', '.join(differing)}")
    return facts[0]


def _plausibility(volume: Volume) -> list[str]:
    body = volume.array[volume.array > BODY_SUV]
    low, high = BODY_MEAN_SUV_USUAL
    return [] if body.size and low <= float(np.mean(body, dtype=np.float64)) <= high else ["body_mean_suv_unusual"]


def _header_flags(stack: SliceStack) -> list[str]:
    header = stack.slices[0].header
    flags = {
        "derived_pet": _is_derived(stack),
        "attenuation_not_stated": not any(texts(header, "CorrectedImage")),
        "frame_of_reference_missing": not text(header, "FrameOfReferenceUID"),
    }
    return [name for name, is_true in flags.items() if is_true]


def _is_derived(stack: SliceStack) -> bool:
    return any("DERIVED" in texts(one.header, "ImageType") for one in stack.slices)
