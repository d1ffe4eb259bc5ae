"""Intervals and scores against known answers."""

from __future__ import annotations

import numpy as np
import pytest
from evaluation_examples import corpus, found, label, labelled, nothing
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.evaluation import Group, Match, ReaderScores, compare, match, score_reader
from pet_ground.evaluation.intervals import DRAWS, f1, f1_draws, percentile_interval, wilson
from pet_ground.reasons import Reason

ONE = "Left node SUVmax 5.1, slice 40, was 4.0."
TWO = "Nodes with SUVmax 6.2 (slice 50) and 7.3 (slice 51); liver 2.2."
NONE = "No focus with SUVmax above 2.5."
TEXTS = (
    labelled(ONE, label("5.1", 40, side="left"), label("4.0", None, "prior_study"), categories=["prior", "side"]),
    labelled(
        TWO, label("6.2", 50), label("7.3", 51, interpretation="benign"), label("2.2", None, "reference_region"),
        id="t-2", language="vi", style="other",
    ),
    labelled(NONE, label("2.5", None, "negated"), id="t-3", categories=["negated"]),
)  # fmt: skip


def matches() -> list[Match]:
    """One right with the wrong side, one right with the wrong interpretation, one wrong slice, one kept old value."""
    return [
        match(TEXTS[0], [found(ONE, "5.1", 5.1, 40, side="right"), found(ONE, "4.0", 4.0, 40)]),
        match(
            TEXTS[1],
            [found(TWO, "6.2", 6.2, 51), found(TWO, "7.3", 7.3, 51), found(TWO, "2.2", 2.2, None, Reason.NO_SLICE)],
        ),
        match(TEXTS[2], [nothing(NONE, Reason.NEGATED)]),
    ]


def scores() -> ReaderScores:
    return score_reader("hand", corpus(*TEXTS), matches(), ["a", "b"], 2, seconds=1.5, unanswered=0)


def group(kind: str, name: str) -> Group:
    return next(one for one in scores().groups if (one.kind, one.name) == (kind, name))


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (246, 251, 0.954, 0.991),  # Huemann 2025, location right
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilsons_interval_is_the_published_one(count: int, total: int, low: float, high: float) -> None:
    assert wilson(count, total) == pytest.approx((low, high), abs=6e-4 if total == 251 else 6e-5)


@pytest.mark.parametrize(("count", "total"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_no_interval(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(count, total)


@settings(deadline=None)
@given(st.integers(1, 10**6).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_an_interval_holds_its_share_and_lies_between_0_and_1(share: tuple[int, int]) -> None:
    low, high = wilson(*share)
    assert 0 <= low <= share[0] / share[1] <= high <= 1


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    assert f1(right=3, found=4, labelled=6) == pytest.approx(2 / (1 / (3 / 4) + 1 / (3 / 6)))
    assert f1(0, 0, 3) == 0.0
    assert f1(0, 0, 0) is None


def test_draws_are_repeatable_and_have_the_spread_that_theory_gives() -> None:
    rng = np.random.default_rng(1)
    right = (rng.random(400) < 0.9).astype(np.int64)
    counts = np.column_stack([right, np.ones_like(right), np.ones_like(right)])
    draws = f1_draws(counts)
    assert draws.shape == (DRAWS,)
    assert np.array_equal(draws, f1_draws(counts))
    # With one mention found and labelled in each text F1 is the mean of `right`, whose standard error is known.
    assert draws.mean() == pytest.approx(right.mean(), abs=2e-3)
    assert draws.std() == pytest.approx(right.std() / 20, rel=0.05)
    low, high = percentile_interval(draws) or (0, 0)
    assert (low, high) == pytest.approx(
        (right.mean() - 1.96 * draws.std(), right.mean() + 1.96 * draws.std()), abs=4e-3
    )


def test_draws_without_a_mention_have_no_f1() -> None:
    assert np.isnan(f1_draws(np.zeros((3, 3), np.int64))).all()
    assert percentile_interval(np.full(5, np.nan)) is None


def test_precision_recall_and_f1_are_those_counted_by_hand() -> None:
    overall = scores().overall
    assert (overall.kind, overall.texts) == ("all", 3)
    assert (overall.precision.count, overall.precision.total) == (2, 4)
    assert (overall.recall.count, overall.recall.total) == (2, 3)
    assert overall.f1.value == pytest.approx(4 / 7)
    assert overall.f1_with_side.value == pytest.approx(2 / 7)
    assert (overall.precision.low, overall.precision.high) == wilson(2, 4)


def test_groups_hold_the_texts_of_their_file_category_language_and_style() -> None:
    kinds = {(one.kind, one.name): one.texts for one in scores().groups}
    assert kinds == {
        ("all", "all"): 3, ("file", "hand"): 3, ("category", "prior"): 1, ("category", "side"): 1,
        ("category", "list"): 1, ("category", "negated"): 1, ("language", "en"): 2, ("language", "vi"): 1,
        ("style", "by-hand"): 2, ("style", "other"): 1,
    }  # fmt: skip
    assert group("category", "side").f1.value == pytest.approx(2 / 3)
    assert group("language", "vi").f1.value == pytest.approx(1 / 2)
    assert group("language", "vi").f1.low == group("language", "vi").f1.high == pytest.approx(1 / 2)


def test_a_group_without_mentions_has_no_figures() -> None:
    empty = group("category", "negated")
    assert (empty.precision.value, empty.recall.value, empty.f1.value, empty.f1.low) == (None, None, None, None)


def test_slices_sides_interpretations_and_reasons_are_counted_of_what_they_apply_to() -> None:
    own = scores()
    for rate, count, total in (
        (own.slices, 2, 3),
        (own.sides, 1, 2),
        (own.interpretations, 1, 2),
        (own.reasons, 1, 3),
    ):
        assert (rate.count, rate.total) == (count, total)
    assert own.outcomes == {
        "kept": {"kept": 3},
        "negated": {"negated": 1},
        "prior_study": {"kept": 1},
        "reference_region": {"no_slice": 1},
    }
    assert (own.voters, own.agreement, own.seconds) == (("a", "b"), 2, 1.5)


def test_readers_are_compared_on_the_same_draws() -> None:
    nothing_found = [match(text, []) for text in TEXTS]
    (same,) = compare({"one": matches(), "two": matches()})
    assert (same.reader, same.than, same.f1.value, same.f1.low, same.f1.high) == ("two", "one", 0.0, 0.0, 0.0)
    (worse,) = compare({"one": matches(), "none": nothing_found})
    assert worse.f1.value == pytest.approx(-4 / 7)
    assert worse.f1.low is not None
    assert worse.f1.high is not None
    assert worse.f1.low < -4 / 7 < worse.f1.high < 0
