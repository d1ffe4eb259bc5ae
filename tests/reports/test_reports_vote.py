"""The vote on SUVmax and slice together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reasons import Reason
from pet_ground.records import Mention
from pet_ground.reports import extract_mentions, join_votes

TEXT = "Left node SUV max 3.1 (slice 90). Right node SUV max 4.2 (slice 97). No others."


def edited(mentions: list[Mention], voter: str, changes: dict[int, dict[str, object]]) -> list[Mention]:
    return [m.model_copy(update=changes.get(m.number, {})) for m in mentions]


def test_one_voter_is_the_identity() -> None:
    rules = extract_mentions(TEXT, "r")
    assert join_votes({"rules": rules}, 1) == rules
    assert join_votes({}, 1) == []


def test_voters_that_agree_keep_the_first_voters_fields() -> None:
    rules = extract_mentions(TEXT, "r")
    model = edited(rules, "m", {1: {"laterality": None}})
    joined = join_votes({"rules": rules, "m": model}, 2)
    assert [(m.suv_max, m.axial_slice, m.status) for m in joined] == [
        (3.1, 90, "kept"),
        (4.2, 97, "kept"),
        (None, None, "dropped"),
    ]
    assert joined[0].laterality == "left"
    assert [(v.voter, v.agrees) for v in joined[0].votes] == [("rules", True), ("m", True)]


def test_the_slice_of_one_lesion_never_joins_the_suv_of_another() -> None:
    rules = extract_mentions(TEXT, "r")
    model = edited(rules, "m", {1: {"axial_slice": 97}})
    joined = join_votes({"rules": rules, "m": model}, 2)
    assert [(m.suv_max, m.axial_slice, m.reason) for m in joined] == [
        (3.1, 90, "disagreement"),
        (3.1, 97, "disagreement"),
        (4.2, 97, None),
        (None, None, "no_value"),
    ]
    assert [(v.suv_max, v.axial_slice, v.agrees) for v in joined[0].votes] == [(3.1, 90, True), (3.1, 97, False)]
    assert [m.number for m in joined] == [1, 2, 3, 4]


def test_a_majority_overrules_the_rules_and_every_vote_is_recorded() -> None:
    rules = extract_mentions(TEXT, "r")
    dropped = edited(rules, "d", {1: {"status": "dropped", "reason": Reason.PRIOR_STUDY}})
    joined = join_votes({"rules": dropped, "a": rules, "b": rules}, 2)
    assert [(m.suv_max, m.status) for m in joined] == [(3.1, "kept"), (4.2, "kept"), (None, "dropped")]
    assert [(v.agrees, v.detail) for v in joined[0].votes] == [(False, "prior_study"), (True, ""), (True, "")]


def test_what_only_one_voter_kept_is_a_disagreement_with_its_own_votes() -> None:
    rules = extract_mentions(TEXT, "r")
    joined = join_votes({"rules": rules, "silent": []}, 2)
    assert [m.reason for m in joined] == ["disagreement", "disagreement", "no_value"]
    assert joined[0].votes[1].suv_max is None
    assert not joined[0].votes[1].agrees


def test_two_foci_with_the_same_values_stay_two() -> None:
    rules = extract_mentions("Left node SUV max 3.1 (slice 90) and right node SUV max 3.1 (slice 90).", "r")
    joined = join_votes({"rules": rules, "m": rules}, 2)
    assert [(m.laterality, m.status) for m in joined] == [("left", "kept"), ("right", "kept")]


@given(
    st.lists(st.lists(st.sampled_from([0, 1, 2]), min_size=3, max_size=3), min_size=1, max_size=4), st.integers(1, 4)
)
@settings(max_examples=60, deadline=None)
def test_kept_means_enough_votes_and_nothing_the_rules_saw_is_lost(choices: list[list[int]], agreement: int) -> None:
    rules = extract_mentions(TEXT, "r")
    moves: list[dict[str, object]] = [{}, {"axial_slice": 12}, {"status": "dropped", "reason": Reason.PRIOR_STUDY}]
    ballots = {
        f"v{rank}": [m.model_copy(update=moves[c]) if m.suv_max else m for m, c in zip(rules, choice, strict=True)]
        for rank, choice in enumerate(choices)
    }
    joined = join_votes(ballots, agreement)
    if len(ballots) > 1:
        assert all((sum(v.agrees for v in m.votes) >= agreement) for m in joined if m.status == "kept")
        assert all(len(m.votes) == len(ballots) for m in joined)
    assert {m.suv_max for m in joined} >= {3.1, 4.2}
    assert all((m.status == "dropped") == (m.reason is not None) for m in joined)
