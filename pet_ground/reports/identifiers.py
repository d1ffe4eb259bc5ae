"""The forms of identifiers in report text: dates, phone numbers, addresses, labelled ids, names behind titles.

Every repetition is bounded or followed by what it can't match itself, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pet_ground.reports.dates import MONTH

NAME, ID, DATE, PHONE, EMAIL, AGE = "[NAME]", "[ID]", "[DATE]", "[PHONE]", "[EMAIL]", "[AGE]"

_NO_DIGIT_BEFORE = r"(?<![\d.,/-])"
_NO_DIGIT_AFTER = r"(?![\d/]|[.,-]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MON = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d{2}"
_LABEL = (
    r"(?:MRN|M\.R\.N\.|medical record(?: number| no\.?| #)?|patient(?:'s)? id|pt\.? id|accession(?: number|"
    r" no\.?| #)?|acc(?: no\.?| #)|"
    r"acc#|order(?: number| no\.?| #)|visit(?: number| no\.?| #)|account(?: number| no\.?| #)|SSN|"
    r"case number|hospital number|"
    r"exam number)"
)

_SLICE_BEFORE = re.compile(r"(?:slices?|images?|im|series|se|levels?|sl)\.?\s{0,3}(?:#\s{0,2})?\Z", re.IGNORECASE)
_SLICE_LOOK_BACK = 16


def _unless_slice(marker: str) -> Callable[[re.Match[str]], str]:
    def replaced(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - _SLICE_LOOK_BACK) : match.start()]
        return match.group() if _SLICE_BEFORE.search(before) else marker

    return replaced


def _group_only(marker: str) -> Callable[[re.Match[str]], str]:
    """Replace the group ``id`` and keep its label."""

    def replaced(match: re.Match[str]) -> str:
        begin, end = match.span("id")
        return match.group()[: begin - match.start()] + marker + match.group()[end - match.start() :]

    return replaced


_CAPITAL_NAME = r"(?:[A-Z][a-z'\u2019-]{1,30}[A-Z]?[a-z'-]{0,30}|[A-Z]{2,30}|[A-Z]\.)"
_NOT_NAME = (
    r"(?!(?:ON|AT|BY|AND|THE|IN|OF|WHO|IS|WAS|TO|FOR|WITH|FROM|VIA|AS|The|And|This|There|At|On|In|Findings|FINDINGS)\b)"
)
_MORE_NAMES = rf"(?:[ ,]{{1,2}}{_NOT_NAME}{_CAPITAL_NAME}(?![\w.]*:)){{0,2}}"

RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"), EMAIL),
    (re.compile(r"(?<![\d.])[0-2](?:\.\d{1,30}){5,20}(?![\d.]\d)"), ID),
    (
        re.compile(
            rf"\b{_LABEL}\s{{0,3}}(?:is\s|[:#=]){{0,2}}\s{{0,3}}(?P<id>[A-Za-z]{{0,6}}[-_]?\d[\w-]{{0,30}})",
            re.IGNORECASE,
        ),
        _group_only(ID),
    ),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_YEAR}[-/.]{_MON}[-/.]{_DAY}(?:T\d\d(?::?\d\d){{0,2}})?{_NO_DIGIT_AFTER}"), DATE),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d|[.,]\d)"), DATE),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_DAY}\s?/\s?{_DAY}\s?/\s?{_YEAR}{_NO_DIGIT_AFTER}"), DATE),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_DAY}/{_DAY}/\d{{2}}{_NO_DIGIT_AFTER}"), _unless_slice(DATE)),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_DAY}-{_DAY}-(?:{_YEAR}|\d\d){_NO_DIGIT_AFTER}"), _unless_slice(DATE)),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_DAY}\.{_DAY}\.(?:{_YEAR}|\d\d){_NO_DIGIT_AFTER}"), DATE),
    (re.compile(rf"{_NO_DIGIT_BEFORE}{_MON}/{_YEAR}{_NO_DIGIT_AFTER}"), DATE),
    (
        re.compile(
            rf"\b(?:{_DAY}(?:st|nd|rd|th)?[ -](?:of )?)?{MONTH}\b\.?[ -](?:{_DAY}(?:st|nd|rd|th)?,? )?'?(?:{_YEAR})\b",
            re.IGNORECASE,
        ),
        DATE,
    ),
    (
        re.compile(
            rf"(?<![\d.,])\b{_DAY}(?:st|nd|rd|th)? (?:of )?(?!may\b){MONTH}\b",
            re.IGNORECASE,
        ),
        DATE,
    ),
    (
        re.compile(
            rf"\b(?!may\b){MONTH}\b\.? {_DAY}(?:st|nd|rd|th)?\b(?![.,]?\d|[/-]\d| (?:cm|mm|slices|images))",
            re.IGNORECASE,
        ),
        DATE,
    ),
    (
        re.compile(
            (
                rf"\b(?:on|dated|from|since|of|in|until|by)\s(?P<id>{MONTH}\b\.?(?: {_DAY}(?:st|nd|rd|"
                rf"th)?\b(?![.,]\d))?)(?! be\b)"
            ),
            re.IGNORECASE,
        ),
        _group_only(DATE),
    ),
    (
        re.compile(rf"\b(?:on|dated|from)\s{{1,3}}(?P<id>{_DAY}/{_DAY}){_NO_DIGIT_AFTER}", re.IGNORECASE),
        _group_only(DATE),
    ),
    (re.compile(r"(?<![\d.,-])\d{3}-\d{2}-\d{4}(?![\d-])"), ID),
    (re.compile(r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"), PHONE),
    (re.compile(r"(?<![\w.])\+\d{1,3}(?:[ ./-]?\d{2,5}){2,5}(?!\d)"), PHONE),
    (re.compile(r"(?<![\d.,-])\d{3}-\d{4}(?![\d-])"), _unless_slice(PHONE)),
    (
        re.compile(
            rf"\b(?:D[Rr]s?|M[Rr]s?|M[Ss]|Prof|PROF|"
            rf"Miss)\b\.?\s{{1,3}}(?:and\s)?{_NOT_NAME}"
            rf"(?P<id>{_CAPITAL_NAME}{_MORE_NAMES}(?: and {_NOT_NAME}{_CAPITAL_NAME})?)"
        ),
        _group_only(NAME),
    ),
    (
        re.compile(r"(?P<id>\b[A-Z][a-z'-]{1,30}(?: [A-Z]\.?)? [A-Z][a-z'-]{1,30}),? (?:M\.?D\b|D\.?O\b|Ph\.?D\b)\.?"),
        _group_only(NAME),
    ),
    (
        re.compile(
            rf"\b(?i:signed|dictated|read|interpreted|transcribed|approved|verified|reported|attested|"
            rf"reviewed|referred) (?i:by)\s?:?\s{{0,3}}"
            rf"(?P<id>{_CAPITAL_NAME}{_MORE_NAMES})"
        ),
        _group_only(NAME),
    ),
    (re.compile(r"(?<![\d.,/])(?:9\d|1[0-3]\d)(?=[ -]?(?:years?|yrs?|y)[ -]?(?:old\b|/?o\b))", re.IGNORECASE), AGE),
    (re.compile(r"\b(?:age|aged)[ :]{1,2}(?P<id>(?:9\d|1[0-3]\d))(?!\d|[.,]\d)", re.IGNORECASE), _group_only(AGE)),
)
"""Pattern and replacement, in the order in which they are applied."""
