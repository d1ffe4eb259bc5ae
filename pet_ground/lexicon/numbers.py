"""The numbers of ribs and the levels of vertebrae in the words of a place, filled into the names of classes."""

from __future__ import annotations

import re

_LEVELS = (
    *(f"C{number}" for number in range(1, 8)),
    *(f"T{number}" for number in range(1, 13)),
    *(f"L{number}" for number in range(1, 6)),
    "S1",
)
_LEVEL_RANGE = re.compile(r"\b([CTLS])(\d{1,2})(?:[-/]([CTLS]?)(\d{1,2}))?(?!\d)", re.IGNORECASE)
_PARTS_OF_SPINE = (("cervic", "C"), ("thorac", "T"), ("lumb", "L"))
_RIBS = range(1, 13)
_RANKS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_NUMBER = re.compile(rf"\d{{1,2}}|{'|'.join(_RANKS)}", re.IGNORECASE)
_THROUGH = re.compile(r"\b(?:through|to)\b|\d-\d", re.IGNORECASE)


def numbered(template: str, words: str) -> tuple[str, ...]:
    """The class names that a template stands for: those whose numbers the words name, or all where they name none."""
    if "{level}" in template:
        return tuple(template.replace("{level}", level) for level in _levels(words))
    if "{number}" in template:
        return tuple(template.replace("{number}", str(number)) for number in _rib_numbers(words))
    return (template,)


def _levels(words: str) -> tuple[str, ...]:
    """Levels of the spine, ends of a range included: ``T12-L2`` is T12, L1, L2; ``lumbar spine`` is L1 to L5."""
    named: set[str] = set()
    for found in _LEVEL_RANGE.finditer(words):
        first = f"{found[1]}{found[2]}".upper()
        last = f"{found[3] or found[1]}{found[4]}".upper() if found[4] else first
        if first in _LEVELS and last in _LEVELS:
            named.update(_LEVELS[_LEVELS.index(first) : _LEVELS.index(last) + 1])
    if named:
        return tuple(level for level in _LEVELS if level in named)
    parts = [letter for stem, letter in _PARTS_OF_SPINE if stem in words.lower()]
    return tuple(level for level in _LEVELS if level[0] in parts) if parts else _LEVELS[:-1]


def _rib_numbers(words: str) -> tuple[int, ...]:
    numbers = sorted(_value(found[0]) for found in _NUMBER.finditer(words))
    known = [number for number in numbers if number in _RIBS]
    if not known:
        return tuple(_RIBS)
    if _THROUGH.search(words):
        return tuple(range(known[0], known[-1] + 1))
    return tuple(known)


def _value(word: str) -> int:
    return int(word) if word.isdecimal() else _RANKS.index(word.lower()) + 1
