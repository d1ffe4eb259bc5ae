"""Resampling: one volume on another's grid, and all on the published 3 mm grid.

Everything is linear interpolation in the patient's frame, as published (Huemann 2025, PETAR 2025). There is
no smoothing before a finer CT is sampled at 3 mm: its noise stays, and a voxel is what the CT shows at its centre.

A linearly interpolated 0/1 mask cut at 0.5 rounds off what is small: a single voxel loses most of its volume, or all.
Where the cut at 0.5 changes the volume by more than ``VOLUME_TOLERANCE``, the voxels of which the lesion fills the
largest part are taken instead, as many as its volume asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import ItemDropped
from pet_ground.imaging.grid import Grid, box_on, corners_of, grid_3mm, grid_of
from pet_ground.imaging.volume import LPS_FROM_RAS, Volume, canonical
from pet_ground.reasons import Reason

if TYPE_CHECKING:  # loading SimpleITK takes as long as all else here: only what resamples pays for it
    import SimpleITK as sitk

__all__ = [
    "OUTSIDE_HU",
    "OUTSIDE_SUV",
    "Grid",
    "covered_fraction",
    "from_sitk",
    "grid_3mm",
    "grid_of",
    "resample_image",
    "resample_mask",
    "to_sitk",
]

OUTSIDE_SUV = 0.0
"""What a resampled PET holds where there is none, g/ml."""

OUTSIDE_HU = -1024.0
"""What a resampled CT holds where there is none: air, HU."""

MARGIN_VOXELS = 2
"""Source voxels kept around what a grid needs, so that cutting never changes an interpolated value."""

LEVEL = 0.5
"""Where the interpolated 0/1 mask is cut: half way between inside and outside (Huemann 2025)."""

VOLUME_TOLERANCE = 0.10
"""Largest relative change of volume that the plain cut may make. It is the acceptance limit of the data set."""

MIN_COVERED = 1.0 - VOLUME_TOLERANCE
"""Smallest part of a lesion that the grid must hold: with less, its volume on the grid would be wrong."""

SAMPLES_PER_VOXEL = 4
"""Points along each edge of a target voxel at which its share of the lesion is measured: 0.75 mm apart at 3 mm."""

PLACES = 6
"""Decimals to which interpolated values are compared, so that equal ones are equal on every machine."""


def to_sitk(volume: Volume) -> sitk.Image:
    """The volume as a SimpleITK image, whose physical space is LPS too; booleans become uint8."""
    import SimpleITK as sitk

    array = volume.array.astype(np.uint8) if volume.array.dtype == np.bool_ else volume.array
    image = sitk.GetImageFromArray(array)
    _place(image, volume)
    return image


def from_sitk(image: sitk.Image) -> Volume:
    """A three-dimensional SimpleITK image as a canonical volume; its own order of axes is the native one.

    Raises:
        ValueError: the image does not have three dimensions.
    """
    import SimpleITK as sitk

    if image.GetDimension() != 3:
        raise ValueError(f"a volume has three axes, not {image.GetDimension()}")
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(image.GetDirection(), (3, 3)) * np.array(image.GetSpacing())
    affine[:3, 3] = image.GetOrigin()
    return canonical(sitk.GetArrayFromImage(image).transpose(2, 1, 0), LPS_FROM_RAS @ affine)


def resample_image(volume: Volume, grid: Grid, outside: float) -> Volume:
    """A volume on another grid, by linear interpolation in the patient's frame.

    The voxels keep their type: integers (HU) are rounded.

    Args:
        volume: what is sampled.
        grid: where it is sampled.
        outside: value of voxels whose centre lies outside the volume: ``OUTSIDE_SUV`` or ``OUTSIDE_HU``.
    """
    source = _needed(volume, grid)
    if source is None:
        return grid.volume(np.full(grid.shape_kji, outside, dtype=volume.array.dtype))
    import SimpleITK as sitk

    resampler = sitk.ResampleImageFilter()
    resampler.SetInterpolator(sitk.sitkLinear)
    resampler.SetDefaultPixelValue(float(outside))
    place = sitk.Image(1, 1, 1, sitk.sitkUInt8)
    _place(place, grid.blank)
    resampler.SetOutputOrigin(place.GetOrigin())
    resampler.SetOutputSpacing(place.GetSpacing())
    resampler.SetOutputDirection(place.GetDirection())
    resampler.SetSize(grid.shape_kji[::-1])
    return grid.volume(sitk.GetArrayFromImage(resampler.Execute(to_sitk(source))))


def covered_fraction(mask: Volume, grid: Grid) -> float:
    """The part of a mask's voxels, from 0 to 1, whose centres lie within the grid's outer edges.

    Raises:
        ValueError: the mask is empty.
    """
    inside = np.argwhere(mask.array)
    if not len(inside):
        raise ValueError("an empty mask covers nothing")
    index = grid.blank.to_index(mask.to_lps(inside))
    held = np.all((index >= -0.5) & (index <= np.array(grid.shape_kji) - 0.5), axis=1)
    return float(np.mean(held))


def resample_mask(mask: Volume, grid: Grid, peak_kji: tuple[int, int, int] | None = None) -> Volume:
    """A lesion's mask on another grid, uint8, never empty, its volume within 10 % (or half a voxel of the grid).

    The time it takes depends on the size of the lesion, not on that of the volumes.

    Args:
        mask: 1 inside, or True.
        grid: where it is wanted.
        peak_kji: the lesion's hottest voxel in ``mask``; its nearest voxel of the grid is the mask where nothing else
            of it can be seen. Without it, the mask's first voxel stands in.

    Raises:
        ValueError: the mask is empty.
        ItemDropped: less than ``MIN_COVERED`` of the lesion lies on the grid (``geometry_outside_grid``).
    """
    covered = covered_fraction(mask, grid)
    if covered < MIN_COVERED:
        raise ItemDropped(Reason.GEOMETRY_OUTSIDE_GRID, f"{covered:.0%} of the lesion lies on the grid")
    lesion = _cut_out(mask)
    start, stop = box_on(grid, _corners_lps(lesion), margin=1)
    target = grid.part(start, stop)
    wanted = covered * float(np.count_nonzero(mask.array)) * mask.voxel_ml / target.blank.voxel_ml
    found = np.round(resample_image(lesion, target, outside=0.0).array, PLACES) > LEVEL
    if abs(np.count_nonzero(found) - wanted) > VOLUME_TOLERANCE * wanted:
        found = _highest(_share(lesion, target), max(1, round(wanted)))
    if not found.any():
        found[_nearest(mask, target, peak_kji)] = True
    out = np.zeros(grid.shape_kji, dtype=np.uint8)
    out[tuple(slice(int(a), int(b)) for a, b in zip(start, stop, strict=True))] = found
    return grid.volume(out)


def _place(image: sitk.Image, volume: Volume) -> None:
    """Give an image the geometry of a volume."""
    spacing = np.linalg.norm(volume.affine_lps[:3, :3], axis=0)
    image.SetSpacing(spacing.tolist())
    image.SetDirection((volume.affine_lps[:3, :3] / spacing).ravel().tolist())
    image.SetOrigin(volume.affine_lps[:3, 3].tolist())


def _needed(volume: Volume, grid: Grid) -> Volume | None:
    """The part of a volume that a grid samples, or None where they do not meet."""
    own = grid_of(volume)
    start, stop = box_on(own, grid.blank.to_lps(corners_of(grid.shape_kji)), MARGIN_VOXELS)
    if np.any(stop <= start):
        return None
    box = tuple(slice(int(a), int(b)) for a, b in zip(start, stop, strict=True))
    return own.part(start, stop).volume(volume.array[box])


def _cut_out(mask: Volume) -> Volume:
    """The lesion with a rim of one voxel of zeros, as float32, wherever it lies in its volume."""
    inside = np.argwhere(mask.array)
    low, high = inside.min(axis=0), inside.max(axis=0) + 1
    box = tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))
    padded = np.pad(mask.array[box] != 0, 1).astype(np.float32)
    return grid_of(mask).part(low - 1, high + 1).volume(padded)


def _corners_lps(lesion: Volume) -> NDArray[np.float64]:
    """Centres of the eight corner voxels, all of which lie in the rim of zeros."""
    ends = np.meshgrid(*[(0, n - 1) for n in lesion.shape_kji], indexing="ij")
    return lesion.to_lps(np.stack([end.ravel() for end in ends], axis=1))


def _share(lesion: Volume, target: Grid) -> NDArray[np.float64]:
    """The part of each target voxel that the lesion fills: the mean of the interpolated mask at points within it."""
    n = SAMPLES_PER_VOXEL
    k, j, i = target.shape_kji
    affine = target.affine_lps.copy()
    affine[:3, :3] /= n
    affine[:3, 3] = target.blank.to_lps([(1 / n - 1) / 2] * 3)
    fine = resample_image(lesion, Grid((k * n, j * n, i * n), affine), outside=0.0).array
    share: NDArray[np.float64] = fine.reshape(k, n, j, n, i, n).mean(axis=(1, 3, 5), dtype=np.float64)
    return np.round(share, PLACES)


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


def _nearest(mask: Volume, target: Grid, peak_kji: tuple[int, int, int] | None) -> tuple[int, int, int]:
    """The voxel of the target nearest the lesion's hottest voxel, or its first one."""
    seed = np.argwhere(mask.array)[0] if peak_kji is None else np.asarray(peak_kji)
    index = np.rint(target.blank.to_index(mask.to_lps(seed))).astype(np.int64)
    k, j, i = np.clip(index, 0, np.array(target.shape_kji) - 1)
    return int(k), int(j), int(i)
