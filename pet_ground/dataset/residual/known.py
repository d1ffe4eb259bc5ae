"""What the archive and the reports know about the patients, in the form in which the gate looks it up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from pet_ground.dataset.residual.folding import RUN, WORD, folded, spellings, squashed
from pet_ground.dataset.residual.house_words import GENERIC_WORDS

MIN_NAME_LETTERS = 3
"""A shorter part of a name (an initial, ``Li``) stands in ordinary words' places: it counts in the full name only."""
MIN_ID_CHARS = 4
MIN_DIGITS = 5
"""A shorter number can't be told from a slice or a dose: it identifies nobody by itself."""
MIN_SPACED_DIGITS = 7
"""A shorter number with blanks between its digits can't be told from a list of values."""
MIN_GLOBAL_CHARS, MIN_GLOBAL_DIGITS = 6, 4
"""An id is looked for in the text of *other* patients only where it is as long as this: among 100,000 studies there is
always one whose short id is some word or value of another report."""
MAX_NAME_PARTS = 4
"""Of a longer name the first parts are looked for in any order, the others one by one."""

_NUMBERED_WORDS = (
    "ct pet petct pt mr mri nm im img image images se ser series slice slices sl suv level station lesion t l c s th"
)
NUMBERED_WORDS = frozenset(_NUMBERED_WORDS.split())
"""``CT-99`` or ``L004`` may be an id, but ``CT 99`` and ``L4`` are not."""
_INSTITUTION = re.compile(
    r"\b(?:hospital|hopital|clinic|clinica|klinik\w*|universit\w*|medical|cent(?:er|re|rum)|health\w*|institut\w*|radiology|"
    r"radiologie|imaging|department|dept|school|college|foundation|system|memorial|nuclear|cancer|general|praxis|hosp|univ|ctr|"
    r"med)\b|\A(?:st|saint|sankt)\b"
)
MIN_JOINED_PART, MIN_JOINED_LETTERS = 2, 5
"""Shorter names, run together, may be any word."""
_BIRTH_OR_STUDY_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\Z")


@dataclass(frozen=True)
class StudyFacts:
    """What is known of one study and may not stand in what is published of it.

    Attributes:
        names: parts of the names of patient and staff, folded, one word each.
        houses: distinctive words of institutions, folded.
        phrases: full names and institutions, folded, words with one blank between them, by kind.
        ids: ids and accession numbers, squashed.
        dates: of birth and of the study, YYYYMMDD.
        shifted_date: the moved date that *is* published, YYYY-MM-DD.
    """

    names: frozenset[str] = frozenset()
    phrases: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    shifted_date: str | None = None
    houses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """What is known of a whole archive.

    Attributes:
        studies: by pseudonym; may be read when it is asked for.
        ids: ids of all patients and studies that are long enough to be looked for everywhere, squashed.
        uids: UIDs of the archive.
        own: the pseudonyms and replaced UIDs that are published.
        listed: what a person listed and may stand in no text, whoever's it is.
    """

    studies: Mapping[str, StudyFacts]
    ids: frozenset[str]
    uids: frozenset[str]
    own: frozenset[str]
    listed: tuple[str, ...] = ()


def study_facts(identifiers: Iterable[str], common_words: Collection[str], shifted_date: str | None) -> StudyFacts:
    """Sort the identifiers of a study by their form.

    Args:
        identifiers: names (``DOE^JANE``), institutions, ids, dates (YYYYMMDD) and UIDs, as headers and reports hold
            them.
        common_words: words of reports, folded; a name that is one of them counts in the full name only.
        shifted_date: the date that is published.
    """
    names: set[str] = set()
    phrases: dict[str, str] = {}
    ids: set[str] = set()
    dates: set[str] = set()
    houses: set[str] = set()
    for told in identifiers:
        plain = folded(told)
        if _BIRTH_OR_STUDY_DATE.match(plain.strip()):
            dates.add(plain.strip())
        elif "^" not in plain and any(char.isdigit() for char in plain):
            ids |= {squashed(plain)} if distinct(plain) else set()
            if _is_institution(plain):
                houses |= _distinctive(told, common_words)
        elif _is_institution(plain):
            houses |= _distinctive(told, common_words)
            _add_institution(plain, phrases, common_words)
        else:
            _add_name(unicodedata.normalize("NFC", told), names, phrases, common_words)
    kept = frozenset(name for name in names if len(name) >= MIN_NAME_LETTERS and name not in common_words)
    return StudyFacts(kept, phrases, frozenset(ids), frozenset(dates), shifted_date, frozenset(houses))


def distinct(identifier: str) -> bool:
    """Whether an id is long enough to mean somebody: not ``1005``, which may be a slice, nor ``CT99``."""
    plain = squashed(identifier)
    if plain.isdigit():
        return len(plain.lstrip("0")) >= MIN_DIGITS
    first = RUN.match(plain)
    return len(plain) >= MIN_ID_CHARS and first is not None and first.group() not in NUMBERED_WORDS


def distinct_everywhere(identifier: str) -> bool:
    """Whether an id is long enough to be looked for in the text of all patients."""
    plain = squashed(identifier)
    digits = sum(map(str.isdigit, plain))
    enough = digits >= MIN_SPACED_DIGITS if plain.isdigit() else digits >= MIN_GLOBAL_DIGITS
    return distinct(identifier) and len(plain) >= MIN_GLOBAL_CHARS and enough


def _is_institution(plain: str) -> bool:
    return "^" not in plain and "," not in plain and _INSTITUTION.search(plain) is not None


def _add_institution(plain: str, phrases: dict[str, str], common_words: Collection[str]) -> None:
    parts = WORD.findall(plain)
    if any(part not in common_words and part not in GENERIC_WORDS for part in parts):
        phrases[" ".join(parts)] = "institution"


def _distinctive(told: str, common_words: Collection[str]) -> set[str]:
    """The words of an institution that are looked for by themselves: ``ELSEWHERE`` of ``ST ELSEWHERE HOSPITAL``."""
    found = {spelt for word in WORD.findall(unicodedata.normalize("NFC", told)) for spelt in spellings(word)}
    return {
        word
        for word in found
        if len(word) >= MIN_NAME_LETTERS and word not in common_words and word not in GENERIC_WORDS
    }


def _joined(parts: Collection[str], common_words: Collection[str]) -> set[str]:
    """Names run together, as in ``DoeJane``; WORD reads no sign or digit, so ``DOE2JANE`` is found by its parts."""
    long = [part for part in parts if len(part) >= MIN_JOINED_PART]
    pairs = {"".join(order) for order in permutations(long[:MAX_NAME_PARTS], 2)} | {"".join(parts)}
    return {one for one in pairs if len(one) >= MIN_JOINED_LETTERS and one not in common_words}


def _add_name(told: str, names: set[str], phrases: dict[str, str], common_words: Collection[str]) -> None:
    plain = folded(told)
    parts = WORD.findall(plain)
    if not parts:
        return
    for part in WORD.findall(told):
        names |= spellings(part)
    if len(parts) > 1:
        names |= _joined(parts, common_words) | _joined([*parts[1:], parts[0]], common_words)
        full = sorted({tuple(order) for order in permutations(parts[:MAX_NAME_PARTS], 2)})
        phrases |= {" ".join(order): "name" for order in full if max(map(len, order)) >= MIN_NAME_LETTERS}
