"""Slice numbers in a sentence: ``slice 90``, ``series 3, image 78``, ``slices 90-95``, ``coronal slice 98``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words

SliceSeries = Literal["pet", "ct", "unspecified"]

MAX_SLICE_DIGITS = 4
"""No whole-body series has 10,000 slices: a longer number is an id."""
MAX_LIST = 16
"""Numbers read after one slice word."""
MAX_SERIES = 20
MIN_SLICES = 100
"""``image n/N`` is slice n of N where n is no series number and N a number of slices that a PET/CT has; else neither
is sure, and no slice is read."""

_SLICE_WORDS = words("slice slices image images img imgs im ims sl frame frames")
_PLURAL = words("slices images imgs ims frames")
_AFTER_WORD = frozenset({"number", "numbers", "no", "nos", "num", ".", "#", ":", "=", "("})
_AXIAL = frozenset({"axial", "transaxial", "transverse"})
_PLANES = _AXIAL | {"coronal", "sagittal", "mip"}
_BEFORE_WORD = _PLANES | words(
    "pet ct fused fusion series se ser / - low dose diagnostic ac the and & , images image on number no #"
)
_RANGE = frozenset({"-", "\u2013", "\u2014", "to", "through", "thru"})
_LIST = frozenset({",", "and", "&", "or", "/"})
_BEFORE_SIGN = frozenset({"", "(", "[", ",", ";", ":", "on", "at", "axial", "slice", "image", "ct", "pet"})
_CLOSES = frozenset({"", ")", "]", ".", ",", ";", "respectively", "and"})


@dataclass(frozen=True, slots=True)
class SliceRef:
    """A slice number, or a range ``number`` to ``last``, and the place where it is written.

    ``first_token`` and ``last_token`` are the tokens of the number or range; ``is_axial`` is False where the
    sentence names another plane.
    """

    number: int
    last: int | None
    start: int
    end: int
    first_token: int
    last_token: int
    is_axial: bool
    series: SliceSeries


def find_slices(tokens: Sequence[Token]) -> list[SliceRef]:
    """Slice references in the order of the text. Table positions (``slice location -595.1``) are none."""
    found: list[SliceRef] = []
    index = 0
    while index < len(tokens):
        first = _first_number(tokens, index)
        if first is None:
            index += 1
            continue
        plural = tokens[index].word in _PLURAL
        if not plural and word_at(tokens, first + 1) == "/" and _is_slice_number(tokens, first + 2):
            found += _references(tokens, index, [(first, first)]) if _is_of_total(tokens, first) else []
            index = first + 3
            continue
        spans = _spans(tokens, first, plural=plural)
        found += _references(tokens, index, spans)
        index = spans[-1][1] + 1
    return found


def _is_of_total(tokens: Sequence[Token], first: int) -> bool:
    """Whether ``image 200/342`` is surely slice 200 of 342, and not series 3, image 78 as in ``image 3/78``."""
    number, total = (_numbers(tokens[place])[0][0] for place in (first, first + 2))
    return MAX_SERIES < number <= total and total >= MIN_SLICES


def is_slice_word(word: str) -> bool:
    """Whether a number after the word is a slice number."""
    return word in _SLICE_WORDS


def _first_number(tokens: Sequence[Token], index: int) -> int | None:
    token = tokens[index]
    if token.kind == "sign" and token.word == "#":
        place = index + 1 if word_at(tokens, index - 1) in _BEFORE_SIGN else None
    elif token.word in _PLANES:
        place = index + 1
    elif token.word in _SLICE_WORDS:
        place = index + 1
        while place < len(tokens) and place - index <= 3 and tokens[place].word in _AFTER_WORD:
            place += 1
    else:
        return None
    return place if place is not None and _is_slice_number(tokens, place) else None


def _is_slice_number(tokens: Sequence[Token], index: int) -> bool:
    if not 0 <= index < len(tokens) or tokens[index].kind != "num":
        return False
    digits = tokens[index].word
    if "." in digits or any(len(part) > MAX_SLICE_DIGITS for part in digits.split(",")):
        return False
    glued = tokens[index - 1].end == tokens[index].start and tokens[index - 1].word in _SLICE_WORDS
    return glued or not measures_something_else(tokens, index)


def _spans(tokens: Sequence[Token], first: int, *, plural: bool) -> list[tuple[int, int]]:
    """Token spans of the numbers that belong to one slice word; a range is one span of three tokens."""
    spans = [(first, first)]
    place = first + 1
    while len(spans) < MAX_LIST:
        sign = word_at(tokens, place)
        if sign in _RANGE and _is_slice_number(tokens, place + 1) and spans[-1][0] == spans[-1][1]:
            spans[-1] = (spans[-1][0], place + 1)
            place += 2
            continue
        skip = 2 if sign == "," and word_at(tokens, place + 1) in {"and", "or"} else 1
        if sign not in _LIST or not _continues(tokens, place + skip, plural=plural):
            return spans
        spans.append((place + skip, place + skip))
        place += skip + 1
    return spans


def _continues(tokens: Sequence[Token], index: int, *, plural: bool) -> bool:
    if not _is_slice_number(tokens, index) or decimals_of(tokens[index]):
        return False
    after = word_at(tokens, index + 1)
    return plural or (after in _CLOSES and word_at(tokens, index - 1) != ",")


def _references(tokens: Sequence[Token], word_index: int, spans: list[tuple[int, int]]) -> list[SliceRef]:
    planes, series = _before(tokens, word_index)
    after = word_at(tokens, spans[-1][1] + 1)
    if not planes and after in _PLANES and not _is_slice_number(tokens, spans[-1][1] + 2):
        planes = [after]
    found: list[SliceRef] = []
    for rank, (first, last) in enumerate(spans):
        plane = planes[rank] if len(planes) == len(spans) else _common_plane(planes)
        is_axial = plane in _AXIAL or not plane
        for number, start, end in _numbers(tokens[first]):
            final = int(tokens[last].word.split(",")[0]) if last > first else None
            stop = tokens[last].end if last > first else end
            found.append(SliceRef(number, final, start, stop, first, last, is_axial, series))
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
    return next((plane for plane in planes if plane in _AXIAL), planes[0] if planes else "")


def _before(tokens: Sequence[Token], index: int) -> tuple[list[str], SliceSeries]:
    """Planes and series named by the words directly before (or at) the slice word."""
    words: list[str] = [tokens[index].word]
    place = index - 1
    while place >= 0 and index - place <= 8:
        word = tokens[place].word
        is_series_number = tokens[place].kind == "num" and word_at(tokens, place - 1) in {"series", "se", "ser", "#"}
        if word not in _BEFORE_WORD and not is_series_number:
            break
        words.append(word)
        place -= 1
    words.reverse()
    has_pet, has_ct = "pet" in words, "ct" in words
    series: SliceSeries = "unspecified" if has_pet == has_ct else ("pet" if has_pet else "ct")
    return [word for word in words if word in _PLANES], series
