"""The rule structurer: region, organ and subsite by the lexicon, findings in the sentence's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pet_ground.records import NOT_STATED, StructuredFields
from pet_ground.reports.bare_values import find_values
from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.lexicon import FALLBACKS, MODIFIERS, NODE, NODE_WORDS, SITES
from pet_ground.reports.pairing import segments
from pet_ground.reports.slices import find_slices
from pet_ground.reports.tokens import Token, tokenize

MAX_CHARS = 6000
"""Text beyond this is not read: two sentences of the longest kind."""

_ALL = (*SITES, *FALLBACKS)
_SITE = re.compile(
    rf"\b(?P<before>(?:{MODIFIERS}[ -]){{0,4}})(?:"
    + "|".join(f"(?P<s{rank}>{item[0]})" for rank, item in enumerate(_ALL))
    + r")\b",
    re.IGNORECASE,
)
_NODE = re.compile(rf"[ -](?:\w{{1,20}} ){{0,2}}{NODE_WORDS}\b", re.IGNORECASE)
_NODE_IN = re.compile(rf"\b{NODE_WORDS}\b[^.;,()]{{0,40}}\Z", re.IGNORECASE)
_NOT_A_SITE = re.compile(
    r"\b(?:known|primary|history of|consistent with|compatible with|suspicious for|than|above|below|"
    r"adjacent to|near|abutting|"
    r"posterior to|anterior to|medial to|lateral to|inferior to|superior to|invading|"
    r"extending (?:in)?to)\s(?:the |a |an )?\Z",
    re.IGNORECASE,
)
"""Before a site: the words compare, explain or neighbour, and the focus itself lies elsewhere."""
_NEIGHBOUR_COST = 200
"""Characters that such a site counts as further away."""
_AFTER_COST = 15
"""Characters that a site behind the SUV counts as further away: reports name the place first."""


@dataclass(frozen=True, slots=True)
class _Site:
    start: int
    end: int
    organ: str
    region: str
    is_place: bool


def structure_by_rules(mention_sentence: str, focus: int | None = None) -> StructuredFields:
    """Structured fields of the focus whose SUV stands at character ``focus`` of the sentence.

    Without ``focus`` the first lesion of the sentence is read. Where several lesions share the sentence, only the part
    that belongs to the focus is read, and ``findings`` is that part; else it is the whole sentence. The subsite is the
    sentence's own words with the side (``right upper lobe``). What the sentence does not say is ``NOT_STATED``; the
    function never raises.
    """
    text = mention_sentence[:MAX_CHARS]
    begin, end, place = _part(text, focus)
    part = text[begin:end]
    chosen = _nearest(_sites(part), part, place - begin)
    findings = part.strip(" \t\r\n,;") or NOT_STATED
    if chosen is None:
        return StructuredFields(findings=findings)
    organ = _organ(part, chosen)
    subsite = " ".join(part[chosen.start : chosen.end].split()) if chosen.is_place else NOT_STATED
    return StructuredFields(
        region=chosen.region or NOT_STATED, organ=organ or NOT_STATED, anatomic_subsite=subsite, findings=findings
    )


def _part(text: str, focus: int | None) -> tuple[int, int, int]:
    """Part of the sentence that belongs to the focus, and the place of its SUV."""
    tokens = tokenize(text)
    claims = _claims(tokens)
    if not claims:
        return 0, len(text), len(text) if focus is None else focus
    places = [tokens[first].start for first, _ in claims]
    parts = segments(tokens, claims, len(text))
    at = places[0] if focus is None else focus
    for begin, end in parts:
        if begin <= at < end and len(parts) > 1:
            return begin, end, at
    return 0, len(text), at


def _claims(tokens: list[Token]) -> list[tuple[int, int]]:
    """Token spans of the lesions: neighbouring values and slices without another lesion's words between them."""
    slices = find_slices(tokens)
    taken = {place for item in slices for place in range(item.first_token, item.last_token + 1)}
    marks = sorted(
        [(min(value.phrase_token, value.token), value.token, "value") for value in find_values(tokens, taken)]
        + [(item.first_token, item.last_token, "slice") for item in slices]
    )
    claims: list[tuple[int, int]] = []
    kinds: set[str] = set()
    for first, last, kind in marks:
        between = tokens[claims[-1][1] + 1 : first] if claims else []
        new_lesion = any(token.kind == "word" and names_lesion(token.word) for token in between)
        if claims and not (new_lesion and kind in kinds):
            claims[-1] = (claims[-1][0], max(last, claims[-1][1]))
            kinds.add(kind)
        else:
            claims.append((first, last))
            kinds = {kind}
    return claims


def _sites(part: str) -> list[_Site]:
    found = []
    for match in _SITE.finditer(part):
        name = match.lastgroup
        if name is None or name == "before":
            continue
        rank = int(name[1:])
        _, organ, region = _ALL[rank]
        found.append(_Site(match.start(), match.end(), organ, region, rank < len(SITES)))
    return found


def _nearest(sites: list[_Site], part: str, place: int) -> _Site | None:
    named = [site for site in sites if site.is_place] or sites
    if not named:
        return None
    return min(named, key=lambda site: _distance(site, part, place))


def _distance(site: _Site, part: str, place: int) -> tuple[int, int]:
    away = place - site.end if site.end <= place else site.start - place + _AFTER_COST
    if _NOT_A_SITE.search(part[max(0, site.start - 30) : site.start]):
        away += _NEIGHBOUR_COST
    return (away, site.start)


def _organ(part: str, site: _Site) -> str:
    """A node word beside the site makes it a lymph node; a node's usual site without that word says no organ."""
    node = _NODE.match(part, site.end) or _NODE_IN.search(part[max(0, site.start - 80) : site.start])
    if node:
        return NODE
    if site.organ == NODE and site.is_place:
        return ""
    if site.organ:
        return site.organ
    fallback = next((other for other in _sites(part) if not other.is_place), None)
    return fallback.organ if fallback else ""
