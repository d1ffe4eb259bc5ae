"""The words, numbers and signs of a sentence, with their places: what the rule voter reads instead of raw text.

One regular expression without nested repetition cuts the text, so the time is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

TokenKind = Literal["suv", "num", "word", "date", "arrow", "break", "sign"]


def words(text: str) -> frozenset[str]:
    """The set of the words of ``text``: word lists read better as text."""
    return frozenset(text.split())


class Token(NamedTuple):
    """One token; ``word`` is its text in lower case, ``start`` and ``end`` are places in the passage."""

    kind: TokenKind
    word: str
    start: int
    end: int


SUV_TYPOS = r"(?:SVU|SUX|SUC|SUB|SYV|SIV|SV|US?V)(?=[ -]?max)"
"""Slips for ``SUV``, which count only before ``max``."""
_TOKEN = re.compile(
    r"(?P<suv>(?=[su])(?:\b(?:SUV(?:'?s(?![a-z]))?|S\.U\.V\.(?:'?s(?![a-z]))?|SUL(?=[^a-z]|max|peak|mean|avg|\Z)"
    rf"|{SUV_TYPOS}|standard(?:i[sz]ed)?[ \n-]uptake[ \n-](?:values?|ratios?)\b)|(?:(?<=max)|(?<=\d))SUV"
    r"|(?<=\bm)SUV|(?<=mean)SUV"
    r"|(?<=peak)SUV))"
    r"|(?P<date>(?=[\[\d])(?:\[date\]|(?<![\d.,/])\d{1,2}\.\d{1,2}\.(?:20|19)\d\d(?!\d)|"
    r"(?<![\d.,/])\d{1,4}[/-]\d{1,2}[/-]\d{2,4}(?![\d/]|[.,]\d)))"
    r"|(?P<num>\d+(?:[.\u00b7\u2219\u22c5\uff0e]\d+|[,\uff0c]\d+(?!\.\d))?|(?<![\w.,])\.\d+)"
    r"|(?P<arrow>-{1,2}>|=>|\u2192|\u2794)"
    r"|(?P<word>(?:max|mean|peak|m)(?=SUV)|[a-z\u00c0-\u024f]+(?:'s)?)"
    r"|(?P<sign>[^\w\s]|[_\u00bc-\u00be\u2150-\u215e])",
    re.IGNORECASE,
)


_PLAIN = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0e\uff0c\u00b7\u2219\u22c5",
    "0123456789.,...",
)
"""Full-width digits and signs, and the raised decimal points, as the plain ones."""


def plain_number(written: str) -> str:
    """A number with plain digits and signs; it keeps its length."""
    return written.translate(_PLAIN)


def tokenize(text: str, breaks: Sequence[int] = ()) -> list[Token]:
    """Tokens of ``text`` in order, with a token of kind ``break`` at each offset in ``breaks``."""
    tokens: list[Token] = []
    pending = list(breaks)
    lowered = text.lower()
    same_places = len(lowered) == len(text)  # a few letters become two
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while pending and pending[0] <= start:
            tokens.append(Token("break", "", pending[0], pending[0]))
            pending.pop(0)
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        word = lowered[start:end] if same_places else match.group().lower()
        tokens.append(Token(kind, plain_number(word) if kind == "num" else word, start, end))
    return tokens


UNITS = words(
    "cm mm m min mins minute minutes h hr hrs hour hours s sec mci mbq gbq bq mg kg lb lbs ml cc hu day "
    "days week weeks wk month months year years yr yrs fold times x mg/dl percent kev slices images nodes "
    "lesions cycles levels ng pg ug mmol umol iu u kbq msv mgy kv kvp ma mas fr french gy cgy hz bpm iterations subsets"
)
"""Words after which a number is not an SUV: it measures or counts something else."""
UNIT_SIGNS = frozenset({"%", "\u00d7", "\u00b0"})
_NUMBERED = frozenset(
    {"series", "se", "ser", "level", "levels", "grade", "stage", "station", "deauville", "score", "age"}
)


_MAY_BE_GLUED = words("max mean peak avg maximum of is was at to and with suv")
"""Words that a missing blank may join to an SUV."""


def decimals_of(token: Token) -> int:
    """Decimals of a number token; a comma counts as the decimal sign."""
    _, _, fraction = token.word.replace(",", ".").partition(".")
    return len(fraction)


def word_at(tokens: Sequence[Token], index: int) -> str:
    """The word at ``index``, or "" outside the tokens."""
    return tokens[index].word if 0 <= index < len(tokens) else ""


def measures_something_else(tokens: Sequence[Token], index: int, *, numbered: bool = True) -> bool:
    """Whether the number at ``index`` carries a unit, is part of a size, or numbers a series, a level or a vertebra.

    Without ``numbered`` a word such as ``level`` before the number says nothing.
    """
    after = word_at(tokens, index + 1)
    before = word_at(tokens, index - 1)
    if after in UNITS or after in UNIT_SIGNS or before in {"x", "\u00d7"} or (numbered and before in _NUMBERED):
        return True
    if after == "-" and word_at(tokens, index + 2) in UNITS:
        return True
    glued = index > 0 and tokens[index - 1].end == tokens[index].start and tokens[index - 1].kind == "word"
    return glued and before not in _MAY_BE_GLUED
