"""Series and image written as a pair: ``(4:112)``, ``(4/112)``, ``(4-112)``, ``series/image 4/112``, ``S4 I112``."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.slice_words import SERIES_WORDS, is_one_slice_number, is_slice_word
from pet_ground.reports.tokens import Token, word_at

MAX_SERIES = 20
"""A larger first number counts slices, no series."""
MIN_SLICES = 100
"""``image n/N`` is slice n of N where n is no series number and N a number of slices that a PET/CT has."""
MAX_DAY = 31
"""``(4/12)`` may be a date."""
MIN_AFTER_COLON = 10
"""``(3:1)`` is a ratio."""

PAIR_SIGNS = frozenset({":", "/", "-", "of"})
"""Signs between the numbers of a pair."""
_OPENS = frozenset({"(", "[", ",", ";", "at", "current", "see", "now"})
_CLOSES = frozenset({")", "]", ",", ";", "", "and", "&", ".", "respectively"})


def pair_at(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """The tokens of series and image of a pair whose series number is at ``index``, or None."""
    in_series = word_at(tokens, index - 1) in SERIES_WORDS
    first = (in_series and tokens[index].word.isdigit()) or is_one_slice_number(tokens, index)
    sign = word_at(tokens, index + 1)
    if not first or sign not in {":", "/", "-"} or not is_one_slice_number(tokens, index + 2):
        return None
    series, image = int(tokens[index].word), int(tokens[index + 2].word)
    if in_series:
        return (index, index + 2) if series <= MAX_SERIES else None
    stands = _opens(tokens, index) and word_at(tokens, index + 3) in _CLOSES
    if not (0 < series <= MAX_SERIES < image) or not (is_slice_word(word_at(tokens, index - 1)) or stands):
        return None
    return None if image <= (MIN_AFTER_COLON if sign == ":" else MAX_DAY) else (index, index + 2)


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a pair may begin here: after a sign, a date, or another pair of the same series."""
    before = word_at(tokens, index - 1)
    if before in _OPENS or (index > 0 and tokens[index - 1].kind == "date"):
        return True
    return before in {"and", "&"} and word_at(tokens, index - 4) == tokens[index].word


def of_total(tokens: Sequence[Token], index: int) -> bool:
    """Whether ``(55/298)`` begins at ``index``: slice 55 of 298."""
    if word_at(tokens, index - 1) not in {"(", "["} or word_at(tokens, index + 1) not in {"/", "of"}:
        return False
    if not is_one_slice_number(tokens, index) or not is_one_slice_number(tokens, index + 2):
        return False
    number, total = int(tokens[index].word), int(tokens[index + 2].word)
    return MAX_SERIES < number <= total and total >= MIN_SLICES and word_at(tokens, index + 3) in {")", "]", ",", ";"}


def pair_of_letters(tokens: Sequence[Token], index: int) -> int | None:
    """The token of the image number of ``S4 I112``, ``S4I112`` or ``(I112)``, where ``i`` stands at ``index``."""
    if tokens[index].word != "i" or not is_one_slice_number(tokens, index + 1):
        return None
    before = index - 2 if word_at(tokens, index - 1) in {",", "/", "-", ":"} else index - 1
    of_series = before >= 1 and tokens[before].kind == "num" and word_at(tokens, before - 1) in SERIES_WORDS | {"s"}
    glued = tokens[index].end == tokens[index + 1].start and word_at(tokens, index - 1) in _OPENS
    return index + 1 if of_series or glued else None


def order_named(tokens: Sequence[Token], index: int) -> str:
    """``series`` for ``series/image``, ``image`` for ``image/series`` where the word at ``index`` ends it, else ""."""
    first, last = word_at(tokens, index - 2), word_at(tokens, index)
    if word_at(tokens, index - 1) not in {"/", "-"}:
        return ""
    if first in SERIES_WORDS and is_slice_word(last):
        return "series"
    return "image" if is_slice_word(first) and last in SERIES_WORDS else ""
