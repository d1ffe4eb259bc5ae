"""A written NIfTI lies at the same place for SimpleITK as for nibabel."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk

from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.imaging.resample import OUTSIDE_SUV, from_sitk, grid_3mm, resample_image


def oblique(axcodes: tuple[str, ...]) -> Volume:
    turn = np.deg2rad(8)
    affine = np.eye(4)
    affine[:3, :3] = np.array([[1, 0, 0], [0, np.cos(turn), -np.sin(turn)], [0, np.sin(turn), np.cos(turn)]])
    affine[:3, :3] = affine[:3, :3] @ np.diag([4.07, 3.5, 5.0])
    affine[:3, 3] = (-101.5, 33.25, -712.0)
    return Volume(np.arange(3 * 4 * 5, dtype=np.float32).reshape(3, 4, 5), affine, axcodes)


@pytest.mark.parametrize("axcodes", [("L", "P", "S"), ("R", "A", "S"), ("L", "P", "I"), ("S", "L", "P")])
def test_both_libraries_see_the_same_origin_direction_and_spacing(tmp_path: Path, axcodes: tuple[str, ...]) -> None:
    volume = oblique(axcodes)
    write_nifti(volume, tmp_path / "a.nii.gz")
    image = sitk.ReadImage(str(tmp_path / "a.nii.gz"))
    seen = nib.load(tmp_path / "a.nii.gz")
    to_lps = np.diag([-1.0, -1.0, 1.0])
    np.testing.assert_allclose(image.GetOrigin(), to_lps @ seen.affine[:3, 3], atol=1e-3)
    np.testing.assert_allclose(image.GetSpacing(), seen.header.get_zooms(), atol=1e-4)
    columns = np.reshape(image.GetDirection(), (3, 3)) * np.array(image.GetSpacing())
    np.testing.assert_allclose(columns, to_lps @ seen.affine[:3, :3], atol=1e-4)
    for other in (from_sitk(image), read_nifti(tmp_path / "a.nii.gz")):
        assert other.same_grid(volume)
        assert other.native_axcodes == axcodes
        assert np.array_equal(other.array, volume.array)


def test_the_3_mm_volume_is_written_with_its_size_and_spacing(tmp_path: Path) -> None:
    volume = oblique(("L", "P", "S"))
    write_nifti(resample_image(volume, grid_3mm(volume), OUTSIDE_SUV), tmp_path / "a.nii.gz")
    assert nib.load(tmp_path / "a.nii.gz").shape == (192, 192, 352)
    assert sitk.ReadImage(str(tmp_path / "a.nii.gz")).GetSpacing() == (3.0, 3.0, 3.0)
