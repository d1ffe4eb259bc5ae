"""How a report may write the letters of a header: with accents or without, umlauts written out or not."""

from __future__ import annotations

import re
import unicodedata

BLANKS = r"[\s_]{1,4}"
"""Between the words of a name."""
_LETTERS = re.compile(r"[aou]e|.", re.IGNORECASE | re.DOTALL)
_ACCENTED = {
    "a": "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5",
    "c": "\u00e7\u010d\u0107",
    "e": "\u00e8\u00e9\u00ea\u00eb\u011b",
    "i": "\u00ec\u00ed\u00ee\u00ef",
    "n": "\u00f1\u0144\u0148",
    "o": "\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8",
    "s": "\u0161\u015b\u015f",
    "u": "\u00f9\u00fa\u00fb\u00fc\u016f",
    "y": "\u00fd\u00ff",
    "z": "\u017e\u017a\u017c",
}
"""Letters that headers, which are often ASCII, hold without their accents."""


def as_written(form: str, *, ascii_text: bool, blanks: str = BLANKS) -> str:
    """An expression for the words of ``form``, with ``blanks`` between them."""
    letter = _ascii_letter if ascii_text else _letter
    return blanks.join("".join(map(letter, _LETTERS.findall(word))) for word in form.split(" "))


def _ascii_letter(told: str) -> str:
    """A letter of a header, or an umlaut that it writes out, as a report without accents writes it."""
    plain = unicodedata.normalize("NFKD", told)[0]
    return f"{plain}{told[1]}?" if len(told) > 1 else re.escape(plain)


def _letter(told: str) -> str:
    """The same as any report may write it: with accents or without."""
    plain = unicodedata.normalize("NFKD", told)[0].lower()
    accented = _ACCENTED.get(plain, "")
    if len(told) > 1:
        return f"(?:{told}|[{plain}{accented}])"
    return f"[{plain}{accented}]" if accented else re.escape(told)
