"""The words of a sentence that may tell of one focus, and what a quote must hold to be about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pet_ground.lexicon import find_phrases

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+")
_EMPTY_WORDS = frozenset({
    "a", "an", "the", "and", "or", "but", "with", "without", "of", "on", "in", "at", "to", "from", "by", "for",
    "as", "is", "are", "was", "were", "be", "been", "has", "have", "had", "this", "that", "there", "it", "its",
    "which", "also", "both", "each", "no", "not", "than", "then", "so", "up", "now", "suv", "suvmax", "suvmean",
    "suvpeak", "max", "maximum", "maximal", "mean", "peak", "sul", "bw", "g", "ml", "cm", "mm", "value", "values",
    "slice", "slices", "image", "images", "img", "im", "series", "ser", "se", "sl", "axial", "coronal",
    "sagittal", "pet", "ct", "number", "measuring", "measures",
})  # fmt: skip
"""Words that describe no focus by themselves."""


@dataclass(frozen=True, slots=True)
class FocusWords:
    """Places in a sentence, (start, end) each.

    Attributes:
        own: the words on the focus.
        shared: words on it and on others, such as the head of a list.
        others: the SUVmax of the other foci.
    """

    own: tuple[Span, ...]
    shared: tuple[Span, ...] = ()
    others: tuple[Span, ...] = ()

    def hold(self, span: Span) -> bool:
        """Whether a place lies in the words on the focus, shared ones included."""
        return any(start <= span[0] and span[1] <= end for start, end in self._joined())

    def _joined(self) -> list[Span]:
        joined: list[Span] = []
        for start, end in sorted((*self.own, *self.shared)):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return joined


def describing(sentence: str, span: Span) -> list[Span]:
    """The words at a place that can describe a focus: no numbers, none of the small words."""
    words = [found.span() for found in _WORD.finditer(sentence, *span)]
    return [(start, end) for start, end in words if sentence[start:end].lower() not in _EMPTY_WORDS]


def is_about(sentence: str, span: Span, words: FocusWords | None) -> bool:
    """Whether all words at a place that can describe a focus are words on the one that is meant."""
    return words is None or all(words.hold(word) for word in describing(sentence, span))


def fault_of_findings(sentence: str, span: Span, words: FocusWords | None) -> str:
    """What is wrong with the findings at a place, or "".

    They may go beyond the words on the focus, but may name no other place of the body and no other SUVmax there.
    """
    said = describing(sentence, span)
    if not said:
        return "findings: no word of them describes a focus"
    if words is None:
        return ""
    if _share(span, words.others):
        return "findings: they hold the SUVmax of another focus"
    if not any(words.hold(word) for word in said):
        return "findings: the words are about another focus than the one that is meant"
    elsewhere = [
        one
        for one in find_phrases(sentence)
        if one.is_place and _share((one.start, one.end), [span]) and not _share((one.start, one.end), words.own)
    ]
    if any(not words.hold((one.start, one.end)) for one in elsewhere):
        return "findings: they go on with the place of another focus"
    return ""


def _share(span: Span, others: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
