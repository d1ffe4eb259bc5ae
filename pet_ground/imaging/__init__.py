"""Volumes on a grid in the patient's frame: reading, writing, resampling, masks."""

from pet_ground.imaging.mask import LocalMask
from pet_ground.imaging.nifti import read_nifti, write_nifti
from pet_ground.imaging.volume import Volume

__all__ = ["LocalMask", "Volume", "read_nifti", "write_nifti"]
