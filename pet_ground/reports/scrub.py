"""Identifiers out of report text, before anything else sees it: what the headers know, and what has their form.

Values that the pipeline needs (SUVs, sizes, slices, series, minutes) have none of these forms and stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from pet_ground.reports.dates import normalised_date
from pet_ground.reports.identifiers import RULES
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
_LETTERS = re.compile(r"[aou]e|.", re.IGNORECASE | re.DOTALL)
_ACCENTED = {
    "a": "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5",
    "c": "\u00e7\u010d\u0107",
    "e": "\u00e8\u00e9\u00ea\u00eb\u011b",
    "i": "\u00ec\u00ed\u00ee\u00ef",
    "n": "\u00f1\u0144\u0148",
    "o": "\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8",
    "s": "\u0161\u015b\u015f",
    "u": "\u00f9\u00fa\u00fb\u00fc\u016f",
    "y": "\u00fd\u00ff",
    "z": "\u017e\u017a\u017c",
}
"""Letters that headers, which are often ASCII, hold without their accents."""
_SEPARATOR = r"[-. /]?"
_SEPARATORS = r"[-. /_#]{0,2}"

_NUMBERED_WORDS = words(
    "ct pet pt mr mri nm im img image images se ser series slice slices sl suv level station t l c s th"
)
"""An id of such a word and a number (``CT-99``, ``L004``) goes only as it is written: ``CT 99`` is a slice."""
_TITLES = ("Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Dr.", "Dr", "Drs.", "Prof.", "Prof")
_INSTITUTION = re.compile(
    r"\b(?:hospital|clinic|klinik|klinikum|universit\w*|medical|cent(?:er|re)|health\w*|institut\w*|"
    r"radiology|imaging|department|"
    r"school|college|foundation|system|memorial|nuclear|cancer|general)\b",
    re.IGNORECASE,
)
_MARKER = r"\[(?:NAME|ID|DATE|PHONE|EMAIL|AGE|ADDRESS)\]"


def scrub(text: str, known: Collection[str]) -> str:
    """Report text with the patient's identifiers replaced by markers such as ``[NAME]`` and ``[DATE]``.

    Args:
        text: the report.
        known: strings from the headers: person names (``DOE^JANE``), ids, accession numbers, names of institutions
            and physicians. A person's name goes in every usual order, and each of its parts of at least 3 letters by
            itself. Ids go with other separators, too (``ACC 1`` for ``ACC-1``); other strings go as a whole. All-digit
            ids of fewer than 5 digits go only behind a label (MRN).

    Returns:
        The text; scrubbing it again changes nothing. SUVs, sizes, slices and minutes are untouched. Years by
        themselves stay (they identify nobody by the HIPAA safe harbour rule), and so do ages up to 89.
    """
    text = _without_known(text, known)
    for needed, rules in RULES:
        if needed.search(text):
            for pattern, replacement in rules:
                text = pattern.sub(replacement, text)
    return text


def _without_known(text: str, known: Collection[str]) -> str:
    names: set[str] = set()
    ids: set[str] = set()
    for item in known:
        plain = " ".join(item.split())
        is_id = any(char.isdigit() for char in plain) and "^" not in plain
        (ids if is_id else names).add(plain)
    kinds = {
        "id": {_id_pattern(form) for form in ids if _is_distinct(form)},
        "name": {_name_pattern(form, ascii_text=text.isascii()) for name in names for form in _name_forms(name)},
    }
    groups = [f"(?P<{kind}>{'|'.join(sorted(forms, key=_longest_first))})" for kind, forms in kinds.items() if forms]
    if not groups:
        return text
    pattern = re.compile(rf"{_MARKER}|(?<![^\W_])(?:{'|'.join(groups)})(?![^\W_])", re.IGNORECASE)

    def replaced(match: re.Match[str]) -> str:
        found = match.group()
        return {"id": ID, "name": NAME}[match.lastgroup] if match.lastgroup else found if found.isupper() else NAME

    return pattern.sub(replaced, text)


def _longest_first(pattern: str) -> tuple[int, str]:
    return -len(pattern), pattern


def _name_pattern(form: str, *, ascii_text: bool) -> str:
    letter = _ascii_letter if ascii_text else _letter
    return r"[\s_]{1,4}".join("".join(map(letter, _LETTERS.findall(word))) for word in form.split(" "))


def _ascii_letter(told: str) -> str:
    """A letter of a header, or an umlaut that it writes out, as a report without accents writes it."""
    plain = unicodedata.normalize("NFKD", told)[0]
    return f"{plain}{told[1]}?" if len(told) > 1 else re.escape(plain)


def _letter(told: str) -> str:
    """The same as any report may write it: with accents or without."""
    plain = unicodedata.normalize("NFKD", told)[0].lower()
    accented = _ACCENTED.get(plain, "")
    if len(told) > 1:
        return f"(?:{told}|[{plain}{accented}])"
    return f"[{plain}{accented}]" if accented else re.escape(told)


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
    if not is_person and (_INSTITUTION.search(name) or " " not in name):
        if _is_long(name):
            yield name
        return
    parts = [part.strip() for part in re.split(r"[\^,= ]", name) if part.strip()]
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
