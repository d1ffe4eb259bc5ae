"""One number of the text is one focus of a voter, and only a number that may be an SUVmax or a slice is one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.llm.extract import QUOTE_CHARACTERS, read_extract_answer
from pet_ground.llm.passages import Passage
from pet_ground.reasons import Reason
from pet_ground.records import Mention

NODULE = "A 12 mm nodule in the right upper lobe, SUVmax 8.1 on slice 45."
EQUAL = "Node A has SUVmax 3.1 (slice 90) and node B has SUVmax 3.1 (slice 95)."
BOTH = "Two hilar nodes, both 3.1 SUVmax (slice 90 and slice 95)."


def focus(suv_quote: str, suv_max: float, slice_quote: str | None, axial_slice: int | None, **more: Any) -> Any:
    return {
        "suv_quote": suv_quote, "suv_max": suv_max, "slice_quote": slice_quote, "axial_slice": axial_slice,
        "laterality": None, "time": "current", "interpretation": "unspecified",
    } | more  # fmt: skip


def read(sentence: str, *foci: Any) -> list[Mention]:
    passage = Passage(sentence, 0, len(sentence), "", "", "")
    return read_extract_answer({"mentions": list(foci)}, passage, "r", "m")


@pytest.mark.parametrize(
    "again",
    [
        focus("8.1", 8.1, "slice 45", 45),
        focus(NODULE, 8.1, "45", 45),
        focus("SUVmax 8.1", 8.1, "slice 45", 45, laterality="right"),
        focus("SUVmax 8.1", 8.1, "slice 45", 45, interpretation="benign"),
    ],
)
def test_what_is_said_again_of_one_number_is_one_focus_whatever_is_quoted(again: Any) -> None:
    (mention,) = read(NODULE, focus("SUVmax 8.1", 8.1, "slice 45", 45), again, again)
    assert (mention.status, mention.suv_max, mention.axial_slice) == ("kept", 8.1, 45)


def test_a_repeat_does_not_take_the_same_number_of_another_focus() -> None:
    kept = read(EQUAL, focus("A has SUVmax 3.1", 3.1, "slice 90", 90), focus("3.1", 3.1, "slice 90", 90))
    assert [one.axial_slice for one in kept] == [90]


def test_a_quote_that_holds_a_number_twice_gives_the_next_one() -> None:
    sentence = "Two nodes with SUVmax of 3.1 and 3.1 on slice 90."
    first, second = focus("of 3.1", 3.1, "slice 90", 90), focus("3.1 and 3.1", 3.1, "slice 90", 90)
    mentions = read(sentence, first, second)
    assert [one.status for one in mentions] == ["kept", "kept"]
    assert mentions[1].evidence[0].quote == "3.1"
    assert mentions[1].evidence[0].start == sentence.rindex("3.1")


def test_another_slice_for_a_taken_number_is_a_disagreement_of_the_voter_with_itself() -> None:
    sentence = "Node, SUVmax 8.1 on slice 45, next to image 50."
    kept, other = read(sentence, focus("SUVmax 8.1", 8.1, "slice 45", 45), focus("8.1", 8.1, "image 50", 50))
    assert (kept.status, kept.axial_slice) == ("kept", 45)
    assert (other.reason, other.votes[0].axial_slice, other.votes[0].agrees) == (Reason.DISAGREEMENT, 50, False)


def test_two_foci_share_a_number_where_the_text_says_so_and_the_slices_differ() -> None:
    mentions = read(BOTH, focus("both 3.1", 3.1, "slice 90", 90), focus("3.1 SUVmax", 3.1, "slice 95", 95))
    assert [(one.status, one.axial_slice) for one in mentions] == [("kept", 90), ("kept", 95)]
    again = read(BOTH, focus("both 3.1", 3.1, "slice 90", 90), focus("3.1 SUVmax", 3.1, None, None))
    assert [one.reason for one in again] == [None, Reason.DISAGREEMENT]


@pytest.mark.parametrize(
    ("sentence", "said", "reason", "detail"),
    [
        (NODULE, focus("slice 45", 45.0, "slice 45", 45), Reason.NOT_IN_TEXT, "suv_max: a number of a slice"),
        (NODULE, focus("12 mm", 12.0, "slice 45", 45), Reason.NOT_IN_TEXT, "suv_max: a number with another unit"),
        (NODULE, focus("8.1", 8.1, "12 mm", 12), Reason.NOT_IN_TEXT, "axial_slice: a number with another unit"),
        ("Nodules on slices 4,5 with SUVmax 8.1.", focus("slices 4,5", 4.5, "slices 4,5", 4), Reason.NOT_IN_TEXT, "suv"),
        ("SUVmax 8,1 on slice 45.", focus("SUVmax 8,1", 8.1, "8,1", 1), Reason.NOT_IN_TEXT, "axial_slice: a part of"),
        ("SUVmean 8.1, SUVmax 9 on slice 45.", focus("8.1", 8.1, "slice 45", 45), Reason.NOT_IN_TEXT, "suv_max: a mean"),
        ("Node of SUVmax 8.1 on coronal slice 45.", focus("8.1", 8.1, "slice 45", 45), Reason.NOT_AXIAL, ""),
        ("Uptake 45, tầng.", focus("45", 45.0, "45", 45), Reason.NOT_IN_TEXT, "axial_slice: the number of the SUVmax"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_with_its_rule(sentence: str, said: Any, reason: Reason, detail: str) -> None:
    (mention,) = read(sentence, said)
    assert mention.reason is reason
    assert mention.detail.startswith(detail)
    assert (mention.votes[0].suv_max, mention.votes[0].axial_slice) == (said["suv_max"], said["axial_slice"])


def test_a_vote_holds_the_quotes_as_they_were_given_and_no_more_than_is_allowed() -> None:
    (mention,) = read(NODULE, focus("SUVmax 8.1", 8.1, "slice 45", 45))
    assert (mention.votes[0].suv_quote, mention.votes[0].slice_quote) == ("SUVmax 8.1", "slice 45")
    (long,) = read(NODULE, focus("x" * 999, 8.1, None, None))
    assert (len(long.votes[0].suv_quote), long.votes[0].slice_quote) == (QUOTE_CHARACTERS, "")


SAID = st.builds(
    focus,
    st.sampled_from(["8.1", "SUVmax 8.1", "3.1", "both 3.1", "12 mm", "99", NODULE + " " + BOTH]),
    st.sampled_from([8.1, 3.1, 12.0, 99.0, 45.0]),
    st.sampled_from(["slice 45", "slice 90", "slice 95", "12 mm", None]),
    st.sampled_from([45, 90, 95, 12, None]),
    time=st.sampled_from(["current", "prior"]),
)


@given(st.lists(SAID, max_size=6))
@settings(max_examples=80, deadline=None)
def test_every_statement_is_in_the_vote_of_a_mention_and_a_number_is_one_focus(foci: list[Any]) -> None:
    sentence = f"{NODULE} {BOTH}"
    mentions = read(sentence, *foci)
    said = {(one.votes[0].suv_max, one.votes[0].axial_slice) for one in mentions}
    assert said >= {(one["suv_max"], one["axial_slice"]) for one in foci}
    kept = [one for one in mentions if one.status == "kept"]
    assert len({(one.evidence[0].start, one.axial_slice) for one in kept}) == len(kept)
    assert len([one for one in kept if one.suv_max == 8.1]) <= 1
