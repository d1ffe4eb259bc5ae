"""Which of the places that a text names is the site of a focus, and what region, organ and subsite follow from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pet_ground.lexicon import NODE, NODE_WORDS, find_adjectives
from pet_ground.reports.lesion_parts import within
from pet_ground.reports.lesion_words import LESION
from pet_ground.reports.places import Place, Role
from pet_ground.reports.site_sides import side_after, side_before

_NODE = re.compile(rf"\b{NODE_WORDS}\b", re.IGNORECASE)
_NODE_AFTER = re.compile(
    rf"[ -](?:(?!(?:mass|nodule|lesion|with|and)\b)[\w-]{{1,20}} ){{0,2}}?(?P<node>{NODE_WORDS})\b", re.IGNORECASE
)
_NODE_BEFORE = re.compile(
    rf"\b(?P<node>{NODE_WORDS})\s(?:(?:is|are|seen|noted|present|identified|located|again|in|within|of|at|along|the|a|"
    r"both|involving|chain|stations?|from)\s){0,6}\Z",
    re.IGNORECASE,
)
_NO_NODE = re.compile(
    r"\b(?:mass|masses|nodules?|lesions?|thickening|consolidation|tumou?rs?|implants?|gangli\w{1,3}|"
    r"(?:no|not|without)\b[^.;]{0,40}(?:node|nodal|adenopathy|LN)s?)\b",
    re.IGNORECASE,
)
"""Another kind of lesion, or nodes that are denied: a node word elsewhere in the part need not speak of the focus."""
_LIST_LEAD = re.compile(rf"\b{NODE_WORDS}(?::| at)\s(?![^.]{{0,400}}\.\s{{1,3}}[A-Z])", re.IGNORECASE)
_LIST_REACH = 400
"""Characters in which a list of sites that are all nodes is led by the word."""
_NODE_REACH = 80
"""Characters before a site in which a node word is looked for."""
_JOIN = re.compile(r",? (?:and|&) (?:the |in the )?|/", re.IGNORECASE)
_NEW_LESION = re.compile(
    rf"[;.]\s{{1,3}}(?!(?:the|this|that|it|its|these|they)\b)[^;.]{{0,200}}\b{LESION}", re.IGNORECASE
)
"""A lesion with an indefinite name in a new sentence: the place of the sentence before is not its own."""
_SIDED_PART = re.compile(
    r"(?=.*\b(?:left|right|lt|rt)\b)(?=.*\b(?:apex|apical|base|basilar|basal|lobe|pole)\b)", re.IGNORECASE
)
"""A part of an organ that the text does not name: ``right apex``."""

_ROLE_COST = {Role.OWN: 0, Role.EXPLAINS: 400, Role.NEIGHBOUR: 800}
"""Characters that a place counts as further away when it only explains or neighbours the focus."""
_BREAK_COST = 30
"""Characters that a place before ``;`` or ``) and`` counts as further away: another focus may begin there."""
_BREAK = re.compile(r";|\)[,;]?\s{1,3}(?:and|while)\b", re.IGNORECASE)
_CLOSED_COST = 200
"""Characters that a place counts as further away where ``;`` parts it from the focus before it."""
_AFTER_COST = 15
"""Characters that a place behind the SUV counts as further away: reports name the place first."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a field holds, and the characters ``start`` to ``end`` of the text from which it follows."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where a focus lies; None where the text does not say."""

    region: Said | None = None
    organ: Said | None = None
    subsite: Said | None = None


def site_of(text: str, start: int, end: int, focus: int, places: Sequence[Place], node_end: int | None = None) -> Site:
    """The site of the focus at ``focus``, by the words in ``text[start:end]``.

    ``places`` are those of the whole text; ``node_end`` is how far a node word may stand behind the part.
    """
    inside = within(places, start, end)
    chosen = _chosen(text, inside, focus)
    if chosen is None:
        return Site(organ=_organ_without_place(text, start, end, inside), subsite=_part_of_nothing(text, start, end))
    first, region = _joined(text, inside, chosen)
    organ = organ_of(text, inside, chosen, (start, end), node_end) if region or not chosen.region else None
    subsite = _subsite(text, start, first, chosen)
    where = subsite if region is not None and region.start == first else region
    return Site(
        region=None if region is None or where is None else Said(region.words, where.start, where.end),
        organ=organ,
        subsite=subsite,
    )


def organ_of(
    text: str, inside: Sequence[Place], chosen: Place, part: tuple[int, int], node_end: int | None = None
) -> Said | None:
    """A node word beside the site makes it a lymph node; a node's usual site without that word says no organ."""
    node = _node_beside(text, chosen, part, node_end)
    if node is not None:
        return node
    if chosen.role is not Role.NEIGHBOUR and chosen.organ and chosen.organ != NODE:
        return Said(chosen.organ, chosen.start, chosen.end)
    others = [place for place in inside if place is not chosen and place.role is not Role.NEIGHBOUR]
    for place in others:
        if place.is_place and place.organ and place.organ != NODE and place.region in {"", chosen.region}:
            return Said(place.organ, place.start, place.end)
    return next((Said(place.organ, place.start, place.end) for place in others if not place.is_place), None)


def _node_beside(text: str, chosen: Place, part: tuple[int, int], node_end: int | None) -> Said | None:
    after = _NODE_AFTER.match(text, chosen.end)
    if after is not None:
        return Said(NODE, *after.span("node"))
    anchor = chosen.relation_start if chosen.head is None else chosen.head[0]
    reach = max(0, anchor - _NODE_REACH)
    before = _NODE_BEFORE.search(text[reach:anchor])
    if before is not None:
        return Said(NODE, reach + before.start("node"), reach + before.end("node"))
    found = _NODE.search(text, chosen.end, node_end) if node_end is not None else None
    if found is None and chosen.organ == NODE and chosen.role is Role.OWN and not _NO_NODE.search(text, *part):
        found = _NODE.search(text, *part) or _listed_as_nodes(text, part[0])
    return None if found is None else Said(NODE, *found.span())


def _listed_as_nodes(text: str, start: int) -> re.Match[str] | None:
    """The node word of ``avid nodes: left obturator ..., right iliac ...``, for an item behind the first."""
    lead = _LIST_LEAD.search(text, max(0, start - _LIST_REACH), start)
    if lead is None or _NO_NODE.search(text, lead.end(), start):
        return None
    return _NODE.search(text, *lead.span())


def _organ_without_place(text: str, start: int, end: int, inside: Sequence[Place]) -> Said | None:
    for place in inside:
        if not place.is_place and place.role is Role.OWN and place.organ:
            return Said(place.organ, place.start, place.end)
    node = _NODE.search(text, start, end)
    return None if node is None else Said(NODE, *node.span())


def _part_of_nothing(text: str, start: int, end: int) -> Said | None:
    for begin, stop in find_adjectives(text[start:end]):
        words = text[start + begin : start + stop]
        if _SIDED_PART.match(" ".join(words.split())):
            return Said(" ".join(words.split()), start + begin, start + stop)
    return None


def _subsite(text: str, part_start: int, first: int, chosen: Place) -> Said:
    """The words of the site, with a side that other words part from it."""
    last = side_after(text, first, chosen.end)
    words = " ".join(text[first:last].split())
    if chosen.head is not None:
        words = f"{text[slice(*chosen.head)]} {words}"
    side = side_before(text, part_start, first, last)
    if side is None:
        return Said(words, first, last)
    return Said(f"{text[slice(*side)]} {words}", side[0], last)


def _chosen(text: str, inside: Sequence[Place], focus: int) -> Place | None:
    """The place nearest to the focus; a wide place gives way to a special one of the same region before the focus."""
    named = [place for place in inside if place.is_place]
    if named:
        behind = _last(_NEW_LESION, text, named[0].end, focus)
        named = [place for place in named if place.end > behind]
    if not named:
        return None
    parted = _last(_BREAK, text, named[0].end, focus)
    closed = text.find(";", focus)
    chosen = min(named, key=lambda place: _distance(place, focus, parted, len(text) if closed < 0 else closed))
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


def _distance(place: Place, focus: int, parted: int, closed: int) -> tuple[int, int]:
    away = focus - place.end if place.end <= focus else place.start - focus + _AFTER_COST
    away += _BREAK_COST if place.end <= parted else 0
    away += _CLOSED_COST if place.start > closed else 0
    return away + _ROLE_COST[place.role], place.start


def _joined(text: str, inside: Sequence[Place], chosen: Place) -> tuple[int, Said | None]:
    """Start and region of the chosen place with those that ``and`` joins to it: ``right hilar and subcarinal``."""
    own = Said(chosen.region, chosen.start, chosen.end) if chosen.region else None
    if chosen.role is Role.NEIGHBOUR:
        return chosen.relation_start, own and Said(own.words, chosen.relation_start, own.end)
    first, region = chosen.start, own or _region_of_others(inside, chosen)
    for place in reversed([place for place in inside if place.end <= chosen.start and place.is_place]):
        if place.role is not Role.OWN or not _JOIN.fullmatch(text, place.end, first):
            break
        first = place.start
        region = Said(place.region, first, chosen.end) if region and place.region == region.words else None
    return first, region


def _region_of_others(inside: Sequence[Place], chosen: Place) -> Said | None:
    others = [place for place in inside if place is not chosen and place.role is Role.OWN and place.region]
    if len({place.region for place in others}) != 1:
        return None
    return Said(others[0].region, others[0].start, others[0].end)
