"""Lesions that are a mere shoulder of something hotter, without a maximum of their own; sharpened, they have one.

A report gives such a lesion a value that lies on the organ's flank. The part of the PET that is one with the organ is
sharpened and parted into basins; a basin at whose border the reported value lies in the reported slice is a lesion
that could have been meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cc3d
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, find_objects, generate_binary_structure

from pet_ground.errors import ItemDropped
from pet_ground.grounding.basins import CORNERS
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, component, cropped, within
from pet_ground.grounding.catchment import REACH, first_background, hottest
from pet_ground.grounding.delineate import Contour, Room, contour_within
from pet_ground.grounding.matching import Target
from pet_ground.grounding.parting import Parting
from pet_ground.grounding.sharpen import bulges, sharpened
from pet_ground.imaging import Volume

SLAB_MM = 24.0
"""How far above and below the reported slice is looked: shoulders are small, larger lesions keep their maximum."""

MARGIN_MM = 20.0
"""The same around the hot part in the slice, three times the resolution."""

NEAR_MM = 15.0
"""How far from the reported slice the middle of a shoulder can lie."""

ONE_BASIN = 0.85
"""Saddle of the sharpened image from which two of its basins are one, relative to the lower."""

LEAST_MIDDLE = 0.55
"""Least SUV at the maximum of the sharpened image, as a part of the reported one, which lies nearer to the organ."""

LEAST_BULGE = 0.34
"""Least bulge of a shoulder as a part of its SUV: 0.35 to 0.72 for synthetic ones beside bladder, heart and brain, up
to 0.33 for false ones."""

LEAST_PROMINENCE = 0.1
"""Height of a sharpened maximum over its saddle to a hotter one, relative to its height over background; noise on the
flank of an organ makes less."""

STEPS_OUT = 2
"""Voxels by which a basin may grow towards the organ until it holds the reported value: the valley between the two is
less than a voxel wide."""


SHOULDER = "shoulder"
"""Flag of such a lesion."""

FACE_NEIGHBOURS = generate_binary_structure(3, 1)


def shoulders(pet: Volume, target: Target, fwhm_mm: float) -> Iterator[tuple[Contour, float]]:
    """The shoulders that a mention can have meant: contours flagged ``shoulder``, and their prominence (0 to 1)."""
    grid = Grid.of(pet)
    for box in _hot_parts(pet, grid, target):
        yield from _Search.of(pet, grid, box, target, fwhm_mm).run()


def _hot_parts(pet: Volume, grid: Grid, target: Target) -> Iterator[Box]:
    """Boxes around what is hotter than reported and crosses the reported slices."""
    low, high = target.suv_range
    first, last = target.first_k, target.last_k
    slices = pet.array[first : last + 1]
    labels = cc3d.connected_components(slices >= low, connectivity=CORNERS)
    reach = math.ceil(SLAB_MM / grid.spacing_mm[0])
    for place, part in enumerate(find_objects(labels), start=1):
        if float(np.max(slices[part], where=labels[part] == place, initial=0.0)) <= high:
            continue
        box = Box.around(
            (first, part[1].start, part[2].start), (last, part[1].stop - 1, part[2].stop - 1), MARGIN_MM, grid
        )
        start, stop = max(0, first - reach), min(grid.shape_kji[0], last + reach + 1)
        yield Box((start, *box.start_kji[1:]), (stop, *box.stop_kji[1:]))


@dataclass(frozen=True, eq=False)
class _Search:
    """A box of the PET, and the voxels (``told``) that the report can have meant."""

    pet: Volume
    grid: Grid
    box: Box
    target: Target
    fwhm_mm: float
    suv: NDArray[np.float32]
    told: Bools

    @classmethod
    def of(cls, pet: Volume, grid: Grid, box: Box, target: Target, fwhm_mm: float) -> _Search:
        suv: NDArray[np.float32] = pet.array[box.slices]
        low, high = target.suv_range
        told = (suv >= low) & (suv <= high)
        told[: target.first_k - box.start_kji[0]] = False
        told[target.last_k + 1 - box.start_kji[0] :] = False
        return cls(pet, grid, box, target, fwhm_mm, suv, told)

    def run(self) -> Iterator[tuple[Contour, float]]:
        """The bulges of the box; without one, the maxima of the sharpened image, which finds larger lesions."""
        background = first_background(self.suv, self.target.suv)
        region = self.suv >= background + REACH * (self.target.suv - background)
        bulge = bulges(self.suv, self.grid.spacing_mm, self.fwhm_mm)
        found = list(self._in(Parting.of(bulge, region & (bulge > 0), 0.0, ONE_BASIN), LEAST_BULGE))
        if not found:
            sharp = sharpened(self.suv, self.grid.spacing_mm, self.fwhm_mm)
            found = list(self._in(Parting.of(sharp, region, background, ONE_BASIN), 0.0))
        yield from found

    def _in(self, parting: Parting, least: float) -> Iterator[tuple[Contour, float]]:
        """The parts that can be the lesion; their sharpened value is at least ``least`` times the SUV there."""
        high = self.target.suv_range[1]
        for label in parting.parts():
            middle = parting.top(label)
            k, suv = self.box.start_kji[0] + middle[0], float(self.suv[middle])
            is_near = self.target.gap_mm(k, k, self.grid.spacing_mm[0]) <= NEAR_MM
            if not is_near or not LEAST_MIDDLE * self.target.suv <= suv <= high:
                continue
            prominence = parting.prominence(label)
            if prominence < LEAST_PROMINENCE or parting.value(label) < least * suv:
                continue
            contour = self._drawn(parting.part(label), middle)
            if contour is not None:
                yield contour, prominence

    def _drawn(self, own: Bools, middle: Index) -> Contour | None:
        """The contour of a part, grown towards the organ until it holds a voxel that the report can have meant."""
        cold = self.suv <= self.target.suv_range[1]
        domain = component(own & cold, middle)
        try:
            contour = contour_within(self.pet, self.box, Room(hottest(self.suv, domain), domain), self.fwhm_mm)
        except ItemDropped:
            return None
        inside = within(contour.mask, self.box)
        warm = cold & (self.suv >= contour.threshold_suv)
        for _ in range(STEPS_OUT + 1):
            if (inside & self.told).any():
                return self._ending_at(hottest(self.suv, inside & self.told), contour, inside, middle)
            inside |= binary_dilation(inside, FACE_NEIGHBOURS) & warm
        return None

    def _ending_at(self, top: Index, contour: Contour, inside: Bools, middle: Index) -> Contour | None:
        """The contour without what is hotter than the reported voxel; None where that is not its middle."""
        own = component(inside & (self.suv <= self.suv[top]), top)
        if not own[middle]:
            return None
        flags = (*contour.flags, SHOULDER)
        return replace(contour, mask=cropped(own, self.box), peak_kji=self.box.outer(top), flags=flags)
