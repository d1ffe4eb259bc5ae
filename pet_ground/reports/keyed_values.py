"""SUVs behind an SUV word.

The grammar, read from each SUV word onwards: qualifiers (max, mean, peak), filler words, a number, and then further
numbers of the same list, range or change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pet_ground.reports.tokens import Token, word_at, words
from pet_ground.reports.value_lists import joined, next_in_list, order_in_time, tells_change, with_order
from pet_ground.reports.values import MAX_LIST, SuvValue, ValueKind, is_value, value_at

WINDOW = 14
"""Tokens read after an SUV word in search of its number."""
_ORDER_TOKENS = 4
"""Tokens beside an expression in which ``current/prior`` is looked for."""

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
        peak_of_max = before == "peak" and word_at(tokens, index + 1) in {"max", "maximum"}
        if before in _QUALIFIERS and not peak_of_max:
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


def _read_numbers(
    tokens: Sequence[Token], index: int, head: _Head, number: int, taken: Collection[int]
) -> list[SuvValue]:
    named = tuple(dict.fromkeys(head.kinds)) or ("max",)
    places = [number]
    signs: list[str] = []
    while len(places) < MAX_LIST:
        following = next_in_list(tokens, places[-1], taken, several_kinds=len(named) > 1)
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
    if word_at(tokens, number - 1) == "between" and signs[:1] == ["and"]:
        signs[0] = "to"
    values = joined(values, signs, changes=tells_change(tokens, index, number))
    before = order_in_time(tokens, index - _ORDER_TOKENS, number)
    return with_order(values, before or order_in_time(tokens, places[-1] + 1, places[-1] + _ORDER_TOKENS))
