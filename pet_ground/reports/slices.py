"""Slice numbers in a sentence: ``slice 90``, ``series 3, image 78``, ``slices 90-95``, ``coronal slice 98``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from pet_ground.reports.slice_numbers import first_number
from pet_ground.reports.slice_pairs import (
    MAX_SERIES,
    MIN_SLICES,
    PAIR_SIGNS,
    of_total,
    order_named,
    pair_at,
    pair_of_letters,
)
from pet_ground.reports.slice_words import (
    PLURAL_WORDS,
    SERIES_WORDS,
    STARTS,
    is_one_slice_number,
    is_slice_number,
    is_slice_word,
    of_other_modality,
    plane_behind,
    series_behind,
    series_between,
    words_before,
)
from pet_ground.reports.table_positions import find_positions
from pet_ground.reports.tokens import Token, word_at

SliceSeries = Literal["pet", "ct", "unspecified"]

MAX_LIST = 16
"""Numbers read after one slice word."""

_RANGE = frozenset({"-", "~", "\u2013", "\u2014", "to", "through", "thru"})
_LIST = frozenset({",", "and", "&", "or", "/"})
_CLOSES = frozenset({"", ")", "]", ".", ",", ";", "respectively", "and"})


@dataclass(frozen=True, slots=True)
class SliceRef:
    """A slice number, or a range ``number`` to ``last``, and the place where it is written.

    ``first_token`` and ``last_token`` are the tokens of the number or range (of a pair, series included); ``is_axial``
    is False where the sentence names another plane. A position of the table has no number, but ``table_mm``.
    """

    number: int | None
    last: int | None
    start: int
    end: int
    first_token: int
    last_token: int
    is_axial: bool
    series: SliceSeries
    table_mm: float | None = None


def find_slices(tokens: Sequence[Token]) -> list[SliceRef]:
    """Slice references in the order of the text.

    Table positions (``slice location -595.1``) are read only where no axial slice has a number: beside one they say
    the same again.
    """
    found = _numbered(tokens)
    if any(item.is_axial for item in found):
        return found
    positions = [
        SliceRef(None, None, one.start, one.end, one.first_token, one.last_token, True, "unspecified", one.mm)
        for one in find_positions(tokens)
    ]
    return sorted([*found, *positions], key=lambda item: item.first_token) if positions else found


def _numbered(tokens: Sequence[Token]) -> list[SliceRef]:
    """References to the numbers of slices."""
    found: list[SliceRef] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.word not in STARTS and (token.kind != "num" or word_at(tokens, index + 1) not in PAIR_SIGNS):
            index += 1
            continue
        paired = _pair(tokens, index)
        if paired is not None:
            found.append(paired)
            index = paired.last_token + 1
            continue
        first = first_number(tokens, index)
        if first is None:
            index += 1
            continue
        if pair_at(tokens, first) is not None and tokens[index].word not in PLURAL_WORDS:
            index = first
            continue
        plural = tokens[index].word in PLURAL_WORDS
        if not plural and word_at(tokens, first + 1) == "/" and is_slice_number(tokens, first + 2):
            found += _references(tokens, index, [(first, first)]) if _is_of_total(tokens, first) else []
            index = first + 3
            continue
        spans = _spans(tokens, first, plural=plural)
        found += _references(tokens, index, spans)
        index = spans[-1][1] + 1
    return found


def _pair(tokens: Sequence[Token], index: int) -> SliceRef | None:
    """The slice of a pair of series and image that begins at ``index``."""
    token = tokens[index]
    if token.kind == "num":
        pair = (index, index) if of_total(tokens, index) else pair_at(tokens, index)
        return None if pair is None else _of_pair(tokens, index, *pair)
    if token.word == "i":
        number = pair_of_letters(tokens, index)
        return None if number is None else _of_pair(tokens, index, number, number)
    if token.word not in SERIES_WORDS and not is_slice_word(token.word):
        return None
    order = order_named(tokens, index)
    first = index + 2 if word_at(tokens, index + 1) in {":", "#", "=", "("} else index + 1
    if order and is_one_slice_number(tokens, first) and is_one_slice_number(tokens, first + 2):
        image = first + 2 if order == "series" else first
        return _of_pair(tokens, index, first, image)
    return _of_pair(tokens, index, index + 1, index + 3) if _in_brackets(tokens, index) else None


def _in_brackets(tokens: Sequence[Token], index: int) -> bool:
    """Whether the tokens read ``series 4, 112)``."""
    if tokens[index].word not in SERIES_WORDS or word_at(tokens, index + 2) != ",":
        return False
    both = is_one_slice_number(tokens, index + 1) and is_one_slice_number(tokens, index + 3)
    return both and word_at(tokens, index + 4) in {")", "]"}


def _of_pair(tokens: Sequence[Token], word: int, first: int, image: int) -> SliceRef:
    planes, series = words_before(tokens, word)
    planes = ["mri"] if of_other_modality(tokens, word) else planes
    token = tokens[image]
    last = max(first + 2, image) if image != first else image
    if image == first and word_at(tokens, first + 1) == "/":
        last = first + 2
    behind = plane_behind(tokens, last)
    planes = planes or ([behind] if behind else [])
    is_axial = not planes or "axial" in planes
    return SliceRef(int(token.word), None, token.start, token.end, first, last, is_axial, _series(series))


def _series(name: str) -> SliceSeries:
    return cast("SliceSeries", name or "unspecified")


def _is_of_total(tokens: Sequence[Token], first: int) -> bool:
    """Whether ``image 200/342`` is surely slice 200 of 342."""
    number, total = (_numbers(tokens[place])[0][0] for place in (first, first + 2))
    return MAX_SERIES < number <= total and total >= MIN_SLICES


def _spans(tokens: Sequence[Token], first: int, *, plural: bool) -> list[tuple[int, int]]:
    """Token spans of the numbers that belong to one slice word; a range is one span of three tokens."""
    spans = [(first, first)]
    place = first + 1
    while len(spans) < MAX_LIST:
        sign = word_at(tokens, place)
        again = 1 if is_slice_word(word_at(tokens, place + 1)) else 0
        if sign in _RANGE and is_slice_number(tokens, place + 1 + again) and spans[-1][0] == spans[-1][1]:
            spans[-1] = (spans[-1][0], place + 1 + again)
            place += 2 + again
            continue
        skip = 2 if sign == "," and word_at(tokens, place + 1) in {"and", "or"} else 1
        if sign not in _LIST or not _continues(tokens, place + skip, plural=plural):
            return spans
        spans.append((place + skip, place + skip))
        place += skip + 1
    return spans


def _continues(tokens: Sequence[Token], index: int, *, plural: bool) -> bool:
    if not is_one_slice_number(tokens, index):
        return False
    after = word_at(tokens, index + 1)
    return plural or (after in _CLOSES and word_at(tokens, index - 1) != ",")


def _references(tokens: Sequence[Token], word_index: int, spans: list[tuple[int, int]]) -> list[SliceRef]:
    planes, series = words_before(tokens, word_index)
    if of_other_modality(tokens, word_index):
        return []
    last_token = spans[-1][1]
    behind = plane_behind(tokens, last_token)
    planes = planes or ([behind] if behind else [])
    series = series or series_between(tokens, word_index, spans[0][0]) or series_behind(tokens, last_token)
    found: list[SliceRef] = []
    for rank, (first, last) in enumerate(spans):
        plane = planes[rank] if len(planes) == len(spans) else _common_plane(planes)
        is_axial = plane in {"axial", ""}
        for number, start, end in _numbers(tokens[first]):
            final = int(tokens[last].word.split(",")[0]) if last > first else None
            stop = tokens[last].end if last > first else end
            found.append(SliceRef(number, final, start, stop, first, last, is_axial, _series(series)))
    return found


def _numbers(token: Token) -> list[tuple[int, int, int]]:
    """Numbers with their places; ``90,95`` holds two."""
    numbers = []
    start = token.start
    for part in token.word.split(","):
        numbers.append((int(part), start, start + len(part)))
        start += len(part) + 1
    return numbers


def _common_plane(planes: list[str]) -> str:
    return "axial" if "axial" in planes else (planes[0] if planes else "")
