"""What has the form of an identifier, whoever's it is: dates, telephone numbers, addresses, UIDs, long numbers, names.

These expressions are narrower than those of the scrubbing: they look for what is certainly no finding, because every
hit stops a data set. Every repetition is bounded or can begin at one place only, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

MIN_RUN_DIGITS = 7
"""Counts, doses in MBq, slices and sizes have fewer digits; ids of hospitals and telephone numbers have as many."""

_DAY, _MON, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "januar|jaenner|j\u00e4nner|februar|m\u00e4rz|maerz|mai|juni|juli|oktober|dezember|okt|dez|"
    "janvier|f\u00e9vrier|fevrier|mars|avril|juin|juillet|ao\u00fbt|aout|septembre|octobre|novembre|d\u00e9cembre|decembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|ene|abr|ago|dic"
)
_MONTH = rf"(?<![^\W\d_])(?:{_MONTHS})(?![^\W\d_])\.?"
_COUNTED = re.compile(
    r"\b(?:slices?|images?|img|im|series|ser?|sl|frames?|levels?|stations?|nodes?|ribs?|grade|scores?|deauville|suv\w*|max|"
    r"mean|peak)\.?[ :#=]{0,3}\Z",
    re.IGNORECASE,
)
_LOOK_BACK_CHARS = 16
_BEFORE = r"(?<![\w./,-])"
_AFTER = r"(?![\w/-]|[.,]\d)"


class Pattern(NamedTuple):
    """A kind of identifier, what a text must hold for it, its expression, and whether a value may look the same."""

    kind: str
    needed: Callable[[str], object]
    expression: re.Pattern[str]
    may_be_counted: bool = False


_AT = re.compile("@").search
_DOTS = re.compile(r"\d\.\d+\.\d").search
_A_YEAR = re.compile(_YEAR).search
_SLASHES = re.compile(r"\d/\d\d?/\d").search
_FOUR_DIGITS = re.compile(r"\d{4}").search
_PLUS = re.compile(r"\+\d").search
_LONG_RUN = re.compile(rf"\d{{{MIN_RUN_DIGITS}}}").search
_HIGH_AGE = re.compile(r"(?:9\d|1[0-3]\d)[ -]?[yYjJ]").search
_A_TITLE = re.compile(r"\b(?:D[Rr]|M[rsmoai]|Prof|Herr|Frau|Se\u00f1|Sr)").search
"""Quick looks: an expression is tried only where its text may stand."""
_CAPITALISED = r"[A-Z\u00c0-\u00de][^\W\d_]{1,30}"
_TITLE = re.compile(
    r"(?<![^\W_])(?:D[Rr]s?|Mr|Mrs|Ms|Prof|Professor|Miss|Herrn?|Frau|Mme|Monsieur|Madame|Se\u00f1ora?|Sra?|Dra)\b\.?\s{0,2}"
    rf"(?P<value>(?:(?:de|del|van|von|der|den|la|le|di|da) ){{0,2}}{_CAPITALISED}(?:[-'\u2019 ]{_CAPITALISED}){{0,2}})"
)

PATTERNS: tuple[Pattern, ...] = (
    Pattern("e-mail", _AT, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    Pattern("uid", _DOTS, re.compile(r"(?<![\w.])[0-2](?:\.(?:0|[1-9]\d*)){4,}(?![\w])|(?<![\w.])2\.25\.\d{6,}(?!\w)")),
    Pattern(
        "date",
        _A_YEAR,
        re.compile(
            rf"{_BEFORE}(?:{_YEAR}(?P<a>[-/._]){_MON}(?P=a){_DAY}|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|"
            rf"(?:{_DAY}(?P<b>[-/._]){_MON}|{_MON}(?P<c>[-/._]){_DAY})(?:(?P=b)|(?P=c)){_YEAR})"
            r"(?:[Tt_ ]?\d\d:?\d\d|(?![\w/-]))"
        ),
    ),
    Pattern(
        "date",
        _SLASHES,
        re.compile(rf"{_BEFORE}(?:{_DAY}/{_MON}|{_MON}/{_DAY})/\d\d{_AFTER}"),
        may_be_counted=True,
    ),
    Pattern(
        "date",
        _A_YEAR,
        re.compile(
            rf"(?<![\w./,-]){_DAY}(?:st|nd|rd|th|\.|er)?[ -]?(?:of |de )?{_MONTH}[ ,-]{{0,2}}(?:de )?{_YEAR}(?!\d)|"
            rf"{_MONTH}[ -]{_DAY}(?:st|nd|rd|th)?,? {{0,2}}{_YEAR}(?!\d)|{_MONTH},?[ -]{_YEAR}(?!\d)",
            re.IGNORECASE,
        ),
    ),
    Pattern("phone", _FOUR_DIGITS, re.compile(r"(?<![\w.])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])")),
    Pattern("phone", _PLUS, re.compile(r"(?<![\w.])\+\d{1,3}(?:[ ./-]?\d{2,5}){2,5}(?!\d)")),
    Pattern("number", _FOUR_DIGITS, re.compile(r"(?<![\w.,-])\d{3}([- ])\d{2}\1\d{4}(?![\d-])"), may_be_counted=True),
    Pattern(
        "number",
        _LONG_RUN,
        re.compile(
            rf"(?<![\w.,])[A-Za-z]{{0,4}}[-_]?\d{{{MIN_RUN_DIGITS},18}}(?!\w|[.,]\d)(?!\s?(?:[kMG]?Bq|counts?|cts|cps|cpm)\b)"
        ),
    ),
    Pattern(
        "age",
        _HIGH_AGE,
        re.compile(
            r"(?<![\d.,/])(?:9\d|1[0-3]\d)(?=[ -]?(?:years?|yrs?|y)[ -]?(?:old\b|/?o\b)|[ -]?j\u00e4hrig)",
            re.IGNORECASE,
        ),
    ),
    Pattern("titled name", _A_TITLE, _TITLE),
)


def matches(text: str, common_words: Collection[str]) -> Iterator[tuple[str, str]]:
    """Kind and value of everything in a text that has the form of an identifier.

    Args:
        text: any text.
        common_words: words of reports in lower case; a title before one of them (``MR Brain``) names nobody.
    """
    for kind, needed, expression, may_be_counted in PATTERNS:
        if not needed(text):
            continue
        for match in expression.finditer(text):
            if may_be_counted and _COUNTED.search(text[max(0, match.start() - _LOOK_BACK_CHARS) : match.start()]):
                continue
            value = match["value"] if expression is _TITLE else match.group()
            if kind != "titled name" or value.split()[-1].lower() not in common_words:
                yield kind, value
