"""Words that tell of which scan a value is. All expressions are free of nested repetition."""

from __future__ import annotations

import re

from pet_ground.reports.lesion_words import Span

_PRIOR = re.compile(
    r"\b(?:previous(?:ly)?|prior|formerly|earlier|before|compared (?:to|with)|versus|vs\.?|from|"
    r"last (?:study|exam|scan)|"
    r"baseline|pre-?treatment|(?:old|initial|outside) (?:study|exam|scan|pet))\b",
    re.IGNORECASE,
)
_PRIOR_OF_LESION = re.compile(
    r"\s{0,3}-?(?:seen|described|noted|known|identified|treated|demonstrated|reported|mentioned|visualized|"
    r"biopsied|enlarged|"
    r"resected|irradiated|hypermetabolic|fdg|surgical|surgery|resection|radiation|biopsy|to this)\b",
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
_PRIOR_AFTER = re.compile(
    r"\s{0,3}(?:g/ml)?\s{0,3}\(?(?:previously|prior\b(?! to)|formerly|earlier\b|before\b|at baseline|"
    r"(?:on|in|at|from) (?:the |an? )?(?:prior|previous|earlier|last|outside|old|baseline|comparison|\[date\]|"
    r"\d{1,4}[/-]\d{1,2}[/-]\d{2,4}|(?:19|20)\d\d\b|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|"
    r"dec)[a-z]{0,6}\b)|\[date\])"
    r"(?![\s(:]{0,3}(?:(?:an?|the|with|suvs?|suvmax|max(?:imum)?|of|study|exam|was|value)[\s:]{1,3}){0,6}\d{1,3}(?:[.,]\d|\b(?!/)))",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|had been)\b", re.IGNORECASE)
_GONE = re.compile(r"\b(?:resolved|no longer (?:seen|visible|present|fdg)|has disappeared)\b", re.IGNORECASE)


def prior_before(before: str) -> Span | None:
    """The words that make the value an earlier one; ``before`` runs up to the number, from the previous value on."""
    for match in reversed(list(_PRIOR.finditer(before))):
        if _PRIOR_OF_LESION.match(before, match.end()):
            continue
        between = _SIZE_FIRST.sub(" ", before[match.end() :])
        if match.group().lower() == "from" and not _ONLY_VALUE_WORDS.fullmatch(between):
            continue
        past = _PAST.search(between) is not None
        if past or (not _NOW.search(between) and not _leaves_phrase(between)):
            return Span(match.start(), match.end())
        return None
    return None


def _leaves_phrase(between: str) -> bool:
    """Whether a comma and further words part the word on time from the value (``compared to prior, SUV 4.0``)."""
    return "," in between or len(between.split()) > 8


def prior_after(after: str) -> Span | None:
    """Words directly after the number that make it an earlier one: ``7.4 previously``, ``7.4 on [DATE]``."""
    match = _PRIOR_AFTER.match(after)
    return (
        None
        if match is None
        else Span(match.start() + len(match.group()) - len(match.group().lstrip(" (")), match.end())
    )


def past_tense(before: str) -> Span | None:
    """The last ``was``, ``were`` or ``had`` of ``before``."""
    matches = list(_PAST.finditer(before))
    return Span(matches[-1].start(), matches[-1].end()) if matches else None


def is_gone(text: str) -> bool:
    """Whether the sentence says that the focus is there no more."""
    return _GONE.search(text) is not None
