"""Which slice belongs to which SUV.

Values that stand in one list form a unit, and so do slices. A unit of values takes the unit of slices that is nearest,
where nearness counts what stands between: a comma little, an ``and`` with another lesion after it a lot. Nothing is
paired across such a barrier, so the slice of one lesion never meets the SUV of another. A list of slices behind (or
before) values that stand apart (``node A 3.1 and node B 4.2 on slices 90 and 97``) is matched with all in order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pet_ground.reports.number_units import (
    DIRECTLY,
    Unit,
    distributed,
    is_list,
    says_slice,
    slice_units_of,
    slices_of_earlier,
    value_units_of,
)
from pet_ground.reports.pairing_costs import PAIRING_LIMIT, between_cost
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.tokens import Token, words
from pet_ground.reports.values import SuvValue

# Costs beside those of what stands between, in the same units.
COST_SLICE_FIRST = 0.5
"""Reports write the SUV before the slice: in a tie the value before the slice has it."""
COST_EARLIER_SCAN = 3.0
"""A slice after a current and an earlier value belongs to the current one."""

COST_LISTS = 6.0
"""A list of values and one of slices of the same length belong together whatever stands between them."""

_LEADS = DIRECTLY | words("of the this fused se ser fdg ( ) / :")
_LEAD_TOKENS = 10
"""A slice that opens a sentence ends, with its series, within so many tokens: ``On image 144 of series 3, a node``."""


def pair(
    tokens: Sequence[Token], values: Sequence[SuvValue], earlier: Sequence[bool], slices: Sequence[SliceRef]
) -> dict[int, tuple[int, ...]]:
    """Slices of each value: rank of the value -> ranks of its slices, in ``values`` and ``slices``.

    ``earlier`` says which values are of an earlier scan. A single value with several slices gets them all; several
    values share a single slice; lists of the same length are matched in order; other lists are not matched.
    """
    value_units = value_units_of(tokens, values, earlier)
    every_slice = slice_units_of(tokens, slices)
    own = slices_of_earlier(tokens, value_units, every_slice, earlier)
    pairs = {rank: item for value, unit in own for rank, item in _matched(value.ranks, unit.ranks).items()}
    taken = {item for _, item in own}
    slice_units = [unit for unit in every_slice if unit not in taken]
    value_units = distributed(tokens, value_units, earlier, slice_units, slices)
    edges = sorted(_edges(tokens, value_units, slice_units, earlier))
    earlier_tokens = [value.token for value, is_earlier in zip(values, earlier, strict=True) if is_earlier]
    used_values: set[int] = set()
    used_slices: set[int] = set()
    for _, value_rank, slice_rank in edges:
        if value_rank in used_values or slice_rank in used_slices:
            continue
        used_values.add(value_rank)
        used_slices.add(slice_rank)
        value, item = value_units[value_rank], slice_units[slice_rank]
        lone = len(value.ranks) == 1 and not earlier[value.ranks[0]] and is_list(item, slices)
        if not (lone and _between(earlier_tokens, value, item)):
            pairs.update(_matched(value.ranks, item.ranks))
    return pairs


def _between(earlier_tokens: Sequence[int], value: Unit, item: Unit) -> bool:
    """Whether an earlier value stands between: one of ``3.3, previously 5.0 (slices 90 and 88)`` may be its slice."""
    first, last = min(value.last, item.last), max(value.first, item.first)
    return bisect_left(earlier_tokens, first) < bisect_left(earlier_tokens, last)


def _matched(values: tuple[int, ...], slices: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    if len(values) == 1:
        return {values[0]: slices}
    if len(slices) == 1:
        return dict.fromkeys(values, slices)
    if len(values) == len(slices):
        return {value: (number,) for value, number in zip(values, slices, strict=True)}
    return {}


def _edges(
    tokens: Sequence[Token], values: list[Unit], slices: list[Unit], earlier: Sequence[bool]
) -> list[tuple[float, int, int]]:
    """(cost, value unit, slice unit) for each value and the slices next to it on both sides."""
    edges = []
    is_earlier = [earlier[unit.ranks[0]] for unit in values]
    first_current = is_earlier.index(False) if False in is_earlier else len(values)
    starts = [unit.first for unit in slices]
    slice_first = _slices_come_first(values, is_earlier, slices)
    for value_rank, value in enumerate(values):
        after = bisect_right(starts, value.last)
        for slice_rank in (after - 1, after):
            if not 0 <= slice_rank < len(slices) or _crosses(value_rank, values, slices[slice_rank], is_earlier):
                continue
            item = slices[slice_rank]
            gap = _gap(tokens, value_rank, values, item, is_earlier)
            gap = _without_lead(tokens, item, gap) if item.first < value.first else gap
            lists = len(value.ranks) == len(item.ranks) > 1
            cost = min(between_cost(gap), COST_LISTS if lists else PAIRING_LIMIT) + (
                COST_SLICE_FIRST if (item.first < value.first) != slice_first else 0.0
            )
            if is_earlier[value_rank]:
                yields = _yields(value_rank, values, item, is_earlier, first_current)
                cost += COST_EARLIER_SCAN if yields and not _directly(gap) else 0.0
            if cost < PAIRING_LIMIT:
                edges.append((cost, value_rank, slice_rank))
    return edges


def _yields(rank: int, values: list[Unit], item: Unit, is_earlier: list[bool], first_current: int) -> bool:
    """Whether a current value beside the slice has it before the earlier value at ``rank``."""
    if item.first > values[rank].last:
        return first_current < rank
    if rank > 0 and not is_earlier[rank - 1] and values[rank - 1].last < item.first:
        return True
    return rank + 1 < len(values) and not is_earlier[rank + 1]


def _directly(gap: Sequence[Token]) -> bool:
    return bool(gap) and gap[0].word in DIRECTLY and all(says_slice(token.word) for token in gap[1:])


def _slices_come_first(values: list[Unit], is_earlier: list[bool], slices: list[Unit]) -> bool:
    """Whether the sentence writes each slice before its SUV: it begins with a slice and ends with a current value."""
    current = [unit for unit, before in zip(values, is_earlier, strict=True) if not before]
    if not current or not slices:
        return False
    return slices[0].first < values[0].first and slices[-1].last < current[-1].first and len(current) == len(slices)


def _gap(tokens: Sequence[Token], rank: int, values: list[Unit], item: Unit, is_earlier: list[bool]) -> Sequence[Token]:
    """The tokens between a value and a slice; for a current value without the earlier values between them."""
    value = values[rank]
    first, last = (value.last + 1, item.first) if item.first > value.last else (item.last + 1, value.first)
    if is_earlier[rank]:
        return tokens[first:last]
    gap: list[Token] = []
    near = rank + (1 if item.first > value.last else -1)
    others = []
    while 0 <= near < len(values) and is_earlier[near] and first <= values[near].first and values[near].last < last:
        others.append(values[near])
        near += 1 if item.first > value.last else -1
    for other in sorted(others, key=lambda unit: unit.first):
        gap += tokens[first : other.first]
        first = other.last + 1
    return [*gap, *tokens[first:last]]


def _without_lead(tokens: Sequence[Token], item: Unit, gap: Sequence[Token]) -> Sequence[Token]:
    """The gap behind a slice that opens its sentence, without the comma after it: what follows is no other lesion."""
    start = item.first - 1
    while start >= 0 and item.first - start <= _LEAD_TOKENS and _leads(tokens[start]):
        start -= 1
    if start >= 0 and tokens[start].kind != "break":
        return gap
    comma = next((rank for rank, token in enumerate(gap[:_LEAD_TOKENS]) if not _leads(token)), len(gap))
    return gap[comma + 1 :] if comma < len(gap) and gap[comma].word == "," else gap


def _leads(token: Token) -> bool:
    """Whether the token only leads to a slice or numbers its series."""
    if token.kind == "num" or token.word in _LEADS:
        return True
    return token.word != "," and says_slice(token.word)


def _crosses(rank: int, values: list[Unit], item: Unit, is_earlier: list[bool]) -> bool:
    """Whether another value stands between; for a current value an earlier one does not count."""
    step = 1 if item.first > values[rank].last else -1
    near = rank + step
    while 0 <= near < len(values) and is_earlier[near] and not is_earlier[rank]:
        near += step
    if not 0 <= near < len(values):
        return False
    return values[near].first < item.first if step > 0 else values[near].last > item.last
