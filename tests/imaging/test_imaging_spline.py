"""A PET on another grid: the peaks of small lesions stay, and nothing is higher or lower than what it comes from."""

from __future__ import annotations

import numpy as np
import pytest
from grid_3mm_phantom import VENDORS, affine_ras, scanned, thing
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.imaging import Grid, Volume, grid_of, resample_pet
from pet_ground.imaging import spline as spline_module
from pet_ground.imaging.volume import Affine


def affine(spacing_kji: tuple[float, float, float], turn_deg: float = 0.0) -> Affine:
    k, j, i = spacing_kji
    c, s = np.cos(np.deg2rad(turn_deg)), np.sin(np.deg2rad(turn_deg))
    out = np.eye(4)
    out[:3, :3] = np.array([[1, 0, 0], [0, c, -s], [0, s, c]]) @ np.diag([i, j, k])
    out[:3, 3] = (-40.5, 33.2, -712.0)
    return out


def around(volume: Volume) -> Grid:
    """A grid of 3 mm with straight axes that reaches a little beyond a volume, off its voxels."""
    corners = volume.to_lps(np.array(np.meshgrid(*[(0, n - 1) for n in volume.shape_kji])).reshape(3, -1).T)
    matrix = np.diag([3.0, 3.0, 3.0, 1.0])
    matrix[:3, 3] = corners.min(axis=0) - 7.1
    i, j, k = (int(n) for n in np.ceil((np.ptp(corners, axis=0) + 15) / 3))
    return Grid((k, j, i), matrix)


def noise(shape: tuple[int, int, int], turn_deg: float = 0.0) -> Volume:
    values = np.random.default_rng(4).gamma(0.3, 4.0, shape).astype(np.float32)
    return Volume(values, affine((3.3, 4.1, 2.2), turn_deg))


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("place", ["straight", "oblique"])
def test_a_small_lesion_keeps_the_maximum_that_a_scan_at_3_mm_would_show(vendor: str, place: str) -> None:
    rng = np.random.default_rng(7)
    for volume_ml, tolerance in ((0.3, 0.08), (0.5, 0.06), (1.0, 0.05), (3.0, 0.02)):
        one = thing("sphere", volume_ml, rng)
        pet, _ = scanned(one, affine_ras(place, VENDORS[vendor], rng), rng)
        grid = around(pet)
        direct = one.suv(grid.blank.to_lps(np.moveaxis(np.indices(grid.shape_kji), 0, -1)))
        best = min(float(direct.max()), float(pet.array.max()))
        assert resample_pet(pet, grid).array.max() >= (1 - tolerance) * best


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999), turn=st.sampled_from([0.0, 9.0]))
def test_no_value_lies_beyond_those_of_the_eight_voxels_around_it(seed: int, turn: float) -> None:
    rng = np.random.default_rng(seed)
    pet = Volume(rng.gamma(0.3, 4.0, (7, 8, 9)).astype(np.float32), affine((3.3, 4.1, 2.2), turn))
    out = resample_pet(pet, around(pet))
    index = pet.to_index(out.to_lps(np.moveaxis(np.indices(out.shape_kji), 0, -1)))
    inside = np.all((index >= -0.49) & (index <= np.array(pet.shape_kji) - 0.51), axis=-1)
    assert inside.any()
    for place, value in zip(index[inside], out.array[inside], strict=True):
        low = np.clip(np.floor(place + 1e-6).astype(int), 0, np.array(pet.shape_kji) - 2)
        cell = pet.array[tuple(slice(a, a + 2) for a in low)]
        assert cell.min() - 1e-5 <= value <= cell.max() + 1e-5


def test_a_hot_organ_makes_nothing_negative_and_nothing_hotter() -> None:
    pet = noise((20, 21, 22)).like(np.zeros((20, 21, 22), np.float32))
    pet.array[8:13, 9:14, 7:16] = 60.0
    out = resample_pet(pet, around(pet)).array
    assert out.min() == 0.0
    assert out.max() == 60.0


@pytest.mark.parametrize("turn", [0.0, 9.0])
def test_a_volume_on_its_own_grid_keeps_every_voxel(turn: float) -> None:
    pet = noise((9, 10, 11), turn)
    out = resample_pet(pet, grid_of(pet))
    np.testing.assert_allclose(out.array, pet.array, atol=2e-5)
    assert out.same_grid(pet)


def test_along_the_axes_and_point_by_point_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pet = noise((15, 14, 17))
    along = resample_pet(pet, around(pet)).array
    monkeypatch.setattr(spline_module, "STRAIGHT_VOXELS", -1.0)
    np.testing.assert_allclose(resample_pet(pet, around(pet)).array, along, atol=2e-4)


@pytest.mark.parametrize("turn", [0.0, 9.0])
def test_working_in_slabs_changes_no_value(turn: float, monkeypatch: pytest.MonkeyPatch) -> None:
    pet = noise((70, 12, 13), turn)
    whole = around(pet)
    assert whole.shape_kji[0] > 2 * spline_module.SLAB
    in_slabs = resample_pet(pet, whole).array
    monkeypatch.setattr(spline_module, "SLAB", 1000)
    np.testing.assert_allclose(in_slabs, resample_pet(pet, whole).array, atol=2e-5)


@pytest.mark.parametrize("turn", [0.0, 9.0])
def test_a_voxel_outside_the_scan_holds_no_activity_and_one_at_its_edge_does(turn: float) -> None:
    pet = noise((9, 10, 11), turn)
    pet = pet.like(np.full(pet.shape_kji, 2.5, np.float32))
    out = resample_pet(pet, around(pet))
    index = pet.to_index(out.to_lps(np.moveaxis(np.indices(out.shape_kji), 0, -1)))
    inside = np.all((index > -0.49) & (index < np.array(pet.shape_kji) - 0.51), axis=-1)
    outside = np.any((index < -0.51) | (index > np.array(pet.shape_kji) - 0.49), axis=-1)
    np.testing.assert_allclose(out.array[inside], 2.5, rtol=1e-6)
    assert np.all(out.array[outside] == 0.0)
    assert inside.any()
    assert outside.any()


def test_a_grid_that_meets_nothing_is_empty() -> None:
    pet = noise((4, 5, 6))
    far = Volume(np.zeros((2, 3, 4), np.uint8), np.eye(4))
    assert not resample_pet(pet, grid_of(far)).array.any()


@pytest.mark.parametrize("shape", [(1, 6, 7), (2, 3, 1), (1, 1, 1)])
def test_a_scan_of_one_or_two_slices_is_sampled_too(shape: tuple[int, int, int]) -> None:
    pet = noise(shape)
    out = resample_pet(pet, around(pet)).array
    assert out.max() <= pet.array.max()
    assert np.isfinite(out).all()
    assert out.any()


@pytest.mark.parametrize("turn", [0.0, 11.0])
def test_a_lesion_stays_at_its_place_in_the_patient(turn: float) -> None:
    pet = Volume(np.zeros((30, 40, 50), np.float32), affine((5.0, 4.0, 3.5), turn))
    lit = (21, 9, 33)
    pet.array[lit] = 10.0
    out = resample_pet(pet, around(pet))
    lit_up = np.argwhere(out.array)
    middle = np.average(lit_up, axis=0, weights=out.array[tuple(lit_up.T)])
    assert np.abs(out.to_lps(middle) - pet.to_lps(lit)).max() < 1.0
