"""Slips of the keyboard: the words that a known word becomes by one."""

from __future__ import annotations

from collections.abc import Iterable

MIN_LETTERS = 5
"""A shorter word with a slip is another word."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misspelt(names: Iterable[str]) -> frozenset[str]:
    """The words of at least five letters with one letter left out, doubled, changed, or swapped with the next."""
    names = list(names)
    found = {slip for name in names if len(name) >= MIN_LETTERS for slip in _slips(name)}
    return frozenset(found.difference(names))


def _slips(word: str) -> set[str]:
    found = set()
    for place, letter in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        found |= {before + after, before + letter + letter + after, before + after[:1] + letter + after[1:]}
        found |= {before + other + after for other in _LETTERS}
    return found
