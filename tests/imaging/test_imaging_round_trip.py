"""What is written is read: the same bits, at the same place."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.imaging.volume import Affine

SHAPES = st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 6))
AXCODES = st.sampled_from([("L", "P", "S"), ("R", "A", "S"), ("L", "P", "I"), ("R", "P", "I"), ("S", "L", "P")])
FLOATS = hnp.arrays(np.float32, SHAPES, elements=st.floats(width=32, allow_nan=False, allow_infinity=False))
INTEGERS = hnp.arrays(np.int16, SHAPES)
EDGES = np.array([-0.0, 1e-45, -1e-45, 1.1754942e-38, -3.4028235e38, 3.4028235e38], np.float32).reshape(1, 2, 3)


def place() -> Affine:
    affine = np.diag([4.07, 3.5, 5.0, 1.0])
    affine[:3, 3] = (-101.5, 33.25, -712.0)
    return affine


def back(volume: Volume) -> Volume:
    with tempfile.TemporaryDirectory() as folder:
        write_nifti(volume, Path(folder) / "a.nii.gz")
        return read_nifti(Path(folder) / "a.nii.gz")


@settings(max_examples=40, deadline=None)
@given(FLOATS, AXCODES)
@example(EDGES, ("L", "P", "S"))
@example(EDGES, ("R", "P", "I"))
def test_a_float32_volume_comes_back_bit_by_bit(array: np.ndarray, axcodes: tuple[str, ...]) -> None:
    volume = Volume(array, place(), axcodes)
    again = back(volume)
    assert again.array.dtype == np.float32
    assert again.array.tobytes() == array.tobytes()
    assert again.native_axcodes == axcodes
    assert again.same_grid(volume, tolerance_mm=1e-4)


@settings(max_examples=20, deadline=None)
@given(INTEGERS, AXCODES)
def test_an_int16_volume_comes_back_number_by_number(array: np.ndarray, axcodes: tuple[str, ...]) -> None:
    again = back(Volume(array, place(), axcodes))
    assert again.array.dtype == np.int16
    assert np.array_equal(again.array, array)


@pytest.mark.parametrize("dtype", [np.uint8, np.bool_])
def test_a_mask_comes_back_as_zeros_and_ones(dtype: type) -> None:
    mask = np.random.default_rng(1).random((3, 4, 5)) > 0.5
    again = back(Volume(mask.astype(dtype), place()))
    assert again.array.dtype == np.uint8
    assert np.array_equal(again.array, mask)
