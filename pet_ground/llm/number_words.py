"""What the words and signs beside a number say it is: a size, a slice, a mean, a part of another number.

English words, units that are written alike everywhere, and the slice, plane and mean words of the language packs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pet_ground.config import language_packs
from pet_ground.config.languages import SLOT

WITH_UNIT = "a number with another unit"
OF_SLICE = "a number of a slice, image or series"
NOT_MAXIMUM = "a mean or peak, not the maximum"
OF_SUV = "an SUV"
PART_OF_DECIMAL = "a part of a decimal number"
NOT_AXIAL = "a coronal or sagittal slice"

LOOK_CHARACTERS = 80
"""Characters beside a number in which its words are looked for: a slice word and the list of numbers behind it."""
_UNIT_CHARACTERS = 24
_MEAN_REACH = 20
"""Characters between ``mean`` and its number (``SUV mean of the liver 2.4``)."""
_MANY_DIGITS = 3
"""No SUV has so many digits before its decimal comma: ``118,120`` is two slices."""
_FIRST_CJK = "\u2e80"
"""From here on letters are written without blanks between words."""

_ENGLISH_SLICE = (
    "slice", "slices", "image", "images", "img", "imgs", "im", "ims", "sl", "slc", "frame", "frames", "section",
    "sections", "cut", "cuts", "series", "ser", "se", "srs", "schicht", "schichten", "schnitt", "bild", "bilder",
    "coupe", "coupes", "corte", "cortes",
)  # fmt: skip
_ENGLISH_MEAN = ("mean", "average", "averaged", "avg", "peak", "median", "minimum")
_ENGLISH_PLANE = ("coronal", "coronally", "cor", "sagittal", "sagittally", "sag")
_UNITS = "mm|cm|ml|cc|MBq|mCi|HU|mg|kg|%|\uff05"
_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_SEPARATOR = r"(?:\s{0,2}(?:[,;&/\u3001\uff0c~-]|\u2013|and|or|to|und|et)\s{0,2}|\s{1,2})"
_LIST = rf"(?:\d{{1,4}}{_SEPARATOR}){{0,12}}"
_RANGE = r"(?:\d{1,4}\s{0,2}(?:[/~-]|\u2013|to)\s{0,2})?"
_NUMBERED = r"[\s.#:=(\u00b0\u2116]{0,4}(?:(?:numbers?|no|nr|num|s\u1ed1)[\s.:#]{1,3})?"
_SUV = re.compile(
    r"(?<![^\W\d_])SU[VL](?:[\s_-]{0,2}\(?(?:max\w{0,6}|mean|peak|bw)\)?)?[\s:=~\u2248]{0,3}(?:(?:of|is|was)\s{1,2})?\Z",
    re.IGNORECASE,
)
_LETTER = r"(?<![^\W\d_])"


def not_an_suvmax(sentence: str, start: int, end: int) -> str:
    """The rule by which the number ``sentence[start:end]`` is no SUVmax, or "" where nothing speaks against it."""
    if has_unit(sentence, start, end):
        return WITH_UNIT
    if behind_slice_word(sentence, start, end):
        return OF_SLICE
    return NOT_MAXIMUM if _is_mean(sentence, start) else ""


def not_an_axial_slice(sentence: str, start: int, end: int) -> str:
    """The rule by which the number ``sentence[start:end]`` is no axial slice, or ""."""
    if has_unit(sentence, start, end):
        return WITH_UNIT
    if _in_decimal(sentence, start, end):
        return PART_OF_DECIMAL
    before = sentence[max(0, start - LOOK_CHARACTERS) : start]
    if _SUV.search(before):
        return OF_SUV
    return NOT_AXIAL if _plane_words().search(before) else ""


def has_unit(sentence: str, start: int, end: int) -> bool:
    """Whether a unit that no SUV and no slice has stands behind the number, or it is one side of ``12 x 8``."""
    after = sentence[end : end + _UNIT_CHARACTERS]
    before = sentence[max(0, start - _UNIT_CHARACTERS) : start]
    return _unit().match(after) is not None or _SIDE_OF_SIZE.search(before) is not None


_SIDE_OF_SIZE = re.compile(r"\d\s{0,2}(?:mm|cm)?\s{0,2}[x\u00d7*]\s{0,2}\Z", re.IGNORECASE)


def behind_slice_word(sentence: str, start: int, end: int) -> bool:
    """Whether the number stands right behind a word for a slice, image or series, or in the list behind it."""
    before = sentence[max(0, start - LOOK_CHARACTERS) : start]
    if _slice_words().search(before) or _slice_ends().match(sentence[end : end + _UNIT_CHARACTERS]):
        return True
    return "." not in sentence[start:end] and _slice_lists().search(before) is not None


def _in_decimal(sentence: str, start: int, end: int) -> bool:
    """Whether the whole number is one side of a decimal comma; a comma in a list of slices is none."""
    left = start
    while left > 0 and start - left < LOOK_CHARACTERS and sentence[left - 1] in "0123456789,.":
        left -= 1
    right = end
    while right < len(sentence) and right - end < LOOK_CHARACTERS and sentence[right] in "0123456789,.":
        right += 1
    whole = sentence[left:right].strip(",.")
    if "." not in whole and whole.count(",") != 1:
        return False
    first = whole.partition(",")[0]
    if "." not in whole and (len(first) >= _MANY_DIGITS or behind_slice_word(sentence, left, right)):
        return False
    return not (sentence[start - 1 : start] not in {",", "."} and sentence[end : end + 1] not in {",", "."})


def _is_mean(sentence: str, start: int) -> bool:
    """Whether the last word for a statistic before the number says mean or peak; ``max/mean 8.1/5.2`` says both."""
    before = sentence[max(0, start - LOOK_CHARACTERS) : start]
    said = list(_statistics().finditer(before))
    if not said or said[-1]["mean"] is None or said[-1]["also_max"]:
        return False
    found = said[-1]
    gap = before[found.end() :]
    return len(gap) <= _MEAN_REACH and not re.search(r"[\d,;\uff0c\uff1b]|\.\s", gap)


@cache
def _unit() -> re.Pattern[str]:
    own = _of_packs(r"\{v\} (?:cm|mm|ml)", slot_first=True)
    units = "|".join([_UNITS, *map(re.escape, own)])
    return re.compile(
        rf"(?:(?:-|\u2013|\sto\s){_NUMBER})?"
        rf"(?:\s{{0,2}}[x\u00d7*]\s{{0,2}}\d|[\s-]{{0,2}}(?:{units})(?![A-Za-z]))",
        re.IGNORECASE,
    )


@cache
def _slice_names() -> str:
    return _alternatives([*_ENGLISH_SLICE, *_of_packs(r"(?:axial )?(?:slices?|images?|series)\b.{0,12}")])


@cache
def _slice_words() -> re.Pattern[str]:
    return re.compile(rf"(?:{_slice_names()}){_NUMBERED}{_RANGE}\Z", re.IGNORECASE)


@cache
def _slice_lists() -> re.Pattern[str]:
    """A plural or a pack's word with a list of numbers; ``slice 45 and 8`` is a slice and something else."""
    plural = [word for word in _ENGLISH_SLICE if word.endswith("s")]
    names = _alternatives([*plural, *_of_packs(r"(?:slices|images) \{list\}")])
    return re.compile(rf"(?:{names}){_NUMBERED}{_LIST}\Z", re.IGNORECASE)


@cache
def _slice_ends() -> re.Pattern[str]:
    """Words right behind a slice number, in languages that have them there."""
    ends = _of_packs(r"slice \{n\}", slot_first=True)
    return re.compile("|".join(map(re.escape, ends)) or r"(?!)")


@cache
def _plane_words() -> re.Pattern[str]:
    planes = _alternatives([*_ENGLISH_PLANE, *_of_packs(r"(?:coronal|sagittal)\b.{0,12}")])
    between = r"(?:[\s(/]{1,2}(?:PET|CT|fused|fusion|MPR|reformat\w{0,5}|reconstruct\w{0,5}|view)){0,3}[\s(]{0,2}"
    return re.compile(
        rf"(?<!axial and )(?<!axial, )(?<!axial/)(?:{planes}){between}(?:(?:{_slice_names()}){_NUMBERED})?{_LIST}\Z",
        re.IGNORECASE,
    )


@cache
def _statistics() -> re.Pattern[str]:
    means = _alternatives([*_ENGLISH_MEAN, *_of_packs(r"(?:SUV)?mean")], glued=True)
    maxima = "|".join([r"max[A-Za-z]{0,6}", "hottest", *map(re.escape, _of_packs(r"SUVmax|max(?:imum|imal)?"))])
    joins = rf"\s{{0,2}}(?:[/,&]|and|{'|'.join(map(re.escape, _joins()))})\s{{0,2}}"
    return re.compile(
        rf"(?P<also_max>(?:{maxima}){joins})?(?:SU[VL][\s_-]{{0,2}}\(?)?(?P<mean>{means})"
        rf"(?:\)?\s{{0,2}}SU[VL](?!\s?max))?(?![A-Za-z])|{maxima}",
        re.IGNORECASE,
    )


def _joins() -> list[str]:
    """What joins the items of a list in the packs, without numbers."""
    return sorted(
        {join.strip() for pack in language_packs() for join in pack.list_joins}, key=lambda join: (-len(join), join)
    )


def _of_packs(english: str, *, slot_first: bool = False) -> list[str]:
    """What stands before the number in the packs' phrases of this English, or behind it (``slot_first``)."""
    wanted = re.compile(english)
    found = set()
    for pack in language_packs():
        for phrase, meaning in pack.phrases().items():
            parts = SLOT.split(phrase)
            if wanted.fullmatch(meaning) and (not slot_first or not parts[0].strip()):
                found.add((parts[-1] if slot_first else parts[0]).strip(" :"))
    return sorted(found - {""}, key=lambda word: (-len(word), word))


def _alternatives(words: Iterable[str], *, glued: bool = False) -> str:
    """The words as alternatives, each from its beginning on; one without blanks around it not behind a number.

    ``glued`` ones may stand right behind ``SUV``.
    """
    spaced: list[str] = []
    joined: list[str] = []
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        (joined if word[0] >= _FIRST_CJK else spaced).append(re.escape(word))
    begins = rf"(?:{_LETTER}|(?<=SUV)|(?<=SUL))" if glued else _LETTER
    alternatives = [rf"{begins}(?:{'|'.join(spaced)})"] if spaced else []
    return "|".join([*alternatives, *([rf"(?<!\d)(?:{'|'.join(joined)})"] if joined else [])])
