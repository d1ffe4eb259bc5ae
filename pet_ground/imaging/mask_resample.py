"""Lesions' masks on another grid: none vanishes or falls apart, all keep their volume, each has its own voxels.

A linearly interpolated 0/1 mask cut at 0.5 rounds off what is small or thin: a single voxel loses most of its volume,
or all. Where the cut changes the volume by more than ``CUT_TOLERANCE``, the voxels of which the lesion fills the
largest part are taken instead, as many as its volume asks for.

Lesions of one study are placed together, the smallest first. A voxel on the border of two belongs to the smaller one,
and the larger one takes the next of its own. Only a lesion that finds all voxels around it taken shares one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.imaging.grid import Grid, box_on
from pet_ground.imaging.mask import LocalMask
from pet_ground.imaging.mask_joining import joined, parts_of
from pet_ground.imaging.resample import resample_image
from pet_ground.imaging.volume import Volume

Index = tuple[int, int, int]

LEVEL = 0.5
"""Where the interpolated 0/1 mask is cut: half way between inside and outside (Huemann 2025)."""

CUT_TOLERANCE = 0.02
"""Largest relative change of volume that the plain cut may make. Taking as many voxels as the volume asks for is exact
to half a voxel: more than 2 % only below 0.7 ml. Larger lesions of plain shape are cut, which is quicker."""

MIN_COVERED = 0.9
"""Smallest part of a lesion that the grid must hold: with less, its volume on the grid would be wrong by more than the
10 % that the data set accepts."""

SAMPLES_PER_VOXEL = 4
"""Points along each edge of a target voxel at which its share of the lesion is measured: 0.75 mm apart at 3 mm."""

SLAB = 16
"""Slices whose shares are measured together: bounds the memory for a mask that runs through the whole body."""

PLACES = 6
"""Decimals to which interpolated values are compared, so that equal ones are equal on every machine."""


@dataclass(frozen=True, eq=False)
class GridMask:
    """A lesion on another grid.

    Attributes:
        covered: the part of its voxels, 0 to 1, whose centres lie within the grid's outer edges.
        mask: its voxels on the grid, or None where ``covered`` is below ``MIN_COVERED``.
    """

    covered: float
    mask: LocalMask | None


def resample_masks(
    native: Grid, masks: Sequence[LocalMask], peaks_kji: Sequence[Index | None], grid: Grid
) -> list[GridMask]:
    """The lesions of one volume on another grid.

    Each has its native volume within 10 % above 1 ml, and within 10 % or half a voxel below; the part that lies on the
    grid, where it is cut. None is empty. A lesion in one piece stays in one (26-connected). Masks that share no voxel
    share none on the grid, but for one that finds all voxels around it taken: it has the one nearest its peak, as no
    lesion may vanish. The time depends on the size of the lesions, not on that of the volumes.

    Args:
        native: where the masks lie.
        masks: one for each lesion.
        peaks_kji: the hottest voxel of each in ``native``. Its nearest free voxel of the grid is the mask where
            nothing else of the lesion can be seen. Without it, the mask's first voxel stands in.
        grid: where they are wanted.

    Raises:
        ValueError: a mask is empty.
    """
    taken = np.zeros(grid.shape_kji, dtype=bool)
    found: dict[int, GridMask] = {}
    for n in sorted(range(len(masks)), key=lambda n: masks[n].voxels):
        found[n] = one = _resampled(native, masks[n], peaks_kji[n], grid, taken)
        if one.mask is not None:
            taken[one.mask.box] |= one.mask.array
    return [found[n] for n in range(len(masks))]


def covered_fraction(native: Grid, mask: LocalMask, grid: Grid) -> float:
    """The part of a mask's voxels, from 0 to 1, whose centres lie within the grid's outer edges.

    Raises:
        ValueError: the mask is empty.
    """
    inside = mask.indices()
    if not len(inside):
        raise ValueError("an empty mask covers nothing")
    index = grid.blank.to_index(native.blank.to_lps(inside))
    held = np.all((index >= -0.5) & (index <= np.array(grid.shape_kji) - 0.5), axis=1)
    return float(np.mean(held))


def _resampled(native: Grid, mask: LocalMask, peak_kji: Index | None, grid: Grid, taken: NDArray[np.bool_]) -> GridMask:
    covered = covered_fraction(native, mask, grid)
    if covered < MIN_COVERED:
        return GridMask(covered, None)
    lesion = _with_rim(native, mask)
    start, stop = box_on(grid, _corners_lps(lesion), margin=1)
    target = grid.part(start, stop)
    placed = LocalMask((int(start[0]), int(start[1]), int(start[2])), np.zeros(target.shape_kji, dtype=bool))
    free = ~taken[placed.box]
    voxels = covered * mask.voxels * native.blank.voxel_ml / target.blank.voxel_ml
    found = (np.round(resample_image(lesion, target, outside=0.0).array, PLACES) > LEVEL) & free
    share = None  # takes long: only where it is needed
    if abs(np.count_nonzero(found) - voxels) > CUT_TOLERANCE * voxels:
        share = _share(lesion, target)
        found = _highest(share * free, max(1, round(voxels)))
    if parts_of(found)[1] > 1 and parts_of(lesion.array > 0)[1] == 1:
        found = joined(found, _share(lesion, target) if share is None else share, free)
    if not found.any():
        seed = mask.indices()[0] if peak_kji is None else np.asarray(peak_kji)
        found[_nearest(native.blank.to_lps(seed), target, free)] = True
    return GridMask(covered, LocalMask(placed.origin_kji, found))


def _with_rim(native: Grid, mask: LocalMask) -> Volume:
    """The lesion with a rim of one voxel of zeros, as float32, wherever it lies in its volume."""
    inside = np.argwhere(mask.array)
    first, last = inside.min(axis=0), inside.max(axis=0)
    tight = mask.array[tuple(slice(a, b + 1) for a, b in zip(first, last, strict=True))]
    origin = np.add(mask.origin_kji, first)
    return native.part(origin - 1, origin + tight.shape + 1).volume(np.pad(tight, 1).astype(np.float32))


def _corners_lps(lesion: Volume) -> NDArray[np.float64]:
    """Centres of the eight corner voxels, all of which lie in the rim of zeros."""
    ends = np.meshgrid(*[(0, n - 1) for n in lesion.shape_kji], indexing="ij")
    return lesion.to_lps(np.stack([end.ravel() for end in ends], axis=1))


def _share(lesion: Volume, target: Grid) -> NDArray[np.float64]:
    """The part of each target voxel that the lesion fills: the mean of the interpolated mask at points within it."""
    n = SAMPLES_PER_VOXEL
    k, j, i = target.shape_kji
    slabs = []
    for first in range(0, k, SLAB):
        slab = target.part(np.array([first, 0, 0]), np.array([min(first + SLAB, k), j, i]))
        affine = slab.affine_lps.copy()
        affine[:3, :3] /= n
        affine[:3, 3] = slab.blank.to_lps([(1 / n - 1) / 2] * 3)
        depth = slab.shape_kji[0]
        fine = resample_image(lesion, Grid((depth * n, j * n, i * n), affine), outside=0.0).array
        slabs.append(fine.reshape(depth, n, j, n, i, n).mean(axis=(1, 3, 5), dtype=np.float64))
    return np.round(np.concatenate(slabs), PLACES)


def _highest(share: NDArray[np.float64], count: int) -> NDArray[np.bool_]:
    """The ``count`` voxels of the highest share above 0; of equal ones, those nearest the middle of the lesion."""
    index = np.indices(share.shape).reshape(3, -1)
    flat = share.ravel()
    middle = index @ flat / max(float(flat.sum()), 1.0e-6)
    distance = np.round(np.sum((index - middle[:, None]) ** 2, axis=0), PLACES)
    order = np.lexsort((np.arange(flat.size), distance, -flat))[:count]
    found = np.zeros(flat.size, dtype=bool)
    found[order] = flat[order] > 0
    return found.reshape(share.shape)


def _nearest(seed_lps: NDArray[np.float64], target: Grid, free: NDArray[np.bool_]) -> Index:
    """The free voxel of the target nearest a point; the nearest of all where none is free."""
    where = np.argwhere(free) if free.any() else np.argwhere(np.ones_like(free))
    distance = np.linalg.norm(target.blank.to_lps(where) - seed_lps, axis=1)
    k, j, i = (int(n) for n in where[int(np.argmin(np.round(distance, PLACES)))])
    return k, j, i
