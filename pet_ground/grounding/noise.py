"""Whether a faint contour is a spike of noise on something larger, and what that is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, gaussian_filter

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, touches_inner_face, within
from pet_ground.grounding.settling import BOX_MARGINS_MM, Contour
from pet_ground.grounding.shell import median_below, shell_suv
from pet_ground.grounding.sphere import equivalent_diameter_mm
from pet_ground.imaging import LocalMask, Volume
from pet_ground.units import FWHM_PER_SIGMA

SMOOTHING_FWHM = (1.0, 2.0)
"""Widths of the Gaussians, in units of the resolution, that are tried in turn: they divide the standard deviation of
noise of the resolution's grain by 1.7 and 3.3, as (1 + width^2)^(3/4)."""

SPIKE_SD = 4.5
"""Height over the larger lesion's mean, in its standard deviations, below which a maximum can be noise: the highest of
the 100 to 10,000 independent places of a lesion is at 2.5 to 3.9."""

LESION_SD = 3.0
"""Height of the larger lesion's mean over its background, in its standard deviations, from which it is no pattern of
noise: those have 1; the faintest lesions of the phantom study (contrast 2, noise 15 %) have 5."""

LARGE_FWHM = 4.0
"""Diameter of the larger lesion, in units of the smoothed image's resolution, from which it is taken: smoothing joins
small lesions with their neighbours."""

SPIKE_ML = 10.0
"""Volume from which a contour is no spike: at a resolution of 8 mm it holds some 20 grains of noise."""

SMOOTHED = "drawn_smoothed"
"""Flag of a contour that was drawn in the smoothed image."""

FEWEST_VOXELS = 30
"""Voxels from which the larger lesion's standard deviation is known to 13 %."""


@dataclass(frozen=True, eq=False)
class _Smoothed:
    """A box of the PET, smoothed: a volume of its own (of the PET's spacing, not at its place) and its resolution."""

    box: Box
    volume: Volume
    fwhm_mm: float


def without_spike(
    pet: Volume, contour: Contour, psf_fwhm_mm: float, draw: Callable[[Volume, Index, float], Contour]
) -> Contour:
    """A contour, or that of the larger lesion on which it is no more than a spike of noise.

    Args:
        pet: SUV volume, g/ml.
        contour: of faint contrast.
        psf_fwhm_mm: resolution of the scanner.
        draw: gives the contour of a maximum in a volume of a resolution; ``ItemDropped`` where it has none.
    """
    peak = contour.peak_kji
    box = Box.around(peak, peak, BOX_MARGINS_MM[1], Grid.of(pet))
    around = shell_suv(pet, within(contour.mask, box), box, Grid.of(pet), psf_fwhm_mm)
    if _height_sd(float(pet.array[peak]), around) >= SPIKE_SD:
        return contour
    for width in SMOOTHING_FWHM:
        smooth = _smoothed(pet, box, width, psf_fwhm_mm)
        try:
            larger = draw(smooth.volume, box.local(peak), smooth.fwhm_mm)
        except ItemDropped:
            continue
        if _explains(larger, smooth, pet, peak, psf_fwhm_mm):
            return _on_pet(larger, smooth, pet, peak, psf_fwhm_mm)
    return contour


def _smoothed(pet: Volume, box: Box, width: float, psf_fwhm_mm: float) -> _Smoothed:
    sigma = [width * psf_fwhm_mm / FWHM_PER_SIGMA / step for step in pet.spacing_mm]
    array: NDArray[np.float32] = gaussian_filter(pet.array[box.slices], sigma)
    return _Smoothed(box, Volume(array, pet.affine_lps), psf_fwhm_mm * math.hypot(1.0, width))


def _explains(larger: Contour, smooth: _Smoothed, pet: Volume, peak_kji: Index, psf_fwhm_mm: float) -> bool:
    """Whether a maximum can be noise on a larger lesion, in the image and in the smoothed one.

    It must be the larger lesion's own maximum: that is where a report's SUVmax stands, and the noise of an organ around
    a faint lesion stays out.
    """
    suv, peak = pet.array[smooth.box.slices], smooth.box.local(peak_kji)
    inside = within(larger.mask, Box((0, 0, 0), smooth.volume.shape_kji))
    if not inside[peak] or float(suv[inside].max()) > float(suv[peak]):
        return False
    is_large = equivalent_diameter_mm(larger.mask.voxels * pet.voxel_ml) >= LARGE_FWHM * smooth.fwhm_mm
    if not is_large or touches_inner_face(inside, smooth.box, pet.shape_kji):
        return False
    middle: Bools = distance_transform_edt(inside, sampling=pet.spacing_mm) > psf_fwhm_mm
    if np.count_nonzero(middle) < FEWEST_VOXELS:
        return False
    has_surroundings = larger.background_suv > 0  # 0 where the contour fills all that is seen
    if not has_surroundings or -_height_sd(larger.background_suv, suv[middle]) < LESION_SD:
        return False
    return all(_height_sd(float(image[peak]), image[middle]) < SPIKE_SD for image in (suv, smooth.volume.array))


def _on_pet(larger: Contour, smooth: _Smoothed, pet: Volume, peak_kji: Index, psf_fwhm_mm: float) -> Contour:
    """A contour of the smoothed box as one of the PET, with the PET's own SUVs."""
    mask = LocalMask(smooth.box.outer(larger.mask.origin_kji), larger.mask.array)
    lowest = float(pet.array[mask.box][mask.array].min())
    shell = shell_suv(pet, within(mask, smooth.box), smooth.box, Grid.of(pet), psf_fwhm_mm)
    return replace(
        larger,
        mask=mask,
        peak_kji=peak_kji,
        threshold_suv=lowest,
        background_suv=median_below(shell, larger.threshold_suv),
        flags=(*larger.flags, SMOOTHED),
    )


def _height_sd(suv: float, around: NDArray[np.float32]) -> float:
    """How far a voxel stands above the mean of others, in their standard deviations; infinite where they are even."""
    deviation = float(around.std(dtype=np.float64)) if around.size else 0.0
    return (suv - float(around.mean(dtype=np.float64))) / deviation if deviation > 0 else math.inf
