"""Words that say that there is no such focus."""

from __future__ import annotations

import re

from pet_ground.reports.lesion_words import Span, names_lesion

_NEGATION = re.compile(
    r"\b(?:no|nothing|none|without|absence of|negative for|free of|lack of)\b(?! (?:longer|change|significant change|"
    r"interval change|"
    r"substantial change|appreciable change|(?:definite |clear |discrete |obvious |corresponding )?(?:ct|"
    r"anatomic|structural)\b))",
    re.IGNORECASE,
)
_UPTAKE = re.compile(r"\b(?:uptake|activity|hypermetaboli|avid|metaboli|metasta)", re.IGNORECASE)
_ENDS_NEGATION = re.compile(
    r"\b(?:but|however|except|although|though|apart from|other than|besides|aside from|while|whereas|"
    r"there (?:is|are)|only|"
    r"again seen|stable|unchanged)\b|[;:]|\. ",
    re.IGNORECASE,
)
NEGATION_WORDS = 9
"""A negation governs a noun at most this many words away."""


def negation(before: str) -> Span | None:
    """The word that says that there is no such focus. ``no CT correlate`` and ``no change`` say nothing of the kind."""
    clause = max(before.rfind(";"), before.rfind(". "), before.rfind(": ")) + 1
    for match in _NEGATION.finditer(before, clause):
        scope = before[match.end() :]
        if _ENDS_NEGATION.search(scope) or names_lesion(before[clause : match.start()]):
            continue
        governed, comma, _ = scope.partition(",")
        near = " ".join(governed.split()[:NEGATION_WORDS])
        if match.group().lower() in {"nothing", "none"} or _UPTAKE.search(near) or (not comma and names_lesion(near)):
            return Span(match.start(), match.end())
    return None
