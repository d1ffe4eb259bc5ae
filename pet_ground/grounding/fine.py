"""Volume and mean of a small contour on a finer grid: where a lesion has few voxels, their size must not decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline
from scipy.ndimage import binary_dilation

from pet_ground.grounding.boxes import EVERY_NEIGHBOUR, Bools, bounds

FINE = 3
"""Sub-voxels per axis."""

FEW_VOXELS = 400
"""Contours of more voxels are measured as they are: their volume is known within 1 to 2 %."""

MARGIN_VOXELS = 2
"""Voxels around the contour that take part in the interpolation."""

CUBIC = 3


@dataclass(frozen=True, eq=False)
class Fine:
    """The surroundings of a contour on the finer grid; a contour of many voxels has none.

    Attributes:
        mask, domain: the contour, and the voxels that it can take.
        coarse: number and mean SUV of the contour's voxels.
        suv: of the sub-voxels that are within a voxel of the contour and in the domain, shape (n,).
    """

    mask: Bools
    domain: Bools
    coarse: tuple[float, float]
    suv: NDArray[np.float64]

    @classmethod
    def of(cls, suv: NDArray[np.float32], mask: Bools, domain: Bools) -> Fine:
        """The surroundings of a mask that is not empty; all arrays of one shape [k, j, i]."""
        voxels = int(np.count_nonzero(mask))
        coarse = float(voxels), float(suv[mask].mean(dtype=np.float64))
        if voxels > FEW_VOXELS:
            return cls(mask, domain, coarse, np.zeros(0))
        values, near, _ = _interpolated_near(suv, mask, domain)
        return cls(mask, domain, coarse, values[near])

    def volume_and_mean(self, threshold: float) -> tuple[float, float]:
        """Volume in voxels and mean SUV of the contour.

        A small contour is drawn anew at the same threshold on a cubic interpolation, within a voxel of ``mask`` and
        inside ``domain``; a large one is taken voxel by voxel.
        """
        inside = self.suv[self.suv >= threshold]
        return (inside.size / FINE**3, float(inside.mean())) if inside.size else self.coarse


def contour_places(suv: NDArray[np.float32], mask: Bools, domain: Bools, threshold: float) -> NDArray[np.float64]:
    """Centres of the sub-voxels of a contour drawn as by ``Fine``, in voxels of ``suv``, shape (n, 3)."""
    values, near, first = _interpolated_near(suv, mask, domain)
    places: NDArray[np.float64] = (np.argwhere(near & (values >= threshold)) + 0.5) / FINE - 0.5 + first
    return places


def _interpolated_near(
    suv: NDArray[np.float32], mask: Bools, domain: Bools
) -> tuple[NDArray[np.float64], Bools, tuple[int, ...]]:
    """Sub-voxels around a mask: their SUV, which are within a voxel of it and in ``domain``, and their first voxel."""
    first, last = bounds(mask)
    part = tuple(
        slice(max(0, a - MARGIN_VOXELS), min(n, b + MARGIN_VOXELS + 1))
        for a, b, n in zip(first, last, mask.shape, strict=True)
    )
    near = binary_dilation(mask[part], EVERY_NEIGHBOUR) & domain[part]
    for axis in range(3):
        near = np.repeat(near, FINE, axis=axis)
    return interpolated(suv[part].astype(np.float64)), near, tuple(one.start for one in part)


def interpolated(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A cubic spline through the voxels at the centres of ``FINE`` sub-voxels per axis."""
    fine = values
    for axis in range(3):
        weights = _weights(values.shape[axis])
        fine = np.moveaxis(np.tensordot(weights, fine, axes=(1, axis)), 0, axis)
    return fine


@lru_cache(maxsize=256)
def _weights(n: int) -> NDArray[np.float64]:
    """Weights of ``n`` voxels for their sub-voxels, shape (n x FINE, n); beyond the last centres, their value holds."""
    if n == 1:
        return np.ones((FINE, 1))
    places = np.clip((np.arange(n * FINE) + 0.5) / FINE - 0.5, 0, n - 1)
    degree = min(CUBIC, n - 1)
    weights: NDArray[np.float64] = make_interp_spline(np.arange(n), np.eye(n), k=degree)(places)
    return weights
