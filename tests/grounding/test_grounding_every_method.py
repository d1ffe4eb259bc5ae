"""What must hold of a grounded lesion whatever the delineation: moving, turning, scaling, hot organs, noise."""

import itertools

import numpy as np
import pytest
from every_method import all_methods, each
from grounding_phantoms import FWHM_MM, Sphere, affine_of, inside, mention, phantom
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.ndimage import label as labelled

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import (
    Fixed,
    Percist,
)
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, ground_mentions
from pet_ground.grounding.methods import Focus, LiverReference, delineator
from pet_ground.imaging import Volume
from pet_ground.imaging.volume import canonical, native

ALL = all_methods(4, (2.0, 0.25))
EVERY = each(ALL)
SHAPE, SPACING_MM = (30, 28, 40), (3.0, 3.6, 3.3)
LESION = Sphere((44.0, 51.0, 88.0), 17.0, 8.0)
ORGAN = Sphere((44.0, 47.0, 88.0 - 8.5 - 6.0 - 15.0), 30.0, 14.0)
SITE = SiteProfile()


@pytest.fixture(scope="module")
def pet():
    """A lesion 6 mm beside a hotter organ, on a background without symmetry."""
    seen = phantom(SHAPE, SPACING_MM, [LESION, ORGAN], background_suv=0.6)
    trend = 1.0 + 0.002 * np.arange(SHAPE[0])[:, None, None] + 0.001 * np.arange(SHAPE[1])[:, None]
    return seen.like((seen.array * trend).astype(np.float32))


def told(pet, decimals=5):
    """The lesion's maximum and slice, with so many decimals that it can be scaled."""
    part = np.where(inside(LESION, SHAPE, SPACING_MM), pet.array, 0)
    k = int(np.unravel_index(int(np.argmax(part)), SHAPE)[0])
    return mention(round(float(part.max()), decimals), SHAPE[0] - k, decimals=decimals)


def ground(pet, method, asked, **changes):
    options = GroundSettings(method=method, suv_tolerance=0.0, agreement=False).model_copy(update=changes)
    (result,) = ground_mentions(pet, [asked], options, SITE)
    assert isinstance(result, Grounded), result
    return result


@pytest.fixture(scope="module")
def drawn(pet):
    """What each method draws on the phantom as it is."""
    return {method: ground(pet, method, told(pet)) for method in ALL}


def full(result, shape=SHAPE):
    return result.mask.full(shape).astype(bool)


def overlap(one, two):
    return 2 * np.count_nonzero(one & two) / (np.count_nonzero(one) + np.count_nonzero(two))


NOT_COMPARED = {"peak_index_kji", "peak_lps_mm", "slice_range", "boundary_dice_median", "boundary_dice_lowest"}


@EVERY
@settings(max_examples=2, deadline=None)
@given(before=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), after=st.integers(0, 9))
def test_more_voxels_around_move_the_mask_and_change_no_measure(pet, drawn, method, before, after):
    """The lesion and its surroundings stay; the volume begins elsewhere."""
    moved = Volume(np.pad(pet.array, [(n, after) for n in before], mode="edge"), pet.affine_lps)
    asked = told(pet)
    here = drawn[method]
    there = ground(moved, method, mention(asked.suv_max, asked.axial_slice + after, decimals=5))
    assert there.mask.origin_kji == tuple(np.add(here.mask.origin_kji, before))
    np.testing.assert_array_equal(there.mask.array, here.mask.array)
    assert there.flags == here.flags
    for name, value in here.measures.model_dump(exclude=NOT_COMPARED).items():
        assert getattr(there.measures, name) == pytest.approx(value, rel=1e-4), name


@EVERY
def test_another_place_in_the_scanner_changes_the_millimetres_and_nothing_else(pet, drawn, method):
    affine = pet.affine_lps.copy()
    affine[:3, 3] += (101.25, -3.5, 777.0)
    here, there = drawn[method], ground(Volume(pet.array, affine), method, told(pet))
    np.testing.assert_array_equal(full(there), full(here))
    assert np.subtract(there.measures.peak_lps_mm, here.measures.peak_lps_mm) == pytest.approx((101.25, -3.5, 777.0))
    same = {"peak_lps_mm"}
    assert there.measures.model_dump(exclude=same) == here.measures.model_dump(exclude=same)


ORIENTATIONS = [
    "".join(letters) for order in itertools.permutations(("LR", "PA", "SI")) for letters in itertools.product(*order)
]


@EVERY
@settings(max_examples=3, deadline=None)
@given(axcodes=st.sampled_from(ORIENTATIONS))
def test_any_order_and_direction_of_axes_with_its_affine_gives_the_same_lesion(pet, drawn, method, axcodes):
    """The mask lies at the same voxels of the file, and at the same millimetres."""
    file = native(Volume(pet.array, pet.affine_lps, tuple(axcodes)))
    read = canonical(*file)
    here, there = drawn[method], ground(read, method, told(pet))
    np.testing.assert_array_equal(full(there), full(here))
    assert there.measures.peak_lps_mm == pytest.approx(here.measures.peak_lps_mm, abs=1e-6)
    written, affine = native(there.mask.on(read))
    expected, _ = native(Volume(full(here).astype(np.uint8), pet.affine_lps, tuple(axcodes)))
    np.testing.assert_array_equal(written, expected)
    np.testing.assert_allclose(affine, file[1])


@EVERY
@pytest.mark.parametrize("axes", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_the_mirrored_patient_has_the_mirrored_mask(pet, drawn, method, axes):
    asked = told(pet)
    mirrored = pet.like(np.ascontiguousarray(np.flip(pet.array, axes)))
    number = SHAPE[0] + 1 - asked.axial_slice if 0 in axes else asked.axial_slice
    here = drawn[method]
    there = ground(mirrored, method, mention(asked.suv_max, number, decimals=5))
    assert overlap(np.flip(full(here), axes), full(there)) >= 0.98  # watersheds may break ties differently
    assert there.flags == here.flags


@EVERY
def test_exchanged_axes_of_the_plane_exchange_those_of_the_mask(pet, drawn, method):
    swapped = Volume(
        np.ascontiguousarray(pet.array.transpose(0, 2, 1)), affine_of((SPACING_MM[0], SPACING_MM[2], SPACING_MM[1]))
    )
    here, there = drawn[method], ground(swapped, method, told(pet))
    assert overlap(full(here).transpose(0, 2, 1), full(there, swapped.shape_kji)) >= 0.98
    assert there.measures.longest_axial_mm == pytest.approx(here.measures.longest_axial_mm, rel=0.1)


def scaled(method, factor):
    """The method with what it knows of SUVs scaled too."""
    if isinstance(method, Fixed):
        return Fixed(suv=method.suv * factor)
    if isinstance(method, Percist):
        return Percist(liver_mean=2.0 * factor, liver_sd=0.25 * factor)
    return method


@EVERY
@pytest.mark.parametrize("factor", [0.25, 16.0])
def test_suv_and_report_times_a_power_of_two_change_no_voxel(pet, drawn, method, factor):
    asked = told(pet)
    more = mention(asked.suv_max * factor, asked.axial_slice, decimals=7 if factor < 1 else 4)
    here = drawn[method]
    there = ground(pet.like(pet.array * np.float32(factor)), scaled(method, factor), more)
    np.testing.assert_array_equal(full(there), full(here))
    assert there.measures.suv_peak == pytest.approx(here.measures.suv_peak * factor, rel=1e-9)
    assert there.measures.sphericity == here.measures.sphericity
    assert there.flags == here.flags


@EVERY
@pytest.mark.parametrize(("factor", "decimals"), [(0.1, 6), (10.0, 4)])
def test_suv_and_report_times_a_power_of_ten_change_hardly_a_voxel(pet, drawn, method, factor, decimals):
    """The value has a decimal more or less; float32 rounds where the threshold passes."""
    asked = told(pet)
    more = mention(round(asked.suv_max * factor, decimals), asked.axial_slice, decimals=decimals)
    here = drawn[method]
    there = ground(pet.like((pet.array * factor).astype(np.float32)), scaled(method, factor), more)
    assert overlap(full(there), full(here)) >= 0.98
    assert there.measures.tlg == pytest.approx(here.measures.tlg * factor, rel=0.03)


@EVERY
@settings(max_examples=2, deadline=None)
@given(suv=st.floats(9.0, 500.0), wide=st.integers(3, 10))
def test_a_far_hot_organ_changes_nothing(pet, method, suv, wide):
    """Beyond the box in which a lesion of this size is drawn."""
    room = np.pad(pet.array, ((0, 0), (0, 0), (0, 40)), mode="edge")
    beside = room.copy()
    beside[8:20, 5:22, -1 - wide : -1] = np.float32(suv)
    here, there = (ground(Volume(array, pet.affine_lps), method, told(pet)) for array in (room, beside))
    np.testing.assert_array_equal(full(there, room.shape), full(here, room.shape))
    assert (there.flags, there.match_score) == (here.flags, pytest.approx(here.match_score))
    assert there.measures == here.measures


def check(pet, contour):
    mask = contour.mask.full(pet.shape_kji).astype(bool)
    assert mask[contour.peak_kji]
    assert labelled(mask)[1] == 1, "parts that share no face"
    assert float(pet.array[mask].max()) == float(pet.array[contour.peak_kji])
    assert np.isfinite(contour.threshold_suv)
    assert contour.threshold_suv > 0
    assert contour.iterations >= 1


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    blur=st.sampled_from([0.0, 0.6, 1.2]),
    shape=st.tuples(st.integers(1, 12), st.integers(2, 12), st.integers(2, 12)),
    floor=st.sampled_from([-1.0, 0.0, 1.0, 5.0]),
)
def test_in_any_noise_each_method_gives_one_part_with_its_maximum_or_a_reason(seed, blur, shape, floor):
    random = np.random.default_rng(seed)
    pet = Volume((gaussian_filter(random.normal(0, 2, shape), blur) + floor).astype(np.float32), affine_of((4, 5, 3.5)))
    seeds = {np.unravel_index(int(np.argmax(pet.array)), shape), tuple(random.integers(n) for n in shape)}
    for seed_kji, method in itertools.product(seeds, ALL):
        place = tuple(int(n) for n in seed_kji)
        if not pet.array[place] > 0:
            continue
        focus = Focus(pet, place, FWHM_MM, liver=LiverReference(1.0, 0.1))
        try:
            contour = delineator(method)(focus)
        except ItemDropped:
            continue
        check(pet, contour)


@EVERY
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 1000), level=st.floats(0.1, 2.0))
def test_more_noise_gives_a_lesion_that_fits_the_report_or_a_reason(pet, method, seed, level):
    noise = gaussian_filter(np.random.default_rng(seed).standard_normal(SHAPE), 0.7)
    noisy = pet.like(np.maximum(pet.array * (1 + level * noise / noise.std()), 0.01).astype(np.float32))
    asked = told(noisy, decimals=1)
    (result,) = ground_mentions(noisy, [asked], GroundSettings(method=method, agreement=False), SITE)
    if isinstance(result, Grounded):
        mask = full(result)
        assert mask[result.measures.peak_index_kji]
        assert labelled(mask)[1] == 1
        assert abs(float(noisy.array[mask].max()) - asked.suv_max) <= 0.1502
        first, last = result.measures.slice_range
        assert first - 2 <= asked.axial_slice <= last + 2  # 5 mm of tolerance
    else:
        assert result.detail


@EVERY
def test_voxels_that_only_share_an_edge_or_corner_are_another_part(method):
    array = np.full((14, 15, 16), 0.5, dtype=np.float32)
    array[3:7, 3:7, 3:7] = 8.0
    array[7:11, 7:11, 7:11] = 7.9
    pet = Volume(array, affine_of((4.0, 4.0, 4.0)))
    contour = delineator(method)(Focus(pet, (4, 4, 4), FWHM_MM, liver=LiverReference(2.0, 0.25)))
    np.testing.assert_array_equal(contour.mask.full(array.shape) == 1, array == 8.0)
