"""Lesions hotter than the organ that they touch: where the lesion ends, and what is no such lesion."""

import numpy as np
import pytest
from grounding_phantoms import Sphere, dice, inside, mention_of, peak_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, ground_mentions
from pet_ground.grounding.own_side import own_side

SHAPE, SPACING_MM, FWHM_MM = (34, 32, 44), (3.0, 3.4, 3.2), 6.5
ORGAN = Sphere((50.0, 52.0, 90.0), 54.0, 5.0)
SETTINGS, SITE = GroundSettings(agreement=False), SiteProfile(psf_fwhm_mm=FWHM_MM)


def on_the_organ(diameter_mm, suv, gap_mm):
    return Sphere((50.0, 52.0, 90.0 - 27.0 - gap_mm - diameter_mm / 2), diameter_mm, suv)


def with_noise(pet, share, seed=3):
    noise = np.random.default_rng(seed).standard_normal(pet.shape_kji) * share
    return pet.like((pet.array * (1 + noise)).astype(np.float32))


@pytest.mark.parametrize(
    ("diameter_mm", "suv", "gap_mm"), [(14.0, 10.0, 0.0), (18.0, 9.0, 1.0), (24.0, 9.0, 1.0), (16.0, 8.5, 0.5)]
)
def test_a_lesion_hotter_than_its_organ_ends_at_the_organ(diameter_mm, suv, gap_mm):
    lesion = on_the_organ(diameter_mm, suv, gap_mm)
    pet = with_noise(phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.5), 0.03)
    contour = own_side(pet, peak_of(pet, lesion), FWHM_MM)
    assert contour is not None
    assert dice(contour.mask, inside(lesion, SHAPE, SPACING_MM)) >= 0.85
    assert "touches_hot_organ" in contour.flags


def test_it_is_found_and_drawn_from_its_report():
    lesion = on_the_organ(14.0, 10.0, 0.0)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.5)
    (result,) = ground_mentions(pet, [mention_of(pet, lesion)], SETTINGS, SITE)
    assert isinstance(result, Grounded)
    assert dice(result.mask, inside(lesion, SHAPE, SPACING_MM)) >= 0.85


def test_scaling_the_suv_changes_nothing():
    lesion = on_the_organ(14.0, 10.0, 0.0)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.5)
    seed = peak_of(pet, lesion)
    one, three = own_side(pet, seed, FWHM_MM), own_side(pet.like(4 * pet.array), seed, FWHM_MM)
    assert one is not None
    assert three is not None
    np.testing.assert_array_equal(one.mask.full(SHAPE), three.mask.full(SHAPE))
    assert three.threshold_suv == pytest.approx(4 * one.threshold_suv)


def test_a_lesion_that_stands_alone_is_left_to_the_usual_contour():
    lesion = Sphere((50.0, 52.0, 70.0), 26.0, 9.0)
    pet = with_noise(phantom(SHAPE, SPACING_MM, [lesion]), 0.05)
    assert own_side(pet, peak_of(pet, lesion), FWHM_MM) is None


def test_a_lesion_beside_something_hotter_is_left_to_the_usual_contour():
    hot = Sphere(ORGAN.centre_mm, ORGAN.diameter_mm, 25.0)
    lesion = on_the_organ(18.0, 10.0, 3.0)
    pet = phantom(SHAPE, SPACING_MM, [hot, lesion])
    assert own_side(pet, peak_of(pet, Sphere(lesion.centre_mm, 8.0, 0.0)), FWHM_MM) is None


def test_the_hot_part_of_a_mass_is_no_lesion_of_its_own():
    """It runs into the mass at 0.8 of its maximum, as in real sarcomas."""
    part = Sphere((50.0, 52.0, 75.0), 14.0, 12.0)
    pet = phantom(SHAPE, SPACING_MM, [Sphere(ORGAN.centre_mm, 54.0, 9.0), part])
    assert own_side(pet, peak_of(pet, part), FWHM_MM) is None


def test_the_noise_of_an_organ_is_no_lesion():
    pet = with_noise(phantom(SHAPE, SPACING_MM, [ORGAN]), 0.06)
    top = tuple(int(n) for n in np.unravel_index(int(np.argmax(pet.array)), SHAPE))
    assert own_side(pet, top, FWHM_MM) is None


@pytest.mark.parametrize("diameter_mm", [10.0, 13.0, 17.0])
@pytest.mark.parametrize("contrast", [2.0, 3.0, 5.0])
def test_the_background_of_a_faint_lesion_is_no_organ(diameter_mm: float, contrast: float) -> None:
    ball = Sphere((60.0, 61.0, 62.0), diameter_mm, contrast)
    pet = phantom((38, 34, 34), (3.27, 3.65, 3.65), [ball])
    assert own_side(pet, peak_of(pet, ball), FWHM_MM) is None
