"""The words and signs that stand around slice numbers."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.slips import misspelt
from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words

_GROUP = 3
"""``slice 1,045`` has a sign between the thousands, and is no list of two."""
MAX_SLICE_DIGITS = 4
"""No whole-body series has 10,000 slices: a longer number is an id."""
_NEAR = 8
"""Tokens read before a slice word."""

_PLURAL = words(
    "slices images imgs ims imas frames pictures pics sections cuts tomograms schichten bilder coupes cortes"
)
_SINGULAR = words("slice image img im ima sl slc frame imag picture pic sliceno imageno tomogram")
_DOUBTFUL = words("section cut plane")
"""Words for a slice that also mean something else; a small number behind them (``section 7``) is no slice."""
_FOREIGN = words("schicht schnitt bild coupe corte imagen immagine fetta snede kesit snitt")
"""What a reader who dictates in English keeps of the own language's words."""
MIN_DOUBTFUL_SLICE = 10
_OTHER_WORDS = words("ages mage mages slide slides spice lice")
_SLIPS_PLURAL = misspelt(("slices", "images")) - _OTHER_WORDS - _SINGULAR
_SLIPS = misspelt(("slice", "image")) - _OTHER_WORDS - _SLIPS_PLURAL - _PLURAL
PLURAL_WORDS = _PLURAL | _SLIPS_PLURAL
_SLICE_WORDS = _SINGULAR | _DOUBTFUL | _FOREIGN | _SLIPS | PLURAL_WORDS
NUMBER_WORDS = words("number numbers no nos nr nrs n num index id nummer numero") | {"\u00b0", "\u2116", "#"}
"""Words and signs that say ``number``: between a slice word and the number."""
NUMBER_MARK = r"[ .#:]{0,4}(?:(?:no|nos|nr|n|num|number|index|id)[ .:#\u00b0\u00ba]{1,4}|[\u00b0\u2116][ :]{0,2})?"
"""What stands between a slice word and its number, in text."""
SLICE_NAMES = "|".join(sorted(_SINGULAR | _DOUBTFUL | _FOREIGN | _PLURAL, key=lambda word: (-len(word), word)))
"""The slice words without slips, as alternatives."""
POSITION_WORDS = words("position level plane")
"""Behind a word for the axial plane or a slice they lead to its number: ``axial position 203``."""

PLANES: dict[str, str] = {
    **dict.fromkeys(words("axial axials ax transaxial transaxially transverse axially axal"), "axial"),
    **dict.fromkeys(words("coronal cor coronally"), "coronal"),
    **dict.fromkeys({"sag", "sagittal", *misspelt(("sagittal",))}, "sagittal"),
    "mip": "mip",
}
"""A word for a plane -> the plane."""
SERIES_WORDS = words("series se ser srs")
_OF_PLANE = frozenset(PLANES) | _SLICE_WORDS
_MAY_BE_GLUED = _SLICE_WORDS | NUMBER_WORDS | {"i", "s", "ax"}
"""Words and letters that a missing blank may join to a slice number: ``slice90``, ``I112``, ``no402``."""
_BEFORE_WORD = (
    frozenset(PLANES)
    | SERIES_WORDS
    | words(
        "pet ct fdg fused fusion / - low dose diagnostic ac the and & , : images image slice slices on number no # ( ) "
        "reformat reformats reformatted mpr view"
    )
    | POSITION_WORDS
)


STARTS = _SLICE_WORDS | frozenset(PLANES) | SERIES_WORDS | {"i", "#", "pet", "ct", "nr", "no"}
"""Words and signs at which the reading of a slice may begin, beside numbers."""


def is_slice_word(word: str) -> bool:
    """Whether a number after the word is a slice number."""
    return word in _SLICE_WORDS


def is_slice_number(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token can be a slice number: whole, short, without a unit."""
    if not 0 <= index < len(tokens) or tokens[index].kind != "num":
        return False
    digits = tokens[index].word
    if "." in digits or any(len(part) > MAX_SLICE_DIGITS for part in digits.split(",")):
        return False
    before = tokens[index - 1]
    first, _, rest = digits.partition(",")
    if len(first) == 1 and len(rest) == _GROUP and (before.word not in PLURAL_WORDS or rest[0] == "0"):
        return False
    if before.word in _DOUBTFUL and int(digits.split(",")[0]) < MIN_DOUBTFUL_SLICE:
        return False
    if before.end == tokens[index].start and before.word in _MAY_BE_GLUED:
        return True
    # ``level 2`` numbers a station of nodes, ``axial level 181`` a slice
    of_plane = before.word in POSITION_WORDS and word_at(tokens, index - 2) in _OF_PLANE
    return not measures_something_else(tokens, index, numbered=not of_plane)


def is_one_slice_number(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token can be one slice number; ``90,95`` is two."""
    return is_slice_number(tokens, index) and not decimals_of(tokens[index])


def words_before(tokens: Sequence[Token], index: int) -> tuple[list[str], str]:
    """Planes and the series (``pet``, ``ct``, "") named by the words directly before, or at, a slice word."""
    found: list[str] = [tokens[index].word]
    place = index - 1
    while place >= 0 and index - place <= _NEAR:
        word = tokens[place].word
        is_series_number = tokens[place].kind == "num" and word_at(tokens, place - 1) in SERIES_WORDS | {"#", "s"}
        is_series_letter = word == "s" and tokens[place + 1].kind == "num"
        if word not in _BEFORE_WORD and not is_series_number and not is_series_letter:
            break
        found.append(word)
        place -= 1
    found.reverse()
    return [PLANES[word] for word in found if word in PLANES], _one_series("pet" in found, "ct" in found)


_TO_PLANE = words(", ( [ of on in the")
_WITHIN = words("of on in")
_MOST_TO_PLANE = 3
"""Tokens between a slice number and the plane that it is told behind: ``image 45 of the coronal series``."""
_VIEWS = (
    _SLICE_WORDS
    | SERIES_WORDS
    | words("plane planes view views reformat reformats reformatted reconstruction reconstructions projection mpr mip")
)
"""What may follow a word for a plane that is said of a slice."""
_ENDS = frozenset({"", ")", "]", ".", ",", ";"})


def plane_behind(tokens: Sequence[Token], last: int) -> str:
    """The plane named behind a slice number: ``slice 45, coronal``; "" where it is that of another number.

    In ``slice 45, coronal image 60`` it is; and behind a comma or a bracket nothing but the plane must stand there, for
    ``slice 45, coronal images confirm it`` goes on with something else.
    """
    place = last + 1
    while place - last <= _MOST_TO_PLANE and word_at(tokens, place) in _TO_PLANE:
        place += 1
    plane = PLANES.get(word_at(tokens, place), "")
    if place == last + 1:
        return "" if is_slice_number(tokens, place + 1) else plane
    end = place + 1
    viewed = word_at(tokens, end) in _VIEWS
    of_series = word_at(tokens, end) in SERIES_WORDS and end + 1 < len(tokens) and tokens[end + 1].kind == "num"
    end += int(viewed) + int(of_series)
    within = viewed and not of_series and any(token.word in _WITHIN for token in tokens[last + 1 : place])
    ends = word_at(tokens, end) in _ENDS or (within and (end >= len(tokens) or tokens[end].kind == "word"))
    return plane if ends else ""


_OTHER_MODALITIES = words("mri mr mrt mrcp ultrasound us mammography")
_OTHER_TOKENS = 18
"""Tokens before a slice with a series number in which another modality speaks of it."""
_OTHER_BESIDE = 2


def of_other_modality(tokens: Sequence[Token], index: int) -> bool:
    """Whether the slice is one of an MRI: ``MRI image 45``, ``seen on MRI of [DATE] (series 9 image 45)``."""
    has_series = any(word_at(tokens, place) in SERIES_WORDS for place in range(max(0, index - 4), index + 1))
    for place in range(index - 1, max(-1, index - (_OTHER_TOKENS if has_series else _OTHER_BESIDE) - 1), -1):
        token = tokens[place]
        if token.word in _OTHER_MODALITIES:
            return True
        if token.kind in {"suv", "break"} or token.word in {"pet", ";"}:
            return False
    return False


def series_between(tokens: Sequence[Token], word: int, number: int) -> str:
    """The series named between a word for a plane and the number: ``axial PET 112``."""
    named = {token.word for token in tokens[word:number]}
    return _one_series("pet" in named, "ct" in named)


def series_behind(tokens: Sequence[Token], last: int) -> str:
    """The series named directly after a slice number: ``slice 112 of the PET``, ``image 88 (CT)``."""
    place = last + 1
    while place - last <= 4 and word_at(tokens, place) in {"of", "on", "the", "in", "(", "axial"}:
        place += 1
    named = word_at(tokens, place)
    if (
        place == last + 1
        or named not in {"pet", "ct"}
        or word_at(tokens, place + 1) in {"/", "slice", "image", "series"}
    ):
        return ""
    return "" if is_slice_number(tokens, place + 1) else named


def _one_series(has_pet: bool, has_ct: bool) -> str:
    return "" if has_pet == has_ct else ("pet" if has_pet else "ct")
