"""Numbers that a sentence tells to be something else than an SUV: a volume, a ratio, the limit of what is normal."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.tokens import Token, word_at, words

_OTHER_MEASURES = words(
    "mtv tlg volume hu hounsfield ki psa sul sulmax sulpeak sulmean ratio tbr tlr adc score deauville cea ca125 "
    "diameter size length width creatinine glucose mean peak threshold factor position location table z i ki-67 "
    "gleason "
    "g6 ng/ml krenning lugano rads ipi tsh bmi thickness height weight"
)
_MEASURE_FILLERS = words("of is was at to") | frozenset({":", "=", "(", "-"})


def of_other_measure(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number is told to be something else: ``TLG 66.4``."""
    near = place - 1
    while near >= 0 and place - near <= 4 and tokens[near].word in _MEASURE_FILLERS:
        near -= 1
    return word_at(tokens, near) in _OTHER_MEASURES or _limit_of_normal(tokens, place) or _of_ratio(tokens, place)


_RATIO_TOKENS = 5


def _of_ratio(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number is told to be a ratio: ``ratio to liver 2.4``."""
    for near in range(place - 1, max(-1, place - 1 - _RATIO_TOKENS), -1):
        if tokens[near].word in {"ratio", "ratios"}:
            return True
        if tokens[near].kind != "word" and tokens[near].word not in {"(", ":", "="}:
            return False
    return False


_LIMIT_FILLERS = words("up to upper limit range below under of is") | frozenset({"<", ":", "="})
_LIMIT_WORDS = frozenset({"up", "limit", "range", "<", "below", "under"})
_LIMIT_TOKENS = 6


def _limit_of_normal(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number is what is still normal: ``(normal up to 3.0)``."""
    near = place - 1
    while near >= 0 and place - near <= _LIMIT_TOKENS and tokens[near].word in _LIMIT_FILLERS:
        near -= 1
    told = any(token.word in _LIMIT_WORDS for token in tokens[near + 1 : place])
    return told and word_at(tokens, near) in {"normal", "norm"}
