"""Scores, assignment and rivals."""

import pytest
from grounding_phantoms import mention
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.matching import (
    Target,
    assign,
    distinctness_score,
    runner_up,
    side_score,
    slice_score,
    suv_score,
)
from pet_ground.grounding.slices import SliceNumbering, SliceStack
from pet_ground.reasons import Reason

X, Y, Z = (1, 2, 3), (4, 5, 6), (7, 8, 9)


def target(suv=7.9, decimals=1, **changes):
    asked = mention(suv, 20, decimals=decimals).model_copy(update=changes)
    return Target.of(asked, SliceNumbering(SliceStack(60, 0.0, 3.0), None, SiteProfile()), GroundSettings())


def test_the_tolerance_comes_on_top_of_half_a_unit_of_the_last_decimal():
    assert target(7.9, decimals=1).suv_range == pytest.approx((7.75, 8.05), abs=0.001)
    assert target(8.0, decimals=0).suv_range == pytest.approx((7.4, 8.6), abs=0.001)
    assert target(7.91, decimals=2).suv_range == pytest.approx((7.805, 8.015), abs=0.001)


def test_a_range_of_slices_is_met_anywhere_in_it():
    asked = target(axial_slice=20, slice_last=24)
    assert (asked.first_k, asked.last_k) == (36, 40)
    assert asked.gap_mm(38, 38, 3.0) == 0
    assert asked.gap_mm(41, 43, 3.0) == 3.0
    assert asked.gap_mm(30, 34, 3.0) == 6.0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"suv_max": None}, Reason.NO_VALUE),
        ({"axial_slice": None}, Reason.NO_SLICE),
        ({"slice_series": "ct"}, Reason.NO_SLICE),
        ({"axial_slice": 61}, Reason.SLICE_OUT_OF_RANGE),
        ({"slice_last": 99}, Reason.SLICE_OUT_OF_RANGE),
    ],
)
def test_a_mention_that_can_not_be_looked_for_is_refused(changes, reason):
    with pytest.raises(ItemDropped) as error:
        target(**changes)
    assert error.value.reason is reason


@settings(max_examples=60, deadline=None)
@given(
    suv=st.floats(7.0, 9.0), gap=st.floats(0, 200), wrong=st.floats(0, 20), saddle=st.floats(0, 1), low=st.floats(0, 9)
)
def test_every_score_lies_between_0_and_1(suv, gap, wrong, saddle, low):
    scores = [
        suv_score(target(), suv),
        slice_score(gap, crosses=True),
        slice_score(gap, crosses=False),
        side_score(wrong, 20.0),
        distinctness_score(9.0, low, saddle),
    ]
    assert all(0 <= score <= 1 for score in scores)


def test_the_slice_of_the_maximum_and_the_rounded_suv_score_best():
    assert suv_score(target(), 7.94) == 1.0
    assert suv_score(target(), 8.05) == pytest.approx(0.5, abs=0.01)
    assert slice_score(0.0, crosses=True) == 1.0
    assert slice_score(3.0, crosses=True) < 0.9
    assert slice_score(90.0, crosses=True) == 0.4


def test_the_assignment_has_the_largest_sum_and_uses_no_lesion_twice():
    scores = {0: {X: 1.0, Y: 0.9}, 1: {X: 0.95}, 2: {Z: 0.3}}
    assert assign(scores) == {0: Y, 1: X, 2: Z}


def test_no_mentions_no_assignment():
    assert assign({}) == {}


def test_the_runner_up_is_the_second_best_lesion():
    assert runner_up(0, {0: X}, {0: {X: 1.0, Y: 0.8, Z: 0.3}}, frozenset()) == 0.8
    assert runner_up(0, {0: X}, {0: {X: 1.0}}, frozenset()) is None


def test_a_maximum_of_the_same_lesion_is_no_rival():
    assert runner_up(0, {0: X}, {0: {X: 1.0, Y: 0.98}}, frozenset({Y})) is None


def test_a_lesion_that_another_mention_needs_is_no_rival():
    scores = {0: {X: 1.0, Y: 0.95}, 1: {Y: 1.0}}
    assert runner_up(0, {0: X, 1: Y}, scores, frozenset()) == 0.0


def test_two_mentions_that_could_swap_their_lesions_are_rivals():
    scores = {0: {X: 1.0, Y: 0.97}, 1: {X: 0.98, Y: 1.0}}
    assert runner_up(0, {0: X, 1: Y}, scores, frozenset()) == pytest.approx(0.95)
