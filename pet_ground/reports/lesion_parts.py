"""Which stretch of a sentence speaks of a focus, and which item of a list is its lesion.

``A, B and C with SUV max of 1, 2 and 3 respectively``: the nth value belongs to the nth lesion, as the nth slice does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pet_ground.lexicon import find_adjectives
from pet_ground.reasons import Reason
from pet_ground.reports.bare_values import find_values
from pet_ground.reports.judgement import judge
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.places import Place, Role
from pet_ground.reports.segments import segments
from pet_ground.reports.slices import SliceRef, find_slices
from pet_ground.reports.tokens import Token, tokenize
from pet_ground.reports.values import SuvValue

_SEPARATOR = re.compile(r"[,;]\s{1,3}(?:(?:and|as well as|plus)\s{1,3})?|\s{1,3}(?:and|as well as|plus|&|\+)\s{1,3}")
_IN_ORDER = re.compile(r"\b(?:and|as well as|plus|respectively)\b|&", re.IGNORECASE)
"""Commas alone make no list of lesions: ``right lung apex, pleural based`` is one."""
_ENDS = re.compile(
    r"\s{1,3}(?:with|having|show(?:s|ing)?|demonstrates?|demonstrating|measur(?:es?|ing)|are|is|both|have|has|had|"
    r"now|today|currently|previously|(?:on|at|in) (?:(?:axial|PET|CT|fused) )?"
    r"(?:images?|slices?|im|sl|cuts?|sections?))\b|[(:]",
    re.IGNORECASE,
)
"""Where the words on a lesion of a list end and those on its numbers begin."""


@dataclass(frozen=True, slots=True)
class LesionPart:
    """The words on a focus: ``text[start:end]``, and the place of its SUV, ``focus``.

    ``items`` are the lesions of a list whose values stand elsewhere, (start, end) each; ``rank`` is the focus's own
    among them, or None where the list has another length than the values. Without a list ``items`` is empty.
    """

    start: int
    end: int
    focus: int
    items: tuple[tuple[int, int], ...] = ()
    rank: int | None = None


@dataclass(slots=True)
class _Claim:
    """Neighbouring values and slices without another lesion's words between them.

    ``first`` and ``last`` are tokens; ``reach`` is the last token of each kind of number.
    """

    first: int
    last: int
    values: list[SuvValue] = field(default_factory=list)
    reach: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a text: its tokens, its slices, its current SUVmax, and those of lesions among them."""

    tokens: Sequence[Token]
    slices: Sequence[SliceRef]
    current: Sequence[SuvValue]
    of_lesions: Sequence[SuvValue]


def numbers_of(text: str) -> Numbers:
    """Read the numbers of a text."""
    tokens = tokenize(text)
    slices = find_slices(tokens)
    taken = {place for item in slices for place in range(item.first_token, item.last_token + 1)}
    return known_numbers(text, tokens, slices, find_values(tokens, taken))


def known_numbers(
    text: str, tokens: Sequence[Token], slices: Sequence[SliceRef], values: Sequence[SuvValue]
) -> Numbers:
    """The numbers of a text of which slices and values are known already."""
    current, of_lesions = _current(text, values, slices)
    return Numbers(tokens, slices, current, of_lesions)


def lesion_part(text: str, focus: int | None, places: Sequence[Place], numbers: Numbers | None = None) -> LesionPart:
    """Part of the sentence on the focus whose SUV stands at ``focus``, or on its first lesion.

    ``places`` are those of the text, in order; ``numbers`` its numbers where they are known.
    """
    numbers = numbers_of(text) if numbers is None else numbers
    tokens = numbers.tokens
    claims = _claims(numbers, places)
    if not claims:
        return LesionPart(0, len(text), len(text) if focus is None else focus)
    parts = segments(tokens, [(claim.first, claim.last) for claim in claims], len(text))
    at = tokens[claims[0].first].start if focus is None else focus
    for rank, (claim, (begin, end)) in enumerate(zip(claims, parts, strict=True)):
        if begin <= at < end:
            start = _start_with_words(text, parts[: rank + 1], places)
            return _with_list(text, LesionPart(start, end, at), claim, tokens, places)
    return LesionPart(0, len(text), at)


def within(places: Sequence[Place], start: int, end: int) -> Sequence[Place]:
    """Those of ``places`` (in order) that begin in ``start`` to ``end``."""
    first = bisect_left(places, start, key=lambda place: place.start)
    return places[first : bisect_left(places, end, key=lambda place: place.start)]


def _claims(numbers: Numbers, places: Sequence[Place]) -> list[_Claim]:
    tokens = numbers.tokens
    marks = [(min(one.phrase_token, one.token), one.token, one) for one in numbers.current]
    others = [(item.first_token, item.last_token, None) for item in numbers.slices]
    lesion_tokens = {value.token for value in numbers.of_lesions}
    claims: list[_Claim] = []
    for first, last, value in sorted([*marks, *others], key=lambda mark: mark[:2]):
        kind = "slice" if value is None else "value"
        reach = claims[-1].reach.get(kind) if claims else None
        if not claims or (reach is not None and _another(tokens[reach + 1 : first], places)):
            claims.append(_Claim(first, last))
        claims[-1].last = max(last, claims[-1].last)
        claims[-1].reach[kind] = last
        claims[-1].values += [value] if value is not None and value.token in lesion_tokens else []
    return claims


def _current(
    text: str, values: Sequence[SuvValue], slices: Sequence[SliceRef]
) -> tuple[Sequence[SuvValue], Sequence[SuvValue]]:
    """The SUVmax of the current scan, and those of its lesions among them; all values where there is none."""
    maxima = [value for value in values if value.kind == "max"]
    reasons = [judgement.reason for judgement in judge(text, maxima, slices)]
    of_lesions = [value for value, reason in zip(maxima, reasons, strict=True) if reason is None]
    of_today = [value for value, reason in zip(maxima, reasons, strict=True) if reason is not Reason.PRIOR_STUDY]
    return (of_today, of_lesions) if of_lesions else (values, values)


def _another(between: Sequence[Token], places: Sequence[Place]) -> bool:
    """Whether another lesion or place is named between two numbers."""
    if not between:
        return False
    if any(token.kind == "word" and names_lesion(token.word) for token in between):
        return True
    named = within(places, between[0].start, between[-1].end)
    return any(place.is_place and place.role is Role.OWN for place in named)


def _start_with_words(text: str, parts: Sequence[tuple[int, int]], places: Sequence[Place]) -> int:
    """Start of the last part; one that says nothing of its own (``and 4.2 (slice 97)``) takes those before it too."""
    for start, end in reversed(parts):
        if names_lesion(text[start:end]) or within(places, start, end):
            return start
    return parts[-1][0]


def _with_list(
    text: str, part: LesionPart, claim: _Claim, tokens: Sequence[Token], places: Sequence[Place]
) -> LesionPart:
    count = len(claim.values)
    if count < 2 or not _IN_ORDER.search(text, part.start, part.end):
        return part
    rank = next((rank for rank, value in enumerate(claim.values) if value.start == part.focus), None)
    if rank is None and part.focus <= tokens[claim.first].start:
        rank = 0
    before = _items(text, part.start, tokens[claim.values[0].phrase_token].start, places)
    after = _items(text, claim.values[-1].end, part.end, places)
    items = before if len(before) == count or len(after) != count else after
    if rank is None or len(items) < 2:
        return part
    return LesionPart(part.start, part.end, part.focus, tuple(items), rank if len(items) == count else None)


def _items(text: str, start: int, end: int, places: Sequence[Place]) -> list[tuple[int, int]]:
    """The lesions listed in ``text[start:end]``: each item names a place, or a side of the place that follows."""
    borders = [start]
    for match in _SEPARATOR.finditer(text, start, end):
        around = within(places, start, match.start())
        if not around or around[-1].end <= match.end():
            borders += [match.start(), match.end()]
    borders.append(end)
    items: list[tuple[int, int]] = []
    for begin, stop in zip(borders[::2], borders[1::2], strict=True):
        named = [place for place in within(places, begin, stop) if place.is_place]
        tail = _ENDS.search(text, named[-1].end if named else begin, stop)
        if named or _only_side(text[begin:stop]):
            items.append((begin, tail.start() if named and tail else stop))
    return items


def _only_side(words: str) -> bool:
    """Whether the words end in a side or the like, which the next item's place completes: ``left`` and right hilar."""
    found = find_adjectives(words)
    return bool(found) and found[-1][1] == len(words.rstrip())
