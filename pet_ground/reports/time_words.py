"""Words that tell of which scan a value is. All expressions are free of nested repetition."""

from __future__ import annotations

import re

from pet_ground.reports.dates import MONTH
from pet_ground.reports.lesion_words import Span, names_lesion

_MISSPELT_PREVIOUS = r"p[eri]{1,2}[evious]{4,7}(?:l?y)?"
"""``previously`` with letters swapped, doubled or left out."""
_TREATMENT = (
    r"(?:treatment|therapy|chemo(?:therapy)?|surgery|PRRT|RT|radiation|induction|transplant|ASCT|CAR-?T|cycle \d)"
)
_TIME_POINT = (
    r"(?:(?:initial )?(?:baseline|nadir|diagnosis|staging|presentation)|mid-?(?:therapy|treatment)|interim|EOT|"
    rf"end of {_TREATMENT}|restaging|iPET|PET-?[12])"
)
SCAN = r"(?:study|studies|exam(?:ination)?s?|scans?|pets?|imaging|visits?|time)"
_DAY_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\b"
DATE = (
    rf"(?:\d{{1,2}}\.\d{{1,2}}\.(?:\d\d)?\d\d\b|{_DAY_MONTH}(?:,? (?:19|20)\d\d)?|\d{{1,2}}/(?:19|20)\d\d\b|"
    rf"\[date\]|\d{{1,4}}[/-]\d{{1,2}}[/-]\d{{2,4}}|\b{MONTH}\b\.?,?(?: (?:19|20)\d\d)?|(?:19|20)\d\d\b)"
)
_PRIOR = re.compile(
    rf"\b(?:{_MISSPELT_PREVIOUS}|pre-?operative(?:ly)?|previous(?:ly)?|prior|prev\b\.?|formerly|former|earlier|"
    rf"before|compared (?:to|with)|versus|vs\.?|from|"
    rf"last {SCAN}|initially|originally|baseline|nadir|pre-?(?:treatment|therapy)|"
    rf"(?:weeks?|months?|years?) ago|pre-?(?:examination|exam|study)|at {_TIME_POINT}|EOT|"
    rf"interim(?= (?:suv\w{{0,4}} |was |of |value )?(?:\d|\Z))|before {_TREATMENT}|"
    rf"(?:old|initial|outside|comparison|remote|staging) (?:{SCAN}|suv\w{{0,4}}|values?|facility|report|hospital)|"
    rf"compared|against|"
    r"used to (?:have|be|measure|show)|"
    r"old(?=\s?[:=]\s?\Z)|comparison(?=:? \Z))\b",
    re.IGNORECASE,
)
_PRIOR_OF_LESION = re.compile(
    r"\s{0,3}-?(?:seen|described|noted|known|identified|treated|demonstrated|reported|mentioned|visualized|"
    r"biopsied|enlarged|fdg-avid|avid|imaged|characterized|questioned|"
    r"resected|irradiated|hypermetabolic|fdg(?! pet)|surgical|surgery|resection|radiation|biopsy|to this|ablat|"
    r"treatment|"
    r"chemo|radio|granulomatous|infection|trauma|fracture)",
    re.IGNORECASE,
)
"""After ``previously``: the words describe the lesion and not the value."""
_RANGES = re.compile(r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying))\s{1,2}\Z", re.IGNORECASE)
"""``ranging from`` begins a list of values of one time."""
_ONLY_VALUE_WORDS = re.compile(
    r"(?:[\s:(]|(?:an?|the|prior|previous|suvs?|suvmax|max(?:imum)?|of|value|about|approximately)\b){0,20}",
    re.IGNORECASE,
)
"""``from`` tells of an earlier scan only directly before the value: an uptake may extend from the hilum."""
_WITH_SUV = re.compile(
    r"\s{0,2}with (?:an? )?(?:max\w{0,5}\.? )?suv\s?\(?(?:max)?\)?[\s:=]{0,3}(?:of )?", re.IGNORECASE
)
"""``at baseline with SUVmax``: the value is that of the baseline."""
_SIZE_FIRST = re.compile(
    r"\A\s(?:measuring |measured )?\d[\d.,x\u00d7 ]{0,30}(?:cm|mm)(?: in [a-z]{1,15}(?: [a-z]{1,15})?)?(?P<comma>,)?"
    r"(?: with| and)?(?= )",
    re.IGNORECASE,
)
"""The earlier size before the earlier value: ``previously 1.6 cm with SUV max 7.7``. Behind ``previously 1.6 cm,``
stands an earlier value only where the lesion's current one stands before."""
_NOW = re.compile(
    r"\b(?:now|currently|current|today|presently|today's|this (?:study|exam|scan|time)|with|has|have|is|are|shows|"
    r"demonstrates|measures|measuring|remains)\b|;|\)",
    re.IGNORECASE,
)
_COMPARED_DATE = re.compile(
    rf"\s(?:the |prior |previous |pet(?:/ct)? |study |exam |scan |of |from |on ){{0,5}}{DATE}(.*)", re.IGNORECASE
)
_NUMBER_FOLLOWS = (
    r"(?![\s(:.\[=~]{0,4}(?:(?:an?|the|with|suvs?|suvmax|max(?:imum)?|of|study|exam|scan|pet|was|were|had|value|"
    r"measur\w{1,3}|"
    r"up|to|also|approximately|about|on|dated|\[date\])[\s:]{1,3}){0,8}\d{1,3}(?:[.,]\d|\b(?!/)))"
)
"""The word belongs to the number after it: ``7.4 (previously 9.1``."""
_PRIOR_AFTER = re.compile(
    rf"\s{{0,3}}(?:g/ml)?\s{{0,3}}(?:(?:and|,) \d[\d.,x\u00d7 ]{{0,16}}(?:cm|mm) )?[(\[]?(?:previously\b|prev\b\.?|"
    rf"prior\b(?! to)|formerly|earlier\b|before\b(?! {_TREATMENT})|initially\b|"
    rf"originally\b|(?:at|on) (?:the )?{_TIME_POINT}\b|{_MISSPELT_PREVIOUS}\b|before {_TREATMENT}\b|"
    rf"at this site previously|(?:in|on) the {MONTH}\b|"
    r"pre-?(?:treatment|therapy)\b|"
    r"(?:(?:\d{1,2}|an?|one|two|three|four|five|six|nine|twelve|several|few) )?(?:weeks?|months?|years?) "
    r"(?:ago|earlier|prior|before|previously)\b|"
    r"(?<=[(\[])(?:previous|old)\b|"
    r"(?:on|in|at|from) (?:(?:the|an?|his|her|their|its|patient's|both|all|two|three|four|2|3|4|most|recent|several|"
    r"multiple|immediately) ){0,4}"
    rf"(?:(?:prior|previous|earlier|outside|old|baseline|comparison)\b|last (?:(?:two|three|few|\d) )?{SCAN}|{DATE})|"
    rf"on (?:the )?(?:pet(?:/ct)?|ct|exam|study|scan)(?: (?:of|from|dated|performed|on)){{0,2}} {DATE}|{DATE})"
    rf"{_NUMBER_FOLLOWS}",
    re.IGNORECASE,
)
_VALUE_IN_BRACKET = re.compile(
    r"[^()\[\];]{0,40}?(?:[(\[][^()\[\];]{0,20}[)\]])?[^()\[\];\d]{0,20}"
    r"(?<![\d.,/])\d{1,3}[.,]\d{1,2}(?![\d/]|[.,]\d|\s?(?:[x\u00d7]|cm|mm))",
    re.IGNORECASE,
)
"""``(prior PET/CT: 7.1``: the words in brackets speak of the value in them, and not of the one before."""
_BRACKET = re.compile(r"\s{0,3}(?:g/ml)?\s{0,3}(?:\(|\[(?!date\]))", re.IGNORECASE)
_OPENS_BRACKET = re.compile(
    r"[(\[]\s?(?:previous(?:ly)?|prior|prev\b\.?|formerly|baseline|old|earlier),\s?(?:(?:suvs?|suvmax|max|of)\s?){0,3}\Z",
    re.IGNORECASE,
)
"""``(prior, 7.1``"""
_NOW_AFTER = re.compile(
    r"\s{0,3}(?:g/ml)?\s{0,3}[(\[]?(?:now|today|currently|presently|(?<=[(\[])(?:current|new)\b|at present|"
    r"at this time|"
    rf"(?:on|in|at) (?:the |this )?(?:(?:today's|current|present)(?: (?:pet/ct|{SCAN}))?|this (?:pet/ct|{SCAN}))|"
    rf"on this {SCAN})\b(?!-)"
    rf"{_NUMBER_FOLLOWS}",
    re.IGNORECASE,
)
_SIZE_BEHIND = re.compile(r"\s\d[\d.,x\u00d7 ]{0,20}(?:cm|mm)\s?[)\]]", re.IGNORECASE)
_SIZE = re.compile(r"\b\d[\d.,x\u00d7 ]{0,20}(?:cm|mm)\b,?|(?<![\d/])\d{1,2}[/:]\d{2,3}(?![\d/]),?", re.IGNORECASE)
"""Sizes, and pairs of series and image."""
_DATED = re.compile(
    rf"(?P<date>{DATE})[\])]?(?:[\s:(,=-]|\b(?:suvs?|suvmax|max(?:imum)?|of|was|were|is|with|had|an?|the|value|up|to|"
    r"measured|it|and|pet(?:/ct)?|ct|exam|study|scan)\b){1,60}\Z",
    re.IGNORECASE,
)
_DATE_COMPARED = re.compile(
    r"\b(?:since|compar\w{1,6}|prior|previous|versus|vs|new|interval|today's|current|this|today)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|had been|interim)\b", re.IGNORECASE)
_RANGE_CHARS = 12
_BRACKET_CHARS = 40
_TAIL_CHARS = 160
"""A date before a value is looked for in the last characters before the number."""


def prior_before(before: str, *, of_range: bool = False, is_first: bool = False) -> Span | None:
    """The words that make the value an earlier one; ``before`` runs up to the number, from the previous value on.

    Before a range (``of_range``) a ``from`` is the range's own. ``is_first`` says that no value stands before.
    """
    opens = _OPENS_BRACKET.search(before, max(0, len(before) - _BRACKET_CHARS))
    if opens is not None:
        return Span(opens.start() + 1, opens.end())
    for match in reversed(list(_PRIOR.finditer(before))):
        if _PRIOR_OF_LESION.match(before, match.end()):
            continue
        size = _SIZE_FIRST.match(before[match.end() :])
        if size and size["comma"] and (is_first or names_lesion(before[: match.start()])):
            continue
        between = before[match.end() :] if size is None else " " + before[match.end() + size.end() :]
        if match.group().lower() == "from" and (of_range or _is_no_time(before, match, between)):
            continue
        past = _PAST.search(between) is not None
        if match.group().lower().startswith("at ") and _WITH_SUV.fullmatch(between):
            return Span(match.start(), match.end())
        if past or (not _NOW.search(between) and not _leaves_phrase(between)):
            return Span(match.start(), match.end())
        return None
    return None


def _is_no_time(before: str, match: re.Match[str], between: str) -> bool:
    """Whether a ``from`` says nothing of time: it does not stand before the value, or begins a range."""
    if _ONLY_VALUE_WORDS.fullmatch(between) is None:
        return True
    return _RANGES.search(before, max(0, match.start() - _RANGE_CHARS), match.start()) is not None


def _leaves_phrase(between: str) -> bool:
    """Whether further words part the word on time from the value: ``compared to prior, SUV 4.0``."""
    if "," in between or len(between.split()) > 8:
        return True
    after_date = _COMPARED_DATE.match(between)
    return after_date is not None and names_lesion(after_date.group(1))


_DATE_SIGN = re.compile(r"[\d\[]")
_MONTH_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _may_be_date(text: str) -> bool:
    """A quick test: a text without a digit, a bracket and a month holds no date."""
    if _DATE_SIGN.search(text) is not None:
        return True
    lowered = text.lower()
    return any(stem in lowered for stem in _MONTH_STEMS)


def dated(before: str) -> Span | None:
    """The date to which the value belongs: ``[DATE]: SUVmax 5.6``; not one with which the scan is compared."""
    before = _SIZE.sub(lambda size: " " * len(size.group()), before)
    tail_start = max(0, len(before) - _TAIL_CHARS)
    if not _may_be_date(before[tail_start:]):
        return None
    match = _DATED.search(before, tail_start)
    if match is None or _DATE_COMPARED.search(before[tail_start : match.start()]):
        return None
    return Span(match.start("date"), match.end("date"))


def prior_after(after: str) -> Span | None:
    """Words directly after the number that make it an earlier one: ``7.4 previously``, ``7.4 on [DATE]``."""
    match = _PRIOR_AFTER.match(after)
    if match is None or _PRIOR_OF_LESION.match(after, match.end()):
        return None
    if _BRACKET.match(match.group()) and _VALUE_IN_BRACKET.match(after, match.end()):
        return None
    return Span(match.start() + len(match.group()) - len(match.group().lstrip(" ([")), match.end())


def now_after(after: str) -> Span | None:
    """Words directly after the number that make it the current one: ``4.0 now``, ``4.0 on today's exam``."""
    match = _NOW_AFTER.match(after)
    return None if match is None else Span(match.start(), match.end())


def past_tense(before: str) -> Span | None:
    """The last ``was``, ``were`` or ``had`` of ``before``; one of a size (``was 2.4 cm``) says nothing of the value."""
    matches = [match for match in _PAST.finditer(before) if not _SIZE_BEHIND.match(before, match.end())]
    return Span(matches[-1].start(), matches[-1].end()) if matches else None
