"""The grids of label maps: the CT's own, and a small one of 3 mm in the CT's field of view.

TotalSegmentator samples a CT at its model's spacing with ``scipy.ndimage.zoom``: the centres of the first and of the
last voxel of every axis stay where they are, and the number of voxels is rounded. So the true spacing is a little off
the nominal one, by up to half a voxel over the whole axis. The small grid says the true one.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from pet_ground.imaging import Grid, Volume, grid_of

LabelGrid = Literal["3mm", "ct"]
"""The grids on which a label map can be kept."""

SMALL_SPACING_MM = 3.0
"""Spacing of the small grid: TotalSegmentator's ``fast`` model works at 3 mm, and so does the published 3 mm grid."""


def label_grid(ct: Volume, kind: LabelGrid) -> Grid:
    """The grid of a label map of this CT."""
    return grid_of(ct) if kind == "ct" else small_grid(ct)


def small_grid(ct: Volume) -> Grid:
    """The 3 mm grid in the field of view of a CT; an axis that is coarser already keeps its voxels."""
    wanted = (round(n * mm / SMALL_SPACING_MM) for n, mm in zip(ct.shape_kji, ct.spacing_mm, strict=True))
    k, j, i = (max(1, min(n, own)) for n, own in zip(wanted, ct.shape_kji, strict=True))
    return spread(grid_of(ct), (k, j, i))


def spread(grid: Grid, shape_kji: tuple[int, int, int]) -> Grid:
    """Another number of voxels from the first to the last centre of each axis of a grid."""
    affine = grid.affine_lps.copy()
    for column, (new, old) in enumerate(zip(shape_kji[::-1], grid.shape_kji[::-1], strict=True)):
        affine[:3, column] *= (old - 1) / (new - 1) if new > 1 else old
        # A single voxel stands for the whole axis.
        affine[:3, 3] += grid.affine_lps[:3, column] * ((old - 1) / 2 if new == 1 else 0.0)
    return Grid(shape_kji, affine, grid.native_axcodes)


def nearest_index(old: int, new: int) -> NDArray[np.intp]:
    """For ``new`` voxels along an axis, which of the ``old`` ones is nearest, just as ``ndimage.zoom`` chooses it."""
    if new == 1:
        return np.array([(old - 1) // 2])
    index: NDArray[np.intp] = ndimage.zoom(np.arange(old, dtype=np.float64), new / old, order=0, mode="nearest")
    return np.rint(index).astype(np.intp)


def on_shape(labels: NDArray[np.uint8], shape_kji: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A label map [k, j, i] with another number of voxels: each takes the label of the nearest one.

    One axis after the other: that takes a byte per voxel, where ``ndimage.zoom`` of the whole takes sixteen.
    """
    for axis, (old, new) in enumerate(zip(labels.shape, shape_kji, strict=True)):
        if old != new:
            labels = labels.take(nearest_index(old, new), axis=axis)
    return np.ascontiguousarray(labels)


def on_small_grid(labels: Volume) -> Volume:
    """A label map on the 3 mm grid of its field of view."""
    grid = small_grid(labels)
    return grid.volume(on_shape(labels.array, grid.shape_kji))
