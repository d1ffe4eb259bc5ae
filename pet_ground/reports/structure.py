"""The rule structurer: region, organ and subsite by the lexicon, findings in the sentence's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pet_ground.lexicon import find_adjectives
from pet_ground.records import Evidence, StructuredReading
from pet_ground.reports.lesion_parts import LesionPart, lesion_part, within
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.places import Place, find_places
from pet_ground.reports.site_choice import Said, Site, organ_of, site_of

MAX_CHARS = 6000
"""Text beyond this is not read: two sentences of the longest kind."""
MAX_ITEMS = 16
"""Lesions read of a list without an order, as many as values after one SUV word."""

_LEADING_JOIN = re.compile(r"\A[\s,;]{0,5}(?:and|while|whereas|but)\s", re.IGNORECASE)
_AROUND = " \t\r\n,;"
"""What is no part of the findings where it stands at their ends."""
_CLOSING = ".)]"
"""What ended the words before them."""


def structure_by_rules(mention_sentence: str, focus: int | None = None) -> StructuredReading:
    """Structured fields of the focus whose SUV stands at character ``focus`` of the sentence, each with its evidence.

    Without ``focus`` the first lesion of the sentence is read. Where several lesions share the sentence, only the part
    that belongs to the focus is read, and ``findings`` is that part; else it is the whole sentence. The subsite is the
    sentence's own words with the side (``right upper lobe``). What the sentence does not say, or says in two ways, is
    ``NOT_STATED``; the function never raises, and its time is linear in the length of the text.
    """
    text = mention_sentence[:MAX_CHARS]
    places = find_places(text)
    part = lesion_part(text, focus, places)
    if part.items and part.rank is None:
        site = _of_any_item(text, part, places)
        return _reading(text, site, _findings(text, part.start, part.end))
    if part.rank is not None:
        start, end = part.items[part.rank]
        if not within(places, start, end):
            end = next((stop for begin, stop in part.items[part.rank :] if within(places, begin, stop)), end)
        return _reading(text, _of_item(text, part, part.rank, places), _findings(text, start, end))
    site = site_of(text, part.start, part.end, part.focus, places)
    return _reading(text, site, _findings(text, part.start, part.end))


def _reading(text: str, site: Site, findings: Said | None) -> StructuredReading:
    said = {"region": site.region, "organ": site.organ, "anatomic_subsite": site.subsite, "findings": findings}
    stated = {name: one for name, one in said.items() if one is not None}
    evidence = [
        {"field": name, "start": one.start, "end": one.end, "quote": text[one.start : one.end]}
        for name, one in stated.items()
    ]
    return StructuredReading(
        **{name: one.words for name, one in stated.items()},
        evidence=tuple(Evidence.model_validate(item) for item in evidence),
    )


def _findings(text: str, start: int, end: int) -> Said | None:
    joined = _LEADING_JOIN.match(text[start:end])
    start += joined.end() if joined else 0
    words = text[start:end]
    start += len(words) - len(words.lstrip(_AROUND + _CLOSING))
    words = words.lstrip(_AROUND + _CLOSING).rstrip(_AROUND)
    return Said(words, start, start + len(words)) if words else None


def _of_any_item(text: str, part: LesionPart, places: Sequence[Place]) -> Site:
    """What all lesions of a list agree on: nothing tells which of them the focus is."""
    whole = site_of(text, part.start, part.end, part.focus, places)
    each = [_of_item(text, part, rank, places) for rank in range(min(len(part.items), MAX_ITEMS))]
    subsites = [site.subsite for site in each]
    joined = whole.subsite is not None and all(one is None or one.words in whole.subsite.words for one in subsites)
    return Site(
        region=_agreed([site.region for site in each]),
        organ=_agreed([site.organ for site in each]),
        subsite=whole.subsite if joined else _agreed(subsites),
    )


def _agreed(said: Sequence[Said | None]) -> Said | None:
    return said[0] if len({one and one.words for one in said}) == 1 else None


def _of_item(text: str, part: LesionPart, rank: int, places: Sequence[Place]) -> Site:
    """The site of one lesion of a list; an item of a side alone takes the place that the next item names."""
    start, end = part.items[rank]
    words_end = next((stop for begin, stop in part.items[rank:] if names_lesion(text[begin:stop])), end)
    site = site_of(text, start, end, end, places, node_end=words_end)
    if within(places, start, end):
        return site
    following = next((place for place in within(places, end, len(text)) if place.is_place), None)
    sides = find_adjectives(text[start:end])
    if following is None or not sides:
        return site
    own_start, own_end = start + sides[-1][0], start + sides[-1][1]
    shared = _without_adjectives(text[following.start : following.end])
    words = " ".join(f"{text[own_start:own_end]} {shared}".split())
    return Site(
        region=Said(following.region, following.start, following.end) if following.region else None,
        organ=organ_of(text, [following], following, (start, words_end), words_end),
        subsite=Said(words, own_start, following.end),
    )


def _without_adjectives(words: str) -> str:
    leading = [end for begin, end in find_adjectives(words) if begin == 0]
    return words[leading[0] :].strip() if leading else _after_side(words)


def _after_side(words: str) -> str:
    return re.sub(r"\A(?:(?:left|right|lt\.?|rt\.?|upper|lower|bilateral)\s){1,3}", "", words, flags=re.IGNORECASE)
