"""An uneven or sheared stack on a regular grid: what is known comes out right, what is not known is refused."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.dicom.regular import regularize
from pet_ground.dicom.stack import Gaps, Stack, arrange
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
ROWS, COLUMNS = 14, 11
PIXEL_MM = (4.0, 5.0)
HEIGHTS = [-900.0 + 3.0 * k for k in range(12)]
LOST = HEIGHTS[:5] + HEIGHTS[6:]
BEDS = [*(3.0 * k for k in range(12)), *(31.0 + 3.0 * k for k in range(1, 12))]


def points_of(heights: list[float], lean: tuple[float, float] = (0.0, 0.0), orientation: tuple[float, ...] = AXIAL):
    """Positions of slices that move by ``lean`` (along a row, along a column) per mm of height."""
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    normal = np.cross(row, column)
    return np.array(
        [
            (-27.5 + lean[0] * (h - heights[0])) * row + (-30.0 + lean[1] * (h - heights[0])) * column + h * normal
            for h in heights
        ]
    )


def arranged(points: np.ndarray, gaps: Gaps = "resample", orientation: tuple[float, ...] = AXIAL) -> Stack:
    n = len(points)
    return arrange(
        [tuple(p) for p in points],
        [orientation] * n,
        [PIXEL_MM] * n,
        [(ROWS, COLUMNS)] * n,
        lambda a, b: False,
        gaps=gaps,
    )


def true_places(points: np.ndarray, orientation: tuple[float, ...] = AXIAL) -> np.ndarray:
    """LPS millimetres of every pixel by PS3.3 C.7.6.2.1.1, [slice, row, column, xyz]."""
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    r, c = np.indices((ROWS, COLUMNS))
    in_plane = (c * PIXEL_MM[1])[..., None] * row + (r * PIXEL_MM[0])[..., None] * column
    return points[:, None, None, :] + in_plane


def volume_places(stack: Stack, shape: tuple[int, ...]) -> np.ndarray:
    k, j, i = np.indices(shape)
    return np.stack([i, j, k], axis=-1) @ stack.affine_lps[:3, :3].T + stack.affine_lps[:3, 3]


def refusal(points: np.ndarray, gaps: Gaps = "resample") -> Reason:
    with pytest.raises(ItemDropped) as caught:
        arranged(points, gaps)
    return caught.value.reason


def tilt(degrees: float) -> tuple[float, float]:
    return 0.0, float(np.tan(np.radians(degrees)))


@pytest.mark.parametrize("heights", [LOST, BEDS, [0.0, 3.0, 6.0, 9.2, 12.0, 15.0, 18.0]], ids=["lost", "beds", "one"])
@pytest.mark.parametrize("lean", [(0.0, 0.0), tilt(12), (-0.21, 0.13)], ids=["straight", "gantry", "both ways"])
@pytest.mark.parametrize("turn", [0.0, 25.0])
def test_a_field_that_rises_evenly_is_reproduced(heights: list[float], lean: tuple[float, float], turn: float) -> None:
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    orientation = (c, 0.0, s, 0.0, 1.0, 0.0)
    points = points_of(heights, lean, orientation)
    stack = arranged(points, orientation=orientation)
    slope = np.array([0.5, -0.25, 2.0])
    field = (true_places(points, orientation) @ slope).astype(np.float32)
    out = regularize(field, stack.resampling, outside=np.nan)
    expected = volume_places(stack, out.shape) @ slope
    known = ~np.isnan(out)
    assert known.mean() > 0.5
    np.testing.assert_allclose(out[known], expected[known], atol=2.1 * 0.01 + 1e-3)
    assert out.dtype == np.float32


def test_a_lost_slice_is_the_mean_of_its_neighbours_and_all_others_stay_as_they_are() -> None:
    rng = np.random.default_rng(2)
    true = rng.random((len(LOST), ROWS, COLUMNS), np.float32)
    stack = arranged(points_of(LOST))
    assert stack.flags == ("gaps_resampled",)
    assert stack.slices == len(HEIGHTS)
    np.testing.assert_allclose(stack.affine_lps, arranged(points_of(HEIGHTS)).affine_lps, atol=1e-9)
    out = regularize(true, stack.resampling)
    assert np.array_equal(np.delete(out, 5, axis=0), true)
    np.testing.assert_allclose(out[5], (true[4] + true[5]) / 2, rtol=1e-6)


def test_slices_of_beds_that_overlap_end_within_what_was_scanned() -> None:
    stack = arranged(points_of(BEDS))
    assert stack.affine_lps[2, 2] == pytest.approx(3.0)
    assert stack.affine_lps[2, 3] == 0.0
    assert BEDS[-1] - 3.0 < 3.0 * (stack.slices - 1) <= BEDS[-1]


@pytest.mark.parametrize("degrees", [-20.0, 0.5, 12.0, 30.0])
def test_a_sheared_phantom_comes_back_straight(degrees: float) -> None:
    """A rod along the normal, where the scanner's slices ran away under it."""
    heights = [3.0 * k for k in range(12)]
    points = points_of(heights, tilt(degrees))
    places = true_places(points)
    middle = places.reshape(-1, 3).mean(axis=0)
    rod = np.exp(-(((places[..., :2] - middle[:2]) / 9.0) ** 2).sum(axis=-1)).astype(np.float32)
    stack = arranged(points)
    assert stack.flags == ("tilt_resampled",)
    out = regularize(rod, stack.resampling)
    assert out.shape[0] == 12
    assert out.shape[1] >= ROWS
    assert out.shape[2] == COLUMNS
    where = volume_places(stack, out.shape)
    for plane, at in zip(out, where, strict=True):
        centre = np.average(at[..., :2].reshape(-1, 2), axis=0, weights=plane.ravel())
        np.testing.assert_allclose(centre, middle[:2], atol=0.35)
    np.testing.assert_allclose(stack.affine_lps[:3, 2], (0.0, 0.0, 3.0), atol=1e-9)


def test_a_shear_by_whole_pixels_moves_pixels_and_changes_none() -> None:
    points = points_of(HEIGHTS, (5.0 / 3.0 / 3, 0.0))
    true = np.random.default_rng(4).integers(-1000, 1000, (12, ROWS, COLUMNS)).astype(np.int16)
    stack = arranged(points)
    out = regularize(true, stack.resampling, outside=-1024)
    for k in (0, 3, 6, 9):
        shift = k // 3
        assert np.array_equal(out[k, :, shift : shift + COLUMNS], true[k])
        assert np.all(out[k, :, :shift] == -1024)
        assert np.all(out[k, :, shift + COLUMNS :] == -1024)


UNEVEN = st.lists(st.sampled_from([1.7, 4.4, 6.0, 9.0]), max_size=5).flatmap(
    lambda odd: st.permutations([*odd, *([3.0] * 9)])
)


@settings(max_examples=60, deadline=None)
@given(UNEVEN, st.floats(-25, 25), st.sampled_from([np.float32, np.int16, np.uint16]), st.integers(0, 99))
def test_no_value_lies_beyond_those_it_comes_from(gaps: list[float], degrees: float, kind: type, seed: int) -> None:
    points = points_of([0.0, *np.cumsum(gaps)], tilt(degrees))
    stack = arranged(points)
    if stack.resampling is None:
        return
    true = (np.random.default_rng(seed).random((len(points), ROWS, COLUMNS)) * 999 + 1).astype(kind)
    out = regularize(true, stack.resampling)
    known = out[out != 0]
    assert out.dtype == kind
    assert (known.min(), known.max()) >= (true.min(), 0)
    assert known.max() <= true.max()
    assert (out.shape[0] - 1) * stack.affine_lps[2, 2] <= sum(gaps) + 0.01


def test_integers_are_rounded() -> None:
    true = np.zeros((len(LOST), ROWS, COLUMNS), np.int16)
    true[4], true[5] = -3, -8
    true[4, 0, 0] = 8
    out = regularize(true, arranged(points_of(LOST)).resampling)
    assert out.dtype == np.int16
    assert out[5, 1, 1] in (-5, -6)
    assert out[5, 0, 0] == 0


def test_by_default_nothing_is_resampled() -> None:
    assert refusal(points_of(LOST), "refuse") is Reason.GEOMETRY_MISSING_SLICE
    assert refusal(points_of(HEIGHTS, tilt(12)), "refuse") is Reason.GEOMETRY_TILT


@pytest.mark.parametrize("gaps", ["refuse", "resample"])
def test_a_series_within_the_tolerances_is_left_as_it_is(gaps: Gaps) -> None:
    stack = arranged(points_of([*HEIGHTS[:4], HEIGHTS[4] + 0.08, *HEIGHTS[5:]]), gaps)
    assert stack.resampling is None
    assert stack.flags == ("irregular_gaps",)
    assert stack.slices == 12


def test_a_hole_too_large_to_be_known_is_refused_even_so() -> None:
    assert refusal(points_of(HEIGHTS[:3] + HEIGHTS[10:])) is Reason.GEOMETRY_MISSING_SLICE
    assert arranged(points_of(HEIGHTS[:3] + HEIGHTS[8:])).slices == 12


def test_two_scans_shuffled_into_each_other_are_no_volume() -> None:
    twice = sorted([*(3.0 * k for k in range(10)), *(3.0 * k + 0.7 for k in range(10))])
    assert refusal(points_of(twice)) is Reason.GEOMETRY_MISSING_SLICE


def test_two_images_at_one_position_are_refused_even_so() -> None:
    assert refusal(points_of([*LOST, LOST[2]])) is Reason.GEOMETRY_SEVERAL_TIMES


def test_a_slice_beside_the_line_of_the_others_is_refused_even_so() -> None:
    points = points_of(HEIGHTS, tilt(12))
    points[4, 0] += 20.0
    assert refusal(points) is Reason.GEOMETRY_TILT


def test_more_tilt_than_a_gantry_has_is_refused_even_so() -> None:
    assert refusal(points_of(HEIGHTS, tilt(40))) is Reason.GEOMETRY_TILT


def test_a_grid_out_of_proportion_is_refused_before_it_takes_memory() -> None:
    crowded = [0.0, *np.cumsum([*([0.02] * 60), *([19.0] * 30)])]
    assert refusal(points_of(crowded)) is Reason.GEOMETRY_MISSING_SLICE
    thin = points_of([3.0 * k for k in range(200)], tilt(30))
    assert refusal(thin) is Reason.GEOMETRY_TILT


def test_an_array_of_other_slices_is_refused() -> None:
    with pytest.raises(ValueError, match="slices"):
        regularize(np.zeros((3, ROWS, COLUMNS), np.float32), arranged(points_of(LOST)).resampling)


def test_beside_the_result_only_a_few_slices_are_held_in_memory() -> None:
    true = np.ones((len(LOST), 400, 300), np.int16)
    resampling = arranged(points_of(LOST)).resampling
    big = type(resampling)(resampling.heights, resampling.shifts, (12, 400, 300), resampling.spacing_mm)
    tracemalloc.start()
    out = regularize(true, big)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < out.nbytes + 5 * 400 * 300 * 8
