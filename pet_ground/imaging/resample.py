"""Resampling: one volume on another's grid, by linear interpolation in the patient's frame.

There is no smoothing before a finer CT is sampled at 3 mm: its noise stays, and a voxel is what the CT shows at its
centre. A PET that is kept has a way of its own (``spline``), and so have masks (``mask_resample``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pet_ground.imaging.grid import Grid, box_on, corners_of, grid_3mm, grid_of
from pet_ground.imaging.volume import LPS_FROM_RAS, Volume, canonical

if TYPE_CHECKING:  # loading SimpleITK takes as long as all else here: only what resamples pays for it
    import SimpleITK as sitk

__all__ = [
    "OUTSIDE_HU",
    "OUTSIDE_SUV",
    "Grid",
    "from_sitk",
    "grid_3mm",
    "grid_of",
    "needed",
    "resample_image",
    "to_sitk",
]

OUTSIDE_SUV = 0.0
"""What a resampled PET holds where there is none, g/ml."""

OUTSIDE_HU = -1024.0
"""What a resampled CT holds where there is none: air, HU."""

MARGIN_VOXELS = 2
"""Source voxels kept around what a grid needs, so that cutting never changes an interpolated value."""


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
    source = needed(volume, grid)
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


def _place(image: sitk.Image, volume: Volume) -> None:
    """Give an image the geometry of a volume."""
    spacing = np.linalg.norm(volume.affine_lps[:3, :3], axis=0)
    image.SetSpacing(spacing.tolist())
    image.SetDirection((volume.affine_lps[:3, :3] / spacing).ravel().tolist())
    image.SetOrigin(volume.affine_lps[:3, 3].tolist())


def needed(volume: Volume, grid: Grid, margin_voxels: int = MARGIN_VOXELS) -> Volume | None:
    """The part of a volume that a grid samples, with a margin, or None where they do not meet."""
    own = grid_of(volume)
    start, stop = box_on(own, grid.blank.to_lps(corners_of(grid.shape_kji)), margin_voxels)
    if np.any(stop <= start):
        return None
    box = tuple(slice(int(a), int(b)) for a, b in zip(start, stop, strict=True))
    return own.part(start, stop).volume(volume.array[box])
