"""Passages: a sentence with those neighbours that speak of the same focus: its SUV, its slice, its earlier value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pet_ground.records import Sentence
from pet_ground.reports.instructions import is_instruction
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.meaning_words import interpretation
from pet_ground.reports.places import Role, find_places
from pet_ground.reports.suv_words import names_suv
from pet_ground.reports.tokens import SUV_TYPOS

MAX_SENTENCES = 5
"""Sentences in one passage; further ones speak of something else."""

_SUV_NUMBER = re.compile(
    rf"(?:SU[VL]|S\.U\.V|uptake[ \n-]value|{SUV_TYPOS})[^\d;]{{0,60}}\d|\d\s{{0,2}}(?:max\s)?SU[VL]", re.IGNORECASE
)
_SLICE_NUMBER = re.compile(
    r"\b(?:slices?|im(?:g|a|age)?s?|sl|axial|ax|slcie|imge|coronal|sagittal)\b[ .#:]{0,4}\d|"
    r"\b\d{1,2}[:/]\d{2,3}[.,]?(?:\s|\Z)|[(\[]\d{1,2}[:/]\d{2,3}[)\]]|#\d",
    re.IGNORECASE,
)
_LESION_NOUN = (
    r"(?:lesion|node|nodule|mass|foc(?:us|i)|area|tumou?r|uptake|activity|site|finding|abnormality|deposit|one|"
    r"lymph node)"
)
_ANAPHORA = re.compile(
    r"(?:it|its|this|these|they|their|both|here|that|which|those)\b(?! (?:patient|study|exam|scan))"
    rf"|(?:this|the|these|both|said) (?:\w{{1,15}} )?{_LESION_NOUN}s? (?:has|have|shows?|"
    r"demonstrates?|measures?|had|is|was|now|reach(?:es)?)\b"
    r"|(?:with |the |a |an |measured |corresponding |associated |current |now |maximum ){0,6}"
    r"(?:max\w{0,4}\.? |peak |mean )?(?:m|max)?(?:suv|standardi[sz]ed uptake value)s?",
    re.IGNORECASE,
)
_SLICE_LATER = re.compile(
    r"[(\[]?(?:see|it|its|this|these|they|best|both|seen|located|visuali[sz]ed|shown|found|visible|identified|"
    r"displayed|depicted|"
    r"noted|representative|axial|ax|on|at|pet|ct|slices?|images?|im|img|ima|sl|series|se|corresponding|fused|"
    r"transaxial|coronal|sagittal|cor|"
    r"the (?:latter|former|slice|image)|(?:the|this) (?:\w{1,15} )?"
    rf"{_LESION_NOUN} (?:is|can be|lies|appears))\b|[(\[]?[#\d]",
    re.IGNORECASE,
)
_VALUE_LATER = re.compile(
    r"[(\[]?(?:(?:max\w{0,6}|peak|highest|mean|measured|maximal)\b|(?:m|max)?SU[VL]|standard|intensity|uptake|"
    r"activity|avidity|"
    r"metaboli|measur\w{2,4}\b|with\b|on\b|at\b|slice|image|im\b|axial|today|currently?\b|now\b|its\b|"
    r"the (?:\w{1,15} )?"
    rf"(?:suv|max|{_LESION_NOUN})|a (?:max|suv|peak)|an suv|{SUV_TYPOS}|\d|size|intense|avid|fdg)",
    re.IGNORECASE,
)
_NOTHING_THERE = re.compile(r"\b(?:no|without|unremarkable|normal|negative|clear|not)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:another|second|third|separate|additional|further|new|other|different|also)\b", re.IGNORECASE
)
_EARLIER = re.compile(
    r"[(\[]?(?:previous(?:ly)?|prior|prev\b|formerly|baseline|it (?:was|had|measured|previously|has (?:in|"
    r"de)creased)|this "
    r"(?:was|compares|is (?:de|in)creased|represents|has|had)|these (?:were|compare|had)|they (?:were|had|measured)|"
    r"compar(?:ed|ison)|was|were|versus|vs\b|(?:on|in|at) (?:the |an? )?(?:prior|previous|last|outside|baseline|"
    r"\[date\]|"
    r"\d{1,4}[/-])|on the \w{1,10} (?:study|exam|scan)|interval|(?:the )?(?:prior|previous|earlier|baseline|old)|"
    r"down from|"
    r"up from|(?:de|in)creased|improved|unchanged|stable|last)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\d[.,]\d(?!\d*\s{0,2}(?:[x\u00d7]|cm|mm))|\bfrom \d|\bwas \d")
_MEASURES = re.compile(
    r"(?:it|this|which|the (?:lesion|node|nodule|mass|focus)|they) (?:measures?|is|are|has|shows|demonstrates)\b"
    r"|measur(?:es|ing)\b|size\b|\d",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"(?:this|it|these|they|likely|probably|possibly|most likely|presumably|favou?r\w{0,3}|consistent|compatible|"
    r"suggest\w{0,4}|findings? (?:is|are)|"
    r"(?:physiol|benign|reactive|degen|inflam)\w{0,8})\b",
    re.IGNORECASE,
)
"""A short sentence that says what the focus before it is."""
_HAD = re.compile(r"(?:it|this|these|they|before it|before,? (?:it|they)) (?:was|were|had)\b", re.IGNORECASE)
"""``It was 1.6 cm and SUVmax 2.9`` tells of the earlier scan."""
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
            count = _joining(text, group, sentences, rank)
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
    if suv or item or (group.suv and _EARLIER.match(following)):
        return int(_continues(group, following, suv=suv, item=item) and not is_instruction(following))
    if rank + 1 == len(sentences) or len(following) > _SHORT_CHARS or _MEASURES.match(following) is None:
        return 0
    then = sentences[rank + 1].text
    suv, item = _has_suv(then), _has_slice(then)
    leads_on = (suv or item) and _adjacent(text, sentences[rank], sentences[rank + 1])
    return 2 if leads_on and _continues(group, then, suv=suv, item=item) else 0


def _means(following: str) -> bool:
    if len(following) > _SHORT_CHARS or _MEANS.match(following) is None:
        return False
    return not _has_slice(following) and interpretation(following)[1] is not None


def _adjacent(text: str, first: Sentence, second: Sentence) -> bool:
    gap = text[first.end : second.start].replace("_x000D_", "")
    return first.section == second.section and not gap.strip(" \t\r\n([") and gap.count("\n") <= 1


def _continues(group: _Group, following: str, *, suv: bool, item: bool) -> bool:
    if not suv and not item:
        return _DECIMAL.search(following) is not None
    if suv and not group.suv:
        return _tells_of_it(group, following)
    if suv:
        return _HAD.match(following) is not None
    if not group.suv or group.slice:
        return group.suv and _EARLIER.match(following) is not None and _DECIMAL.search(following) is not None
    if _SLICE_LATER.match(following) is None or _ANOTHER.search(following):
        return False
    return _ANAPHORA.match(following) is not None or not (_new_lesion(following) or _names_other(following))


def _tells_of_it(group: _Group, following: str) -> bool:
    """Whether a sentence with an SUV speaks of what the group speaks of: by a pronoun, or as it names nothing else."""
    before = group.sentences[-1].text
    if not (group.slice or names_lesion(before) or len(before) < 2 * _SHORT_CHARS):
        return False
    if _ANAPHORA.match(following):
        return not _names_other(following)
    if _NOTHING_THERE.search(before) and not group.slice:
        return False
    return _VALUE_LATER.match(following) is not None and not (_new_lesion(following) or _names_other(following))


_KNOWN_LESION = re.compile(
    rf"\b(?:the|this|these|that|its|same|representative|largest|hottest|index|"
    rf"dominant) (?:\w{{1,15}} ){{0,2}}{_LESION_NOUN}",
    re.IGNORECASE,
)


def _new_lesion(following: str) -> bool:
    """Whether the sentence names a lesion other than by ``this mass``."""
    return names_lesion(_KNOWN_LESION.sub(" ", following))


def _names_other(following: str) -> bool:
    return any(place.is_place and place.role is Role.OWN for place in find_places(following))


@lru_cache(maxsize=8)
def _has_suv(text: str) -> bool:
    return names_suv(text) and _SUV_NUMBER.search(text) is not None


def _has_slice(text: str) -> bool:
    return _SLICE_NUMBER.search(text) is not None
