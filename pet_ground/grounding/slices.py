"""Slice numbers that people read, and the index k of a volume."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason
from pet_ground.records import Mention

SliceSeries = Literal["pet", "ct", "unspecified"]

TIE_MM = 1e-3
"""Distances from two slices count as equal within this: positions in headers have three or more decimals."""


@dataclass(frozen=True)
class SliceStack:
    """Where the axial slices of a series lie along the patient.

    Attributes:
        slices: their number.
        first_mm: LPS z of the centre of the slice k = 0, nearest to the feet.
        step_mm: LPS z from one slice to the next, towards the head.
    """

    slices: int
    first_mm: float
    step_mm: float

    @classmethod
    def of(cls, volume: Volume) -> SliceStack:
        """The slices of a canonical volume."""
        _, rows, columns = volume.shape_kji
        first = volume.to_lps((0.0, (rows - 1) / 2, (columns - 1) / 2))
        return cls(volume.shape_kji[0], float(first[2]), float(volume.affine_lps[2, 2]))

    def z_mm(self, k: int) -> float:
        """LPS z of a slice's centre."""
        return self.first_mm + k * self.step_mm

    def reached(self, z_mm: Sequence[float], reach_mm: float) -> tuple[int, int]:
        """First and last slice whose centre lies between some positions, or within ``reach_mm`` or half a slice of one.

        Raises:
            ItemDropped: there is none (``slice_out_of_range``).
        """
        low, high = ((end - self.first_mm) / self.step_mm for end in (min(z_mm), max(z_mm)))
        reach = max(reach_mm / self.step_mm, 0.5) + TIE_MM / self.step_mm
        first, last = max(0, math.ceil(low - reach)), min(self.slices - 1, math.floor(high + reach))
        if first > last:
            raise ItemDropped(Reason.SLICE_OUT_OF_RANGE, f"{low:.0f} slices from the first of {self.slices}")
        return first, last


@dataclass(frozen=True)
class SliceNumbering:
    """What the slice numbers of one study's report mean.

    Attributes:
        pet: the slices of its PET.
        ct: the slices of its CT, None where there is none.
        site: origin, base, and which series is numbered.
    """

    pet: SliceStack
    ct: SliceStack | None
    site: SiteProfile

    def of_mention(self, mention: Mention) -> tuple[int, int]:
        """First and last index k of the PET's slices that a mention can mean, by its slices or its table position.

        Raises:
            ItemDropped: it says none (``no_slice``), or as ``range_of``.
        """
        if mention.table_mm is not None:
            return self.pet.reached((_z_mm(mention.table_mm, self.site.table_counts_from),), 0.0)
        if mention.axial_slice is None:
            raise ItemDropped(Reason.NO_SLICE)
        return self.range_of(mention.axial_slice, mention.slice_series, mention.slice_last)

    def range_of(self, number: int, series: SliceSeries = "unspecified", last: int | None = None) -> tuple[int, int]:
        """First and last index k of the PET's slices that a number, or a range, can mean; of a number mostly one.

        A number of a CT slice means every PET slice whose centre is as near to it as half a slice of either. A table
        position means z, or -z where the site counts from the head. Of a range that leads out of the PET, on the CT or
        in mm, the part inside is meant.

        Args:
            number: as reported; of a range its first.
            series: the series that the sentence names; it goes before the site's, except for table positions.
            last: the other end of a range, or None.

        Raises:
            ItemDropped: there is no such slice (``slice_out_of_range``), or a CT slice is meant and there is no CT
                (``no_slice``).
        """
        ends = (number,) if last is None else (number, last)
        if self.site.numbered == "mm":
            return self.pet.reached([_z_mm(end, self.site.origin) for end in ends], 0.0)
        numbered = self.site.numbered if series == "unspecified" else series
        if numbered == "pet":
            places = [slice_to_k(end, self.pet.slices, self.site) for end in ends]
            return min(places), max(places)
        if self.ct is None:
            raise ItemDropped(Reason.NO_SLICE, "a slice of the CT, and there is no CT")
        places = [slice_to_k(end, self.ct.slices, self.site) for end in ends]
        return self.pet.reached([self.ct.z_mm(k) for k in places], self.ct.step_mm / 2)


def _z_mm(position_mm: float, counts_from: str) -> float:
    """LPS z of a table position that grows from an end of the body."""
    return float(-position_mm if counts_from == "head" else position_mm)


def slice_to_k(number: int, slices: int, site: SiteProfile) -> int:
    """Index k (from the feet, from 0) of the axial slice that the site calls ``number``.

    Head-first numbers from 1 give ``k = K - number``, with K the number of ``slices``.

    Raises:
        ItemDropped: the volume has no slice of this number (``slice_out_of_range``).
    """
    rank = number - site.base
    if not 0 <= rank < slices:
        raise ItemDropped(Reason.SLICE_OUT_OF_RANGE, f"slice {number} of {slices}, counted from {site.base}")
    return slices - 1 - rank if site.origin == "head" else rank


def k_to_slice(k: int, slices: int, site: SiteProfile) -> int:
    """The number that the site gives to the axial slice of index k; the inverse of ``slice_to_k``.

    Raises:
        ItemDropped: the volume has no such index (``slice_out_of_range``).
    """
    if not 0 <= k < slices:
        raise ItemDropped(Reason.SLICE_OUT_OF_RANGE, f"index {k} of {slices}")
    rank = slices - 1 - k if site.origin == "head" else k
    return rank + site.base
