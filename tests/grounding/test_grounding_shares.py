"""How sure the counting of conventions is, against archives whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from convention_archive import convention
from trial_archive import Readers, archive

from pet_ground.config import SiteProfile
from pet_ground.grounding.conventions import estimate_site
from pet_ground.grounding.counting import STRICT, Group
from pet_ground.grounding.shares import design_effect, interval, sign_test

HEAD, FEET, CT = (convention(words) for words in ("pet-head-1", "pet-feet-0", "ct-head-1"))


def yes_no(*parts):
    return np.array([one == "+" for part in parts for one in part]), [n for n, part in enumerate(parts) for _ in part]


def test_mentions_that_are_no_more_alike_in_a_study_give_wilson_s_interval():
    hits, studies = yes_no("+-", "+-", "+-", "+-", "+-", "+-")
    assert design_effect(hits, studies) == 1.0
    assert interval(hits, studies) == pytest.approx((0.2538, 0.7462), abs=1e-4)  # Wilson, 6 of 12


def test_studies_that_match_as_a_whole_or_not_at_all_are_worth_one_mention_each():
    hits, studies = yes_no("++++", "----", "++++", "----", "++++", "----")
    assert design_effect(hits, studies) == pytest.approx(4.0)
    assert interval(hits, studies) == pytest.approx((0.1876, 0.8124), abs=1e-4)  # Wilson, 3 of 6


def test_where_nothing_tells_how_alike_the_mentions_of_a_study_are_half_is_taken():
    for sign, expected in (("+", (0.6344, 1.0)), ("-", (0.0, 0.3656))):
        hits, studies = yes_no(*[sign * 5] * 4)
        assert design_effect(hits, studies) == 3.0
        assert interval(hits, studies) == pytest.approx(expected, abs=1e-4)  # Wilson, all or none of 20 / 3
    assert design_effect(*yes_no("+++++", "---++")) == 3.0


def test_an_advantage_in_single_studies_weighs_less_than_one_in_many():
    alike, studies = yes_no("++++++", "++++++", "++++++", "------")
    spread, _ = yes_no("++++-+", "+-+++-", "++-+++", "-+++-+")
    assert sign_test(alike, ~alike, studies) > sign_test(spread, ~spread, studies)
    assert sign_test(alike, alike, studies) == 1.0


@pytest.mark.parametrize(
    ("readers", "studies", "foci"),
    [
        (Readers({HEAD: 1.0}, wrong_studies=0.1), 20, 3),
        (Readers({HEAD: 1.0}, wrong_studies=0.3), 20, 4),
    ],
)
def test_the_interval_holds_the_true_share_in_about_95_of_100_archives(readers, studies, foci):
    rng = np.random.default_rng(5)
    truth = Group.of(archive(rng, readers, 800, foci)).hits(STRICT)[:, 0].mean()
    tries, held = 40, 0
    for _ in range(tries):
        group = Group.of(archive(rng, readers, studies, foci))
        low, high = interval(group.hits(STRICT)[:, 0], group.study_of)
        held += bool(low <= truth <= high)
    assert held >= 0.88 * tries


@pytest.mark.parametrize("words", ["pet-head-1", "ct-head-1", "ct-feet-0", "mm-head"])
def test_a_tenth_of_wrong_slices_leaves_the_right_convention_and_a_clear_margin(words):
    for seed in range(4):
        readers = Readers({convention(words): 1.0}, wrong=0.1)
        whole = estimate_site(archive(np.random.default_rng(seed), readers, 25), SiteProfile()).evidence.whole
        assert (whole.decided, whole.winner, whole.flags) == (True, convention(words), ())
        assert whole.margin > 0.5


@pytest.mark.parametrize("share", [0.5, 0.6])
@pytest.mark.parametrize("other", [FEET, CT])
def test_two_conventions_mixed_in_one_scanner_decide_nothing_and_are_flagged(share, other):
    for seed in range(4):
        readers = Readers({HEAD: share, other: 1.0 - share}, wrong=0.1)
        given = SiteProfile(numbered="pet", origin="feet", base=1)
        made = estimate_site(archive(np.random.default_rng(seed), readers, 60), given)
        assert not made.evidence.whole.decided
        assert {"undecided", "mixed"} <= set(made.evidence.whole.flags)
        assert (made.site.origin, made.site.base) == ("feet", 1)


def test_a_few_readers_who_count_in_another_way_are_flagged_and_the_others_decide():
    readers = Readers({HEAD: 0.82, FEET: 0.18})
    whole = estimate_site(archive(np.random.default_rng(2), readers, 120), SiteProfile()).evidence.whole
    assert (whole.decided, whole.winner) == (True, HEAD)
    assert whole.flags == ("mixed",)


def test_readers_who_are_a_slice_off_count_in_no_other_way():
    readers = Readers({HEAD: 1.0}, off=1)
    for seed in range(3):
        whole = estimate_site(archive(np.random.default_rng(seed), readers, 60), SiteProfile()).evidence.whole
        assert "mixed" not in whole.flags
        assert whole.winner == HEAD


def test_none_of_fifteen_archives_without_any_rule_is_decided():
    readers = Readers({HEAD: 1.0}, wrong=1.0)
    decided = [
        estimate_site(archive(np.random.default_rng(seed), readers, 15), SiteProfile()).evidence.whole.decided
        for seed in range(15)
    ]
    assert not any(decided)
