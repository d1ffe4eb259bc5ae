"""Words that tell that a focus is gone, or that its value became another one."""

from __future__ import annotations

import re

from pet_ground.reports.lesion_words import Span, names_lesion

_GONE = re.compile(
    r"\b(?:resolved|resolution|(?:no longer|not) (?:clearly )?(?:seen any ?more|visible any ?more|avid any ?more)|"
    r"no longer (?:clearly )?(?:seen|visualized|visualised|detectable|visible|present|fdg|identified|hypermetabolic|"
    r"avid|"
    r"demonstrated|evident|appreciated)|ha(?:s|ve) disappeared|not (?:seen|visible|identified) (?:today|now|"
    r"anymore))\b",
    re.IGNORECASE,
)
_GONE_BEFORE = re.compile(
    rf"(?<!partially )(?<!partly )(?<!incompletely )(?<!nearly )(?<!almost )(?<!not )(?:{_GONE.pattern})\s?[(\[]"
    r"(?:[\s:=]|\b(?:suvs?|suvmax|max|of|an?|with)\b){0,12}\Z",
    re.IGNORECASE,
)
"""``has resolved (SUVmax 5.6``"""
_NOT_WHOLLY = "".join(
    rf"(?<!{word})"
    for word in (
        *("partially ", "partly ", "incompletely ", "nearly ", "almost ", "not ", "un", "partial ", "near ", "no "),
        *("near-complete ", "near complete ", "nearly complete ", "almost complete ", "incomplete ", "without "),
        *("near-completely ", "nearly completely ", "almost completely ", "near-total ", "subtotal "),
    )
)
_GONE_SUBJECT = re.compile(
    rf"\b{_NOT_WHOLLY}(?:resolved|resolution of)(?P<what>[^.;:,()\[\]\d]{{1,60}}?)(?:\s?[(\[]|,|[ ]with\b)"
    r"(?:[\s:=]|\b(?:suvs?|suvmax|max|of|an?|with)\b){0,12}\Z",
    re.IGNORECASE,
)
"""``Resolved nodule (SUVmax 5.6``"""
_SOMETHING_ELSE = re.compile(
    r"\b(?:uptake|activity|avidity|metabolism|hypermetabolism|residual|remaining|persist\w{0,5}|new|now|but|and|with|"
    r"in|on|at|adjacent|near|except)\b",
    re.IGNORECASE,
)
"""What is left, or where something has resolved, may have a value of today."""
_COMPARED_IN_BRACKETS = re.compile(r"[^()\[\]]{0,60}\b(?:prev\w{0,6}|prior|was|from|formerly|now)\b", re.IGNORECASE)
_CHANGED_TO = re.compile(
    r"[\s)\],]{0,3}(?:(?:has|have|which|that|and|then|subsequently|since|now) ){0,3}"
    r"(?:(?:de|in)creased|(?:de|in)creasing|declined|declining|dropped|fell|fallen|rose|risen|reduced|improved|"
    r"changed) to (?:(?:an?|suv|suvmax|of|max) ){0,3}\d{1,3}(?:[.,]\d{1,3})?\b(?![.,]?\d|\s?(?:[x\u00d7]|cm|mm))",
    re.IGNORECASE,
)
"""What stands before ``decreased to 3.1`` is the earlier value."""
_GONE_HERE = re.compile(r"[;:]|\.\s|\b(?:but|new|now|while|whereas|however)\b", re.IGNORECASE)
_TAIL_CHARS = 160
"""Words before a value that say that the focus is gone are looked for in the last characters before the number."""


_STEMS = ("resol", "longer", "more", "disappeared", "not ")
"""One of these stands in every text that says that a focus is gone: a quick test before the expressions."""


def _may_be_gone(text: str) -> bool:
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS)


def is_gone(text: str) -> bool:
    """Whether the sentence says that the focus is there no more."""
    return _may_be_gone(text) and _GONE.search(text) is not None


def gone_after(after: str) -> Span | None:
    """Words in the rest of the clause that say that the focus is there no more: ``SUVmax 9.5, is no longer seen``."""
    if not _may_be_gone(after):
        return None
    ends = _GONE_HERE.search(after)
    match = _GONE.search(after, 0, len(after) if ends is None else ends.start())
    return None if match is None or names_lesion(after[: match.start()]) else Span(match.start(), match.end())


def gone_before(before: str, after: str) -> bool:
    """Whether the words before say that the focus is gone, and the value behind them is compared with none."""
    begin = max(0, len(before) - _TAIL_CHARS)
    if not _may_be_gone(before[begin:]):
        return False
    found = _GONE_BEFORE.search(before, begin) is not None or _is_gone_subject(before, begin)
    return found and _COMPARED_IN_BRACKETS.match(after) is None


def _is_gone_subject(before: str, begin: int) -> bool:
    """Whether the lesion itself is called resolved, and not what it takes up."""
    found = _GONE_SUBJECT.search(before, begin)
    if found is None:
        return False
    return names_lesion(found["what"]) and _SOMETHING_ELSE.search(found["what"]) is None


def changed_to(after: str) -> Span | None:
    """The words directly after a value by which it turns into a later one: ``12.4 (slice 88) decreased to 3.1``."""
    match = _CHANGED_TO.match(after)
    return None if match is None else Span(match.start(), match.start())
