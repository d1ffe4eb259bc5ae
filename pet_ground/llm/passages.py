"""The sentences that a model is asked about, each with its neighbours in the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pet_ground.records import Mention

SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9])|\n\s*\n")
"""Where a neighbour begins or ends. It is context for the model, nothing is read from it, so this may be rough."""

CONTEXT_CHARACTERS = 300
"""Longest neighbour that is shown, in characters: two or three usual sentences, about 80 tokens."""

REACH_CHARACTERS = 1000
"""How far a neighbour is looked for, blanks and all: a report of any length is read in linear time."""


@dataclass(frozen=True, slots=True, repr=False)
class Passage:
    """A candidate sentence, its place in the report's text, its section, and the sentences beside it."""

    sentence: str
    start: int
    end: int
    section: str
    before: str
    after: str


def passages(text: str, candidates: Sequence[Mention]) -> list[Passage]:
    """One passage for each place at which a candidate holds an SUV, in the order of the text.

    Candidates may be kept or dropped: a voter is asked to judge for itself.
    """
    places = {(item.start, item.end): item for item in candidates if item.suv_max is not None}
    return [
        Passage(item.sentence, start, end, item.section, _before(text, start), _after(text, end))
        for (start, end), item in sorted(places.items())
    ]


def _before(text: str, start: int) -> str:
    near = text[max(0, start - REACH_CHARACTERS) : start]
    return SENTENCE_END.split(near.rstrip())[-1].strip()[-CONTEXT_CHARACTERS:]


def _after(text: str, end: int) -> str:
    near = text[end : end + REACH_CHARACTERS]
    return SENTENCE_END.split(near.lstrip(), maxsplit=1)[0].strip()[:CONTEXT_CHARACTERS]
