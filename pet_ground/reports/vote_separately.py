"""The published vote (Huemann 2025): SUVmax and slice each by itself, one pair for each sentence.

It can join the SUV of one lesion to the slice of another; ``vote.py`` cannot. It is here for comparison. What a voter
says of a sentence beyond its one pair has no part in the vote; it is counted as dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Mention, Vote
from pet_ground.reports.statements import said_of, says_something, silent, statement, suv_place, why

Ballots = Mapping[str, Sequence[Mention]]

ONE_PAIR = "the published vote takes one pair for each sentence"


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a voter says of a passage: the first current mention with a value, or None; and what stands for its vote."""

    voter: str
    mention: Mention | None
    told: Mention | None

    @property
    def suv_max(self) -> float | None:
        return None if self.mention is None else self.mention.suv_max

    @property
    def axial_slice(self) -> int | None:
        return None if self.mention is None else self.mention.axial_slice


def join_votes_separately(ballots: Ballots, agreement: int) -> list[Mention]:
    """One mention for each passage and one for whatever else was said of it, numbered in the order of the text.

    Args:
        ballots: voter -> its mentions; the voters must have read the same passages.
        agreement: how many voters must say the same SUVmax, and how many the same slice.

    Returns:
        Kept where both have enough votes; ``disagreement`` where someone gave a value and one of the two has not;
        else what the first voter that judged the passage dropped it for. Behind it the further statements of the
        voters, dropped: each as its voter dropped it, or as ``disagreement``.
    """
    joined: list[Mention] = []
    for here in _passages(ballots):
        choices = [_choice(voter, here.get(voter, ())) for voter in ballots]
        joined += [_decided(here, choices, agreement), *_further(here, choices)]
    return [mention.model_copy(update={"number": rank}) for rank, mention in enumerate(joined, start=1)]


def _passages(ballots: Ballots) -> Iterator[dict[str, list[Mention]]]:
    """The mentions of each passage by voter, in the order of the text."""
    found: dict[tuple[int, int], dict[str, list[Mention]]] = {}
    for voter, mentions in ballots.items():
        for mention in mentions:
            found.setdefault((mention.start, mention.end), {}).setdefault(voter, []).append(mention)
    for place in sorted(found):
        yield found[place]


def _decided(here: Mapping[str, Sequence[Mention]], choices: Sequence[_Choice], agreement: int) -> Mention:
    suv = _winner([choice.suv_max for choice in choices], agreement)
    axial = _winner([choice.axial_slice for choice in choices], agreement)
    votes = tuple(_vote(choice, suv, axial) for choice in choices)
    said = next((choice.mention for choice in choices if choice.mention is not None), None)
    if said is None:
        first = next(iter(here.values()))[0]
        return first.model_copy(update={"votes": votes})
    if suv is None or axial is None:
        lacking = " and ".join(name for name, value in (("SUVmax", suv), ("slice", axial)) if value is None)
        return _dropped(said, votes, f"fewer than {agreement} voters agree on the {lacking}")
    by_suv = next(choice.mention for choice in choices if choice.mention and choice.suv_max == suv)
    by_slice = next(choice.mention for choice in choices if choice.mention and choice.axial_slice == axial)
    return _merged(by_suv, by_slice, votes)


def _choice(voter: str, mentions: Sequence[Mention]) -> _Choice:
    current = [one for one in mentions if one.suv_max is not None and one.reason in {None, Reason.NO_SLICE}]
    chosen = current[0] if current else None
    return _Choice(voter, chosen, chosen or (mentions[0] if mentions else None))


def _further(here: Mapping[str, Sequence[Mention]], choices: Sequence[_Choice]) -> list[Mention]:
    """What the voters say of a passage beyond their one pair, in the order of the text; the same of several is one."""
    found: dict[tuple[object, ...], dict[str, Mention]] = {}
    again: list[tuple[str, Mention]] = []
    for choice in choices:
        for mention in here.get(choice.voter, ()):
            if mention is choice.told or not says_something(mention):
                continue
            by = found.setdefault((*said_of(mention), suv_place(mention), mention.reason), {})
            if choice.voter in by:
                again.append((choice.voter, mention))
            else:
                by[choice.voter] = mention
    rows = [_dropped_beside(by, choices) for by in found.values()]
    rows += [_dropped_beside({voter: mention}, choices) for voter, mention in again]
    return sorted(rows, key=lambda one: suv_place(one) or one.end)


def _dropped_beside(by: Mapping[str, Mention], choices: Sequence[_Choice]) -> Mention:
    first = next(iter(by.values()))
    is_out = first.reason in {None, Reason.NO_SLICE}
    votes = tuple(
        statement(choice.voter, by[choice.voter], agrees=first.reason is not Reason.NOT_IN_TEXT)
        if choice.voter in by
        else silent(choice.voter)
        for choice in choices
    )
    return _dropped(first, votes, ONE_PAIR) if is_out else first.model_copy(update={"votes": votes})


def _winner(values: Sequence[float | None], agreement: int) -> float | None:
    given = Counter(value for value in values if value is not None)
    if not given:
        return None
    value, count = given.most_common(1)[0]
    return value if count >= agreement else None


def _vote(choice: _Choice, suv: float | None, axial: float | None) -> Vote:
    if choice.told is None:
        return silent(choice.voter)
    agrees = suv is not None and axial is not None and (choice.suv_max, choice.axial_slice) == (suv, axial)
    return statement(choice.voter, choice.told, agrees=agrees, detail=why(choice.told))


def _merged(by_suv: Mention, by_slice: Mention, votes: tuple[Vote, ...]) -> Mention:
    slice_evidence = [item for item in by_slice.evidence if item.field == "axial_slice"]
    evidence: list[Evidence] = [item for item in by_suv.evidence if item.field != "axial_slice"] + slice_evidence
    return by_suv.model_copy(
        update={
            "axial_slice": by_slice.axial_slice,
            "slice_series": by_slice.slice_series,
            "slice_last": by_slice.slice_last,
            "status": "kept",
            "reason": None,
            "detail": "",
            "evidence": tuple(evidence),
            "votes": votes,
        }
    )


def _dropped(mention: Mention, votes: tuple[Vote, ...], detail: str) -> Mention:
    return mention.model_copy(
        update={"status": "dropped", "reason": Reason.DISAGREEMENT, "detail": detail, "votes": votes}
    )
