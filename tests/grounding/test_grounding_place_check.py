"""A mask against the place that its sentence names: agree, disagree, cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.grounding import NamedPlace, OrganDistances, check_place
from pet_ground.grounding.place_check import FAR_FROM_LANDMARK_MM, FAR_FROM_STRUCTURE_MM, PARTNER_MARGIN_MM
from pet_ground.imaging import LocalMask, Volume

PET = Volume(np.zeros((12, 12, 60), np.float32), np.diag([3.0, 3.0, 3.0, 1.0]))
RIGHT, LEFT, MIDLINE = 1, 2, 3


def organs(gap: int = 20) -> OrganDistances:
    """A structure from column 5 to 14, and its partner ``gap`` columns further left."""
    labels = np.zeros(PET.shape_kji, np.uint8)
    labels[2:10, 2:10, 5:15] = RIGHT
    labels[2:10, 2:10, 15 + gap : 25 + gap] = LEFT
    return OrganDistances(PET.like(labels))


def mask_at(column: int) -> LocalMask:
    return LocalMask((4, 4, column - 1), np.ones((3, 3, 3), np.uint8))


def verdict(column: int, place: NamedPlace, gap: int = 20) -> tuple[str, float | None]:
    found = check_place(organs(gap), PET, mask_at(column), place)
    return found.anatomy_verdict, found.anatomy_mm


INSIDE = NamedPlace(frozenset({RIGHT}), frozenset({LEFT}))
NEAR = NamedPlace(frozenset({RIGHT}), frozenset(), is_near=True)


def test_a_mask_in_the_named_structure_agrees() -> None:
    assert verdict(9, INSIDE) == ("agree", 0.0)


def test_a_mask_some_way_off_is_neither() -> None:
    assert verdict(21, NamedPlace(frozenset({RIGHT}))) == ("cannot_tell", pytest.approx(21.0))


def test_a_far_mask_disagrees() -> None:
    assert verdict(40, NamedPlace(frozenset({RIGHT})))[0] == "disagree"


def test_a_mask_in_the_partner_disagrees_though_it_is_near() -> None:
    found = verdict(24, INSIDE, gap=6)
    assert found == ("disagree", pytest.approx(30.0))
    assert found[1] is not None
    assert PARTNER_MARGIN_MM < found[1] < FAR_FROM_STRUCTURE_MM


def test_a_mask_between_touching_partners_is_not_on_the_other_side() -> None:
    assert verdict(16, INSIDE, gap=0)[0] == "agree"


def test_landmarks_are_wide() -> None:
    assert verdict(25, NEAR)[0] == "agree"
    assert verdict(31, NEAR)[0] == "cannot_tell"
    word, distance = verdict(50, NEAR)
    assert word == "disagree"
    assert distance is not None
    assert distance >= FAR_FROM_LANDMARK_MM


@pytest.mark.parametrize("place", [NamedPlace(), NamedPlace(frozenset({MIDLINE}), frozenset({LEFT}))])
def test_without_words_or_without_the_structure_nothing_is_told(place: NamedPlace) -> None:
    assert verdict(40, place) == ("cannot_tell", None)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 57), st.booleans())
def test_a_place_with_both_sides_never_disagrees_more_than_one_side(column: int, near: bool) -> None:
    both = NamedPlace(frozenset({RIGHT, LEFT}), frozenset(), is_near=near)
    one = NamedPlace(frozenset({RIGHT}), frozenset({LEFT}), is_near=near)
    if verdict(column, both)[0] == "disagree":
        assert verdict(column, one)[0] == "disagree"
