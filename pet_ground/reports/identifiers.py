"""Every form of an identifier in report text: addresses, UIDs, ids, dates, telephone numbers, names, high ages.

Every repetition is bounded or can begin at one place only, so the time is linear.
"""

from __future__ import annotations

import re

from pet_ground.reports.date_forms import (
    FOREIGN_MONTH_RULES,
    FOREIGN_NEEDED,
    MONTH_NAME_RULES,
    PARTIAL_DATE_RULES,
    WHOLE_DATE_RULES,
)
from pet_ground.reports.dates import MONTH
from pet_ground.reports.name_forms import NAME_RULES
from pet_ground.reports.place_forms import ADDRESS_NEEDED, ADDRESS_RULES, INSTITUTION_NEEDED, INSTITUTION_RULES
from pet_ground.reports.redaction import AGE, EMAIL, ID, PHONE, Rule, group_only, unless_counted

MIN_RUN_DIGITS = 7
"""Counts, doses in MBq, slices and sizes have fewer digits; ids of hospitals and telephone numbers have as many."""

_OF_NUMBER = r"(?: number| no\.?| #)"
_LABEL = (
    rf"(?:MRN|M\.R\.N\.|medical record{_OF_NUMBER}?|"
    rf"(?:patient(?:'s)?|pt\.?|study|exam|member|visit|encounter|order) id|"
    rf"accession{_OF_NUMBER}?|acc(?={_OF_NUMBER}|\s?[:#])(?: no\.?| #)?|"
    rf"(?:order|visit|account|encounter|case|hospital|exam|chart|policy|insurance|NHS|requisition){_OF_NUMBER}|"
    rf"(?:encounter|account|chart|visit)(?=\s?#)|id(?=\s?[:#])|SSN|CSN)"
)
_SPACED = r"\d{1,4}(?:[ .-]\d{2,4}){1,4}(?![\w/]|[.,]\d|[ -]?(?:years?|yrs?|y/?o\b|mm\b|cm\b))"
_UNIT_AFTER = r"(?!\s?(?:[kMG]?Bq|counts?|cts|cps|cpm)\b)"

_MAIL_RULES: tuple[Rule, ...] = ((re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"), EMAIL),)
_ID_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?<![\d.])(?:1\.2\.840(?:\.\d+)+|1\.3\.(?:6|12|46|51|76)(?:\.\d+)+|2\.25\.\d{6,}|[0-2](?:\.\d+){4,})"
        ),
        ID,
    ),
    (
        re.compile(
            rf"\b(?=[a-z]){_LABEL}\s{{0,3}}(?:(?:is|no\.?|number)\s)?[:#=(]{{0,3}}\s{{0,3}}"
            rf"(?P<id>{_SPACED}|[A-Za-z]{{0,6}}[-_]?\d[\w-]{{0,30}})",
            re.IGNORECASE,
        ),
        group_only(ID),
    ),
)
_NUMBER_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?<![\d.,-])\d{3}(?P<sign>[- ])\d{2}(?P=sign)\d{4}(?![\d-])"), unless_counted(ID)),
    (re.compile(r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"), PHONE),
    (re.compile(r"(?<![\w.])\+\d{1,3}(?:[ ./-]?\d{2,5}){2,5}(?!\d)"), PHONE),
    (re.compile(r"(?<![\d.,-])\d{3}-\d{4}(?![\d-])"), unless_counted(PHONE)),
    (
        re.compile(
            rf"(?<![^\W_])(?<!\d[.,])(?<!\.)[A-Za-z]{{0,4}}[-_]?\d{{{MIN_RUN_DIGITS},}}(?!\d|[.,]\d){_UNIT_AFTER}"
            r"(?:[-_]\d{1,6}){0,2}"
        ),
        ID,
    ),
)
_YEARS_OLD = r"[ -]?(?:(?:years?|yrs?|y)[ -]?(?:old\b|/?o\b|of age\b)|y\.\s?o\.|j\u00e4hrig|ans\b|a\u00f1os\b)"
_AGE_RULES: tuple[Rule, ...] = (
    (re.compile(rf"(?<![\d.,/])(?:9\d|1[0-3]\d)(?={_YEARS_OLD})", re.IGNORECASE), AGE),
    (
        re.compile(r"\b(?:age|aged|age of)[ :]{1,2}(?P<id>(?:9\d|1[0-3]\d))(?!\d|[.,]\d)", re.IGNORECASE),
        group_only(AGE),
    ),
)
_AGE_WORD_RULES: tuple[Rule, ...] = ((re.compile(r"\b(?:nonagenarian|centenarian)", re.IGNORECASE), AGE),)

RULES: tuple[tuple[re.Pattern[str], tuple[Rule, ...]], ...] = (
    (re.compile("@"), _MAIL_RULES),
    (re.compile(r"\d"), (*_ID_RULES, *WHOLE_DATE_RULES)),
    (re.compile(MONTH, re.IGNORECASE), MONTH_NAME_RULES),
    (FOREIGN_NEEDED, FOREIGN_MONTH_RULES),
    (re.compile(r"\d"), PARTIAL_DATE_RULES),
    (ADDRESS_NEEDED, ADDRESS_RULES),
    (re.compile(r"\d"), (*_NUMBER_RULES, *_AGE_RULES)),
    (re.compile("nonagen|centen", re.IGNORECASE), _AGE_WORD_RULES),
    (INSTITUTION_NEEDED, INSTITUTION_RULES),
    (re.compile(r"[^\W\d_]"), NAME_RULES),
)
"""What a text must hold for the rules to be tried, and the rules in order. Names come last: they end at a date."""
