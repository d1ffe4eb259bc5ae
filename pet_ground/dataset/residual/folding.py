"""Text as the gate compares it: without case, accents and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+")
RUN = re.compile(r"[^\W\d_]+|\d+")
"""A run of letters or of digits."""
MAX_GAP_CHARS = 2
"""An id may be written with other separators (``ACC: 1`` for ``ACC-1``), of at most so many characters."""
MAX_RUNS = 6
"""An id of more runs is found by its first ones."""
MAX_WORDS = 2
"""Runs of letters that an id has at most before its first digit (``HOSP-ACC-1``)."""
_UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00f8": "oe", "\u00e5": "aa"})
_SEPARATORS = frozenset(" -./_#:")


class Chain(NamedTuple):
    """Neighbouring runs of a text, joined.

    Attributes:
        joined: the runs without what stands between them, folded.
        told: as it stands in the text.
        spaced: whether anything stood between them.
        mixed: whether different things stood between them, as in a list of values.
    """

    joined: str
    told: str
    spaced: bool
    mixed: bool


def folded(text: str) -> str:
    """Lower case without accents: ``Müller`` and ``MULLER`` are the same, and so are ``Weiß`` and ``WEISS``."""
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def spellings(word: str) -> set[str]:
    """How a name may be folded: with its umlauts as letters or written out (``muller``, ``mueller``)."""
    plain = folded(word)
    return {
        plain,
        plain.replace("ae", "a").replace("oe", "o").replace("ue", "u"),
        folded(word.casefold().translate(_UMLAUTS)),
    }


def squashed(text: str) -> str:
    """The letters and digits of an id, folded."""
    return "".join(RUN.findall(folded(text)))


def chains(text: str) -> list[Chain]:
    """Every chain of up to ``MAX_RUNS`` runs of a folded text that holds a digit and is no part of a longer word.

    Each run begins at most ``MAX_RUNS`` chains, so the time is linear.
    """
    runs = [match.span() for match in RUN.finditer(text)]
    glued = [False, *(before[1] == after[0] for before, after in pairwise(runs)), False]
    found: list[Chain] = []
    near = {
        first
        for index, (start, _) in enumerate(runs)
        if text[start].isdigit()
        for first in range(index - MAX_WORDS, index + 1)
    }
    for first in sorted(near):
        if first >= 0 and not glued[first]:
            found += _from(text, runs[first : first + MAX_RUNS], glued[first + 1 : first + MAX_RUNS + 1])
    return found


def _from(text: str, runs: list[tuple[int, int]], glued_after: list[bool]) -> Iterator[Chain]:
    """The chains that begin with the first of some runs; ``glued_after`` says whether the next run follows at once."""
    joined, digits, end = "", False, runs[0][0]
    gaps: set[str] = set()
    for (start, stop), is_part in zip(runs, glued_after, strict=True):
        if start > end:
            gap = text[end:start]
            if len(gap) > MAX_GAP_CHARS or not _SEPARATORS.issuperset(gap):
                return
            gaps.add(gap)
        joined, end = joined + text[start:stop], stop
        digits = digits or text[start].isdigit()
        if digits and not is_part:
            yield Chain(joined, text[runs[0][0] : stop], bool(gaps), len(gaps) > 1)
