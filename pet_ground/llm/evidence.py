"""Whether a model's answer stands in the text: quotes word by word, and numbers in their quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pet_ground.llm.number_words import not_an_axial_slice, not_an_suvmax
from pet_ground.records import Laterality

NUMBER = re.compile(r"\d+(?:[.,\uff0e]\d+)?")
"""A number with a decimal point or a decimal comma."""

SLICE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
"""A number in which a comma ends it, as in a list of slices; one with a decimal point is no slice number."""

SIDE_WORDS = {
    Laterality.LEFT: re.compile(r"\b(?:left|lt|lul|lll)\b", re.IGNORECASE),
    Laterality.RIGHT: re.compile(r"\b(?:right|rt|rul|rml|rll)\b", re.IGNORECASE),
    Laterality.BILATERAL: re.compile(r"\b(?:bilateral(?:ly)?|both)\b", re.IGNORECASE),
}
"""The English words and usual abbreviations (sides, lobes of the lung) by which a sentence names a side."""

SHARING_CHARACTERS = 60
"""How far from a number a word may stand that gives it to several foci."""
_SHARING = re.compile(
    r"\b(?:both|each|all|equally)\b|\u5747|\u5404|\u90fd|\b(?:\u0111\u1ec1u|m\u1ed7i)\b", re.IGNORECASE
)
"""Words that give one number to several foci (``both 3.1``), in English, Chinese and Vietnamese."""


@dataclass(frozen=True, slots=True)
class Found:
    """A number in its quote: the quote's span, the number's start, and how it is written.

    ``refused`` is the rule by which the number is not what the quote is for; "" where it may be.
    """

    start: int
    end: int
    number_start: int
    number: str
    refused: str = ""

    @property
    def decimals(self) -> int:
        """Digits after the point or comma."""
        parts = re.split("[.,\uff0e]", self.number)
        return len(parts[1]) if len(parts) > 1 else 0

    @property
    def number_end(self) -> int:
        """Where the number ends."""
        return self.number_start + len(self.number)

    def evidence(self, sentence: str) -> tuple[int, int]:
        """The quote's span, or the number's own where the quote holds that number twice and would leave it open."""
        quote = sentence[self.start : self.end]
        twice = sum(number[0] == self.number for number in NUMBER.finditer(quote)) > 1
        return (self.number_start, self.number_end) if twice else (self.start, self.end)


def quote_spans(sentence: str, quote: str) -> Iterator[tuple[int, int]]:
    """Every place where ``quote`` stands in ``sentence``, character by character.

    White space is the one freedom: a report breaks its lines where it likes, and a model writes a space there.
    """
    words = quote.split()
    if words:
        for found in re.finditer(r"\s+".join(map(re.escape, words)), sentence):
            yield found.span()


def suv_places(sentence: str, quote: str, suv_max: float) -> Iterator[Found]:
    """Every place where ``suv_max`` stands inside ``quote``, in the order of the text; some are ``refused``.

    The number is read from the sentence, so that a quote can't cut 4.2 out of 14.2.
    """
    return _numbers(sentence, quote, NUMBER, suv_max, not_an_suvmax)


def find_suv(sentence: str, quote: str, suv_max: float, taken: Collection[int] = ()) -> Found | None:
    """Where ``suv_max`` stands inside ``quote`` as a value that may be an SUVmax; None where it does not.

    Numbers that start in ``taken`` belong to other foci and come last: two foci may share one number ("both 3.1").
    """
    first = None
    for found in suv_places(sentence, quote, suv_max):
        if not found.refused and found.number_start not in taken:
            return found
        first = found if first is None and not found.refused else first
    return first


def slice_places(sentence: str, quote: str | None, axial_slice: int) -> Iterator[Found]:
    """Every place where the whole number ``axial_slice`` stands inside ``quote``; some are ``refused``."""
    numbers = _numbers(sentence, quote or "", SLICE_NUMBER, axial_slice, not_an_axial_slice)
    return (item for item in numbers if "." not in item.number)


def find_slice(sentence: str, quote: str | None, axial_slice: int) -> Found | None:
    """Where the number ``axial_slice`` stands inside ``quote`` as one that may be an axial slice; else None."""
    return next((item for item in slice_places(sentence, quote, axial_slice) if not item.refused), None)


def find_side(sentence: str, side: Laterality, near: int) -> tuple[int, int] | None:
    """Span of the word that names ``side``, the one closest to the character ``near``; None where there is none."""
    spans = [found.span() for found in SIDE_WORDS[side].finditer(sentence)]
    return min(spans, key=lambda span: abs(span[0] - near), default=None)


def is_shared(sentence: str, number: Found) -> bool:
    """Whether the words beside a number say that it is that of several foci."""
    beside = slice(max(0, number.number_start - SHARING_CHARACTERS), number.number_end + SHARING_CHARACTERS)
    return _SHARING.search(sentence[beside]) is not None


def _numbers(
    sentence: str, quote: str, pattern: re.Pattern[str], value: float, rule: Callable[[str, int, int], str]
) -> Iterator[Found]:
    # both in the order of the text and without overlaps, so one pass does for all
    spans = quote_spans(sentence, quote)
    span = next(spans, None)
    for number in pattern.finditer(sentence) if span else ():
        while span and span[1] < number.end():
            span = next(spans, None)
        if span is None:
            return
        if span[0] <= number.start() and float(re.sub("[,\uff0e]", ".", number[0])) == value:
            yield Found(*span, number.start(), number[0], rule(sentence, *number.span()))
