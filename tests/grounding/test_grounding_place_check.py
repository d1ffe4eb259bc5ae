"""A mask against the place that its sentence names: agree, disagree, cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.grounding import Area, Border, NamedPlace, OrganDistances, check_place
from pet_ground.grounding.place_check import DEEP_MM, LIMIT_SLACK_MM, SLACK_PER_DIAMETER, SMALL_MM
from pet_ground.imaging import LocalMask, Volume

STEP_KJI = (4.0, 3.5, 3.0)
PET = Volume(np.zeros((24, 16, 60), np.float32), np.diag([*STEP_KJI[::-1], 1.0]))
ORGAN, OTHER, SPINE, ABSENT = 1, 2, 3, 9
SLACK_MM = 12.0


def organs() -> OrganDistances:
    """An organ from column 5 to 14, a thick one from column 30 to 49, and a spine in column 25, behind."""
    labels = np.zeros(PET.shape_kji, np.uint8)
    labels[2:14, 2:12, 5:15] = ORGAN
    labels[2:14, 2:12, 30:50] = OTHER
    labels[:, 12:15, 24:27] = SPINE
    return OrganDistances(PET.like(labels))


def mask_at(column: int, k: int = 6, j: int = 6, half: int = 1) -> LocalMask:
    size = 2 * half + 1
    return LocalMask((k - half, j - half, column - half), np.ones((size, size, size), np.bool_))


def verdict(mask: LocalMask, *areas: Area, around: tuple[Area, ...] = ()) -> tuple[str, float | None]:
    found = check_place(organs(), PET, mask, NamedPlace(areas, around))
    return found.anatomy_verdict, found.anatomy_mm


INSIDE = Area(frozenset({ORGAN}), slack_mm=SLACK_MM)


def test_a_mask_in_the_named_structure_agrees() -> None:
    assert verdict(mask_at(9), INSIDE) == ("agree", 0.0)


def test_a_mask_at_the_border_agrees() -> None:
    assert verdict(mask_at(15), INSIDE) == ("agree", pytest.approx(3.0))


def test_a_small_mask_further_off_than_the_slack_disagrees() -> None:
    assert verdict(mask_at(14 + 4), INSIDE)[0] == "disagree"
    assert verdict(mask_at(14 + 4), INSIDE)[1] == pytest.approx(4 * STEP_KJI[2])


def test_between_agreement_and_slack_nothing_is_told() -> None:
    wide = Area(frozenset({ORGAN}), slack_mm=20.0)
    assert verdict(mask_at(14 + 5), wide) == ("cannot_tell", pytest.approx(15.0))


def test_a_large_mass_may_lie_further_out() -> None:
    mass = mask_at(14 + 5, half=4)
    diameter_mm = 2 * (3 * mass.voxels * PET.voxel_ml * 1000 / (4 * np.pi)) ** (1 / 3)
    allowed_mm = SLACK_MM + SLACK_PER_DIAMETER * (diameter_mm - SMALL_MM)
    assert SLACK_MM < 15.0 < allowed_mm
    assert verdict(mass, INSIDE)[0] == "cannot_tell"
    assert verdict(mask_at(14 + 5), INSIDE)[0] == "disagree"


def test_a_station_reaches_around_its_landmarks() -> None:
    station = Area(frozenset({ORGAN}), reach_mm=9.0, slack_mm=SLACK_MM)
    assert verdict(mask_at(14 + 3), station) == ("agree", 0.0)
    assert verdict(mask_at(14 + 7), station)[0] == "disagree"


@pytest.mark.parametrize(
    ("axis", "share", "inside", "outside"),
    [
        (0, 0.5, mask_at(26), mask_at(20)),
        (1, 0.0, mask_at(9, j=12), mask_at(9, j=8)),
        (2, 0.5, mask_at(9, k=13), mask_at(9, k=8)),
    ],
)
def test_a_place_ends_at_its_borders_along_each_axis(
    axis: int, share: float, inside: LocalMask, outside: LocalMask
) -> None:
    border = Border(axis, is_lower=True, classes=frozenset({SPINE}), share=share, mm=0.0)
    everywhere = Area(frozenset({ORGAN}), reach_mm=500.0, borders=(border,))
    assert verdict(inside, everywhere)[0] == "agree"
    assert verdict(outside, everywhere)[0] == "disagree"
    turned = Border(axis, is_lower=False, classes=frozenset({SPINE}), share=share, mm=0.0)
    assert verdict(inside, Area(frozenset({ORGAN}), 500.0, borders=(turned,)))[0] != "disagree"
    assert verdict(outside, Area(frozenset({ORGAN}), 500.0, borders=(turned,)))[0] == "agree"


def test_a_border_is_wider_by_its_millimetres_and_the_slack() -> None:
    def beyond(mm: float) -> str:
        border = Border(0, is_lower=True, classes=frozenset({SPINE}), share=0.5, mm=mm)
        return verdict(mask_at(20), Area(frozenset({ORGAN}), 500.0, borders=(border,)))[0]

    off_mm = 5 * STEP_KJI[2]
    assert beyond(off_mm) == "agree"
    assert beyond(off_mm - LIMIT_SLACK_MM + 1) == "agree"
    assert beyond(off_mm - LIMIT_SLACK_MM) == "disagree"


def test_a_border_without_its_structure_is_none() -> None:
    border = Border(0, is_lower=True, classes=frozenset({ABSENT}), share=0.5, mm=0.0)
    assert verdict(mask_at(9), Area(frozenset({ORGAN}), borders=(border,)))[0] == "agree"


def test_a_mask_deep_in_another_structure_lies_there() -> None:
    station = Area(frozenset({ORGAN}), reach_mm=200.0, strangers=frozenset({OTHER}))
    word, deep_mm = verdict(mask_at(40), station)
    assert word == "disagree"
    assert deep_mm is not None
    assert deep_mm >= DEEP_MM
    assert verdict(mask_at(31), station)[0] == "agree", "at its border it may be beside it"
    assert verdict(mask_at(40), Area(frozenset({ORGAN}), reach_mm=200.0))[0] == "agree"


def test_breathing_moves_along_the_body_only() -> None:
    breathing = Area(frozenset({ORGAN}), slack_mm=15.0, along=0.6)
    assert verdict(mask_at(9, k=13 + 5), breathing)[0] == "cannot_tell"
    assert verdict(mask_at(9, k=13 + 5), INSIDE)[0] == "disagree"
    assert verdict(mask_at(14 + 7), breathing)[0] == "disagree"


def test_any_of_several_areas_will_do() -> None:
    assert verdict(mask_at(40), INSIDE, Area(frozenset({OTHER})))[0] == "agree"


def test_without_words_or_without_the_structure_nothing_is_told() -> None:
    assert verdict(mask_at(40)) == ("cannot_tell", None)
    assert verdict(mask_at(40), Area(frozenset({ABSENT}))) == ("cannot_tell", None)


def test_the_region_around_can_only_contradict() -> None:
    absent = Area(frozenset({ABSENT}))
    assert verdict(mask_at(9), absent, around=(INSIDE,))[0] == "cannot_tell"
    assert verdict(mask_at(40), absent, around=(INSIDE,))[0] == "disagree"
    assert verdict(mask_at(40), Area(frozenset({OTHER})), around=(INSIDE,))[0] == "agree"


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 57), st.floats(0, 60))
def test_a_wider_place_never_disagrees_where_a_narrow_one_does_not(column: int, reach_mm: float) -> None:
    wide = Area(frozenset({ORGAN}), reach_mm=reach_mm, slack_mm=SLACK_MM)
    if verdict(mask_at(column), wide)[0] == "disagree":
        assert verdict(mask_at(column), INSIDE)[0] == "disagree"
