"""The background of a lesion: a shell of voxels around its contour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from pet_ground.grounding.boxes import Bools, Box, Grid, bounds
from pet_ground.imaging import Volume

SHELL_FWHM = (1.0, 2.0)
"""The shell around the contour that shows the background, in units of the resolution."""


def shell_suv(pet: Volume, mask: Bools, box: Box, grid: Grid, fwhm_mm: float) -> NDArray[np.float32]:
    """The SUVs of the shell around a mask in a box; the shell may reach beyond the box."""
    first, last = bounds(mask)
    inner, outer = (n * fwhm_mm for n in SHELL_FWHM)
    window = Box.around(box.outer(first), box.outer(last), outer, grid)
    outside = np.ones([b - a for a, b in zip(window.start_kji, window.stop_kji, strict=True)], dtype=np.bool_)
    part = tuple(slice(a, b + 1) for a, b in zip(first, last, strict=True))
    at = window.local(box.outer(first))
    outside[tuple(slice(a, a + s.stop - s.start) for a, s in zip(at, part, strict=True))] = ~mask[part]
    distance_mm = distance_transform_edt(outside, sampling=grid.spacing_mm)
    around: NDArray[np.float32] = pet.array[window.slices][(distance_mm >= inner) & (distance_mm <= outer)]
    return around


def median_below(suv: NDArray[np.float32], limit_suv: float) -> float:
    """Median of the SUVs below a limit, at least 0; 0 where there are none."""
    below = suv[suv < limit_suv]
    return max(0.0, float(np.median(below))) if below.size else 0.0
