"""From the words of a place to TotalSegmentator's classes in which it can lie.

The class names are those of release 2.18.0, task ``total`` (117 classes). The map is the project's own and not
clinically validated: it serves a check that may say "disagrees" only where the side is clear or the organ is far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pet_ground.lexicon.numbers import numbered
from pet_ground.lexicon.phrases import Phrase, find_phrases
from pet_ground.lexicon.sites import FALLBACKS
from pet_ground.lexicon.terms import NODE
from pet_ground.records import Laterality

_LEFT = re.compile(r"\bleft|\blt\b|(?-i:\bL(?= )|\bL[UL]L\b|\b\d{1,2}L\b)|\blingula", re.IGNORECASE)
_RIGHT = re.compile(r"\bright|\brt\b|(?-i:\bR(?= )|\bR[UML]L\b|\b\d{1,2}R\b)", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:bilateral|both)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:[\s,/]|\b(?:the|of|in|and|on|both|left|right|side|muscles?|musculature)\b|&)*", re.IGNORECASE
)
"""What may stand around and between the phrases of a place. Anything else (``adjacent to the liver``, ``liver lesion
near ...``, ``node``) can move the focus out of the organ that it names."""

_BOWEL = frozenset({"colon", "small_bowel", "duodenum"})
_SPINE = (
    *(f"vertebrae_C{number}" for number in range(1, 8)),
    *(f"vertebrae_T{number}" for number in range(1, 13)),
    *(f"vertebrae_L{number}" for number in range(1, 6)),
    "vertebrae_S1",
)
_RIB_CLASS = re.compile(r"rib_(left|right)_(\d{1,2})")


LAST_WITH_CARTILAGE = 10
"""The eleventh and twelfth ribs end in the muscles of the wall."""


def classes_of(place: str, side: Laterality | None = None) -> frozenset[str]:
    """The classes in which a place can lie: ``left 4th rib`` in ``rib_left_4``, ``right lung`` in its three lobes.

    Args:
        place: the words of a place, such as a lesion's subsite, or the name of its organ.
        side: the side of the focus; it counts where the words name none.

    Returns:
        Names of TotalSegmentator classes. The empty set means "cannot tell": a place that no class holds (lymph node,
        breast, parotid gland), words that only neighbour an organ, or words that contradict each other.
    """
    phrases = find_phrases(place)
    if not phrases or not _only_places(place, phrases):
        return frozenset()
    own = side_of(place) or side
    each = [_classes(phrase, place, own) for phrase in phrases]
    return frozenset().union(*each) if all(each) else frozenset()


def with_confusions(classes: Iterable[str]) -> frozenset[str]:
    """The classes and those with which a label map or a report mixes them up.

    Vertebrae and ribs are off by one in 1 to 2 % of label maps, colon and small bowel are exchanged, and the ribs' ends
    are labelled as their cartilages.
    """
    found = set(classes)
    for name in tuple(found):
        found |= _neighbours(name)
    return frozenset(found)


def _neighbours(name: str) -> frozenset[str]:
    if name in _BOWEL:
        return _BOWEL
    if name in _SPINE:
        rank = _SPINE.index(name)
        return frozenset(_SPINE[max(0, rank - 1) : rank + 2]) | ({"sacrum"} if rank >= len(_SPINE) - 2 else frozenset())
    rib = _RIB_CLASS.fullmatch(name)
    if rib:
        number = int(rib[2])
        beside = range(max(1, number - 1), min(12, number + 1) + 1)
        cartilage = {"costal_cartilages"} if number <= LAST_WITH_CARTILAGE else frozenset[str]()
        return frozenset({*cartilage, *(f"rib_{rib[1]}_{one}" for one in beside)})
    return frozenset({"sacrum", "vertebrae_S1", "vertebrae_L5"}) if name == "sacrum" else frozenset()


def _only_places(place: str, phrases: list[Phrase]) -> bool:
    borders = [0, *(edge for phrase in phrases for edge in (phrase.start, phrase.end)), len(place)]
    return all(_BETWEEN.fullmatch(place, begin, end) for begin, end in zip(borders[::2], borders[1::2], strict=True))


def side_of(words: str) -> Laterality | None:
    """The side that words name; ``BILATERAL`` where they name both."""
    if _BOTH.search(words):
        return Laterality.BILATERAL
    left, right = _LEFT.search(words) is not None, _RIGHT.search(words) is not None
    if left and right:
        return Laterality.BILATERAL
    if left:
        return Laterality.LEFT
    return Laterality.RIGHT if right else None


def _classes(phrase: Phrase, place: str, side: Laterality | None) -> frozenset[str]:
    """What all special words of a phrase allow: ``sternoclavicular joint`` two bones, ``T6 paraspinal`` nothing."""
    terms = [term for term, _ in phrase.terms if term not in FALLBACKS]
    if not terms or any(term.organ == NODE for term in terms):
        return frozenset()
    words = place[phrase.start : phrase.end]
    special = [term for term in terms if not term.general and (term.organ or term.classes)]
    each = [filled(term.classes, words, side) for term in special or terms]
    return frozenset.intersection(*each)


def filled(templates: tuple[str, ...], words: str, side: Laterality | None) -> frozenset[str]:
    """Class names of templates: with the numbers that the words name, on the named side or on both."""
    return frozenset(name for template in templates for name in _sided(numbered(template, words)) if _is_on(name, side))


def _sided(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield from (name.replace("{side}", side) for side in ("left", "right")) if "{side}" in name else (name,)


def _is_on(name: str, side: Laterality | None) -> bool:
    parts = name.split("_")
    if side is Laterality.LEFT:
        return "right" not in parts
    return side is not Laterality.RIGHT or "left" not in parts
