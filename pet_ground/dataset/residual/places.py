"""Where a finding stands in a text: as it is written there, with what is around it."""

from __future__ import annotations

import re

from pet_ground.dataset.residual.folding import RUN, folded

CONTEXT_CHARS = 40
"""On either side: enough to see whether it is a name, and to find the place in the report."""
_BETWEEN = r"[\W\d_]*?"


def told_with_context(text: str, value: str) -> tuple[str, str]:
    """The value as the text writes it, and the text around it in one line; ``value`` may be folded."""
    lowered, places = _folded_with_places(text)
    wanted = folded(value)
    spelt = _BETWEEN.join(map(re.escape, RUN.findall(wanted))) or re.escape(wanted)
    for pattern in (rf"(?<![^\W\d_]){re.escape(wanted)}(?![^\W\d_])", rf"(?<![^\W\d_]){spelt}(?![^\W\d_])", spelt):
        match = re.search(pattern, lowered) if pattern else None
        if match is not None and match.end() > match.start():
            begin, end = places[match.start()], places[match.end() - 1] + 1
            around = text[max(0, begin - CONTEXT_CHARS) : end + CONTEXT_CHARS]
            return text[begin:end], " ".join(around.split())
    return value, ""


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts = [folded(char) for char in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]
