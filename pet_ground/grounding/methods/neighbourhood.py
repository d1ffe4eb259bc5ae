"""The surroundings of a maximum: a box of voxels in which the simple methods draw their contours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from skimage.segmentation import watershed

from pet_ground.errors import ItemDropped
from pet_ground.grounding.basins import ALL_DIRECTIONS
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, component
from pet_ground.grounding.catchment import climb, first_background
from pet_ground.grounding.delineate import CORE_FRACTION
from pet_ground.grounding.methods.base import Focus
from pet_ground.grounding.shell import median_below, shell_suv
from pet_ground.imaging import LocalMask
from pet_ground.reasons import Reason

OWN, RIVAL = 1, 2
"""Labels of a cut: the lesion, and something hotter that touches it."""


@dataclass(frozen=True, eq=False)
class Part:
    """Voxels of a lesion, shape of the box; ``cut`` where something hotter was cut off."""

    mask: Bools
    cut: bool


class Neighbourhood:
    """A box around a maximum.

    Attributes:
        focus: the maximum.
        grid, box, suv: of the volume, the voxels, and their SUVs.
        peak: the hottest voxel that is one with the maximum, in the box.
        peak_suv: its SUV, g/ml.
    """

    def __init__(self, focus: Focus, box: Box, grid: Grid) -> None:
        self.focus = focus
        self.grid = grid
        self.box = box
        self.suv: NDArray[np.float32] = focus.pet.array[box.slices]
        start = box.local(focus.seed_kji)
        self.peak: Index = climb(self.suv, start, first_background(self.suv, float(self.suv[start])))
        self.peak_suv = float(self.suv[self.peak])

    def part_above(self, threshold_suv: float) -> Part:
        """The voxels of at least a threshold that are connected with the maximum.

        Where they reach something hotter, it is cut off along the valley (a watershed from the maximum and from
        everything hotter).

        Raises:
            ItemDropped: the threshold is above the maximum (``no_contour``).
        """
        if threshold_suv > self.peak_suv:
            raise ItemDropped(Reason.NO_CONTOUR, f"threshold {threshold_suv:.2f} above the maximum")
        region = component(self.suv >= threshold_suv, self.peak)
        hotter = region & (self.suv > self.peak_suv)
        if not hotter.any():
            return Part(region, cut=False)
        markers = np.where(hotter, RIVAL, 0).astype(np.int32)
        markers[self.peak] = OWN
        labels = watershed(-self.suv, markers, connectivity=ALL_DIRECTIONS, mask=region)
        return Part(component(labels == OWN, self.peak), cut=True)

    @cached_property
    def core(self) -> LocalMask:
        """The hottest part of the lesion, well inside it."""
        return LocalMask(self.box.start_kji, self.part_above(CORE_FRACTION * self.peak_suv).mask)

    @cached_property
    def first_background_suv(self) -> float:
        """Background around the core, g/ml: for methods that need it before they have a contour."""
        return self.background(self.core.array, CORE_FRACTION * self.peak_suv)

    def background(self, mask: Bools, below_suv: float) -> float:
        """Median SUV of a shell of one to two FWHM around a mask, of voxels below an SUV; 0 where none is left."""
        return median_below(shell_suv(self.focus.pet, mask, self.box, self.grid, self.focus.fwhm_mm), below_suv)
