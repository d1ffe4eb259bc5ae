"""What stands between an SUV and a slice, as a cost: from the limit on they are of two lesions."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.number_units import says_slice
from pet_ground.reports.tokens import Token, word_at, words
from pet_ground.reports.values import BEFORE_WORDS, NOW_WORDS

# Costs of what stands between a value and a slice, in arbitrary units; chosen on the labelled corpus of the tests.
COST_WORD = 0.1
COST_COMMA = 1.0
COST_BRACKET = 1.0
COST_BREAK = 2.0
COST_AND = 3.0
COST_SEMICOLON = 8.0
COST_PIPE = 1.5
COST_LESION = 1.0
COST_OTHER_LESION = 4.0
"""A word for a lesion after a comma, an ``and`` or a semicolon: most likely another lesion."""
PAIRING_LIMIT = 7.0
"""Costs from here on part two lesions: at least ``and`` and another lesion."""

MAX_WORDS = 15
"""Further words cost nothing: a long sentence may still speak of one lesion."""
_GOES_ON = words("is are was has have had shows demonstrates measures measuring with also extends now remains appears")
"""Behind ``and``: the sentence goes on with the same lesion."""
_FIELDS = words(
    "location localization site side laterality region organ size diameter position slice image axial series im"
)
"""Names of the fields of a form, each with a colon behind it."""
_TIMES = NOW_WORDS | BEFORE_WORDS | words("on in was the study scan exam")
"""Words on the time of a value say nothing of another lesion: ``4.1 now, 6.2 before; slice 301``."""


def between_cost(between: Sequence[Token]) -> float:
    """What the tokens between a value and a slice cost; stops counting at the limit. Closed brackets cost nothing."""
    cost = 0.0
    parted = False
    depth = 0
    for rank, token in enumerate(between):
        cost += COST_WORD if rank < MAX_WORDS else 0.0
        if token.word == "and" and rank + 1 < len(between) and between[rank + 1].word in _GOES_ON:
            cost += COST_COMMA
        elif token.word in {",", "and"}:
            cost += COST_COMMA if token.word == "," else COST_AND
            parted = True
        elif token.word == "|":
            cost += COST_PIPE
        elif token.word == ";":
            cost += COST_COMMA if depth or _only_time(between, rank) or _ends_field(between, rank) else COST_SEMICOLON
        elif token.kind == "break":
            cost += COST_BREAK
            parted = False
        elif token.word in {"(", ")", "[", "]"}:
            closes = token.word in {")", "]"} and depth > 0
            cost += -COST_BRACKET if closes else COST_BRACKET
            depth += -1 if closes else token.word in {"(", "["}
        elif token.kind == "word" and names_lesion(token.word):
            cost += COST_OTHER_LESION if parted else COST_LESION
        if cost >= PAIRING_LIMIT:
            return PAIRING_LIMIT
    return cost


def _only_time(between: Sequence[Token], rank: int) -> bool:
    """Whether only words on time stand before the semicolon at ``rank``, and only slice words behind it."""
    if not all(token.kind == "sign" or says_slice(token.word) for token in between[rank + 1 :]):
        return False
    before = between[:rank]
    return all(token.kind in {"sign", "date"} or token.word in _TIMES or says_slice(token.word) for token in before)


def _ends_field(between: Sequence[Token], rank: int) -> bool:
    """Whether the semicolon at ``rank`` parts the fields of one lesion: ``SUVmax: 8.5; site: left hilum; image: 107``.

    The name of a field follows; or nothing but the slice or the SUV follows, and a field stands before.
    """
    if word_at(between, rank + 1) in _FIELDS:
        return any(token.word in {":", "="} for token in between[rank + 2 : rank + 4])
    if not all(token.kind == "sign" or says_slice(token.word) for token in between[rank + 1 :]):
        return False
    return any(token.word in {":", "="} and between[at - 1].word in _FIELDS for at, token in enumerate(between) if at)
