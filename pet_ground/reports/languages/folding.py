"""One form for what Unicode writes in several ways: full-width signs, letters with their accents apart, unit signs."""

from __future__ import annotations

import re
import unicodedata

from pet_ground.reports.languages.aligned import Aligned, Writer

_SEVERAL_WAYS = re.compile(
    r"[^\W\d_][\u0300-\u036f]{1,4}"  # a letter and its accents
    r"|[\uff01-\uff5e\uff61\uff64\u3000\u301c\uff5e]"  # full-width forms
    r"|[\u339c\u339d\u33c4]"  # mm, cm and cc in one sign
)
_WITH_BLANK = frozenset(",:;!?")
"""Full-width signs bring their own room: after the narrow one a blank is needed, as in ``3.2, 4.4``."""
_OTHERS = {"\u301c": "~", "\uff5e": "~"}


def fold(text: str) -> Aligned:
    """The text with narrow signs and composed letters; superscripts and the like stay as they are."""
    writer = Writer()
    place = 0
    for match in _SEVERAL_WAYS.finditer(text):
        writer.copy(text, place, match.start())
        writer.write(_folded(match.group()), match.start(), match.end())
        place = match.end()
    writer.copy(text, place, len(text))
    return writer.done(len(text))


def _folded(form: str) -> str:
    plain = _OTHERS.get(form) or unicodedata.normalize("NFKC", form)
    if plain == "(":
        return " ("
    return plain + " " if plain in _WITH_BLANK else plain


def without_accents(text: str) -> str:
    """The text in bare letters, as it is typed without a keyboard of the language; as long as before or shorter."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return bare.replace("\u0111", "d").replace("\u0110", "D")
