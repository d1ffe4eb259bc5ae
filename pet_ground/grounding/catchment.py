"""Which voxels around a maximum can belong to its lesion, and which belong to a neighbour.

The warm voxels around a maximum are parted into watershed basins. Basins with a high saddle between them are one from
the start, so noise does not cut. For the rest the contact decides: a lesion beside an organ meets it in a small neck,
the parts of a heterogeneous mass meet in wide faces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.grounding.basins import any_of, basins, joined, saddles
from pet_ground.grounding.boxes import Bools, Index, component, neighbours
from pet_ground.grounding.shell import median_below

HOTTER_SADDLE = 0.95
"""Saddle, relative to the lower maximum's height above background, from which a lesion is one with something hotter.
High, because the spill of an organ that touches a lesion lifts the saddle to 0.9 (synthetic nodes at 2 mm from a
bladder)."""

COLDER_SADDLE = 0.85
"""The same from which a lesion is one with a colder part; noise of 10 % makes saddles of about 0.9."""

NECK_FWHM2 = 7.0
"""Area in squares of the resolution up to which the contact of a contour with warm neighbours is a neck: 300 mm2 for
6.5 mm. Measured on faces of voxels: 1.7 to 5.3 for synthetic lesions beside bladder, heart and brain, 10 to 90 for the
parts of real sarcomas (IBSI STS)."""

NECK_SHARE = 0.25
"""The same as a share of the contour's surface: 0.04 to 0.18 for those lesions; noise on an organ's flank has more."""

DEEP_SADDLE = 0.7
"""Saddle, as above, below which something hotter is a neighbour however wide the contact: noise has higher ones."""

REACH = 0.2
"""Height, relative to the lesion's own, above which voxels can be part of the contour; the smallest threshold of
heterogeneous masses is about 0.25."""

WARM = 0.42
"""Fraction of the maximum below which voxels count as background for a first look (the classic 41 to 42 % contour)."""


def first_background(suv: NDArray[np.float32], peak_suv: float) -> float:
    """Median SUV of the voxels of a box that are below ``WARM`` of the maximum; 0 where there are none."""
    return median_below(suv, WARM * peak_suv)


def climb(suv: NDArray[np.float32], start: Index, background_suv: float) -> Index:
    """The hottest maximum that is one with a maximum over saddles of ``HOTTER_SADDLE``, from one to the next."""
    peak = start
    while True:
        value = float(suv[peak])
        part = component(suv >= background_suv + HOTTER_SADDLE * (value - background_suv), peak)
        top = hottest(suv, part)
        if float(suv[top]) <= value:
            return peak
        peak = top


def hottest(suv: NDArray[np.float32], inside: Bools) -> Index:
    """The hottest voxel of a mask, the first of several."""
    k, j, i = np.unravel_index(int(np.argmax(np.where(inside, suv, -np.inf))), suv.shape)
    return int(k), int(j), int(i)


@dataclass(frozen=True, eq=False)
class Contact:
    """What a contour touches: labels of warm neighbours, the faces' area with each, and the contour's surface, mm2."""

    labels: NDArray[np.int64]
    area_mm2: NDArray[np.float64]
    surface_mm2: float


class Catchment:
    """The voxels of a box that can belong to the lesion of a maximum; it grows by parts that prove to be its own.

    Attributes:
        peak: the hottest voxel of the lesion so far, in the box.
        domain: voxels that the contour can take, shape of the box.
    """

    def __init__(self, suv: NDArray[np.float32], start: Index, background_suv: float) -> None:
        self.suv = suv
        self.background_suv = background_suv
        self.peak = climb(suv, start, background_suv)
        height = float(suv[self.peak]) - background_suv
        reach = component(suv >= background_suv + REACH * height, self.peak)
        labels, peaks = basins(suv, reach)
        self._saddles = saddles(suv, labels)
        above = (float(suv[self.peak]), HOTTER_SADDLE)
        self._group = joined(peaks, self._saddles, background_suv, COLDER_SADDLE, above)
        self._labels: NDArray[np.int64] = self._group[labels]
        self._own = {int(self._labels[self.peak])}
        self._peaks = peaks
        self.domain: Bools = any_of(self._labels, self._own)
        self.peak = hottest(suv, self.domain & reach)  # over a saddle of corners, which the climb does not take

    def contact(self, mask: Bools, threshold: float, spacing_mm: tuple[float, float, float]) -> Contact:
        """What a contour in the domain touches of warm voxels outside it."""
        rival = np.where(~self.domain & (self.suv >= threshold), self._labels, 0)
        area = np.zeros(len(self._peaks))
        surface = 0.0
        for axis, face_mm2 in enumerate(np.prod(spacing_mm) / np.asarray(spacing_mm)):
            for inner, outer in neighbours(axis):
                faces = mask[inner] & ~mask[outer]
                surface += float(face_mm2) * int(np.count_nonzero(faces))
                area += face_mm2 * np.bincount(rival[outer][faces], minlength=len(area))
        labels = np.flatnonzero(area[1:]) + 1
        return Contact(labels, area[labels], surface)

    def take(self, contact: Contact, fwhm_mm: float) -> bool:
        """Take in the parts in contact where the contact is no neck; whether anything was taken."""
        hotter = self._peaks[contact.labels] > float(self.suv[self.peak])
        open_to = ~hotter | (self.saddle_ratio() >= DEEP_SADDLE)
        labels, area_mm2 = contact.labels[open_to], contact.area_mm2[open_to]
        if float(area_mm2.sum()) <= min(NECK_SHARE * contact.surface_mm2, NECK_FWHM2 * fwhm_mm**2):
            return False
        self._own.update(labels[area_mm2 >= area_mm2.max() / 2].tolist())
        self.domain = any_of(self._labels, self._own)
        self.peak = hottest(self.suv, self.domain)
        return True

    def saddle_ratio(self) -> float:
        """Height of the saddle to a hotter neighbour, relative to the peak's; 0 without one."""
        own = np.isin(self._group, list(self._own))
        hotter = self._peaks[self._group] > float(self.suv[self.peak])
        one, two = self._saddles.one, self._saddles.two
        leads_up = (own[one] & hotter[two]) | (own[two] & hotter[one])
        saddle_suv = float(np.max(self._saddles.suv, where=leads_up, initial=self.background_suv))
        height = float(self.suv[self.peak]) - self.background_suv
        return min(1.0, (saddle_suv - self.background_suv) / height)
