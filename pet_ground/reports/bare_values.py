"""All SUVs of a sentence: those behind an SUV word, and bare numbers that can be nothing else.

A bare number counts only where the sentence has an SUV word, and a slice or a word on time stands right beside the
number: ``SUV max 3.1 (slice 90) and 4.2 (slice 97)``, ``previously 9.1``, ``now 4.0``, ``compared to 6.2``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pet_ground.reports.slices import is_slice_word
from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words
from pet_ground.reports.values import (
    CHANGE_STEMS,
    LIST_SIGNS,
    MAX_LIST,
    NOW_WORDS,
    RANGE_SIGNS,
    SuvValue,
    find_keyed_values,
    is_value,
    value_at,
)


def find_values(tokens: Sequence[Token], taken: Collection[int]) -> list[SuvValue]:
    """SUVs in the order of the text; ``taken`` are the tokens of slice numbers."""
    keyed = find_keyed_values(tokens, taken)
    if not keyed:
        return []
    return sorted([*keyed, *_bare_values(tokens, keyed, taken)], key=lambda value: value.token)


def _bare_values(tokens: Sequence[Token], keyed: list[SuvValue], taken: Collection[int]) -> list[SuvValue]:
    known = {place for value in keyed for place in range(value.phrase_token, value.token + 1)}
    first = keyed[0].token
    found: list[SuvValue] = []
    for place, token in enumerate(tokens):
        if token.kind != "num" or place in known or not decimals_of(token) or not is_value(tokens, place, taken):
            continue
        if _in_size(tokens, place):
            continue
        has_slice = place > first and _slice_follows(tokens, place, taken)
        if has_slice or _time_word_beside(tokens, place) or (place > first and _compared(tokens, place)):
            found.append(value_at(tokens, place, place, "max"))
    return found


def _in_size(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number begins a list that ends in a unit: ``1.1 to 1.8 cm``."""
    after = place + 1
    while (
        word_at(tokens, after) in RANGE_SIGNS | LIST_SIGNS
        and after + 1 < len(tokens)
        and tokens[after + 1].kind == "num"
    ):
        if measures_something_else(tokens, after + 1):
            return True
        after += 2
        if after - place > MAX_LIST:
            return False
    return False


def _slice_follows(tokens: Sequence[Token], place: int, taken: Collection[int]) -> bool:
    for near in range(place + 1, min(place + 6, len(tokens))):
        if near in taken:
            return True
        word = tokens[near].word
        if not (is_slice_word(word) or word in {"(", ",", "on", "at", "axial", "pet", "ct", "/", "#", "[", "fused"}):
            return False
    return False


_TIME_BEFORE = frozenset(
    {"previously", "prior", "formerly", "previous", "was", "were", "from", "before", "earlier", *NOW_WORDS}
)
_TIME_AFTER = frozenset({"previously", "prior", "formerly", "before", "earlier", "now", "currently", "today"})
_TIME_FILLERS = words(
    "of to at a an the with up on in study exam scan pet ct / value measuring measured approximately "
    "about only and was is this"
) | frozenset({":", "=", "(", "~", ","})


def _time_word_beside(tokens: Sequence[Token], place: int) -> bool:
    near = place - 1
    while (
        near >= 0 and place - near <= 6 and tokens[near].word in _TIME_FILLERS and tokens[near].word not in _TIME_BEFORE
    ):
        near -= 1
    if word_at(tokens, near) in _TIME_BEFORE or word_at(tokens, near).startswith(CHANGE_STEMS):
        return True
    after = place + 1
    while after < len(tokens) and after - place <= 4 and tokens[after].word in {"on", "in", "the", "at", "a", "study"}:
        after += 1
    return word_at(tokens, after) in _TIME_AFTER or (after < len(tokens) and tokens[after].kind == "date")


def _compared(tokens: Sequence[Token], place: int) -> bool:
    near = place - 1
    while near >= 0 and place - near <= 5 and tokens[near].word in {"a", "an", "the", "of", "(", "to", "with", "value"}:
        if tokens[near].word in {"to", "with"} and word_at(tokens, near - 1) in {"compared", "down", "up"}:
            return True
        near -= 1
    return word_at(tokens, near) in {"versus", "vs", "compared"} or word_at(tokens, near - 1) == "vs"
