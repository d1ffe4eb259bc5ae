"""Where contours have run out of every bound, so that no other maximum of the same uptake is followed there."""

from __future__ import annotations

from pet_ground.grounding.boxes import Box, Grid, Index, component, cropped
from pet_ground.grounding.settling import BOX_MARGINS_MM
from pet_ground.imaging import LocalMask, Volume

SAME_UPTAKE = 0.8
"""Level, relative to a maximum, above which it hangs together with what leaked: a lesion that stands out of an organ by
more is drawn from its own side even out of a leak (``own_side``)."""


class Leaks:
    """The leaks of one PET: an organ with noise has hundreds of maxima of one SUV, and each would leak for itself."""

    def __init__(self, pet: Volume) -> None:
        self._pet = pet
        self._regions: list[LocalMask] = []

    def add(self, peak_kji: Index) -> None:
        """Remember that the contour of a maximum leaked."""
        box = Box.around(peak_kji, peak_kji, BOX_MARGINS_MM[-1], Grid.of(self._pet))
        warm = self._pet.array[box.slices] >= SAME_UPTAKE * float(self._pet.array[peak_kji])
        self._regions.append(cropped(component(warm, box.local(peak_kji)), box))

    def hold(self, index_kji: Index) -> bool:
        """Whether a voxel hangs together with a maximum whose contour leaked."""
        return any(region.holds(index_kji) for region in self._regions)
