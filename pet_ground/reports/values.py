"""An SUV in a sentence, and the signs and words by which a number is known to be one."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pet_ground.reports.cut_numbers import is_cut
from pet_ground.reports.slice_words import is_slice_word
from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words

ValueKind = Literal["max", "mean", "peak", "lean", "bound", "unsure"]

MAX_LIST = 16
"""Numbers read after one SUV word."""
MAX_SUV = 1000.0
"""No PET shows an SUV of 1000 g/ml: such a number is something else."""

LIST_SIGNS = frozenset({",", "and", "&", "or", "/", "then", "resp"})
RANGE_SIGNS = frozenset({"to", "-", "~", "\u2013", "\u2014", "through"})
CLOSES = frozenset({"", ")", "]", ".", ",", ";", "(", "respectively", "on", "at", "g", "in"})
"""What may stand after a whole number that is an SUV."""
CHANGE_STEMS = tuple(
    words("decreas increas declin chang reduc improv ris rose fall fell drop progress went grew grown resolv previous")
)
NOW_WORDS = frozenset({"now", "currently", "current", "today", "presently", "today's"})
BEFORE_WORDS = words(
    "previously previous prior prev formerly former earlier before initially originally baseline nadir pretreatment"
)
"""Words that make the value beside them an earlier one."""
_COMPARES = words("versus vs compared than") | (BEFORE_WORDS - {"before", "earlier"})
_ENDS_CLAUSE = frozenset({",", "and", ";", ")", "]", "&", "/"})


@dataclass(frozen=True, slots=True)
class SuvValue:
    """An SUV in the text.

    Attributes:
        suv: g/ml as written; of a range the larger end.
        decimals: decimals as written.
        kind: the statistic; ``lean`` is one normalized to lean body mass; ``bound`` is a limit such as ``less than
            2.5``, not a measurement; ``unsure`` is a number that may be an SUV or something else.
        start, end: place of the number.
        token: its token.
        phrase_token: the token where its phrase begins (the SUV word, or the number itself).
        says_before: the sentence itself says, by a change, that the value is an earlier one.
        says_now: the sentence says that it is the current one.
        range_start, range_end: place of the number, or of the whole range.
        other_token: token of the other end of the range, or None.
    """

    suv: float
    decimals: int
    kind: ValueKind
    start: int
    end: int
    token: int
    phrase_token: int
    range_start: int
    range_end: int
    says_before: bool = False
    says_now: bool = False
    other_token: int | None = None


def is_value(tokens: Sequence[Token], index: int, taken: Collection[int], *, strange: bool = False) -> bool:
    """Whether the token can be an SUV; after ``strange`` words a whole number must also end its clause."""
    if index in taken or not 0 <= index < len(tokens) or tokens[index].kind != "num":
        return False
    if measures_something_else(tokens, index) or _number(tokens[index]) is None:
        return False
    if is_cut(tokens, index) or _is_amount(tokens, index):
        return False
    whole = not decimals_of(tokens[index])
    return not (strange and whole and word_at(tokens, index + 1) not in CLOSES)


_AMOUNT_TOKENS = 3
"""``increased in the interval by 8.1``: the change stands at most so many tokens before ``by``."""


_THOUSANDS = 3
"""Digits behind the sign between thousands."""


def _is_amount(tokens: Sequence[Token], index: int) -> bool:
    """Whether the number is an error (``5.6 +/- 0.4``), a change (``increased by 8.1``) or ``slice 1,045``."""
    before = word_at(tokens, index - 1)
    if before == "\u00b1" or [token.word for token in tokens[max(0, index - 3) : index]] == ["+", "/", "-"]:
        return True
    if before != "by":
        return is_slice_word(before) and decimals_of(tokens[index]) == _THOUSANDS
    return any(token.word.startswith(CHANGE_STEMS) for token in tokens[max(0, index - 1 - _AMOUNT_TOKENS) : index - 1])


def _number(token: Token) -> float | None:
    if len(token.word) > 12:
        return None
    number = float(token.word.replace(",", "."))
    return number if math.isfinite(number) and 0 < number < MAX_SUV else None


def value_at(tokens: Sequence[Token], place: int, phrase: int, kind: ValueKind) -> SuvValue:
    """The number at token ``place`` as an SUV; ``phrase`` is the token where its phrase begins."""
    token = tokens[place]
    suv = _number(token)
    if suv is None:
        raise ValueError("the token is not an SUV")
    now = _says_now(tokens, phrase, place)
    start, end = token.start, token.end
    return SuvValue(suv, decimals_of(token), kind, start, end, place, phrase, start, end, says_now=now)


def _says_now(tokens: Sequence[Token], phrase: int, place: int) -> bool:
    """Whether ``now`` stands up to three tokens before the phrase, or in it, with no word of comparison after it."""
    for near in range(place - 1, max(0, phrase - 3) - 1, -1):
        if tokens[near].word in _COMPARES or (tokens[near].kind == "num" and near < phrase):
            return False
        if tokens[near].word in NOW_WORDS:
            number = near - 2 if word_at(tokens, near - 1) in {"(", "["} else near - 1
            of_the_value_before = number >= 0 and tokens[number].kind == "num"
            return not (of_the_value_before and word_at(tokens, near + 1) in _ENDS_CLAUSE)
    return False
