"""The places that a text names for a focus: phrases of anatomy, each the site itself or only related to it.

A place only explains, neighbours or is compared with the focus where the words before it say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from pet_ground.lexicon import Anatomy, find_phrases
from pet_ground.reports.lesion_words import names_lesion


class Role(IntEnum):
    """What a place is to the focus."""

    OWN = 0
    EXPLAINS = 1
    NEIGHBOUR = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Place(Anatomy):
    """A place that a text names for a focus.

    Attributes:
        role: what it is to the focus.
        relation_start: where the words that relate it to the focus begin; ``start`` where there are none.
        head: where the word stands that an item of a list shares: ``stations`` for the 7 of ``stations 4R (...), 7``.
    """

    role: Role = Role.OWN
    relation_start: int = 0
    head: tuple[int, int] | None = None


def find_places(text: str) -> list[Place]:
    """Places in the order of the text; without comparisons and known diseases."""
    places: list[Place] = []
    for one in find_phrases(text):
        role, relation_start = _role(text, one.start, one.end)
        if role is not Role.OTHER:
            place = Place(one.start, one.end, one.organ, one.region, one.is_place, one.general, role, relation_start)
            places += [place, *_listed_with(text, place)]
    return places


_HEAD = re.compile(r"(?:stations?|levels?|segments?)(?= )", re.IGNORECASE)
_NEXT = re.compile(r"\s?\([^()]{1,90}\)[,;]?\s(?:and\s|&\s)?(?P<next>\d{1,2}[LR]?|[IVX]{1,4}[ABab]?)(?=\s?\()")
"""``(SUVmax 7.8, 5/82), 7`` behind ``stations 4R``: the next number of a list, before its own bracket."""


def _listed_with(text: str, place: Place) -> list[Place]:
    """The further stations, levels or segments of a list whose items have a bracket each."""
    head = _HEAD.match(text, place.start, place.end)
    found: list[Place] = []
    match = _NEXT.match(text, place.end) if head else None
    while head and match:
        start, end = match.span("next")
        found.append(replace(place, start=start, end=end, relation_start=start, head=head.span()))
        match = _NEXT.match(text, end)
    return found


_CONTEXT_CHARS = 70
"""Characters before a place in which its role is told."""
_ARTICLE = r"(?:(?:the|a|an|its|this|this patient's|nearby|adjacent|known|physiologic|normal|expected)\s){0,2}\Z"
_COMPARED = re.compile(
    r"\b(?:than|above|below|over|beyond|exceed(?:s|ing)|in excess of|versus|vs\.?|"
    r"(?:relative|similar|equal|equivalent|comparable|compared|"
    r"iso-?(?:intense|avid|metabolic)|in comparison) (?:to|with))\s"
    r"(?:(?:that|those|the|a|of|in|normal|background|adjacent|physiologic|reference|uptake|activity|surrounding|"
    r"contralateral|levels?|mediastinal|seen|within|previous|prior)\s){0,5}\Z",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"\b(?:history of|levels? of|diagnosis of|patient with|status[ -]post|s/p|post|rather than|sparing|spares|spared|"
    r"(?:separate|distinct|away|remote) from|"
    r"(?:not|no|without)(?: (?:evidence of|involvement of|involving|extension into|invasion of|uptake in|in|within|"
    r"of|abnormal uptake in|other lesions? in))|excluding|metasta\w{1,5} from|unlike|towards?|"
    r"known(?: primary)?|primary)\s"
    r"(?:(?:the|a|an|left|right|prior|known|metastatic|abnormal)\s){0,3}\Z",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(
    r"\b(?:(?:immediately |just |directly )?(?:adjacent|contiguous|posterior|anterior|medial|lateral|inferior|superior|"
    r"caudal|cranial|deep|superficial|close|next|lateral and posterior)(?:ly)? (?:to|with)|near|beside|abutting|abuts|"
    r"between|beneath|behind|overlying|underlying|invading|invades|encasing|encases|compressing|displacing|eroding|"
    r"inseparable from|in front of|extending (?:in)?to|extends (?:in)?to|extension (?:in)?to|along side|alongside|"
    r"draining)\s" + _ARTICLE,
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:consistent with|compatible with|suspicious for|concerning for|corresponds to|corresponding to|"
    r"correlat(?:es|ing) (?:to|with)|represent(?:s|ing)?|due to|related to|likely|probably|possibly|"
    r"suggest(?:s|ive of|ing)|"
    r"favou?red?|from|worrisome for|attributable to|excreted (?:in|into))\s"
    r"(?:(?:the|a|an|in|within|physiologic|urinary|activity|uptake|excretion|metastatic|to|be|new|of)\s){0,4}\Z",
    re.IGNORECASE,
)
_DISEASE = re.compile(
    r"(?:[\s-](?:cell|ductal|squamous|primary|invasive)){0,2}\s(?:cancer|carcinoma|adenocarcinoma|primary|malignancy|"
    r"melanoma|lymphoma|sarcoma|neoplasm|transplant)\b",
    re.IGNORECASE,
)


_SUV = re.compile(r"suv", re.IGNORECASE)
_DISEASE_REACH = 200
"""Characters behind a disease in which a word for a lesion makes it a known one: ``colon cancer with new mass``."""


def _role(text: str, start: int, end: int) -> tuple[Role, int]:
    """The role of the place at ``text[start:end]``, and where the words that give it begin."""
    offset = max(0, start - _CONTEXT_CHARS)
    before = text[offset:start]
    if _COMPARED.search(before):
        return Role.OTHER, start
    disease = _DISEASE.match(text, end)
    known_only = disease is not None and names_lesion(_before_values(text, disease.end()))
    if _NOT_HERE.search(before):
        return (Role.OTHER, start) if known_only or disease is None else (Role.NEIGHBOUR, start)
    neighbour = _NEIGHBOURS.search(before)
    if neighbour:
        return Role.NEIGHBOUR, offset + neighbour.start()
    if known_only:
        return Role.OTHER, start
    # a cancer may be the focus itself (``esophageal primary, SUVmax 18``); a site without such a word comes first
    return (Role.EXPLAINS if disease or _EXPLAINS.search(before) else Role.OWN), start


def _before_values(text: str, start: int) -> str:
    behind = text[start : start + _DISEASE_REACH]
    return behind[: found.start()] if (found := _SUV.search(behind)) else behind
