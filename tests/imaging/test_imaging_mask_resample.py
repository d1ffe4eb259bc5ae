"""Masks on the 3 mm grid: none vanishes or falls apart, all keep their volume and place, no two share a voxel."""

from __future__ import annotations

import numpy as np
import pytest
from grid_3mm_phantom import PLACES, SHAPES, VENDORS, affine_ras, contoured, thing
from hypothesis import given, settings
from hypothesis import strategies as st
from single_mask import resample_mask
from turned_grid import affine

from pet_ground.errors import ItemDropped
from pet_ground.imaging import LocalMask, Volume, covered_fraction, resample_masks
from pet_ground.imaging.grid import grid_3mm, grid_of
from pet_ground.imaging.mask_joining import joined, parts_of
from pet_ground.imaging.volume import LPS_FROM_RAS, canonical
from pet_ground.reasons import Reason

GRIDS = {
    "thick slices": (5.0, 2.1, 2.3),
    "wide pixels": (3.27, 4.07, 3.9),
    "fine": (1.5, 1.1, 0.9),
}


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


def covered(mask: Volume) -> float:
    return covered_fraction(grid_of(mask), LocalMask((0, 0, 0), mask.array > 0), grid_3mm(mask))


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
    assert covered(mask) == 0.0
    with pytest.raises(ItemDropped) as caught:
        resample_mask(mask, grid_3mm(mask))
    assert caught.value.reason is Reason.GEOMETRY_OUTSIDE_GRID


def test_a_lesion_that_the_grid_cuts_by_more_than_a_tenth_is_dropped_and_by_less_is_kept() -> None:
    mask = Volume(np.zeros((300, 10, 11), np.uint8), affine((5.0, 4.0, 4.0), (0.0, 0.0, 0.0)))
    first = int(np.ceil(mask.to_index(grid_3mm(mask).blank.to_lps((-0.5, 0, 0)))[0]))
    cut = mask.like(mask.array.copy())
    cut.array[first - 3 : first + 7, 4:6, 4:6] = 1
    assert covered(cut) == pytest.approx(0.7)
    with pytest.raises(ItemDropped):
        resample_mask(cut, grid_3mm(mask))
    kept = mask.like(mask.array.copy())
    kept.array[first - 1 : first + 19, 4:6, 4:6] = 1
    assert ml(resample_mask(kept, grid_3mm(mask))) == pytest.approx(0.95 * ml(kept), rel=0.10)


def test_an_empty_mask_is_refused() -> None:
    mask = Volume(np.zeros((4, 5, 6), np.uint8), affine((5.0, 4.0, 4.0), (0.0, 0.0, 0.0)))
    with pytest.raises(ValueError, match="empty"):
        resample_mask(mask, grid_3mm(mask))


@pytest.mark.parametrize("vendor", VENDORS)
def test_from_one_third_of_a_ml_up_lesions_of_every_scanner_shape_and_orientation_keep_volume_piece_and_place(
    vendor: str,
) -> None:
    rng = np.random.default_rng(1)
    for volume_ml, shape, place in zip((0.3, 1.2, 4.0) * 3, sorted(SHAPES * 3), PLACES * 3, strict=True):
        mask = contoured(thing(shape, volume_ml, rng), affine_ras(place, VENDORS[vendor], rng), rng)
        out = resample_mask(mask, grid_3mm(mask))
        assert ml(out) == pytest.approx(ml(mask), rel=0.03 if volume_ml > 1 else 0.10)
        assert parts_of(out.array > 0)[1] == 1
        middle = out.to_lps(np.argwhere(out.array).mean(axis=0))
        assert np.linalg.norm(middle - mask.to_lps(np.argwhere(mask.array).mean(axis=0))) < 1.6


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 999),
    volume_ml=st.sampled_from([0.4, 1.0, 5.0]),
    vendor=st.sampled_from(sorted(VENDORS)),
    place=st.sampled_from(PLACES),
)
def test_two_lesions_that_touch_share_no_voxel_and_keep_their_volumes(
    seed: int, volume_ml: float, vendor: str, place: str
) -> None:
    rng = np.random.default_rng(seed)
    mask = contoured(thing("ellipsoid", volume_ml, rng), affine_ras(place, VENDORS[vendor], rng), rng)
    index = np.argwhere(mask.array)
    side = (index - index.mean(axis=0)) @ rng.normal(size=3) > 0
    halves = [np.zeros(mask.shape_kji, bool) for _ in range(2)]
    for half, own in zip(halves, (side, ~side), strict=True):
        half[tuple(index[own].T)] = True
    grid = grid_3mm(mask)
    found = resample_masks(grid_of(mask), [LocalMask((0, 0, 0), half) for half in halves], [None, None], grid)
    one, other = (small.mask for small in found)
    assert one is not None
    assert other is not None
    assert not one.overlaps(other)
    for small, half in zip((one, other), halves, strict=True):
        volume = half.sum() * mask.voxel_ml
        assert small.voxels * 0.027 == pytest.approx(volume, abs=max(0.02, 0.10 * volume))


def test_a_lesion_of_one_voxel_in_the_surface_of_a_large_one_keeps_a_voxel_of_its_own() -> None:
    large = ball(GRIDS["fine"], 5.0)
    k, j, i = (int(n) for n in np.argwhere(large.array)[0])
    alone = np.zeros(large.shape_kji, bool)
    alone[k, j, i] = True
    masks = [LocalMask((0, 0, 0), (large.array > 0) & ~alone), LocalMask((k, j, i), np.ones((1, 1, 1), bool))]
    found = resample_masks(grid_of(large), masks, [None, (k, j, i)], grid_3mm(large))
    rest, single = (small.mask for small in found)
    assert rest is not None
    assert single is not None
    assert single.voxels == 1
    assert not rest.overlaps(single)
    assert rest.voxels * 0.027 == pytest.approx(ml(large), rel=0.03)


def dumbbell(spacing: tuple[float, float, float], with_neck: bool) -> Volume:
    """Two balls of 14 mm, 22 mm apart, with or without a neck of one voxel between them."""
    grid = Volume(np.zeros((40, 41, 42), np.uint8), affine(spacing, (13.0, -41.0, 207.0)))
    middle = grid.to_lps((20, 20, 20))
    points = grid.to_lps(np.moveaxis(np.indices(grid.shape_kji), 0, -1))
    along = np.array([0.4, 0.7, 0.59])
    for side in (-11, 11):
        grid.array[np.linalg.norm(points - middle - side * along, axis=-1) < 7] = 1
    if with_neck:
        for t in np.linspace(-6, 6, 60):
            grid.array[tuple(np.rint(grid.to_index(middle + t * along)).astype(int))] = 1
    return grid


@pytest.mark.parametrize("spacing", [(1.65, 1.65, 1.65), (3.0, 1.65, 1.65), (3.27, 2.73, 2.73)])
def test_a_lesion_with_a_neck_thinner_than_a_voxel_stays_in_one_piece_of_the_same_volume(
    spacing: tuple[float, float, float],
) -> None:
    mask = dumbbell(spacing, with_neck=True)
    assert parts_of(mask.array > 0)[1] == 1
    out = resample_mask(mask, grid_3mm(mask))
    assert parts_of(out.array > 0)[1] == 1
    assert ml(out) == pytest.approx(ml(mask), rel=0.03)


def test_what_lies_apart_is_not_joined() -> None:
    mask = dumbbell((3.0, 1.65, 1.65), with_neck=False)
    assert parts_of(resample_mask(mask, grid_3mm(mask)).array > 0)[1] == 2


def test_a_bridge_takes_no_voxel_of_another_lesion() -> None:
    mask = np.zeros((3, 3, 9), bool)
    mask[1, 1, [1, 2, 6, 7]] = True
    free = np.ones_like(mask)
    free[:, :, 4] = False
    share = np.where(mask, 0.6, 0.1)
    assert np.array_equal(joined(mask, share, free), mask)
    free[0, 2, 4] = True
    out = joined(mask, share, free)
    assert out[0, 2, 4]
    assert not out[~free].any()
    assert parts_of(out)[1] == 1


def test_the_order_of_the_axes_in_the_file_changes_no_voxel() -> None:
    mask = ball((3.3, 2.7, 4.1), 2.0)
    turned = LPS_FROM_RAS @ mask.affine_lps
    flips = np.diag([-1.0, 1.0, -1.0, 1.0])
    flips[[0, 2], 3] = mask.shape_kji[2] - 1, mask.shape_kji[0] - 1
    flipped = canonical(mask.array.transpose(2, 1, 0)[::-1, :, ::-1], turned @ flips)
    assert flipped.native_axcodes != mask.native_axcodes
    assert np.array_equal(resample_mask(flipped, grid_3mm(flipped)).array, resample_mask(mask, grid_3mm(mask)).array)


def test_what_lies_on_the_left_of_another_lesion_lies_there_on_the_grid() -> None:
    grid = Volume(np.zeros((30, 50, 60), np.uint8), affine((3.3, 4.0, 4.0), (-120.0, -100.0, 0.0), turn_deg=12))
    left, right = LocalMask((14, 20, 40), np.ones((2, 3, 3), bool)), LocalMask((14, 20, 10), np.ones((2, 3, 3), bool))
    target = grid_3mm(grid)
    found = resample_masks(grid_of(grid), [left, right], [None, None], target)
    x = [target.blank.to_lps(small.mask.indices()).mean(axis=0)[0] for small in found if small.mask is not None]
    native = [grid.to_lps(mask.indices()).mean(axis=0)[0] for mask in (left, right)]
    assert x == pytest.approx(native, abs=1.5)
    assert x[0] > x[1] + 100
