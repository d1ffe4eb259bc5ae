"""Lesions hotter than the organ that they touch, drawn from their own side.

Down from its maximum, such a lesion grows as a sphere does until the level reaches the organ's SUV; there it runs into
the whole organ. What lies above that level is the lesion. Its threshold differs from place to place, because the
background does: the organ's SUV where it touches, that of the surroundings elsewhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from pet_ground.errors import ItemDropped
from pet_ground.grounding.basins import any_of, basins
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, bounds, component, touches_inner_face
from pet_ground.grounding.catchment import REACH, climb, first_background
from pet_ground.grounding.delineate import Room, avg_itm
from pet_ground.grounding.settling import (
    BOX_MARGINS_MM,
    JUMP_FACTOR,
    JUMP_ML,
    JUMP_STEEPNESS,
    MAX_STEPS,
    START_FRACTION,
    Contour,
    Settled,
    Settling,
)
from pet_ground.grounding.shell import SHELL_FWHM
from pet_ground.grounding.sphere import brt_avg, equivalent_diameter_mm
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

STANDS_OUT = 0.7
"""Level, relative to the maximum, at which the organ must be reached at the latest: the hottest parts of real sarcomas
run into the rest of their mass at 0.74 to 0.92 (IBSI STS), the noise of an organ into the organ at 0.8 and more."""

OUT_OF_LEAK = 0.8
"""The same where the usual contour takes more than a lesion can have: then it is no part of a mass."""

LOWEST = 0.35
"""Level down to which is looked: the smallest boundary-reproducing threshold of a sphere is 0.38 of its maximum."""

STEP = 0.955
"""From one level to the next."""

STRIDE = 2
"""Levels over which the growth is taken, 9 %: the noise of an organ spreads its voxels by 5 to 10 %."""

SPREAD_FWHM = 0.5
"""Standard deviation of the weights by which a voxel's background is the mean of the shell near it, in units of the
resolution: the shell begins one resolution away, and its other side must not be seen through the lesion."""


def own_side(pet: Volume, seed: Index, psf_fwhm_mm: float, highest_level: float = STANDS_OUT) -> Contour | None:
    """The contour of a maximum on a colder organ that it touches; None where it does not rise out of one.

    avg-ITM with a threshold for each voxel, T = B + BRT(V) x (mean inside - B), B the background near that voxel, in
    the watershed basins whose maximum lies above the organ's level. ``threshold_suv`` is the lowest SUV inside.

    Args:
        pet: SUV volume, g/ml.
        seed: voxel of a local maximum.
        psf_fwhm_mm: resolution of the scanner.
        highest_level: relative to the maximum, at which the organ must be reached at the latest.
    """
    work = Settling(pet, psf_fwhm_mm, math.inf)
    box = Box.around(seed, seed, BOX_MARGINS_MM[0], work.grid)
    suv: NDArray[np.float32] = pet.array[box.slices]
    start = box.local(seed)
    background = first_background(suv, float(suv[start]))
    peak = climb(suv, start, background)
    core = _core(suv, peak, work, highest_level)
    if core is None:
        return None
    part = Room(peak, _domain(suv, core, background + REACH * (float(suv[peak]) - background)))
    settled = _settled(suv, part, component(core & part.domain, peak), work.grid, psf_fwhm_mm)
    is_hotter = float(suv[settled.mask].max()) > float(suv[peak])
    if is_hotter or touches_inner_face(settled.mask, box, work.grid.shape_kji):
        return None
    return work.contour(settled, part, box, saddle_ratio=0.0, touches=True)


def lesion_contour(pet: Volume, peak: Index, psf_fwhm_mm: float, highest_suv: float = math.inf) -> Contour:
    """avg-ITM as lesions are drawn by it: from their own side where they rise out of an organ, else around them.

    Args:
        pet: SUV volume, g/ml.
        peak: voxel of a local maximum.
        psf_fwhm_mm: resolution of the scanner.
        highest_suv: a lesion with a hotter voxel is not wanted, g/ml.

    Raises:
        ItemDropped: the contour runs out of every bound (``leak``); the lesion is too hot (``suv_mismatch``).
    """
    own = own_side(pet, peak, psf_fwhm_mm)
    if own is None:
        try:
            return avg_itm(pet, peak, psf_fwhm_mm, highest_suv)
        except ItemDropped as exc:
            own = own_side(pet, peak, psf_fwhm_mm, OUT_OF_LEAK) if exc.reason is Reason.LEAK else None
            if own is None:
                raise
    if float(pet.array[own.peak_kji]) > highest_suv:
        raise ItemDropped(Reason.SUV_MISMATCH, f"{float(pet.array[own.peak_kji]):.2f} in the lesion")
    return own


def _core(suv: NDArray[np.float32], peak: Index, work: Settling, highest_level: float) -> Bools | None:
    """The voxels above the highest level under which they run into something much larger, and nowhere near hotter.

    None where there is no such level above the usual first threshold: lower, it is what surrounds a faint lesion, and
    the usual contour does not run into it.
    """
    top, around = float(suv[peak]), float(np.median(suv))
    lowest = max(LOWEST, (around + START_FRACTION * (top - around)) / top)
    widest = component(suv >= lowest * top, peak)
    if int(np.count_nonzero(widest)) * work.grid.voxel_ml <= JUMP_ML:
        return None
    first, last = bounds(widest)
    window = tuple(slice(a, b + 1) for a, b in zip(first, last, strict=True))
    near, inner = suv[window], (peak[0] - first[0], peak[1] - first[1], peak[2] - first[2])
    above = [component(near >= highest_level * top, inner)]
    for count in range(1, 1 + int(math.log(lowest / highest_level) / math.log(STEP))):
        above.append(component(near >= highest_level * STEP**count * top, inner))
        before = above[max(0, count - STRIDE)]
        if count >= STRIDE and _is_jump(before, above[-1], work.grid.voxel_ml):
            near_it = distance_transform_edt(~before, sampling=work.grid.spacing_mm) <= SHELL_FWHM[1] * work.fwhm_mm
            if float(np.max(near, where=above[-1] & near_it, initial=0.0)) > top:
                return None
            core = np.zeros_like(widest)
            core[window] = before
            return core
    return None


def _is_jump(old: Bools, new: Bools, voxel_ml: float) -> bool:
    """Whether a contour that grew over two levels ran into something, as in the steps of avg-ITM."""
    old_ml, new_ml = int(np.count_nonzero(old)) * voxel_ml, int(np.count_nonzero(new)) * voxel_ml
    if new_ml <= max(JUMP_ML, JUMP_FACTOR * old_ml):
        return False
    return math.log(new_ml / old_ml) >= JUMP_STEEPNESS * -STRIDE * math.log(STEP)


def _domain(suv: NDArray[np.float32], core: Bools, lowest_suv: float) -> Bools:
    """The basins whose maximum lies in the core: the organ has others."""
    labels, peaks = basins(suv, suv >= lowest_suv)
    inside = np.flatnonzero(core)
    own = labels.ravel()[inside]
    return any_of(labels, own[suv.ravel()[inside] >= peaks[own]].tolist())


def _settled(suv: NDArray[np.float32], part: Room, mask: Bools, grid: Grid, fwhm_mm: float) -> Settled:
    """Step from contour to contour until one comes again."""
    seen: set[bytes] = set()
    sigma = [SPREAD_FWHM * fwhm_mm / step for step in grid.spacing_mm]
    inner, outer = (n * fwhm_mm for n in SHELL_FWHM)
    for step in range(1, MAX_STEPS + 1):
        seen.add(mask.tobytes())
        distance_mm = distance_transform_edt(~mask, sampling=grid.spacing_mm)
        shell = (distance_mm >= inner) & (distance_mm <= outer)
        weight = np.maximum(gaussian_filter(shell.astype(np.float32), sigma), np.finfo(np.float32).tiny)
        background = gaussian_filter(np.where(shell, suv, np.float32(0)), sigma) / weight
        mean = float(suv[mask].mean(dtype=np.float64))
        share = brt_avg(equivalent_diameter_mm(int(np.count_nonzero(mask)) * grid.voxel_ml) / fwhm_mm)
        threshold = np.minimum(background + share * (mean - background), suv[part.peak])
        mask = component(part.domain & (suv >= threshold) & (distance_mm <= outer), part.peak)
        if mask.tobytes() in seen:
            return Settled(float(suv[mask].min()), mask, step)
    return Settled(float(suv[mask].min()), mask, MAX_STEPS, converged=False)
