"""Side, size and interpretation of each focus, each from the focus's own part of the passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from pet_ground.reasons import Reason
from pet_ground.records import Laterality
from pet_ground.reports.antecedents import Named, one_of_two
from pet_ground.reports.drafts import Draft, first_token, last_token
from pet_ground.reports.lesion_parts import Numbers, lesion_part, within
from pet_ground.reports.lesion_words import Span, names_lesion
from pet_ground.reports.meaning_words import interpretation
from pet_ground.reports.places import Place, Role, find_places
from pet_ground.reports.segments import segments
from pet_ground.reports.side_words import Side, nearest_side, side_behind, side_directly_before, sides
from pet_ground.reports.size_words import own_size
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.tokens import Token
from pet_ground.reports.values import SuvValue


class _Around:
    """The text around the foci of a passage; what is not asked for is not read."""

    def __init__(self, text: str, tokens: list[Token], foci: Sequence[Draft], slices: Sequence[SliceRef]) -> None:
        self.text = text
        self.tokens = tokens
        self.alone = len(foci) == 1
        self.has_side = bool(sides(text))
        self.has_pair = self.has_side and any(token.word in {"former", "latter"} for token in tokens)
        self.apart = False
        self.told: set[int] = set()  # ids of the drafts whose side, or that there is none, ``the former`` tells
        self._foci = foci
        self._slices = slices

    @cached_property
    def side_of_all(self) -> Side | None:
        """The one side that a first sentence without values names: ``Two left nodes. The larger one has ...``."""
        end = next((token.start for token in self.tokens if token.kind == "break"), 0)
        if any(self.tokens[first_token(draft)].start < end for draft in self._foci):
            return None
        named = sides(self.text[:end])
        return named[0] if len({side.laterality for side in named}) == 1 else None

    @cached_property
    def places(self) -> list[Place]:
        return find_places(self.text)

    @cached_property
    def numbers(self) -> Numbers:
        values = [draft.value for draft in self._foci if draft.value is not None]
        return Numbers(self.tokens, self._slices, values, values)


def with_context(
    tokens: list[Token], drafts: list[Draft], lesions: Sequence[SuvValue], slices: Sequence[SliceRef]
) -> list[Draft]:
    """The drafts with side, size and interpretation; earlier values have none."""
    text = drafts[0].passage.text
    known = {value.token for value in lesions}
    current = [
        draft
        for draft in drafts
        if draft.value is not None and draft.value.token in known and draft.reason is not Reason.PRIOR_STUDY
    ]
    groups = _groups(current)
    around = _Around(text, tokens, current, slices)
    claims = [(min(first_token(item) for item in group), max(last_token(item) for item in group)) for group in groups]
    described: dict[int, Draft] = {}
    last: Side | None = None
    parts = segments(tokens, claims, len(text))
    around.apart = around.has_side and _each_named(around, groups, parts)
    for group, (begin, end) in zip(groups, parts, strict=True):
        named: list[Side | None] = _sides_of(around, group, (begin, end)) if around.has_side else [None] * len(group)
        open_ones = [side is None and id(draft) not in around.told for draft, side in zip(group, named, strict=True)]
        if described and last is not None and all(open_ones) and _continues(around, begin, end):
            named = [last] * len(group)
        elif any(open_ones):
            named = [around.side_of_all if is_open else side for is_open, side in zip(open_ones, named, strict=True)]
        for draft, side in zip(group, named, strict=True):
            described[id(draft)] = _described(draft, side, begin, text[begin:end], tokens[first_token(draft)].start)
        last = named[-1]
    return [described.get(id(draft), draft) for draft in drafts]


def _each_named(around: _Around, groups: Sequence[Sequence[Draft]], parts: Sequence[tuple[int, int]]) -> bool:
    """Whether every focus but the first has a lesion's word of its own before it: then there is no list to read."""
    if any(len(group) > 1 for group in groups):
        return False
    return all(
        names_lesion(around.text[begin : around.tokens[first_token(group[0])].start])
        for group, (begin, _) in zip(groups[1:], parts[1:], strict=True)
    )


def _described(draft: Draft, side: Side | None, begin: int, part: str, place: int) -> Draft:
    meaning, span = interpretation(part)
    size = own_size(part, place - begin)
    return Draft(
        draft.passage,
        draft.value,
        draft.slice_ref,
        draft.slice_last,
        reason=draft.reason,
        detail=draft.detail,
        time_span=draft.time_span,
        side=side,
        size_span=None if size is None else _moved(size, begin),
        interpretation=meaning,
        interpretation_span=None if span is None else _moved(span, begin),
    )


def _sides_of(around: _Around, group: Sequence[Draft], part: tuple[int, int]) -> list[Side | None]:
    """The side of each focus of a group that shares the ``part`` of the text; spans are places in the text."""
    begin, end = part
    text, tokens, alone = around.text, around.tokens, around.alone
    in_order = _sides_in_order(text[begin:end], len(group))
    if in_order:
        return [Side(side.laterality, _moved(side.span, begin)) for side in in_order]
    found: list[Side | None] = []
    for draft in group:
        one = _one_of_two(around, draft, begin)
        if one is not None:
            around.told.add(id(draft))
            found.append(one.side)
            continue
        side = _behind(text, draft) or (None if alone else _directly_before(around, draft))
        if side is None:
            nearest = nearest_side(text[begin:end], tokens[first_token(draft)].start - begin)
            own = nearest if alone or around.apart else _own_side(around, draft, begin, nearest, listed=len(group) > 1)
            side = None if own is None else Side(own.laterality, _moved(own.span, begin))
        found.append(side)
    return found


def _one_of_two(around: _Around, draft: Draft, begin: int) -> Named | None:
    if not around.has_pair or draft.value is None:
        return None
    last = draft.value.range_end if draft.slice_ref is None else max(draft.value.range_end, draft.slice_ref.end)
    return one_of_two(around.text, begin, around.tokens[first_token(draft)].start, last)


def _directly_before(around: _Around, draft: Draft) -> Side | None:
    starts = [around.tokens[first_token(draft)].start] + ([draft.value.start] if draft.value is not None else [])
    return next((side for start in starts if (side := side_directly_before(around.text, start)) is not None), None)


def _behind(text: str, draft: Draft) -> Side | None:
    ends = [draft.value.range_end] if draft.value is not None else []
    ends += [draft.slice_ref.end] if draft.slice_ref is not None else []
    return next((side for end in ends if (side := side_behind(text, end)) is not None), None)


_SAME = re.compile(
    r"\b(?:larger|smaller|largest|smallest|bigger|(?:an)?other|second|first|third|former|latter|satell?ite|neighbou?ring|"
    r"levels?|stations?|one|more "
    r"(?:superior|inferior|medial|lateral|anterior|posterior)|superior one|inferior one)\b",
    re.IGNORECASE,
)
"""Words by which a further focus is told apart from the one before, at the same place."""


def _continues(around: _Around, begin: int, end: int) -> bool:
    """Whether the words on a focus name no place of their own: they go on with the place of the one before."""
    text = around.text
    same = _SAME.search(text, begin, end) is not None
    if names_lesion(text[begin:end]) and not same:
        return False
    own = [place for place in within(around.places, begin, end) if place.is_place and place.role is Role.OWN]
    return all(same and (place.general or _SAME.match(text, place.start)) for place in own)


def _groups(drafts: list[Draft]) -> list[list[Draft]]:
    """Drafts whose claims interleave (a list of values with a list of slices) share their part of the passage."""
    groups: list[list[Draft]] = []
    reach = -1
    for draft in drafts:
        if groups and first_token(draft) <= reach:
            groups[-1].append(draft)
        else:
            groups.append([draft])
        reach = max(reach, last_token(draft))
    return groups


def _own_side(around: _Around, draft: Draft, begin: int, nearest: Side | None, *, listed: bool) -> Side | None:
    """The side that a lesion of a list has in its own words; one that all of them share where it can't be told apart.

    Where there is no list, ``nearest`` holds; it and the result are relative to ``begin``. ``listed`` says that the
    values stand together, apart from the lesions' words.
    """
    if draft.value is None:
        return nearest
    text = around.text
    own = lesion_part(text, draft.value.start, around.places, around.numbers)
    if own.rank is None and (nearest is None or not listed):
        return nearest
    spans = [own.items[own.rank]] if own.rank is not None else list(own.items) or [(own.start, own.end)]
    named = [Side(one.laterality, _moved(one.span, start)) for start, end in spans for one in sides(text[start:end])]
    if len({one.laterality for one in named}) != 1:
        return None
    return Side(named[0].laterality, _moved(named[0].span, -begin))


def _sides_in_order(part: str, count: int) -> list[Side] | None:
    """Sides of a list of values, in order: ``left and right axillary nodes with SUV max 3.2 and 4.4 respectively``."""
    if count < 2:
        return None
    separate = [
        side
        for named in sides(part)
        for side in (_both_sides(part, named) if named.laterality is Laterality.BILATERAL else [named])
    ]
    return separate if len(separate) == count and len({side.laterality for side in separate}) == count else None


def _both_sides(part: str, named: Side) -> list[Side]:
    words = part[named.span.start : named.span.end].lower()
    found = []
    for laterality in (Laterality.LEFT, Laterality.RIGHT):
        at = words.find(laterality.value)
        if at >= 0:
            begin = named.span.start + at
            found.append(Side(laterality, Span(begin, begin + len(laterality.value))))
    return sorted(found, key=lambda side: side.span.start)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
