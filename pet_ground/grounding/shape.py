"""The shape of a mask: its longest axial diameter and its sphericity."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist
from skimage.measure import marching_cubes, mesh_surface_area

from pet_ground.grounding.boxes import Bools

HALF = 0.5
"""Level of the surface between a voxel inside (1) and one outside (0)."""


def longest_axial_mm(mask: Bools, spacing_mm: tuple[float, float, float]) -> float:
    """The longest distance between two points of a mask's outline in one axial slice, mm.

    The outline runs half a voxel outside the centres of the outermost voxels of each row and column.

    Args:
        mask: shape (K, J, I), not empty.
        spacing_mm: of the voxels, along (k, j, i).
    """
    return max(float(pdist(_outline(plane) * spacing_mm[1:]).max()) for plane in mask if plane.any())


def _outline(plane: Bools) -> NDArray[np.float64]:
    """Middles of the outermost faces of each row and column, (j, i) in voxels."""
    points = []
    for axis, turned in enumerate((plane, plane.T)):
        lines = np.flatnonzero(turned.any(axis=1)).astype(np.float64)
        filled = turned[turned.any(axis=1)]
        first = np.argmax(filled, axis=1) - HALF
        last = filled.shape[1] - np.argmax(filled[:, ::-1], axis=1) - HALF
        points += [np.stack((lines, place) if axis == 0 else (place, lines), axis=1) for place in (first, last)]
    return np.concatenate(points)


def sphericity(mask: Bools, spacing_mm: tuple[float, float, float]) -> float:
    """Surface of the sphere of the same volume over the mask's surface: 1 for a sphere, less for all else.

    Both are those of the mesh that marching cubes draws half way between the voxels inside and outside, as the IBSI
    defines it (Zwanenburg 2020). The steps between voxels make a ball's surface 10 % too large: it has about 0.91.
    """
    surface, faces, _, _ = marching_cubes(np.pad(mask, 1).astype(np.float32), HALF, spacing=spacing_mm)
    corners = surface[faces] - surface.mean(axis=0)
    volume = abs(float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum())) / 6.0
    return math.cbrt(36.0 * math.pi * volume**2) / float(mesh_surface_area(surface, faces))
