"""Resampling: points keep their place in the patient, masks keep their volume."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume
from pet_ground.imaging.resample import (
    OUTSIDE_HU,
    OUTSIDE_SUV,
    covered_fraction,
    from_sitk,
    grid_3mm,
    grid_of,
    resample_image,
    resample_mask,
    to_sitk,
)
from pet_ground.imaging.volume import Affine
from pet_ground.reasons import Reason

GRIDS = {
    "thick slices": (5.0, 2.1, 2.3),
    "wide pixels": (3.27, 4.07, 3.9),
    "fine": (1.5, 1.1, 0.9),
}


def affine(
    spacing_kji: tuple[float, float, float], origin_lps: tuple[float, float, float], turn_deg: float = 0.0
) -> Affine:
    k, j, i = spacing_kji
    c, s = np.cos(np.deg2rad(turn_deg)), np.sin(np.deg2rad(turn_deg))
    out = np.eye(4)
    out[:3, :3] = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.diag([i, j, k])
    out[:3, 3] = origin_lps
    return out


def ball(spacing_kji: tuple[float, float, float], volume_ml: float, shift: float = 0.31) -> Volume:
    """A sphere as a mask whose centre lies off every voxel's, in a box whose three sides differ."""
    radius = (volume_ml * 1000 * 3 / (4 * np.pi)) ** (1 / 3)
    shape = tuple(int(2 * radius / d) + margin for d, margin in zip(spacing_kji, (6, 8, 10), strict=True))
    grid = Volume(np.zeros(shape, np.uint8), affine(spacing_kji, (13.0, -41.0, 207.0)))
    centre = grid.to_lps([(n - 1) / 2 + shift for n in shape])
    places = grid.to_lps(np.moveaxis(np.indices(shape), 0, -1))
    return grid.like((np.linalg.norm(places - centre, axis=-1) <= radius).astype(np.uint8))


def ml(mask: Volume) -> float:
    return float(np.count_nonzero(mask.array)) * mask.voxel_ml


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


@pytest.mark.parametrize("spacing", GRIDS.values(), ids=GRIDS.keys())
@pytest.mark.parametrize("volume_ml", [0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0])
@pytest.mark.parametrize("shift", [0.0, 0.31, 0.5])
def test_a_mask_keeps_its_volume_within_10_percent(
    spacing: tuple[float, float, float], volume_ml: float, shift: float
) -> None:
    mask = ball(spacing, volume_ml, shift)
    out = resample_mask(mask, grid_3mm(mask))
    assert out.array.dtype == np.uint8
    assert set(np.unique(out.array)) == {0, 1}
    assert ml(out) == pytest.approx(ml(mask), rel=0.10)
    middle = out.to_lps(np.argwhere(out.array).mean(axis=0))
    assert np.linalg.norm(middle - mask.to_lps(np.argwhere(mask.array).mean(axis=0))) < 1.5


@settings(max_examples=20, deadline=None)
@given(
    spacing=st.sampled_from(sorted(GRIDS.values())),
    at=st.tuples(st.integers(0, 8), st.integers(0, 9), st.integers(0, 10)),
    origin=st.tuples(*[st.floats(-20, 20) for _ in range(3)]),
)
def test_a_lesion_of_one_voxel_never_vanishes_even_at_the_edge(
    spacing: tuple[float, float, float], at: tuple[int, int, int], origin: tuple[float, float, float]
) -> None:
    mask = Volume(np.zeros((9, 10, 11), np.uint8), affine(spacing, origin))
    mask.array[at] = 1
    out = resample_mask(mask, grid_3mm(mask))
    assert out.array.any()
    assert abs(ml(out) - ml(mask)) <= max(0.5 * out.voxel_ml, 0.1 * ml(mask)) or np.count_nonzero(out.array) == 1
    found = out.to_lps(np.argwhere(out.array).mean(axis=0))
    assert np.linalg.norm(found - mask.to_lps(at)) < 3.0


def test_a_lesion_too_small_for_every_sample_is_the_voxel_nearest_its_peak() -> None:
    mask = Volume(np.zeros((60, 62, 64), bool), affine((0.1, 0.1, 0.1), (0.0, 0.0, 0.0)))
    grid, off_mm = grid_3mm(mask), np.array([0.95, -0.55, 1.25])
    seed = np.rint(mask.to_index(grid.blank.to_lps((176, 96, 96)) + off_mm)).astype(int)
    mask.array[tuple(seed)] = True
    out = resample_mask(mask, grid, peak_kji=tuple(seed))
    assert np.argwhere(out.array).tolist() == [[176, 96, 96]]


def test_a_lesion_outside_the_grid_is_dropped_with_its_reason() -> None:
    mask = Volume(np.zeros((300, 10, 11), np.uint8), affine((5.0, 4.0, 4.0), (0.0, 0.0, 0.0)))
    mask.array[2:5, 4:6, 4:6] = 1
    assert covered_fraction(mask, grid_3mm(mask)) == 0.0
    with pytest.raises(ItemDropped) as caught:
        resample_mask(mask, grid_3mm(mask))
    assert caught.value.reason is Reason.GEOMETRY_OUTSIDE_GRID


def test_a_lesion_that_the_grid_cuts_by_more_than_a_tenth_is_dropped_and_by_less_is_kept() -> None:
    mask = Volume(np.zeros((300, 10, 11), np.uint8), affine((5.0, 4.0, 4.0), (0.0, 0.0, 0.0)))
    first = int(np.ceil(mask.to_index(grid_3mm(mask).blank.to_lps((-0.5, 0, 0)))[0]))
    cut = mask.like(mask.array.copy())
    cut.array[first - 3 : first + 7, 4:6, 4:6] = 1
    assert covered_fraction(cut, grid_3mm(mask)) == pytest.approx(0.7)
    with pytest.raises(ItemDropped):
        resample_mask(cut, grid_3mm(mask))
    kept = mask.like(mask.array.copy())
    kept.array[first - 1 : first + 19, 4:6, 4:6] = 1
    assert ml(resample_mask(kept, grid_3mm(mask))) == pytest.approx(0.95 * ml(kept), rel=0.10)


def test_an_empty_mask_is_refused() -> None:
    mask = Volume(np.zeros((4, 5, 6), np.uint8), affine((5.0, 4.0, 4.0), (0.0, 0.0, 0.0)))
    with pytest.raises(ValueError, match="empty"):
        resample_mask(mask, grid_3mm(mask))
