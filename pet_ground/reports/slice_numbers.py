"""The number behind a slice word: ``slice number 90``, ``axial PET 112``, ``(#78)``, ``4.2 (no. 112)``."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.slice_words import (
    NUMBER_WORDS,
    PLANES,
    POSITION_WORDS,
    is_one_slice_number,
    is_slice_number,
    is_slice_word,
)
from pet_ground.reports.tokens import Token, word_at, words

MIN_BARE_SLICE = 10
"""``PET 2`` is a second scan and no slice."""

_AFTER_WORD = NUMBER_WORDS | POSITION_WORDS | {".", ":", "=", "(", "-", "at", "<", '"', "is"}
_AFTER_PLANE = words("pet ct fdg fused fusion pet/ct / :") | NUMBER_WORDS | POSITION_WORDS
_BEFORE_SIGN = frozenset({"", "(", "[", ",", ";", ":", "on", "at", "axial", "slice", "image", "ct", "pet"})


def first_number(tokens: Sequence[Token], index: int) -> int | None:
    """The token of the number that the slice word, plane or sign at ``index`` names; None where there is none."""
    token = tokens[index]
    if token.kind == "sign" and token.word == "#":
        place = index + 1 if word_at(tokens, index - 1) in _BEFORE_SIGN else None
    elif token.word in PLANES:
        place = index + 1
        while place - index <= 4 and word_at(tokens, place) in _AFTER_PLANE:
            place += 1
    elif is_slice_word(token.word):
        place = index + 1
        while place < len(tokens) and place - index <= 3 and tokens[place].word in _AFTER_WORD:
            place += 1
    elif token.word in {"pet", "ct"}:
        return index + 1 if _is_bare_slice(tokens, index + 1) else None
    elif token.word in {"no", "nr"}:
        number = index + 2 if word_at(tokens, index + 1) in {".", ":"} else index + 1
        behind_value = index > 1 and tokens[index - 2].kind == "num"
        return number if behind_value and _is_bare_slice(tokens, number, opened=index - 1) else None
    else:
        return None
    return place if place is not None and is_slice_number(tokens, place) and not _below_zero(tokens, place) else None


def _below_zero(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number is a table position: ``slice position -209``."""
    return word_at(tokens, place - 1) == "-" and word_at(tokens, place - 2) in POSITION_WORDS | {":", "="}


def _is_bare_slice(tokens: Sequence[Token], place: int, opened: int | None = None) -> bool:
    """Whether ``(PET 112)`` or ``(no. 112)`` is a slice: a number that closes its brackets and is no year.

    ``opened`` is the token of the bracket, two before ``place`` where it is not given.
    """
    opens = word_at(tokens, place - 2 if opened is None else opened) in {"(", "[", "/", ",", ";"}
    if not opens or not is_one_slice_number(tokens, place) or word_at(tokens, place + 1) not in {")", "]", ",", ";"}:
        return False
    return MIN_BARE_SLICE <= int(tokens[place].word) < 1900
