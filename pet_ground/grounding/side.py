"""On which side of the body a mask lies."""

from __future__ import annotations

import numpy as np

from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import Laterality

BODY_SUV = 0.2
"""Voxels above belong to the body, g/ml: air is below 0.05, lung about 0.5, fat 0.3."""

NEIGHBOURHOOD_MM = 10.0
"""Slices within this distance of the mask's centre show where the body's middle is."""

FEWEST_BODY_VOXELS = 100
"""With fewer, the body's middle is not known."""


def left_of_midline_mm(pet: Volume, mask: LocalMask) -> float | None:
    """How far to the patient's left of the body's midline the centre of a mask lies, negative to the right.

    The midline is the centre of the body's voxels in the slices around the mask. None where no body is seen.
    """
    centre = mask.indices().mean(axis=0)
    reach = int(NEIGHBOURHOOD_MM / pet.spacing_mm[0])
    k = round(float(centre[0]))
    slab = pet.array[max(0, k - reach) : k + reach + 1] > BODY_SUV
    columns = np.count_nonzero(slab, axis=(0, 1))
    total = int(columns.sum())
    if total < FEWEST_BODY_VOXELS:
        return None
    middle_i = float(np.arange(len(columns)) @ columns) / total
    return float((centre[2] - middle_i) * pet.spacing_mm[2])


def wrong_side_mm(side: Laterality | None, left_mm: float | None) -> float:
    """How far over the midline a mask lies for the side that is named; 0 on that side or where nothing is known."""
    if left_mm is None or side not in (Laterality.LEFT, Laterality.RIGHT):
        return 0.0
    return max(0.0, -left_mm if side is Laterality.LEFT else left_mm)
