"""Which slice belongs to which SUV, and which stretch of a sentence belongs to which lesion.

Values that stand in one list form a unit, and so do slices. A unit of values takes the unit of slices that is nearest,
where nearness counts what stands between: a comma little, an ``and`` with another lesion after it a lot. Nothing is
paired across such a barrier, so the slice of one lesion never meets the SUV of another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.meaning_words import sides
from pet_ground.reports.slices import SliceRef, is_slice_word
from pet_ground.reports.tokens import Token
from pet_ground.reports.values import SuvValue

# Costs of what stands between a value and a slice, in arbitrary units; chosen on the labelled corpus of the tests.
COST_WORD = 0.1
COST_COMMA = 1.0
COST_BRACKET = 1.0
COST_BREAK = 2.0
COST_AND = 3.0
COST_SEMICOLON = 8.0
COST_LESION = 1.0
COST_OTHER_LESION = 4.0
"""A word for a lesion after a comma, an ``and`` or a semicolon: most likely another lesion."""
COST_SLICE_FIRST = 0.5
"""Reports write the SUV before the slice: in a tie the value before the slice has it."""
COST_EARLIER_SCAN = 3.0
"""A slice after a current and an earlier value belongs to the current one."""
PAIRING_LIMIT = 7.0
"""Costs from here on part two lesions: at least ``and`` and another lesion."""

_JOINS = frozenset({",", "and", "&", "or", "/", "of", "an", "a", "on", "axial", "max", "maximum", "respectively"})
_SLICE_SIGNS = frozenset({"axial", "pet", "ct", "series"})
_STRONG = frozenset({"and", "while", "whereas", "but"})


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring values, or neighbouring slices, by their rank in the sentence; tokens ``first`` to ``last``."""

    ranks: tuple[int, ...]
    first: int
    last: int


def pair(
    tokens: Sequence[Token], values: Sequence[SuvValue], earlier: Sequence[bool], slices: Sequence[SliceRef]
) -> dict[int, tuple[int, ...]]:
    """Slices of each value: rank of the value -> ranks of its slices, in ``values`` and ``slices``.

    ``earlier`` says which values are of an earlier scan. A single value with several slices gets them all; several
    values share a single slice; lists of the same length are matched in order; other lists are not matched.
    """
    value_units = _value_units(tokens, values, earlier)
    slice_units = _slice_units(tokens, slices)
    edges = sorted(_edges(tokens, value_units, slice_units, earlier))
    pairs: dict[int, tuple[int, ...]] = {}
    used_values: set[int] = set()
    used_slices: set[int] = set()
    for _, value_rank, slice_rank in edges:
        if value_rank in used_values or slice_rank in used_slices:
            continue
        used_values.add(value_rank)
        used_slices.add(slice_rank)
        pairs.update(_matched(value_units[value_rank].ranks, slice_units[slice_rank].ranks))
    return pairs


def _matched(values: tuple[int, ...], slices: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    if len(values) == 1:
        return {values[0]: slices}
    if len(slices) == 1:
        return dict.fromkeys(values, slices)
    if len(values) == len(slices):
        return {value: (number,) for value, number in zip(values, slices, strict=True)}
    return {}


def _value_units(tokens: Sequence[Token], values: Sequence[SuvValue], earlier: Sequence[bool]) -> list[Unit]:
    units: list[Unit] = []
    for rank, value in enumerate(values):
        first = min(value.phrase_token, value.token)
        if units:
            last = units[-1]
            between = tokens[last.last + 1 : first]
            if earlier[rank] == earlier[last.ranks[-1]] and _only_joins(between):
                units[-1] = Unit((*last.ranks, rank), last.first, value.token)
                continue
        units.append(Unit((rank,), first, value.token))
    return units


def _slice_units(tokens: Sequence[Token], slices: Sequence[SliceRef]) -> list[Unit]:
    units: list[Unit] = []
    for rank, item in enumerate(slices):
        if units:
            last = units[-1]
            between = tokens[last.last + 1 : item.first_token]
            if item.is_axial == slices[last.ranks[-1]].is_axial and _only_joins(between):
                units[-1] = Unit((*last.ranks, rank), last.first, item.last_token)
                continue
        units.append(Unit((rank,), item.first_token, item.last_token))
    return units


def _only_joins(between: Sequence[Token]) -> bool:
    return all(token.word in _JOINS or token.kind == "suv" or is_slice_word(token.word) for token in between)


def _edges(
    tokens: Sequence[Token], values: list[Unit], slices: list[Unit], earlier: Sequence[bool]
) -> list[tuple[float, int, int]]:
    """(cost, value unit, slice unit) for each value and the slices next to it on both sides."""
    edges = []
    is_earlier = [earlier[unit.ranks[0]] for unit in values]
    first_current = is_earlier.index(False) if False in is_earlier else len(values)
    starts = [unit.first for unit in slices]
    for value_rank, value in enumerate(values):
        after = bisect_right(starts, value.last)
        for slice_rank in (after - 1, after):
            if not 0 <= slice_rank < len(slices) or _crosses(value_rank, values, slices[slice_rank], is_earlier):
                continue
            cost = _edge_cost(tokens, value, slices[slice_rank])
            cost += COST_EARLIER_SCAN if is_earlier[value_rank] and first_current < value_rank else 0.0
            if cost < PAIRING_LIMIT:
                edges.append((cost, value_rank, slice_rank))
    return edges


def _edge_cost(tokens: Sequence[Token], value: Unit, item: Unit) -> float:
    if item.first > value.last:
        return between_cost(tokens[value.last + 1 : item.first])
    return between_cost(tokens[item.last + 1 : value.first]) + COST_SLICE_FIRST


def _crosses(rank: int, values: list[Unit], item: Unit, is_earlier: list[bool]) -> bool:
    """Whether another value stands between; for a current value an earlier one does not count."""
    step = 1 if item.first > values[rank].last else -1
    near = rank + step
    while 0 <= near < len(values) and is_earlier[near] and not is_earlier[rank]:
        near += step
    if not 0 <= near < len(values):
        return False
    return values[near].first < item.first if step > 0 else values[near].last > item.last


def between_cost(between: Sequence[Token]) -> float:
    """What the tokens between a value and a slice cost; stops counting at the limit."""
    cost = 0.0
    parted = False
    only_signs = all(
        token.kind == "sign" or token.word in _SLICE_SIGNS or is_slice_word(token.word) for token in between
    )
    for token in between:
        cost += COST_WORD
        if token.word in {",", "and"}:
            cost += COST_COMMA if token.word == "," else COST_AND
            parted = True
        elif token.word == ";":
            cost += COST_COMMA if only_signs else COST_SEMICOLON
        elif token.kind == "break":
            cost += COST_BREAK
            parted = False
        elif token.word in {"(", ")", "[", "]"}:
            cost += COST_BRACKET
        elif token.kind == "word" and names_lesion(token.word):
            cost += COST_OTHER_LESION if parted else COST_LESION
        if cost >= PAIRING_LIMIT:
            return PAIRING_LIMIT
    return cost


def segments(tokens: Sequence[Token], claims: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Stretch of the passage that belongs to each claim (first and last token of a lesion's values and slices).

    Between two claims the border lies at the strongest sign: a sentence's end or semicolon, then the last ``and``, then
    the comma after which another lesion or side is named. ``claims`` are in order; ``length`` is the passage's in
    characters.
    """
    if not claims:
        return []
    borders = [0]
    for (_, left_last), (right_first, _) in pairwise(claims):
        gap = tokens[left_last + 1 : max(right_first, left_last + 1)]
        default = tokens[left_last].end
        borders.append(max(borders[-1], _border(gap, default)))
    borders.append(length)
    return list(pairwise(borders))


def _border(gap: Sequence[Token], default: int) -> int:
    for token in reversed(gap):
        if token.kind == "break" or token.word == ";":
            return token.end
    strong = [token for token in gap if token.word in _STRONG]
    if strong:
        return strong[-1].start
    commas = [rank for rank, token in enumerate(gap) if token.word == ","]
    for rank, following in pairwise([*commas, len(gap)]):
        words = " ".join(token.word for token in gap[rank:following])
        if names_lesion(words) or sides(words):
            return gap[rank].end
    return gap[commas[-1]].end if commas else default
