"""Resampling: points keep their place in the patient."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turned_grid import affine

from pet_ground.imaging import Volume
from pet_ground.imaging.resample import (
    OUTSIDE_HU,
    OUTSIDE_SUV,
    from_sitk,
    grid_3mm,
    grid_of,
    resample_image,
    to_sitk,
)


def test_the_3_mm_grid_has_the_published_size_and_the_middle_of_the_pet() -> None:
    pet = Volume(np.zeros((40, 30, 20), np.float32), affine((4.0, 5.0, 6.0), (-100.0, -50.0, -900.0), turn_deg=7))
    grid = grid_3mm(pet)
    assert grid.shape_kji == (352, 192, 192)
    assert grid.blank.spacing_mm == (3.0, 3.0, 3.0)
    assert np.array_equal(grid.affine_lps[:3, :3], 3.0 * np.eye(3))
    np.testing.assert_allclose(grid.blank.to_lps((175.5, 95.5, 95.5)), pet.to_lps((19.5, 14.5, 9.5)))


@settings(max_examples=30, deadline=None)
@given(index=st.tuples(*[st.floats(-500, 500) for _ in range(3)]), turn=st.floats(-30, 30))
def test_index_to_mm_to_index_is_the_identity(index: tuple[float, float, float], turn: float) -> None:
    volume = Volume(np.zeros((3, 4, 5), np.uint8), affine((1.5, 2.5, 3.5), (7.0, -8.0, 9.0), turn))
    grid = grid_of(volume)
    np.testing.assert_allclose(grid.blank.to_index(grid.blank.to_lps(index)), index, atol=1e-9)


@pytest.mark.parametrize("turn", [0.0, 11.0])
def test_a_point_source_stays_at_its_place_in_the_patient(turn: float) -> None:
    volume = Volume(np.zeros((30, 40, 50), np.float32), affine((5.0, 4.0, 3.5), (-80.0, -60.0, 300.0), turn))
    lit = (21, 9, 33)
    volume.array[lit] = 10.0
    out = resample_image(volume, grid_3mm(volume), OUTSIDE_SUV)
    lit_up = np.argwhere(out.array)
    middle = np.average(lit_up, axis=0, weights=out.array[tuple(lit_up.T)])
    assert np.abs(out.to_lps(middle) - volume.to_lps(lit)).max() < 1.0
    brightest = np.unravel_index(int(out.array.argmax()), out.shape_kji)
    assert np.abs(out.to_lps(brightest) - volume.to_lps(lit)).max() <= 1.5 + 3.0 * abs(np.sin(np.deg2rad(turn)))


def test_linear_resampling_gives_a_linear_field_exactly_and_the_outside_value_outside() -> None:
    source = Volume(np.zeros((9, 12, 15), np.float32), affine((4.0, 3.0, 2.0), (5.0, 6.0, 7.0), turn_deg=5))
    places = source.to_lps(np.moveaxis(np.indices(source.shape_kji), 0, -1))
    source = source.like((places @ [0.5, -0.25, 2.0]).astype(np.float32))
    across = Volume(np.zeros((16, 18, 20), np.uint8), affine((3.0, 2.5, 3.5), (-9.0, -4.0, 2.0), turn_deg=-8))
    out = resample_image(source, grid_of(across), -7.0)
    where = out.to_lps(np.moveaxis(np.indices(out.shape_kji), 0, -1))
    inside = np.all((source.to_index(where) >= 0) & (source.to_index(where) <= np.array(source.shape_kji) - 1), axis=-1)
    np.testing.assert_allclose(out.array[inside], (where @ [0.5, -0.25, 2.0])[inside], rtol=1e-5)
    far = np.any((source.to_index(where) < -1) | (source.to_index(where) > np.array(source.shape_kji)), axis=-1)
    assert inside.any()
    assert far.any()
    assert np.all(out.array[far] == -7.0)


def test_cutting_the_source_changes_no_value() -> None:
    rng = np.random.default_rng(3)
    ct = Volume(rng.integers(-1000, 1000, (20, 24, 28)).astype(np.int16), affine((2.5, 1.5, 1.25), (0.0, 0.0, 0.0)))
    whole = Volume(np.zeros((11, 12, 13), np.uint8), affine((4.0, 3.0, 2.0), (4.0, 5.0, 9.0)))
    part = grid_of(whole).part(np.array([3, 4, 5]), np.array([6, 6, 7]))
    all_of_it = resample_image(ct, grid_of(whole), OUTSIDE_HU).array
    assert all_of_it.dtype == np.int16
    assert np.array_equal(all_of_it[3:6, 4:6, 5:7], resample_image(ct, part, OUTSIDE_HU).array)


def test_a_volume_on_its_own_grid_is_itself() -> None:
    rng = np.random.default_rng(1)
    pet = Volume(rng.random((5, 6, 7), np.float32), affine((3.0, 2.0, 4.0), (1.0, 2.0, 3.0), 9), ("L", "A", "S"))
    out = resample_image(pet, grid_of(pet), OUTSIDE_SUV)
    np.testing.assert_allclose(out.array, pet.array, atol=1e-5)
    assert out.same_grid(pet)
    assert out.native_axcodes == ("L", "A", "S")


def test_a_grid_that_meets_nothing_holds_the_outside_value() -> None:
    ct = Volume(np.zeros((4, 5, 6), np.int16), affine((3.0, 3.0, 3.0), (0.0, 0.0, 0.0)))
    far = Volume(np.zeros((2, 3, 4), np.uint8), affine((3.0, 3.0, 3.0), (500.0, 0.0, 0.0)))
    assert np.all(resample_image(ct, grid_of(far), OUTSIDE_HU).array == -1024)


def test_simpleitk_and_back_is_the_same_volume() -> None:
    rng = np.random.default_rng(2)
    volume = Volume(rng.integers(-9, 9, (4, 5, 6)).astype(np.int16), affine((3.27, 2.1, 4.4), (-7.5, 8.25, 99.0), 12))
    image = to_sitk(volume)
    assert image.GetSize() == (6, 5, 4)
    assert image.TransformIndexToPhysicalPoint((5, 1, 2)) == pytest.approx(tuple(volume.to_lps((2, 1, 5))))
    back = from_sitk(image)
    assert np.array_equal(back.array, volume.array)
    np.testing.assert_allclose(back.affine_lps, volume.affine_lps, rtol=0, atol=1e-12)


def test_an_image_with_flipped_axes_becomes_canonical() -> None:
    volume = Volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4), affine((3.0, 2.0, 4.0), (1.0, 2.0, 3.0)))
    flipped = to_sitk(volume)[::-1, :, ::-1]
    back = from_sitk(flipped)
    assert back.same_grid(volume)
    assert np.array_equal(back.array, volume.array)
    assert back.native_axcodes == ("R", "P", "I")
