"""A written NIfTI lies at the same place for SimpleITK as for nibabel."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk
from single_mask import resample_mask

from pet_ground.imaging import Volume, read_nifti, resample_pet, write_nifti
from pet_ground.imaging.resample import OUTSIDE_HU, from_sitk, grid_3mm, resample_image


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


@pytest.mark.parametrize("axcodes", [("L", "P", "S"), ("R", "A", "I")])
@pytest.mark.parametrize("kind", ["pet", "ct", "mask"])
def test_what_is_written_on_the_3_mm_grid_is_the_same_for_both_libraries(
    tmp_path: Path, axcodes: tuple[str, ...], kind: str
) -> None:
    volume = oblique(axcodes)
    grid = grid_3mm(volume)
    made = {
        "pet": lambda: resample_pet(volume, grid),
        "ct": lambda: resample_image(volume.like(volume.array.astype(np.int16)), grid, OUTSIDE_HU),
        "mask": lambda: resample_mask(volume.like((volume.array > 30).astype(np.uint8)), grid),
    }[kind]()
    write_nifti(made, tmp_path / "a.nii.gz")
    seen, image = nib.load(tmp_path / "a.nii.gz"), sitk.ReadImage(str(tmp_path / "a.nii.gz"))
    assert seen.shape == image.GetSize() == (192, 192, 352)
    assert image.GetSpacing() == (3.0, 3.0, 3.0)
    assert nib.aff2axcodes(seen.affine) == ("L", "P", "S")
    np.testing.assert_allclose(image.GetDirection(), np.eye(3).ravel(), atol=1e-7)
    np.testing.assert_allclose(image.GetOrigin(), np.array([-1, -1, 1]) * seen.affine[:3, 3], atol=1e-3)
    assert seen.get_data_dtype() == sitk.GetArrayViewFromImage(image).dtype == made.array.dtype
    assert np.array_equal(np.asarray(seen.dataobj), sitk.GetArrayFromImage(image).transpose(2, 1, 0))
    assert np.array_equal(from_sitk(image).array, made.array)
