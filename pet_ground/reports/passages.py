"""Passages: a sentence with those neighbours that speak of the same focus: its SUV, its slice, its earlier value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pet_ground.records import Sentence
from pet_ground.reports.instructions import is_instruction
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.meaning_words import interpretation
from pet_ground.reports.passage_words import (
    ANAPHORA,
    ANOTHER,
    DECIMAL,
    EARLIER,
    HAD,
    KNOWN_LESION,
    MEANS,
    MEASURES,
    NOTHING_THERE,
    NOW_IT,
    ONE_OF_THEM,
    ONLY_SLICE,
    PAST,
    SLICE_LATER,
    SLICE_SIGNS,
    SLICE_WORDS,
    SUV_NUMBER,
    VALUE_LATER,
    WORD_NUMBER,
)
from pet_ground.reports.places import Role, find_places
from pet_ground.reports.side_headings import (
    has_side_heading,
    is_heading_alone,
    speaks_of_headed,
    tells_of_a_further_one,
)
from pet_ground.reports.suv_words import names_suv

MAX_SENTENCES = 5
"""Sentences in one passage; further ones speak of something else."""

_SHORT_CHARS = 90
"""A longer sentence in between speaks of something of its own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the report with its text; ``breaks`` are the places in ``text`` where a further sentence begins."""

    start: int
    end: int
    text: str
    section: str
    breaks: tuple[int, ...] = ()


@dataclass(slots=True)
class _Group:
    """The sentences of a passage that is being read, and what they tell."""

    sentences: list[Sentence]
    suv: bool
    slice: bool

    @classmethod
    def of(cls, sentence: Sentence) -> _Group:
        return cls([sentence], _has_suv(sentence.text), _has_slice(sentence.text))

    def take(self, sentences: Sequence[Sentence]) -> None:
        self.sentences += sentences
        self.suv = self.suv or any(_has_suv(one.text) for one in sentences)
        self.slice = self.slice or any(_has_slice(one.text) for one in sentences)


def passages(text: str, sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """Every sentence in exactly one passage, in order."""
    rank = 0
    while rank < len(sentences):
        group = _Group.of(sentences[rank])
        rank += 1
        while len(group.sentences) < MAX_SENTENCES:
            slice_then_value = _slice_then_value(text, group, sentences, rank)
            count = 2 if slice_then_value else _joining(text, group, sentences, rank)
            count = count or _under_side_heading(text, group, sentences, rank)
            if not count:
                break
            group.take(sentences[rank : rank + count])
            rank += count
        yield _passage(text, group.sentences)


def _passage(text: str, group: Sequence[Sentence]) -> Passage:
    first, last = group[0], group[-1]
    if len(group) == 1:
        return Passage(first.start, first.end, first.text, first.section)
    breaks = tuple(one.start - first.start for one in group[1:])
    return Passage(first.start, last.end, text[first.start : last.end], first.section, breaks)


def _joining(text: str, group: _Group, sentences: Sequence[Sentence], rank: int) -> int:
    """How many of the next sentences belong to the group: 0, 1, or 2 where the first of them only leads on."""
    if rank >= len(sentences) or not _adjacent(text, group.sentences[-1], sentences[rank]):
        return 0
    following = sentences[rank].text
    suv = _has_suv(following)
    if not suv and not group.suv and (rank + 1 >= len(sentences) or not _has_suv(sentences[rank + 1].text)):
        return 0
    if group.suv and not suv and _means(following):
        return 1
    item = _has_slice(following)
    if suv or item or (group.suv and EARLIER.match(following)):
        return int(_continues(group, following, suv=suv, item=item) and not is_instruction(following))
    if rank + 1 == len(sentences) or len(following) > _SHORT_CHARS or MEASURES.match(following) is None:
        return 0
    then = sentences[rank + 1].text
    suv, item = _has_suv(then), _has_slice(then)
    leads_on = (suv or item) and _adjacent(text, sentences[rank], sentences[rank + 1])
    return 2 if leads_on and _continues(group, then, suv=suv, item=item) else 0


def _slice_then_value(text: str, group: _Group, sentences: Sequence[Sentence], rank: int) -> bool:
    """Whether a sentence with nothing but the slice follows, and then the SUV: ``Node. Slice 90. SUVmax 4``."""
    if group.suv or group.slice or rank + 1 >= len(sentences) or not ONLY_SLICE.fullmatch(sentences[rank].text):
        return False
    then = sentences[rank + 1].text
    adjacent = _adjacent(text, group.sentences[-1], sentences[rank])
    leads_on = adjacent and _has_suv(then) and _adjacent(text, sentences[rank], sentences[rank + 1])
    return leads_on and VALUE_LATER.match(then) is not None and not _names_other(then)


MAX_HEADED = 3
"""Sentences between a heading with a side and the first SUV under it, that one included."""


def _under_side_heading(text: str, group: _Group, sentences: Sequence[Sentence], rank: int) -> int:
    """How many of the next sentences go on, up to one with an SUV, with the place of the heading that the group opens.

    A heading alone on its line heads the line below; another heads the rest of its own line.
    """
    heading = group.sentences[0].text
    if not has_side_heading(heading) or _has_suv(heading):
        return 0
    alone = is_heading_alone(heading)
    for count, one in enumerate(sentences[rank : rank + (1 if group.suv else MAX_HEADED)], start=1):
        before = sentences[rank + count - 2]
        breaks = text.count("\n", before.end, one.start)
        under = breaks <= (1 if alone and before is group.sentences[0] else 0)
        if not under or not _adjacent(text, before, one) or not speaks_of_headed(heading, one.text):
            return 0
        if _has_suv(one.text):
            further = not group.suv or tells_of_a_further_one(one.text)
            return count if further and not is_instruction(one.text) else 0
    return 0


def _means(following: str) -> bool:
    if len(following) > _SHORT_CHARS or MEANS.match(following) is None:
        return False
    return not _has_slice(following) and interpretation(following)[1] is not None


def _adjacent(text: str, first: Sentence, second: Sentence) -> bool:
    gap = text[first.end : second.start].replace("_x000D_", "")
    return first.section == second.section and not gap.strip(" \t\r\n([") and gap.count("\n") <= 1


def _continues(group: _Group, following: str, *, suv: bool, item: bool) -> bool:
    if not suv and not item:
        return DECIMAL.search(following) is not None
    if suv and not group.suv:
        return _tells_of_it(group, following)
    if suv:
        return HAD.match(following) is not None or _is_one_of_them(following) or _now_has(group, following)
    if not group.suv or group.slice:
        return group.suv and EARLIER.match(following) is not None and DECIMAL.search(following) is not None
    if SLICE_LATER.match(following) is None or ANOTHER.search(following):
        return False
    return ANAPHORA.match(following) is not None or not (_new_lesion(following) or _names_other(following))


def _is_one_of_them(following: str) -> bool:
    return ONE_OF_THEM.match(following) is not None and not _names_other(following)


def _now_has(group: _Group, following: str) -> bool:
    """Whether a sentence gives the value of today after one on what was: ``It was SUV 5.6. Now it is 4.4``."""
    if NOW_IT.match(following) is None or _names_other(following):
        return False
    return PAST.search(group.sentences[-1].text) is not None


def _tells_of_it(group: _Group, following: str) -> bool:
    """Whether a sentence with an SUV speaks of what the group speaks of: by a pronoun, or as it names nothing else."""
    if _is_one_of_them(following):
        return True
    before = group.sentences[-1].text
    if not (group.slice or names_lesion(before) or len(before) < 2 * _SHORT_CHARS):
        return False
    if ANAPHORA.match(following):
        return not _names_other(following)
    if NOTHING_THERE.search(before) and not group.slice:
        return False
    return VALUE_LATER.match(following) is not None and not (_new_lesion(following) or _names_other(following))


def _new_lesion(following: str) -> bool:
    """Whether the sentence names a lesion other than by ``this mass``."""
    return names_lesion(KNOWN_LESION.sub(" ", following))


def _names_other(following: str) -> bool:
    return any(place.is_place and place.role is Role.OWN for place in find_places(following))


@lru_cache(maxsize=8)
def _has_suv(text: str) -> bool:
    return names_suv(text) and SUV_NUMBER.search(text) is not None


@lru_cache(maxsize=8)
def _has_slice(text: str) -> bool:
    if SLICE_SIGNS.search(text) is not None:
        return True
    return any(match[1].lower() in SLICE_WORDS for match in WORD_NUMBER.finditer(text))
