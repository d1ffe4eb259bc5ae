"""All SUVs of a sentence: those behind an SUV word, and bare numbers that can be nothing else.

A bare number counts only where the sentence has an SUV word, and a slice, a word on time, a date or a lesion stands
right beside the number (``SUV max 3.1 (slice 90) and 4.2 (slice 97)``, ``previously 9.1``, ``compared to 6.2``,
``node B 4.2``), or where it is in one list with such a number. Other decimal numbers without a unit are ``unsure``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pet_ground.reports.keyed_values import find_keyed_values
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.slices import is_slice_word
from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words
from pet_ground.reports.value_lists import before_in_list, joined, next_in_list, tells_change
from pet_ground.reports.values import (
    BEFORE_WORDS,
    CHANGE_STEMS,
    CLOSES,
    LIST_SIGNS,
    MAX_LIST,
    NOW_WORDS,
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


def _bare_values(tokens: Sequence[Token], keyed: list[SuvValue], taken: Collection[int]) -> list[SuvValue]:
    known = {place for value in keyed for place in range(value.phrase_token, value.token + 1)}
    numbers = {end for value in keyed for end in _ends(value)}
    first = keyed[0].token
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
    if _in_size(tokens, place) or _of_other_measure(tokens, place):
        return False
    if before_in_list(tokens, place) in numbers or _time_word_beside(tokens, place):
        return True
    return after_keyed and (
        _slice_follows(tokens, place, taken) or _compared(tokens, place) or _of_lesion(tokens, place)
    )


def _may_be(tokens: Sequence[Token], place: int) -> bool:
    """Whether a decimal number without a unit ends its clause, so that it may be an SUV: ``after induction 12.2``."""
    if not decimals_of(tokens[place]) or _in_size(tokens, place) or _of_other_measure(tokens, place):
        return False
    return word_at(tokens, place + 1) in CLOSES


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


_OTHER_MEASURES = words(
    "mtv tlg volume hu hounsfield ki psa sul sulmax sulpeak sulmean ratio tbr tlr adc score deauville cea ca125 "
    "diameter size length width creatinine glucose mean peak threshold factor"
)
_MEASURE_FILLERS = words("of is was at to") | frozenset({":", "=", "(", "-"})


def _of_other_measure(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number is told to be something else: ``TLG 66.4``."""
    near = place - 1
    while near >= 0 and place - near <= 4 and tokens[near].word in _MEASURE_FILLERS:
        near -= 1
    return word_at(tokens, near) in _OTHER_MEASURES


_MAX_BRACKET = 10
"""Tokens read in the brackets behind a number in search of its slice."""
_BESIDE_SLICE = frozenset({"(", ",", "on", "at", "axial", "pet", "ct", "/", "#", "[", "fused"})


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


_TIME_BEFORE = frozenset(
    {
        "was",
        "were",
        "from",
        "interim",
        "intermediate",
        "subsequently",
        "later",
        "ago",
        "initial",
        "original",
        "last",
        "comparison",
    }
) | (BEFORE_WORDS | NOW_WORDS)
_TIME_AFTER = (BEFORE_WORDS | NOW_WORDS | words("last outside comparison then interim")) - {"current"}
_CONTRAST = BEFORE_WORDS | words("versus vs compared down up from")
_TIME_FILLERS = words(
    "of to at a an the with up on in study exam scan pet ct / value values measuring measured approximately "
    "about only and was is this had also it its being time"
) | frozenset({":", "=", "(", "~", ",", "[", "."})
_AFTER_FILLERS = words("on in the at a study two three most recent both all its her his")
_YEAR = frozenset(str(year) for year in range(1990, 2100))


def _time_word_beside(tokens: Sequence[Token], place: int) -> bool:
    near = place - 1
    while near >= 0 and place - near <= 6 and _is_filler(tokens[near]) and tokens[near].word not in _TIME_BEFORE:
        near -= 1
    if word_at(tokens, near) in _TIME_BEFORE or word_at(tokens, near).startswith(CHANGE_STEMS):
        return True
    if near >= 0 and _is_date(tokens[near]):
        return True
    after = place + 1
    if word_at(tokens, after) in {",", "(", "["}:
        return word_at(tokens, after + 1) in _CONTRAST | NOW_WORDS or _dated(tokens, after + 1)
    while after < len(tokens) and after - place <= 5 and tokens[after].word in _AFTER_FILLERS:
        after += 1
    return word_at(tokens, after) in _TIME_AFTER | _CONTRAST or _dated(tokens, after) or _ago(tokens, place)


_SPANS = words("week weeks month months year years")
_AGO = words("ago earlier prior before previously")


def _ago(tokens: Sequence[Token], place: int) -> bool:
    """Whether ``six months ago`` or the like follows."""
    near = place + 1
    while near <= place + 2 and word_at(tokens, near) not in _SPANS:
        near += 1
    return word_at(tokens, near) in _SPANS and word_at(tokens, near + 1) in _AGO


def _is_filler(token: Token) -> bool:
    return token.word in _TIME_FILLERS and token.kind != "suv"


def _is_date(token: Token) -> bool:
    return token.kind == "date" or (token.kind == "num" and token.word in _YEAR)


def _dated(tokens: Sequence[Token], place: int) -> bool:
    return 0 <= place < len(tokens) and _is_date(tokens[place])


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
