"""Words for something that can be a lesion, and a place in a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the passage."""

    start: int
    end: int


LESION = (
    r"(?:lesion|node|nodule|nodal|mass|masse|foc(?:us|i|al)|adenopath|lymphadenopath|metasta|tumou?r|deposit|implant|"
    r"conglomerate|thickening|consolidation|opacit|malignan|carcinom|sarcom|lymphom|cancer|recurrence|disease)"
)
"""Stems of words for something that can be a lesion. ``uptake`` and ``activity`` can be anything and are left out."""
_LESION = re.compile(rf"\b{LESION}", re.IGNORECASE)


@lru_cache(maxsize=4096)  # most texts are single words
def names_lesion(text: str) -> bool:
    """Whether the text holds a word for a lesion."""
    return _LESION.search(text) is not None
