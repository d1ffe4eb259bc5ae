"""Shortened and joined writings of what the headers know: ``St Elsewhere``, ``DoeJane``.

Every repetition is bounded, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pet_ground.reports.letter_forms import as_written
from pet_ground.reports.name_words import REPORT_WORDS
from pet_ground.reports.tokens import words

MIN_WORD_LETTERS = 3
"""A shorter word of an institution (``UW``) stands in ordinary words' places."""
MIN_STEM_LETTERS = 4
"""``Marys`` and ``Mary's`` are one; a shorter stem is another word."""
MIN_JOINED_PART, MIN_JOINED_LETTERS = 2, 5
"""Shorter names, joined, may be any word."""

HOUSE_WORDS = words(
    "st saint sankt san santa hospital hospitals hosp clinic clinics clinical medical med center centre "
    "centers centres ctr university univ college school institute institut foundation healthcare health "
    "hopital clinica klinik kliniken klinikum campus memorial general regional community county city state "
    "national veterans system group associates"
)
"""Words of institutions that name none, and go where they stand beside one that does."""
_MODALITIES = words(
    "pet ct petct pt mr mri nm us spect scan scans scanner scanners study image images of the and for in at on"
)
_OTHERS = words(
    "department dept radiology imaging nuclear medicine nuclearmedicine oncology cancer heart research surgery "
    "diagnostic diagnostics molecular isotope positron emission tomography therapy outpatient inpatient unit "
    "service services ward room floor suite building mobile advanced comprehensive integrated premier first "
    "affairs women womens men mens child children childrens metropolitan municipal federal royal public "
    "private trust lake park hill valley river mountain island beach coast bay grand great holy good cross "
    "spring springs mount north south east west northern southern eastern western northeast northwest "
    "southeast southwest international american partners praxis abteilung medizin universitat radiologie "
    "services physics biology program division section laboratory lab los las del der des die van von und the "
    "new old lesion lesions report reports none unknown anonymous hidden removed elekta siemens philips "
    "toshiba"
)
GENERIC_WORDS = HOUSE_WORDS | _MODALITIES | _OTHERS
"""No such word of an institution is looked for by itself, nor a word of reports."""
_INSTITUTION = re.compile(
    r"\b(?:hospitals?|hosp|clinics?|klinik|klinikum|universit\w*|univ|medical|med|cent(?:er|re)|ctr|health\w*|institut\w*|"
    r"radiology|imaging|department|dept|school|college|foundation|system|memorial|nuclear|cancer|general)\b|"
    r"\A(?:st|saint|sankt)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_GAP = r"[\s_-]{1,3}"
_HOUSE = "|".join(sorted(HOUSE_WORDS, key=lambda word: (-len(word), word)))
_BEFORE = rf"(?:(?:{_HOUSE})\.?{_GAP}(?:of{_GAP}(?:the{_GAP})?)?){{0,4}}"
_AFTER = rf"(?:{_GAP}(?:{_HOUSE})(?![^\W_])){{0,4}}\d{{0,3}}"
_JOINT = r"[._-]?\d{0,2}[._-]?"


def is_institution(name: str) -> bool:
    """Whether a string of a header names a house or a department and no person."""
    return "^" not in name and "," not in name and _INSTITUTION.search(name) is not None


def house_forms(name: str, *, ascii_text: bool) -> Iterator[str]:
    """Expressions for each distinctive word of an institution, with the common words that stand beside it.

    A common word of the institution itself goes where it stands on the same side of the distinctive one; words of
    houses (``St``, ``Medical``) go on both sides.
    """
    told = _WORD.findall(name)
    for index, word in enumerate(told):
        if not _is_distinctive(word):
            continue
        stem = word[:-1] if word[-1] in "sS" and len(word) > MIN_STEM_LETTERS else word
        stem = word if stem.lower() in REPORT_WORDS else stem
        before, after = (_beside(told, place, ascii_text=ascii_text) for place in (index - 1, index + 1))
        before = f"(?:{before}{_GAP})?" if before else ""
        after = f"(?:{_GAP}{after}(?![^\\W_]))?" if after else ""
        spelt = as_written(stem, ascii_text=ascii_text)
        yield f"{_BEFORE}{before}{spelt}(?:['\u2019]?s)?{after}{_AFTER}"


def _is_distinctive(word: str) -> bool:
    plain = word.lower()
    return len(word) >= MIN_WORD_LETTERS and plain not in GENERIC_WORDS and plain not in REPORT_WORDS


def _beside(told: Sequence[str], place: int, *, ascii_text: bool) -> str:
    if not 0 <= place < len(told) or told[place].lower() in _MODALITIES:
        return ""
    return as_written(told[place], ascii_text=ascii_text)


def tells_house(name: str) -> bool:
    """Whether what a table calls a site group would tell the house in a text: not ``PET``, ``North`` or ``Site 2``."""
    told = [_is_distinctive(word) for word in _WORD.findall(name)]
    return any(told) if is_institution(name) else bool(told) and all(told)


def joined_forms(last: str, given: Sequence[str], *, ascii_text: bool) -> Iterator[str]:
    """Expressions for a person's names run together in both orders: ``DoeJane``, ``JANE2DOE``, ``doe_jane``."""
    orders = {(given[0], last), (last, given[0]), (*given, last), (last, *given)}
    for order in sorted(orders):
        parts = [_WORD.findall(part) for part in order]
        letters = ["".join(part) for part in parts]
        joined = "".join(letters)
        if min(map(len, letters)) < MIN_JOINED_PART or len(joined) < MIN_JOINED_LETTERS:
            continue
        if joined.lower() not in REPORT_WORDS:
            spelt = ("[-_ ]?".join(as_written(word, ascii_text=ascii_text) for word in part) for part in parts)
            yield f"{_JOINT.join(spelt)}\\d{{0,4}}"
