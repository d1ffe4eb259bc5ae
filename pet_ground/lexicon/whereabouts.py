"""Where in a label map a place lies: in classes, or around landmarks, and within which limits.

This is what a lesion's mask is held against. It is wider than ``classes_of``: it knows places that no class holds, and
it says how far outside a lesion may seem to lie before something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pet_ground.lexicon.classes import classes_of, filled, side_of, with_confusions
from pet_ground.lexicon.landmarks import WHOLE_REGIONS, Station
from pet_ground.lexicon.limits import Limit, left, right
from pet_ground.lexicon.phrases import Phrase, deciding, find_phrases
from pet_ground.lexicon.positions import limits_within
from pet_ground.lexicon.terms import Term
from pet_ground.records import Laterality

STILL_SLACK_MM = 12.0
"""For bones and muscles of the trunk: no breathing, but 3 mm labels, a patient who moved between CT and PET by 5 to 10
mm, and a contour that is half outside."""

STATION_SLACK_MM = 8.0
"""For stations, whose reach and limits are wide already."""

SIDE_MARGIN_MM = 2.0
"""How far a lesion may lie over the midline of its side, before ``LIMIT_SLACK_MM``: readers tell sides by the windpipe
or the aorta, which the spine's middle misses by up to 10 mm."""

SOFT_SLACK_MM = 15.0
"""For organs that change their shape (bladder, bowel, oesophagus) or have a weak border in a label map."""

BREATHING_SHARE = 0.6
"""How much of a distance along the body counts for what moves with the diaphragm: it moves by 10 to 25 mm between a CT
in held breath and a PET of minutes, along the body, which count as ``SOFT_SLACK_MM``."""

ADJACENT_MM = 30.0
"""What is only said to lie beside a structure lies within this distance."""

BREATHING = ("lung", "liver", "spleen", "stomach", "kidney", "adrenal", "pancreas", "gallbladder", "heart")
STILL = ("vertebrae", "sacrum", "rib_", "hip", "femur", "humerus", "scapula", "clavicula", "sternum", "costal", "skull",
         "autochthon", "iliopsoas", "gluteus")  # fmt: skip
FIRM = (*STILL, "brain", "urinary_bladder")
SOLID = ("lung", "liver", "spleen", "stomach", "kidney", "heart")
"""Large organs that label maps know well; vessels and bowel they mix up with the nodes beside them."""

OVER_THE_MIDLINE = ("liver", "heart", "atrial", "aorta", "portal", "gallbladder", "inferior_vena")
"""Organs whose left and right parts do not part at the midline of the body."""


class Whereabouts(NamedTuple):
    """One place in which a lesion can lie.

    Attributes:
        classes: names of label classes; it lies in one of them, or around them.
        reach_mm: how far around; 0 for the classes themselves.
        slack_mm: how far outside it must seem to lie to lie elsewhere.
        along: share of distances along the body that counts.
        limits: borders inside which it lies too, with all names filled in, of directions other than ``outward`` and
            ``inward``.
        own: beginnings of the names of the classes in which a label map can show the lesion, besides ``classes``.
        soft_too: whether a lesion deep in one of the ``SOLID`` organs lies elsewhere too.
    """

    classes: frozenset[str]
    reach_mm: float
    slack_mm: float
    limits: tuple[Limit, ...]
    own: tuple[str, ...] = ()
    soft_too: bool = False
    along: float = 1.0


def whereabouts_of(place: str, side: Laterality | None = None) -> tuple[Whereabouts, ...]:
    """Where the words of a place allow a lesion: ``right hilar`` around the trachea's end, on the right.

    Args:
        place: the words of a place, such as a lesion's subsite, or the name of its organ.
        side: the side of the focus; it counts where the words name none.

    Returns:
        Any of them may hold it. Empty where the words tell nothing.
    """
    own = side_of(place) or side
    inside = classes_of(place, side)
    if inside:
        return _in_structures(inside, place, own)
    found = [one for phrase in find_phrases(place) for one in _around(phrase, place[phrase.start : phrase.end], own)]
    return tuple(dict.fromkeys(found))


def whereabouts_of_region(region: str, side: Laterality | None = None) -> tuple[Whereabouts, ...]:
    """Where the whole of one of ``REGIONS`` lies; empty for another word."""
    station = WHOLE_REGIONS.get(region)
    return () if station is None else (_of_station(station, "", side),)


def _in_structures(classes: frozenset[str], words: str, side: Laterality | None) -> tuple[Whereabouts, ...]:
    """The classes by the limits that the words set to them, each with those it is mixed up with."""
    found: dict[tuple[float, float, tuple[Limit, ...]], frozenset[str]] = {}
    for name in sorted(classes):
        own = _side_in(name) or side
        limits = (*_filled_limits(limits_within(name, words), own), *_side_limits(name, own))
        key = _slack_mm(name), BREATHING_SHARE if name.startswith(BREATHING) else 1.0, limits
        found[key] = found.get(key, frozenset()) | with_confusions([name])
    return tuple(
        Whereabouts(names, 0.0, slack, limits, soft_too=slack == STILL_SLACK_MM, along=along)
        for (slack, along, limits), names in found.items()
    )


def _around(phrase: Phrase, words: str, side: Laterality | None) -> list[Whereabouts]:
    """Where the special words of a phrase allow a lesion; all of its words where it joins places by a stroke."""
    known = tuple(term for term, _ in phrase.terms if term.near is not None or term.classes)
    special = _agreeing(tuple(term for term in known if not term.general))
    if "/" in words or not special:
        special = known if "/" in words else deciding(known, bool)
    found = [_of_term(term, words, side) for term in special]
    return found if "/" in words or len(found) < 2 else [_both(found)]


def _agreeing(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Those that are sure, and those that lie in their regions: ``level I axillary`` is no level of the neck."""
    regions = {term.region for term in terms if term.sure}
    return tuple(term for term in terms if term.sure or not regions or term.region in regions)


def _both(places: list[Whereabouts]) -> Whereabouts:
    """A place of several words, each of which narrows it down: ``level IB submandibular``."""
    limits = dict.fromkeys(limit for one in places for limit in one.limits)
    return places[0]._replace(
        classes=frozenset().union(*(one.classes for one in places)),
        reach_mm=max(one.reach_mm for one in places),
        limits=tuple(limits),
        own=tuple(name for one in places for name in one.own),
    )


def _of_term(term: Term, words: str, side: Laterality | None) -> Whereabouts:
    return _of_station(term.near or Station(term.classes, ADJACENT_MM, has_sides=False), words, side)


def _of_station(station: Station, words: str, side: Laterality | None) -> Whereabouts:
    classes = filled(station.landmarks, words, side)
    limits = (*_filled_limits(station.limits, side), *(_side_limits("", side) if station.has_sides else ()))
    own = station.hosts if station.has_sides else (*station.hosts, *sorted(classes))
    return Whereabouts(classes, station.reach_mm, STATION_SLACK_MM, limits, own, soft_too=True)


def _slack_mm(name: str) -> float:
    return STILL_SLACK_MM if name.startswith(STILL) else SOFT_SLACK_MM


def _side_in(name: str) -> Laterality | None:
    parts = name.split("_")
    return Laterality.LEFT if "left" in parts else Laterality.RIGHT if "right" in parts else None


def _side_limits(name: str, side: Laterality | None) -> tuple[Limit, ...]:
    if name.startswith(OVER_THE_MIDLINE):
        return ()
    if side is Laterality.LEFT:
        return (left(SIDE_MARGIN_MM),)
    return (right(SIDE_MARGIN_MM),) if side is Laterality.RIGHT else ()


def _filled_limits(limits: tuple[Limit, ...], side: Laterality | None) -> tuple[Limit, ...]:
    found: list[Limit] = []
    for limit in limits:
        if limit.direction == "inward":
            found += [limit._replace(direction="left"), limit._replace(direction="right")]
        elif limit.direction != "outward":
            found.append(limit._replace(classes=tuple(sorted(filled(limit.classes, "", side)))))
        elif side is Laterality.LEFT or side is Laterality.RIGHT:
            found.append(limit._replace(direction="left" if side is Laterality.LEFT else "right"))
    return tuple(found)


def strangers_of(place: Whereabouts, classes: Iterable[str]) -> frozenset[str]:
    """Classes deep in which no lesion of a place lies: a rib's not in the liver, a node's not in a vertebra.

    For organs that breathing moves only what is firm counts: their neighbours may seem to hold them.

    Args:
        place: where the lesion lies; landmarks around it are its own only where it is told by them alone.
        classes: names of all classes of the label map.
    """
    exact = place.classes if place.reach_mm == 0 else frozenset[str]()
    return frozenset(
        name
        for name in classes
        if name not in exact
        and not (place.own and name.startswith(place.own))
        and name.startswith((*FIRM, *SOLID) if place.soft_too else FIRM)
    )
