"""Numbers that tell by how much an SUV changed, or may tell it: they are no SUVs."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.suv_words import QUALIFIERS
from pet_ground.reports.tokens import Token, word_at, words
from pet_ground.reports.values import BEFORE_WORDS

_BACK_TOKENS = 4
"""Tokens before an SUV word in which a word of change is looked for."""
_CHANGES = words("change changes difference increase decrease reduction rise drop decline delta") | {"\u03b4", "\u2206"}
_DIFFERENCES = words("change difference delta") | {"\u03b4", "\u2206"}
_NO_TOKENS = 3
"""``no significant change in SUVmax of 5.6`` tells the value and no change."""
_OF_CHANGE = words("in of the max maximum maximal mean peak")
_AMOUNT_SIGNS = frozenset({"of", "by", ":", "="})


def is_change(tokens: Sequence[Token], index: int, number: int) -> bool:
    """Whether the number is by how much the SUV changed: ``change in SUVmax of 3.1``, ``delta SUVmax 3.1``."""
    back = index - 1
    while index - back <= _BACK_TOKENS and word_at(tokens, back) in _OF_CHANGE:
        back -= 1
    between = [token for token in tokens[index + 1 : number] if token.kind != "suv" and token.word not in QUALIFIERS]
    if any(token.word in {"no", "without"} for token in [*tokens[max(0, back - _NO_TOKENS) : index], *between]):
        return False
    if any(token.word in _DIFFERENCES for token in between):
        return True
    if not between:
        return word_at(tokens, back) in _DIFFERENCES
    return word_at(tokens, back) in _CHANGES and all(token.word in _AMOUNT_SIGNS for token in between)


_CHANGED = words("decreased increased declined dropped fell fallen rose risen reduced grew grown")
_COMPARED_BEHIND = words("from was were versus vs compared then today now current currently") | BEFORE_WORDS
_COMPARED_TOKENS = 8
_CHANGED_BEHIND = 2
"""The change stands behind the SUV word, and the number so many tokens: ``decreased SUVmax 3.1`` is clear."""


def to_or_by(tokens: Sequence[Token], index: int, number: int) -> bool:
    """Whether the number may be a value or a difference: ``SUVmax decreased 3.1``; beside another one it is a value."""
    if number - index < _CHANGED_BEHIND or word_at(tokens, number - 1) not in _CHANGED:
        return False
    behind = tokens[number + 1 : number + 1 + _COMPARED_TOKENS]
    return not any(token.kind == "arrow" or token.word in _COMPARED_BEHIND for token in behind)
