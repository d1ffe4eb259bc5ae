"""Geometry of a stack: order, gaps, tilt, duplicates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.dicom.stack import Stack, arrange, one_frame
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
HEIGHTS = [-900.0 + 3.0 * k for k in range(8)]


def stacked(
    heights: list[float], orientation: tuple[float, ...] = AXIAL, same: bool = False, drift_mm: float = 0.0
) -> Stack:
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    normal = np.cross(row, column)
    points = [
        tuple(-27.5 * row - 30.0 * column + height * normal + n * drift_mm * row) for n, height in enumerate(heights)
    ]
    count = len(heights)
    return arrange(points, [orientation] * count, [(4.0, 5.0)] * count, [(14, 11)] * count, lambda a, b: same)


def refusal(heights: list[float], **options: object) -> Reason:
    with pytest.raises(ItemDropped) as caught:
        stacked(heights, **options)  # type: ignore[arg-type]
    return caught.value.reason


@given(st.permutations(range(8)))
@settings(deadline=None, max_examples=30)
def test_shuffling_the_files_changes_nothing(order: list[int]) -> None:
    stack = stacked([HEIGHTS[index] for index in order])
    assert [order[index] for index in stack.order] == list(range(8))
    np.testing.assert_allclose(stack.affine_lps, stacked(HEIGHTS).affine_lps)


def test_the_affine_maps_column_row_slice_to_lps_millimetres() -> None:
    affine = stacked(HEIGHTS).affine_lps
    np.testing.assert_allclose(affine @ [0, 0, 0, 1], [-27.5, -30.0, -900.0, 1])
    np.testing.assert_allclose(affine @ [1, 0, 0, 1], [-22.5, -30.0, -900.0, 1])
    np.testing.assert_allclose(affine @ [0, 1, 0, 1], [-27.5, -26.0, -900.0, 1])
    np.testing.assert_allclose(affine @ [0, 0, 7, 1], [-27.5, -30.0, -879.0, 1])


def test_an_oblique_stack_keeps_its_directions() -> None:
    turn = np.radians(12)
    oblique = (np.cos(turn), 0.0, np.sin(turn), 0.0, 1.0, 0.0)
    affine = stacked(HEIGHTS, oblique).affine_lps
    np.testing.assert_allclose(affine[:3, 0] / 5, oblique[:3], atol=1e-12)
    np.testing.assert_allclose(affine[:3, 2] / 3, np.cross(oblique[:3], oblique[3:]), atol=1e-12)


def test_a_missing_slice_is_refused() -> None:
    assert refusal(HEIGHTS[:3] + HEIGHTS[4:]) is Reason.GEOMETRY_MISSING_SLICE


def test_gaps_within_a_tenth_of_a_millimetre_are_accepted_with_a_flag() -> None:
    assert stacked([*HEIGHTS[:4], HEIGHTS[4] + 0.08, *HEIGHTS[5:]]).flags == ("irregular_gaps",)
    assert stacked(HEIGHTS).flags == ()
    assert refusal([*HEIGHTS[:4], HEIGHTS[4] + 0.12, *HEIGHTS[5:]]) is Reason.GEOMETRY_MISSING_SLICE


def test_a_copy_of_a_slice_is_removed_and_another_image_at_its_place_is_refused() -> None:
    twice = [*HEIGHTS, HEIGHTS[3]]
    stack = stacked(twice, same=True)
    assert (len(stack.order), stack.flags) == (8, ("duplicate_slices",))
    assert refusal(twice) is Reason.GEOMETRY_SEVERAL_TIMES


def test_a_tilted_stack_is_refused() -> None:
    assert refusal(HEIGHTS, drift_mm=0.5) is Reason.GEOMETRY_TILT


def test_a_slice_shifted_sideways_is_refused() -> None:
    points = [(0.0, 0.0, height) for height in HEIGHTS]
    points[4] = (0.0, 20.0, HEIGHTS[4])
    count = len(points)
    with pytest.raises(ItemDropped) as caught:
        arrange(points, [AXIAL] * count, [(4.0, 5.0)] * count, [(14, 11)] * count, lambda a, b: False)
    assert caught.value.reason is Reason.GEOMETRY_TILT


def test_a_copy_of_a_slice_at_another_place_is_no_duplicate() -> None:
    points = [*((0.0, 0.0, height) for height in HEIGHTS), (20.0, 0.0, HEIGHTS[3])]
    count = len(points)
    with pytest.raises(ItemDropped) as caught:
        arrange(points, [AXIAL] * count, [(4.0, 5.0)] * count, [(14, 11)] * count, lambda a, b: True)
    assert caught.value.reason is Reason.GEOMETRY_SEVERAL_TIMES


def test_gaps_that_add_up_to_another_place_are_refused() -> None:
    heights = [*np.arange(60) * 3.0, *(177.0 + np.arange(1, 60) * 3.08)]
    assert refusal([float(one) for one in heights]) is Reason.GEOMETRY_MISSING_SLICE


def test_a_single_slice_is_no_volume() -> None:
    assert refusal(HEIGHTS[:1]) is Reason.GEOMETRY_TOO_FEW


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"orientations": [()] * 2}, Reason.GEOMETRY_ORIENTATION),
        ({"orientations": [AXIAL, (0.0, 1.0, 0.0, 1.0, 0.0, 0.0)]}, Reason.GEOMETRY_ORIENTATION),
        ({"orientations": [(2.0, 0.0, 0.0, 0.0, 1.0, 0.0)] * 2}, Reason.GEOMETRY_ORIENTATION),
        ({"positions": [(0.0, 0.0, 0.0), ()]}, Reason.GEOMETRY_ORIENTATION),
        ({"positions": [(0.0, 0.0, 0.0), (0.0, 0.0, 1e200)]}, Reason.GEOMETRY_ORIENTATION),
        ({"orientations": [(1e200, 0.0, 0.0, 0.0, 1e200, 0.0)] * 2}, Reason.GEOMETRY_ORIENTATION),
        ({"spacings": [(4.0, 5.0), ()]}, Reason.GEOMETRY_SIZE),
        ({"spacings": [(0.0, 5.0)] * 2}, Reason.GEOMETRY_SIZE),
        ({"spacings": [(4.0, 1e-200)] * 2}, Reason.GEOMETRY_SIZE),
        ({"spacings": [(1e200, 5.0)] * 2}, Reason.GEOMETRY_SIZE),
        ({"spacings": [(4.0, 5.0), (4.1, 5.0)]}, Reason.GEOMETRY_SIZE),
        ({"shapes": [(14, 11), (14, 12)]}, Reason.GEOMETRY_SIZE),
    ],
)
def test_slices_that_do_not_form_one_block_are_refused(change: dict[str, object], reason: Reason) -> None:
    block = {
        "positions": [(0.0, 0.0, 0.0), (0.0, 0.0, 3.0)],
        "orientations": [AXIAL] * 2,
        "spacings": [(4.0, 5.0)] * 2,
        "shapes": [(14, 11)] * 2,
    }
    with pytest.raises(ItemDropped) as caught:
        arrange(**{**block, **change}, identical=lambda a, b: False)  # type: ignore[arg-type]
    assert caught.value.reason is reason


def test_slices_of_another_frame_of_reference_are_refused() -> None:
    assert one_frame(["1.2.3", "1.2.3"]) == "1.2.3"
    assert one_frame(["", ""]) == ""
    for uids in (["1.2.3", "1.2.4"], ["1.2.3", ""]):
        with pytest.raises(ItemDropped) as caught:
            one_frame(uids)
        assert caught.value.reason is Reason.GEOMETRY_MISMATCH
        assert "1.2" not in caught.value.detail


def test_a_slight_tilt_is_straightened_with_a_flag_and_moves_no_slice_by_more_than_half_a_millimetre() -> None:
    stack = stacked(HEIGHTS, drift_mm=0.005)
    assert stack.flags == ("tilt_straightened",)
    np.testing.assert_allclose(stack.affine_lps[:3, 2], (0.0, 0.0, 3.0), atol=1e-12)
    np.testing.assert_allclose(stack.affine_lps @ [0, 0, 0, 1], [-27.5 + 0.0175, -30.0, -900.0, 1])
    long = [3.0 * k for k in range(300)]
    assert stacked(long, drift_mm=0.003).flags == ("tilt_straightened",)
    assert refusal(long, drift_mm=0.004) is Reason.GEOMETRY_TILT


@given(st.lists(st.floats(-3e-4, 3e-4), min_size=6, max_size=6), st.floats(-0.003, 0.003))
@settings(deadline=None, max_examples=30)
def test_the_axes_of_a_volume_are_at_right_angles(noise: list[float], drift_mm: float) -> None:
    row, column = np.array(AXIAL[:3]) + noise[:3], np.array(AXIAL[3:]) + noise[3:]
    count = len(HEIGHTS)
    points = [(-27.5 + n * drift_mm, -30.0, height) for n, height in enumerate(HEIGHTS)]
    stack = arrange(points, [(*row, *column)] * count, [(4.0, 5.0)] * count, [(14, 11)] * count, lambda a, b: False)
    axes = stack.affine_lps[:3, :3] / np.linalg.norm(stack.affine_lps[:3, :3], axis=0)
    np.testing.assert_allclose(axes.T @ axes, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    centre, true = stack.affine_lps @ [5, 6.5, 3.5, 1], np.mean(points, axis=0) + 5 * 5 * row + 6.5 * 4 * column
    assert np.abs(centre[:3] - true).max() < 0.05
