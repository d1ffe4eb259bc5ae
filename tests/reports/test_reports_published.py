"""The published sentence rules, the published vote, and what the rules are certain of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Mention
from pet_ground.reports import (
    certain_passages,
    extract_mentions,
    join_votes_separately,
    published_mentions,
    split_sentences,
)

SENTENCE = "Left hilar node with SUV max of 5.4 (slice 90), was SUV 7.1."


def read(text: str) -> list[tuple[float | None, int | None, str | None, str]]:
    found = published_mentions(text, "r", "published")
    return [(one.suv_max, one.axial_slice, one.reason, one.detail) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "There is a left hilar node with SUV max of 5.4 (slice 90).",
        "There is a left hilar node with SUVmax 5.4 (slice 90).",
        "A left hilar node on slice 90 has an SUV of 5.4.",
        "A left hilar node has SUV max 5.4 (slice 90), previously SUV max 7.1 (slice 88).",
        "Previously SUV max 7.1 (slice 88), the left hilar node has SUV max of 5.4 (slice 90).",
    ],
)
def test_a_sentence_with_one_suv_and_one_slice_is_kept_and_one_with_a_previous_value_too(text: str) -> None:
    assert read(text) == [(5.4, 90, None, "")]


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("Two hilar nodes have SUV max 3.2 and SUV max 4.4 (slice 90).", Reason.SENTENCE_FILTER, "several"),
        ("Two hilar nodes have SUV max of 3.2 and 4.4 (slice 90).", Reason.SENTENCE_FILTER, "several"),
        ("Two hilar nodes have SUV max of 3.2 (slices 90 and 96).", Reason.SENTENCE_FILTER, "several"),
        ("A hilar node with SUV max of 3.2 (slice 90, slice 96).", Reason.SENTENCE_FILTER, "several"),
        ("The liver background has an SUV max of 2.9 (slice 140).", Reason.SENTENCE_FILTER, "template"),
        ("There is a new focus with SUV max of 5.4 (slice 90).", Reason.SENTENCE_FILTER, "no site"),
        ("Left hilar node with SUV max of 5.4.", Reason.NO_SLICE, ""),
        ("Left hilar node with SUVmax: 5.4 (slice 90).", Reason.NO_VALUE, ""),
        ("Left hilar node with SUV max of 5.4 (image 90).", Reason.NO_SLICE, ""),
        ("Left hilar node with SUV max of 14,9 (slice 90).", Reason.NO_VALUE, ""),
    ],
)
def test_every_other_sentence_is_left_out_for_a_published_reason(text: str, reason: Reason, detail: str) -> None:
    (found,) = read(text)
    assert found[:3] == (None, None, reason)
    assert detail in found[3]


def test_only_the_findings_are_read() -> None:
    text = (
        "FINDINGS:\nLeft hilar node with SUV max of 5.4 (slice 90).\n"
        "IMPRESSION:\nLeft hilar node with SUV max of 5.4 (slice 90)."
    )
    assert [found[2] for found in read(text)] == [None, Reason.SENTENCE_FILTER]


@given(st.lists(st.sampled_from(["SUV max of 3.1", "slice 90", "left lung", "previously", "liver", "\n", "4.0", ". "])))
@settings(max_examples=60, deadline=None)
def test_every_sentence_is_in_exactly_one_mention_of_the_published_rules(words: list[str]) -> None:
    text = " ".join(words)
    mentions = published_mentions(text, "r", "published")
    assert [(one.start, one.end) for one in mentions] == [(one.start, one.end) for one in split_sentences(text)]
    assert [one.number for one in mentions] == list(range(1, len(mentions) + 1))


def mention(suv: str | None, axial: str | None, reason: Reason | None = None, **more: Any) -> Mention:
    evidence = []
    for field, quote in (("suv_max", suv), ("axial_slice", axial)):
        if quote is not None:
            start = SENTENCE.index(quote)
            evidence.append({"field": field, "start": start, "end": start + len(quote), "quote": quote})
    content = {
        "report_id": "r",
        "number": 1,
        "sentence": SENTENCE,
        "start": 0,
        "end": len(SENTENCE),
        "suv_max": None if suv is None else float(suv),
        "axial_slice": None if axial is None else int(axial),
        "status": "dropped" if reason else "kept",
        "reason": reason,
        "evidence": tuple(Evidence.model_validate(item) for item in evidence),
    }
    return Mention.model_validate(content | more)


def test_suvmax_and_slice_are_voted_each_by_itself_so_a_pair_can_win_that_one_voter_alone_gave() -> None:
    ballots = {
        "a": [mention("5.4", None, Reason.NO_SLICE)],
        "b": [mention("5.4", "90")],
        "c": [mention("7.1", "90")],
    }
    (joined,) = join_votes_separately(ballots, 2)
    assert (joined.suv_max, joined.axial_slice, joined.status) == (5.4, 90, "kept")
    assert {item.field: item.quote for item in joined.evidence} == {"suv_max": "5.4", "axial_slice": "90"}
    assert [(vote.voter, vote.agrees) for vote in joined.votes] == [("a", False), ("b", True), ("c", False)]


def test_without_a_majority_for_one_of_the_two_the_sentence_is_a_disagreement() -> None:
    ballots = {
        "a": [mention("5.4", "90")],
        "b": [mention("7.1", "90")],
        "c": [mention(None, None, Reason.UNUSABLE_ANSWER)],
    }
    (joined,) = join_votes_separately(ballots, 2)
    assert (joined.status, joined.reason) == ("dropped", Reason.DISAGREEMENT)
    assert joined.detail == "fewer than 2 voters agree on the SUVmax"


def test_where_no_voter_sees_a_value_the_first_ones_reason_stands() -> None:
    nothing = mention(None, None, Reason.NO_VALUE)
    prior = mention("7.1", None, Reason.PRIOR_STUDY)
    (joined,) = join_votes_separately({"a": [prior], "b": [nothing]}, 2)
    assert joined.reason is Reason.PRIOR_STUDY
    assert [vote.suv_max for vote in joined.votes] == [7.1, None]


@pytest.mark.parametrize(
    ("text", "is_certain"),
    [
        ("There is a left hilar node with SUV max of 5.4 (slice 90).", True),
        ("Left lung nodule, SUVmax 5.4, image 90.", True),
        ("Left lung nodule, 1.2 cm, SUVmax 5.4, image 90.", False),
        ("Left lung nodule, SUVmax 5.4, image 90, stable.", False),
        ("Left lung nodule, now SUVmax 5.4, image 90.", False),
        ("Nodes with SUVmax 5.4 and 3.2, images 90 and 96.", False),
        ("Left lung nodule, SUVmax 5.4.", False),
        ("Physiologic uptake not above blood pool with SUVmax 1.4 on image 90.", False),
    ],
)
def test_the_rules_are_certain_of_plain_statements_alone(text: str, is_certain: bool) -> None:
    assert bool(certain_passages(extract_mentions(text, "r"))) is is_certain
