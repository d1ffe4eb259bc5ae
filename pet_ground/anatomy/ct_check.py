"""A guard before segmentation: cheap checks on the CT itself that its axes run as its header says.

A CT with a wrong orientation is segmented without an error, and the labels are garbage. What is looked at is where air
and bone lie, on a few thousand voxels. Each check speaks only where there is enough to judge, and refuses only what
can't be: a turned axis, head for feet, front for back. Left and right look alike here; ``check_orientation`` tells them
by the labels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

SAMPLE_MM = 6.0
"""Distance of the voxels that are looked at: lungs, spine and neck are several times as large."""

AIR_BELOW_HU, LUNG_BELOW_HU = -400.0, -500.0
"""Air and lung against tissue: fat begins at -120 HU, lung lies below -600 HU, partial volume between."""

TISSUE_HU = -200.0
"""Tissue on the faces of the volume, where the foam of a table must not count."""

BONE_HU = (400.0, 1600.0)
"""Cortical bone. Contrast medium in veins and heart stays below; metal, which may lie in front, above."""

MORE_AT_SIDES = 0.15
"""The body leaves the field of view at head and feet. Where a side face holds so much more tissue than those of head
and feet (as a part of the face), the axes are mixed up. Arms that touch the sides fill less than a tenth of the face;
thighs fill a fifth and more of theirs."""

LUNG_SHARE = 0.15
"""A slice goes through the lungs where this part of the body's cross-section is lung; gas in the bowel is less."""

MIN_LUNG_MM, MIN_BEYOND_MM = 60.0, 60.0
"""The lungs, and the body above and below them, are judged from this length on."""

BEYOND_MM = 180.0
"""How far above and below the lungs the body is measured: neck and head above, the abdomen below."""

NECK_TO_ABDOMEN = 1.25
"""The body above the lungs is thinner than below, by far: where it is thicker by this factor, head and feet are
swapped. Head and raised arms reach about two thirds of an abdomen."""

TRUNK_CM2 = 300.0
"""A slice goes through the trunk from this cross-section on: a thigh has 250 cm2, an adult's abdomen 400 and more."""

SPINE_BEHIND_MM = 10.0
"""In the trunk, bone lies behind the middle of the body: spine, shoulder blades, pelvis. Where the median over its
slices lies this far in front of it, front and back are swapped. The median, because contrast medium in bowel and
bladder, which lies in front, is as dense as bone in some slices."""

MIN_BONE_VOXELS, MIN_BONE_SLICES = 4, 10
"""Bone is judged in slices with so many sampled voxels of it, where there are so many slices (6 cm)."""


def check_ct(ct: Volume) -> None:
    """Refuse a CT whose axes can't run as its affine says.

    Args:
        ct: HU [k, j, i].

    Raises:
        ItemDropped: a check fails (``geometry_flipped``); the detail names the rule. A CT with nothing to judge
            passes: a crop inside the body, a thigh, a head.
    """
    sample = _sampled(ct)
    _refuse_mixed_axes(sample.array > TISSUE_HU)
    body = np.stack([ndimage.binary_fill_holes(_largest(plane)) for plane in sample.array > AIR_BELOW_HU])
    _refuse_front_for_back(sample, body)
    chest = _chest(sample, body)
    if chest is not None:
        _refuse_head_for_feet(body, *chest, sample.spacing_mm[0])


def _sampled(ct: Volume) -> Volume:
    """Every n-th voxel of each axis, about ``SAMPLE_MM`` apart."""
    steps = [max(1, round(SAMPLE_MM / mm)) for mm in ct.spacing_mm]
    affine = ct.affine_lps.copy()
    affine[:3, :3] *= steps[::-1]
    return Volume(ct.array[:: steps[0], :: steps[1], :: steps[2]].astype(np.float32), affine, ct.native_axcodes)


def _refuse_mixed_axes(tissue: NDArray[np.bool_]) -> None:
    shares = [max(float(np.mean(tissue.take(end, axis))) for end in (0, -1)) for axis in range(3)]
    ends, sides = shares[0], max(shares[1:])
    if sides - ends > MORE_AT_SIDES:
        detail = f"the body leaves the CT at its sides ({sides:.0%} of a face) and not at head and feet ({ends:.0%})"
        raise ItemDropped(Reason.GEOMETRY_FLIPPED, detail)


def _chest(sample: Volume, body: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The first and the last slice of the longest run that goes through lungs; None where none does."""
    lung = body & (sample.array < LUNG_BELOW_HU)
    runs, count = ndimage.label(lung.sum(axis=(1, 2)) > LUNG_SHARE * np.maximum(body.sum(axis=(1, 2)), 1))
    if not count:
        return None
    ends = ((found[0].start, found[0].stop - 1) for found in ndimage.find_objects(runs))
    low, high = max(ends, key=lambda pair: pair[1] - pair[0])
    return (low, high) if (high - low) * sample.spacing_mm[0] >= MIN_LUNG_MM else None


def _largest(plane: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest piece of tissue in a slice: the trunk, without table and arms."""
    pieces, count = ndimage.label(plane)
    if count < 2:
        return plane
    largest: NDArray[np.bool_] = pieces == 1 + int(np.argmax(np.bincount(pieces.ravel())[1:]))
    return largest


def _refuse_head_for_feet(body: NDArray[np.bool_], low: int, high: int, slice_mm: float) -> None:
    area = body.sum(axis=(1, 2)).astype(np.float64)
    beyond = round(BEYOND_MM / slice_mm)
    above, below = area[high + 1 : high + 1 + beyond], area[max(0, low - beyond) : low]
    above, below = above[above > 0], below[below > 0]
    if min(len(above), len(below)) * slice_mm < MIN_BEYOND_MM:
        return
    ratio = float(np.mean(above) / np.mean(below))
    if ratio > NECK_TO_ABDOMEN:
        detail = f"the body above the lungs is {ratio:.1f} times as thick as below: head and feet are swapped"
        raise ItemDropped(Reason.GEOMETRY_FLIPPED, detail)


def _refuse_front_for_back(sample: Volume, body: NDArray[np.bool_]) -> None:
    _, row_mm, column_mm = sample.spacing_mm
    bone = body & (sample.array > BONE_HU[0]) & (sample.array < BONE_HU[1])
    trunk = body.sum(axis=(1, 2)) * row_mm * column_mm / 100 >= TRUNK_CM2
    judged = np.flatnonzero(trunk & (bone.sum(axis=(1, 2)) >= MIN_BONE_VOXELS))
    if len(judged) < MIN_BONE_SLICES:
        return
    rows = np.arange(body.shape[1])
    behind = [
        np.average(rows, weights=bone[k].sum(axis=1)) - np.average(rows, weights=body[k].sum(axis=1)) for k in judged
    ]
    behind_mm = float(np.median(behind)) * row_mm
    if behind_mm < -SPINE_BEHIND_MM:
        detail = f"the bones of the trunk lie {-behind_mm:.0f} mm before its middle: front and back are swapped"
        raise ItemDropped(Reason.GEOMETRY_FLIPPED, detail)
