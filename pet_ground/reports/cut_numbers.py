"""Numbers that are only a piece of what is written: ``5:6``, ``5.6.1``, ``5.6q``. No such piece is an SUV."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.slice_words import SERIES_WORDS, STARTS
from pet_ground.reports.tokens import UNITS, Token, word_at, words

_CUTS = frozenset(":'`\"^._\u2018\u2019\u00b4\ufffd")
"""Signs that make one expression of two digits beside them; lists, ranges and changes are written with others."""
_FRACTIONS = frozenset(map(chr, (*range(0xBC, 0xBF), *range(0x2150, 0x215F))))
_GLUED_BEHIND = (
    UNITS
    | STARTS
    | SERIES_WORDS
    | words(
        "g max mean peak avg maximum average bw lbm suvmax on in at and or to with of for from is was has axial "
        "respectively now today currently previously prior before seen vs compared versus which"
    )
)
"""Words that a missing blank may join to the end of an SUV."""


def is_cut(tokens: Sequence[Token], index: int) -> bool:
    """Whether the number at ``index`` is a piece of a longer expression."""
    return _cut_behind(tokens, index) or _cut_before(tokens, index)


def _adjacent(tokens: Sequence[Token], left: int) -> bool:
    """Whether the token at ``left`` and the next one stand without a blank between them."""
    return left >= 0 and left + 1 < len(tokens) and tokens[left].end == tokens[left + 1].start


def _cut_behind(tokens: Sequence[Token], index: int) -> bool:
    after = index + 1
    if _lone_point(tokens, index):
        return True
    if not _adjacent(tokens, index):
        return False
    if tokens[after].kind == "word":
        return tokens[after].word not in _GLUED_BEHIND and not tokens[after].word.startswith("suv")
    if tokens[after].word in _FRACTIONS:
        return True
    while tokens[after].word in _CUTS and after - index <= 2 and _adjacent(tokens, after):
        after += 1
    return after > index + 1 and tokens[after].kind == "num"


def _cut_before(tokens: Sequence[Token], index: int) -> bool:
    if _lone_point(tokens, index - 1):
        return True
    before = index
    while index - before <= 2 and _adjacent(tokens, before - 1) and word_at(tokens, before - 1) in _CUTS:
        before -= 1
    if before == index or not _adjacent(tokens, before - 1):
        return False
    # of ``S.6`` and ``5O.6`` the letter is a digit that was read wrongly
    is_letter = tokens[before - 1].kind == "word" and len(tokens[before - 1].word) == 1
    return tokens[before - 1].kind == "num" or (is_letter and word_at(tokens, before) == ".")


def _lone_point(tokens: Sequence[Token], left: int) -> bool:
    """Whether a blank parts a number at ``left`` from its decimals: ``5 .6``."""
    if not 0 <= left < len(tokens) - 1 or tokens[left].kind != "num" or tokens[left + 1].kind != "num":
        return False
    return tokens[left + 1].word.startswith(".") and tokens[left + 1].start - tokens[left].end <= 1
