"""Grids: where the voxels of a volume lie, and the published 3 mm grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.imaging.volume import CANONICAL_AXCODES, Affine, Volume

GRID_SHAPE_KJI = (352, 192, 192)
"""Voxels of the published grid: 1056 mm from feet to head, 576 mm in both directions of the plane (Huemann 2025)."""

GRID_SPACING_MM = 3.0
"""Its spacing along every axis (Huemann 2025)."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the voxels of a volume lie, without the voxels.

    Attributes:
        shape_kji: number of voxels along (k, j, i).
        affine_lps: 4 x 4; maps the column (i, j, k, 1) of a voxel's centre to LPS millimetres.
        native_axcodes: the order of axes in which volumes on the grid are written (see ``Volume``).
    """

    shape_kji: tuple[int, int, int]
    affine_lps: Affine
    native_axcodes: tuple[str, ...] = CANONICAL_AXCODES

    def volume(self, array: NDArray[Any]) -> Volume:
        """A volume on the grid.

        Raises:
            ValueError: the array has another shape.
        """
        if array.shape != self.shape_kji:
            raise ValueError(f"an array of shape {array.shape} does not fit a grid of {self.shape_kji}")
        return Volume(array, self.affine_lps, self.native_axcodes)

    def part(self, start_kji: NDArray[np.int64], stop_kji: NDArray[np.int64]) -> Grid:
        """The box of the grid from ``start_kji`` up to, and without, ``stop_kji``."""
        affine = self.affine_lps.copy()
        affine[:3, 3] = self.blank.to_lps(start_kji)
        k, j, i = (int(n) for n in stop_kji - start_kji)
        return replace(self, shape_kji=(k, j, i), affine_lps=affine)

    @property
    def blank(self) -> Volume:
        """A volume of zeros on the grid that takes no memory, for its geometry."""
        return self.volume(np.broadcast_to(np.uint8(0), self.shape_kji))


def grid_of(volume: Volume) -> Grid:
    """The grid on which a volume lies."""
    return Grid(volume.shape_kji, volume.affine_lps, volume.native_axcodes)


def grid_3mm(pet: Volume) -> Grid:
    """The published grid for a PET: 192 x 192 x 352 voxels (i, j, k) of 3 mm, axes along LPS.

    The middle of the grid is the middle of the PET volume along all three axes. An oblique PET gets straight axes.
    What a scan has beyond 1056 mm in length, half at each end, or beyond 576 mm in the plane, lies outside.
    """
    centre_lps = pet.to_lps([(n - 1) / 2 for n in pet.shape_kji])
    half_ijk = (np.array(GRID_SHAPE_KJI[::-1]) - 1) / 2
    affine = np.diag([GRID_SPACING_MM, GRID_SPACING_MM, GRID_SPACING_MM, 1.0])
    affine[:3, 3] = centre_lps - GRID_SPACING_MM * half_ijk
    return Grid(GRID_SHAPE_KJI, affine)


def box_on(grid: Grid, corners_lps: NDArray[np.float64], margin: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First index and end (exclusive) of the box of a grid that holds all corners; empty where they lie outside."""
    index = grid.blank.to_index(corners_lps)
    shape = np.array(grid.shape_kji)
    start = np.clip(np.floor(index.min(axis=0)).astype(np.int64) - margin, 0, shape)
    stop = np.clip(np.ceil(index.max(axis=0)).astype(np.int64) + margin + 1, 0, shape)
    return start, np.maximum(start, stop)


def corners_of(shape_kji: tuple[int, int, int]) -> NDArray[np.float64]:
    """The eight corners (outer edges, not centres) of a grid as indices (k, j, i), shape (8, 3)."""
    edges = np.meshgrid(*[(-0.5, n - 0.5) for n in shape_kji], indexing="ij")
    return np.stack([edge.ravel() for edge in edges], axis=1)
