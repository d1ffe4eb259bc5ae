"""Identifiers out of report text, before anything else sees it: what the headers know, and what has their form.

Values that the pipeline needs (SUVs, sizes, slices, series, minutes) have none of these forms and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pet_ground.reports.dates import normalised_date
from pet_ground.reports.identifiers import RULES
from pet_ground.reports.known_forms import house_forms, is_institution, joined_forms
from pet_ground.reports.letter_forms import as_written
from pet_ground.reports.name_words import REPORT_WORDS
from pet_ground.reports.redaction import ID, NAME
from pet_ground.reports.tokens import words

MIN_NAME_LETTERS = 3
"""Shorter parts of a name (initials, ``Li``) occur in ordinary words' places; they go only as part of the full name."""
MIN_NUMBER_DIGITS = 5
"""A shorter all-digit id can't be told from a slice number or a dose; it goes where a label such as MRN precedes it."""
MIN_ID_CHARS = 4
MIN_SPACED_DIGITS = 7
"""A shorter all-digit id with blanks between its digits can't be told from a list of values."""
_SEPARATOR = r"[-. /]?"
_SEPARATORS = r"[-. /_#]{0,2}"

_PHRASE_WORD = re.compile(r"[^\W_]+")
_PHRASE_GAP = r"[\W_]{1,4}"
"""Between the words of a listed phrase: blanks and signs."""
_NUMBERED_WORDS = words(
    "ct pet pt mr mri nm im img image images se ser series slice slices sl suv level station t l c s th"
)
"""An id of such a word and a number (``CT-99``, ``L004``) goes only as it is written: ``CT 99`` is a slice."""
_TITLES = ("Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Dr.", "Dr", "Drs.", "Prof.", "Prof")
_MARKER = r"\[(?:NAME|ID|DATE|PHONE|EMAIL|AGE|ADDRESS)\]"


def scrub(text: str, known: Collection[str], phrases: Collection[str] = ()) -> str:
    """Report text with the patient's identifiers replaced by markers such as ``[NAME]`` and ``[DATE]``.

    Args:
        text: the report.
        known: strings from the headers: person names (``DOE^JANE``), ids, accession numbers, names of institutions
            and physicians. A person's name goes in every usual order, and each of its parts of at least 3 letters by
            itself, and run together (``DoeJane``). Ids go with other separators, too (``ACC 1`` for ``ACC-1``).
            Institutions go as a whole and by their distinctive words (``St Elsewhere``). All-digit ids of fewer than
            5 digits go only behind a label (MRN).
        phrases: what a person listed; each goes as a whole, with any blanks or signs between its words.

    Returns:
        The text; scrubbing it again changes nothing. SUVs, sizes, slices and minutes are untouched. Years by
        themselves stay (they identify nobody by the HIPAA safe harbour rule), and so do ages up to 89.
    """
    text = _without_known(text, known, phrases)
    for needed, rules in RULES:
        if needed.search(text):
            for pattern, replacement in rules:
                text = pattern.sub(replacement, text)
    return text


def _without_known(text: str, known: Collection[str], phrases: Collection[str]) -> str:
    names: set[str] = set()
    ids: set[str] = set()
    for item in known:
        plain = " ".join(item.split())
        is_id = any(char.isdigit() for char in plain) and "^" not in plain
        (ids if is_id else names).add(plain)
    plain_text = text.isascii()
    whole = {as_written(form, ascii_text=plain_text) for name in names for form in _name_forms(name)}
    parts = {form for name in names for form in _joined(name, ascii_text=plain_text)}
    parts |= {form for name in names | ids if is_institution(name) for form in house_forms(name, ascii_text=plain_text)}
    listed = {pattern for phrase in phrases for pattern in _phrase_patterns(phrase, ascii_text=plain_text)}
    kinds = {
        "id": sorted({_id_pattern(form) for form in ids if _is_distinct(form)}, key=_longest_first),
        "name": [*(form for group in (listed, whole, parts) for form in sorted(group, key=_longest_first))],
    }
    groups = [f"(?P<{kind}>{'|'.join(forms)})" for kind, forms in kinds.items() if forms]
    if not groups:
        return text
    pattern = re.compile(rf"{_MARKER}|(?<![^\W_])(?:{'|'.join(groups)})(?![^\W_])", re.IGNORECASE)

    def replaced(match: re.Match[str]) -> str:
        found = match.group()
        return {"id": ID, "name": NAME}[match.lastgroup] if match.lastgroup else found if found.isupper() else NAME

    return pattern.sub(replaced, text)


def _longest_first(pattern: str) -> tuple[int, str]:
    return -len(pattern), pattern


def _phrase_patterns(phrase: str, *, ascii_text: bool) -> Iterator[str]:
    told = " ".join(_PHRASE_WORD.findall(phrase))
    if told:
        yield as_written(told, ascii_text=ascii_text, blanks=_PHRASE_GAP)
    if any(map(str.isdigit, told)) and _is_distinct(phrase):
        yield _id_pattern(phrase)


def _joined(name: str, *, ascii_text: bool) -> Iterator[str]:
    parts, is_person = _parts(name), "^" in name or "," in name
    if len(parts) > 1 and not is_institution(name):
        last, given = (parts[0], parts[1:]) if is_person else (parts[-1], parts[:-1])
        yield from joined_forms(last, given, ascii_text=ascii_text)


def _parts(name: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\^,= ]", name) if _PHRASE_WORD.search(part)]


def _id_pattern(identifier: str) -> str:
    """The id as it is written, and with any or no separator where it has one, or where letters meet digits.

    A date (of birth) goes only as it is written: the rules for dates know its other writings.
    """
    exact = re.escape(identifier).replace(r"\ ", r"\s{1,4}")
    runs = re.findall(r"[^\W\d_]+|\d+", identifier)
    squashed = "".join(runs)
    if squashed.isdigit():
        if len(squashed) < MIN_SPACED_DIGITS or normalised_date(squashed) is not None:
            return exact
        significant = squashed.lstrip("0")
        digits = significant if len(significant) >= MIN_NUMBER_DIGITS else squashed
        return f"{exact}|(?<!0)0{{0,9}}{_SEPARATOR.join(digits)}"
    if len(squashed) < MIN_ID_CHARS or runs[0].lower() in _NUMBERED_WORDS:
        return exact
    return f"{exact}|{_SEPARATORS.join(re.escape(run) for run in runs)}"


def _is_distinct(identifier: str) -> bool:
    if identifier.isdigit():
        return len(identifier) >= MIN_NUMBER_DIGITS
    letters = any(char.isalpha() for char in identifier)
    return len(identifier) >= MIN_ID_CHARS and (letters or sum(map(str.isdigit, identifier)) >= MIN_NUMBER_DIGITS)


def _name_forms(name: str) -> Iterator[str]:
    """Every way in which a report may write the name."""
    is_person = "^" in name or "," in name
    if not is_person and (is_institution(name) or " " not in name):
        if _is_long(name):
            yield name
        return
    parts = _parts(name)
    if len(parts) > 1:
        last, given = (parts[0], parts[1:]) if is_person else (parts[-1], parts[:-1])
        first = given[0]
        yield from (f"{first} {last}", f"{last} {first}", f"{last}, {first}", f"{last},{first}", f"{last}^{first}")
        yield " ".join([*given, last])
        yield f"{last}, {' '.join(given)}"
        yield f"{first[0]}. {last}"
    yield name
    halves = [half for part in parts if "-" in part for half in part.split("-")]
    short = [part for part in parts if len(part) >= MIN_NAME_LETTERS and not _is_long(part)]
    yield from (f"{title} {part}" for part in short for title in _TITLES)
    yield from (part for part in [*parts, *halves] if _is_long(part))


def _is_long(part: str) -> bool:
    return sum(char.isalpha() for char in part) >= MIN_NAME_LETTERS and part.lower() not in REPORT_WORDS
