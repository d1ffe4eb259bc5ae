"""Pictures hang as radiologists hang them."""

from __future__ import annotations

import numpy as np
import pytest

from pet_ground.imaging import Volume
from pet_ground.imaging.projection import axial_slice, coronal_mip, sagittal_mip


@pytest.fixture
def patient() -> Volume:
    """One focus near the head, to the patient's left, anterior; 4, 3 and 2 mm along k, j, i."""
    array = np.zeros((5, 6, 7), np.float32)
    array[4, 1, 5] = 9.0
    affine = np.diag([2.0, 3.0, 4.0, 1.0])
    return Volume(array, affine)


def test_the_head_is_on_top_and_the_patients_right_on_the_left(patient: Volume) -> None:
    picture = coronal_mip(patient)
    assert picture.array.shape == (5, 7)
    assert np.argwhere(picture.array == 9.0).tolist() == [[0, 5]]
    assert (picture.row_mm, picture.column_mm) == (4.0, 2.0)
    assert picture.size_mm == (20.0, 14.0)


def test_a_sagittal_projection_looks_to_the_left_of_the_picture(patient: Volume) -> None:
    picture = sagittal_mip(patient)
    assert np.argwhere(picture.array == 9.0).tolist() == [[0, 1]]
    assert (picture.row_mm, picture.column_mm) == (4.0, 3.0)


def test_an_axial_slice_has_the_chest_on_top(patient: Volume) -> None:
    picture = axial_slice(patient, 4)
    assert np.argwhere(picture.array == 9.0).tolist() == [[1, 5]]
    assert (picture.row_mm, picture.column_mm) == (3.0, 2.0)
    with pytest.raises(IndexError, match="no slice 5"):
        axial_slice(patient, 5)
