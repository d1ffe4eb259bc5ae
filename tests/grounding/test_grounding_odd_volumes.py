"""Volumes that no scanner should make: empty, even, thin, tiny, with holes. Each method gives a contour or a reason."""

import numpy as np
import pytest
from every_method import all_methods, each
from grounding_phantoms import FWHM_MM, Sphere, affine_of, mention, mention_of, peak_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import (
    A50p,
    Huemann2025,
)
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.grounding.methods import Focus, LiverReference, delineator
from pet_ground.grounding.methods.gradient import steepness
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

ALL = all_methods(2.5, (1.0, 0.1))
EVERY = each(ALL)
SHAPE, SPACING_MM = (20, 22, 24), (3.0, 3.6, 3.3)
LESION = Sphere((30.0, 40.0, 38.0), 16.0, 8.0)


@pytest.fixture(scope="module")
def pet():
    return phantom(SHAPE, SPACING_MM, [LESION], 0.6)


def volume(array):
    return Volume(np.ascontiguousarray(array, dtype=np.float32), affine_of(SPACING_MM))


def outcome(pet, asked, method, search="maxima"):
    options = GroundSettings(method=method, search=search)
    (result,) = ground_mentions(pet, [asked], options, SiteProfile())
    return result.reason if isinstance(result, Refusal) else result


@EVERY
@pytest.mark.parametrize("search", ["maxima", "huemann2025"])
@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_volume_without_activity_has_no_candidate(method, search, value):
    assert outcome(volume(np.full(SHAPE, value)), mention(5.0, 5), method, search) is Reason.NO_CANDIDATE


@EVERY
@pytest.mark.parametrize("shape", [SHAPE, (1, 22, 24), (1, 1, 24), (1, 1, 1), (60, 1, 1)], ids=str)
def test_an_even_volume_is_one_plateau_and_no_crash(method, shape):
    """Of one voxel or many: what is found is all of it, at the edge of the field, or there is a reason."""
    found = outcome(volume(np.full(shape, 5.0)), mention(5.0, 1 + shape[0] // 2), method)
    if isinstance(found, Grounded):
        assert "edge_of_field" in found.flags
        assert found.measures.suv_mean == found.measures.suv_max_measured == 5.0
        assert found.measures.suv_peak == pytest.approx(5.0)
    else:
        assert found in {Reason.NO_CONTOUR, Reason.LEAK}


@EVERY
@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("slices", [1, 2])
def test_a_lesion_in_a_volume_of_one_or_two_slices_is_found(pet, method, axis, slices):
    middle = peak_of(pet, LESION)[axis]
    thin = volume(np.take(pet.array, range(middle, middle + slices), axis))
    k, _, _ = np.unravel_index(int(np.argmax(thin.array)), thin.array.shape)
    found = outcome(thin, mention(round(float(thin.array.max()), 2), thin.shape_kji[0] - int(k), decimals=2), method)
    assert isinstance(found, Grounded)
    assert "edge_of_field" in found.flags
    assert found.measures.mtv_ml > 0
    assert found.measures.longest_axial_mm > 0


@EVERY
def test_a_large_lesion_in_a_volume_of_one_slice_is_found(method):
    plane = np.ones((1, 90, 90))
    plane[0, 12:78, 14:76] = 6.0
    plane[0, 44, 45] = 6.2
    found = outcome(volume(plane), mention(6.2, 1), method)
    if isinstance(method, Huemann2025):  # its background is the lesion's own plateau until the threshold is too high
        assert found is Reason.NO_CONTOUR
    else:
        assert isinstance(found, Grounded)


def test_nothing_falls_across_a_single_slice():
    suv = (np.arange(30.0).reshape(1, 5, 6) ** 2).astype(np.float32)
    flat = steepness(suv, (3.0, 2.0, 4.0), 1)
    np.testing.assert_allclose(flat, steepness(np.repeat(suv, 3, axis=0), (3.0, 2.0, 4.0), 1)[1:2])


@EVERY
@pytest.mark.parametrize("value", [np.nan, 0.0])
def test_a_field_of_view_with_nothing_around_it_changes_no_contour_inside(pet, method, value):
    """Outside their field of view, scanners write zeros and other programs no number at all."""
    array = pet.array.copy()
    array[:, :2] = array[:, :, :2] = array[:, -3:] = array[:, :, -3:] = value
    whole = outcome(pet, mention_of(pet, LESION), method)
    cut = outcome(volume(array), mention_of(pet, LESION), method)
    np.testing.assert_array_equal(cut.mask.full(SHAPE), whole.mask.full(SHAPE))
    assert np.isfinite(cut.measures.suv_peak)


@EVERY
def test_a_voxel_without_a_value_beside_the_maximum_is_left_out_of_the_contour(pet, method):
    array = pet.array.copy()
    k, j, i = peak_of(pet, LESION)
    array[k + 2, j, i] = np.nan
    found = outcome(volume(array), mention_of(pet, LESION), method)
    assert isinstance(found, Grounded)
    assert not np.isnan(array[found.mask.full(SHAPE).astype(bool)]).any()
    assert np.isfinite(found.measures.suv_peak)


@EVERY
def test_a_lone_voxel_in_nothing_ends(method):
    """The published growth would go on for ever where the mean around it is no number."""
    array = np.full(SHAPE, np.nan)
    array[9, 8, 7] = 5.0
    focus = Focus(volume(array), (9, 8, 7), FWHM_MM, liver=LiverReference(1.0, 0.1))
    if isinstance(method, Huemann2025):
        with pytest.raises(ItemDropped) as error:
            delineator(method)(focus)
        assert error.value.reason is Reason.NO_CONTOUR
    else:
        assert delineator(method)(focus).mask.voxels == 1


def test_half_of_a_peak_without_activity_is_no_threshold():
    array = np.full(SHAPE, -1.0)
    array[9, 8, 7] = 5.0
    with pytest.raises(ItemDropped) as error:
        delineator(A50p())(Focus(volume(array), (9, 8, 7), FWHM_MM))
    assert error.value.reason is Reason.NO_CONTOUR


@EVERY
@pytest.mark.parametrize("factor", [1e3, 1e6])
def test_a_volume_in_other_units_is_contoured_as_well(pet, method, factor):
    """Bq/ml that were taken for SUV: the contour is right, the value is for others to doubt."""
    more = volume(pet.array * factor)
    found = outcome(more, mention(float(more.array.max()), mention_of(pet, LESION).axial_slice, decimals=2), method)
    assert isinstance(found, Grounded)
    assert found.measures.suv_max_measured == float(more.array.max())


@EVERY
@pytest.mark.parametrize("search", ["maxima", "huemann2025"])
@pytest.mark.parametrize("suv", [1e-3, 2.4999, 1e30])
def test_a_reported_suv_that_nothing_has_is_no_candidate(pet, method, search, suv):
    assert outcome(pet, mention(suv, 10, decimals=4), method, search) is Reason.NO_CANDIDATE


@EVERY
@pytest.mark.parametrize("search", ["maxima", "huemann2025"])
@pytest.mark.parametrize("axial_slice", [0, 21])
def test_a_slice_outside_the_volume_is_out_of_range(pet, method, search, axial_slice):
    assert outcome(pet, mention(8.0, axial_slice), method, search) is Reason.SLICE_OUT_OF_RANGE


def test_a_report_of_zero_is_no_mention():
    with pytest.raises(ValueError, match="suv_max"):
        mention(0.0, 10)
