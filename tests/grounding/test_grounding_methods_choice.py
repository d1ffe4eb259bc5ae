"""The method that a pipeline names: which lesion is found does not depend on it, its contour and its reasons do."""

import numpy as np
import pytest
from grounding_phantoms import FWHM_MM, Sphere, affine_of, dice, inside, mention_of, peak_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import A50p, AvgItm, Fixed, Gradient, Majority, PercentMax, Percist, method_name
from pet_ground.grounding import Grounded, NamedOrgans, Refusal, ground_mentions, measure
from pet_ground.grounding.measures import suv_peak
from pet_ground.grounding.methods import Focus, LiverReference, agreement, delineator, liver_for, liver_reference
from pet_ground.imaging import LocalMask, Volume
from pet_ground.reasons import Reason

SHAPE, SPACING_MM = (40, 36, 50), (3.0, 3.6, 3.3)
HOT, LIVER = Sphere((85.0, 66.0, 40.0), 22.0, 9.0), Sphere((50.0, 66.0, 110.0), 80.0, 2.0)


@pytest.fixture(scope="module")
def body():
    """A lesion, and a ball that stands for the liver, with a trace of noise."""
    pet = phantom(SHAPE, SPACING_MM, [LIVER, HOT], background_suv=0.5)
    noise = np.random.default_rng(5).normal(1.0, 0.01, SHAPE).astype(np.float32)
    return pet.like(pet.array * noise)


@pytest.fixture(scope="module")
def labels():
    """A label map on a finer grid that starts elsewhere: 5 is the liver."""
    spacing = (2.0, 2.5, 2.2)
    shape = [int(n * s / t) + 4 for n, s, t in zip(SHAPE, SPACING_MM, spacing, strict=True)]
    moved = Sphere(tuple(c + 4.0 for c in LIVER.centre_mm), 70.0, 0.0)
    array = np.where(inside(moved, shape, spacing), 5, 0).astype(np.uint8)
    return Volume(array, affine_of(spacing, tuple(mm - 4.0 for mm in (-70.0, -50.0, -300.0))))


def ground(pet, labels=None, side=None, **changes):
    settings = GroundSettings.model_validate(changes)
    organs = None if labels is None else NamedOrgans(labels, [frozenset()])
    (result,) = ground_mentions(pet, [mention_of(pet, HOT, side=side)], settings, SiteProfile(), organs=organs)
    return result


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("avg_itm", "avg_itm"),
        ("gradient", "gradient"),
        ("a50p", "a50p"),
        ("majority", "majority"),
        ({"kind": "percent_max", "fraction": 0.5}, "percent_max_50"),
        ({"kind": "fixed", "suv": 4}, "fixed_4"),
        ({"kind": "fixed"}, "fixed_2.5"),
        ({"kind": "percist", "liver_mean": 2.0, "liver_sd": 0.1}, "percist"),
        ("huemann2025", "huemann2025"),
    ],
)
def test_every_method_draws_the_same_lesion_and_is_named_in_the_result(body, method, name):
    result = ground(body, method=method)
    assert isinstance(result, Grounded)
    assert result.method == name
    assert result.measures.peak_index_kji == peak_of(body, HOT)
    assert dice(result.mask, inside(HOT, SHAPE, SPACING_MM)) >= 0.75


def test_a_lesion_that_the_method_can_not_draw_is_refused_with_the_methods_reason(body):
    refused = ground(body, method={"kind": "fixed", "suv": 40})
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NO_CONTOUR
    assert ground(body, method="percist").reason is Reason.NO_REFERENCE


def test_the_liver_is_measured_where_it_is_thickest_on_any_grid(body, labels):
    found = liver_reference(body, labels, 5)
    assert found.mean_suv == pytest.approx(2.0, abs=0.02)
    assert found.sd_suv < 0.05
    result = ground(body, labels, method="percist")
    assert result.measures.threshold_suv == pytest.approx(1.5 * found.mean_suv + 2 * found.sd_suv)


def test_there_is_no_reference_without_a_liver_that_holds_the_sphere(body, labels):
    assert liver_reference(body, labels, 6) is None
    thin = labels.like(np.where(np.indices(labels.shape_kji)[0] // 12 == 1, 5, 0).astype(np.uint8))  # 24 mm
    assert liver_reference(body, thin, 5) is None
    outside = Volume(labels.array, affine_of((2.0, 2.5, 2.2), (900.0, 900.0, 900.0)))
    assert liver_reference(body, outside, 5) is None
    assert ground(body, outside, method="percist").reason is Reason.NO_REFERENCE


def test_a_given_liver_goes_before_a_label_map(body, labels):
    given = Percist(liver_mean=3.0, liver_sd=0.5)
    assert liver_for(given, body, labels) == LiverReference(3.0, 0.5)
    assert liver_for(Majority(methods=(AvgItm(), given)), body, None) == LiverReference(3.0, 0.5)
    assert liver_for(AvgItm(), body, labels) is None


def test_the_spread_of_the_liver_is_that_of_its_voxels():
    checked = np.where(np.indices((30, 31, 32)).sum(axis=0) % 2, 2.2, 1.8).astype(np.float32)
    pet = Volume(checked, affine_of((3.0, 3.5, 4.0)))
    found = liver_reference(pet, pet.like(np.full(checked.shape, 5, dtype=np.uint8)), 5)
    assert found.mean_suv == pytest.approx(2.0, abs=0.01)
    assert found.sd_suv == pytest.approx(0.2, abs=0.005)


def test_other_methods_agree_about_a_clear_boundary_and_not_about_a_faint_one(body):
    clear = ground(body).measures
    faint = Sphere((60.0, 64.0, 60.0), 14.0, 3.2)
    pet = phantom(SHAPE, SPACING_MM, [faint], background_suv=1.5)
    peak = peak_of(pet, faint)
    contour = delineator(AvgItm())(Focus(pet, peak, FWHM_MM))
    unclear = agreement(pet, contour.mask, peak, FWHM_MM, AvgItm())
    assert clear.boundary_dice_lowest >= 0.85
    assert clear.boundary_dice_lowest <= clear.boundary_dice_median <= 1
    assert unclear.lowest < 0.6


def test_a_method_is_not_compared_with_itself(body):
    peak = peak_of(body, HOT)
    contour = delineator(PercentMax(fraction=0.5))(Focus(body, peak, FWHM_MM))
    with_itself = agreement(body, contour.mask, peak, FWHM_MM, Gradient())
    without = agreement(body, contour.mask, peak, FWHM_MM, PercentMax(fraction=0.5))
    assert with_itself.median > without.median
    assert with_itself.lowest == without.lowest


def test_the_comparison_is_left_out_where_the_pipeline_says_so(body):
    assert ground(body, agreement=False).measures.boundary_dice_median is None


def test_measures_hold_the_steps_and_the_shape(body):
    measures = ground(body).measures
    assert measures.iterations > 1
    assert measures.longest_axial_mm == pytest.approx(22.0, abs=4.0)
    assert 0.75 <= measures.sphericity <= 1.0
    assert measure(body, LocalMask((3, 4, 5), np.ones((1, 2, 1), bool)), 0.4, SiteProfile()).longest_axial_mm == 7.2


def test_voxels_that_are_left_out_count_in_no_peak():
    array = np.ones((20, 21, 22), dtype=np.float32)
    array[:, :, 12:] = array[10, 10, 10] = 9.0
    pet = Volume(array, affine_of((3.0, 3.3, 2.9)))
    mask = LocalMask((10, 10, 10), np.ones((1, 1, 1), dtype=bool))
    one_voxel = 8.0 * 0.0287
    assert suv_peak(pet, mask) == pytest.approx(1.48 + one_voxel, abs=0.05)
    organ = LocalMask((0, 0, 12), np.ones((20, 21, 10), dtype=bool))
    assert suv_peak(pet, mask, organ) == pytest.approx(1.0 + one_voxel / 0.94, abs=0.01)


def test_names_tell_parameters_apart():
    names = {method_name(one) for one in (PercentMax(), PercentMax(fraction=0.5), Fixed(), Fixed(suv=4), A50p())}
    assert names == {"percent_max_41", "percent_max_50", "fixed_2.5", "fixed_4", "a50p"}
