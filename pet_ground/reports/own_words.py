"""Which words of a sentence may tell of a focus: those of its own part, and those that a list of lesions shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pet_ground.config import ENGLISH
from pet_ground.reports.languages import detect
from pet_ground.reports.lesion_parts import LesionPart, lesion_part, numbers_of, within
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.places import Place, find_places

MAX_CHARS = 6000
"""Text beyond this is not read: two sentences of the longest kind."""
_HEADING = re.compile(r"\s{0,3}(?:[^:;.,\d]{1,80}:|(?:in|within|at|of|for)\s[^:;.,\d]{1,80},)", re.IGNORECASE)
"""``Lymph nodes:`` and ``In the liver,`` at the beginning go for all that follows."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Places in a sentence, (start, end) each.

    Attributes:
        own: the words on the focus.
        shared: words on it and on others, such as the head of a list.
        others: the SUVmax of the other foci.
    """

    own: tuple[tuple[int, int], ...]
    shared: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]


def own_words(sentence: str, focus: int) -> OwnWords | None:
    """The words on the focus whose SUV stands at character ``focus``; None where the rules can't tell.

    They can't where the sentence is not in English, or where they read no current SUVmax at ``focus``.
    """
    text = sentence[:MAX_CHARS]
    if detect(text) != ENGLISH:
        return None
    numbers, places = numbers_of(text), find_places(text)
    if not any(value.start <= focus < value.end for value in numbers.of_lesions):
        return None
    part = lesion_part(text, focus, places, numbers)
    others = tuple((one.start, one.end) for one in numbers.of_lesions if not one.start <= focus < one.end)
    own, shared = [(part.start, part.end)], [*_headings(text, part)]
    if part.rank is not None:
        own, of_list = _of_list(part, part.rank, places)
        shared += of_list
    return OwnWords(tuple(own), tuple(shared), others)


def _headings(text: str, part: LesionPart) -> list[tuple[int, int]]:
    found = [match.span()] if (match := _HEADING.match(text)) else []
    if not names_lesion(text[part.start : part.end]):
        first = next((word for word in _WORD.finditer(text, 0, part.start) if names_lesion(word[0])), None)
        found += [(0, first.end())] if first else []
    return found


def _of_list(
    part: LesionPart, rank: int, places: Sequence[Place]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The own item of a list, and what its items share: the words around them and around the places they name."""
    start, end = part.items[rank]
    if not within(places, start, end):
        end = next((stop for begin, stop in part.items[rank:] if within(places, begin, stop)), end)
    shared, at = [], part.start
    for begin, stop in part.items:
        named = within(places, begin, stop)
        shared.append((at, named[0].start if named and begin == part.items[0][0] else begin))
        at = named[-1].end if named else stop
    shared.append((at, part.end))
    return [(start, end)], [(begin, stop) for begin, stop in shared if begin < stop]
