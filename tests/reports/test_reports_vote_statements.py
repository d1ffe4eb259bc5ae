"""What the votes hold: nothing that a voter said is lost, one number is one lesion, and time grows with the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from growth import is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Mention, Vote
from pet_ground.reports import join_votes, join_votes_separately
from pet_ground.reports.vote_separately import ONE_PAIR

FIRST = "Left node SUV 8.1 (slices 45 or 12)."
SECOND = " Right node SUV 8.1 (slice 45), SUV 7.2 (slice 50)."
TEXT = FIRST + SECOND
Ballots = Mapping[str, Sequence[Mention]]


def said(suv: float, axial: int | None, *, at: int = 0, whole: bool = False, **more: Any) -> Mention:
    """A mention of a voter: ``at`` counts the places of its value, ``whole`` takes both sentences as its passage."""
    place = -1
    for _ in range(at + 1):
        place = TEXT.find(str(suv), place + 1)
    start, end = (0, len(TEXT)) if whole else (0, len(FIRST)) if place < len(FIRST) else (len(FIRST), len(TEXT))
    sentence = TEXT[start:end]
    evidence = []
    if place >= 0:
        evidence.append(Evidence(field="suv_max", start=place - start, end=place - start + 3, quote=str(suv)))
    number = -1 if axial is None else sentence.find(str(axial))
    if number >= 0:
        evidence.append(Evidence(field="axial_slice", start=number, end=number + 2, quote=str(axial)))
    in_text = place >= 0 and (axial is None or number >= 0)
    reason = None if in_text and axial is not None else Reason.NO_SLICE if in_text else Reason.NOT_IN_TEXT
    reason = more.pop("reason", reason)
    vote = Vote(
        voter="?", suv_max=suv, axial_slice=axial, agrees=in_text, suv_quote=f"SUV {suv}", slice_quote=str(axial or "")
    )
    return Mention(
        report_id="r", number=1, sentence=sentence, start=start, end=end, suv_max=suv if place >= 0 else None,
        axial_slice=axial if reason is not Reason.NOT_IN_TEXT else None, status="dropped" if reason else "kept",
        reason=reason, evidence=tuple(evidence), votes=(vote,), **more,
    )  # fmt: skip


def kept(joined: Sequence[Mention]) -> list[tuple[float | None, int | None]]:
    return [(one.suv_max, one.axial_slice) for one in joined if one.status == "kept"]


def places(joined: Sequence[Mention]) -> list[int]:
    spans = [(one.start, item.start) for one in joined for item in one.evidence if item.field == "suv_max"]
    return [start + offset for start, offset in spans]


def test_of_two_slices_for_one_number_the_one_with_most_votes_is_kept() -> None:
    ballots = {"a": [said(8.1, 12)], "b": [said(8.1, 45)], "c": [said(8.1, 45)]}
    assert kept(join_votes(ballots, 1)) == [(8.1, 45)]
    five = ballots | {"d": [said(8.1, 12)], "e": [said(8.1, 45)]}
    joined = join_votes(five, 2)
    assert kept(joined) == [(8.1, 45)]
    (other,) = (one for one in joined if one.status == "dropped")
    assert (other.reason, other.axial_slice) == (Reason.DISAGREEMENT, 12)
    assert "give the number another slice" in other.detail


def test_as_many_votes_for_two_slices_of_one_number_are_a_disagreement() -> None:
    ballots = {"a": [said(8.1, 45)], "b": [said(8.1, 45)], "c": [said(8.1, 12)], "d": [said(8.1, 12)]}
    joined = join_votes(ballots, 2)
    assert kept(joined) == []
    assert [(one.axial_slice, one.reason) for one in joined] == [
        (45, Reason.DISAGREEMENT),
        (12, Reason.DISAGREEMENT),
    ]
    assert all("as many voters" in one.detail for one in joined)


def test_where_one_vote_is_enough_the_first_voters_slice_wins_over_as_many_votes() -> None:
    assert kept(join_votes({"a": [said(8.1, 12)], "b": [said(8.1, 45)]}, 1)) == [(8.1, 12)]
    assert kept(join_votes({"b": [said(8.1, 45)], "a": [said(8.1, 12)]}, 1)) == [(8.1, 45)]


def test_a_number_that_every_voter_gives_to_two_lesions_is_that_of_both() -> None:
    both = [said(8.1, 45), said(8.1, 12)]
    assert kept(join_votes({"a": both, "b": both}, 2)) == [(8.1, 45), (8.1, 12)]


def test_equal_pairs_at_two_places_meet_their_own_votes() -> None:
    ballots = {"a": [said(8.1, 45), said(8.1, 45, at=1)], "b": [said(8.1, 45, at=1, whole=True)]}
    joined = join_votes(ballots, 2)
    assert [(one.start, one.status) for one in joined] == [(0, "dropped"), (len(FIRST), "kept")]


def test_what_a_voter_says_beside_the_truth_is_a_dropped_mention_with_its_words() -> None:
    invented = said(9.9, 45)
    joined = join_votes({"a": [said(8.1, 45)], "b": [said(8.1, 45), invented]}, 2)
    assert kept(joined) == [(8.1, 45)]
    (other,) = (one for one in joined if one.status == "dropped")
    assert other.reason is Reason.NOT_IN_TEXT
    vote = other.votes[1]
    assert (vote.voter, vote.suv_max, vote.axial_slice, vote.agrees) == ("b", 9.9, 45, False)
    assert (vote.suv_quote, vote.slice_quote) == ("SUV 9.9", "45")


def test_the_published_vote_counts_the_second_lesion_of_a_sentence_as_dropped() -> None:
    ballots = {name: [said(8.1, 45, at=1), said(7.2, 50)] for name in ("a", "b")} | {"c": [said(7.2, 50)]}
    first, second = join_votes_separately(ballots, 2)
    assert (first.status, first.suv_max, first.axial_slice) == ("kept", 8.1, 45)
    assert (second.reason, second.detail, second.suv_max) == (Reason.DISAGREEMENT, ONE_PAIR, 7.2)
    assert [(one.voter, one.suv_max) for one in second.votes] == [("a", 7.2), ("b", 7.2), ("c", None)]
    assert [one.number for one in (first, second)] == [1, 2]


SAID = st.builds(
    said,
    st.sampled_from([8.1, 7.2, 9.9]),
    st.sampled_from([45, 12, 50, 99, None]),
    at=st.sampled_from([0, 1]),
    whole=st.booleans(),
)
BALLOTS = st.lists(st.lists(SAID, max_size=4), min_size=2, max_size=4).map(
    lambda lists: {f"v{rank}": mentions for rank, mentions in enumerate(lists)}
)


def is_findable(voter: str, mention: Mention, joined: Sequence[Mention]) -> bool:
    own = mention.votes[0]
    wanted = (voter, own.suv_max, own.axial_slice, own.suv_quote, own.slice_quote)
    held = [
        (vote.voter, vote.suv_max, vote.axial_slice, vote.suv_quote, vote.slice_quote)
        for one in joined
        for vote in one.votes
    ]
    return wanted in held


@pytest.mark.parametrize("join", [join_votes, join_votes_separately])
@given(ballots=BALLOTS, agreement=st.integers(1, 4))
@settings(max_examples=120, deadline=None)
def test_each_statement_of_each_voter_is_in_the_votes_of_a_mention(
    join: Callable[[Ballots, int], list[Mention]], ballots: Ballots, agreement: int
) -> None:
    joined = join(ballots, agreement)
    for voter, mentions in ballots.items():
        assert all(is_findable(voter, mention, joined) for mention in mentions)
    assert all([vote.voter for vote in one.votes] == list(ballots) for one in joined)
    assert [one.number for one in joined] == list(range(1, len(joined) + 1))


@given(lists=st.lists(st.lists(SAID, max_size=1), min_size=2, max_size=5), agreement=st.integers(1, 3))
@settings(max_examples=120, deadline=None)
def test_a_number_is_kept_once_where_each_voter_says_it_once(lists: list[list[Mention]], agreement: int) -> None:
    joined = join_votes({f"v{rank}": mentions for rank, mentions in enumerate(lists)}, agreement)
    numbers = places([one for one in joined if one.status == "kept"])
    assert len(numbers) == len(set(numbers))
    for one in joined:
        assert one.status == "dropped" or sum(vote.agrees for vote in one.votes) >= agreement


LINE = "SUV 8.1 (slice 45), "


def chained(count: int, axial: int, *, passage: int = 2) -> list[Mention]:
    """Equal mentions, each in a passage that reaches into the next ones."""
    evidence = (
        Evidence(field="suv_max", start=4, end=7, quote="8.1"),
        Evidence(field="axial_slice", start=15, end=17, quote="45"),
    )
    sentence = LINE * passage
    return [
        Mention(
            report_id="r", number=rank + 1, sentence=sentence, start=rank * len(LINE),
            end=rank * len(LINE) + len(sentence), suv_max=8.1, axial_slice=axial, status="kept", evidence=evidence,
        )
        for rank in range(count)
    ]  # fmt: skip


def in_one_passage(count: int, axial: int) -> list[Mention]:
    sentence = LINE * count
    return [
        one.model_copy(
            update={
                "sentence": sentence,
                "start": 0,
                "end": len(sentence),
                "evidence": tuple(
                    item.model_copy(update={"start": item.start + one.start, "end": item.end + one.start})
                    for item in one.evidence
                ),
            }
        )
        for one in chained(count, axial, passage=1)
    ]


@pytest.mark.parametrize("make", [chained, in_one_passage])
@pytest.mark.parametrize("axial", [45, 46])
def test_the_time_grows_with_the_mentions_and_not_with_their_square(make: Any, axial: int) -> None:
    def join(count: int) -> None:
        join_votes(ballots[count], 2)

    ballots = {count: {"a": make(count, 45), "b": make(count, axial)} for count in (200, 1600)}
    # 64 times where each mention is held against each other
    assert is_linear(join, 200, 1600)
