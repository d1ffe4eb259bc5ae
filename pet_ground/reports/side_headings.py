"""A heading with a side (``Right lung:``), and the sentences behind it that speak of the same place."""

from __future__ import annotations

import re

from pet_ground.records import Laterality
from pet_ground.reports.places import Place, Role, find_places
from pet_ground.reports.side_words import sides

_HEADING = re.compile(
    r"(?:right|left|rt\.?|lt\.?)(?:-sided| sided)? (?:[a-z/]{2,20} ){0,3}[a-z/]{2,20} ?:", re.IGNORECASE
)
_OTHER_HEADING = re.compile(r"[a-z][a-z /,-]{1,40}:", re.IGNORECASE)
_FURTHER = re.compile(
    r"(?:there (?:is|are) )?(?:another|an additional|a (?:second|third|further|smaller|larger)|further|"
    r"additional|two (?:more|further))\b",
    re.IGNORECASE,
)


def has_side_heading(sentence: str) -> bool:
    """Whether the sentence opens with a heading that names one side: ``Right lung:``."""
    heading = _heading_of(sentence)
    named = {side.laterality for side in sides(heading)}
    return len(named) == 1 and Laterality.BILATERAL not in named and bool(_own_places(heading))


def is_heading_alone(sentence: str) -> bool:
    """Whether the sentence is nothing but the heading, so that what it heads stands on the next line."""
    found = _HEADING.match(sentence)
    return found is not None and found.end() == len(sentence)


def speaks_of_headed(heading: str, sentence: str) -> bool:
    """Whether ``sentence`` may speak of the place of a ``heading``: it names no side, no heading and no other place."""
    if _OTHER_HEADING.match(sentence) is not None or sides(sentence):
        return False
    headed = _own_places(_heading_of(heading))
    return all(
        place.region == headed[0].region and (not headed[0].organ or place.organ == headed[0].organ)
        for place in _own_places(sentence)
    )


def tells_of_a_further_one(sentence: str) -> bool:
    """Whether the sentence goes on with a further focus: ``Another in the lower lobe``."""
    return _FURTHER.match(sentence) is not None


def _heading_of(sentence: str) -> str:
    found = _HEADING.match(sentence)
    return "" if found is None else found.group()


def _own_places(text: str) -> list[Place]:
    return [place for place in find_places(text) if place.is_place and place.role is Role.OWN]
