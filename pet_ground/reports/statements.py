"""What a voter said of a passage: its own vote, the place of the number it spoke of, and what lies beside a mention."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pet_ground.reasons import Reason
from pet_ground.records import Mention, Vote

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def overlap(one: Mention, other: Mention) -> bool:
    """Whether two mentions share text."""
    return one.start < other.end and other.start < one.end


def suv_place(mention: Mention) -> int | None:
    """Where the number of the SUVmax stands in the report; None where the mention has no evidence for one.

    The evidence of a model is its quote, in which the first number of that value is meant.
    """
    item = next((item for item in mention.evidence if item.field == "suv_max"), None)
    if item is None:
        return None
    # full-width digits and signs are one character each before and after
    quote = unicodedata.normalize("NFKC", item.quote)
    quote = quote if len(quote) == len(item.quote) else item.quote
    numbers = (found for found in _NUMBER.finditer(quote) if float(found[0].replace(",", ".")) == mention.suv_max)
    first = next(numbers, None)
    return mention.start + item.start + (first.start() if first else 0)


def statement(voter: str, mention: Mention, *, agrees: bool, detail: str = "") -> Vote:
    """What a mention of a voter says, with its words: also the values that the sentence does not hold."""
    own = mention.votes[0] if len(mention.votes) == 1 else None
    quotes = {item.field: item.quote for item in mention.evidence}
    suv_max, axial_slice = said_of(mention)
    return Vote(
        voter=voter,
        suv_max=suv_max,
        axial_slice=axial_slice,
        agrees=agrees,
        detail=detail,
        suv_quote=(own.suv_quote if own else "") or quotes.get("suv_max", ""),
        slice_quote=(own.slice_quote if own else "") or quotes.get("axial_slice", ""),
    )


def said_of(mention: Mention) -> tuple[float | None, int | None]:
    """SUVmax and slice as the mention's voter said them."""
    own = mention.votes[0] if len(mention.votes) == 1 else None
    suv_max = own.suv_max if mention.suv_max is None and own else mention.suv_max
    return suv_max, own.axial_slice if mention.axial_slice is None and own else mention.axial_slice


def says_something(mention: Mention) -> bool:
    """Whether the mention's voter gave a value at all."""
    return said_of(mention) != (None, None)


def why(mention: Mention) -> str:
    """For which reason, and why, a voter dropped its mention; "" for one that it kept."""
    return "" if mention.reason is None else ": ".join(filter(None, (mention.reason.value, mention.detail)))


def silent(voter: str, detail: str = "") -> Vote:
    """The vote of a voter that said nothing here."""
    return Vote(voter=voter, suv_max=None, axial_slice=None, agrees=False, detail=detail)


def is_in_text(mention: Mention) -> bool:
    """Whether what the voter said stands in the text."""
    return mention.reason is not Reason.NOT_IN_TEXT


@dataclass(slots=True)
class _Run:
    """Mentions in the order of their starts; ``reach`` is the furthest end up to each."""

    mentions: list[Mention] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    reach: list[int] = field(default_factory=list)

    def sort(self) -> None:
        self.mentions.sort(key=lambda one: one.start)
        self.starts = [one.start for one in self.mentions]
        self.reach = list(accumulate((one.end for one in self.mentions), max))

    def first_beside(self, mention: Mention) -> Mention | None:
        # the first whose reach is beyond the start is the one that reaches there
        rank = bisect_right(self.reach, mention.start)
        return self.mentions[rank] if rank < len(self.starts) and self.starts[rank] < mention.end else None


class Beside:
    """The mentions of one voter by what they say, so that one beside a place is found without a look at all."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._runs: dict[Hashable, _Run] = {}
        for mention in mentions:
            suv_max, axial_slice = said_of(mention)
            for key in (("pair", suv_max, axial_slice), ("suv", suv_max), ("slice", axial_slice)):
                self._runs.setdefault(key, _Run()).mentions.append(mention)
            self._runs.setdefault(("place", suv_place(mention)), _Run()).mentions.append(mention)
        for run in self._runs.values():
            run.sort()

    def nearest(self, mention: Mention) -> Mention | None:
        """What the voter says of the same number, value or slice in the same text; else that it says nothing there."""
        suv_max, axial_slice = said_of(mention)
        place = suv_place(mention)
        keys: list[Hashable] = [("place", place)] if place is not None else []
        keys += [("pair", suv_max, axial_slice)]
        keys += [("suv", suv_max)] if suv_max is not None else []
        keys += [("slice", axial_slice)] if axial_slice is not None else []
        keys += [("pair", None, None)]
        runs = (self._runs[key] for key in keys if key in self._runs)
        return next((found for run in runs if (found := run.first_beside(mention)) is not None), None)


def votes_on(mention: Mention, own: Mapping[str, Mention], beside: Mapping[str, Beside]) -> tuple[Vote, ...]:
    """The votes of all voters on a mention.

    Args:
        mention: what is voted on.
        own: voter -> its mention that says this, or is the nearest to it that it says.
        beside: every voter -> its mentions.
    """
    return tuple(_vote(voter, mention, own.get(voter), said) for voter, said in beside.items())


def _vote(voter: str, mention: Mention, own: Mention | None, beside: Beside) -> Vote:
    said = own or beside.nearest(mention)
    if said is None:
        return silent(voter)
    kept = mention.status == "kept" or mention.reason is Reason.DISAGREEMENT
    same = said_of(said)[0] == said_of(mention)[0] and (not kept or said_of(said) == said_of(mention))
    agrees = own is not None and same and is_in_text(said) and (said.status == "kept" or not kept)
    differs = said.reason is not None and (not agrees or said.reason is not mention.reason)
    return statement(voter, said, agrees=agrees, detail=why(said) if differs else "")


def merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places joined where they share text, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def is_within(place: tuple[int, int], joined: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the joined places."""
    rank = bisect_right(joined, place[0], key=lambda one: one[0]) - 1
    return rank >= 0 and place[1] <= joined[rank][1]
