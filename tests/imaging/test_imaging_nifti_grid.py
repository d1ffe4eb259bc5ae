"""The grid of a NIfTI file is that of its volume, and its voxels stay unread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from pet_ground.errors import InputNotFoundError, ItemFailed
from pet_ground.imaging import Volume, read_nifti
from pet_ground.imaging.nifti_grid import read_nifti_grid
from pet_ground.reasons import Reason

SHAPE_IJK = (5, 7, 11)
TURNED = np.array([[0, -4.0, 0, 30], [3.0, 0, 0, -20], [0, 0, -2.5, 400], [0, 0, 0, 1]])
"""Axes that run to A, L and I."""


@pytest.mark.parametrize("affine", [np.diag([3.0, 4.0, 2.5, 1.0]), np.diag([-3.0, -4.0, 2.5, 1.0]), TURNED])
@pytest.mark.parametrize("ending", [".nii.gz", ".nii"])
def test_the_grid_is_that_of_the_volume(tmp_path: Path, affine: np.ndarray, ending: str) -> None:
    path = tmp_path / f"v{ending}"
    nib.save(nib.Nifti1Image(np.ones(SHAPE_IJK, dtype=np.int16), affine), path)
    whole, grid = read_nifti(path), read_nifti_grid(path)
    assert grid.same_grid(whole, 1e-9)
    assert grid.native_axcodes == whole.native_axcodes
    assert grid.array.strides == (0, 0, 0)


def test_voxels_that_are_cut_off_are_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "v.nii"
    nib.save(nib.Nifti1Image(np.ones(SHAPE_IJK, dtype=np.int16), np.eye(4)), path)
    path.write_bytes(path.read_bytes()[:400])
    assert read_nifti_grid(path).shape_kji == SHAPE_IJK[::-1]


def test_a_file_that_is_no_volume_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v.nii.gz").write_bytes(b"no gzip at all")
    with pytest.raises(ItemFailed) as error:
        read_nifti_grid(tmp_path / "v.nii.gz")
    assert error.value.reason is Reason.CORRUPT_FILE
    nib.save(nib.Nifti1Image(np.ones((3, 3, 3, 2), dtype=np.int16), np.eye(4)), tmp_path / "four.nii.gz")
    with pytest.raises(ItemFailed) as error:
        read_nifti_grid(tmp_path / "four.nii.gz")
    assert error.value.reason is Reason.GEOMETRY_SIZE
    with pytest.raises(InputNotFoundError):
        read_nifti_grid(tmp_path / "gone.nii.gz")


@pytest.mark.parametrize("read", [read_nifti, read_nifti_grid])
@pytest.mark.parametrize("content", [b"", b"too short for a header"])
def test_a_file_shorter_than_a_header_is_damaged(
    tmp_path: Path, read: Callable[[Path], Volume], content: bytes
) -> None:
    (tmp_path / "v.nii").write_bytes(content)
    with pytest.raises(ItemFailed) as error:
        read(tmp_path / "v.nii")
    assert error.value.reason is Reason.CORRUPT_FILE
