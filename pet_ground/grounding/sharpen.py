"""A PET with part of the scanner's blur taken back: lesions that melt into an organ become maxima of their own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d, gaussian_filter

from pet_ground.grounding.boxes import Index
from pet_ground.units import FWHM_PER_SIGMA

STEPS = 10
"""Steps of Richardson and Lucy: with 5 some lesions on the flank of an organ are no maxima yet, with 20 noise makes
many (synthetic lesions beside bladder, kidney, heart and brain)."""

FLOOR = 1e-5
"""Least value, as a part of the largest: the steps divide."""

TRUNCATE = 3.0
"""Length of the filter in sigma."""


SMOOTH = 0.6
"""Width of the filter before the curvature is taken, in the resolution's sigma: little, the image is smooth already."""


def bulges(suv: NDArray[np.float32], spacing_mm: tuple[float, float, float], fwhm_mm: float) -> NDArray[np.float32]:
    """How much each voxel bulges out of its surroundings: the negative Laplacian times sigma squared, g/ml, at least 0.

    The flank of an organ is hollow outside; a lesion on it bulges, long before it has a maximum of its own.

    Args:
        suv: part of a PET [k, j, i].
        spacing_mm: along (k, j, i).
        fwhm_mm: resolution, full width at half maximum.
    """
    sigma = [fwhm_mm / FWHM_PER_SIGMA / step for step in spacing_mm]
    smooth = gaussian_filter(suv, [SMOOTH * s for s in sigma], mode="nearest", truncate=TRUNCATE)
    curvature = sum(s**2 * correlate1d(smooth, (1, -2, 1), axis=a, mode="nearest") for a, s in enumerate(sigma))
    bulge: NDArray[np.float32] = np.maximum(0, -np.asarray(curvature)).astype(np.float32)
    return bulge


def bulges_along(
    suv: NDArray[np.float32], at: Index, spacing_mm: tuple[float, float, float], fwhm_mm: float
) -> tuple[float, float, float]:
    """How much a voxel bulges along its three principal directions, g/ml, the least first; negative where hollow.

    A lesion bulges in all directions, on a flank less so towards the organ; the rim of an organ bulges in one only.

    Args:
        suv: part of a PET [k, j, i].
        at: index of the voxel.
        spacing_mm: along (k, j, i).
        fwhm_mm: resolution, full width at half maximum.
    """
    sigma = np.array([fwhm_mm / FWHM_PER_SIGMA / step for step in spacing_mm])
    reach = [math.ceil(TRUNCATE * SMOOTH * s) + 2 for s in sigma]
    window = tuple(slice(max(0, n + 1 - r), n + 2 + r) for n, r in zip(at, reach, strict=True))
    near = np.pad(suv, 1, mode="edge")[window]
    smooth = gaussian_filter(near, SMOOTH * sigma, mode="nearest", truncate=TRUNCATE)
    middle = [min(n + 1, r) for n, r in zip(at, reach, strict=True)]
    cube = smooth[tuple(slice(n - 1, n + 2) for n in middle)].astype(np.float64)
    least, between, most = np.linalg.eigvalsh(-_second_differences(cube) * np.outer(sigma, sigma)).tolist()
    return least, between, most


def _second_differences(cube: NDArray[np.float64]) -> NDArray[np.float64]:
    """The second derivatives in the middle of 3 x 3 x 3 voxels, shape (3, 3)."""
    slopes = np.gradient(cube)
    found = np.empty((3, 3))
    for a in range(3):
        line = np.moveaxis(cube, a, 0)[:, 1, 1]
        for b in range(3):
            found[a, b] = np.gradient(slopes[a], axis=b)[1, 1, 1] if a != b else line[0] - 2 * line[1] + line[2]
    return found


def sharpened(suv: NDArray[np.float32], spacing_mm: tuple[float, float, float], fwhm_mm: float) -> NDArray[np.float32]:
    """``STEPS`` of the deconvolution of Richardson (1972) and Lucy (1974) with the scanner's Gaussian resolution.

    Args:
        suv: part of a PET [k, j, i]; no value below 0 takes part.
        spacing_mm: along (k, j, i).
        fwhm_mm: resolution, full width at half maximum.

    Returns:
        Shape of ``suv``, larger at maxima and smaller in valleys; scaling ``suv`` scales it.
    """
    sigma = [fwhm_mm / FWHM_PER_SIGMA / step for step in spacing_mm]

    def blurred(image: NDArray[np.float32]) -> NDArray[np.float32]:
        result: NDArray[np.float32] = gaussian_filter(image, sigma, mode="nearest", truncate=TRUNCATE)
        return result

    floor = np.float32(FLOOR * max(float(suv.max()), float(np.finfo(np.float32).tiny)))
    seen = np.maximum(suv, floor).astype(np.float32, copy=False)
    estimate: NDArray[np.float32] = seen
    for _ in range(STEPS):
        ratio: NDArray[np.float32] = np.divide(seen, np.maximum(blurred(estimate), floor), dtype=np.float32)
        estimate = np.multiply(estimate, blurred(ratio), dtype=np.float32)
    return estimate
