"""Sentences that tell of an earlier scan as a whole: ``The prior examination gives ...``, ``PET from 10/2: ...``."""

from __future__ import annotations

import re

from pet_ground.reports.lesion_words import Span
from pet_ground.reports.time_words import DATE, SCAN

_PRIOR_SUBJECT = re.compile(
    rf"(?:\A|[.;]\s)(?:(?:the|on|in|at|an?) ){{0,2}}(?:(?:prior|previous|outside|earlier|last|baseline|"
    rf"comparison) (?:\w{{1,12}} ){{0,2}}"
    rf"(?:{SCAN}|pet/ct|pet-ct|report|facility)\b|(?<=on ){DATE}|(?<=in ){DATE}|previously(?=,))",
    re.IGNORECASE,
)
_DATED_SUBJECT = re.compile(
    rf"(?:\A|[.;]\s)(?:\w{{2,12}} ){{0,2}}(?:pet|pet/ct|pet-ct|ct|{SCAN}) (?:from|of|on|dated|in) (?:{DATE}|"
    rf"\d{{1,2}}/\d{{1,2}}):\s"
    rf"|(?:\A|[.;]\s)(?:outside|prior|previous|earlier|last|baseline|old|initial) (?:\w{{2,12}} ){{0,2}}(?:pet|"
    rf"pet/ct|pet-ct|ct|{SCAN})"
    r"(?: [(\[][^()\[\]]{0,40}(?:\[date\][^()\[\]]{0,20})?[)\]])?:\s",
    re.IGNORECASE,
)
"""``PET from 10/2:``"""
_PAST_OR_LISTS = re.compile(
    r"\b(?:was|were|had|showed|demonstrated|measured|spanned|described|describes|reported|reports|lists|listed|gives|"
    r"gave|"
    r"revealed|noted|seen|documented|documents|states|stated)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    rf"\b(?:now|currently|current|today|presently|today's|this {SCAN}|present {SCAN}|new|since|compar\w+|stable|"
    rf"has|is|are)\b",
    re.IGNORECASE,
)
_ON_SCAN = re.compile(
    rf"(?:[.;]\s)?(?:previously|(?:on|in|at) (?:the |an? )?(?:most recent )?"
    rf"(?:prior|previous|outside|earlier|last|baseline|comparison) "
    rf"(?:\w{{1,12}} ){{0,2}}(?:{SCAN}|pet/ct|pet-ct)(?: (?:of |from |dated |on )?[(\[]{{0,2}}{DATE}[)\]]{{0,2}})?),",
    re.IGNORECASE,
)
"""``On the prior study,`` opens a sentence on that study."""
_ANY_TODAY = re.compile(
    rf"\b(?:now|currently|current|today|presently|today's|this {SCAN}|present {SCAN}|new|since|stable)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;]\s")


def earlier_scan_told(before: str) -> Span | None:
    """The scan of which the whole sentence tells, where it is an earlier one: ``The prior examination gives ...``.

    ``before`` runs up to the value. A word of today between the two ends what the sentence tells of the earlier scan.
    """
    headed = _last(_DATED_SUBJECT, before)
    if headed is not None and not _CLAUSE_END.search(before, headed.end()):
        return Span(headed.start(), headed.end())
    found = _last(_PRIOR_SUBJECT, before)
    if found is None:
        return None
    opened = _ON_SCAN.match(before, found.start())
    if opened is not None and not _ANY_TODAY.search(before, opened.end()):
        return None if _CLAUSE_END.search(before, opened.end()) else Span(found.start(), found.end())
    if _TODAY.search(before, found.end()) or _CLAUSE_END.search(before, found.end()):
        return None
    if not _PAST_OR_LISTS.search(before, found.end()):
        return None
    return Span(found.start(), found.end())


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
