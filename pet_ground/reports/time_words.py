"""Words that tell of which scan a value is. All expressions are free of nested repetition."""

from __future__ import annotations

import re

from pet_ground.reports.dates import MONTH
from pet_ground.reports.lesion_words import Span, names_lesion

_SCAN = r"(?:study|studies|exam(?:ination)?s?|scans?|pets?|imaging|visits?|time)"
_DATE = rf"(?:\[date\]|\d{{1,4}}[/-]\d{{1,2}}[/-]\d{{2,4}}|\b{MONTH}\b\.?,?(?: (?:19|20)\d\d)?|(?:19|20)\d\d\b)"
_PRIOR = re.compile(
    r"\b(?:previous(?:ly)?|prior|prev\b\.?|formerly|former|earlier|before|compared (?:to|with)|versus|vs\.?|from|"
    rf"last {_SCAN}|initially|originally|baseline|nadir|pre-?(?:treatment|therapy)|"
    r"(?:weeks?|months?|years?) ago|at (?:initial )?(?:diagnosis|staging|presentation)|"
    rf"(?:old|initial|outside|comparison|remote|staging) (?:{_SCAN}|suv\w{{0,4}}|values?)|compared|"
    r"comparison(?=:? \Z))\b",
    re.IGNORECASE,
)
_PRIOR_OF_LESION = re.compile(
    r"\s{0,3}-?(?:seen|described|noted|known|identified|treated|demonstrated|reported|mentioned|visualized|"
    r"biopsied|enlarged|fdg-avid|avid|imaged|characterized|questioned|"
    r"resected|irradiated|hypermetabolic|fdg|surgical|surgery|resection|radiation|biopsy|to this|ablat|treatment|"
    r"chemo|radio|granulomatous|infection|trauma|fracture)",
    re.IGNORECASE,
)
"""After ``previously``: the words describe the lesion and not the value."""
_ONLY_VALUE_WORDS = re.compile(
    r"(?:[\s:(]|(?:an?|the|prior|previous|suvs?|suvmax|max(?:imum)?|of|value|about|approximately)\b){0,20}",
    re.IGNORECASE,
)
"""``from`` tells of an earlier scan only directly before the value: an uptake may extend from the hilum."""
_SIZE_FIRST = re.compile(
    r"\A\s(?:measuring |measured )?\d[\d.,x\u00d7 ]{0,30}(?:cm|mm)(?: in [a-z]{1,15}(?: [a-z]{1,15})?)?,?"
    r"(?: with| and)?(?= )",
    re.IGNORECASE,
)
"""The earlier size before the earlier value: ``previously 1.6 cm with SUV max 7.7``."""
_NOW = re.compile(
    r"\b(?:now|currently|current|today|presently|today's|this (?:study|exam|scan|time)|with|has|have|is|are|shows|"
    r"demonstrates|measures|measuring|remains)\b|;|\)",
    re.IGNORECASE,
)
_COMPARED_DATE = re.compile(
    rf"\s(?:the |prior |previous |pet(?:/ct)? |study |exam |scan |of |from |on ){{0,5}}{_DATE}(.*)", re.IGNORECASE
)
_NUMBER_FOLLOWS = (
    r"(?![\s(:\[]{0,3}(?:(?:an?|the|with|suvs?|suvmax|max(?:imum)?|of|study|exam|scan|pet|was|were|had|value|measur\w{1,3}|"
    r"up|to|also|approximately|about|on|dated|\[date\])[\s:]{1,3}){0,8}\d{1,3}(?:[.,]\d|\b(?!/)))"
)
"""The word belongs to the number after it: ``7.4 (previously 9.1``."""
_PRIOR_AFTER = re.compile(
    r"\s{0,3}(?:g/ml)?\s{0,3}[(\[]?(?:previously\b|prev\b\.?|prior\b(?! to)|formerly|earlier\b|before\b|initially\b|"
    r"originally\b|(?:at|on) (?:the )?(?:initial )?(?:baseline|nadir|diagnosis|staging|presentation)\b|"
    r"pre-?(?:treatment|therapy)\b|"
    r"(?:(?:\d{1,2}|an?|one|two|three|four|five|six|nine|twelve|several|few) )?(?:weeks?|months?|years?) "
    r"(?:ago|earlier|prior|before|previously)\b|"
    r"(?<=[(\[])(?:previous|old)\b|"
    r"(?:on|in|at|from) (?:(?:the|an?|his|her|their|its|patient's|both|all|two|three|four|2|3|4|most|recent|several|"
    r"multiple|immediately) ){0,4}"
    rf"(?:(?:prior|previous|earlier|outside|old|baseline|comparison)\b|last (?:(?:two|three|few|\d) )?{_SCAN}|{_DATE})|"
    rf"on (?:the )?(?:pet(?:/ct)?|ct|exam|study|scan)(?: (?:of|from|dated|performed|on)){{0,2}} {_DATE}|{_DATE})"
    rf"{_NUMBER_FOLLOWS}",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(
    r"\s{0,3}(?:g/ml)?\s{0,3}[(\[]?(?:now|today|currently|presently|(?<=[(\[])(?:current|new)\b|at present|"
    r"at this time|"
    rf"(?:on|in|at) (?:the |this )?(?:today's|current|present|this) ?(?:pet/ct|{_SCAN})?|on this {_SCAN})\b(?!-)"
    rf"{_NUMBER_FOLLOWS}",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"(?P<date>{_DATE})[\])]?(?:[\s:(,=-]|\b(?:suvs?|suvmax|max(?:imum)?|of|was|were|is|with|had|an?|the|value|up|to|"
    r"measured|it|pet(?:/ct)?|ct|exam|study|scan)\b){1,16}\Z",
    re.IGNORECASE,
)
_DATE_COMPARED = re.compile(
    r"\b(?:since|compar\w{1,6}|prior|previous|versus|vs|new|interval|today's|current|this|today)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|had been|interim)\b", re.IGNORECASE)
_GONE = re.compile(r"\b(?:resolved|no longer (?:seen|visible|present|fdg)|has disappeared)\b", re.IGNORECASE)
_TAIL_CHARS = 160
"""A date before a value is looked for in the last characters before the number."""


def prior_before(before: str, *, of_range: bool = False) -> Span | None:
    """The words that make the value an earlier one; ``before`` runs up to the number, from the previous value on.

    Before a range (``of_range``) a ``from`` is the range's own.
    """
    for match in reversed(list(_PRIOR.finditer(before))):
        if _PRIOR_OF_LESION.match(before, match.end()):
            continue
        between = _SIZE_FIRST.sub(" ", before[match.end() :])
        if match.group().lower() == "from" and (of_range or not _ONLY_VALUE_WORDS.fullmatch(between)):
            continue
        past = _PAST.search(between) is not None
        if past or (not _NOW.search(between) and not _leaves_phrase(between)):
            return Span(match.start(), match.end())
        return None
    return None


def _leaves_phrase(between: str) -> bool:
    """Whether further words part the word on time from the value: ``compared to prior, SUV 4.0``."""
    if "," in between or len(between.split()) > 8:
        return True
    after_date = _COMPARED_DATE.match(between)
    return after_date is not None and names_lesion(after_date.group(1))


def dated(before: str) -> Span | None:
    """The date to which the value belongs: ``[DATE]: SUVmax 5.6``; not one with which the scan is compared."""
    tail_start = max(0, len(before) - _TAIL_CHARS)
    match = _DATED.search(before, tail_start)
    if match is None or _DATE_COMPARED.search(before[tail_start : match.start()]):
        return None
    return Span(match.start("date"), match.end("date"))


def prior_after(after: str) -> Span | None:
    """Words directly after the number that make it an earlier one: ``7.4 previously``, ``7.4 on [DATE]``."""
    match = _PRIOR_AFTER.match(after)
    if match is None or _PRIOR_OF_LESION.match(after, match.end()):
        return None
    return Span(match.start() + len(match.group()) - len(match.group().lstrip(" ([")), match.end())


def now_after(after: str) -> Span | None:
    """Words directly after the number that make it the current one: ``4.0 now``, ``4.0 on today's exam``."""
    match = _NOW_AFTER.match(after)
    return None if match is None else Span(match.start(), match.end())


def past_tense(before: str) -> Span | None:
    """The last ``was``, ``were`` or ``had`` of ``before``."""
    matches = list(_PAST.finditer(before))
    return Span(matches[-1].start(), matches[-1].end()) if matches else None


def is_gone(text: str) -> bool:
    """Whether the sentence says that the focus is there no more."""
    return _GONE.search(text) is not None
