"""Volumes on a grid in the patient's frame: reading, writing, resampling, masks."""

from pet_ground.imaging.grid import Grid, grid_3mm, grid_of
from pet_ground.imaging.mask import LocalMask
from pet_ground.imaging.mask_resample import GridMask, covered_fraction, resample_masks
from pet_ground.imaging.nifti import read_nifti, write_nifti
from pet_ground.imaging.resample import resample_image
from pet_ground.imaging.spline import resample_pet
from pet_ground.imaging.volume import Volume

__all__ = [
    "Grid",
    "GridMask",
    "LocalMask",
    "Volume",
    "covered_fraction",
    "grid_3mm",
    "grid_of",
    "read_nifti",
    "resample_image",
    "resample_masks",
    "resample_pet",
    "write_nifti",
]
