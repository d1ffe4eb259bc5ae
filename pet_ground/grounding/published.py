"""The published way from SUVmax and slice to a region, and its checks (Huemann 2025, arXiv 2502.00528).

For comparison: one global threshold for each mention, whose regions must cross the slice and have the maximum. Its
tolerances are those of the paper, not those of the site.
"""

from __future__ import annotations

import cc3d
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import FACES, Index
from pet_ground.grounding.delineate import Contour
from pet_ground.grounding.matching import FLOAT_MARGIN, Target
from pet_ground.imaging import LocalMask, Volume
from pet_ground.reasons import Reason
from pet_ground.records import Laterality

LOWEST_SUV = 2.5
"""Reported SUVmax below which a mention is dropped, g/ml."""

REGION_OFFSET = 0.617
"""Regions are voxels above 0.617 + 0.316 x SUVmax, g/ml: the background's SUV is taken to be 1."""

REGION_SLOPE = 0.316

MAXIMUM_TOLERANCE = 0.1
"""Largest difference between a region's maximum and the report, g/ml."""

MOST_SLICES = 50
"""Slices above which a region is dropped where the report says less than ``LONG_REGION_SUV``."""

LONG_REGION_SUV = 5.0

SIDE_TOLERANCE_VOXELS = 10.0
"""How far over the image's middle column the centre of a mask may lie."""

MASK_TOLERANCE = 0.2
"""Largest difference between the mask's maximum and the report, g/ml."""


def published_maximum(pet: Volume, target: Target) -> Index:
    """The maximum of the one region that fits a mention.

    Raises:
        ItemDropped: the SUVmax is below 2.5, or no region has it (``no_candidate``); none of those crosses the slice
            (``slice_mismatch``) or is short enough (``leak``); several do (``ambiguous``).
    """
    if target.suv < LOWEST_SUV:
        raise ItemDropped(Reason.NO_CANDIDATE, f"the published rules need an SUVmax of {LOWEST_SUV:g}")
    labels = cc3d.connected_components(pet.array > REGION_OFFSET + REGION_SLOPE * target.suv, connectivity=FACES)
    spans = ndimage.find_objects(labels)
    peaks = [_hottest(pet, labels, span, number) for number, span in enumerate(spans, start=1)]
    near = MAXIMUM_TOLERANCE + FLOAT_MARGIN
    hot = [n for n, peak in enumerate(peaks) if abs(float(pet.array[peak]) - target.suv) <= near]
    if not hot:
        raise ItemDropped(Reason.NO_CANDIDATE, f"{len(spans)} regions, none with this maximum")
    crossing = [n for n in hot if spans[n][0].start <= target.last_k and spans[n][0].stop > target.first_k]
    if not crossing:
        raise ItemDropped(Reason.SLICE_MISMATCH, f"{len(hot)} regions with this maximum, none in the slice")
    short = [n for n in crossing if target.suv >= LONG_REGION_SUV or _slices(spans[n]) <= MOST_SLICES]
    if not short:
        raise ItemDropped(Reason.LEAK, f"a region of more than {MOST_SLICES} slices")
    if len(short) > 1:
        raise ItemDropped(Reason.AMBIGUOUS, f"{len(short)} regions fit")
    return peaks[short[0]]


def check_as_published(pet: Volume, contour: Contour, target: Target) -> None:
    """Check a contour against the report by the published tolerances.

    Raises:
        ItemDropped: ``laterality``, ``suv_mismatch``.
    """
    beyond = _wrong_side_voxels(pet, contour.mask, target.side)
    if beyond > SIDE_TOLERANCE_VOXELS:
        raise ItemDropped(Reason.LATERALITY, f"{beyond:.0f} voxels over the middle")
    maximum = float(pet.array[contour.mask.box][contour.mask.array].max())
    if abs(maximum - target.suv) > MASK_TOLERANCE + FLOAT_MARGIN:
        raise ItemDropped(Reason.SUV_MISMATCH, f"{maximum:.2f} in the mask")


def _hottest(pet: Volume, labels: NDArray[np.uint32], span: tuple[slice, slice, slice], number: int) -> Index:
    """The hottest voxel of a region, the first of several."""
    suv = np.where(labels[span] == number, pet.array[span], -np.inf)
    k, j, i = np.unravel_index(int(np.argmax(suv)), suv.shape)
    return int(span[0].start + k), int(span[1].start + j), int(span[2].start + i)


def _slices(span: tuple[slice, slice, slice]) -> int:
    return int(span[0].stop - span[0].start)


def left_of_middle_voxels(pet: Volume, mask: LocalMask) -> float:
    """How far to the patient's left of the image's middle column the centre of a mask lies, in voxels."""
    return float(mask.indices()[:, 2].mean()) - (pet.shape_kji[2] - 1) / 2


def _wrong_side_voxels(pet: Volume, mask: LocalMask, side: Laterality | None) -> float:
    """How far the centre of a mask lies over the middle, for the side that is named."""
    if side is Laterality.LEFT:
        return -left_of_middle_voxels(pet, mask)
    return left_of_middle_voxels(pet, mask) if side is Laterality.RIGHT else 0.0
