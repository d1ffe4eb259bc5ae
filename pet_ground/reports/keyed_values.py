"""SUVs beside an SUV word.

The grammar, read from each SUV word onwards: qualifiers (max, mean, peak), filler words, a number, and then further
numbers of the same list, range or change. Where the numbers stand before the word (``4.0 to 9.0 SUVmax``), see
``values_ahead``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pet_ground.reports.changed_values import is_change, to_or_by
from pet_ground.reports.suv_words import QUALIFIERS, kind_of, lean_or
from pet_ground.reports.tokens import Token, word_at, words
from pet_ground.reports.value_lists import joined, next_in_list, order_in_time, tells_change, with_order
from pet_ground.reports.values import (
    CLOSES,
    LIST_SIGNS,
    MAX_LIST,
    SuvValue,
    ValueKind,
    is_value,
    value_at,
)
from pet_ground.reports.values_ahead import values_ahead

WINDOW = 20
"""Tokens read after an SUV word in search of its number."""
_ORDER_TOKENS = 4
"""Tokens beside an expression in which ``current/prior`` is looked for."""

_FILLERS = words(
    "of is was are were be been being has have had with a an the up to at as high value values measuring "
    "measures measured measurement reaching reaches reached ranging ranges range from between "
    "approximately approx about around circa ca only now currently current today equal equals by bw body "
    "weight and or increased decreased elevated remains reported calculated estimated noted "
    "demonstrates shows both respectively in it its per g ml versus vs"
) | frozenset({":", "=", ",", "(", ")", "[", "]", "-", "\u2013", "~", "\u2248", ".", "_", "/", "*", '"', "'"})
_BOUNDS = frozenset(
    {
        "<",
        ">",
        "\u2264",
        "\u2265",
        "below",
        "above",
        "exceeding",
        "beyond",
        "exceeds",
        "exceed",
        "threshold",
        "cutoff",
        "cut",
        "under",
    }
    | {"over", "minimum", "thresholds", "scale", "scaled", "window", "windowed", "contoured", "isocontour", "segmented"}
)
_RATIO = frozenset({"ratio", "ratios"})
_JOINS = frozenset({"and", ",", "/", "&", "or"})
_THAN = frozenset({"less", "greater", "more", "higher", "lower"})


def find_keyed_values(tokens: Sequence[Token], taken: Collection[int]) -> list[SuvValue]:
    """SUVs behind an SUV word, in the order of the text; ``taken`` are the tokens of slice numbers."""
    values: list[SuvValue] = []
    index, done = 0, -1
    while index < len(tokens):
        if tokens[index].kind != "suv":
            index += 1
            continue
        ahead = values_ahead(tokens, index, taken, done)
        if ahead is not None:
            values += ahead.values
            done, index = index, ahead.next_token
            continue
        head = _Head()
        head.look_back(tokens, index)
        number = _find_number(tokens, index, head, taken)
        named = [] if head.kinds or head.bound or not head.found else _each_named(tokens, index, number, taken)
        if named:
            values += named
            number = named[-1].token
        elif head.found:
            values += (found := _read_numbers(tokens, index, head, number, taken))
            number = max(value.token for value in found)
        done, index = number, number + 1
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
        back = index - 1
        while word_at(tokens, back) in {".", "a", "an", "at", "the", "of"}:
            back -= 1
        before = word_at(tokens, back)
        peak_of_max = before == "peak" and word_at(tokens, index + 1) in {"max", "maximum"}
        if tokens[index].word.startswith("sul"):
            self.kinds.append("lean")
        elif before in QUALIFIERS and not peak_of_max:
            self.kinds.append(QUALIFIERS[before])
        self.bound = before in _BOUNDS or before == "than"

    def take(self, token: Token, before: str, *, glued: bool) -> None:
        """Read one token that is no number; ``glued`` says that it is written together with an SUV word."""
        kind = kind_of(token, glued=glued)
        if token.kind == "suv":
            self.strange = False
            self.kinds += ["lean"] if token.word.startswith("sul") else []
        elif token.word in _RATIO and before not in _JOINS:
            self.kinds = [*self.kinds[:-1], "mean"]
        elif kind is not None:
            self.kinds = lean_or(self.kinds, kind)
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
            last_token = tokens[place - 1]
            head.take(token, last_token.word, glued=last_token.kind == "suv" and last_token.end == token.start)
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
    bound = (
        head.bound
        or _named_a_limit(tokens, places[-1])
        or (len(places) == 1 and (is_change(tokens, index, number) or to_or_by(tokens, index, number)))
    )
    kinds = named if len(named) == len(places) else (named[0],) * len(places)
    values = []
    for place, kind in zip(places, kinds, strict=True):
        value = value_at(tokens, place, index if place == places[0] else place, "bound" if bound else kind)
        values.append(value)
    if word_at(tokens, number - 1) == "between" and signs[:1] == ["and"]:
        signs[0] = "to"
    values = joined(values, signs, changes=tells_change(tokens, index, number))
    before = order_in_time(tokens, index - _ORDER_TOKENS, number)
    return with_order(values, before or order_in_time(tokens, places[-1] + 1, places[-1] + _ORDER_TOKENS))


def _kind_behind(tokens: Sequence[Token], place: int) -> tuple[ValueKind, int] | None:
    """The statistic that stands behind the number at ``place``, and the token after it: ``4.4 (mean)``."""
    if word_at(tokens, place + 1) in {"(", "["} and word_at(tokens, place + 3) in {")", "]"}:
        kind = QUALIFIERS.get(word_at(tokens, place + 2))
        return None if kind is None else (kind, place + 4)
    kind = QUALIFIERS.get(word_at(tokens, place + 1))
    return None if kind is None or word_at(tokens, place + 2) not in CLOSES | LIST_SIGNS else (kind, place + 2)


def _each_named(tokens: Sequence[Token], index: int, number: int, taken: Collection[int]) -> list[SuvValue]:
    """The values of a list in which the statistic of each stands behind it: ``SUV 4.4 (mean) and 5.6 (max)``."""
    values: list[SuvValue] = []
    place = number
    while len(values) < MAX_LIST and is_value(tokens, place, taken):
        found = _kind_behind(tokens, place)
        if found is None:
            break
        kind, after = found
        values.append(value_at(tokens, place, place if values else index, kind))
        if word_at(tokens, after) not in LIST_SIGNS:
            break
        place = after + (2 if word_at(tokens, after + 1) == "and" else 1)
    return values if any(value.kind != "max" for value in values) else []


_LIMIT_BEHIND = words("threshold thresholds cutoff cut limit criterion")
_LIMIT_FILLERS = words("was is were are as a an the used considered chosen taken applied for set g ml /")
_LIMIT_TOKENS = 8


def _named_a_limit(tokens: Sequence[Token], last: int) -> bool:
    """Whether the words behind the numbers call them a limit: ``SUV of 2.5 was used as the threshold``."""
    place = last + 1
    if word_at(tokens, place) in {"and", "or"} and word_at(tokens, place + 1) in {"above", "below", "more", "higher"}:
        return True
    while place - last <= _LIMIT_TOKENS and word_at(tokens, place) in _LIMIT_FILLERS:
        place += 1
    return word_at(tokens, place) in _LIMIT_BEHIND
