"""Positions of the table in mm: ``slice location -595.1``, ``table position 412.5 mm``, ``at -209 mm``.

Only in clear words: a number in mm is a size nearly everywhere else in a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pet_ground.reports.slice_words import is_slice_word
from pet_ground.reports.tokens import Token, word_at, words

LARGEST_MM = 3000.0
"""No table moves further from the scanner's zero."""

LEAST_BARE_Z_MM = 20.0
"""``z = -3.2`` is a Z-score; below this a bare z needs its unit."""

MAX_SIGNS = 5
"""Tokens between the words for a position and its number: ``(mm) : =``."""

_MINUS = frozenset({"-", "\u2212", "\u2013"})
_BETWEEN = words("of is at . : = ( ) [ ] mm in")
_POSITION = words("position pos location loc coordinate")
_TABLE = words("table couch")
_BED = "bed"
"""``bed position 3`` counts fields of view: a position of the bed needs a sign, decimals or the unit."""
_EARLIER = words("prior previous previously earlier former formerly outside baseline old last")
_RANGE = _MINUS | {"to", "through", "/"}
_TIMES = frozenset({"x", "\u00d7"})


class TablePosition(NamedTuple):
    """A position with its sign, where it is written, unit included, and its tokens."""

    mm: float
    start: int
    end: int
    first_token: int
    last_token: int


class _Number(NamedTuple):
    """What is written of a number: is there a sign, is it a minus, are there decimals, does the unit follow."""

    mm: float
    has_sign: bool
    is_negative: bool
    has_decimals: bool
    has_unit: bool
    first: int
    last: int

    @property
    def is_no_count(self) -> bool:
        """Whether it can't be the number of a slice or of a field of view."""
        return self.has_sign or self.has_decimals or self.has_unit


def find_positions(tokens: Sequence[Token]) -> Iterator[TablePosition]:
    """Table positions in the order of the text; neither ranges nor those of an earlier scan."""
    for index, token in enumerate(tokens):
        number = _number(tokens, index) if token.kind == "num" else None
        if number is not None and _is_position(tokens, number) and not _goes_on(tokens, number.last):
            start, end = tokens[number.first].start, tokens[number.last].end
            yield TablePosition(number.mm, start, end, number.first, number.last)


def _number(tokens: Sequence[Token], index: int) -> _Number | None:
    written = tokens[index].word.replace(",", ".")
    if not written.replace(".", "", 1).isdecimal() or float(written) > LARGEST_MM:
        return None
    has_sign = _is_signed(tokens, index)
    is_negative = has_sign and tokens[index - 1].word in _MINUS
    has_unit = word_at(tokens, index + 1) == "mm"
    return _Number(
        mm=-float(written) if is_negative else float(written),
        has_sign=has_sign,
        is_negative=is_negative,
        has_decimals="." in written,
        has_unit=has_unit,
        first=index - 1 if has_sign else index,
        last=index + 1 if has_unit else index,
    )


def _is_signed(tokens: Sequence[Token], index: int) -> bool:
    """Whether a sign stands directly before the number, and is no dash behind a word or another number."""
    if word_at(tokens, index - 1) not in _MINUS | {"+"} or tokens[index - 1].end != tokens[index].start:
        return False
    glued = index > 1 and tokens[index - 2].end == tokens[index - 1].start
    return not glued or tokens[index - 2].kind == "sign"


def _is_position(tokens: Sequence[Token], number: _Number) -> bool:
    """Whether the words before the number, without its sign, say that it is a position."""
    if word_at(tokens, number.first - 1) in _MINUS and not number.has_sign:
        return False  # ``position - 209`` may be a dash or a minus
    place = number.first - 1
    while number.first - place <= MAX_SIGNS and word_at(tokens, place) in _BETWEEN:
        place -= 1
    if _EARLIER & {word_at(tokens, at) for at in range(place - 3, place + 1)}:
        return False
    last, before = word_at(tokens, place), word_at(tokens, place - 1)
    before = word_at(tokens, place - 2) if before in _MINUS else before  # ``z-position``
    if last in _POSITION:
        named = before in {"z", _BED} or is_slice_word(before)
        return before in _TABLE or (named and number.is_no_count)
    if last == "z":
        return number.has_unit or (number.is_no_count and abs(number.mm) >= LEAST_BARE_Z_MM)
    at = word_at(tokens, number.first - 1) in {"at", "@"} and number.is_negative
    return number.has_unit and (at or (number.has_sign and (last in _TABLE or is_slice_word(last))))


def _goes_on(tokens: Sequence[Token], last: int) -> bool:
    """Whether a range or a size follows."""
    behind = word_at(tokens, last + 1)
    if behind in _TIMES or behind == "cm":
        return True
    number = last + 2 if word_at(tokens, last + 2) not in _MINUS else last + 3
    return behind in _RANGE and 0 <= number < len(tokens) and tokens[number].kind == "num"
