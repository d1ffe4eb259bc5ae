"""Slice numbers that people read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding import SliceNumbering, SliceStack, k_to_slice, slice_to_k
from pet_ground.imaging import Volume
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


PET = SliceStack(slices=100, first_mm=-500.0, step_mm=3.0)
CT = SliceStack(slices=70, first_mm=-510.0, step_mm=5.0)


def numbering(ct=CT, **site):
    return SliceNumbering(PET, ct, SiteProfile(**site))


def test_a_ct_slice_means_the_slices_of_the_pet_as_near_as_half_a_slice():
    site = {"numbered": "ct", "origin": "feet", "base": 0}
    assert numbering(**site).range_of(4) == (3, 4)  # z = -490, PET slices at -491 and -488
    assert numbering(**site).range_of(5) == (5, 5)  # z = -485, exactly on one; the next are 3 mm away
    assert numbering(numbered="ct").range_of(70 - 4) == (3, 4)


def test_a_ct_slice_outside_the_pet_is_out_of_range():
    with pytest.raises(ItemDropped) as error:
        numbering(numbered="ct", origin="feet", base=0).range_of(1)
    assert error.value.reason is Reason.SLICE_OUT_OF_RANGE


def test_a_number_of_the_ct_without_a_ct_is_no_slice():
    with pytest.raises(ItemDropped) as error:
        numbering(ct=None).range_of(20, "ct")
    assert error.value.reason is Reason.NO_SLICE


def test_a_mention_that_names_its_series_goes_before_the_site():
    assert numbering(numbered="ct").range_of(40, "pet") == numbering().range_of(40) == (60, 60)
    assert numbering().range_of(66, "ct") == numbering(numbered="ct").range_of(66) == (3, 4)


def test_a_table_position_is_z_from_the_feet_and_its_negative_from_the_head():
    assert numbering(numbered="mm", origin="head").range_of(440) == (20, 20)
    assert numbering(numbered="mm", origin="head").range_of(441, "ct") == (20, 20)
    above = SliceNumbering(SliceStack(100, 100.0, 3.0), None, SiteProfile(numbered="mm", origin="feet"))
    assert above.range_of(160) == (20, 20)
    assert above.range_of(99) == (0, 0)
    with pytest.raises(ItemDropped) as error:
        above.range_of(98)
    assert error.value.reason is Reason.SLICE_OUT_OF_RANGE


@settings(max_examples=40, deadline=None)
@given(k=st.integers(0, 69), shift_mm=st.floats(-20, 20), origin=st.sampled_from(["head", "feet"]))
def test_the_pet_s_slices_of_a_ct_number_lie_within_half_a_slice_of_it(k, shift_mm, origin):
    ct = SliceStack(70, -505.0 + shift_mm, 4.0)
    number = 70 - k if origin == "head" else k + 1
    try:
        first, last = numbering(ct=ct, numbered="ct", origin=origin).range_of(number)
    except ItemDropped:
        assert not -501.5 <= ct.z_mm(k) <= -500 + 99 * 3 + 1.5
        return
    assert all(abs(PET.z_mm(n) - ct.z_mm(k)) <= 2.01 for n in range(first, last + 1))


def test_the_slices_of_a_volume_lie_where_its_affine_says():
    affine = np.diag([4.0, 4.0, 3.0, 1.0])
    affine[:3, 3] = (-70.0, -50.0, -300.0)
    found = SliceStack.of(Volume(np.zeros((9, 5, 7)), affine))
    assert (found.slices, found.first_mm, found.step_mm, found.z_mm(8)) == (9, -300.0, 3.0, -276.0)
