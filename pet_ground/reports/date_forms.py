"""The writings of dates in report text, as rules that put ``[DATE]`` in their place.

A year by itself stays: it identifies nobody by the HIPAA safe harbour rule. Every repetition is bounded or can begin
at one place only, so the time is linear.
"""

from __future__ import annotations

import re

from pet_ground.reports.dates import MONTH
from pet_ground.reports.redaction import DATE, Rule, group_only, group_unless_counted, unless_counted

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MON = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d{2}"
_DASH = r"[-\u2010-\u2013]"
_NO_DIGIT_BEFORE = r"(?<!\d)"
_FREE_BEFORE = r"(?<![^\W_])(?<!\d[.,/-])"
"""Neither inside a word such as ``T1`` or ``L4`` nor a part of a decimal, a fraction or a range."""
_ORDINAL = r"(?:st|[nr]d|th)?"
_RANGE = rf"(?:\s?(?:{_DASH}|to|and|&|through)\s?{_DAY}{_ORDINAL})?"
_NO_LETTER_BEFORE, _NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_ANY_MONTH = rf"{_NO_LETTER_BEFORE}{MONTH}{_NO_LETTER_AFTER}"
_SURE_MONTH = rf"{_NO_LETTER_BEFORE}(?!may\b){MONTH}{_NO_LETTER_AFTER}"
_NOT_COUNTED = (
    r"(?!\d|[.,]\d|/\d|\s?%|\sof\b|[ -]?(?:x\b|mm|cm|ml|mci|"
    r"slices?|images?|nodes?|lymph|ribs?|lesions?|lobes?|points?|cycles?|cores?|cases|patients))"
)
"""No unit and no counted thing follows: ``3/4 slices``, ``5/6 ribs``, ``2/14 nodes``, ``3/4 of the lobe``."""

FOREIGN_MONTH = (
    r"(?:j(?:anuar|\u00e4nner)|februar|m\u00e4rz|maerz|mai|juni|juli|oktober|dezember|okt|dez|"
    r"janv(?:ier)?|f\u00e9vr(?:ier)?|fevrier|mars|avr(?:il)?|juin|juil(?:let)?|ao\u00fbt|aout|septembre|octobre|novembre|"
    r"d\u00e9cembre|decembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
)
"""A month in German, French or Spanish where it is not as in English."""
FOREIGN_NEEDED = re.compile(
    r"\b[ADEFJMNOS\u00c4adefjmnos](?=\w{2})(?i:anuar|\u00e4nner|ebruar|\u00e4rz|aerz|ai\b|uni|uli|kt\b|kto|ez\b|ezem|anv|"
    r"\u00e9vr|evri|ars\b|vr|uin\b|uil|o\u00fbt|out\b|eptembre|eptie|etie|ctobre|ctub|ovembre|ovie|\u00e9ce|ecembre|icie|nero|ebrero|"
    r"arzo|bril|ayo|gosto)"
)
"""The same for a quick look: a case-sensitive first letter is found much faster."""

_MONTH_AND_DAY = rf"(?:{_MON}/{_DAY}|{_DAY}/{_MON}){_NOT_COUNTED}"
_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?:\.\d{1,6})?"
_ZONE = r"(?:[Zz]|[+-]\d\d:?\d\d)?"
_STUDY = r"(?:PET(?:[/-]?CT)?|CT|MRI|study|scan|exam(?:ination)?|comparison)"
_STUDY_BEFORE = (
    r"(?:(?:prior|previous|outside|baseline|last|recent|initial|staging|restaging)"
    r"(?:\s(?:outside|FDG|whole[ -]body|staging|restaging|chest|diagnostic|CT|MRI|PET(?:[/-]?CT)?|study|scan|exam))"
    r"{0,3}|"
    r"comparison|study|scan|exam(?:ination)?|PET(?:[/-]?CT)?|(?:CT|MRI)(?=\s(?:of|on|from|dated)\s))"
)
_TIME_WORD = (
    r"(?:on|dated|from|since|until|till|versus|vs\.?|compared (?:to|with)|dates?|dob|born|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
)

_NUMERIC: tuple[tuple[str, bool], ...] = (
    # 20200310, with a time of day as DICOM and HL7 write it
    (
        rf"{_NO_DIGIT_BEFORE}(?<!\d\.){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[Tt_-]?{_CLOCK}{_ZONE})?(?!\d)",
        False,
    ),
    (
        (
            rf"{_NO_DIGIT_BEFORE}{_YEAR}(?:\s?/\s?{_MON}\s?/\s?|{_DASH}{_MON}{_DASH}|\.{_MON}\.|_{_MON}_){_DAY}"
            rf"(?:[Tt_]\d\d(?::?\d\d){{0,2}}(?:[.,]\d{{1,6}})?{_ZONE})?(?!\d)"
        ),
        False,
    ),
    (
        (
            rf"{_NO_DIGIT_BEFORE}{_DAY}"
            rf"(?:\s?/\s?{_DAY}\s?/\s?|\s?{_DASH}\s?{_DAY}\s?{_DASH}\s?|\.{_DAY}\.|_{_DAY}_){_YEAR}(?!\d)"
        ),
        False,
    ),
    (rf"(?<![^\W_])(?<!\d[.,/])(?:{_DAY}/{_MON}|{_MON}/{_DAY})/'?\d\d{_NOT_COUNTED}", True),
    (rf"{_FREE_BEFORE}(?:{_DAY}{_DASH}{_MON}|{_MON}{_DASH}{_DAY}){_DASH}'?\d\d(?!-\d){_NOT_COUNTED}", True),
    (rf"{_FREE_BEFORE}(?:{_DAY}\.{_MON}|{_MON}\.{_DAY})\.\d\d{_NOT_COUNTED}", True),
)
"""Expression, and whether a slice, a score or a value may look the same."""
_NUMERIC_MONTHS: tuple[tuple[str, bool], ...] = (
    (rf"{_FREE_BEFORE}{_MON}(?:/|{_DASH}){_YEAR}{_NOT_COUNTED}", True),
    (rf"{_FREE_BEFORE}0[1-9]\.{_YEAR}{_NOT_COUNTED}", True),
    (rf"{_FREE_BEFORE}{_YEAR}[/-](?:0[1-9]|1[0-2])(?!-){_NOT_COUNTED}", True),
)

_AFTER_MONTH = r"(?:\.?,?\s{1,2}|\.?[-/.,]|\sof\s|)"
_TO_YEAR = rf"(?:,\s?|\s{{1,2}}|[-/.]|\sof\s)(?:{_YEAR}(?!\d)|'\d\d(?!\d))"
_FIRST_DAY = rf"(?:{_DAY}{_ORDINAL}\s?(?:{_DASH}|to|and|&|through)\s?)?"
_CAPITAL_MAY = r"(?-i:(?<!\w)(?:May|MAY)\b)"
_MAY_BESIDE_STUDY = r"may(?=\s?(?:[.,;:)]|\Z|PET|CT|study|scan|exam))"
_NAMED: tuple[str, ...] = (
    rf"{_ANY_MONTH}\.?(?:\s{{1,2}}(?:the )?|[-/]|){_DAY}{_ORDINAL}{_RANGE}(?:{_TO_YEAR}|[-/]\d\d{_NOT_COUNTED})",
    (
        rf"{_FREE_BEFORE}{_FIRST_DAY}{_DAY}{_ORDINAL}(?: of |[ ./]|{_DASH}|){_ANY_MONTH}"
        rf"{_AFTER_MONTH}'?(?:{_YEAR}(?!\d)|\d\d{_NOT_COUNTED})"
    ),
    rf"{_NO_DIGIT_BEFORE}{_YEAR}(?:[ /-]|){_ANY_MONTH}\.?(?:[ /-]|){_DAY}(?!\d)",
    rf"{_ANY_MONTH}{_AFTER_MONTH}(?:'?{_YEAR}(?!\d)|'\d\d(?!\d))",
    rf"{_SURE_MONTH}[-/]\d\d{_NOT_COUNTED}",
    rf"{_NO_DIGIT_BEFORE}{_YEAR}[ /-]{_SURE_MONTH}",
    (
        rf"{_FREE_BEFORE}{_DAY}{_ORDINAL}"
        rf"(?: of {_ANY_MONTH}|(?:[ /]|{_DASH}|)(?:{_SURE_MONTH}|{_MAY_BESIDE_STUDY}|(?-i:May\b)))"
    ),
    (
        rf"(?:{_SURE_MONTH}|{_CAPITAL_MAY})\.?(?: (?:the )?|[-/]|)"
        rf"{_DAY}{_ORDINAL}{_RANGE}(?!/\d|-\d){_NOT_COUNTED}"
    ),
)
"""Dates with the month's name. ``may`` is a verb, too: it needs a year or a capital letter beside its day."""

_BESIDE_WORDS: tuple[str, ...] = (
    (
        rf"\b(?=[a-z])(?:{_TIME_WORD}|of|in|by|between|during)\s"
        rf"(?P<id>(?:{_SURE_MONTH}|(?-i:May\b)|may(?=\s?[.,;)]))\.?)(?! be\b)"
    ),
    rf"\((?P<id>(?:{_SURE_MONTH}|may\b))\.?\)",
    rf"\b(?P<id>(?:{_SURE_MONTH}|(?-i:May\b)))\.?\s{_STUDY}\b",
    rf"(?P<id>{_SURE_MONTH})(?:\sand\s|\sto\s|\s?/\s?|\s?{_DASH}\s?)\[DATE\]",
)
_DOTTED_MONTH = rf"\b(?:in|since|dated|until|{_STUDY}\s(?:of|from|on|in))\s(?P<id>{_MON}\.{_YEAR}){_NOT_COUNTED}"
"""``10.2019`` is a month only behind such words: elsewhere it may be a value."""
_LABELLED = r"\b(?:dates?|dated|dob|d\.o\.b\.?|born|birth ?date)\b\W{0,3}(?P<id>\d{6}|\d{8})(?!\d)"
_MONTH_AND_DAY_BESIDE_WORDS: tuple[str, ...] = (
    rf"\b(?=[a-z]){_TIME_WORD}[\s,:]{{1,3}}(?P<id>{_MONTH_AND_DAY})",
    rf"\b(?=[a-z]){_STUDY_BEFORE}[\s,:(]{{1,3}}(?:(?:of|on|from|dated|the)\s){{0,2}}(?P<id>{_MONTH_AND_DAY})",
    rf"{_FREE_BEFORE}(?P<id>{_MONTH_AND_DAY})\s(?:prior\s|outside\s)?{_STUDY}\b",
)
_SCORES = ("deauville", "score", "grade", "pain", "krenning")
_SCORE = re.compile(rf"\b(?:{'|'.join(_SCORES)})\b", re.IGNORECASE)
_STOP = re.compile(r"[\d.;\n]")
_SCORE_LOOK_BACK_CHARS = 56
_replaced_by_date = group_unless_counted(DATE)


def _unless_score(match: re.Match[str]) -> str:
    """A score may fall ``from 3/5 to 2/5``: no digit stands between its name and its first number."""
    place = match.start("id")
    before = match.string[max(0, place - _SCORE_LOOK_BACK_CHARS) : place]
    lowered = before.lower()
    names = list(_SCORE.finditer(before)) if any(word in lowered for word in _SCORES) else []
    if names and not _STOP.search(before, names[-1].end()):
        return match.group()
    return _replaced_by_date(match)


_FOLLOWING = re.compile(rf"\[DATE\](?:(?:,\s|,?\s(?:and|to|or|&)\s){_MONTH_AND_DAY})+", re.IGNORECASE)
_ONE_OF_FOLLOWING = re.compile(_MONTH_AND_DAY, re.IGNORECASE)


def _all_following(match: re.Match[str]) -> str:
    return _ONE_OF_FOLLOWING.sub(DATE, match.group())


def _numeric(forms: tuple[tuple[str, bool], ...]) -> tuple[Rule, ...]:
    return tuple((re.compile(form), unless_counted(DATE) if doubtful else DATE) for form, doubtful in forms)


WHOLE_DATE_RULES: tuple[Rule, ...] = _numeric(_NUMERIC)
"""Day, month and year in digits."""
MONTH_NAME_RULES: tuple[Rule, ...] = (
    *((re.compile(form, re.IGNORECASE), DATE) for form in _NAMED),
    *((re.compile(form, re.IGNORECASE), group_only(DATE)) for form in _BESIDE_WORDS),
)
"""Whatever holds the name of a month."""
_A_FOREIGN_MONTH = rf"{_NO_LETTER_BEFORE}{FOREIGN_MONTH}{_NO_LETTER_AFTER}\.?"
FOREIGN_MONTH_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"{_FREE_BEFORE}{_DAY}(?:\.|er|o)?[ -]?(?:de )?{_A_FOREIGN_MONTH}"
            rf"(?:[ -](?:de(?:l)? )?{_YEAR}(?!\d)|(?<!mars))",
            re.IGNORECASE,
        ),
        unless_counted(DATE),
    ),
    (re.compile(rf"{_A_FOREIGN_MONTH},?[ -](?:de(?:l)? )?{_YEAR}(?!\d)", re.IGNORECASE), DATE),
)
"""Day and month, with the year or without it, and month and year."""
PARTIAL_DATE_RULES: tuple[Rule, ...] = (
    *_numeric(_NUMERIC_MONTHS),
    (re.compile(_DOTTED_MONTH, re.IGNORECASE), group_unless_counted(DATE)),
    (re.compile(_LABELLED, re.IGNORECASE), group_only(DATE)),
    *((re.compile(form, re.IGNORECASE), _unless_score) for form in _MONTH_AND_DAY_BESIDE_WORDS),
    (_FOLLOWING, _all_following),
)
"""Month and year, or month and day beside a word or a date, in digits: after whole dates, whose parts look the same."""
