"""What the archive and the reports know about the patients, in the form in which the gate looks it up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from pet_ground.dataset.residual.folding import RUN, WORD, folded, spellings, squashed

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
    r"radiologie|imaging|department|dept|school|college|foundation|system|memorial|nuclear|cancer|general|praxis)\b"
)
_GENERIC = re.compile(rf"{_INSTITUTION.pattern}|medicine|of|the|and|for|unit|pet|ct|oncology|medizin|abteilung|service")
"""An institution of such words alone (``NUCLEAR MEDICINE``) names no house."""
_BIRTH_OR_STUDY_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\Z")


@dataclass(frozen=True)
class StudyFacts:
    """What is known of one study and may not stand in what is published of it.

    Attributes:
        names: parts of the names of patient and staff, folded, one word each.
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


@dataclass(frozen=True)
class Known:
    """What is known of a whole archive.

    Attributes:
        studies: by pseudonym.
        ids: ids of all patients and studies that are long enough to be looked for everywhere, squashed.
        uids: UIDs of the archive.
        own: the pseudonyms and replaced UIDs that are published.
        everywhere: what may stand in no text, whoever's it is.
    """

    studies: Mapping[str, StudyFacts]
    ids: frozenset[str]
    uids: frozenset[str]
    own: frozenset[str]
    everywhere: StudyFacts = StudyFacts()


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
    for told in identifiers:
        plain = folded(told)
        if _BIRTH_OR_STUDY_DATE.match(plain.strip()):
            dates.add(plain.strip())
        elif "^" not in plain and any(char.isdigit() for char in plain):
            ids |= {squashed(plain)} if distinct(plain) else set()
        else:
            _add_name(unicodedata.normalize("NFC", told), names, phrases, common_words)
    kept = frozenset(name for name in names if len(name) >= MIN_NAME_LETTERS and name not in common_words)
    return StudyFacts(kept, phrases, frozenset(ids), frozenset(dates), shifted_date)


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


def _add_name(told: str, names: set[str], phrases: dict[str, str], common_words: Collection[str]) -> None:
    plain = folded(told)
    parts = WORD.findall(plain)
    if not parts:
        return
    if "^" not in plain and "," not in plain and _INSTITUTION.search(plain):
        if any(part not in common_words and not _GENERIC.fullmatch(part) for part in parts):
            phrases[" ".join(parts)] = "institution"
        return
    for part in WORD.findall(told):
        names |= spellings(part)
    if len(parts) > 1:
        full = sorted({tuple(order) for order in permutations(parts[:MAX_NAME_PARTS], 2)})
        phrases |= {" ".join(order): "name" for order in full if max(map(len, order)) >= MIN_NAME_LETTERS}
