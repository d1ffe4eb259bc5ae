"""Words that make a value the measurement of a reference region: blood pool, liver, background."""

from __future__ import annotations

import re

from pet_ground.reports.lesion_words import LESION, Span, names_lesion

_REFERENCE_NAME = (
    r"(?:(?:mediastinal |aortic |cardiac )?blood[ -]?pool|mediastinal pool|(?-i:MBP|BP|MBPS)\b|background|"
    r"reference (?:liver|region|tissue|organ)|"
    r"(?:normal |background |reference |hepatic |healthy |uninvolved |the |right lobe of (?:the )?)?liver|(?:normal |"
    r"background )?hepatic (?:parenchyma|"
    r"background|activity)|"
    r"(?:mediastinal|mediastinum) (?:background|activity|reference)|mediastinum|(?:aorta|aortic (?:arch|"
    r"lumen))|(?:gluteal |skeletal |paraspinal |psoas )?muscle(?: background)?|"
    rf"(?:contralateral|opposite)(?! to\b)(?: normal| side| left| right)?(?: (?!{LESION})[a-z]{{3,20}}|(?! {LESION}))|"
    rf"(?:normal|uninvolved|unaffected)(?: left| right| appearing)? (?!{LESION}|variant|uptake|size|"
    rf"limit)[a-z]{{4,20}})"
)
_REFERENCE_WORDS = (
    r"(?:\(ref(?:erence)?\)|[\s(:/-]|background|blood|pool|mediastinal|mediastinum|liver|hepatic|metabolic|activity|uptake|"
    r"parenchyma|level|reference|physiologic|normal|fdg|"
    r"shows|demonstrates|homogeneous(?:ly)?|negative|neg|unremarkable|with|uniform|diffuse|today|now|current|has|"
    r"parenchymal|"
    r"suvs?|max(?:imum)?|mean|standardi[sz]ed|values?|of|is|was|has|an|a|measures|measured|side|arch|lumen|"
    r"approximately|about|by|comparison|=|,|\.)"
)
_COMPARATOR = (
    r"(?:above|below|than|over|exceeds|exceeding|(?:relative|similar|equal) to|compared (?:to|with)|versus|vs\.?|"
    r"against|for|using(?: the)?)"
)
_DIRECT = re.compile(
    rf"\b{_COMPARATOR}\s{{1,3}}(?:that (?:of|in) )?(?:the )?{_REFERENCE_NAME}{_REFERENCE_WORDS}{{0,40}}\Z",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"(?:\A|[.,;:)]|\band\b)\s{{0,3}}(?:for (?:reference|comparison)|the|normal|\s|,){{0,4}}{_REFERENCE_NAME}"
    rf"{_REFERENCE_WORDS}{{0,40}}\Z",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:blood[ -]?pool|background|reference|normal liver|liver parenchyma|hepatic parenchyma|"
    r"contralateral(?! to\b))\b",
    re.IGNORECASE,
)
_COMPARED_TO = re.compile(
    rf"\b{_COMPARATOR}\s{{1,3}}(?:that (?:of|in) )?(?:the )?(?:[a-z-]{{2,20}} ){{0,2}}\Z", re.IGNORECASE
)
_AFTER = re.compile(
    rf"\s{{0,3}}(?:g/ml )?(?:of|in|for|from|at|on) (?:the )?{_REFERENCE_NAME}\b(?! (?:{LESION}|lobe|dome|segment))",
    re.IGNORECASE,
)
_SURELY_AFTER = re.compile(
    r"\s{0,3}(?:g/ml )?(?:of|in|for) (?:the )?(?:(?:mediastinal |aortic |cardiac )?blood[ -]?pool|"
    r"(?:liver|hepatic|muscle|mediastinal|spleen|splenic) (?:background|reference)|background|reference)\b",
    re.IGNORECASE,
)
"""Behind the value these words decide alone: ``no focal lesion, SUVmax 2.9 for liver background``."""
_SIDE_COMPARED = re.compile(
    r"\b(?:compared (?:to|with)|versus|vs\.?|than) (?:the )?(?:normal )?(?:left|right|other|opposite|contralateral|"
    r"unaffected) (?:side|one)"
    r"[\s,:(]{0,3}(?:with |of )?(?:an? )?(?:max\w{0,6}\.? )?(?:suv\s?\(?(?:max)?\)?)?[\s:=of]{0,4}\Z",
    re.IGNORECASE,
)
_UNDER_REFERENCE = re.compile(
    rf"(?:\A|[.;\n]\s{{0,3}})(?:ref(?:erences?)?|background(?: uptake| activity| values)?|reference values)\s?[:-]\s"
    rf"(?!.*\b{LESION})(?:[^.\n]|\.(?=\d))*\Z",
    re.IGNORECASE,
)
"""What stands behind ``Reference:`` is one, whatever the organ, up to the end of the sentence."""
_TAIL_CHARS = 160
"""The direct comparisons are looked for in the last characters before the number."""


_STEMS = (
    *("pool", "mbp", "bp", "background", "ref", "liver", "hepat", "mediastin", "aort", "muscle", "spleen", "splenic"),
    *("contralateral", "opposite", "normal", "uninvolved", "unaffected", " side", " one"),
)
"""One of these stands in every text that names a reference region."""


def may_name_reference(text: str) -> bool:
    """A quick test: a text without any of the words of reference regions names none."""
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS)


def reference_region(before: str, after: str, *, has_slice: bool) -> Span | None:
    """The reference region whose measurement the value is, or None where it is a lesion's.

    ``before`` runs up to the number, from the previous value on. In ``above liver (SUV 2.9)`` the value is the
    liver's; where a slice stands beside it (``has_slice``) it is the lesion's.
    """
    tail_start = max(0, len(before) - _TAIL_CHARS)
    tail = before[tail_start:]
    if _SIDE_COMPARED.search(tail):
        return Span(tail_start, tail_start + len(tail))
    for pattern in (_SUBJECT,) if has_slice else (_DIRECT, _SUBJECT):
        match = pattern.search(tail)
        if match:
            return _named(tail, match.start(), tail_start)
    if names_lesion(before):
        match = _SURELY_AFTER.match(after)
        return None if match is None else Span(len(before) + match.start(), len(before) + match.end())
    match = _AFTER.match(after)
    if match:
        return Span(len(before) + match.start(), len(before) + match.end())
    always = _ALWAYS.search(before)
    if always and not _COMPARED_TO.search(before[max(0, always.start() - 60) : always.start()]):
        return Span(always.start(), always.end())
    return None


_NAMED_BEFORE = re.compile(
    rf"\b(?:{_REFERENCE_NAME}|liver|spleen|blood[ -]?pool|background|muscle)\s(?:(?:activity|uptake|level|of|is|was|"
    rf"at|with|an?|value|suv|suvmax|max|maximum|background)\s){{0,3}}"
    r"[(=:~]?\s?\Z",
    re.IGNORECASE,
)
_IN_OPEN_BRACKETS = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,60}}[,;])?\s?(?:the )?(?:{_REFERENCE_NAME}|spleen)\s?(?:suvs?|suvmax|max|value){{0,2}}\s?:"
    r"\s?(?:(?:suvs?|suvmax|max|of)\s?){0,3}\Z",
    re.IGNORECASE,
)
"""``(blood pool: 1.8, liver: SUVmax 2.8``"""
_NAMED_CHARS = 70


def named_before(before: str) -> bool:
    """Whether the words directly before a bare number name a reference region: ``versus liver 3.1``."""
    begin = max(0, len(before) - _NAMED_CHARS)
    return _NAMED_BEFORE.search(before, begin) is not None or _IN_OPEN_BRACKETS.search(before, begin) is not None


_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,40}\Z")


def reference_in_brackets(before: str) -> bool:
    """Whether a comparison with a reference region opens the brackets in which the value stands, its slice with it.

    ``before`` runs from the slice of a lesion's value before on; a lesion named in it has the value itself.
    """
    opened = _IN_BRACKETS.search(before, max(0, len(before) - _TAIL_CHARS))
    direct = _DIRECT.search(before, max(0, len(before) - _TAIL_CHARS))
    return opened is not None and direct is not None and not names_lesion(before)


def under_reference(before: str) -> bool:
    """Whether ``Reference:`` opens the sentence in which the value stands: then every value of it is one."""
    return _UNDER_REFERENCE.search(before) is not None


def compared_with_reference(after: str) -> bool:
    """Whether the words after a compared value say that it is a reference region's: ``versus 2.9 in the liver``."""
    return _AFTER.match(after) is not None


_NAMES = re.compile(_REFERENCE_NAME, re.IGNORECASE)


def _named(tail: str, start: int, offset: int) -> Span:
    match = _NAMES.search(tail, start)
    return (
        Span(offset + start, offset + len(tail))
        if match is None
        else Span(offset + match.start(), offset + match.end())
    )
