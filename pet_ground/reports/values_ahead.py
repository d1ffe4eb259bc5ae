"""SUVs that stand before their SUV word: ``9.0 SUVmax``, ``4.0 to 9.0 SUVmax``, ``5.1/3.0 (SUVmax/SUVmean)``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pet_ground.reports.suv_words import QUALIFIERS, kind_of, lean_or
from pet_ground.reports.tokens import Token, decimals_of, word_at, words
from pet_ground.reports.value_lists import joined, tells_change
from pet_ground.reports.values import LIST_SIGNS, RANGE_SIGNS, SuvValue, ValueKind, is_value, value_at

MAX_LIST = 8
"""Numbers read before one SUV word."""
_UNIT = words("g ml / ( [ an a the for as units of in")
_UNIT_TOKENS = 4
_DIRECT = frozenset({":", "=", "of", "is", "was", "~", "\u2248", "-", "approximately", "measuring", "up"})
"""Signs and words between an SUV word and a number behind it that leave no doubt that the number is its own."""
_SIZES = words("size diameter length width measuring")


@dataclass(frozen=True, slots=True)
class Ahead:
    """The values before an SUV word, and the token at which reading goes on; no values where they are known."""

    values: tuple[SuvValue, ...]
    next_token: int


def values_ahead(tokens: Sequence[Token], index: int, taken: Collection[int], done: int) -> Ahead | None:
    """The values that the SUV word at ``index`` closes, or None where its number is behind it.

    ``done`` is the last token that was read for an SUV word before: its number is not read twice, and an SUV word that
    repeats it (``SUV: 5.1 SUVmax``) gives no value.
    """
    number = _number_before(tokens, index, taken)
    if number is None:
        return None
    after, kinds = _words_behind(tokens, index)
    if _own_number_behind(tokens, after, taken):
        return None
    if number <= done:
        return Ahead((), after)
    places, signs = [number], list[str]()
    while len(places) < MAX_LIST:
        sign = word_at(tokens, places[0] - 1)
        near = places[0] - 2
        if sign not in LIST_SIGNS | RANGE_SIGNS or near <= done or not is_value(tokens, near, taken):
            break
        if not decimals_of(tokens[near]) and sign not in RANGE_SIGNS:
            break
        places.insert(0, near)
        signs.insert(0, sign)
    kinds = kinds if len(kinds) == len(places) else kinds[:1] * len(places)
    values = [value_at(tokens, place, place, kind) for place, kind in zip(places, kinds, strict=True)]
    return Ahead(tuple(joined(values, signs, changes=tells_change(tokens, places[0], places[0]))), after)


def _number_before(tokens: Sequence[Token], index: int, taken: Collection[int]) -> int | None:
    """The number directly before the SUV word, over a statistic, a unit or an open bracket."""
    near = index - 1
    while (
        near >= 0 and index - near <= _UNIT_TOKENS and (tokens[near].word in _UNIT or tokens[near].word in QUALIFIERS)
    ):
        near -= 1
    if not is_value(tokens, near, taken):
        return None
    if not decimals_of(tokens[near]) and (
        near != index - 1 or word_at(tokens, near - 1) not in {"of", "(", "to", "with"}
    ):
        return None
    return None if word_at(tokens, near - 1) in _SIZES else near


def _words_behind(tokens: Sequence[Token], index: int) -> tuple[int, list[ValueKind]]:
    """The token behind the SUV words that begin at ``index``, and the statistics that they name."""
    kinds: list[ValueKind] = ["lean"] if tokens[index].word.startswith("sul") else []
    before = word_at(tokens, index - 1)
    kinds = lean_or(kinds, QUALIFIERS[before]) if before in QUALIFIERS else kinds
    place = index + 1
    while place < len(tokens):
        last = tokens[place - 1]
        kind = kind_of(tokens[place], glued=last.kind == "suv" and last.end == tokens[place].start)
        bracketed = tokens[place].word in {"(", "["} and word_at(tokens, place + 1) in QUALIFIERS
        if kind is not None:
            kinds = lean_or(kinds, kind)
        elif tokens[place].kind != "suv" and not bracketed and tokens[place].word not in {"units", "unit", "bw", "-"}:
            joins = tokens[place].word in {"/", "and"} and place + 1 < len(tokens) and tokens[place + 1].kind == "suv"
            closes = (
                tokens[place].word in {")", "]"}
                and last.word in QUALIFIERS
                and word_at(tokens, place - 2) in {"(", "["}
            )
            if not joins and not closes:
                break
        place += 1
    return place, list(dict.fromkeys(kinds)) or ["max"]


def _own_number_behind(tokens: Sequence[Token], after: int, taken: Collection[int]) -> bool:
    """Whether a number behind the SUV words belongs to them beyond doubt."""
    place = after
    while word_at(tokens, place) in _DIRECT:
        place += 1
    return is_value(tokens, place, taken) and not _closed_by_suv(tokens, place)


def _closed_by_suv(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].kind == "suv"
