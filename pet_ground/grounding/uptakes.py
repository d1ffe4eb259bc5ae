"""Uptakes that were followed in vain, so that no other maximum of the same uptake is followed there."""

from __future__ import annotations

from pet_ground.grounding.boxes import Box, Grid, Index, component, cropped
from pet_ground.grounding.settling import BOX_MARGINS_MM
from pet_ground.imaging import LocalMask, Volume

SAME_UPTAKE = 0.8
"""Level, relative to a maximum, above which it hangs together with others of its uptake: a lesion that stands out of an
organ by more is drawn from its own side even out of a leak (``own_side``)."""


class Uptakes:
    """Parts of one PET around maxima: an organ with noise has hundreds of one SUV, and each fails for itself."""

    def __init__(self, pet: Volume) -> None:
        self._pet = pet
        self._peaks: list[Index] = []  # whose regions were not needed yet
        self._regions: list[LocalMask] = []

    def add(self, peak_kji: Index) -> None:
        """Remember a maximum."""
        self._peaks.append(peak_kji)

    def hold(self, index_kji: Index) -> bool:
        """Whether a voxel hangs together with a maximum that was added."""
        for peak in self._peaks:
            if not self._in_regions(peak):
                self._regions.append(self._region(peak))
        self._peaks.clear()
        return self._in_regions(index_kji)

    def _in_regions(self, index_kji: Index) -> bool:
        return any(region.holds(index_kji) for region in self._regions)

    def _region(self, peak_kji: Index) -> LocalMask:
        box = Box.around(peak_kji, peak_kji, BOX_MARGINS_MM[-1], Grid.of(self._pet))
        warm = self._pet.array[box.slices] >= SAME_UPTAKE * float(self._pet.array[peak_kji])
        return cropped(component(warm, box.local(peak_kji)), box)
