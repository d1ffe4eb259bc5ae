"""The inter-method Dice as a measure of how sure a boundary is, and the vote of methods, counted voxel by voxel."""

import numpy as np
import pytest
from grounding_phantoms import FWHM_MM, Sphere, affine_of, dice, inside, peak_of, phantom
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.ndimage import label as labelled
from scipy.stats import spearmanr

from pet_ground.config.delineation import A50p, AvgItm, Fixed, Gradient, Huemann2025, Majority, PercentMax
from pet_ground.errors import ItemDropped
from pet_ground.grounding.methods import PANEL, Focus, agreement, delineator
from pet_ground.imaging import LocalMask, Volume

SHAPE, SPACING_MM = (26, 22, 24), (3.0, 3.6, 3.3)
MIDDLE_MM = (37.0, 38.0, 38.0)


def noisy_sphere(diameter_mm, suv, noise, seed):
    sphere = Sphere(MIDDLE_MM, diameter_mm, suv)
    pet = phantom(SHAPE, SPACING_MM, [sphere])
    grain = gaussian_filter(np.random.default_rng(seed).standard_normal(SHAPE), 0.7)
    return pet.like((pet.array * (1 + noise * grain / grain.std())).clip(0.01).astype(np.float32)), sphere


@pytest.mark.parametrize("method", [AvgItm(), PercentMax(fraction=0.41), Gradient()], ids=lambda one: one.kind)
def test_where_methods_agree_the_contour_is_nearer_to_the_truth(method):
    """Over sizes from 8 to 30 mm, contrasts from 2.5 to 12 and noise up to 20 %."""
    random = np.random.default_rng(8)
    lowest, median, true = [], [], []
    for seed in range(40):
        pet, sphere = noisy_sphere(random.uniform(8, 30), random.uniform(2.5, 12), random.uniform(0, 0.2), seed)
        peak = peak_of(pet, sphere)
        try:
            contour = delineator(method)(Focus(pet, peak, FWHM_MM))
        except ItemDropped:
            continue
        found = agreement(pet, contour.mask, contour.peak_kji, FWHM_MM, method)
        lowest.append(found.lowest)
        median.append(found.median)
        true.append(dice(contour.mask, inside(sphere, SHAPE, SPACING_MM)))
    assert len(true) >= 35
    assert spearmanr(lowest, true).statistic >= 0.25
    assert spearmanr(median, true).statistic >= 0.25
    clear = np.array(lowest) >= 0.8
    assert np.mean(np.array(true)[clear]) > np.mean(np.array(true)[~clear]) + 0.02


def test_the_agreement_is_the_dice_with_the_contours_of_the_panel():
    pet, sphere = noisy_sphere(26.0, 9.0, 0.02, 3)
    focus = Focus(pet, peak_of(pet, sphere), FWHM_MM)
    own = delineator(AvgItm())(focus).mask
    others = [delineator(one)(focus).mask.full(SHAPE).astype(bool) for one in PANEL]
    scores = sorted(dice(own, other) for other in others)
    found = agreement(pet, own, focus.seed_kji, FWHM_MM, AvgItm())
    assert found.lowest == pytest.approx(scores[0])
    assert found.median == pytest.approx(scores[1])


def test_a_contour_that_all_methods_draw_has_an_agreement_of_one():
    """A ball without blur, far above its background: every threshold gives the same voxels."""
    sphere = Sphere(MIDDLE_MM, 30.0, 9.0)
    truth = inside(sphere, SHAPE, SPACING_MM)
    pet = Volume(np.where(truth, 9.0, 0.5).astype(np.float32), affine_of(SPACING_MM))
    found = agreement(pet, LocalMask((0, 0, 0), truth), peak_of(pet, sphere), FWHM_MM, AvgItm())
    assert (found.lowest, found.median) == (1.0, 1.0)


MEMBERS = (AvgItm(), Huemann2025(), PercentMax(fraction=0.35), PercentMax(), A50p(), Fixed(suv=2), Gradient())


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), chosen=st.sets(st.sampled_from(range(len(MEMBERS))), min_size=2, max_size=5))
def test_a_majority_is_what_more_than_half_of_its_members_take_counted_voxel_by_voxel(seed, chosen):
    random = np.random.default_rng(seed)
    shape = (14, 13, 15)
    array = gaussian_filter(random.uniform(0, 10, shape), 1.3).astype(np.float32)
    pet = Volume(array, affine_of((4.0, 3.5, 3.0)))
    peak = tuple(int(n) for n in np.unravel_index(int(np.argmax(array)), shape))
    members = tuple(MEMBERS[n] for n in sorted(chosen))
    votes, refused = np.zeros(shape, dtype=int), 0
    for member in members:
        try:
            votes += delineator(member)(Focus(pet, peak, FWHM_MM)).mask.full(shape)
        except ItemDropped:
            refused += 1
    parts, _ = labelled(votes > len(members) / 2)
    try:
        found = delineator(Majority(methods=members))(Focus(pet, peak, FWHM_MM)).mask.full(shape)
    except ItemDropped:
        assert parts[peak] == 0 or refused >= len(members) / 2
        return
    np.testing.assert_array_equal(found.astype(bool), parts == parts[peak])
