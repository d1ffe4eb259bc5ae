"""SUVmax, SUVpeak, SUVmean, MTV and TLG."""

import math

import numpy as np
import pytest
from grounding_phantoms import affine_of

from pet_ground.config import SiteProfile
from pet_ground.grounding import measure, suv_peak
from pet_ground.grounding.measures import PEAK_RADIUS_MM, sphere_weights
from pet_ground.imaging import LocalMask, Volume

SPACING_MM = (3.0, 4.0, 5.0)


def volume(array):
    return Volume(array.astype(np.float32), affine_of(SPACING_MM, (-10.0, 20.0, -30.0)))


def test_measures_of_three_voxels_are_exact():
    array = np.ones((20, 12, 11))
    array[7, 5, 4:7] = (2.0, 6.0, 4.0)
    mask = LocalMask((7, 5, 4), np.ones((1, 1, 3), dtype=bool))
    found = measure(volume(array), mask, 1.5, SiteProfile())
    assert found.suv_max_measured == 6.0
    assert found.suv_mean == pytest.approx(4.0)
    assert found.mtv_ml == pytest.approx(3 * 0.060)
    assert found.tlg == pytest.approx(4.0 * 0.180)
    assert found.peak_index_kji == (7, 5, 5)
    assert found.peak_lps_mm == pytest.approx((-10.0 + 25.0, 20.0 + 20.0, -30.0 + 21.0))
    assert found.slice_range == (13, 13)
    assert found.threshold_suv == 1.5


def test_the_slice_range_rises_in_every_convention():
    mask = LocalMask((2, 5, 4), np.ones((4, 1, 1), dtype=bool))
    pet = volume(np.ones((20, 12, 11)))
    assert measure(pet, mask, 0.5, SiteProfile()).slice_range == (15, 18)
    assert measure(pet, mask, 0.5, SiteProfile(origin="feet", base=0)).slice_range == (2, 5)


@pytest.mark.parametrize("origin", [(8, 5, 4), (0, 0, 0), (19, 11, 10)])
def test_the_suv_peak_of_an_even_region_is_its_value(origin):
    mask = LocalMask(origin, np.ones((1, 1, 1), dtype=bool))
    assert suv_peak(volume(np.full((20, 12, 11), 3.25)), mask) == pytest.approx(3.25, rel=1e-9)


def test_the_suv_peak_is_the_mean_over_1_ml_around_the_best_voxel_of_the_mask():
    array = np.zeros((20, 12, 11))
    array[9, 6, 5] = 10.0
    mask = LocalMask((9, 6, 5), np.ones((1, 1, 2), dtype=bool))
    assert suv_peak(volume(array), mask) == pytest.approx(10.0 * 0.060, rel=0.01)  # the whole voxel lies inside


@pytest.mark.parametrize("spacing_mm", [(3.0, 4.0, 5.0), (3.27, 5.47, 2.1)])
def test_the_peak_sphere_has_1_ml_whatever_the_voxels(spacing_mm):
    weights = sphere_weights(spacing_mm)
    assert weights.sum() == pytest.approx(1.0)
    middle = weights[tuple(n // 2 for n in weights.shape)]
    assert middle == pytest.approx(min(1.0, math.prod(spacing_mm) / 1000.0), rel=0.01)
    assert 4 / 3 * math.pi * PEAK_RADIUS_MM**3 == pytest.approx(1000.0)


def test_an_empty_mask_can_not_be_measured():
    with pytest.raises(ValueError, match="empty"):
        measure(volume(np.ones((5, 5, 5))), LocalMask((1, 1, 1), np.zeros((2, 2, 2), dtype=bool)), 1.0, SiteProfile())
