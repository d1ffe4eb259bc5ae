"""Passages: a sentence, or two neighbours of which the second gives the SUV or the slice of the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pet_ground.records import Sentence

SUV_WORD = re.compile(r"\bSUV|\bS\.U\.V|uptake[ \n-]value|(?<![a-z])SUV", re.IGNORECASE)
"""A quick test: a sentence without it reports no SUV."""
_SUV_NUMBER = re.compile(r"(?:\bS\.?U\.?V|uptake[ \n-]value)[^\d;]{0,60}\d", re.IGNORECASE)
_SLICE_NUMBER = re.compile(r"\b(?:slices?|images?|im|sl)\b[ .#:]{0,4}\d", re.IGNORECASE)
_ANAPHORA = re.compile(
    r"(?:it|its|this|these|they|their|both|here)\b(?! (?:patient|study|exam|scan))"
    r"|(?:this|the|these) (?:lesion|node|nodule|mass|focus|area|tumou?r)s? (?:has|have|shows?|"
    r"demonstrates?|measures?|had|is|was)\b"
    r"|(?:with |the )?(?:max\w{0,4}\.? |peak |mean )?(?:suv|"
    r"standardi[sz]ed uptake value)s?\W{0,3}(?:max\w{0,4}|\(suv\W?(?:max)?\)|)\W{0,3}"
    r"(?:is|was|of|are|were|measures|equals)?\W{0,3}(?:up to |approximately )?\d",
    re.IGNORECASE,
)
_SLICE_LATER = re.compile(
    r"(?:\(?see\b|it\b|this\b|these\b|they\b|best\b|seen\b|located\b|axial\b|on\b|\(|pet\b|slices?\b|images?\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the report with its text; ``breaks`` are the places in ``text`` where a further sentence begins."""

    start: int
    end: int
    text: str
    section: str
    breaks: tuple[int, ...] = ()


def passages(text: str, sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """Every sentence in exactly one passage, in order."""
    rank = 0
    while rank < len(sentences):
        first = sentences[rank]
        following = sentences[rank + 1] if rank + 1 < len(sentences) else None
        if following is not None and _belongs_together(text, first, following):
            joint = text[first.start : following.end]
            yield Passage(first.start, following.end, joint, first.section, (following.start - first.start,))
            rank += 2
            continue
        yield Passage(first.start, first.end, first.text, first.section)
        rank += 1


def _belongs_together(text: str, first: Sentence, second: Sentence) -> bool:
    gap = text[first.end : second.start]
    if gap.strip() or gap.count("\n") > 1 or first.section != second.section:
        return False
    second_has_suv = _SUV_NUMBER.search(second.text) is not None
    first_has_suv = SUV_WORD.search(first.text) is not None and _SUV_NUMBER.search(first.text) is not None
    if second_has_suv and not first_has_suv:
        return _ANAPHORA.match(second.text) is not None
    if first_has_suv and not second_has_suv and _SLICE_NUMBER.search(second.text):
        return not _SLICE_NUMBER.search(first.text) and _SLICE_LATER.match(second.text) is not None
    return False
