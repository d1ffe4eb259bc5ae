"""The steps of avg-ITM (Jentzen 2015) in a box: from a first threshold to one that gives itself back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, bounds, component, cropped, touches_inner_face
from pet_ground.grounding.catchment import Catchment, first_background
from pet_ground.grounding.fine import Fine
from pet_ground.grounding.shell import SHELL_FWHM, median_below, shell_suv
from pet_ground.grounding.sphere import brt_avg, equivalent_diameter_mm
from pet_ground.imaging import LocalMask, Volume
from pet_ground.reasons import Reason

__all__ = [
    "BOX_MARGINS_MM",
    "CORE_FRACTION",
    "JUMP_FACTOR",
    "JUMP_ML",
    "JUMP_STEEPNESS",
    "LOW_CONTRAST",
    "MAX_EXTENT_MM",
    "MAX_STEPS",
    "MAX_VOLUME_ML",
    "SHELL_FWHM",
    "BoxTooSmallError",
    "Contour",
    "Part",
    "Settled",
    "Settling",
]

START_FRACTION = 0.42
"""First threshold relative to the maximum, above background (DOMAIN: the classic 42 % contour)."""

CORE_FRACTION = 0.7
"""Fraction of the maximum whose contour shows the first background: higher, so that it stays inside an organ that
the lesion lies in."""

TOLERANCE = 1e-3
"""Relative change of the threshold at which it has settled."""

MAX_STEPS = 60
"""Steps after which the threshold is taken as it is, and flagged."""

BOX_MARGINS_MM = (40.0, 80.0, 160.0, 240.0)
"""Half widths of the boxes in which a contour is sought; a contour at the border of one goes to the next."""

MAX_EXTENT_MM = 300.0
"""Longest side of a lesion's bounding box; the largest known sarcomas measure about 260 mm (IBSI STS)."""

MAX_VOLUME_ML = 1000.0
"""Largest volume of a lesion; a liver has 1500 ml, the largest reference lesion 590 ml (IBSI STS)."""

JUMP_FACTOR = 4.0
"""Growth in one step from which the contour may have broken through into something of about its threshold's SUV."""

JUMP_STEEPNESS = 14.0
"""And the growth's logarithm over the threshold's from which it has: about 3 for spheres, up to 11 for real sarcomas
(IBSI STS), 18 and 31 for synthetic nodes that run into glands and bowel."""

JUMP_ML = 5.0
"""Volumes below may jump: in them, single voxels count."""

LOW_CONTRAST = 3.0
"""Maximum over background below which the method is less reliable (simulation, DOMAIN section 3)."""


class Part(Protocol):
    """Voxels of a box that a contour can take, and the hottest of them."""

    @property
    def peak(self) -> Index:
        """The hottest voxel."""

    @property
    def domain(self) -> Bools:
        """The voxels, shape of the box."""


@dataclass(frozen=True, eq=False)
class Contour:
    """A delineated lesion.

    Attributes:
        mask: face-connected, holds ``peak_kji``.
        threshold_suv: voxels of the lesion's catchment of at least this SUV are inside, g/ml.
        background_suv: median of the shell, g/ml.
        iterations: steps taken.
        converged: whether the threshold settled within ``MAX_STEPS``.
        peak_kji: hottest voxel of the lesion.
        saddle_ratio: how high the saddle to a hotter neighbour is, relative to the peak; 0 without one.
        flags: of ``below_resolution``, ``low_contrast``, ``touches_hot_organ``, ``edge_of_field``, ``not_converged``.
    """

    mask: LocalMask
    threshold_suv: float
    background_suv: float
    iterations: int
    converged: bool
    peak_kji: Index
    saddle_ratio: float
    flags: tuple[str, ...]


class BoxTooSmallError(Exception):
    """The contour reaches the border of its box."""


@dataclass(frozen=True, eq=False)
class Settled:
    """A threshold that stays, with its contour."""

    threshold: float
    mask: Bools
    steps: int
    converged: bool = True
    broke_through: bool = False


class Settling:
    """One volume and resolution, for contours in boxes of any size."""

    def __init__(self, pet: Volume, psf_fwhm_mm: float, highest_suv: float) -> None:
        self.pet = pet
        self.fwhm_mm = psf_fwhm_mm
        self.highest_suv = highest_suv
        self.grid = Grid.of(pet)
        self._shell: tuple[Box, Bools, NDArray[np.float32]] | None = None  # of the last contour: many steps keep it
        self._fine: Fine | None = None  # the same

    def within(self, box: Box, seed: Index) -> Contour:
        """The contour in one box; parts in wide contact with it are taken in until none is left."""
        suv: NDArray[np.float32] = self.pet.array[box.slices]
        local = box.local(seed)
        basin = Catchment(suv, local, first_background(suv, float(suv[local])))
        while True:
            if float(suv[basin.peak]) > self.highest_suv:
                raise ItemDropped(Reason.SUV_MISMATCH, f"{float(suv[basin.peak]):.2f} in the lesion")
            settled = self.settle(basin, box)
            contact = basin.contact(settled.mask, settled.threshold, self.grid.spacing_mm)
            if not contact.labels.size or not basin.take(contact, self.fwhm_mm):
                break
        touches = settled.broke_through or contact.labels.size > 0
        return self.contour(settled, basin, box, basin.saddle_ratio(), touches=touches)

    def contour(self, settled: Settled, part: Part, box: Box, saddle_ratio: float, *, touches: bool) -> Contour:
        """What is known of a contour that stays."""
        background = self._background(settled.mask, box, settled.threshold)
        peak_kji = box.outer(part.peak)
        flags = {
            "below_resolution": equivalent_diameter_mm(_volume_ml(settled.mask, self.grid)) < self.fwhm_mm,
            "low_contrast": float(self.pet.array[peak_kji]) < LOW_CONTRAST * background,
            "touches_hot_organ": touches,
            "edge_of_field": _at_edge(settled.mask, box, self.grid.shape_kji),
            "not_converged": not settled.converged,
        }
        return Contour(
            mask=cropped(settled.mask, box),
            threshold_suv=settled.threshold,
            background_suv=background,
            iterations=settled.steps,
            converged=settled.converged,
            peak_kji=peak_kji,
            saddle_ratio=saddle_ratio,
            flags=tuple(name for name, is_true in flags.items() if is_true),
        )

    def settle(self, basin: Part, box: Box) -> Settled:
        """Step from threshold to threshold until it stays."""
        suv: NDArray[np.float32] = self.pet.array[box.slices]
        peak_suv = float(suv[basin.peak])
        core = component(basin.domain & (suv >= CORE_FRACTION * peak_suv), basin.peak)
        background = self._background(core, box, CORE_FRACTION * peak_suv)
        threshold = background + START_FRACTION * max(0.0, peak_suv - background)
        mask = self._checked(self._contour(suv, basin, threshold), box)
        before = math.inf
        for step in range(1, MAX_STEPS + 1):
            following = self._next(suv, basin, mask, box, threshold)
            if abs(following - threshold) <= TOLERANCE * threshold:
                return Settled(threshold, mask, step)
            if abs(following - before) <= TOLERANCE * threshold:
                middle = (threshold + following) / 2
                return Settled(middle, self._contour(suv, basin, middle), step)
            wider = self._contour(suv, basin, following)
            if not np.array_equal(wider, mask):
                if self._breaks_through(mask, wider, following / threshold):
                    return Settled(threshold, mask, step, broke_through=True)
                mask = self._checked(wider, box)
            before, threshold = threshold, following
        return Settled(threshold, mask, MAX_STEPS, converged=False)

    def _breaks_through(self, mask: Bools, wider: Bools, threshold_ratio: float) -> bool:
        """Whether a step made the contour run into something of about its threshold's SUV."""
        old_ml, new_ml = _volume_ml(mask, self.grid), _volume_ml(wider, self.grid)
        if threshold_ratio >= 1 or new_ml <= max(JUMP_ML, JUMP_FACTOR * old_ml):
            return False
        return math.log(new_ml / old_ml) >= JUMP_STEEPNESS * -math.log(threshold_ratio)

    def _next(self, suv: NDArray[np.float32], basin: Part, mask: Bools, box: Box, threshold: float) -> float:
        """The threshold that the current contour asks for."""
        background = self._background(mask, box, threshold)
        if self._fine is None or self._fine.mask is not mask or self._fine.domain is not basin.domain:
            self._fine = Fine.of(suv, mask, basin.domain)
        voxels, mean = self._fine.volume_and_mean(threshold)
        mean = min(mean, float(suv[basin.peak]))  # the interpolation beside something hotter may rise above all voxels
        diameter_mm = equivalent_diameter_mm(voxels * self.grid.voxel_ml)
        return background + brt_avg(diameter_mm / self.fwhm_mm) * max(0.0, mean - background)

    def _contour(self, suv: NDArray[np.float32], basin: Part, threshold: float) -> Bools:
        """The part of the catchment above a threshold that holds the peak."""
        return component(basin.domain & (suv >= min(threshold, float(suv[basin.peak]))), basin.peak)

    def _checked(self, mask: Bools, box: Box) -> Bools:
        """The mask, if it is of a lesion's size and within its box."""
        first, last = bounds(mask)
        extent_mm = [(b - a + 1) * step for a, b, step in zip(first, last, self.grid.spacing_mm, strict=True)]
        volume_ml = _volume_ml(mask, self.grid)
        if max(extent_mm) > MAX_EXTENT_MM or volume_ml > MAX_VOLUME_ML:
            raise ItemDropped(Reason.LEAK, f"contour of {volume_ml:.0f} ml, {max(extent_mm):.0f} mm long")
        if touches_inner_face(mask, box, self.grid.shape_kji):
            raise BoxTooSmallError
        return mask

    def _background(self, mask: Bools, box: Box, threshold: float) -> float:
        """Median SUV of the shell around a contour, without voxels above the threshold; 0 where none is left."""
        if self._shell is None or self._shell[0] != box or not np.array_equal(self._shell[1], mask):
            self._shell = (box, mask, shell_suv(self.pet, mask, box, self.grid, self.fwhm_mm))
        return median_below(self._shell[2], threshold)


def _volume_ml(mask: Bools, grid: Grid) -> float:
    return int(np.count_nonzero(mask)) * grid.voxel_ml


def _at_edge(mask: Bools, box: Box, shape_kji: Index) -> bool:
    first, last = (box.outer(index) for index in bounds(mask))
    return any(a == 0 or b == n - 1 for a, b, n in zip(first, last, shape_kji, strict=True))
