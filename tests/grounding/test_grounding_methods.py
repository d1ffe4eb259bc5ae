"""Every delineation on spheres and ellipsoids whose answer is known."""

import numpy as np
import pytest
from every_method import BACKGROUND, SPACING_MM, SUV, all_methods, draw, each, sphere_of
from grounding_phantoms import FINE, FWHM_MM, Sphere, affine_of, dice, peak_of, phantom
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.ndimage import label as labelled

from pet_ground.config.delineation import A50p, AvgItm, Fixed, Gradient, Huemann2025, Majority, PercentMax, Percist
from pet_ground.errors import ItemDropped
from pet_ground.grounding import avg_itm
from pet_ground.grounding.methods import Focus, Limits, LiverReference, delineator
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason
from pet_ground.units import FWHM_PER_SIGMA

ALL = all_methods(4)
EVERY = each(ALL)


@pytest.fixture(scope="module")
def ball():
    pet, sphere = sphere_of(24.0)
    return pet, peak_of(pet, sphere)


@pytest.fixture(scope="module")
def ellipsoid():
    """Half axes of 17, 9 and 13 mm along (k, j, i), tilted in the plane of j and i."""
    shape, spacing = (30, 32, 34), (3.3, 2.6, 2.9)
    fine = [((np.arange(n * FINE) + 0.5) / FINE - 0.5) * step for n, step in zip(shape, spacing, strict=True)]
    k, j, i = np.meshgrid(
        *(axis - middle for axis, middle in zip(fine, (47.0, 42.0, 50.0), strict=True)), indexing="ij"
    )
    along, across = 0.8 * j + 0.6 * i, -0.6 * j + 0.8 * i
    inside = (k / 17.0) ** 2 + (along / 9.0) ** 2 + (across / 13.0) ** 2 <= 1
    activity = np.where(inside, SUV, BACKGROUND).astype(np.float32)
    seen = gaussian_filter(activity, [FWHM_MM / FWHM_PER_SIGMA / step * FINE for step in spacing])
    middle = (slice(1, None, FINE),) * 3
    pet = Volume(np.ascontiguousarray(seen[middle]), affine_of(spacing))
    peak = np.unravel_index(int(np.argmax(pet.array)), shape)
    return pet, tuple(int(n) for n in peak), inside[middle]


@EVERY
def test_every_method_contours_a_tilted_ellipsoid_as_one_part_that_holds_its_maximum(ellipsoid, method):
    pet, peak, truth = ellipsoid
    contour = draw(pet, peak, method)
    mask = contour.mask.full(pet.shape_kji).astype(bool)
    assert mask[peak]
    assert contour.peak_kji == peak
    assert labelled(mask)[1] == 1
    assert dice(mask, truth) >= 0.87
    assert contour.background_suv == pytest.approx(BACKGROUND, abs=0.2)
    assert contour.flags == ()
    assert contour.iterations >= 1
    assert pet.array[mask].min() >= 0.99 * contour.threshold_suv or isinstance(method, Huemann2025)


@EVERY
def test_moving_the_volume_moves_the_mask_and_nothing_else(ellipsoid, method):
    pet, peak, _ = ellipsoid
    moved = Volume(np.pad(pet.array, ((3, 0), (1, 0), (0, 2)), mode="edge"), pet.affine_lps)
    one, two = draw(pet, peak, method), draw(moved, np.add(peak, (3, 1, 0)), method)
    assert two.mask.origin_kji == tuple(np.add(one.mask.origin_kji, (3, 1, 0)))
    np.testing.assert_array_equal(one.mask.array, two.mask.array)
    assert two.threshold_suv == pytest.approx(one.threshold_suv, rel=1e-6)


@each(tuple(one for one in ALL if not isinstance(one, Fixed | Percist)))
def test_scaling_the_suv_changes_no_voxel_of_a_relative_method(ellipsoid, method):
    pet, peak, _ = ellipsoid
    scaled = pet.like(pet.array * np.float32(4.0))
    one, two = draw(pet, peak, method), draw(scaled, peak, method)
    np.testing.assert_array_equal(one.mask.full(pet.shape_kji), two.mask.full(pet.shape_kji))


def test_avg_itm_behind_the_interface_is_the_same_contour(ball):
    pet, peak = ball
    one, two = avg_itm(pet, peak, FWHM_MM), draw(pet, peak, AvgItm())
    np.testing.assert_array_equal(one.mask.array, two.mask.array)
    assert (one.mask.origin_kji, one.threshold_suv, one.flags) == (two.mask.origin_kji, two.threshold_suv, two.flags)


@pytest.mark.parametrize(
    "method", [PercentMax(), A50p(), Fixed(suv=3), Percist(), Gradient(), Majority()], ids=lambda m: m.kind
)
@pytest.mark.parametrize("organ_suv", [14.0, 25.0])
def test_a_hotter_neighbour_is_cut_off_and_flagged(method, organ_suv):
    lesion = Sphere((45.0, 40.0, 24.0), 17.0, 9.0)
    organ = Sphere((45.0, 40.0, 24.0 + 8.5 + 3.0 + 20.0), 40.0, organ_suv)
    pet = phantom((30, 27, 32), (3.0, 3.3, 2.9), [lesion, organ])
    peak = peak_of(pet, Sphere(lesion.centre_mm, 8.0, 0.0))
    contour = draw(pet, peak, method)
    mask = contour.mask.full(pet.shape_kji).astype(bool)
    assert contour.peak_kji == peak
    assert pet.array[mask].max() == pet.array[peak]
    assert contour.mask.voxels * pet.voxel_ml <= 2.0 * np.pi / 6 * 1.7**3
    assert ("touches_hot_organ" in contour.flags) or isinstance(method, Gradient)  # whose contour ends before


@EVERY
def test_a_far_hot_organ_changes_nothing(ellipsoid, method):
    pet, peak, _ = ellipsoid
    wide = Volume(np.pad(pet.array, ((0, 0), (0, 0), (0, 60)), constant_values=BACKGROUND), pet.affine_lps)
    hot = wide.like(wide.array.copy())
    hot.array[5:20, 5:20, 75:90] = 40.0
    one, two = draw(wide, peak, method), draw(hot, peak, method)
    np.testing.assert_array_equal(one.mask.full(wide.shape_kji), two.mask.full(wide.shape_kji))


def reason_of(pet, seed, method, **changes):
    with pytest.raises(ItemDropped) as error:
        draw(pet, seed, method, **changes)
    return error.value.reason


@pytest.mark.parametrize("method", [Fixed(suv=12), Percist(liver_mean=9, liver_sd=0)], ids=lambda method: method.kind)
def test_a_maximum_below_the_threshold_has_no_contour(ball, method):
    liver = LiverReference(9.0, 0.0)
    with pytest.raises(ItemDropped) as error:
        delineator(method)(Focus(*ball, FWHM_MM, liver=liver))
    assert error.value.reason is Reason.NO_CONTOUR


def test_percist_without_a_liver_gives_the_reason_and_never_guesses(ball):
    with pytest.raises(ItemDropped) as error:
        delineator(Percist())(Focus(*ball, FWHM_MM))
    assert error.value.reason is Reason.NO_REFERENCE


@EVERY
@pytest.mark.parametrize("limits", [Limits(volume_ml=1.0), Limits(extent_mm=12.0)], ids=["volume", "extent"])
def test_a_contour_beyond_the_limits_is_a_leak(ball, method, limits):
    assert reason_of(*ball, method, limits=limits) is Reason.LEAK


@pytest.mark.parametrize("method", [Fixed(suv=1.5), PercentMax(fraction=0.2)], ids=lambda method: method.kind)
def test_a_contour_that_fills_the_body_is_a_leak(method):
    rising = np.linspace(2.0, 2.6, 130)[:, None, None] * np.ones((1, 60, 70))
    rising[-1] = 0.0
    pet = Volume(rising.astype(np.float32), np.diag([4.0, 5.0, 3.0, 1.0]))
    assert reason_of(pet, (128, 30, 30), method) is Reason.LEAK


@each(tuple(one for one in ALL if not isinstance(one, Huemann2025)))
def test_a_lesion_hotter_than_asked_for_is_given_up(ball, method):
    assert reason_of(*ball, method, highest_suv=5.0) is Reason.SUV_MISMATCH


def test_a_seed_without_activity_is_an_error():
    with pytest.raises(ValueError, match="not positive"):
        Focus(Volume(np.zeros((5, 6, 7), dtype=np.float32), np.eye(4)), (2, 2, 2), FWHM_MM)


def test_faint_tiny_and_cut_lesions_are_flagged():
    faint = phantom((30, 40, 35), SPACING_MM, [Sphere((45.0, 40.0, 42.0), 24.0, 2.5)])
    assert "low_contrast" in draw(faint, peak_of(faint, Sphere((45.0, 40.0, 42.0), 24.0, 0)), Gradient()).flags
    tiny = phantom((30, 40, 35), SPACING_MM, [Sphere((45.0, 40.0, 42.0), 4.0, 60.0)])
    assert (
        "below_resolution"
        in draw(tiny, peak_of(tiny, Sphere((45.0, 40.0, 42.0), 4.0, 0)), PercentMax(fraction=0.7)).flags
    )
    edge = phantom((20, 40, 35), SPACING_MM, [Sphere((3.0, 40.0, 42.0), 20.0, 9.0)])
    assert "edge_of_field" in draw(edge, peak_of(edge, Sphere((3.0, 40.0, 42.0), 20.0, 0)), A50p()).flags


def test_the_majority_is_the_vote_of_its_members(ellipsoid):
    pet, peak, _ = ellipsoid
    members = (PercentMax(fraction=0.3), PercentMax(fraction=0.5), PercentMax(fraction=0.7))
    middle = draw(pet, peak, members[1])
    vote = draw(pet, peak, Majority(methods=members))
    np.testing.assert_array_equal(vote.mask.full(pet.shape_kji), middle.mask.full(pet.shape_kji))
    assert vote.threshold_suv == pytest.approx(float(pet.array[middle.mask.full(pet.shape_kji) > 0].min()))


def test_in_a_majority_a_member_without_a_contour_takes_no_voxel(ball):
    two_of_three = Majority(methods=(Fixed(suv=50), PercentMax(fraction=0.3), PercentMax(fraction=0.5)))
    vote, smaller = draw(*ball, two_of_three), draw(*ball, PercentMax(fraction=0.5))
    np.testing.assert_array_equal(vote.mask.array, smaller.mask.array)
    assert reason_of(*ball, Majority(methods=(Fixed(suv=50), PercentMax()))) is Reason.NO_CONTOUR


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), blur=st.floats(0.0, 1.5), background=st.floats(0.0, 4.0))
def test_noise_gives_a_contour_or_a_reason_and_never_crashes(seed, blur, background):
    random = np.random.default_rng(seed)
    noise = gaussian_filter(np.abs(random.normal(background, 1.5, (14, 12, 13))).astype(np.float32), blur)
    pet = Volume(noise + np.float32(0.01), affine_of((4.0, 5.0, 3.5)))
    place = tuple(int(n) for n in np.unravel_index(int(np.argmax(noise)), noise.shape))
    elsewhere = tuple(int(random.integers(n)) for n in noise.shape)
    for start in (place, elsewhere):
        for method in ALL:
            try:
                contour = draw(pet, start, method)
            except ItemDropped:
                continue
            assert contour.mask.full(pet.shape_kji)[contour.peak_kji]
            assert labelled(contour.mask.array)[1] == 1
