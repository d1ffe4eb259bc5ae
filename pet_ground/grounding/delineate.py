"""The contour of a lesion by a boundary-reproducing threshold relative to the mean inside (avg-ITM, Jentzen 2015)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pet_ground.errors import ItemDropped
from pet_ground.grounding.apart import (
    LARGE_ML,
    Parted,
    Room,
    beside_neighbours,
    contour_within,
    parted_contour,
    without_organ,
)
from pet_ground.grounding.boxes import Box, Index
from pet_ground.grounding.noise import SPIKE_ML, without_spike
from pet_ground.grounding.settling import (
    BOX_MARGINS_MM,
    CORE_FRACTION,
    LOW_CONTRAST,
    MAX_EXTENT_MM,
    MAX_VOLUME_ML,
    SHELL_FWHM,
    BoxTooSmallError,
    Contour,
    Settling,
)
from pet_ground.grounding.small import resized
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

__all__ = [
    "BOX_MARGINS_MM",
    "CORE_FRACTION",
    "LOW_CONTRAST",
    "MAX_EXTENT_MM",
    "MAX_VOLUME_ML",
    "SHELL_FWHM",
    "Contour",
    "Parted",
    "Room",
    "avg_itm",
    "contour_within",
    "parted_contour",
]


def avg_itm(pet: Volume, seed_kji: Sequence[int], psf_fwhm_mm: float, highest_suv: float = math.inf) -> Contour:
    """Contour of the lesion whose maximum is at (or is one with the maximum at) ``seed_kji``.

    The threshold is T = B + BRT_avg(V) (mean - B), with V and the mean of the current contour and B the median of a
    shell around it; the part that holds the maximum is thresholded anew at each step, so it grows and shrinks.

    Args:
        pet: SUV volume, g/ml.
        seed_kji: voxel of a local maximum.
        psf_fwhm_mm: resolution of the scanner.
        highest_suv: a lesion with a hotter voxel is not wanted, g/ml.

    Raises:
        ItemDropped: the contour runs out of every bound (``leak``); the lesion is too hot (``suv_mismatch``).
        ValueError: the seed has no positive SUV.
    """
    seed = (int(seed_kji[0]), int(seed_kji[1]), int(seed_kji[2]))
    if not float(pet.array[seed]) > 0:
        raise ValueError(f"the SUV at the seed is {float(pet.array[seed])}, not positive")
    contour = _alone_or_parted(pet, seed, psf_fwhm_mm, highest_suv)
    if "low_contrast" in contour.flags and contour.mask.voxels * pet.voxel_ml < SPIKE_ML:
        return without_spike(pet, contour, psf_fwhm_mm, _alone_or_parted)
    return contour


def _alone_or_parted(pet: Volume, seed: Index, psf_fwhm_mm: float, highest_suv: float = math.inf) -> Contour:
    """The contour in the smallest box that holds it, without the neighbours that it meets."""
    work = Settling(pet, psf_fwhm_mm, highest_suv)
    for margin_mm in BOX_MARGINS_MM:
        try:
            contour = work.within(Box.around(seed, seed, margin_mm, work.grid), seed)
        except BoxTooSmallError:
            continue
        if "touches_hot_organ" in contour.flags:
            return beside_neighbours(pet, contour, psf_fwhm_mm)
        is_large = contour.mask.voxels * work.grid.voxel_ml >= LARGE_ML
        return without_organ(pet, contour, psf_fwhm_mm) if is_large else resized(pet, contour, psf_fwhm_mm)
    raise ItemDropped(Reason.LEAK, f"contour beyond {BOX_MARGINS_MM[-1]:g} mm from its maximum")
