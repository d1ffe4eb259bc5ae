"""With which characters a word of anatomy can begin: what need not be tried at a place of a text.

Reads only the plain syntax in which the lexicon is written; whatever else stands at a beginning may be any.
"""

from __future__ import annotations

import re


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, parted where ``|`` stands in no group and no class."""
    parts, start, place = [], 0, 0
    while place < len(pattern):
        if pattern[place] == "|":
            parts.append(pattern[start:place])
            start = place = place + 1
            continue
        place = _after(pattern, place)
    return [*parts, pattern[start:]]


def first_characters(pattern: str) -> frozenset[str] | None:
    """The characters, in lower case, with which a match can begin; None where that can't be told."""
    found: set[str] = set()
    for one in alternatives(pattern):
        own = _first_of_sequence(one)
        if own is None:
            return None
        found |= own
    return frozenset(found)


def _first_of_sequence(sequence: str) -> frozenset[str] | None:
    """The first characters of a sequence of signs; optional ones let the next begin."""
    found: set[str] = set()
    place = 0
    while place < len(sequence):
        end = _after(sequence, place)
        own = _first_of_item(sequence[place:end])
        if own is None:
            return None
        found |= own
        optional = _OPTIONAL.match(sequence, end)
        if optional is None:
            return frozenset(found)
        place = optional.end()
    return None


_OPTIONAL = re.compile(r"[?*]|\{0?,\d*\}")
_CLASS = re.compile(r"\[([^\]\\^-]+)\]")


def _first_of_item(item: str) -> frozenset[str] | None:
    if item.startswith("(?:"):
        return first_characters(item[3:-1])
    if item.startswith("(?-i:"):
        return first_characters(item[5:-1])
    in_class = _CLASS.fullmatch(item)
    if in_class is not None:
        return frozenset(in_class[1].lower())
    return frozenset(item.lower()) if len(item) == 1 and item.isascii() and item.isalnum() else None


def _after(pattern: str, place: int) -> int:
    """The place behind the character, class or group that begins at ``place``."""
    if pattern[place] == "\\":
        return place + 2
    if pattern[place] == "[":
        return pattern.index("]", place + 2) + 1
    if pattern[place] != "(":
        return place + 1
    place += 1
    while pattern[place] != ")":
        place = _after(pattern, place)
    return place + 1
