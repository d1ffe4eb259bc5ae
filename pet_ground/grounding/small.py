"""The size of a small lesion: its contour, moved to the volume of the ellipsoid that explains its voxels best."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from pet_ground.grounding.boxes import EVERY_NEIGHBOUR, Bools, Box, Grid, Index, component, cropped, within
from pet_ground.grounding.ellipsoid import Cloud, Floats, fitted_half_axes_mm
from pet_ground.grounding.fine import contour_places
from pet_ground.grounding.settling import Contour
from pet_ground.grounding.sphere import equivalent_diameter_mm
from pet_ground.imaging import Volume
from pet_ground.units import FWHM_PER_SIGMA, MM3_PER_ML

SMALL_FWHM = 4.0
"""Diameter in FWHM below which a contour is resized. An ellipsoid of 1:1:2 is 3 FWHM thick there; in a thinner one the
blur of opposite borders meets in the middle (a sphere of 3 FWHM has 0.993 of its contrast there), so that the
threshold depends on the shape."""

REACH_SIGMA = 1.5
"""How far beyond the contour voxels take part in the fit, in the resolution's sigma: there the border's signal fades
(to a few percent), and further out the background's unevenness counts more. From 1 to 2.3 the result is the same."""

MOST_VOXELS = 150
"""Voxels that take part, about; on fine grids neighbours say the same, because the blur is wider than they are."""

FEWEST_VOXELS = 12
"""And at least, twice the fit's unknowns; as many places inside the contour show its axes."""

ROUND_SHARE = 0.1
"""Least variance of a contour along an axis, relative to its largest: a first half axis must not be 0."""

GROWTH_VOXELS = 2
"""Farthest outside the contour that the resized one may reach: it corrects a size, it does not search."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """A contour in a box with room for the fit.

    Attributes:
        box, suv: the voxels.
        mask: the contour.
        other: voxels of at least the contour's threshold outside it: neighbours.
        peak: the hottest voxel of the contour, in the box.
    """

    box: Box
    suv: NDArray[np.float32]
    mask: Bools
    other: Bools
    peak: Index


def resized(pet: Volume, contour: Contour, psf_fwhm_mm: float) -> Contour:
    """A small lesion's contour with as many voxels as the fitted ellipsoid has room for, the hottest ones.

    The shape stays that of the image: a threshold, another one. A large contour stays as it is, one that no ellipsoid
    fits, and one at the end of the field, beyond which the ellipsoid goes on.

    Args:
        pet: SUV volume, g/ml.
        contour: of avg-ITM, without neighbours in contact.
        psf_fwhm_mm: resolution of the scanner.
    """
    grid = Grid.of(pet)
    if equivalent_diameter_mm(contour.mask.voxels * grid.voxel_ml) >= SMALL_FWHM * psf_fwhm_mm:
        return contour
    if "edge_of_field" in contour.flags:
        return contour
    around = _surroundings(pet, contour, grid, psf_fwhm_mm)
    half_axes_mm = _half_axes_mm(around, contour, grid, psf_fwhm_mm)
    if half_axes_mm is None:
        return contour
    volume_ml = 4.0 / 3.0 * math.pi * float(np.prod(half_axes_mm)) / MM3_PER_ML
    mask, threshold = _of_size(around, max(1, round(volume_ml / grid.voxel_ml)))
    small = equivalent_diameter_mm(int(np.count_nonzero(mask)) * grid.voxel_ml) < psf_fwhm_mm
    flags = tuple(flag for flag in contour.flags if flag != "below_resolution")
    return replace(
        contour,
        mask=cropped(mask, around.box),
        threshold_suv=threshold,
        flags=("below_resolution", *flags) if small else flags,
    )


def _surroundings(pet: Volume, contour: Contour, grid: Grid, fwhm_mm: float) -> Surroundings:
    last = [part.stop - 1 for part in contour.mask.box]
    margin_mm = max(REACH_SIGMA * fwhm_mm / FWHM_PER_SIGMA, GROWTH_VOXELS * max(grid.spacing_mm)) + max(grid.spacing_mm)
    box = Box.around(contour.mask.origin_kji, last, margin_mm, grid)
    suv: NDArray[np.float32] = pet.array[box.slices]
    mask = within(contour.mask, box)
    return Surroundings(box, suv, mask, (suv >= contour.threshold_suv) & ~mask, box.local(contour.peak_kji))


def _half_axes_mm(around: Surroundings, contour: Contour, grid: Grid, fwhm_mm: float) -> Floats | None:
    """Half axes of the fitted ellipsoid; None where there is none."""
    sigma_mm = fwhm_mm / FWHM_PER_SIGMA
    spacing_mm = np.asarray(grid.spacing_mm)
    places_mm = contour_places(around.suv, around.mask, ~around.other, contour.threshold_suv) * spacing_mm
    if len(places_mm) < FEWEST_VOXELS:
        return None
    centre_mm = places_mm.mean(axis=0)
    variance, axes = np.linalg.eigh(np.cov((places_mm - centre_mm).T))
    first = np.sqrt(5.0 * np.maximum(variance, ROUND_SHARE * variance.max()))
    own = (np.moveaxis(np.indices(around.suv.shape), 0, -1) * spacing_mm - centre_mm) @ axes
    outside = np.linalg.norm(own / (first + REACH_SIGMA * sigma_mm), axis=-1)
    use = (outside <= 1.0) & ~around.other
    every = math.ceil(np.count_nonzero(use) / MOST_VOXELS)
    if every > 1:
        use &= _taxicab(around) % every == 0
    heights = around.suv[use].astype(np.float64) - contour.background_suv
    if len(heights) < FEWEST_VOXELS or not heights.max() > 0:
        return None
    return fitted_half_axes_mm(Cloud(own[use], heights / heights.max()), first, sigma_mm)


def _taxicab(around: Surroundings) -> NDArray[np.int64]:
    """Steps from voxel to voxel to the peak: a choice of voxels by them is the same in the mirror."""
    steps = [np.abs(np.arange(n) - at) for n, at in zip(around.suv.shape, around.peak, strict=True)]
    total: NDArray[np.int64] = steps[0][:, None, None] + steps[1][:, None] + steps[2]
    return total


def _of_size(around: Surroundings, voxels: int) -> tuple[Bools, float]:
    """The part around the peak above the threshold that gives it a number of voxels most nearly, and the threshold."""
    near = binary_dilation(around.mask, EVERY_NEIGHBOUR, iterations=GROWTH_VOXELS)
    domain = near & ~around.other & (around.suv <= around.suv[around.peak])
    values = np.sort(around.suv[domain])[::-1]

    def above(rank: int) -> Bools:
        return component(domain & (around.suv >= values[rank]), around.peak)

    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if np.count_nonzero(above(middle)) >= voxels:
            high = middle
        else:
            low = middle + 1
    ranks = [low] if low == 0 else [low - 1, low]
    found = [(above(rank), float(values[rank])) for rank in ranks]
    return min(found, key=lambda one: abs(int(np.count_nonzero(one[0])) - voxels))
