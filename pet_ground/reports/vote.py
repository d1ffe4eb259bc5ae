"""The vote: the mention lists of several voters of one report become one list.

SUVmax and slice are voted together, so the slice of one lesion never meets the SUV of another. One number of the text
is one lesion, and nothing that a voter said is lost: it is in the votes of a mention, kept or dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pet_ground.reasons import Reason
from pet_ground.records import Mention
from pet_ground.reports.statements import (
    Beside,
    is_within,
    merged,
    overlap,
    said_of,
    says_something,
    suv_place,
    votes_on,
)

Ballots = Mapping[str, Sequence[Mention]]


@dataclass(slots=True, eq=False)
class _Row:
    """Mentions that say the same in overlapping text, at most one of each voter.

    ``kept_by`` are the voters behind a kept one; ``also`` those that say the same value and drop it. ``against`` says
    why it is not kept although it has the votes.
    """

    first: Mention
    kept_by: dict[str, Mention] = field(default_factory=dict)
    also: dict[str, Mention] = field(default_factory=dict)
    against: str = ""

    def has(self, voter: str) -> bool:
        return voter in self.kept_by or voter in self.also


def join_votes(ballots: Ballots, agreement: int) -> list[Mention]:
    """Join the mentions of several voters of one report.

    Args:
        ballots: voter -> its mentions. The first voter's fields win where values agree; it should be the rule voter.
        agreement: how many voters must keep the same SUVmax and slice, in overlapping text.

    Returns:
        Mentions in the order of the text, numbered anew: those with enough votes kept, the others that anyone kept
        dropped as ``disagreement``, and what was only dropped as its first voter dropped it. Of several slices for one
        number the one with most votes is kept; with as many votes none is, unless one vote is enough: then that of the
        first voter. Every mention holds a vote of each voter, and whatever a voter said is a vote of one of them.
        One voter and an agreement of 1 change nothing.
    """
    if len(ballots) == 1 and agreement <= 1:
        return list(next(iter(ballots.values())))
    rows: list[_Row] = []
    for voter, mentions in ballots.items():
        kept = [mention for mention in mentions if mention.status == "kept"]
        rows += [_Row(one, {voter: one}) for one in _assigned(voter, kept, rows, said_of, _keep)]
    _settle_places(rows, ballots, agreement)
    rows += _dropped_rows(ballots, rows)
    rows += _rows_of_silence(ballots, rows)
    beside = {voter: Beside(mentions) for voter, mentions in ballots.items()}
    joined = [_decided(row, beside, agreement) for row in rows]
    joined.sort(key=_place)
    return [mention.model_copy(update={"number": rank}) for rank, mention in enumerate(joined, start=1)]


def _keep(row: _Row, voter: str, mention: Mention) -> None:
    row.kept_by[voter] = mention


def _add(row: _Row, voter: str, mention: Mention) -> None:
    row.also[voter] = mention


def _value(mention: Mention) -> float | None:
    return said_of(mention)[0]


def _assigned(
    voter: str,
    mentions: Iterable[Mention],
    rows: Sequence[_Row],
    key: Callable[[Mention], Hashable],
    put: Callable[[_Row, str, Mention], None],
) -> list[Mention]:
    """Put a voter's mentions into the rows that say the same, by the number's own place first; what is left over."""
    by_place: dict[Hashable, list[_Row]] = {}
    by_key: dict[Hashable, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: row.first.start):
        by_place.setdefault((suv_place(row.first), key(row.first)), []).append(row)
        by_key.setdefault(key(row.first), []).append(row)
    elsewhere: list[Mention] = []
    for mention in mentions:
        here = by_place.get((suv_place(mention), key(mention)), [])
        free = [] if suv_place(mention) is None else [row for row in here if not row.has(voter)]
        if free:
            put(next((row for row in free if said_of(row.first) == said_of(mention)), free[0]), voter, mention)
        else:
            elsewhere.append(mention)
    left: list[Mention] = []
    passed: dict[Hashable, int] = {}
    for mention in sorted(elsewhere, key=lambda one: one.start):
        same, rank = by_key.get(key(mention), []), passed.get(key(mention), 0)
        # rows in the order of the text: one that is passed does not lie beside a later mention either
        while rank < len(same) and (same[rank].has(voter) or same[rank].first.end <= mention.start):
            rank += 1
        passed[key(mention)] = rank
        if rank < len(same) and overlap(same[rank].first, mention):
            put(same[rank], voter, mention)
        else:
            left.append(mention)
    return left


def _settle_places(rows: Sequence[_Row], ballots: Ballots, agreement: int) -> None:
    """Of the rows with enough votes at one number, leave the one with most; several where one voter says several."""
    ranks = {voter: rank for rank, voter in enumerate(ballots)}
    at: dict[int, list[_Row]] = {}
    for row in rows:
        place = suv_place(row.first)
        if place is not None and len(row.kept_by) >= agreement:
            at.setdefault(place, []).append(row)
    for here in at.values():
        here.sort(key=lambda row: (-len(row.kept_by), min(ranks[voter] for voter in row.kept_by)))
        kept = here[:1]
        for row in here[1:]:
            if all(_go_together(one, row) for one in kept):
                kept.append(row)
            elif len(row.kept_by) < len(here[0].kept_by) or agreement <= 1:
                row.against = "more or earlier voters give the number another slice"
            else:
                here[0].against = "as many voters give the number another slice"
        for row in here if here[0].against else ():
            row.against = here[0].against


def _go_together(one: _Row, other: _Row) -> bool:
    """Whether one voter gives the number to two lesions with a slice each, which it may where the text does."""
    both = one.kept_by.keys() & other.kept_by.keys()
    return bool(both) and said_of(one.first) != said_of(other.first)


def _dropped_rows(ballots: Ballots, kept: Sequence[_Row]) -> list[_Row]:
    """What voters dropped: beside the same value that others kept, else in rows of their own."""
    rows: list[_Row] = []
    for voter, mentions in ballots.items():
        dropped = [one for one in mentions if one.status == "dropped" and says_something(one)]
        left = _assigned(voter, dropped, kept, _value, _add)
        left = _assigned(voter, left, rows, _value, _add)
        rows += [_Row(one, also={voter: one}) for one in left]
    return rows


def _rows_of_silence(ballots: Ballots, rows: Sequence[_Row]) -> list[_Row]:
    """One row for each passage of which nobody said a value, as the first voter that read it dropped it."""
    covered = merged((row.first.start, row.first.end) for row in rows)
    found: list[_Row] = []
    for voter, mentions in ballots.items():
        new = [
            _Row(one, also={voter: one})
            for one in mentions
            if one.status == "dropped" and not says_something(one) and not is_within((one.start, one.end), covered)
        ]
        if new:
            found += new
            covered = merged([*covered, *((row.first.start, row.first.end) for row in new)])
    return found


def _decided(row: _Row, beside: Mapping[str, Beside], agreement: int) -> Mention:
    mention = row.first
    if not row.kept_by:
        return mention.model_copy(update={"votes": votes_on(mention, row.also, beside)})
    votes = votes_on(mention, {**row.also, **row.kept_by}, beside)
    count = len(row.kept_by)
    if count >= agreement and not row.against:
        return mention.model_copy(update={"votes": votes})
    detail = f"kept by {count} of {len(beside)} voters" + (f"; {row.against}" if row.against else "")
    return mention.model_copy(
        update={"votes": votes, "status": "dropped", "reason": Reason.DISAGREEMENT, "detail": detail}
    )


def _place(mention: Mention) -> tuple[int, int, int]:
    value = next((item.start for item in mention.evidence if item.field == "suv_max"), 0)
    return mention.start + value, mention.start, mention.number
