"""Each flag on a phantom that must raise it, and on one that must not; and each kind of leak with its reason."""

from functools import lru_cache

import numpy as np
import pytest
from every_method import all_methods, each
from grounding_phantoms import FWHM_MM, Sphere, affine_of, mention, mention_of, peak_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import (
    AvgItm,
    Fixed,
    Gradient,
    Huemann2025,
    Majority,
    PercentMax,
    Percist,
    method_name,
)
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.grounding.methods import Focus, LiverReference, delineator
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

SHAPE, SPACING_MM = (40, 34, 37), (3.0, 3.4, 3.2)
MIDDLE_MM = (58.0, 55.0, 57.0)
ALL = all_methods(4)
EVERY = each(ALL)
LIVER = LiverReference(2.0, 0.25)


def contour_of(pet, peak, method, fwhm_mm=FWHM_MM):
    return delineator(method)(Focus(pet, peak, fwhm_mm, liver=LIVER))


@lru_cache
def seen(*spheres, background_suv=1.0):
    return phantom(SHAPE, SPACING_MM, spheres, background_suv)


def sphere_contour(method, diameter_mm=22.0, suv=9.0, background_suv=1.0, centre_mm=MIDDLE_MM, **changes):
    sphere = Sphere(centre_mm, diameter_mm, suv)
    pet = seen(sphere, background_suv=background_suv)
    return contour_of(pet, peak_of(pet, sphere), method, **changes)


@EVERY
def test_a_clear_lesion_in_the_middle_of_the_field_has_no_flag(method):
    assert sphere_contour(method).flags == ()


@EVERY
def test_below_resolution_is_a_contour_smaller_than_a_ball_of_one_fwhm(method):
    """The same lesion, on a scanner that is sharper and on one that is not."""
    contour = sphere_contour(method, 14.0, suv=12.0)
    diameter_mm = (6 * contour.mask.voxels * 3.0 * 3.4 * 3.2 / np.pi) ** (1 / 3)
    coarse = sphere_contour(method, 14.0, suv=12.0, fwhm_mm=30.0)
    its_mm = (6 * coarse.mask.voxels * 3.0 * 3.4 * 3.2 / np.pi) ** (1 / 3)
    assert diameter_mm > FWHM_MM
    assert its_mm < 30.0
    assert "below_resolution" not in contour.flags
    assert "below_resolution" in coarse.flags


@EVERY
@pytest.mark.parametrize(("background_suv", "is_low"), [(2.4, False), (3.4, True)])
def test_low_contrast_is_a_maximum_below_three_times_the_background(method, background_suv, is_low):
    contour = sphere_contour(method, suv=9.6, background_suv=background_suv)
    assert contour.background_suv == pytest.approx(background_suv, rel=0.15)
    assert ("low_contrast" in contour.flags) == is_low


@pytest.mark.parametrize(
    ("method", "gap_mm", "touches"),
    [(method, 22.0, False) for method in ALL]
    + [(method, 2.0, True) for method in ALL if not isinstance(method, Gradient)],  # whose contour ends before
    ids=lambda value: str(value) if isinstance(value, bool | float) else method_name(value),
)
def test_touches_hot_organ_is_a_hotter_neighbour_at_the_contour(method, gap_mm, touches):
    lesion = Sphere((58.0, 55.0, 30.0), 17.0, 9.0)
    organ = Sphere((58.0, 55.0, 30.0 + 8.5 + gap_mm + 18.0), 36.0, 20.0)
    pet = seen(lesion, organ)
    peak = peak_of(pet, Sphere(lesion.centre_mm, 8.0, 0.0))
    flags = contour_of(pet, peak, method).flags
    assert ("touches_hot_organ" in flags) == touches


@EVERY
@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize(("at", "cut"), [(3.0, True), (-3.0, True), (45.0, False)])
def test_edge_of_field_is_a_contour_at_the_first_or_last_voxel_of_an_axis(method, axis, at, cut):
    centre = list(MIDDLE_MM)
    centre[axis] = at if at > 0 else (SHAPE[axis] - 1) * SPACING_MM[axis] + at
    assert ("edge_of_field" in sphere_contour(method, centre_mm=tuple(centre)).flags) == cut


def rod(slices):
    array = np.full((70, 20, 22), 1.0, dtype=np.float32)
    array[5 : 5 + slices, 7:12, 8:13] = 6.0
    array[30, 9, 10] = 6.3
    return Volume(array, affine_of((3.0, 4.0, 4.4)))


@pytest.mark.parametrize("method", [AvgItm(), PercentMax(), Fixed(suv=4), Gradient()], ids=method_name)
@pytest.mark.parametrize(("slices", "many"), [(48, False), (54, True)])
def test_many_slices_are_more_than_50(method, slices, many):
    (result,) = ground_mentions(
        rod(slices), [mention(6.3, 40)], GroundSettings(method=method, agreement=False), SiteProfile()
    )
    assert isinstance(result, Grounded)
    assert (result.mask.array.shape[0] > 50) == many
    assert ("many_slices" in result.flags) == many


def refusal_of(pet, asked, method):
    (result,) = ground_mentions(pet, [asked], GroundSettings(method=method, agreement=False), SiteProfile())
    assert isinstance(result, Refusal)
    return result


@pytest.mark.parametrize("method", [Fixed(suv=2.5), PercentMax(fraction=0.3)], ids=method_name)
def test_a_contour_of_more_than_a_litre_is_a_leak_and_says_so(method):
    """A lesion in a warm organ of 1.5 l: the default finds it, a low threshold takes the organ."""
    shape, spacing = (34, 38, 36), (4.5, 4.0, 4.2)
    organ, lesion = Sphere((76.0, 75.0, 74.0), 142.0, 3.5), Sphere((80.0, 70.0, 64.0), 24.0, 10.0)
    pet = phantom(shape, spacing, [organ, lesion], background_suv=0.5)
    asked = mention_of(pet, lesion)
    refusal = refusal_of(pet, asked, method)
    assert refusal.reason is Reason.LEAK
    assert "ml" in refusal.detail
    (by_default,) = ground_mentions(pet, [asked], GroundSettings(agreement=False), SiteProfile())
    assert isinstance(by_default, Grounded)
    assert by_default.measures.mtv_ml == pytest.approx(np.pi / 6 * 2.4**3, rel=0.15)


@pytest.mark.parametrize("method", [Fixed(suv=2.5), PercentMax(fraction=0.3)], ids=method_name)
def test_a_contour_longer_than_300_mm_is_a_leak_though_it_is_thin(method):
    """A lesion on a warm vessel of 360 mm, of less than a litre."""
    shape, spacing = (84, 16, 18), (4.5, 4.0, 4.2)
    lesion = Sphere((180.0, 30.0, 34.0), 22.0, 11.0)
    pet = phantom(shape, spacing, [lesion], background_suv=0.5)
    array = pet.array.copy()
    array[2:82, 6:9, 7:10] = np.maximum(array[2:82, 6:9, 7:10], 4.0)
    refusal = refusal_of(pet.like(array), mention_of(pet.like(array), lesion), method)
    assert refusal.reason is Reason.LEAK


@EVERY
def test_what_is_cut_off_beside_a_hotter_organ_is_the_organ(method):
    """A leak into something hotter is cut along the valley, or, in the published method, refused by its maximum."""
    lesion = Sphere((58.0, 55.0, 30.0), 17.0, 9.0)
    organ = Sphere((58.0, 55.0, 30.0 + 8.5 + 2.0 + 18.0), 36.0, 20.0)
    pet = seen(lesion, organ)
    asked = mention_of(pet, Sphere(lesion.centre_mm, 8.0, 0.0))
    chosen = Percist(liver_mean=2.0, liver_sd=0.25) if isinstance(method, Percist) else method
    if isinstance(method, Huemann2025):
        assert refusal_of(pet, asked, chosen).reason is Reason.SUV_MISMATCH
        return
    (result,) = ground_mentions(pet, [asked], GroundSettings(method=chosen, agreement=False), SiteProfile())
    assert isinstance(result, Grounded)
    assert result.measures.suv_max_measured == pytest.approx(asked.suv_max, abs=0.05)
    assert result.measures.mtv_ml <= 2.0 * np.pi / 6 * 1.7**3
    assert result.measures.suv_peak <= result.measures.suv_max_measured


@pytest.mark.parametrize("method", [Fixed(suv=12), Percist(liver_mean=9.0, liver_sd=0.5)], ids=method_name)
def test_a_threshold_above_the_maximum_is_no_contour(method):
    pet = seen(Sphere(MIDDLE_MM, 22.0, 9.0))
    refusal = refusal_of(pet, mention_of(pet, Sphere(MIDDLE_MM, 22.0, 9.0)), method)
    assert refusal.reason is Reason.NO_CONTOUR
    assert "threshold" in refusal.detail


def test_percist_without_a_liver_has_no_reference():
    pet = seen(Sphere(MIDDLE_MM, 22.0, 9.0))
    assert refusal_of(pet, mention_of(pet, Sphere(MIDDLE_MM, 22.0, 9.0)), Percist()).reason is Reason.NO_REFERENCE


def test_a_leak_of_every_member_is_the_leak_of_their_majority():
    rising = np.linspace(2.0, 2.6, 130)[:, None, None] * np.ones((1, 60, 70))
    rising[-1] = 0.0
    pet = Volume(rising.astype(np.float32), affine_of((4.0, 5.0, 3.0)))
    vote = Majority(methods=(Fixed(suv=1.5), PercentMax(fraction=0.2), PercentMax(fraction=0.3)))
    with pytest.raises(ItemDropped) as error:
        contour_of(pet, (128, 30, 30), vote)
    assert error.value.reason is Reason.LEAK
