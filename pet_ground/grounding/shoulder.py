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
from scipy.ndimage import binary_dilation, find_objects

from pet_ground.errors import ItemDropped
from pet_ground.grounding.basins import CORNERS
from pet_ground.grounding.boxes import FACE_NEIGHBOURS, Bools, Box, Grid, Index, component, cropped, within
from pet_ground.grounding.catchment import REACH, first_background, hottest
from pet_ground.grounding.delineate import Contour, Room, contour_within
from pet_ground.grounding.matching import FLOAT_MARGIN, Target
from pet_ground.grounding.parting import Parting
from pet_ground.grounding.sharpen import bulges, bulges_along, sharpened
from pet_ground.grounding.sphere import equivalent_diameter_mm
from pet_ground.imaging import Volume

SLAB_MM = 24.0
"""How far above and below the reported slice is looked: shoulders are small, larger lesions keep their maximum."""

MARGIN_MM = 20.0
"""The same around the hot part in the slice, three times the resolution."""

NEAR_MM = 10.0
"""How far from the reported slice the middle of a shoulder can lie that is flat towards the organ: half of three times
the resolution, and a slice. Round ones can be larger."""

FARTHEST = 1.8
"""Largest distance of the reported voxel from the middle of a shoulder, in units of its radius: it lies at the border
towards the organ, up to 1.66 for synthetic ones, 2.7 to 3.1 for three of nine that were none."""

ONE_BASIN = 0.9
"""Saddle of the sharpened image from which two of its basins are one, relative to the lower: 1 - ``LEAST_PROMINENCE``,
so that none that would count is joined."""

LEAST_MIDDLE = 0.5
"""Least SUV at the maximum of the sharpened image, as a part of the reported one, which lies nearer to the organ."""

LEAST_OWN_MAXIMUM = 0.8
"""Where the middle is a maximum of the PET itself, its least SUV as a part of the reported one: a lesion is told by its
maximum, unless an organ's spill makes its border a little hotter (0.83 to 1.0 for synthetic ones; 0.77 to 0.8 where a
wrong SUV was looked for)."""

LEAST_BULGE = 0.34
"""Bulge as a part of the SUV from which a shoulder need not be round towards the organ: 0.35 to 0.76 for synthetic ones
beside bladder, heart and brain, up to 0.33 for most false ones."""

ROUND_ACROSS = 0.64
"""And its bulge in the second of the principal directions relative to the largest: a lesion on an organ's flank can be
flat towards the organ, but is round along it (0.66 and more); the organ's own rim bulges in one direction (to 0.61)."""

LEAST_ROUND_BULGE = 0.15
"""The same as ``LEAST_BULGE`` for what is as round as ``ROUND``: larger lesions bulge less (0.17 to 0.33)."""

ROUND = 0.55
"""Bulge in the least of the principal directions relative to the largest, from which something is round: 0.5 to 0.9 for
synthetic lesions of a faint bulge, up to 0.5 for what an organ's flank has."""

LEAST_PROMINENCE = 0.1
"""Height of a sharpened maximum over its saddle to a hotter one, relative to its height over background; noise on the
flank of an organ makes less."""

HOTTER = 1.3
"""SUV of an organ, in units of the reported one, from which its flank can hide a lesion's maximum. A lesion that is
reported a little too low must not become a shoulder of itself: noise of 10 % parts it into such pieces."""

WIDEST_FWHM = 5.0
"""Diameter of the largest shoulder in units of the resolution: the organ's spill reaches two of them, so the middle of
anything larger has a maximum of its own; what comes out larger is a part of an organ."""

STEPS_OUT = 2
"""Voxels by which a basin may grow towards the organ until it holds the reported value: the valley between the two is
less than a voxel wide."""


SHOULDER = "shoulder"
"""Flag of such a lesion."""


def shoulders(pet: Volume, target: Target, fwhm_mm: float) -> Iterator[tuple[Contour, float]]:
    """The shoulders that a mention can have meant: contours flagged ``shoulder``, and their prominence (0 to 1)."""
    grid = Grid.of(pet)
    for box in _hot_parts(pet, grid, target):
        yield from _Search.of(pet, grid, box, target, fwhm_mm).run()


def _hot_parts(pet: Volume, grid: Grid, target: Target) -> Iterator[Box]:
    """Boxes around what crosses the reported slices and is hotter than reported, there or in the next slice."""
    low, high = target.suv_range
    first, last = target.first_k, target.last_k
    begin = max(0, first - 1)
    slices = pet.array[begin : last + 2]
    labels = cc3d.connected_components(slices >= low, connectivity=CORNERS)
    crossing = set(np.unique(labels[first - begin : last + 1 - begin]).tolist())
    reach = math.ceil(SLAB_MM / grid.spacing_mm[0])
    for place, part in enumerate(find_objects(labels), start=1):
        hottest_suv = float(np.max(slices[part], where=labels[part] == place, initial=0.0))
        if place not in crossing or hottest_suv < max(high, HOTTER * target.suv):
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
        """The clear bulges; else what is round in the sharpened image (it finds larger ones); else the faint bulges."""
        background = first_background(self.suv, self.target.suv)
        region = self.suv >= background + REACH * (self.target.suv - background)
        bulge = bulges(self.suv, self.grid.spacing_mm, self.fwhm_mm)
        bulging = Parting.of(bulge, region & (bulge > 0), 0.0, ONE_BASIN)
        found = list(self._in(bulging, bulge, LEAST_BULGE))
        if not found:
            sharp = sharpened(self.suv, self.grid.spacing_mm, self.fwhm_mm)
            found = list(self._in(Parting.of(sharp, region, background, ONE_BASIN), bulge, LEAST_ROUND_BULGE))
        yield from found or self._in(bulging, bulge, LEAST_ROUND_BULGE)

    def _in(self, parting: Parting, bulge: NDArray[np.float32], least: float) -> Iterator[tuple[Contour, float]]:
        """The parts that can be the lesion; the bulge at their maximum is at least ``least`` times the SUV there."""
        high = self.target.suv_range[1]
        for label in parting.parts():
            middle = parting.top(label)
            k, suv = self.box.start_kji[0] + middle[0], float(self.suv[middle])
            gap_mm = self.target.gap_mm(k, k, self.grid.spacing_mm[0])
            is_near = gap_mm <= WIDEST_FWHM * self.fwhm_mm / 2
            if not is_near or not LEAST_MIDDLE * self.target.suv <= suv <= high:
                continue
            prominence, share = parting.prominence(label), float(bulge[middle]) / suv
            if self._is_told_by_less(middle):
                continue
            may_be_flat = share >= LEAST_BULGE and gap_mm <= NEAR_MM
            if prominence < LEAST_PROMINENCE or share < least or not self._is_round(middle, may_be_flat=may_be_flat):
                continue
            own = parting.part(label)
            contour = None if self._has_its_own_maximum(own) else self._drawn(own, middle)
            if contour is not None:
                yield contour, prominence

    def _is_round(self, middle: Index, *, may_be_flat: bool) -> bool:
        """Whether a bulge is that of a lesion, and not of an organ's rim; it may be flat towards the organ."""
        flat, across, most = bulges_along(self.suv, middle, self.grid.spacing_mm, self.fwhm_mm)
        return across >= ROUND_ACROSS * most if may_be_flat else flat >= ROUND * most

    def _is_told_by_less(self, middle: Index) -> bool:
        """Whether a lesion has a maximum at its middle that is much lower than reported."""
        near = np.zeros(self.suv.shape, dtype=np.bool_)
        near[_beside(middle)] = True
        top = hottest(self.suv, near)
        value = float(self.suv[top])
        return value < LEAST_OWN_MAXIMUM * self.target.suv and float(self.suv[_beside(top)].max()) <= value

    def _has_its_own_maximum(self, own: Bools) -> bool:
        """Whether the hottest voxel of a part is a maximum hotter than reported: no shoulder, but a lesion."""
        top = hottest(self.suv, own)
        value = float(self.suv[top])
        return value > self.target.suv_range[1] and float(self.suv[_beside(top)].max()) <= value

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
                return self._ending_at(self._meant(inside & self.told, middle), contour, inside, middle)
            inside |= binary_dilation(inside, FACE_NEIGHBOURS) & warm
        return None

    def _meant(self, told: Bools, middle: Index) -> Index:
        """The voxel nearest to a middle of those that the report can have meant; one that rounds to its SUV first."""
        rounded = told & (np.abs(self.suv - self.target.suv) <= self.target.half_unit + FLOAT_MARGIN)
        places = np.argwhere(rounded if rounded.any() else told)
        nearest = np.argmin((((places - middle) * self.grid.spacing_mm) ** 2).sum(axis=1))
        k, j, i = places[nearest].tolist()
        return k, j, i

    def _ending_at(self, top: Index, contour: Contour, inside: Bools, middle: Index) -> Contour | None:
        """The contour without what is hotter than the reported voxel; None where its middle is out, or it is large."""
        own = component(inside & (self.suv <= self.suv[top]), top)
        diameter_mm = equivalent_diameter_mm(int(np.count_nonzero(own)) * self.grid.voxel_ml)
        away_mm = math.dist(np.multiply(top, self.grid.spacing_mm), np.multiply(middle, self.grid.spacing_mm))
        is_large = diameter_mm > WIDEST_FWHM * self.fwhm_mm
        if not own[middle] or is_large or away_mm > FARTHEST * diameter_mm / 2:
            return None
        flags = (*contour.flags, SHOULDER)
        return replace(contour, mask=cropped(own, self.box), peak_kji=self.box.outer(top), flags=flags)


def _beside(index: Index) -> tuple[slice, ...]:
    """A voxel and its 26 neighbours."""
    return tuple(slice(max(0, n - 1), n + 2) for n in index)
