"""SUVs in a sentence: each number that is one, of which kind it is, and of which scan.

The grammar, read from each SUV word onwards: qualifiers (max, mean, peak), filler words, a number, and then further
numbers of the same list, range or change. ``find_values`` in ``bare_values`` adds the numbers without an SUV word.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pet_ground.reports.tokens import Token, decimals_of, measures_something_else, word_at, words

ValueKind = Literal["max", "mean", "peak", "bound"]

WINDOW = 14
"""Tokens read after an SUV word in search of its number."""
MAX_LIST = 16
"""Numbers read after one SUV word."""
MAX_SUV = 1000.0
"""No PET shows an SUV of 1000 g/ml: such a number is something else."""

_QUALIFIERS: dict[str, ValueKind] = {
    "max": "max",
    "mx": "max",
    "maximum": "max",
    "maximal": "max",
    "highest": "max",
    "bwmax": "max",
    "maxbw": "max",
    "mean": "mean",
    "avg": "mean",
    "av": "mean",
    "average": "mean",
    "bwmean": "mean",
    "min": "mean",
    "minimum": "mean",
    "peak": "peak",
}
"""``mean`` stands for every statistic that is neither the maximum nor the peak."""

_FILLERS = words(
    "of is was are were be been being has have had with a an the up to at as high value values measuring "
    "measures measured measurement reaching reaches reached ranging ranges range from between "
    "approximately approx about around circa ca only now currently current today equal equals by bw body "
    "weight lbm and or increased decreased elevated remains reported calculated estimated noted "
    "demonstrates shows both respectively in it its per g ml versus vs"
) | frozenset({":", "=", ",", "(", ")", "[", "]", "-", "\u2013", "~", "\u2248", ".", "_", "/", "*", '"', "'"})
_BOUNDS = frozenset(
    {"<", ">", "\u2264", "\u2265", "below", "above", "exceeding", "threshold", "cutoff", "under", "over"}
)
_THAN = frozenset({"less", "greater", "more", "higher", "lower"})
LIST_SIGNS = frozenset({",", "and", "&", "or", "/"})
RANGE_SIGNS = frozenset({"to", "-", "\u2013", "\u2014", "through"})
_CLOSES = frozenset({"", ")", "]", ".", ",", ";", "(", "respectively", "on", "at", "g", "in"})
CHANGE_STEMS = tuple(
    words("decreas increas declin chang reduc improv ris rose fall fell drop progress went grew grown resolv previous")
)
_RANGE_STEMS = ("rang", "between", "vary", "varie")
_COMPARES = words("versus vs compared than previously prior previous formerly")
_BACK = 12
"""Tokens looked back for a word of change or range."""
NOW_WORDS = frozenset({"now", "currently", "current", "today", "presently", "today's"})


@dataclass(frozen=True, slots=True)
class SuvValue:
    """An SUV in the text.

    Attributes:
        suv: g/ml as written; of a range the larger end.
        decimals: decimals as written.
        kind: the statistic; ``bound`` is a limit such as ``less than 2.5``, not a measurement.
        start, end: place of the number.
        token: its token.
        phrase_token: the token where its phrase begins (the SUV word, or the number itself).
        says_before: the sentence itself says, by a change, that the value is an earlier one.
        says_now: the sentence says that it is the current one.
    """

    suv: float
    decimals: int
    kind: ValueKind
    start: int
    end: int
    token: int
    phrase_token: int
    says_before: bool = False
    says_now: bool = False


def find_keyed_values(tokens: Sequence[Token], taken: Collection[int]) -> list[SuvValue]:
    """SUVs behind an SUV word, in the order of the text; ``taken`` are the tokens of slice numbers."""
    values: list[SuvValue] = []
    index = 0
    while index < len(tokens):
        if tokens[index].kind != "suv":
            index += 1
            continue
        head = _Head()
        head.look_back(tokens, index)
        number = _find_number(tokens, index, head, taken)
        if head.found:
            values += (found := _read_numbers(tokens, index, head, number, taken))
            number = max(value.token for value in found)
        index = number + 1
    return values


@dataclass(slots=True)
class _Head:
    """What stands between an SUV word and its first number."""

    kinds: list[ValueKind] = field(default_factory=list)
    strange: bool = False
    bound: bool = False
    found: bool = False

    def look_back(self, tokens: Sequence[Token], index: int) -> None:
        """Read ``mean SUV``, ``max. SUV`` and ``above an SUV``."""
        before = word_at(tokens, index - 2 if word_at(tokens, index - 1) in {".", "a", "an"} else index - 1)
        if before in _QUALIFIERS:
            self.kinds.append(_QUALIFIERS[before])
        self.bound = before in _BOUNDS or before == "than"

    def take(self, token: Token, before: str) -> None:
        """Read one token that is no number."""
        if token.kind == "suv":
            self.strange = False
        elif token.word in _QUALIFIERS:
            self.kinds.append(_QUALIFIERS[token.word])
        elif token.word in _BOUNDS or (token.word == "than" and before in _THAN):
            self.bound = True
        elif token.word not in _FILLERS and token.kind == "word":
            self.strange = True


def _find_number(tokens: Sequence[Token], index: int, head: _Head, taken: Collection[int]) -> int:
    """Token of the first number, noted in ``head`` as found; else the token at which the search ended.

    SUV words without a number between them (``SUVmax and SUVmean of 5.1 and 3.0``) are read as one expression.
    """
    last = index + WINDOW
    place = index + 1
    while place < min(last, len(tokens)):
        token = tokens[place]
        if token.kind == "break" or token.word == ";":
            return place
        if token.kind == "suv":
            last = place + WINDOW
        if token.kind == "num" and is_value(tokens, place, taken, strange=head.strange):
            head.found = True
            return place
        if token.kind != "num":
            head.take(token, tokens[place - 1].word)
        place += 1
    return place - 1


def is_value(tokens: Sequence[Token], index: int, taken: Collection[int], *, strange: bool = False) -> bool:
    """Whether the token can be an SUV; after ``strange`` words a whole number must also end its clause."""
    if index in taken or not 0 <= index < len(tokens) or tokens[index].kind != "num":
        return False
    if measures_something_else(tokens, index) or _number(tokens[index]) is None:
        return False
    whole = not decimals_of(tokens[index])
    return not (strange and whole and word_at(tokens, index + 1) not in _CLOSES)


def _number(token: Token) -> float | None:
    if len(token.word) > 12:
        return None
    number = float(token.word.replace(",", "."))
    return number if math.isfinite(number) and 0 < number < MAX_SUV else None


def _read_numbers(
    tokens: Sequence[Token], index: int, head: _Head, number: int, taken: Collection[int]
) -> list[SuvValue]:
    named = tuple(dict.fromkeys(head.kinds)) or ("max",)
    places = [number]
    signs: list[str] = []
    while len(places) < MAX_LIST:
        following = _next_in_list(tokens, places[-1], taken, several_kinds=len(named) > 1)
        if following is None:
            break
        sign, place = following
        signs.append(sign)
        places.append(place)
    kinds = named if len(named) == len(places) else (named[0],) * len(places)
    values = []
    for place, kind in zip(places, kinds, strict=True):
        value = value_at(tokens, place, index if place == places[0] else place, "bound" if head.bound else kind)
        values.append(value)
    return _joined(values, signs, changes=_tells_change(tokens, index, number))


def value_at(tokens: Sequence[Token], place: int, phrase: int, kind: ValueKind) -> SuvValue:
    """The number at token ``place`` as an SUV; ``phrase`` is the token where its phrase begins."""
    token = tokens[place]
    suv = _number(token)
    if suv is None:
        raise ValueError("the token is not an SUV")
    now = _says_now(tokens, phrase, place)
    return SuvValue(suv, decimals_of(token), kind, token.start, token.end, place, phrase, says_now=now)


def _says_now(tokens: Sequence[Token], phrase: int, place: int) -> bool:
    """Whether ``now`` stands up to three tokens before the phrase, or in it, with no word of comparison after it."""
    for near in range(place - 1, max(0, phrase - 3) - 1, -1):
        if tokens[near].word in _COMPARES or (tokens[near].kind == "num" and near < phrase):
            return False
        if tokens[near].word in NOW_WORDS:
            return True
    return False


def _next_in_list(
    tokens: Sequence[Token], place: int, taken: Collection[int], *, several_kinds: bool
) -> tuple[str, int] | None:
    """The sign and the place of the next number of the same expression, or None where it ends."""
    after = place + 1
    sign = word_at(tokens, after)
    if after < len(tokens) and tokens[after].kind == "arrow":
        sign = "->"
    elif sign == "(" and several_kinds:
        sign = ","
    elif sign in LIST_SIGNS and word_at(tokens, after + 1) in {"and", "or"}:
        after += 1
    elif sign not in LIST_SIGNS and sign not in RANGE_SIGNS:
        return None
    if not is_value(tokens, after + 1, taken):
        return None
    whole_after_decimal = decimals_of(tokens[place]) and not decimals_of(tokens[after + 1])
    if whole_after_decimal and sign != "->" and word_at(tokens, after + 2) not in _CLOSES:
        return None
    return sign, after + 1


def _joined(values: list[SuvValue], signs: list[str], *, changes: bool) -> list[SuvValue]:
    """Turn ``a to b`` into the larger end of a range, or into an earlier and a current value."""
    joined = [values[0]]
    for value, sign in zip(values[1:], signs, strict=True):
        before = joined[-1]
        if sign == "->" or (sign in RANGE_SIGNS and changes):
            joined[-1] = replace(before, says_before=True, says_now=False)
            joined.append(replace(value, says_now=True))
        elif sign in RANGE_SIGNS:
            larger = value if value.suv > before.suv else before
            joined[-1] = replace(larger, phrase_token=before.phrase_token)
        else:
            joined.append(value)
    return joined


def _tells_change(tokens: Sequence[Token], index: int, number: int) -> bool:
    """Whether ``a to b`` is a change in time; a plural (``SUVs``) or a word of range says that it is a range."""
    words = [tokens[place].word for place in range(max(0, index - _BACK), number)]
    if any(word.startswith(_RANGE_STEMS) for word in words):
        return False
    if any(word.startswith(CHANGE_STEMS) for word in words):
        return True
    plural = tokens[index].word.endswith(("s", "values", "ratios"))
    return not plural and "from" in words
