"""The liver's uptake, the reference of PERCIST."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from pet_ground.grounding.boxes import Box, Grid
from pet_ground.imaging import Volume

SPHERE_RADIUS_MM = 15.0
"""Radius of the sphere in which the liver is measured (PERCIST: 3 cm across, in the right lobe)."""

MARGIN_MM = 3.0
"""Beyond the label's box, so that the distance to its border is right on all sides."""


@dataclass(frozen=True)
class LiverReference:
    """Mean and standard deviation of the liver's SUV, g/ml."""

    mean_suv: float
    sd_suv: float


def liver_reference(pet: Volume, labels: Volume, liver_class: int) -> LiverReference | None:
    """The liver's uptake in a sphere of 3 cm where the liver is thickest, which is in the right lobe.

    Args:
        pet: SUV volume, g/ml.
        labels: label map on any grid in the PET's frame.
        liver_class: the liver's number in it.

    Returns:
        The reference; None where the PET shows no liver that could hold the sphere.
    """
    found = np.argwhere(labels.array == liver_class)
    if not found.size:
        return None
    lps = labels.to_lps(_corners(found.min(axis=0), found.max(axis=0)))
    index = pet.to_index(lps)
    grid = Grid.of(pet)
    first = np.clip(np.floor(index.min(axis=0)).astype(int), 0, np.array(grid.shape_kji) - 1)
    last = np.clip(np.ceil(index.max(axis=0)).astype(int), 0, np.array(grid.shape_kji) - 1)
    box = Box.around(first.tolist(), last.tolist(), MARGIN_MM, grid)
    inside = _labelled(pet, box, labels, liver_class)
    depth_mm = distance_transform_edt(np.pad(inside, 1), sampling=grid.spacing_mm)[1:-1, 1:-1, 1:-1]
    deepest = np.unravel_index(int(np.argmax(depth_mm)), depth_mm.shape)
    if float(depth_mm[deepest]) < SPHERE_RADIUS_MM:
        return None
    offsets = np.ogrid[tuple(slice(0, n) for n in inside.shape)]
    k, j, i = ((axis - at) * step for axis, at, step in zip(offsets, deepest, grid.spacing_mm, strict=True))
    sphere: NDArray[np.bool_] = k**2 + j**2 + i**2 <= SPHERE_RADIUS_MM**2
    suv = pet.array[box.slices][sphere].astype(np.float64)
    return LiverReference(float(suv.mean()), float(suv.std(ddof=1)))


def _corners(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """The eight corners of a box of voxels, at the voxels' outer edges."""
    spans = [(a - 0.5, b + 0.5) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    return np.array(np.meshgrid(*spans)).reshape(3, -1).T


def _labelled(pet: Volume, box: Box, labels: Volume, wanted: int) -> NDArray[np.bool_]:
    """Which of the PET's voxels in a box have their centre in a voxel of the wanted label."""
    k, j, i = (np.arange(part.start, part.stop) for part in box.slices)
    centres = np.stack(np.meshgrid(k, j, i, indexing="ij"), axis=-1)
    index = np.rint(labels.to_index(pet.to_lps(centres))).astype(np.int64)
    exists: NDArray[np.bool_] = np.all((index >= 0) & (index < labels.shape_kji), axis=-1)
    index = np.where(exists[..., None], index, 0)
    hit: NDArray[np.bool_] = exists & (labels.array[tuple(np.moveaxis(index, -1, 0))] == wanted)
    return hit
