"""Whether a word on time, or a date, stands right beside a bare number."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.slips import misspelt
from pet_ground.reports.tokens import Token, word_at, words
from pet_ground.reports.values import BEFORE_WORDS, CHANGE_STEMS, NOW_WORDS

_PREVIOUS = misspelt(("previous", "previously"))
_TIME_BEFORE = (
    words("was were from interim intermediate subsequently later ago initial original last comparison old")
    | BEFORE_WORDS
    | NOW_WORDS
    | _PREVIOUS
)
_MONTHS = words(
    "january february march april june july august september october november december jan feb mar apr jun jul aug "
    "sep sept "
    "oct nov dec eot prrt"
)
_TIME_AFTER = (BEFORE_WORDS | NOW_WORDS | _PREVIOUS | words("last outside comparison then interim")) - {"current"}
_CONTRAST = BEFORE_WORDS | words("versus vs compared down up from")
_TIME_FILLERS = words(
    "of to at a an the with up on in study exam scan pet ct / value values measuring measured approximately "
    "about only and was is this had also it its being time"
) | frozenset({":", "=", "(", "~", ",", "[", "."})
_AFTER_FILLERS = words("on in the at a study two three most recent both all its her his")
_YEAR = frozenset(str(year) for year in range(1990, 2100))


def time_word_beside(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number at ``place`` has a word on time, a date or ``six months ago`` beside it."""
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
    return token.kind == "date" or token.word in _MONTHS or (token.kind == "num" and token.word in _YEAR)


def _dated(tokens: Sequence[Token], place: int) -> bool:
    return 0 <= place < len(tokens) and _is_date(tokens[place])
