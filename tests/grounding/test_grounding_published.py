"""The published way to a region, each rule and each refusal; tolerances are the paper's."""

from pathlib import Path

import numpy as np
import pytest
from grounding_phantoms import Sphere, affine_of, dice, inside, mention, mention_of, peak_of, phantom

from pet_ground.config import GroundSettings, SiteProfile, load_pipeline
from pet_ground.config.delineation import Huemann2025, PercentMax
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, Refusal, SliceNumbering, SliceStack, ground_mentions
from pet_ground.grounding.matching import Target
from pet_ground.grounding.methods import Focus, delineator
from pet_ground.grounding.published import check_as_published, published_maximum
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

SHAPE, SPACING_MM = (50, 30, 64), (3.0, 3.6, 3.3)
LEFT = Sphere((75.0, 52.0, 150.0), 19.0, 8.0)
RIGHT = Sphere((75.0, 52.0, 57.9), 19.0, 8.0)
LOW = Sphere((30.0, 50.0, 120.0), 22.0, 5.0)
PUBLISHED = GroundSettings(search="huemann2025", method=Huemann2025(), agreement=False)


@pytest.fixture(scope="module")
def twins():
    return phantom(SHAPE, SPACING_MM, [LEFT, RIGHT, LOW], background_suv=0.6)


def ground(pet, *mentions, settings=PUBLISHED, site=None):
    return ground_mentions(pet, mentions, settings, site or SiteProfile())


def reasons(results):
    return [result.reason if isinstance(result, Refusal) else None for result in results]


PEAK = (30, 5, 4)


def block(*boxes):
    """Boxes (first and last k, j and i) of even SUV; the first voxel of each is its maximum."""
    array = np.full((70, 20, 22), 0.5, dtype=np.float32)
    for k0, k1, j0, j1, i0, i1, suv in boxes:
        array[k0:k1, j0:j1, i0:i1] = suv - 0.6
        array[k0, j0, i0] = suv
    return Volume(array, affine_of((3.0, 4.0, 4.4)))


def test_a_lesion_is_found_and_named_after_the_method(twins):
    (result,) = ground(twins, mention_of(twins, LOW))
    assert isinstance(result, Grounded)
    assert dice(result.mask, inside(LOW, SHAPE, SPACING_MM)) >= 0.85
    assert result.method == "huemann2025"
    assert (result.match_score, result.runner_up_score) == (1.0, None)
    assert result.measures.iterations > 1
    assert result.measures.boundary_dice_median is None


def test_two_regions_that_fit_are_both_dropped_even_where_the_side_is_named(twins):
    assert reasons(ground(twins, mention_of(twins, LEFT, side="left"))) == [Reason.AMBIGUOUS]


def test_an_suvmax_below_2_5_is_no_candidate(twins):
    assert reasons(ground(twins, mention(2.4, 10))) == [Reason.NO_CANDIDATE]


def found(pet, suv, axial_slice):
    """The maximum that the rules give, or their reason."""
    numbering = SliceNumbering(SliceStack.of(pet), None, SiteProfile())
    try:
        return published_maximum(pet, Target.of(mention(suv, axial_slice, decimals=2), numbering, PUBLISHED))
    except ItemDropped as refusal:
        return refusal.reason


@pytest.mark.parametrize(("off", "expected"), [(0.1, PEAK), (-0.1, PEAK), (0.11, Reason.NO_CANDIDATE)])
def test_the_regions_maximum_lies_within_0_1(off, expected):
    assert found(block((30, 36, 5, 10, 4, 9, 6.0)), 6.0 + off, 70 - 32) == expected


@pytest.mark.parametrize(
    ("k", "expected"), [(29, Reason.SLICE_MISMATCH), (30, PEAK), (35, PEAK), (36, Reason.SLICE_MISMATCH)]
)
def test_a_region_must_cross_the_slice_counted_from_the_head(k, expected):
    assert found(block((30, 36, 5, 10, 4, 9, 6.0)), 6.0, 70 - k) == expected


@pytest.mark.parametrize(("bridge_suv", "expected"), [(2.51, PEAK), (2.52, Reason.NO_CANDIDATE)])
def test_regions_are_what_exceeds_0_617_and_0_316_of_the_suvmax(bridge_suv, expected):
    """Two boxes joined by a bridge: one region above 0.617 + 0.316 x 6 = 2.513, two below."""
    pet = block((30, 36, 5, 9, 4, 8, 6.0), (30, 36, 5, 9, 13, 18, 9.0))
    pet.array[32, 6, 8:13] = bridge_suv
    assert found(pet, 6.0, 70 - 32) == expected


def test_regions_that_touch_by_an_edge_are_two():
    pet = block((30, 36, 5, 9, 4, 8, 6.0), (30, 36, 9, 12, 8, 12, 9.0))
    assert found(pet, 6.0, 70 - 32) == PEAK


@pytest.mark.parametrize(("slices", "suv", "expected"), [(51, 4.9, Reason.LEAK), (50, 4.9, PEAK), (51, 5.0, PEAK)])
def test_a_region_of_more_than_50_slices_is_dropped_below_suv_5(slices, suv, expected):
    pet = Volume(
        np.pad(block((10, 10 + slices, 5, 10, 4, 9, suv)).array, ((20, 0), (0, 0), (0, 0))), affine_of((3.0, 4.0, 4.4))
    )
    assert found(pet, suv, 90 - 45) == expected


def test_a_slice_that_the_pet_does_not_have_is_out_of_range(twins):
    assert reasons(ground(twins, mention(5.0, 51))) == [Reason.SLICE_OUT_OF_RANGE]


@pytest.mark.parametrize(("over", "expected"), [(9.0, None), (12.0, Reason.LATERALITY)])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_side_may_be_wrong_by_ten_voxels(over, expected, side):
    middle_mm = 31.5 * SPACING_MM[2]
    sign = -1.0 if side == "left" else 1.0
    sphere = Sphere((75.0, 52.0, middle_mm + sign * over * SPACING_MM[2]), 19.0, 8.0)
    pet = phantom(SHAPE, SPACING_MM, [sphere], background_suv=0.6)
    assert reasons(ground(pet, mention_of(pet, sphere, side=side))) == [expected]
    assert reasons(ground(pet, mention_of(pet, sphere, side="bilateral"))) == [None]


def test_a_lesion_in_one_region_with_a_hotter_organ_is_lost():
    lesion, organ = Sphere((75.0, 52.0, 60.0), 17.0, 9.0), Sphere((75.0, 52.0, 95.5), 50.0, 25.0)
    pet = phantom(SHAPE, SPACING_MM, [lesion, organ], background_suv=0.6)
    assert reasons(ground(pet, mention_of(pet, Sphere(lesion.centre_mm, 8.0, 0.0)))) == [Reason.NO_CANDIDATE]


@pytest.mark.parametrize(("off", "expected"), [(0.2, None), (-0.2, None), (0.21, Reason.SUV_MISMATCH)])
def test_the_masks_maximum_lies_within_0_2(twins, off, expected):
    contour = delineator(PercentMax())(Focus(twins, peak_of(twins, LOW), 6.5))
    reported = float(twins.array[contour.peak_kji]) + off
    asked = Target.of(mention(reported, 20), SliceNumbering(SliceStack.of(twins), None, SiteProfile()), PUBLISHED)
    if expected is None:
        check_as_published(twins, contour, asked)
    else:
        with pytest.raises(ItemDropped) as error:
            check_as_published(twins, contour, asked)
        assert error.value.reason is expected


def test_each_mention_stands_alone_so_that_two_may_get_one_region(twins):
    results = ground(twins, mention_of(twins, LOW, 1), mention_of(twins, LOW, 2))
    assert reasons(results) == [None, None]


def test_the_published_search_goes_with_another_contour(twins):
    (result,) = ground(twins, mention_of(twins, LOW), settings=PUBLISHED.model_copy(update={"method": PercentMax()}))
    assert result.method == "percent_max_41"
    assert result.measures.threshold_suv == pytest.approx(0.41 * result.measures.suv_max_measured)


def test_slices_count_as_the_site_says(twins):
    asked = mention_of(twins, LOW)
    from_feet = mention(asked.suv_max, SHAPE[0] + 1 - asked.axial_slice)
    assert reasons(ground(twins, from_feet, site=SiteProfile(origin="feet"))) == [None]


def test_the_shipped_pipeline_takes_both_published_rules():
    ground_settings = load_pipeline(Path("huemann2025")).ground
    assert (ground_settings.search, ground_settings.method) == ("huemann2025", Huemann2025())
