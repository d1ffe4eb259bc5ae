"""Dates as tables and reports write them."""

from __future__ import annotations

import re
from datetime import date

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
"""A month's name or its abbreviation, without the full stop (for expressions that ignore case)."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].{0,32})?\Z")
_DICOM = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0|T?\d{4}(?:\d\d)?(?:\.\d{1,6})?)?\Z")
_TWO_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: .{0,32})?\Z")
_WITH_NAME = re.compile(r"(?:(\d{1,2})[ -]?)?([a-z]{3})[a-z]{0,6}[. -]{0,2}(?:(\d{1,2}),? )?(\d{4})\Z", re.IGNORECASE)


def normalised_date(value: str) -> str | None:
    """The date as YYYYMMDD, or None where it can't be read for certain.

    ISO (``2000-09-07``), DICOM and HL7 (``20000907``), both with or without a time, names of months (``7 Sep 2000``,
    ``07SEP2000``, ``September 7, 2000``). Of two leading numbers one is the day for certain only where it is above 12,
    or both are equal: ``09/17/2000`` is read, ``09/07/2000`` is None. A date is never guessed: a wrong one matches the
    wrong study.
    """
    text = value.strip()
    match = _ISO.match(text) or _DICOM.match(text)
    if match:
        return _checked(int(match[1]), int(match[2]), int(match[3]))
    match = _TWO_FIRST.match(text)
    if match:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first > 12:
            return _checked(year, second, first)
        return _checked(year, first, second) if second > 12 or first == second else None
    match = _WITH_NAME.match(text)
    day = (match[1] or match[3]) if match else None
    if match is None or day is None or match[2].lower() not in _MONTHS:
        return None
    return _checked(int(match[4]), _MONTHS.index(match[2].lower()) + 1, int(day))


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).strftime("%Y%m%d") if year >= 1900 else None
    except ValueError:
        return None
