"""The parts of a sharpened image: basins of its maxima, joined where noise alone parts them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.grounding.basins import Labels, Saddles, basins, joined, saddles
from pet_ground.grounding.boxes import Bools, Index

LONE_BASIN = 0.9
"""Saddle of the sharpened image, relative to the lower maximum, from which a basin is one with a hotter one; for a
lesion with a maximum of its own."""


@dataclass(frozen=True, eq=False)
class Parting:
    """A box of a PET in parts.

    Attributes:
        labels: the part of each voxel, 0 for none [k, j, i].
        peaks: highest sharpened value of each basin; that of a part stands at its own label.
        tops: flat index of each basin's maximum.
        group: for each basin the label of its part.
        between: where basins meet.
        floor: value from which heights are counted.
    """

    labels: Labels
    peaks: NDArray[np.float64]
    tops: NDArray[np.int64]
    group: NDArray[np.int64]
    between: Saddles
    floor: float

    @classmethod
    def of(cls, sharp: NDArray[np.float32], region: Bools, floor: float, one_from: float) -> Parting:
        """Part a region of a sharpened image; basins with a saddle of ``one_from`` or more are one.

        Heights are counted from ``floor``.
        """
        labels, peaks = basins(sharp, region)
        between = saddles(sharp, labels)
        group = joined(peaks, between, floor, one_from, (math.inf, one_from))
        return cls(group[labels].astype(np.int32), peaks, _tops(sharp, labels, peaks), group, between, floor)

    def label_at(self, index: Index) -> int:
        """The part of a voxel."""
        return int(self.labels[index])

    def part(self, label: int) -> Bools:
        """The voxels of a part."""
        inside: Bools = self.labels == label
        return inside

    def parts(self) -> list[int]:
        """The labels of all parts."""
        return [int(label) for label in np.unique(self.group[1:])]

    def top(self, label: int) -> Index:
        """The maximum of a part."""
        k, j, i = np.unravel_index(int(self.tops[label]), self.labels.shape)
        return int(k), int(j), int(i)

    def prominence(self, label: int) -> float:
        """Height of a part's maximum over its highest saddle to a higher one, relative to its height; 1 without."""
        one, two = self.group[self.between.one], self.group[self.between.two]
        hotter = self.peaks > self.peaks[label]
        leads_up = ((one == label) & hotter[two]) | ((two == label) & hotter[one])
        if not leads_up.any():
            return 1.0
        height = float(self.peaks[label]) - self.floor
        return (float(self.peaks[label]) - float(self.between.suv[leads_up].max())) / height


def _tops(sharp: NDArray[np.float32], labels: Labels, peaks: NDArray[np.float64]) -> NDArray[np.int64]:
    tops = np.zeros(len(peaks), dtype=np.int64)
    flat = np.flatnonzero(labels)
    label = labels.ravel()[flat]
    at_top = sharp.ravel()[flat] >= peaks[label]
    tops[label[at_top][::-1]] = flat[at_top][::-1]
    return tops
