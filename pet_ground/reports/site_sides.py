"""A side that other words part from its site: ``left FDG avid hilar node``, ``hilum on the left``."""

from __future__ import annotations

import re

from pet_ground.lexicon import NODE_WORDS

_HAS_SIDE = re.compile(r"\b(?:left|right|bilateral|both|lt|rt|(?-i:[LR]|[RL][UML]L))\b", re.IGNORECASE)
_FILLER = (
    r"(?:(?:FDG|PSMA|DOTATATE|SSTR|tracer|radiotracer|F-?18)(?:[ -](?:avid|positive))?|(?:non-?)?avid|positive|"
    r"hyper-?metabolic|metabolically|active|enlarg(?:ed|ing)|intensely|intense|markedly|mildly|mild|moderately|faintly|"
    r"small|large|larger|smaller|new|known|suspicious|metastatic|solitary|prominent|necrotic|calcified|conglomerate|"
    r"bulky|sub-?centimeter|spiculated|solid|lytic|sclerotic|focal|cystic|dominant|index|hot|abnormal|malignant|"
    r"\d{1,3}(?:[.,]\d{1,2})?[ -]?(?:mm|cm)|\d{1,3}(?:[.,]\d{1,2})?(?= ?x)|x)"
)
"""Words that may stand between a side and its site: how the focus looks and how large it is."""
MAX_FILLERS = 7
"""Words between a side and its site: ``left 1.2 x 0.9 cm FDG avid`` has five."""
_BEFORE = re.compile(
    rf"(?<!\w)(?P<side>(?:left|right)(?:-sided| sided)?|bilateral|(?:lt|rt)\b\.?|(?-i:[LR])),? (?:there is )?(?:an? )?"
    rf"(?:{_FILLER},? ?(?<![\w.])){{0,{MAX_FILLERS}}}\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?: {NODE_WORDS})?,?(?: (?:dors|ventr|later|medi|anterior|posterior|superior|inferior)(?:al)?ly)?"
    r" (?:on (?:the )?(?:left|right)(?: side)?\b|(?:left|right)(?=[,;.:(]|\s(?:\d|with\b|SUV|measur)|\Z))",
    re.IGNORECASE,
)
"""``hilum on the left``, ``rib 9 dorsally on the left``, ``pararectal left 4 mm``."""
_REACH = 90
"""Characters before a site in which its side is looked for."""


def side_before(text: str, part_start: int, start: int, end: int) -> tuple[int, int] | None:
    """Place of the side of the site ``text[start:end]`` where only words on the focus's looks part them."""
    if _HAS_SIDE.search(text, start, end):
        return None
    reach = max(part_start, start - _REACH)
    found = _BEFORE.search(text[reach:start])
    return None if found is None else (reach + found.start("side"), reach + found.end("side"))


def side_after(text: str, start: int, end: int) -> int:
    """The end of a site with the side that stands right behind it; ``end`` where it has one already, or none."""
    if _HAS_SIDE.search(text, start, end):
        return end
    found = _AFTER.match(text, end)
    return end if found is None else found.end()
