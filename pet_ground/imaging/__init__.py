"""Volumes on a grid in the patient's frame: reading, writing, resampling, masks."""

from pet_ground.imaging.grid import Grid, grid_3mm, grid_of
from pet_ground.imaging.mask import LocalMask
from pet_ground.imaging.nifti import read_nifti, write_nifti
from pet_ground.imaging.resample import covered_fraction, resample_image, resample_mask
from pet_ground.imaging.volume import Volume

__all__ = [
    "Grid",
    "LocalMask",
    "Volume",
    "covered_fraction",
    "grid_3mm",
    "grid_of",
    "read_nifti",
    "resample_image",
    "resample_mask",
    "write_nifti",
]
