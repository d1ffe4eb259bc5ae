"""Which found mention is which labelled one."""

from __future__ import annotations

import itertools

import pytest
from evaluation_examples import found, label, labelled, nothing
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.evaluation import match
from pet_ground.reasons import Reason

TEXT = "Left lung nodule SUVmax 7.4 (slice 31), previously 6.1 (slice 30)."
LUNG = labelled(TEXT, label("7.4", 31, side="left"), label("6.1", 30, "prior_study"))
RIGHT, SIDED, FOUND, LABELLED = range(4)


def test_same_number_and_slice_is_right_and_the_old_value_has_its_reason() -> None:
    result = match(LUNG, [found(TEXT, "7.4", 7.4, 31, side="left"), found(TEXT, "6.1", 6.1, 30, Reason.PRIOR_STUDY)])
    assert result.counts == (1, 1, 1, 1)
    assert [pair.outcome for pair in result.pairs] == ["kept", "prior_study"]
    assert result.invented == ()


def test_another_slice_is_both_missed_and_found_in_vain() -> None:
    result = match(LUNG, [found(TEXT, "7.4", 7.4, 30)])
    assert result.counts == (0, 0, 1, 1)
    assert result.pairs[0].both_kept
    assert not result.pairs[0].right


def test_another_side_is_right_but_not_with_side() -> None:
    assert match(LUNG, [found(TEXT, "7.4", 7.4, 31, side="right")]).counts == (1, 0, 1, 1)
    assert match(LUNG, [found(TEXT, "7.4", 7.4, 31)]).counts == (1, 0, 1, 1)


def test_an_old_value_that_is_kept_counts_as_found_in_vain() -> None:
    result = match(LUNG, [found(TEXT, "7.4", 7.4, 31), found(TEXT, "6.1", 6.1, 30)])
    assert result.counts == (1, 0, 2, 1)
    assert result.pairs[1].outcome == "kept"


def test_a_longer_quote_covers_its_number_and_a_quote_of_another_place_does_not() -> None:
    assert match(LUNG, [found(TEXT, "SUVmax 7.4 (slice 31)", 7.4, 31)]).counts[RIGHT] == 1
    elsewhere = match(LUNG, [found(TEXT, "6.1", 7.4, 31)])
    assert elsewhere.counts == (0, 0, 1, 1)
    assert elsewhere.pairs[0].found is None
    assert len(elsewhere.invented) == 1


def test_a_quote_over_two_numbers_answers_for_the_one_whose_value_it_gives() -> None:
    result = match(LUNG, [found(TEXT, "7.4 (slice 31), previously 6.1", 7.4, 31)])
    assert [pair.outcome for pair in result.pairs] == ["kept", "not_found"]


def test_evidence_is_counted_from_where_its_sentence_stands() -> None:
    report = f"FINDINGS:\nSUVmax 7.4 is nothing here.\n{TEXT}"
    text = labelled(report, label("7.4", 31, nth=2))
    assert match(text, [found(report, "7.4", 7.4, 31, sentence=TEXT)]).counts == (1, 1, 1, 1)
    assert match(text, [found(report, "7.4", 7.4, None, Reason.NO_SLICE)]).pairs[0].found is None


def test_the_same_mention_told_twice_is_right_once() -> None:
    twice = [found(TEXT, "7.4", 7.4, 31), found(TEXT, "SUVmax 7.4", 7.4, 31, side="left")]
    for given_order in itertools.permutations(twice):
        result = match(LUNG, given_order)
        assert result.counts == (1, 1, 2, 1), "the one with the right side is the one that counts"


def test_equal_values_are_told_apart_by_their_slices_as_well_as_possible() -> None:
    text = "Nodes with SUVmax 3.2 and 3.2 (slices 50 and 58)."
    nodes = labelled(text, label("3.2", 50), label("3.2", 58, nth=2))
    wide = "3.2 and 3.2"
    for first, second in ((50, 58), (58, 50)):
        assert match(nodes, [found(text, wide, 3.2, first), found(text, wide, 3.2, second)]).counts == (2, 2, 2, 2)


def test_a_sentence_that_is_dropped_whole_answers_for_its_numbers() -> None:
    text = "No focus with SUVmax above 2.5."
    limit = labelled(text, label("2.5", reason="negated"))
    assert match(limit, [nothing(text, Reason.NEGATED)]).pairs[0].outcome == "negated"
    assert match(limit, [nothing(text)]).pairs[0].outcome == "no_value"
    assert match(limit, []).pairs[0].outcome == "not_found"


def test_what_is_dropped_and_no_suvmax_costs_nothing_and_what_is_kept_does() -> None:
    text = "Nodule of 1.2 cm in segment 7."
    plain = labelled(text)
    assert match(plain, [found(text, "1.2", 1.2, None, Reason.NO_SLICE), nothing(text)]).counts == (0, 0, 0, 0)
    assert match(plain, [found(text, "1.2", 1.2, 7)]).counts == (0, 0, 1, 0)


def test_a_mention_whose_sentence_is_not_the_text_at_its_span_is_a_bug() -> None:
    with pytest.raises(ValueError, match="does not stand at its span") as caught:
        match(LUNG, [nothing("Something else")])
    assert "Something" not in str(caught.value)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([1.5, 2.5]), st.integers(10, 12)), max_size=5), st.randoms())
def test_labels_are_never_matched_more_often_than_they_stand_and_order_does_not_matter(
    mentions: list[tuple[float, int]], random: object
) -> None:
    text = "SUVmax 1.5 and 2.5, slices 10, 11 and 12."
    both = labelled(text, label("1.5", 10), label("2.5", 11))
    given_mentions = [found(text, str(suv), suv, number) for suv, number in mentions]
    shuffled = list(given_mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    counts = match(both, given_mentions).counts
    assert counts == match(both, shuffled).counts
    assert counts[RIGHT] == len({(1.5, 10), (2.5, 11)} & set(mentions))
    assert (counts[FOUND], counts[LABELLED]) == (len(mentions), 2)
