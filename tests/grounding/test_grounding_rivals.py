"""Something else with the numbers of a lesion: refused as ambiguous, or as too far off, and never taken for it."""

from dataclasses import replace

import numpy as np
import pytest
from grounding_phantoms import Sphere, inside, mention, peak_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.grounding.matching import distinctness_score
from pet_ground.reasons import Reason

SHAPE, SPACING_MM = (40, 30, 64), (3.0, 3.6, 3.3)
SETTINGS, SITE = GroundSettings(agreement=False), SiteProfile()
MIDDLE_MM = (60.0, 52.0, 80.0)
ORGAN = Sphere((60.0, 52.0, 110.0), 50.0, 25.0)


def ground(pet, one, **changes):
    (result,) = ground_mentions(pet, [one], SETTINGS.model_copy(update=changes), SITE)
    return result


def told(pet, lesion):
    """What a reader writes of the hottest voxel of a lesion."""
    k, j, i = peak_of(pet, lesion)
    return mention(round(float(pet.array[k, j, i]), 1), SHAPE[0] - k)


def with_another(pet, suv, slices_above=0, slice_number=20, background_suv=0.6):
    """The same with a lone ball far away, whose maximum has an SUV and lies some slices from a reported one."""
    k = SHAPE[0] - slice_number + slices_above
    lone = Sphere((k * SPACING_MM[0], 52.0, 25.0), 16.0, 1.0)
    unit = phantom(SHAPE, SPACING_MM, [lone], background_suv=0.0).array
    return pet.like(pet.array + np.float32((suv - background_suv) / unit.max()) * unit)


def test_a_clear_maximum_beside_something_hotter_does_not_lose_against_a_lone_one_of_its_numbers():
    lesion = Sphere(MIDDLE_MM, 12.0, 4.0)
    hotter = Sphere((60.0, 52.0, 80.0 + 6.0 + 3.0 + 10.0), 20.0, 8.0)
    alone = phantom(SHAPE, SPACING_MM, [lesion, hotter], background_suv=0.4)
    one = told(alone, replace(lesion, diameter_mm=7.0))
    found = ground(alone, one)
    assert isinstance(found, Grounded)
    assert inside(lesion, SHAPE, SPACING_MM)[found.measures.peak_index_kji]
    both = with_another(alone, one.suv_max, slice_number=one.axial_slice, background_suv=0.4)
    result = ground(both, one)
    assert isinstance(result, Refusal)
    assert result.reason is Reason.AMBIGUOUS


@pytest.mark.parametrize(("saddle", "contrast", "score"), [(0.0, 9.0, 1.0), (0.85, 1.5, 1.0), (1.0, 9.0, 0.7)])
def test_only_what_noise_can_make_costs_score(saddle, contrast, score):
    assert distinctness_score(contrast, 1.0, saddle) == pytest.approx(score)


def test_noise_of_an_organ_loses_against_a_clear_maximum():
    assert distinctness_score(4.0, 3.4, 0.95) < distinctness_score(4.0, 2.6, 0.8) - SETTINGS.ambiguity_margin


@pytest.fixture(scope="module")
def shoulder():
    """A lesion without a maximum of its own on an organ, and its mention."""
    lesion = Sphere((60.0, 52.0, 110.0 - 25.0 - 1.5 - 6.0), 12.0, 7.0)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.6)
    return pet, told(pet, lesion), inside(lesion, SHAPE, SPACING_MM)


def test_something_inexact_far_away_is_not_taken_where_a_shoulder_is_exact(shoulder):
    pet, one, truth = shoulder
    found = ground(pet, one)
    assert isinstance(found, Grounded)
    assert truth[found.measures.peak_index_kji]
    result = ground(with_another(pet, one.suv_max, 3, one.axial_slice), one)
    assert isinstance(result, Refusal)
    assert result.reason is Reason.AMBIGUOUS


def test_an_inexact_lesion_is_taken_where_no_shoulder_is(shoulder):
    _, one, _ = shoulder
    even = phantom(SHAPE, SPACING_MM, [ORGAN], background_suv=0.6)
    assert isinstance(ground(with_another(even, one.suv_max, 2, one.axial_slice), one), Grounded)


@pytest.mark.parametrize(("off_suv", "slices", "is_taken"), [(0.0, 6, True), (0.13, 1, True), (0.13, 6, False)])
def test_the_suv_or_the_slice_may_be_inexact_but_not_both(off_suv, slices, is_taken):
    pet = phantom(SHAPE, SPACING_MM, [Sphere(MIDDLE_MM, 40.0, 8.0)], background_suv=0.6)
    pet.array[20, 14, 24] = 8.3
    off = mention(8.3, SHAPE[0] - 20 - slices).model_copy(update={"suv_max": 8.3 + off_suv})
    result = ground(pet, off)
    assert isinstance(result, Grounded) is is_taken
    if not is_taken:
        assert result.reason is Reason.SLICE_MISMATCH
        assert isinstance(ground(pet, off, slice_tolerance_mm=18.0), Grounded)
