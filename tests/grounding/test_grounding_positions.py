"""Table positions with sign and decimals, and ranges: grounded by z, and their sign estimated apart from numbers."""

from __future__ import annotations

import numpy as np
import pytest
from convention_archive import Habit, convention, study
from grounding_phantoms import affine_of, mention, position

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, SliceNumbering, SliceStack, ground_mentions
from pet_ground.grounding.conventions import estimate_site
from pet_ground.grounding.matching import Target
from pet_ground.grounding.trials import try_conventions
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

PET = SliceStack(slices=100, first_mm=-500.0, step_mm=3.0)
CT = SliceStack(slices=70, first_mm=-510.0, step_mm=5.0)
FEET, HEAD = (Habit(convention(f"mm-{origin}"), as_position=True) for origin in ("feet", "head"))


def of(told, ct=CT, **site):
    return SliceNumbering(PET, ct, SiteProfile(**site)).of_mention(told)


def test_a_table_position_is_dicom_s_z_whatever_the_site_numbers():
    for site in ({}, {"numbered": "ct", "origin": "feet"}, {"numbered": "mm", "origin": "feet"}):
        assert of(position(5.0, -440.0), **site) == (20, 20)
        assert of(position(5.0, -441.4), **site) == (20, 20)


def test_a_table_position_is_the_negative_of_z_where_the_site_says_so():
    assert of(position(5.0, 440.0), table_origin="head") == (20, 20)
    assert of(position(5.0, 440.0), numbered="mm", origin="head") == (20, 20)
    assert of(position(5.0, -440.0), numbered="mm", origin="head", table_origin="feet") == (20, 20)


def test_a_table_position_between_two_slices_means_both():
    assert of(position(5.0, -441.5)) == (19, 20)


def test_a_table_position_outside_the_pet_is_out_of_range():
    with pytest.raises(ItemDropped) as error:
        of(position(5.0, 440.0))
    assert error.value.reason is Reason.SLICE_OUT_OF_RANGE


def ranged(first, last):
    return mention(5.0, first).model_copy(update={"slice_last": last})


def test_a_range_of_the_ct_means_all_slices_of_the_pet_from_its_first_to_its_last():
    site = {"numbered": "ct", "origin": "feet", "base": 0}
    assert of(ranged(4, 10), **site) == (3, 14)  # z from -490 to -460, each within half a slice of the CT
    assert of(ranged(10, 4), **site) == (3, 14)
    assert of(ranged(66, 60), numbered="ct") == (3, 14)


def test_of_a_range_that_leads_out_of_the_pet_the_part_inside_is_meant():
    assert of(ranged(0, 4), numbered="ct", origin="feet", base=0) == (0, 4)
    assert of(ranged(480, 510), numbered="mm", origin="head") == (0, 7)
    with pytest.raises(ItemDropped):
        of(ranged(0, 1), numbered="ct", origin="feet", base=0)


def test_a_range_of_table_positions_means_the_slices_between():
    assert of(ranged(440, 431), numbered="mm", origin="head") == (20, 23)


def test_a_range_of_pet_numbers_must_lie_in_the_pet():
    assert of(ranged(81, 78)) == (19, 22)
    with pytest.raises(ItemDropped):
        of(ranged(81, 178))


def test_a_target_takes_a_table_position():
    target = Target.of(position(5.0, -440.0), SliceNumbering(PET, None, SiteProfile()), GroundSettings())
    assert (target.first_k, target.last_k) == (20, 20)


def test_a_lesion_is_found_at_its_table_position_and_at_no_other():
    array = np.full((60, 30, 30), 1.0, dtype=np.float32)
    k, j, i = np.ogrid[:60, :30, :30]
    for at in (15, 45):
        array += 6.0 * np.exp(-(((k - at) * 3) ** 2 + ((j - 15) * 4) ** 2 + ((i - 15) * 4) ** 2) / (2 * 6.0**2))
    pet = Volume(array, affine_of((3.0, 4.0, 4.0), (-60.0, -60.0, -300.0)))
    suv = round(float(array[15, 15, 15]), 1)
    for at in (15, 45):
        (found,) = ground_mentions(pet, [position(suv, -300.0 + 3 * at)], GroundSettings(), SiteProfile())
        assert isinstance(found, Grounded)
        assert found.measures.peak_index_kji == (at, 15, 15)


@pytest.mark.parametrize("habit", [FEET, HEAD])
def test_the_sign_of_table_positions_is_estimated_and_numbers_stay_as_given(habit):
    made = estimate_site([study(seed, habit) for seed in range(6)], SiteProfile(origin="feet", base=0))
    told = made.evidence.positions.whole
    assert (told.decided, told.winner, told.best.matches, told.mentions) == (True, habit.convention, 24, 24)
    assert made.site.table_origin == habit.convention.origin
    assert (made.site.numbered, made.site.origin, made.site.base) == ("pet", "feet", 0)
    assert made.evidence.whole.flags == ("too_few_mentions",)
    assert made.site.suv_tolerance == 0.1


def test_numbers_and_positions_of_one_site_do_not_disturb_each_other():
    results = [study(seed, Habit(convention("pet-feet-1"))) for seed in range(4)]
    results += [study(seed + 40, HEAD) for seed in range(4)]
    site = estimate_site(results, SiteProfile()).site
    assert (site.numbered, site.origin, site.base, site.table_origin) == ("pet", "feet", 1, "head")


def test_scanners_of_other_signs_get_entries_of_their_own():
    results = [study(seed, FEET, scanner="A") for seed in range(5)] + [
        study(seed + 50, HEAD, scanner="B") for seed in range(5)
    ]
    site = estimate_site(results, SiteProfile()).site
    assert {name: site.of_scanner(name).table_counts_from for name in "AB"} == {"A": "feet", "B": "head"}


def test_too_few_table_positions_leave_the_given_sign():
    made = estimate_site([study(1, HEAD)], SiteProfile())
    assert made.evidence.positions.whole.flags == ("too_few_mentions",)
    assert (made.site.table_origin, made.site.table_counts_from) == (None, "feet")


def test_no_table_position_no_evidence_on_any():
    assert estimate_site([study(1, Habit(convention("pet-head-1")))], SiteProfile()).evidence.positions is None


def test_two_positions_of_one_suv_are_two_mentions():
    pet = Volume(np.ones((30, 8, 8), dtype=np.float32), affine_of((3.0, 4.0, 4.0)))
    told = [position(5.0, -290.0, 1), position(5.0, -260.0, 2), position(5.0, -260.0, 3)]
    assert [one.places for one in try_conventions(pet, None, told, ())] == [((3, 3), None), ((13, 13), None)]
