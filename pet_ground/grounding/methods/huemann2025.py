"""``huemann2025``: the published iterative threshold, as published (Huemann 2025, arXiv 2502.00528)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, generate_binary_structure

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import FACE_NEIGHBOURS, Bools, Box, Grid, Index
from pet_ground.grounding.delineate import BOX_MARGINS_MM, Contour
from pet_ground.grounding.methods.base import Focus, Limits
from pet_ground.grounding.methods.drawing import Drawn, check_limits, finished
from pet_ground.grounding.methods.neighbourhood import Neighbourhood
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

VOLUME_TERM_ML = 0.078
"""T/S = 0.078 / V + 0.617 B/S + 0.316, V in ml."""

BACKGROUND_TERM = 0.617
CONSTANT_TERM = 0.316

BACKGROUND_STEPS = 3
"""Voxels by which the mask is dilated before its outer boundary shows the background."""

SETTLED = 0.01
"""Relative change of the threshold at which the growth ends."""

HIGHEST_RATIO = 0.9
"""T/S above which the contour is given up."""

EIGHTEEN = generate_binary_structure(3, 2)


@dataclass(frozen=True, eq=False)
class Grown:
    """A grown mask in a box, with the last threshold in g/ml and the steps that it took."""

    box: Box
    mask: Bools
    threshold_suv: float
    steps: int


def huemann2025(focus: Focus) -> Contour:
    """The published contour around a maximum.

    Nothing is cut off: where the mask holds something hotter, its ``peak_kji`` is that, with ``touches_hot_organ``.

    Raises:
        ItemDropped: T/S > 0.9 (``no_contour``), or the growth exceeds the limits (``leak``).
    """
    grid = Grid.of(focus.pet)
    near = Neighbourhood(focus, Box.around(focus.seed_kji, focus.seed_kji, BOX_MARGINS_MM[0], grid), grid)
    reported = near.peak_suv if focus.reported_suv is None else focus.reported_suv
    peak = near.box.outer(near.peak)
    grown = grow(focus.pet, peak, reported, focus.limits)
    hotter = bool((focus.pet.array[grown.box.slices][grown.mask] > near.peak_suv).any())
    drawn = Drawn(grown.mask, grown.threshold_suv, touches=hotter, iterations=grown.steps)
    return finished(Neighbourhood(replace(focus, seed_kji=peak), grown.box, grid), drawn)


def grow(pet: Volume, seed_kji: Index, reported_suv: float, limits: Limits) -> Grown:
    """Grow a mask from a voxel's 18-neighbourhood, by one shell of face neighbours at a time.

    The first threshold has no volume term and adds nothing. Each step computes the threshold of the mask, from its
    volume and the mean around it, and adds the face neighbours above it; the last is the one whose threshold differs
    by at most 1 % from that before. Voxels are never removed.

    Raises:
        ItemDropped: T/S > 0.9, or no threshold above zero, as where voxels have no value (``no_contour``); the growth
            exceeds the limits (``leak``).
    """
    grid = Grid.of(pet)
    steps, box = 0, _box(seed_kji, 1, grid)
    suv: NDArray[np.float32] = pet.array[box.slices]
    mask = _first(seed_kji, box)
    threshold = BACKGROUND_TERM * background(suv, mask) + CONSTANT_TERM * reported_suv
    settled = False
    while not settled:
        steps += 1
        volume_ml = int(np.count_nonzero(mask)) * grid.voxel_ml
        following = reported_suv * (VOLUME_TERM_ML / volume_ml + CONSTANT_TERM) + BACKGROUND_TERM * background(
            suv, mask
        )
        settled = not abs(following - threshold) > SETTLED * abs(threshold)
        threshold = following
        wider = _box(seed_kji, steps + 1, grid)
        mask, box, suv = _moved(mask, box, wider), wider, pet.array[wider.slices]
        mask |= binary_dilation(mask, FACE_NEIGHBOURS) & (suv > threshold)
        check_limits(mask, grid, limits)
    if not 0 < threshold <= HIGHEST_RATIO * reported_suv:
        raise ItemDropped(Reason.NO_CONTOUR, f"threshold {threshold / reported_suv:.2f} of the SUVmax")
    return Grown(box, mask, threshold, steps)


def background(suv: NDArray[np.float32], mask: Bools) -> float:
    """Mean SUV of the outer boundary of a mask that was dilated by three voxels, g/ml."""
    dilated = binary_dilation(mask, FACE_NEIGHBOURS, iterations=BACKGROUND_STEPS)
    around = binary_dilation(dilated, FACE_NEIGHBOURS) & ~dilated
    return float(suv[around].mean(dtype=np.float64)) if around.any() else 0.0


def _box(seed_kji: Index, reach: int, grid: Grid) -> Box:
    """The box that holds a mask ``reach`` voxels around its seed, and the boundary that shows its background."""
    wide = reach + BACKGROUND_STEPS + 1
    k, j, i = (max(0, n - wide) for n in seed_kji)
    ends = [min(end, n + wide + 1) for n, end in zip(seed_kji, grid.shape_kji, strict=True)]
    return Box((k, j, i), (ends[0], ends[1], ends[2]))


def _first(seed_kji: Index, box: Box) -> Bools:
    """The seed and its 18 neighbours."""
    mask = np.zeros([b - a for a, b in zip(box.start_kji, box.stop_kji, strict=True)], dtype=np.bool_)
    mask[box.local(seed_kji)] = True
    first: Bools = binary_dilation(mask, EIGHTEEN)
    return first


def _moved(mask: Bools, box: Box, wider: Box) -> Bools:
    """A mask in a wider box."""
    pairs = zip(box.start_kji, box.stop_kji, wider.start_kji, wider.stop_kji, strict=True)
    return np.pad(mask, [(a - c, d - b) for a, b, c, d in pairs])
