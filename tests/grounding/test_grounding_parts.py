"""Parts of an archive that number slices in a way of their own: scanners, site groups, scanners of a group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from convention_archive import convention
from hypothesis import given, settings
from hypothesis import strategies as st
from trial_archive import Readers, archive

from pet_ground.config import GroupProfile, SiteProfile
from pet_ground.grounding.conventions import estimate_site
from pet_ground.grounding.counting import LEAST_MENTIONS
from pet_ground.grounding.parts import MOST_GROUPS, TOO_MANY_GROUPS
from pet_ground.records.profile import TrialsResult

HEAD, FEET, CT = convention("pet-head-1"), convention("pet-feet-0"), convention("ct-head-1")


def part(seed: int, way: object, group: str, scanner: str = "A", studies: int = 8, **readers: float):
    """Studies of one site group on one scanner."""
    found = archive(np.random.default_rng(seed), Readers({way: 1.0}, **readers), studies, 3, scanner)
    return [one.model_copy(update={"group": group}) for one in found]


def way_of(site: SiteProfile, group: str, scanner: str = "A") -> tuple[str, str, int]:
    own = site.of_scanner(scanner, group)
    return own.numbered, own.origin, own.base


def way(one) -> tuple[str, str, int]:
    return one.numbered, one.origin, one.base


def test_two_site_groups_on_one_scanner_that_number_from_other_ends_are_told_apart():
    made = estimate_site(part(1, HEAD, "North", studies=12) + part(2, FEET, "South"), SiteProfile())
    assert (way_of(made.site, "North"), way_of(made.site, "south ")) == (way(HEAD), way(FEET))
    assert made.site.scanners == ()
    assert made.site.groups == (GroupProfile(group="South", numbered="pet", origin="feet", base=0),)
    assert made.evidence.own == ("site group South",)
    south = next(one for one in made.evidence.groups if one.group == "South")
    assert (south.decided, south.mentions, south.best.matches, south.p_differs < 1e-6) == (True, 24, 24, True)
    assert south.best.low > 0.75
    assert south.margin > 0.5
    assert [name for name, _ in made.evidence.named] == ["site group North", "site group South"]


def test_two_halves_of_which_neither_is_the_given_one_are_both_decided():
    made = estimate_site(part(1, CT, "North") + part(2, FEET, "South"), SiteProfile(base=0))
    assert (way_of(made.site, "North"), way_of(made.site, "South")) == (way(CT), way(FEET))
    assert made.evidence.whole.decided
    assert made.evidence.tolerances.mentions == 48


def test_site_groups_that_number_alike_get_no_entries():
    alike = part(1, FEET, "North") + part(2, FEET, "South") + part(3, FEET, "")
    made = estimate_site(alike, SiteProfile())
    assert (made.site.groups, made.evidence.own, way_of(made.site, "South")) == ((), (), way(FEET))
    assert {one.name for one in made.evidence.groups} == {"site group North", "site group South", ""}
    assert made.evidence.whole_name == "all scanners and site groups"


def test_where_scanners_and_site_groups_explain_the_same_the_scanners_are_taken():
    made = estimate_site(part(1, HEAD, "North", "A", 12) + part(2, FEET, "South", "B"), SiteProfile())
    assert (made.site.groups, made.evidence.own) == ((), ("B",))
    assert (way_of(made.site, "", "A"), way_of(made.site, "", "B")) == (way(HEAD), way(FEET))


def test_a_site_group_that_reads_two_scanners_in_its_own_way_explains_more_than_they_do():
    """Its few studies on the other's scanner are too few to tell anything by themselves."""
    found = part(1, HEAD, "North", "A", 12) + part(2, FEET, "South", "B") + part(3, FEET, "South", "A", 2)
    made = estimate_site(found, SiteProfile())
    assert (made.site.scanners, made.evidence.own) == ((), ("site group South",))
    assert {way_of(made.site, "South", scanner) for scanner in "AB"} == {way(FEET)}


def test_a_scanner_of_a_site_group_gets_an_entry_where_only_the_two_together_tell():
    crossed = [("North", "A", HEAD), ("North", "B", FEET), ("South", "A", FEET), ("South", "B", HEAD)]
    found = [one for seed, (group, scanner, told) in enumerate(crossed) for one in part(seed, told, group, scanner)]
    made = estimate_site(found, SiteProfile())
    for group, scanner, told in crossed:
        assert way_of(made.site, group, scanner) == way(told)
    assert {(one.group, one.scanner) for one in made.site.groups} == {("North", "B"), ("South", "A")}
    assert made.evidence.own == ("site group South, A", "site group North, B")
    assert len(made.evidence.group_scanners) == 4
    assert made.evidence.whole.decided


def test_one_group_s_habit_on_one_of_two_scanners_is_an_exception_from_the_scanner_s():
    found = part(1, HEAD, "North", "A", 12) + part(2, FEET, "North", "B", 12)
    found += part(3, CT, "South", "B", 5) + part(4, HEAD, "South", "A", 5)
    site = estimate_site(found, SiteProfile()).site
    told = {(group, scanner): way_of(site, group, scanner) for group in ("North", "South") for scanner in "AB"}
    assert told == {
        ("North", "A"): way(HEAD),
        ("North", "B"): way(FEET),
        ("South", "A"): way(HEAD),
        ("South", "B"): way(CT),
    }


def test_a_site_group_with_too_few_mentions_follows_the_others_and_is_flagged():
    made = estimate_site(part(1, HEAD, "North", studies=14) + part(2, FEET, "South", studies=3), SiteProfile())
    south = next(one for one in made.evidence.groups if one.group == "South")
    assert south.mentions < LEAST_MENTIONS
    assert south.flags == ("too_few_mentions",)
    assert (made.site.groups, way_of(made.site, "South")) == ((), way(HEAD))


def test_a_site_group_whose_readers_number_in_two_ways_is_flagged_and_gets_no_entry():
    two = Readers({FEET: 0.5, CT: 0.5})
    mixed = [one.model_copy(update={"group": "South"}) for one in archive(np.random.default_rng(3), two, 20)]
    made = estimate_site(part(1, HEAD, "North", studies=20) + mixed, SiteProfile())
    south = next(one for one in made.evidence.groups if one.group == "South")
    assert (south.decided, "mixed" in south.flags, made.site.groups) == (False, True, ())


def test_studies_without_a_site_group_get_no_entry_though_they_number_differently():
    made = estimate_site(part(1, HEAD, "North", studies=12) + part(2, FEET, "", studies=6), SiteProfile())
    assert made.site.groups == ()
    assert made.evidence.own == ()


def test_signs_of_table_positions_are_told_apart_by_site_group_too():
    def positions(results: Sequence[TrialsResult]) -> list[TrialsResult]:
        changed = []
        for one in results:
            trials = [
                trial.model_copy(update={"told": "position", "places": trial.places[-2:]}) for trial in one.trials
            ]
            changed.append(one.model_copy(update={"trials": tuple(trials)}))
        return changed

    found = part(1, convention("mm-feet"), "North", studies=12) + part(2, convention("mm-head"), "South")
    site = estimate_site(positions(found), SiteProfile()).site
    ends = [site.of_scanner("A", group).table_counts_from for group in ("North", "South")]
    assert ends == ["feet", "head"]
    assert (site.origin, site.numbered) == ("head", "pet")


def test_an_entry_that_was_given_keeps_what_is_not_estimated():
    before = SiteProfile(groups=(GroupProfile(group="south", psf_fwhm_mm=5.0), GroupProfile(group="West", base=0)))
    site = estimate_site(part(1, HEAD, "North", studies=12) + part(2, FEET, "South"), before).site
    assert (site.of_scanner("A", "South").psf_fwhm_mm, way_of(site, "South")) == (5.0, way(FEET))
    assert [one.group for one in site.groups] == ["south", "West"]


def test_a_column_with_more_values_than_a_hospital_has_houses_is_left_out_and_flagged():
    found = part(1, FEET, "", studies=MOST_GROUPS + 1)
    named = [one.model_copy(update={"group": f"case {number}"}) for number, one in enumerate(found)]
    made = estimate_site(named, SiteProfile())
    assert made.site == estimate_site(found, SiteProfile()).site
    assert (made.evidence.whole.flags, made.evidence.groups) == ((TOO_MANY_GROUPS,), ())


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999), wrong=st.sampled_from([0.0, 0.2]))
def test_names_that_have_nothing_to_do_with_the_numbering_change_no_profile(seed: int, wrong: float):
    rng = np.random.default_rng(seed)
    plain = part(seed, FEET, "", studies=10, wrong=wrong) + part(seed + 1, HEAD, "", "B", 10, wrong=wrong)
    named = [one.model_copy(update={"group": "NS"[int(rng.integers(2))]}) for one in plain]
    assert estimate_site(named, SiteProfile()).site == estimate_site(plain, SiteProfile()).site


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(16)))
def test_the_order_of_the_studies_changes_no_site_group(order: list[int]):
    results = part(1, HEAD, "North") + part(2, FEET, "South")
    assert estimate_site([results[n] for n in order], SiteProfile()).site == estimate_site(results, SiteProfile()).site


@pytest.mark.parametrize("names", [("A", "B"), ("B", "A")])
def test_what_a_site_group_is_called_changes_nothing_but_its_name(names: tuple[str, str]):
    made = estimate_site(part(1, HEAD, names[0], studies=12) + part(2, FEET, names[1]), SiteProfile())
    assert made.site.groups == (GroupProfile(group=names[1], numbered="pet", origin="feet", base=0),)
