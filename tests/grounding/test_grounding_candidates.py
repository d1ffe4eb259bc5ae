"""Local maxima within an interval of SUV."""

import numpy as np
from grounding_phantoms import affine_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import maximum_filter

from pet_ground.grounding.candidates import HotVoxels
from pet_ground.imaging import Volume


def maxima(array, low, high, first=0, last=None):
    volume = Volume(array.astype(np.float32), affine_of((3.0, 4.0, 5.0)))
    found = HotVoxels.above(volume, low).maxima(low, high, first, array.shape[0] - 1 if last is None else last)
    return [tuple(index) for index in found.tolist()]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_maxima_are_the_voxels_that_no_neighbour_exceeds(seed):
    array = np.random.default_rng(seed).random((7, 8, 9))
    top = (array == maximum_filter(array, size=3, mode="constant")) & (array >= 0.5) & (array <= 0.98)
    assert maxima(array, 0.5, 0.98) == [tuple(index) for index in np.argwhere(top).tolist()]


def test_a_plateau_counts_once_by_its_middle():
    array = np.zeros((5, 6, 9))
    array[2, 3, 2:7] = 4.0
    assert maxima(array, 3.9, 4.1) == [(2, 3, 4)]


def test_a_plateau_with_one_hotter_neighbour_is_no_maximum():
    array = np.zeros((5, 6, 9))
    array[2, 3, 2:7] = 4.0
    array[3, 4, 7] = 4.5
    assert maxima(array, 3.9, 4.1) == []


def test_a_maximum_in_the_corner_of_the_volume_counts():
    array = np.zeros((4, 5, 6))
    array[3, 0, 5] = 2.0
    assert maxima(array, 1.9, 2.1) == [(3, 0, 5)]


def test_slices_outside_the_asked_ones_are_left_out():
    array = np.zeros((9, 5, 6))
    array[1, 2, 3] = array[6, 2, 3] = 2.0
    assert maxima(array, 1.9, 2.1, first=4, last=8) == [(6, 2, 3)]


def test_a_plateau_may_go_on_beyond_the_asked_slices():
    array = np.zeros((9, 5, 6))
    array[3:8, 2, 3] = 2.0
    assert maxima(array, 1.9, 2.1, first=1, last=5) == [(4, 2, 3)]
    assert maxima(array, 1.9, 2.1, first=6, last=8) == [(6, 2, 3)]
