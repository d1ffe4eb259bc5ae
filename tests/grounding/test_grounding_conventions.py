"""The numbering of slices, estimated: by counting, and only where the count decides."""

from __future__ import annotations

import numpy as np
import pytest
from convention_archive import CT, FIRST_MM, SHAPE_KJI, SPACING_MM, Habit, convention, study
from grounding_phantoms import affine_of, mention
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.config import ScannerProfile, SiteProfile
from pet_ground.grounding.conventions import estimate_site
from pet_ground.grounding.counting import LEAST_MENTIONS
from pet_ground.grounding.slices import SliceStack
from pet_ground.grounding.trials import CONVENTIONS, try_conventions
from pet_ground.imaging import Volume
from pet_ground.records.profile import TrialsResult

HEAD, FEET = Habit(convention("pet-head-1")), Habit(convention("pet-feet-0"))


def names(one):
    return one.numbered, one.origin, one.base


@pytest.mark.parametrize(
    "words",
    [
        "pet-head-1",
        "pet-head-0",
        "pet-feet-1",
        "pet-feet-0",
        "ct-head-1",
        "ct-head-0",
        "ct-feet-1",
        "ct-feet-0",
        "mm-head",
    ],
)
def test_every_convention_is_found_and_all_its_mentions_match(words):
    told = convention(words)
    made = estimate_site([study(seed, Habit(told)) for seed in range(6)], SiteProfile())
    whole = made.evidence.whole
    assert whole.decided
    assert whole.winner == told
    assert (whole.mentions, whole.studies, whole.best.matches) == (24, 6, 24)
    assert whole.runner_up.matches <= 4
    assert (made.site.numbered, made.site.origin) == (told.numbered, told.origin)


def test_positions_above_the_table_s_zero_are_found_as_dicom_z():
    pet = np.ones((40, 20, 18), dtype=np.float32)
    told = []
    for number, k in enumerate((5, 9, 14, 17, 21, 24, 28, 31, 34, 37, 2, 12), start=1):
        pet[k, 10, 9] = 4.0 + number / 2
        told.append(mention(4.0 + number / 2, 30 + 3 * k, number).model_copy(update={"start": number}))
    volume = Volume(pet, affine_of((3.0, 4.0, 4.5), (0.0, 0.0, 30.0)))
    made = estimate_site([TrialsResult(trials=try_conventions(volume, None, told, ()))], SiteProfile())
    assert (made.site.numbered, made.site.origin) == ("mm", "feet")
    assert made.evidence.whole.best.matches == 12


def test_where_all_match_the_interval_is_wilson_s_of_the_mentions_worth():
    best = estimate_site([study(seed, HEAD) for seed in range(6)], SiteProfile()).evidence.whole.best
    assert (best.matches, best.share, best.high) == (24, 1.0, 1.0)
    worth = 24 / (1 + (4 - 1) * 0.5)
    assert best.low == pytest.approx(worth / (worth + 1.96**2), abs=1e-3)


def test_evidence_that_rests_on_one_scanner_is_named_once():
    results = [study(seed, HEAD, scanner="A") for seed in range(5)]
    results += [study(seed + 50, FEET, scanner="B") for seed in range(5)]
    evidence = estimate_site(results, SiteProfile()).evidence
    assert len(evidence.own) == 1
    assert sorted(name for name, _ in evidence.named) == ["A", "B"]
    three = estimate_site(
        [*results, *(study(seed + 90, HEAD, scanner="") for seed in range(5))], SiteProfile()
    ).evidence
    assert [name for name, _ in three.named] == ["the other scanners", "unknown scanner", "A", "B"]


def test_a_third_of_wrong_slices_changes_neither_the_winner_nor_the_tolerances():
    habit = Habit(convention("pet-feet-1"), wrong=0.35)
    made = estimate_site([study(seed, habit) for seed in range(12)], SiteProfile())
    assert made.evidence.whole.decided
    assert names(made.evidence.whole.winner) == ("pet", "feet", 1)
    assert 0.5 < made.evidence.whole.best.share < 0.9
    assert (made.site.suv_tolerance, made.site.suv_tolerance_share) == (0.1, 0.0)
    assert made.site.slice_tolerance_mm <= 5.0


def test_slices_that_are_wrong_altogether_decide_nothing_and_the_given_profile_stays():
    given_site = SiteProfile(origin="feet", base=0)
    made = estimate_site([study(seed, Habit(convention("pet-head-1"), wrong=1.0)) for seed in range(8)], given_site)
    assert not made.evidence.whole.decided
    assert {"undecided", "few_matches"} <= set(made.evidence.whole.flags)
    assert (made.site.origin, made.site.base, made.site.suv_tolerance) == ("feet", 0, None)


def test_too_few_mentions_leave_the_given_profile_and_are_flagged():
    made = estimate_site([study(1, FEET, foci=LEAST_MENTIONS - 1)], SiteProfile())
    assert made.evidence.whole.flags == ("too_few_mentions",)
    assert made.evidence.whole.best.convention == FEET.convention
    assert (made.site.origin, made.site.base) == ("head", 1)


def test_as_few_as_ten_mentions_decide_where_all_agree():
    made = estimate_site([study(1, FEET, foci=LEAST_MENTIONS)], SiteProfile())
    assert made.evidence.whole.decided
    assert (made.site.origin, made.site.base) == ("feet", 0)


def test_no_mention_at_all_leaves_the_given_profile():
    made = estimate_site([], SiteProfile(origin="feet"))
    assert made.evidence.whole.flags == ("too_few_mentions",)
    assert made.site.origin == "feet"


def test_lesions_in_the_middle_of_the_body_look_alike_from_both_ends_and_decide_nothing():
    middle = (SHAPE_KJI[0] - 1) // 2
    given_site = SiteProfile(origin="feet", base=0)
    for ks in ([middle] * 30, [middle - 1 if n % 10 == 0 else middle for n in range(30)]):
        results = [study(seed, HEAD, foci=1, ks=[k]) for seed, k in enumerate(ks)]
        made = estimate_site(results, given_site)
        assert made.evidence.whole.best.matches == 30
        assert made.evidence.whole.same_as == ()
        assert made.evidence.whole.flags == ("undecided",)
        assert (made.site.origin, made.site.base, made.site.suv_tolerance) == ("feet", 0, None)


def test_a_ct_on_the_slices_of_the_pet_is_no_rival_and_the_given_name_is_kept():
    shared = SliceStack(SHAPE_KJI[0], FIRST_MM, SPACING_MM[0])
    results = [study(seed, HEAD, ct=shared) for seed in range(4)]
    whole = estimate_site(results, SiteProfile()).evidence.whole
    assert whole.decided
    assert names(whole.winner) == ("pet", "head", 1)
    assert whole.same_as == (convention("ct-head-1"),)
    assert whole.runner_up.matches <= 3
    assert estimate_site(results, SiteProfile(numbered="ct")).site.numbered == "ct"


def test_scanners_that_number_in_different_ways_get_profiles_of_their_own():
    results = [study(seed, HEAD, scanner="GE Discovery STE") for seed in range(12)]
    results += [study(seed + 50, FEET, foci=5, scanner="SIEMENS Biograph") for seed in range(3)]
    made = estimate_site(results, SiteProfile())
    assert (made.site.origin, made.site.base) == ("head", 1)
    assert made.evidence.own == ("SIEMENS Biograph",)
    assert made.site.scanners == (ScannerProfile(scanner="SIEMENS Biograph", origin="feet", base=0, numbered="pet"),)
    assert made.evidence.whole.mentions == 48
    of_siemens = next(one for one in made.evidence.scanners if one.scanner == "SIEMENS Biograph")
    assert of_siemens.p_differs < 1e-6
    assert of_siemens.best.matches == 15
    own = made.site.of_scanner("siemens  BIOGRAPH")
    assert (own.origin, own.base, own.scanners) == ("feet", 0, ())
    assert made.site.of_scanner("GE Discovery STE").origin == "head"


def test_two_equal_halves_are_both_decided_though_the_whole_is_not():
    results = [study(seed, HEAD, scanner="A") for seed in range(5)]
    results += [study(seed + 50, FEET, scanner="B") for seed in range(5)]
    made = estimate_site(results, SiteProfile(base=0))
    assert {made.site.of_scanner(name).origin for name in "AB"} == {"head", "feet"}
    assert (made.site.of_scanner("A").base, made.site.of_scanner("B").base) == (1, 0)


def test_of_three_scanners_the_one_that_differs_gets_an_entry_though_all_together_decide_nothing():
    shared = SliceStack(SHAPE_KJI[0], FIRST_MM, SPACING_MM[0])
    results = [study(seed, HEAD, scanner="AB"[seed % 2], ct=shared) for seed in range(10)]
    results += [study(seed + 50, Habit(convention("ct-feet-0")), scanner="C") for seed in range(6)]
    made = estimate_site(results, SiteProfile(base=0))
    assert made.evidence.own == ("C",)
    assert (made.evidence.whole.decided, names(made.evidence.whole.winner)) == (True, ("pet", "head", 1))
    assert names(made.site.of_scanner("C")) == ("ct", "feet", 0)


def test_a_scanner_with_few_mentions_follows_the_others():
    results = [study(seed, HEAD, scanner="A") for seed in range(8)] + [study(60, FEET, foci=5, scanner="B")]
    made = estimate_site(results, SiteProfile())
    assert made.evidence.own == ()
    assert made.site.of_scanner("B").origin == "head"


def test_a_scanner_whose_ct_shares_the_slices_has_no_numbering_of_its_own_at_a_site_that_numbers_the_ct():
    shared = SliceStack(SHAPE_KJI[0], FIRST_MM, SPACING_MM[0])
    on_ct = Habit(convention("ct-head-1"))
    results = [study(seed, on_ct, scanner="A") for seed in range(6)]
    results += [study(seed + 50, on_ct, scanner="B", ct=shared) for seed in range(6)]
    made = estimate_site(results, SiteProfile())
    assert (made.site.numbered, made.site.scanners) == ("ct", ())


def test_a_mention_that_names_its_series_says_nothing_about_the_series_of_the_others():
    named = Habit(convention("ct-head-1"), series="ct")
    whole = estimate_site([study(seed, named) for seed in range(4)], SiteProfile()).evidence.whole
    by_name = {count.convention: count.matches for count in whole.counts}
    assert by_name[convention("pet-head-1")] == by_name[convention("ct-head-1")] == 16


@pytest.mark.parametrize(("error", "least", "most"), [(0.0, 0.0, 0.0), (0.08, 0.05, 0.1), (0.18, 0.15, 0.2)])
def test_errors_in_proportion_to_the_suv_give_a_tolerance_in_proportion(error, least, most):
    habit = Habit(convention("pet-head-1"), suv_error=error)
    made = estimate_site([study(seed, habit) for seed in range(40)], SiteProfile())
    assert least <= made.site.suv_tolerance_share <= most
    assert made.evidence.tolerances.matched > 0.9


def test_slices_that_are_up_to_two_off_give_a_tolerance_of_two_slices():
    habit = Habit(convention("pet-head-1"), slice_error=2)
    made = estimate_site([study(seed, habit) for seed in range(40)], SiteProfile())
    assert made.evidence.whole.decided
    assert made.evidence.whole.within[1] > 0
    assert names(made.evidence.whole.winner) == ("pet", "head", 1)
    assert 5.0 < made.site.slice_tolerance_mm <= 10.0


def test_the_reported_decimals_are_counted():
    made = estimate_site([study(seed, HEAD) for seed in range(6)], SiteProfile())
    assert made.evidence.whole.decimals == {"1": 24}
    assert made.site.suv_decimals == 1


def test_resolution_and_reconstruction_stay_as_given():
    made = estimate_site([study(seed, FEET) for seed in range(4)], SiteProfile(psf_fwhm_mm=5.0, reconstruction="EQ"))
    assert (made.site.psf_fwhm_mm, made.site.reconstruction, made.site.estimate) == (5.0, "EQ", False)


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(6)))
def test_the_order_of_the_studies_changes_nothing(order):
    results = [study(seed, FEET, scanner="AB"[seed % 2]) for seed in range(6)]
    assert estimate_site([results[n] for n in order], SiteProfile()).site == estimate_site(results, SiteProfile()).site


def test_what_can_not_tell_is_not_tried():
    pet = Volume(np.ones((30, 8, 8), dtype=np.float32), affine_of((3.0, 4.0, 4.0)))
    useless = [
        mention(2.4, 10),
        mention(5.0, 10).model_copy(update={"slice_last": 12}),
        mention(5.0, 10).model_copy(update={"status": "dropped"}),
    ]
    assert try_conventions(pet, CT, useless, ()) == ()
    twice = [mention(5.0, 10, 1), mention(5.0, 10, 2).model_copy(update={"start": 500})]
    assert len(try_conventions(pet, None, twice, {(0, twice[0].end)})) == 1
    only = try_conventions(pet, None, twice, {(0, twice[0].end)})[0]
    assert only.certain
    assert only.near == ()
    assert [place is None for place in only.places] == [way.numbered != "pet" for way in CONVENTIONS]
