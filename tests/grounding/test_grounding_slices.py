"""Slice numbers that people read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding import k_to_slice, slice_to_k
from pet_ground.reasons import Reason

sites = st.builds(SiteProfile, origin=st.sampled_from(["head", "feet"]), base=st.sampled_from([0, 1]))


def test_head_first_from_1_gives_k_as_the_number_of_slices_less_the_number():
    assert slice_to_k(239, 267, SiteProfile()) == 28
    assert slice_to_k(1, 267, SiteProfile()) == 266
    assert slice_to_k(267, 267, SiteProfile()) == 0


def test_feet_first_from_0_gives_k_itself():
    assert slice_to_k(28, 267, SiteProfile(origin="feet", base=0)) == 28


@settings(max_examples=50, deadline=None)
@given(site=sites, slices=st.integers(2, 900), data=st.data())
def test_number_to_index_to_number_is_the_identity(site, slices, data):
    k = data.draw(st.integers(0, slices - 1))
    assert slice_to_k(k_to_slice(k, slices, site), slices, site) == k


@pytest.mark.parametrize(("number", "base"), [(0, 1), (268, 1), (267, 0)])
def test_a_number_that_the_volume_does_not_have_is_out_of_range(number, base):
    with pytest.raises(ItemDropped) as error:
        slice_to_k(number, 267, SiteProfile(base=base))
    assert error.value.reason is Reason.SLICE_OUT_OF_RANGE


def test_an_index_that_the_volume_does_not_have_is_out_of_range():
    with pytest.raises(ItemDropped) as error:
        k_to_slice(-1, 267, SiteProfile())
    assert error.value.reason is Reason.SLICE_OUT_OF_RANGE
