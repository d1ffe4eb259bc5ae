"""Whether a model's answer stands in the text: quotes word by word, and numbers in their quotes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pet_ground.records import Laterality

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
"""A number with a decimal point or a decimal comma."""

SLICE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
"""A number in which a comma ends it, as in a list of slices; one with a decimal point is no slice number."""

SIDE_WORDS = {
    Laterality.LEFT: re.compile(r"\b(?:left|lt|lul|lll)\b", re.IGNORECASE),
    Laterality.RIGHT: re.compile(r"\b(?:right|rt|rul|rml|rll)\b", re.IGNORECASE),
    Laterality.BILATERAL: re.compile(r"\b(?:bilateral(?:ly)?|both)\b", re.IGNORECASE),
}
"""The English words and usual abbreviations (sides, lobes of the lung) by which a sentence names a side."""


@dataclass(frozen=True, slots=True)
class Found:
    """A number in its quote: the quote's span, the number's start, and how it is written."""

    start: int
    end: int
    number_start: int
    number: str

    @property
    def decimals(self) -> int:
        """Digits after the point or comma."""
        return len(re.split("[.,]", self.number)[1]) if re.search("[.,]", self.number) else 0


def quote_spans(sentence: str, quote: str) -> Iterator[tuple[int, int]]:
    """Every place where ``quote`` stands in ``sentence``, character by character.

    White space is the one freedom: a report breaks its lines where it likes, and a model writes a space there.
    """
    words = quote.split()
    if words:
        for found in re.finditer(r"\s+".join(map(re.escape, words)), sentence):
            yield found.span()


def find_suv(sentence: str, quote: str, suv_max: float, taken: Collection[int] = ()) -> Found | None:
    """Where ``suv_max`` stands inside ``quote`` in ``sentence``; None where it does not.

    The number is read from the sentence, so that a quote can't cut 4.2 out of 14.2. Starts in ``taken`` belong to
    other foci and are used only if there is no other place: two foci may share one number ("both 3.1").
    """
    found = list(_numbers(sentence, quote, NUMBER, suv_max))
    return next((item for item in found if item.number_start not in taken), found[0] if found else None)


def find_slice(sentence: str, quote: str | None, axial_slice: int) -> Found | None:
    """Where the number ``axial_slice`` stands inside ``quote`` in ``sentence``; None where it does not."""
    numbers = _numbers(sentence, quote or "", SLICE_NUMBER, axial_slice)
    return next((item for item in numbers if "." not in item.number), None)


def find_side(sentence: str, side: Laterality, near: int) -> tuple[int, int] | None:
    """Span of the word that names ``side``, the one closest to the character ``near``; None where there is none."""
    spans = [found.span() for found in SIDE_WORDS[side].finditer(sentence)]
    return min(spans, key=lambda span: abs(span[0] - near), default=None)


def _numbers(sentence: str, quote: str, pattern: re.Pattern[str], value: float) -> Iterator[Found]:
    spans = list(quote_spans(sentence, quote))
    for number in pattern.finditer(sentence):
        if float(number[0].replace(",", ".")) != value:
            continue
        for start, end in spans:
            if start <= number.start() and number.end() <= end:
                yield Found(start, end, number.start(), number[0])
