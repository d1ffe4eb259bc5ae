"""Units of a sentence's numbers: values that stand in one list, and slices that do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pet_ground.reports.slice_words import NUMBER_WORDS, POSITION_WORDS, is_slice_word
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.tokens import Token, words
from pet_ground.reports.values import SuvValue

_SLICE_JOINS = frozenset(
    {",", "and", "&", "or", "/", "of", "an", "a", "on", "axial", "max", "maximum", "respectively"}
) | {
    "pet",
    "ct",
}
_VALUE_JOINS = _SLICE_JOINS | words(
    "( ) right left rt lt the early delayed late later at resp . anteriorly posteriorly superiorly inferiorly medially "
    "laterally proximally distally centrally peripherally"
)
_CLOCK = words("min mins minutes minute h hr hrs hour hours")
"""``SUV 5.4 at 60 min and 7.1 at 120 min`` is one list."""
_SLICE_SIGNS = words("axial transaxial transverse ax fused pet ct series")
DIRECTLY = frozenset({"on", "at", "in"})
"""``previously 9.1 on slice 88`` is the earlier slice; ``4.0, previously 9.1 (slice 90)`` is the current one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring values, or neighbouring slices, by their rank in the sentence; tokens ``first`` to ``last``."""

    ranks: tuple[int, ...]
    first: int
    last: int


def value_units_of(tokens: Sequence[Token], values: Sequence[SuvValue], earlier: Sequence[bool]) -> list[Unit]:
    """Units of values in order; a current and an earlier value are never in one."""
    units: list[Unit] = []
    for rank, value in enumerate(values):
        first = min(value.phrase_token, value.token)
        if units:
            last = units[-1]
            between = tokens[last.last + 1 : first]
            if earlier[rank] == earlier[last.ranks[-1]] and _only_joins(between, _VALUE_JOINS):
                units[-1] = Unit((*last.ranks, rank), last.first, value.token)
                continue
        units.append(Unit((rank,), first, value.token))
    return units


def slice_units_of(tokens: Sequence[Token], slices: Sequence[SliceRef]) -> list[Unit]:
    """Units of slices in order; ``slices`` are those of the sentence."""
    units: list[Unit] = []
    for rank, item in enumerate(slices):
        if units:
            last = units[-1]
            between = tokens[last.last + 1 : item.first_token]
            if item.is_axial == slices[last.ranks[-1]].is_axial and _only_joins(between, _SLICE_JOINS):
                units[-1] = Unit((*last.ranks, rank), last.first, item.last_token)
                continue
        units.append(Unit((rank,), item.first_token, item.last_token))
    return units


def _only_joins(between: Sequence[Token], joins: frozenset[str]) -> bool:
    for rank, token in enumerate(between):
        timed = token.kind == "num" and rank + 1 < len(between) and between[rank + 1].word in _CLOCK
        if not (
            token.word in joins or token.kind == "suv" or is_slice_word(token.word) or timed or token.word in _CLOCK
        ):
            return False
    return True


def is_list(unit: Unit, slices: Sequence[SliceRef]) -> bool:
    """Whether the slices are several of one series."""
    return len(unit.ranks) > 1 and len({slices[rank].series for rank in unit.ranks}) == 1


def slices_of_earlier(
    tokens: Sequence[Token], values: list[Unit], slices: list[Unit], earlier: Sequence[bool]
) -> list[tuple[Unit, Unit]]:
    """Slices in brackets of their own with an earlier value: ``3.3 (prior 2.2, slice 198) on slice 200``.

    So is a slice in further brackets directly behind it: ``3.3 (prior 2.2 (slice 198)) on slice 200``. Where only a
    comma parts them, or the earlier value is in no brackets, the slice is the current one's if that has no other:
    ``3.3 (prior 2.2; slice 200)``, ``3.3, prior 2.2 (slice 200)``.
    """
    if True not in earlier:
        return []
    starts = [unit.first for unit in slices]
    is_earlier = [earlier[unit.ranks[0]] for unit in values]
    found = []
    for rank, value in enumerate(values):
        after = bisect_right(starts, value.last)
        if not is_earlier[rank] or after == len(slices):
            continue
        begin = values[rank - 1].last + 1 if rank else 0
        opened = [token.word for token in tokens[begin : value.first] if token.word in {"(", ")", "[", "]"}][-1:]
        gap = tokens[value.last + 1 : slices[after].first]
        nested = bool(gap) and gap[0].word in {"(", "["}
        gap = gap[1:] if nested else gap
        inside = opened in (["("], ["["])
        leads = all(says_slice(token.word) or token.word in DIRECTLY | {",", ";"} for token in gap)
        if not leads or not (inside or nested):
            continue
        parted = any(token.word in {",", ";"} for token in gap) or not inside
        if (inside and nested) or not parted or _current_has_slice(values, is_earlier, rank, starts, after):
            found.append((value, slices[after]))
    return found


def _current_has_slice(
    values: Sequence[Unit], is_earlier: Sequence[bool], rank: int, starts: Sequence[int], used: int
) -> bool:
    """Whether the current value next to the earlier one at ``rank`` has a slice beside it that is not ``used``."""
    before = rank - 1
    while before >= 0 and is_earlier[before]:
        before -= 1
    near = before if before >= 0 else rank + 1
    if near >= len(values) or is_earlier[near]:
        return False
    last = max(near, rank) + 1
    begin = values[near].last if any(not one for one in is_earlier[:near]) else -1
    end = values[last].first if last < len(values) else None
    first = bisect_left(starts, begin)
    count = (len(starts) if end is None else bisect_left(starts, end)) - first
    return count - (first <= used < first + count) > 0


def distributed(
    tokens: Sequence[Token],
    values: list[Unit],
    earlier: Sequence[bool],
    slices: list[Unit],
    refs: Sequence[SliceRef],
) -> list[Unit]:
    """Join current values that share a list of slices into one unit: they are matched in order or not at all.

    They stand between the list and the slice before it, or after the list where none stand before it and no slice
    follows; in neither case across a semicolon or a sentence's end.
    """
    current = [unit for unit in values if not earlier[unit.ranks[0]]]
    firsts = [unit.first for unit in current]
    merged: dict[int, Unit] = {}
    gone: set[int] = set()
    for rank, item in enumerate(slices):
        if not is_list(item, refs):
            continue
        begin = slices[rank - 1].last if rank else -1
        end = slices[rank + 1].first if rank + 1 < len(slices) else len(tokens)
        run = current[bisect_right(firsts, begin) : bisect_left(firsts, item.first)]
        if run:
            run = _unbroken(tokens, [*run[::-1]], item)[::-1]
        elif rank + 1 == len(slices):
            run = _unbroken(tokens, current[bisect_right(firsts, item.last) : bisect_left(firsts, end)], item)
        near = run[-1] if run and run[-1].last < item.first else (run[0] if run else None)
        if near is None or len(run) < 2 or len(near.ranks) == len(item.ranks):
            continue
        ranks = tuple(number for unit in run for number in unit.ranks)
        merged[run[0].first] = Unit(ranks, run[0].first, run[-1].last)
        gone.update(unit.first for unit in run)
    kept = [unit for unit in values if unit.first not in gone]
    return sorted([*kept, *merged.values()], key=lambda unit: unit.first)


def _unbroken(tokens: Sequence[Token], run: list[Unit], item: Unit) -> list[Unit]:
    """The units of ``run``, from that next to the slices on, up to a semicolon or a sentence's end."""
    reached: list[Unit] = []
    near = item
    as_many = sum(len(unit.ranks) for unit in run) == len(item.ranks)
    if "respectively" in {token.word for token in tokens[item.last + 1 : item.last + 4]}:
        return run
    for unit in run:
        gap = tokens[near.last + 1 : unit.first] if unit.first > near.last else tokens[unit.last + 1 : near.first]
        only_signs = all(token.kind == "sign" or says_slice(token.word) for token in gap)
        ends = any((token.kind == "break" and not as_many) or token.word == ";" for token in gap)
        if ends and not only_signs:
            break
        reached.append(unit)
        near = unit
    return reached


def says_slice(word: str) -> bool:
    """Whether the word only leads to a slice number."""
    return word in _SLICE_SIGNS or is_slice_word(word) or word in NUMBER_WORDS or word in POSITION_WORDS
