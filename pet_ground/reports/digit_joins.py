"""What stands between two digits that markup or an invisible character parts: never nothing.

``8.1<sup>2</sup>`` without its tags would be 8.12, a number that stands nowhere in the report.
"""

from __future__ import annotations

import re

UNSURE = "\x1f"
"""Between two digits of which nobody can tell whether they are one number: the control character that separates units.
``text_files.cleaned`` turns it into the sign for a lost character, next to which no number counts."""

RAISED_DIGITS = str.maketrans(
    "0123456789+-", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b"
)
LOWERED_DIGITS = str.maketrans("0123456789+-", "".join(map(chr, range(0x2080, 0x208C))))
TAIL_CHARS = 8
"""Characters of the text before a join that are looked at: the longest unit, and what stands before it."""

_UNIT = re.compile(r"(?<![A-Za-z])[cdkm]?m\Z")
_UNIT_POWER = re.compile(r"[-\u2212]?[23]")
_ISOTOPE = re.compile(r"\d{1,3}m?")


def between(before: str, after: str) -> str:
    """What parts two pieces of text between which something that is not read stood: nothing, but for two digits."""
    return UNSURE if before[-1:].isdecimal() and after[:1].isdecimal() else ""


def instead_of(found: re.Match[str]) -> str:
    """``between`` for a match that is taken out of its text."""
    text = found.string
    return between(text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1])


def off_line(content: str, before: str, after: str, *, lowered: bool = False) -> str:
    """Raised or lowered text, such that its digits become no part of a number beside it.

    Powers of a length (``cm2``), nuclides (``18F``) and indices of letters (``H2O``) are written plainly; other digits
    become the raised or lowered digits of Unicode.
    """
    beside = before[-1:]
    if not any(one.isdecimal() for one in content):
        return f"^{content}" if beside.isdecimal() and len(content) == 1 and content.isalpha() else content
    if lowered and beside.isalpha():
        return content
    if _UNIT.search(before) and _UNIT_POWER.fullmatch(content):
        return content
    if not beside.isdecimal() and _ISOTOPE.fullmatch(content) and after[:1].isupper():
        return content
    signs = content.translate(LOWERED_DIGITS if lowered else RAISED_DIGITS)
    return UNSURE + signs if beside.isdecimal() and content[0] in ".,\u00b7" else signs
