"""The rule structurer: region, organ and subsite by the lexicon, findings in the sentence's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pet_ground.records import NOT_STATED, StructuredFields
from pet_ground.reports.lesion_parts import LesionPart, lesion_part, within
from pet_ground.reports.lesion_words import LESION, names_lesion
from pet_ground.reports.lexicon import NODE, NODE_WORDS
from pet_ground.reports.places import Place, Role, find_adjectives, find_places

MAX_CHARS = 6000
"""Text beyond this is not read: two sentences of the longest kind."""
MAX_ITEMS = 16
"""Lesions read of a list without an order, as many as values after one SUV word."""

_NODE_AFTER = re.compile(rf"[ -](?:[\w-]{{1,20}} ){{0,2}}{NODE_WORDS}\b", re.IGNORECASE)
_NODE_BEFORE = re.compile(
    rf"\b{NODE_WORDS}\s(?:(?:is|are|seen|noted|present|identified|located|again|in|within|of|at|along|the|a|both|"
    r"involving|chain|stations?|from)\s){0,6}\Z",
    re.IGNORECASE,
)
_JOIN = re.compile(r",? (?:and|&) (?:the |in the )?|/", re.IGNORECASE)
_LEADING_JOIN = re.compile(r"\A[\s,;]{0,5}(?:and|while|whereas|but)\s", re.IGNORECASE)
_NEW_LESION = re.compile(
    rf"[;.]\s{{1,3}}(?!(?:the|this|that|it|its|these|they)\b)[^;.]{{0,200}}\b{LESION}", re.IGNORECASE
)
"""A lesion with an indefinite name in a new sentence: the place of the sentence before is not its own."""

_ROLE_COST = {Role.OWN: 0, Role.EXPLAINS: 400, Role.NEIGHBOUR: 800}
"""Characters that a place counts as further away when it only explains or neighbours the focus."""
_BREAK_COST = 30
"""Characters that a place before ``;`` or ``) and`` counts as further away: another focus may begin there."""
_BREAK = re.compile(r";|\)[,;]?\s{1,3}(?:and|while)\b", re.IGNORECASE)
_AFTER_COST = 15
"""Characters that a place behind the SUV counts as further away: reports name the place first."""


def structure_by_rules(mention_sentence: str, focus: int | None = None) -> StructuredFields:
    """Structured fields of the focus whose SUV stands at character ``focus`` of the sentence.

    Without ``focus`` the first lesion of the sentence is read. Where several lesions share the sentence, only the part
    that belongs to the focus is read, and ``findings`` is that part; else it is the whole sentence. The subsite is the
    sentence's own words with the side (``right upper lobe``). What the sentence does not say, or says in two ways, is
    ``NOT_STATED``; the function never raises, and its time is linear in the length of the text.
    """
    text = mention_sentence[:MAX_CHARS]
    places = find_places(text)
    part = lesion_part(text, focus, places)
    if part.items and part.rank is None:
        return _of_any_item(text, part, places)
    if part.rank is not None:
        return _of_item(text, part, part.rank, places)
    return _fields(text, part.start, part.end, part.focus, places)


def _of_any_item(text: str, part: LesionPart, places: Sequence[Place]) -> StructuredFields:
    """Fields on which all lesions of a list agree: nothing tells which of them the focus is."""
    whole = _fields(text, part.start, part.end, part.focus, places)
    each = [_of_item(text, part, rank, places) for rank in range(min(len(part.items), MAX_ITEMS))]
    agreed = {
        name: values.pop() if len(values := {getattr(fields, name) for fields in each}) == 1 else NOT_STATED
        for name in ("region", "organ", "anatomic_subsite")
    }
    subsite = whole.anatomic_subsite
    joined = all(fields.anatomic_subsite in subsite for fields in each)
    return whole.model_copy(update=agreed | ({"anatomic_subsite": subsite} if joined else {}))


def _of_item(text: str, part: LesionPart, rank: int, places: Sequence[Place]) -> StructuredFields:
    """Fields of one lesion of a list; an item of a side alone takes the place that the next item names."""
    start, end = part.items[rank]
    words_end = next((stop for begin, stop in part.items[rank:] if names_lesion(text[begin:stop])), end)
    fields = _fields(text, start, end, end, places, node_end=words_end)
    if within(places, start, end):
        return fields
    following = next((place for place in within(places, end, len(text)) if place.is_place), None)
    if following is None:
        return fields
    sides = find_adjectives(text[start:end])
    own = text[start + sides[-1][0] : start + sides[-1][1]]
    shared = _without_adjectives(text[following.start : following.end])
    return fields.model_copy(
        update={
            "region": following.region or NOT_STATED,
            "organ": _organ(text, [following], following, words_end) or NOT_STATED,
            "anatomic_subsite": " ".join(f"{own} {shared}".split()),
        }
    )


def _without_adjectives(words: str) -> str:
    leading = [end for begin, end in find_adjectives(words) if begin == 0]
    return words[leading[0] :].strip() if leading else _after_side(words)


def _after_side(words: str) -> str:
    return re.sub(r"\A(?:(?:left|right|upper|lower|bilateral)\s){1,3}", "", words, flags=re.IGNORECASE)


def _fields(
    text: str, start: int, end: int, focus: int, places: Sequence[Place], node_end: int | None = None
) -> StructuredFields:
    inside = within(places, start, end)
    findings = _LEADING_JOIN.sub("", text[start:end]).strip(" \t\r\n,;") or NOT_STATED
    chosen = _chosen(text, inside, focus)
    if chosen is None:
        organ = next((place.organ for place in inside if not place.is_place and place.role is Role.OWN), "")
        if not organ and re.search(rf"\b{NODE_WORDS}\b", text[start:end], re.IGNORECASE):
            organ = NODE
        return StructuredFields(findings=findings, organ=organ or NOT_STATED)
    first, region = _joined(text, inside, chosen)
    organ = _organ(text, inside, chosen, node_end) if region or not chosen.region else ""
    subsite = " ".join(text[first : chosen.end].split())
    return StructuredFields(
        region=region or NOT_STATED,
        organ=organ or NOT_STATED,
        anatomic_subsite=subsite or NOT_STATED,
        findings=findings,
    )


def _chosen(text: str, inside: Sequence[Place], focus: int) -> Place | None:
    """The place nearest to the focus; a wide place gives way to a special one of the same region before the focus."""
    named = [place for place in inside if place.is_place]
    if named:
        behind = _last(_NEW_LESION, text, named[0].end, focus)
        named = [place for place in named if place.end > behind]
    if not named:
        return None
    parted = _last(_BREAK, text, named[0].end, focus)
    chosen = min(named, key=lambda place: _distance(place, focus, parted))
    if not chosen.general and chosen.region:
        return chosen
    special = [
        place
        for place in named
        if place.role is chosen.role and not place.general and place.region == chosen.region and place.end <= focus
    ]
    return special[-1] if special and chosen.general else chosen


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the last match in ``text[start:end]`` begins; 0 where there is none."""
    return max((match.start() for match in pattern.finditer(text, start, max(start, end))), default=0)


def _distance(place: Place, focus: int, parted: int) -> tuple[int, int]:
    away = focus - place.end if place.end <= focus else place.start - focus + _AFTER_COST
    away += _BREAK_COST if place.end <= parted else 0
    return away + _ROLE_COST[place.role], place.start


def _joined(text: str, inside: Sequence[Place], chosen: Place) -> tuple[int, str]:
    """Start and region of the chosen place with those that ``and`` joins to it: ``right hilar and subcarinal``."""
    if chosen.role is Role.NEIGHBOUR:
        return chosen.relation_start, chosen.region
    first, region = chosen.start, chosen.region or _region_of_others(inside, chosen)
    for place in reversed([place for place in inside if place.end <= chosen.start and place.is_place]):
        if place.role is not Role.OWN or not _JOIN.fullmatch(text, place.end, first):
            break
        first = place.start
        region = region if place.region == region else ""
    return first, region


def _region_of_others(inside: Sequence[Place], chosen: Place) -> str:
    regions = {place.region for place in inside if place is not chosen and place.role is Role.OWN and place.region}
    return regions.pop() if len(regions) == 1 else ""


def _organ(text: str, inside: Sequence[Place], chosen: Place, node_end: int | None = None) -> str:
    """A node word beside the site makes it a lymph node; a node's usual site without that word says no organ."""
    if _NODE_AFTER.match(text, chosen.end) or _NODE_BEFORE.search(text[max(0, chosen.start - 80) : chosen.start]):
        return NODE
    if node_end is not None and re.search(rf"\b{NODE_WORDS}\b", text[chosen.end : node_end], re.IGNORECASE):
        return NODE
    if chosen.role is not Role.NEIGHBOUR and chosen.organ and chosen.organ != NODE:
        return chosen.organ
    others = [place for place in inside if place is not chosen and place.role is not Role.NEIGHBOUR]
    for place in others:
        if place.is_place and place.organ and place.organ != NODE and place.region in {"", chosen.region}:
            return place.organ
    return next((place.organ for place in others if not place.is_place), "")
