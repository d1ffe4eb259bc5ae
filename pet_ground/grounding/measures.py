"""What nuclear medicine measures on a lesion: SUVmax, SUVpeak, SUVmean, MTV, TLG, and the shape of its mask."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Box, Grid, within
from pet_ground.grounding.shape import longest_axial_mm, sphericity
from pet_ground.grounding.slices import k_to_slice
from pet_ground.imaging import LocalMask, Volume
from pet_ground.reasons import Reason
from pet_ground.records import Measures
from pet_ground.units import MM3_PER_ML

PEAK_RADIUS_MM = math.cbrt(3.0 * MM3_PER_ML / (4.0 * math.pi))
"""Radius of the sphere of 1 ml for SUVpeak, 6.2 mm (PERCIST, Wahl 2009)."""

SUPERSAMPLING = 10
"""Points per axis and voxel for the share of a voxel inside the sphere; a share errs by less than 1 %."""


@dataclass(frozen=True)
class Agreement:
    """Median and lowest Dice of a contour with those of other methods, 0 to 1."""

    median: float
    lowest: float


def measure(
    pet: Volume,
    mask: LocalMask,
    threshold_suv: float,
    site: SiteProfile,
    *,
    iterations: int = 1,
    agreement: Agreement | None = None,
) -> Measures:
    """Measure a mask on an SUV volume.

    SUVpeak is that of ``suv_peak``. Voxels are measured as the PET has them, also below zero.

    Args:
        pet: SUV volume, g/ml.
        mask: of the lesion.
        threshold_suv: SUV of the contour, g/ml.
        site: how slices are numbered.
        iterations: steps of the delineation; 1 for one threshold.
        agreement: with other methods, where it was asked for.

    Raises:
        ValueError: the mask is empty.
        ItemDropped: its mean or its SUVpeak is not above zero (``no_contour``): a spike of noise, and no lesion.
    """
    if not mask.voxels:
        raise ValueError("an empty mask can't be measured")
    inside = pet.array[mask.box][mask.array].astype(np.float64)
    indices = mask.indices()
    k, j, i = (int(n) for n in indices[int(np.argmax(inside))])
    mtv_ml = mask.voxels * pet.voxel_ml
    ends = [k_to_slice(int(n), pet.shape_kji[0], site) for n in (indices[:, 0].min(), indices[:, 0].max())]
    x, y, z = (float(mm) for mm in pet.to_lps((k, j, i)))
    mean, peak_suv = float(inside.mean()), suv_peak(pet, mask)
    if not min(mean, peak_suv) > 0:
        raise ItemDropped(Reason.NO_CONTOUR, f"mean {mean:.2f}, peak {peak_suv:.2f}: no activity around the maximum")
    return Measures(
        suv_max_measured=float(inside.max()),
        suv_peak=peak_suv,
        suv_mean=mean,
        mtv_ml=mtv_ml,
        tlg=mean * mtv_ml,
        peak_index_kji=(k, j, i),
        peak_lps_mm=(x, y, z),
        slice_range=(min(ends), max(ends)),
        threshold_suv=threshold_suv,
        iterations=iterations,
        longest_axial_mm=longest_axial_mm(mask.array, pet.spacing_mm),
        sphericity=sphericity(mask.array, pet.spacing_mm),
        boundary_dice_median=None if agreement is None else agreement.median,
        boundary_dice_lowest=None if agreement is None else agreement.lowest,
    )


def suv_peak(pet: Volume, mask: LocalMask, left_out: LocalMask | None = None) -> float:
    """Largest mean SUV over a sphere of 1 ml centred on a voxel of the mask, g/ml.

    The global intensity peak of the IBSI (Zwanenburg 2020), which follows PERCIST (Wahl 2009): the centre lies in the
    lesion, the sphere may reach beyond it, and the background there counts. Voxels on the sphere's surface count with
    their share; where the sphere leaves the volume, the part inside it counts. What is hotter than the mask's maximum
    and outside the mask is another's and counts in no mean, so that SUVpeak never exceeds SUVmax.

    Args:
        pet: SUV volume, g/ml; voxels without a finite value count in no mean.
        mask: of the lesion, not empty.
        left_out: voxels that count in no mean either.
    """
    kernel = sphere_weights(pet.spacing_mm)
    grid = Grid.of(pet)
    last = [start + n - 1 for start, n in zip(mask.origin_kji, mask.array.shape, strict=True)]
    box = Box.around(mask.origin_kji, last, PEAK_RADIUS_MM + max(pet.spacing_mm), grid)
    suv = pet.array[box.slices].astype(np.float64)
    inside = within(mask, box)
    counted = np.isfinite(suv) & ((suv <= suv[inside].max()) | inside)
    if left_out is not None:
        counted &= ~within(left_out, box)
    total = fftconvolve(np.where(counted, suv, 0.0), kernel, mode="same")
    share = fftconvolve(counted.astype(np.float64), kernel, mode="same")
    start = box.local(mask.origin_kji)
    part = tuple(slice(a, a + n) for a, n in zip(start, mask.array.shape, strict=True))
    return float((total[part][mask.array] / share[part][mask.array]).max())


@lru_cache(maxsize=32)
def sphere_weights(spacing_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    """Share of each voxel inside the sphere of 1 ml around the middle one, in all 1; odd shape [k, j, i]."""
    axes = []
    for step in spacing_mm:
        reach = math.ceil(PEAK_RADIUS_MM / step - 0.5)
        fine = (np.arange((2 * reach + 1) * SUPERSAMPLING) + 0.5) / SUPERSAMPLING - 0.5 - reach
        axes.append(fine * step)
    k, j, i = np.meshgrid(*axes, indexing="ij", sparse=True)
    fine_inside = (k**2 + j**2 + i**2 <= PEAK_RADIUS_MM**2).astype(np.float64)
    n = [len(axis) // SUPERSAMPLING for axis in axes]
    blocks = fine_inside.reshape(n[0], SUPERSAMPLING, n[1], SUPERSAMPLING, n[2], SUPERSAMPLING)
    shares = blocks.mean(axis=(1, 3, 5))
    weights: NDArray[np.float64] = shares / shares.sum()
    return weights
