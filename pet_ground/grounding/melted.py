"""Lesions with a maximum of their own that are one with something hotter, or hardly warmer than their organ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Box, Grid, Index, component, touches_inner_face
from pet_ground.grounding.delineate import Contour, Room, parted_contour
from pet_ground.grounding.settling import Settled, Settling
from pet_ground.grounding.sharpen import bulges, bulges_along
from pet_ground.grounding.shoulder import LEAST_BULGE, LEAST_PROMINENCE, ROUND
from pet_ground.imaging import Volume

PART_CONTACT = 0.32
"""Share of its surface with which a part of the sharpened image may meet warm voxels, where nothing else fits: up to
0.31 for synthetic lesions beside the brain, 0.39 for the hot core of a real sarcoma (STS_001)."""

EDGE_BULGE = 0.3
"""Part of its largest bulge at which a ball's border lies: of 30 synthetic lesions of 8 to 17 mm, in soft tissue and on
organs, what bulges more has a mean Dice of 0.92."""

BULGE_BOX_MM = 20.0
"""Half width of the box in which a maximum's bulge is measured: three times the resolution."""


def parted(pet: Volume, seeds: Iterable[Index], fwhm_mm: float) -> Iterator[tuple[Contour, float]]:
    """The contours of maxima whose lesion proved to be one with something hotter; with their prominence (0 to 1)."""
    for seed in seeds:
        try:
            found = parted_contour(pet, seed, fwhm_mm)
        except ItemDropped:
            continue
        if found.prominence >= LEAST_PROMINENCE and found.contact <= PART_CONTACT:
            yield found.contour, found.prominence


def bulging(pet: Volume, seeds: Iterable[Index], fwhm_mm: float) -> Iterator[tuple[Contour, float]]:
    """The contours of maxima that bulge as a ball does, however warm what they lie on; with their bulge.

    Such a lesion's usual contour runs into the organ; an organ's noise bulges less (0.12 to 0.33), its rim in one
    direction only. ``threshold_suv`` is the lowest SUV inside.
    """
    grid = Grid.of(pet)
    for seed in seeds:
        box = Box.around(seed, seed, BULGE_BOX_MM, grid)
        suv: NDArray[np.float32] = pet.array[box.slices]
        peak = box.local(seed)
        bulge = bulges(suv, grid.spacing_mm, fwhm_mm)
        top = _top_near(bulge, peak)
        share = float(bulge[top]) / float(suv[peak])
        flat, _, most = bulges_along(suv, top, grid.spacing_mm, fwhm_mm)
        if share < LEAST_BULGE or flat < ROUND * most:
            continue
        mask = component((bulge >= EDGE_BULGE * bulge[top]) & (suv <= suv[peak]), peak)
        if mask.any() and not touches_inner_face(mask, box, grid.shape_kji):
            settled = Settled(float(suv[mask].min()), mask, steps=1)
            work = Settling(pet, fwhm_mm, math.inf)
            yield work.contour(settled, Room(peak, mask), box, saddle_ratio=0.0, touches=True), share


def _top_near(bulge: NDArray[np.float32], peak: Index) -> Index:
    """The voxel that bulges most of a maximum and its neighbours."""
    start = [max(0, n - 1) for n in peak]
    near = bulge[tuple(slice(a, n + 2) for a, n in zip(start, peak, strict=True))]
    k, j, i = (int(a + n) for a, n in zip(start, np.unravel_index(int(near.argmax()), near.shape), strict=True))
    return k, j, i
