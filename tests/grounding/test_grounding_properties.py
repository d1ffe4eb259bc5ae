"""What must hold for any lesion: moving, mirroring, scaling, hot organs far away, noise."""

import numpy as np
import pytest
from grounding_phantoms import Sphere, inside, mention, mention_of, phantom
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, ground_mentions
from pet_ground.imaging import Volume

SHAPE, SPACING_MM = (40, 34, 60), (3.0, 3.6, 3.3)
EXACT = GroundSettings(suv_tolerance=0.0, agreement=False)
SITE = SiteProfile()
LESION = Sphere((60.0, 58.0, 150.0), 17.0, 8.0)
ORGAN = Sphere((60.0, 58.0, 150.0 - 8.5 - 3.0 - 22.0), 44.0, 20.0)


@pytest.fixture(scope="module")
def beside_an_organ():
    return phantom(SHAPE, SPACING_MM, [LESION, ORGAN], background_suv=0.6)


def ground(pet, one, options=EXACT):
    (result,) = ground_mentions(pet, [one], options, SITE)
    return result


def told(pet, side=None):
    """A mention of the lesion with so many decimals that its value can be scaled."""
    middle = Sphere(LESION.centre_mm, 8.0, 0.0)
    rough = mention_of(pet, middle, side=side)
    exact = float(np.max(pet.array[inside(middle, SHAPE, SPACING_MM)]))
    return mention(round(exact, 4), rough.axial_slice, side=side, decimals=4)


@settings(max_examples=4, deadline=None)
@given(before=st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), after=st.integers(0, 4))
def test_moving_the_volume_moves_the_mask_and_changes_nothing_else(beside_an_organ, before, after):
    pads = [(n, after) for n in before]
    moved = Volume(np.pad(beside_an_organ.array, pads, mode="edge"), beside_an_organ.affine_lps)
    one = told(beside_an_organ)
    here = ground(beside_an_organ, one)
    there = ground(moved, mention(one.suv_max, one.axial_slice + after, decimals=4))
    assert isinstance(here, Grounded)
    assert isinstance(there, Grounded)
    assert there.mask.origin_kji == tuple(np.add(here.mask.origin_kji, before))
    np.testing.assert_array_equal(there.mask.array, here.mask.array)
    assert there.measures.mtv_ml == pytest.approx(here.measures.mtv_ml)
    assert there.match_score == pytest.approx(here.match_score, rel=0.02)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_flipping_an_axis_gives_the_mirrored_mask_and_swaps_the_sides(beside_an_organ, axis):
    sides = ("left", "right" if axis == 2 else "left")
    flipped = beside_an_organ.like(np.ascontiguousarray(np.flip(beside_an_organ.array, axis)))
    one = told(beside_an_organ)
    slice_there = SHAPE[0] + 1 - one.axial_slice if axis == 0 else one.axial_slice
    here = ground(beside_an_organ, mention(one.suv_max, one.axial_slice, side=sides[0], decimals=4))
    there = ground(flipped, mention(one.suv_max, slice_there, side=sides[1], decimals=4))
    assert isinstance(here, Grounded)
    assert isinstance(there, Grounded)
    a, b = np.flip(here.mask.full(SHAPE), axis).astype(bool), there.mask.full(SHAPE).astype(bool)
    assert 2 * (a & b).sum() / (a.sum() + b.sum()) >= 0.98  # watersheds may break ties differently


@settings(max_examples=5, deadline=None)
@given(factor=st.floats(0.5, 4.0))
def test_scaling_suv_and_report_alike_changes_no_mask(beside_an_organ, factor):
    """The side is not asked for: where the body ends is an absolute SUV."""
    one = told(beside_an_organ)
    scaled = beside_an_organ.like((beside_an_organ.array * np.float32(factor)).astype(np.float32))
    here = ground(beside_an_organ, one)
    there = ground(scaled, mention(round(one.suv_max * factor, 3), one.axial_slice, decimals=3))
    assert isinstance(there, Grounded)
    a, b = here.mask.full(SHAPE).astype(bool), there.mask.full(SHAPE).astype(bool)
    assert 2 * (a & b).sum() / (a.sum() + b.sum()) >= 0.98  # float32 rounds on the threshold
    assert there.measures.suv_mean == pytest.approx(here.measures.suv_mean * factor, rel=1e-2)


@settings(max_examples=4, deadline=None)
@given(suv=st.floats(5.0, 60.0), diameter_mm=st.floats(20.0, 40.0))
def test_a_far_hot_organ_changes_nothing(suv, diameter_mm):
    shape = (40, 34, 90)
    near = phantom(shape, SPACING_MM, [LESION], background_suv=0.6)
    far = Sphere((60.0, 58.0, 150.0 + 60.0 + diameter_mm / 2), diameter_mm, suv)
    both = phantom(shape, SPACING_MM, [LESION, far], background_suv=0.6)
    one = mention_of(near, LESION)
    alone, beside = ground(near, one), ground(both, one)
    assert isinstance(beside, Grounded)
    np.testing.assert_array_equal(alone.mask.full(shape), beside.mask.full(shape))
    assert beside.flags == alone.flags


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1000), level=st.floats(0.05, 2.0))
def test_more_noise_never_crashes(beside_an_organ, seed, level):
    noise = gaussian_filter(np.random.default_rng(seed).standard_normal(SHAPE), 0.8)
    noisy = np.maximum(beside_an_organ.array * (1 + level * noise / noise.std()), 0).astype(np.float32)
    pet = beside_an_organ.like(noisy)
    result = ground(pet, mention_of(pet, LESION), GroundSettings(agreement=False))
    if isinstance(result, Grounded):
        assert result.measures.suv_max_measured == pytest.approx(result.mention.suv_max, abs=0.151)
