"""All SUVs of a sentence: those behind an SUV word, and bare numbers that can be nothing else.

A bare number counts only where the sentence has an SUV word, and a slice, a word on time, a date or a lesion stands
right beside the number (``SUV max 3.1 (slice 90) and 4.2 (slice 97)``, ``previously 9.1``, ``compared to 6.2``,
``node B 4.2``), or where it is in one list with such a number. Other decimal numbers without a unit are ``unsure``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pet_ground.reports.keyed_values import find_keyed_values
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.other_measures import of_other_measure
from pet_ground.reports.slice_words import is_slice_word
from pet_ground.reports.times_beside import time_word_beside
from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words
from pet_ground.reports.value_lists import before_in_list, joined, next_in_list, tells_change
from pet_ground.reports.values import (
    CLOSES,
    LIST_SIGNS,
    MAX_LIST,
    RANGE_SIGNS,
    SuvValue,
    is_value,
    value_at,
)


def find_values(tokens: Sequence[Token], taken: Collection[int]) -> list[SuvValue]:
    """SUVs in the order of the text; ``taken`` are the tokens of slice numbers."""
    keyed = find_keyed_values(tokens, taken)
    if not keyed:
        return []
    return sorted([*keyed, *_bare_values(tokens, keyed, taken)], key=lambda value: value.token)


def find_bare_values(tokens: Sequence[Token], taken: Collection[int]) -> list[SuvValue]:
    """Numbers that can be nothing but SUVs, in a sentence without an SUV word; the report has one elsewhere."""
    return [value for value in _bare_values(tokens, [], taken) if value.kind != "unsure"]


def _bare_values(tokens: Sequence[Token], keyed: list[SuvValue], taken: Collection[int]) -> list[SuvValue]:
    known = {place for value in keyed for place in range(value.phrase_token, value.token + 1)}
    numbers = {end for value in keyed for end in _ends(value)}
    first = keyed[0].token if keyed else -1
    found: list[SuvValue] = []
    for place, token in enumerate(tokens):
        if token.kind != "num" or place in known or place in numbers or not is_value(tokens, place, taken):
            continue
        if not _is_bare_value(tokens, place, taken, numbers, after_keyed=place > first):
            found += [value_at(tokens, place, place, "unsure")] if place > first and _may_be(tokens, place) else []
            continue
        new = _whole_list(tokens, place, numbers, taken)
        found += new
        numbers.update(end for value in new for end in _ends(value))
    return [value for value in found if value.kind != "unsure" or value.token not in numbers]


def _ends(value: SuvValue) -> tuple[int, ...]:
    return (value.token,) if value.other_token is None else (value.token, value.other_token)


def _is_bare_value(
    tokens: Sequence[Token], place: int, taken: Collection[int], numbers: Collection[int], *, after_keyed: bool
) -> bool:
    if not decimals_of(tokens[place]):
        return after_keyed and _whole_of_earlier_scan(tokens, place)
    if _in_size(tokens, place) or of_other_measure(tokens, place):
        return False
    if before_in_list(tokens, place) in numbers or time_word_beside(tokens, place) or _changes(tokens, place, taken):
        return True
    return after_keyed and (
        _slice_follows(tokens, place, taken)
        or _compared(tokens, place)
        or _of_lesion(tokens, place)
        or _of_reference(tokens, place)
        or _and_elsewhere(tokens, place)
        or (word_at(tokens, place - 1) == "as" and word_at(tokens, place - 2) in _MEASURED)
    )


def _may_be(tokens: Sequence[Token], place: int) -> bool:
    """Whether a decimal number without a unit ends its clause, so that it may be an SUV: ``after induction 12.2``."""
    if not decimals_of(tokens[place]) or _in_size(tokens, place) or of_other_measure(tokens, place):
        return False
    return word_at(tokens, place + 1) in CLOSES and word_at(tokens, place - 1) not in _LIMITS


def _whole_list(tokens: Sequence[Token], seed: int, known: Collection[int], taken: Collection[int]) -> list[SuvValue]:
    """The value at token ``seed`` and those in one list with it: ``6.0 and 7.0 previously``."""
    places = [seed]
    while len(places) < MAX_LIST:
        before = before_in_list(tokens, places[0])
        if before is None or before in known or not decimals_of(tokens[before]):
            break
        if not is_value(tokens, before, taken) or _in_size(tokens, before):
            break
        places.insert(0, before)
    signs = [","] * (len(places) - 1)
    while len(places) < MAX_LIST:
        following = next_in_list(tokens, places[-1], taken)
        if following is None or following[1] in known or _in_size(tokens, following[1]):
            break
        signs.append(following[0])
        places.append(following[1])
    values = [value_at(tokens, place, place, "max") for place in places]
    return joined(values, signs, changes=tells_change(tokens, places[0], places[0]))


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


_MEASURED = words("measured calculated determined found")
"""``which was 12.8 before, is measured as 15.6``"""
_LIMITS = words("above below over under exceeding than < > threshold")
_MAX_BRACKET = 10
"""Tokens read in the brackets behind a number in search of its slice."""
_BESIDE_SLICE = frozenset({"(", ",", "on", "at", "axial", "pet", "ct", "/", "#", "[", "fused"}) | words(
    "the in right left rt lt side sided series se of no number nr n position"
)


def _slice_follows(tokens: Sequence[Token], place: int, taken: Collection[int]) -> bool:
    if word_at(tokens, place + 1) in {"(", "["}:
        for near in range(place + 2, min(place + 2 + _MAX_BRACKET, len(tokens))):
            if near in taken:
                return True
            if tokens[near].word in {")", "]"} or tokens[near].kind == "suv":
                return False
    for near in range(place + 1, min(place + 6, len(tokens))):
        if near in taken:
            return True
        word = tokens[near].word
        if not (is_slice_word(word) or word in _BESIDE_SLICE):
            return False
    return False


_BEFORE_WHOLE = frozenset({"from", "previously", "formerly", "prev", "prior"})


def _whole_of_earlier_scan(tokens: Sequence[Token], place: int) -> bool:
    """Whether a whole number is an earlier value: ``increased to 5 from 4``."""
    return word_at(tokens, place - 1) in _BEFORE_WHOLE and word_at(tokens, place + 1) in CLOSES


def _compared(tokens: Sequence[Token], place: int) -> bool:
    near = place - 1
    while near >= 0 and place - near <= 5 and tokens[near].word in {"a", "an", "the", "of", "(", "to", "with", "value"}:
        if tokens[near].word in {"to", "with"} and word_at(tokens, near - 1) in {"compared", "down", "up"}:
            return True
        near -= 1
    return word_at(tokens, near) in {"versus", "vs", "compared"} or word_at(tokens, near - 1) == "vs"


_OF_LESION = words("of at with is has to up a an") | frozenset({":", "=", "("})
_NAME_TOKENS = 3
"""Tokens looked back from a number for its lesion: ``node B 4.2``, ``lesion 2: 4.2``."""


def _of_lesion(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number stands directly after the name of a lesion and ends its clause."""
    if word_at(tokens, place + 1) not in CLOSES | LIST_SIGNS:
        return False
    near = place - 1
    while near >= 0 and place - near <= _NAME_TOKENS and tokens[near].word in _OF_LESION:
        near -= 1
    label = near >= 0 and (len(tokens[near].word) == 1 or tokens[near].kind == "num")
    return names_lesion(word_at(tokens, near)) or (label and names_lesion(word_at(tokens, near - 1)))


_REFERENCES = words("liver pool bloodpool background muscle aorta spleen marrow mediastinum hepatic parenchyma")
_OF_REFERENCE = words("of is was at with a an activity uptake level levels value background") | frozenset(
    {":", "=", "(", "~", "-"}
)
_REFERENCE_TOKENS = 5


def _of_reference(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number stands directly after the name of a reference region: ``versus liver 3.1``."""
    if word_at(tokens, place + 1) not in CLOSES | LIST_SIGNS:
        return False
    near = place - 1
    while near >= 0 and place - near <= _REFERENCE_TOKENS:
        if tokens[near].word in _REFERENCES:
            return True
        if tokens[near].word not in _OF_REFERENCE:
            return False
        near -= 1
    return False


_PLACES = words("in on at for within further more anterior posterior superior inferior medial lateral")


def _and_elsewhere(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number continues a list by its place: ``SUVmax 5.4 on the right and 4.1 on the left``."""
    before = word_at(tokens, place - 1)
    after = word_at(tokens, place + 1)
    if before in {"and", "&"} and after == "(" and word_at(tokens, place + 2) in {"left", "right", "lt", "rt"}:
        return True
    return before in {"and", ",", "&"} and (after in _PLACES or after.endswith(("orly", "ally")))


def _changes(tokens: Sequence[Token], place: int, taken: Collection[int]) -> bool:
    """Whether an arrow leads from the number to another one: ``5.5 -> 9.7``."""
    if place + 1 >= len(tokens) or tokens[place + 1].kind != "arrow":
        return False
    return is_value(tokens, place + 2, taken) and decimals_of(tokens[place + 2]) > 0
