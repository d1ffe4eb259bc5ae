"""Lists, ranges and changes of values: ``5.1, 4.2 and 3.3``, ``3.1 to 4.5``, ``7.4 -> 4.0``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.tokens import Token, decimals_of, word_at, words
from pet_ground.reports.values import (
    BEFORE_WORDS,
    CHANGE_STEMS,
    CLOSES,
    LIST_SIGNS,
    NOW_WORDS,
    RANGE_SIGNS,
    SuvValue,
    is_value,
)

ARROW = "->"
_RANGE_STEMS = ("rang", "between", "vary", "varie")
_BACK = 12
"""Tokens looked back for a word of change or range."""
_SECOND_SIGNS = frozenset({"and", "or", "then"})
"""Signs that may follow another one: ``5.1, and 4.2``, ``5.1 and then 4.2``."""
_ORDER_SIGNS = frozenset({"/", "and", "&", "vs", "versus", "-", "to"})


def next_in_list(
    tokens: Sequence[Token], place: int, taken: Collection[int], *, several_kinds: bool = False
) -> tuple[str, int] | None:
    """The sign and the place of the next number of the same expression, or None where it ends."""
    after = place + 1
    sign = word_at(tokens, after)
    if after < len(tokens) and tokens[after].kind == "arrow":
        sign = ARROW
    elif sign == "(" and several_kinds:
        sign = ","
    elif sign in LIST_SIGNS and word_at(tokens, after + 1) in _SECOND_SIGNS | ({"."} if sign == "resp" else set()):
        after += 1
    elif sign not in LIST_SIGNS and sign not in RANGE_SIGNS:
        return None
    if not is_value(tokens, after + 1, taken):
        return None
    if _counts_lesions(tokens, after + 1):
        return None
    whole_after_decimal = decimals_of(tokens[place]) and not decimals_of(tokens[after + 1])
    if whole_after_decimal and sign != ARROW and word_at(tokens, after + 2) not in CLOSES:
        return None
    return sign, after + 1


_COUNTED_TOKENS = 3


def _counts_lesions(tokens: Sequence[Token], place: int) -> bool:
    """Whether the whole number at ``place`` counts lesions: ``SUVmax 8, 2 new nodules``."""
    if decimals_of(tokens[place]):
        return False
    for token in tokens[place + 1 : place + 1 + _COUNTED_TOKENS]:
        if token.kind != "word" or token.word in CLOSES | LIST_SIGNS | RANGE_SIGNS | _NOT_COUNTED:
            return False
        if names_lesion(token.word):
            return True
    return False


_NOT_COUNTED = words("for with of to the this respectively previously now while within")


def before_in_list(tokens: Sequence[Token], place: int) -> int | None:
    """The place of a number from which a list sign leads to the number at ``place``, or None."""
    near = place - 1
    if word_at(tokens, near) not in LIST_SIGNS:
        return None
    if word_at(tokens, near) in _SECOND_SIGNS and word_at(tokens, near - 1) in LIST_SIGNS:
        near -= 1
    return near - 1 if near > 0 and tokens[near - 1].kind == "num" else None


def joined(values: list[SuvValue], signs: list[str], *, changes: bool) -> list[SuvValue]:
    """Turn ``a to b`` into the larger end of a range, or into earlier and current values.

    With a single sign of change all before it is earlier: ``7.4 and 6.6 -> 4.0 and 3.1``.
    """
    result = [values[0]]
    turns = [sign == ARROW or (sign in RANGE_SIGNS and changes) for sign in signs]
    for value, sign, turn in zip(values[1:], signs, turns, strict=True):
        before = result[-1]
        if turn:
            reach = len(result) if turns.count(True) == 1 else 1
            result[-reach:] = [replace(item, says_before=True, says_now=False) for item in result[-reach:]]
            result.append(replace(value, says_now=True))
        elif sign in RANGE_SIGNS:
            larger, smaller = (value, before) if value.suv > before.suv else (before, value)
            start, end = before.range_start, value.range_end
            result[-1] = replace(
                larger, phrase_token=before.phrase_token, range_start=start, range_end=end, other_token=smaller.token
            )
        else:
            result.append(value)
    return result


def tells_change(tokens: Sequence[Token], index: int, number: int) -> bool:
    """Whether ``a to b`` is a change in time; a plural (``SUVs``) or a word of range says that it is a range."""
    near = [tokens[place].word for place in range(max(0, index - _BACK), number)]
    if any(word.startswith(_RANGE_STEMS) for word in near):
        return False
    if any(word.startswith(CHANGE_STEMS) and not word.startswith("previous") for word in near):
        return True
    plural = tokens[index].word.endswith(("s", "values", "ratios"))
    return not plural and "from" in near


def order_in_time(tokens: Sequence[Token], first: int, last: int) -> tuple[bool, bool] | None:
    """Whether each of two values is earlier, by words such as ``current/prior`` in tokens ``first`` to ``last``."""
    for place in range(max(first, 0), min(last, len(tokens) - 2)):
        in_brackets = tokens[place + 1].word == "," and word_at(tokens, place - 1) in {"(", "["}
        if tokens[place + 1].word not in _ORDER_SIGNS and not in_brackets:
            continue
        one, other = tokens[place].word, tokens[place + 2].word
        if one in BEFORE_WORDS and other in NOW_WORDS:
            return True, False
        if one in NOW_WORDS and other in BEFORE_WORDS:
            return False, True
    return None


def with_order(values: list[SuvValue], order: tuple[bool, bool] | None) -> list[SuvValue]:
    """The two values with the times that the words give them; lists of another length stay as they are."""
    if order is None or len(values) != len(order):
        return values
    return [
        replace(value, says_before=before, says_now=not before) for value, before in zip(values, order, strict=True)
    ]
