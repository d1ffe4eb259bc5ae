"""The words that name the SUV, and those that say which statistic of it a number is."""

from __future__ import annotations

import re

from pet_ground.reports.slips import misspelt
from pet_ground.reports.tokens import SUV_TYPOS, Token, words
from pet_ground.reports.values import ValueKind

_MAXIMUM = words("max mx maximum maximal highest hottest bwmax maxbw maxx mac maz mas mav msx mxa amx") | misspelt(
    ("maximum", "maximal")
)
_MEAN = words("mean avg av average averaged bwmean meanbw maen meen men min minimum median ratio")
QUALIFIERS: dict[str, ValueKind] = {
    **dict.fromkeys(_MAXIMUM, "max"),
    **dict.fromkeys(_MEAN, "mean"),
    **dict.fromkeys(words("peak pk peek bwpeak peakbw"), "peak"),
    **dict.fromkeys(words("lbm lbmmax maxlbm lean lb leanmax lbmpeak lbmmean bsa ibw"), "lean"),
}
"""``mean`` stands for every statistic that is neither the maximum nor the peak, ``lean`` for every normalization that
is not to body weight. Slips of the keyboard are among the words."""


def kind_of(token: Token, *, glued: bool) -> ValueKind | None:
    """What the word says of the statistic, or None; ``glued`` says that it is written together with ``SUV``."""
    kind = QUALIFIERS.get(token.word)
    if glued and token.word == "r":
        return "mean"
    if kind is None and glued and token.kind == "word" and token.word.startswith("ma"):
        return "max"
    return kind


def lean_or(kinds: list[ValueKind], kind: ValueKind) -> list[ValueKind]:
    """``kinds`` with one more: a lean-body SUV stays one whatever its statistic (``SULmax``, ``SUVmax (lbm)``)."""
    if kind == "lean" and kinds:
        return [*kinds[:-1], "lean"]
    if kinds and kinds[-1] == "lean":
        return kinds
    return [*kinds, kind]


_TYPOS = re.compile(SUV_TYPOS, re.IGNORECASE)
_UPTAKE_VALUE = re.compile(r"uptake[ \n-](?:value|ratio)", re.IGNORECASE)


def names_suv(text: str) -> bool:
    """Whether the text may name an SUV: a quick test, without which a sentence is not read."""
    upper = text.upper()
    if "SUV" in upper or "SUL" in upper or "S.U.V" in upper:
        return True
    if "UPTAKE" in upper and _UPTAKE_VALUE.search(text) is not None:
        return True
    return "MAX" in upper and _TYPOS.search(text) is not None
