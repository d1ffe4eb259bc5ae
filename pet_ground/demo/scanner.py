"""What the scanner makes of the phantom: PET with blur and noise, CT with bone rims and noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from pet_ground.demo.phantom import Axes
from pet_ground.demo.tissues import BONE_HU
from pet_ground.units import FWHM_PER_SIGMA

PSF_FWHM_MM = 6.0
"""Resolution of the synthetic scanner; clinical reconstructions lie between 5 and 7 mm."""

NOISE_IN_LIVER = 0.07
"""Standard deviation over mean at SUV 2; clinical images are accepted up to about 0.15."""

NOISE_SIGMA_VOXELS = 0.9
"""Reconstruction noise is correlated between neighbours."""

CT_NOISE_HU = 11.0
CORTICAL_BONE_HU = 850.0
LOWEST_HU = -1024.0

Volume32 = NDArray[np.float32]


def _blur_matrix(target_mm: NDArray[np.float64], source_mm: NDArray[np.float64]) -> Volume32:
    """Rows of Gaussian weights from samples at ``source_mm`` to ``target_mm``; a row sums to 1 inside the field."""
    sigma = PSF_FWHM_MM / FWHM_PER_SIGMA
    weights = np.exp(-0.5 * ((target_mm[:, None] - source_mm[None, :]) / sigma) ** 2)
    pitch = source_mm[1] - source_mm[0]
    scaled: Volume32 = (weights * pitch / (sigma * np.sqrt(2 * np.pi))).astype(np.float32)
    return scaled


def scan_pet(activity_suv: Volume32, source: Axes, target: Axes) -> Volume32:
    """Noise-free PET on the axes ``target`` of an activity on the axes ``source`` (same slices), SUV."""
    rows = _blur_matrix(target.y_mm, source.y_mm)
    columns = np.ascontiguousarray(_blur_matrix(target.x_mm, source.x_mm).T)
    out = np.empty(target.shape_kji, dtype=np.float32)
    for k in range(activity_suv.shape[0]):
        out[k] = rows @ (activity_suv[k] @ columns)
    sigma_slices = PSF_FWHM_MM / FWHM_PER_SIGMA / target.spacing_kji_mm[0]
    blurred: Volume32 = gaussian_filter1d(out, sigma_slices, axis=0, mode="nearest", truncate=3.5)
    return blurred


def pet_noise(shape_kji: tuple[int, int, int], rng: np.random.Generator) -> Volume32:
    """Correlated noise of zero mean and unit standard deviation."""
    white = rng.standard_normal(shape_kji, dtype=np.float32)
    noise: Volume32 = gaussian_filter(white, NOISE_SIGMA_VOXELS, truncate=3.0)
    unit: Volume32 = noise / noise.std()
    return unit


def noisy(pet_suv: Volume32, unit_noise: Volume32) -> Volume32:
    """PET with noise proportional to the square root of the signal; negative values are cut off."""
    level = np.float32(NOISE_IN_LIVER * np.sqrt(2.0))
    measured: Volume32 = np.maximum(pet_suv + level * np.sqrt(pet_suv + np.float32(0.02)) * unit_noise, 0)
    return measured


def scan_ct(hu: Volume32, rng: np.random.Generator) -> NDArray[np.int16]:
    """CT in whole Hounsfield units: dense rims around bones, a little blur, noise."""
    bone = hu == BONE_HU
    inner = bone.copy()
    inner[:, 1:] &= bone[:, :-1]
    inner[:, :-1] &= bone[:, 1:]
    inner[:, :, 1:] &= bone[:, :, :-1]
    inner[:, :, :-1] &= bone[:, :, 1:]
    out = np.where(bone & ~inner, np.float32(CORTICAL_BONE_HU), hu)
    for axis in (1, 2):
        out = gaussian_filter1d(out, 0.55, axis=axis, truncate=3.0)
    tile = rng.standard_normal(out.shape[1:], dtype=np.float32) * np.float32(CT_NOISE_HU)
    for k in range(out.shape[0]):
        # One noise image, rolled by another step in each slice: as good to the eye, and quick.
        out[k] += np.roll(tile, (37 * k, 61 * k), axis=(0, 1))
    return np.clip(np.rint(out), LOWEST_HU, 3000).astype(np.int16)
