"""Lesions that melt into something hotter: without a maximum of their own, or one with it over a high saddle."""

import numpy as np
import pytest
from grounding_phantoms import Sphere, dice, inside, mention, peak_of, phantom
from scipy.ndimage import maximum_filter

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.grounding.sharpen import bulges, bulges_along, sharpened
from pet_ground.imaging import Volume

SHAPE, SPACING_MM = (34, 32, 44), (3.0, 3.4, 3.2)
ORGAN = Sphere((50.0, 52.0, 90.0), 54.0, 25.0)
SETTINGS, SITE = GroundSettings(agreement=False), SiteProfile()


def on_the_organ(diameter_mm, suv, gap_mm):
    return Sphere((50.0, 52.0, 90.0 - 27.0 - gap_mm - diameter_mm / 2), diameter_mm, suv)


def told(pet, lesion):
    """The hottest voxel of the true shape, wherever it lies."""
    truth = inside(lesion, SHAPE, SPACING_MM)
    k, j, i = np.unravel_index(int(np.argmax(np.where(truth, pet.array, 0))), SHAPE)
    own = bool((truth & (pet.array == maximum_filter(pet.array, 3))).any())
    return mention(round(float(pet.array[k, j, i]), 1), SHAPE[0] - int(k)), truth, own


@pytest.mark.parametrize(("diameter_mm", "suv", "gap_mm"), [(10.0, 9.0, 0.5), (12.0, 7.0, 1.5), (13.0, 10.0, 0.5)])
def test_a_lesion_without_a_maximum_of_its_own_is_found_and_flagged(diameter_mm, suv, gap_mm):
    lesion = on_the_organ(diameter_mm, suv, gap_mm)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.6)
    one, truth, own = told(pet, lesion)
    (result,) = ground_mentions(pet, [one], SETTINGS, SITE)
    assert not own
    assert isinstance(result, Grounded)
    assert "shoulder" in result.flags
    assert dice(result.mask, truth) >= 0.7
    assert truth[result.measures.peak_index_kji]


@pytest.mark.parametrize("suv", [3.0, 7.0, 12.0, 20.0])
def test_the_flank_of_an_organ_has_no_shoulder(suv):
    pet = phantom(SHAPE, SPACING_MM, [ORGAN], background_suv=0.6)
    noise = np.random.default_rng(4).standard_normal(SHAPE) * 0.05
    noisy = pet.like((pet.array * (1 + noise)).astype(np.float32))
    (result,) = ground_mentions(noisy, [mention(suv, 17)], SETTINGS, SITE)
    assert isinstance(result, Refusal)


def test_a_lesion_hotter_than_the_organ_that_it_touches_is_not_the_organ():
    organ = Sphere((50.0, 52.0, 90.0), 54.0, 10.0)
    lesion = on_the_organ(17.0, 16.0, 1.0)
    pet = phantom(SHAPE, SPACING_MM, [organ, lesion], background_suv=0.6)
    one, truth, _ = told(pet, lesion)
    (result,) = ground_mentions(pet, [one], SETTINGS, SITE)
    assert isinstance(result, Grounded)
    assert dice(result.mask, truth) >= 0.8


def test_sharpening_scales_with_the_image_and_lifts_maxima():
    pet = phantom(SHAPE, SPACING_MM, [on_the_organ(13.0, 9.0, 20.0)], background_suv=0.6)
    one, two = sharpened(pet.array, SPACING_MM, 6.5), sharpened(3 * pet.array, SPACING_MM, 6.5)
    np.testing.assert_allclose(two, 3 * one, rtol=1e-3)
    assert one.max() > 1.2 * pet.array.max()


def test_an_even_image_has_no_bulges_and_an_empty_one_is_sharp_already():
    even = np.full((6, 7, 8), 2.0, dtype=np.float32)
    assert bulges(even, SPACING_MM, 6.5).max() == pytest.approx(0.0, abs=1e-5)
    assert np.isfinite(sharpened(np.zeros_like(even), SPACING_MM, 6.5)).all()


def test_a_lesion_at_the_end_of_the_field_can_be_a_shoulder_or_not_but_never_crashes():
    lesion = Sphere((2.0, 52.0, 60.0), 13.0, 12.0)
    organ = Sphere((0.0, 52.0, 90.0), 40.0, 25.0)
    pet = phantom(SHAPE, SPACING_MM, [organ, lesion], background_suv=0.6)
    one, _, _ = told(pet, lesion)
    assert len(ground_mentions(Volume(pet.array, pet.affine_lps), [one], SETTINGS, SITE)) == 1


def test_a_lesion_whose_organ_begins_in_the_next_slice_is_found():
    organ = Sphere((72.0, 52.0, 70.0), 50.0, 25.0)
    lesion = Sphere((72.0 - 25.0 - 1.0 - 6.0, 52.0, 70.0), 12.0, 9.0)
    pet = phantom(SHAPE, SPACING_MM, [organ, lesion], background_suv=0.6)
    one, truth, own = told(pet, lesion)
    (result,) = ground_mentions(pet, [one], SETTINGS, SITE)
    assert not own
    assert isinstance(result, Grounded)
    assert truth[result.measures.peak_index_kji]
    assert dice(result.mask, truth) >= 0.6


def test_the_rim_of_an_organ_with_a_hotter_middle_is_no_shoulder():
    rim, middle = Sphere((50.0, 52.0, 75.0), 56.0, 6.0), Sphere((50.0, 52.0, 75.0), 20.0, 25.0)
    pet = phantom(SHAPE, SPACING_MM, [rim, middle], background_suv=0.6)
    results = ground_mentions(
        pet, [mention(suv, 17, n) for n, suv in enumerate((5.0, 6.0, 7.0, 9.0), 1)], SETTINGS, SITE
    )
    assert all(isinstance(result, Refusal) for result in results)


def test_a_mention_whose_maximum_is_another_ones_may_mean_a_shoulder():
    shoulder = on_the_organ(12.0, 7.0, 1.5)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, shoulder], background_suv=0.6)
    second, truth, _ = told(pet, shoulder)
    k = SHAPE[0] - second.axial_slice
    lone = Sphere(((k + 1) * SPACING_MM[0], 52.0, 20.0), 18.0, 1.0)
    unit = phantom(SHAPE, SPACING_MM, [lone], background_suv=0.0).array
    scale = np.float32((second.suv_max - 0.6) / unit.max())
    both = pet.like(pet.array + scale * unit)
    first = mention(second.suv_max, SHAPE[0] - k - 1, 2)
    found = ground_mentions(both, [second, first], SETTINGS, SITE)
    assert all(isinstance(result, Grounded) for result in found)
    assert truth[found[0].measures.peak_index_kji]
    assert not found[0].mask.overlaps(found[1].mask)


@pytest.mark.parametrize(
    ("widths_mm", "least", "between"), [((9, 9, 9), 0.9, 0.9), ((40, 9, 9), 0.0, 0.9), ((40, 40, 9), 0.0, 0.0)]
)
def test_a_ball_bulges_in_all_directions_a_rod_in_two_and_a_sheet_in_one(widths_mm, least, between):
    axes = np.meshgrid(*[(np.arange(21) - 10) * step for step in SPACING_MM], indexing="ij")
    image = np.exp(-sum((x / width) ** 2 for x, width in zip(axes, widths_mm, strict=True)) / 2).astype(np.float32)
    found = np.array(bulges_along(image, (10, 10, 10), SPACING_MM, 6.5))
    assert found[:2] / found[2] == pytest.approx([least, between], abs=0.11)
    assert found.sum() == pytest.approx(float(bulges(image, SPACING_MM, 6.5)[10, 10, 10]), rel=1e-3)


def test_at_a_corner_of_the_volume_bulges_are_known_too():
    image = np.zeros((5, 6, 7), dtype=np.float32)
    image[0, 0, 0] = 1.0
    assert np.isfinite(bulges_along(image, (0, 0, 0), SPACING_MM, 6.5)).all()
    assert bulges_along(image, (4, 5, 6), SPACING_MM, 6.5) == pytest.approx((0.0, 0.0, 0.0))


@pytest.mark.parametrize("seed", range(4))
def test_the_voxel_of_a_shoulder_rounds_to_the_reported_suv(seed):
    lesion = on_the_organ(13.0, 10.0, 0.5)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.6)
    noise = np.random.default_rng(seed).standard_normal(SHAPE) * 0.01
    noisy = pet.like((pet.array * (1 + noise)).astype(np.float32))
    one, _, own = told(noisy, lesion)
    (result,) = ground_mentions(noisy, [one], GroundSettings(agreement=False, suv_tolerance=0.3), SITE)
    assert not own
    assert isinstance(result, Grounded)
    assert result.measures.suv_max_measured == pytest.approx(one.suv_max, abs=0.0501)


@pytest.mark.parametrize(("diameter_mm", "gap_mm"), [(24.0, 0.5), (26.0, 1.0)])
def test_a_large_lesion_that_is_told_by_its_border_at_the_organ_is_found(diameter_mm, gap_mm):
    organ = Sphere((78.0, 52.0, 70.0), 50.0, 25.0)
    lesion = Sphere((78.0 - 25.0 - gap_mm - diameter_mm / 2, 52.0, 70.0), diameter_mm, 5.0)
    pet = phantom(SHAPE, SPACING_MM, [organ, lesion], background_suv=0.6)
    one, truth, _ = told(pet, lesion)
    (result,) = ground_mentions(pet, [one], SETTINGS, SITE)
    assert isinstance(result, Grounded)
    assert truth[result.measures.peak_index_kji]
    assert dice(result.mask, truth) >= 0.9


@pytest.mark.parametrize(("diameter_mm", "gap_mm", "factor"), [(13.0, 2.0, 1.4), (13.0, 4.0, 1.3), (10.0, 4.0, 1.3)])
def test_a_lesion_with_a_maximum_of_its_own_is_not_told_by_a_much_higher_suv(diameter_mm, gap_mm, factor):
    lesion = on_the_organ(diameter_mm, 4.0, gap_mm)
    pet = phantom(SHAPE, SPACING_MM, [ORGAN, lesion], background_suv=0.6)
    own = float(pet.array[peak_of(pet, on_the_organ(diameter_mm, 4.0, gap_mm + 2.0))])
    (result,) = ground_mentions(pet, [mention(round(factor * own, 1), 17)], SETTINGS, SITE)
    assert isinstance(result, Refusal)


def test_a_ball_on_a_warm_organ_beside_something_hotter_is_found():
    """Its usual contour takes in both: the organ has two thirds of its SUV."""
    lesion = on_the_organ(11.0, 4.5, -3.0)
    organ, hot = Sphere(ORGAN.centre_mm, 54.0, 2.4), Sphere((65.5, 52.0, lesion.centre_mm[2] + 6.0), 16.0, 9.0)
    pet = phantom(SHAPE, SPACING_MM, [organ, lesion, hot], background_suv=0.6)
    peak = peak_of(pet, Sphere(lesion.centre_mm, 6.0, 0.0))
    (result,) = ground_mentions(pet, [mention(round(float(pet.array[peak]), 1), SHAPE[0] - peak[0])], SETTINGS, SITE)
    assert isinstance(result, Grounded)
    assert result.measures.peak_index_kji == peak
    assert dice(result.mask, inside(lesion, SHAPE, SPACING_MM)) >= 0.8
