"""The vote: the mention lists of several voters of one report become one list.

SUVmax and slice are voted together, so the slice of one lesion never meets the SUV of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pet_ground.reasons import Reason
from pet_ground.records import Mention, Vote


@dataclass(slots=True)
class _Candidate:
    """Mentions of the same SUVmax and slice in overlapping text, at most one of each voter."""

    kept_by: dict[str, Mention] = field(default_factory=dict)

    @property
    def first(self) -> Mention:
        return next(iter(self.kept_by.values()))


def join_votes(ballots: Mapping[str, Sequence[Mention]], agreement: int) -> list[Mention]:
    """Join the mentions of several voters of one report.

    Args:
        ballots: voter -> its mentions. The first voter's fields win where values agree; it should be the rule voter.
        agreement: how many voters must keep the same SUVmax and slice, in overlapping text.

    Returns:
        Mentions in the order of the text, numbered anew: those with enough votes kept, the others that anyone kept
        dropped as ``disagreement``, and what the first voter dropped and nobody kept as it was. Every mention holds the
        votes of all voters. One voter and an agreement of 1 change nothing.
    """
    if len(ballots) == 1 and agreement <= 1:
        return list(next(iter(ballots.values())))
    candidates = _candidates(ballots)
    joined = [_decided(candidate, ballots, agreement) for candidate in candidates]
    joined += [_with_votes(mention, ballots) for mention in _dropped_by_all(ballots, candidates)]
    joined.sort(key=_place)
    return [mention.model_copy(update={"number": rank}) for rank, mention in enumerate(joined, start=1)]


def _candidates(ballots: Mapping[str, Sequence[Mention]]) -> list[_Candidate]:
    found: dict[tuple[float | None, int | None], list[_Candidate]] = {}
    for voter, mentions in ballots.items():
        for mention in mentions:
            if mention.status != "kept":
                continue
            same = found.setdefault((mention.suv_max, mention.axial_slice), [])
            candidate = next(
                (item for item in same if voter not in item.kept_by and _overlap(item.first, mention)), None
            )
            if candidate is None:
                candidate = _Candidate()
                same.append(candidate)
            candidate.kept_by[voter] = mention
    return [candidate for same in found.values() for candidate in same]


def _decided(candidate: _Candidate, ballots: Mapping[str, Sequence[Mention]], agreement: int) -> Mention:
    mention = candidate.first
    votes = tuple(_vote(voter, mentions, mention, candidate.kept_by.get(voter)) for voter, mentions in ballots.items())
    if len(candidate.kept_by) >= agreement:
        return mention.model_copy(update={"votes": votes})
    detail = f"kept by {len(candidate.kept_by)} of {len(ballots)} voters"
    return mention.model_copy(
        update={"votes": votes, "status": "dropped", "reason": Reason.DISAGREEMENT, "detail": detail}
    )


def _vote(voter: str, mentions: Sequence[Mention], mention: Mention, own: Mention | None) -> Vote:
    if own is not None:
        return Vote(voter=voter, suv_max=own.suv_max, axial_slice=own.axial_slice, agrees=True)
    near = [other for other in mentions if _overlap(other, mention)]
    near.sort(key=lambda other: (other.suv_max != mention.suv_max, other.axial_slice != mention.axial_slice))
    if not near:
        return Vote(voter=voter, suv_max=None, axial_slice=None, agrees=False)
    said = near[0]
    detail = "" if said.reason is None else said.reason.value
    return Vote(voter=voter, suv_max=said.suv_max, axial_slice=said.axial_slice, agrees=False, detail=detail)


def _dropped_by_all(ballots: Mapping[str, Sequence[Mention]], candidates: Sequence[_Candidate]) -> list[Mention]:
    """What the first voter dropped and nobody kept; and from later voters what lies where the earlier saw nothing."""
    kept = [candidate.first for candidate in candidates]
    result: list[Mention] = []
    covered: list[Mention] = []
    for mentions in ballots.values():
        result += [
            mention
            for mention in mentions
            if mention.status == "dropped"
            and not _holds(mention, kept)
            and not any(_overlap(mention, other) for other in covered)
        ]
        covered += mentions
    return result


def _holds(mention: Mention, kept: Sequence[Mention]) -> bool:
    """Whether a kept mention already accounts for the dropped one: the same value, or no value in the same text."""
    return any(
        _overlap(mention, other) and (mention.suv_max is None or mention.suv_max == other.suv_max) for other in kept
    )


def _with_votes(mention: Mention, ballots: Mapping[str, Sequence[Mention]]) -> Mention:
    votes = []
    for voter, mentions in ballots.items():
        same = [
            other
            for other in mentions
            if other.status == "dropped" and other.suv_max == mention.suv_max and _overlap(other, mention)
        ]
        votes.append(_vote(voter, mentions, mention, same[0] if same else None))
    return mention.model_copy(update={"votes": tuple(votes)})


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _place(mention: Mention) -> tuple[int, int, int]:
    value = next((item.start for item in mention.evidence if item.field == "suv_max"), 0)
    return mention.start + value, mention.start, mention.number
