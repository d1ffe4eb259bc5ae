"""Where in a label map the lesion of a mention can lie, by the words that the report gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pet_ground.anatomy import ID_OF
from pet_ground.grounding import Area, Border, NamedPlace
from pet_ground.lexicon import (
    Limit,
    Whereabouts,
    classes_of,
    strangers_of,
    whereabouts_of,
    whereabouts_of_region,
    with_confusions,
)
from pet_ground.records import NOT_STATED, Laterality, Mention, StructuredReading
from pet_ground.reports import structure_by_rules
from pet_ground.reports.statements import suv_place

AXES = {
    "left": (0, True),
    "right": (0, False),
    "behind": (1, True),
    "front": (1, False),
    "above": (2, True),
    "below": (2, False),
}
"""The axis (LPS) of each direction, and whether coordinates rise that way."""


def focus_in(mention: Mention) -> int:
    """Where the number of the SUVmax stands in the mention's sentence; 0 where it has none.

    The evidence of a model may begin words before the number, with the value of another lesion.
    """
    return (suv_place(mention) or mention.start) - mention.start


def expected_classes(mention: Mention) -> frozenset[int]:
    """Ids of the classes in which the lesion can lie; empty where its words do not tell.

    The subsite is asked first, then the organ; the neighbours with which label maps and reports mix a class up (the
    next vertebra, the next rib, the other bowel) are among them.
    """
    return _ids(with_confusions(_inside(_words_of(mention), mention)))


def named_place(mention: Mention) -> NamedPlace:
    """Where the words of a mention say that its lesion lies, and the region of the body around that."""
    reading = structure_by_rules(mention.sentence, focus_in(mention))
    side = _one_side(mention)
    subsite, organ = reading.anatomic_subsite, reading.organ
    tried = [*_stated(reading)[:1], f"{subsite} {organ}", organ]  # ``4R`` is a place only beside its nodes
    found = (whereabouts_of(words, side) for words in tried)
    return NamedPlace(
        areas=[_area(one) for one in next(filter(None, found), ())],
        around=[_area(one) for one in whereabouts_of_region(reading.region, side)],
    )


def _area(place: Whereabouts) -> Area:
    borders = tuple(_border(one) for one in place.limits)
    return Area(
        _ids(place.classes), place.reach_mm, place.slack_mm, borders, _ids(strangers_of(place, ID_OF)), place.along
    )


def _border(limit: Limit) -> Border:
    axis, is_lower = AXES[limit.direction]
    return Border(axis, is_lower, _ids(limit.classes), limit.share, limit.mm)


def _words_of(mention: Mention) -> list[str]:
    return _stated(structure_by_rules(mention.sentence, focus_in(mention)))


def _stated(reading: StructuredReading) -> list[str]:
    return [words for words in (reading.anatomic_subsite, reading.organ) if words != NOT_STATED]


def _inside(words: Sequence[str], mention: Mention) -> frozenset[str]:
    return next(filter(None, (classes_of(one, _one_side(mention)) for one in words)), frozenset())


def _ids(names: Iterable[str]) -> frozenset[int]:
    return frozenset(ID_OF[name] for name in names)


def _one_side(mention: Mention) -> Laterality | None:
    return mention.laterality if mention.laterality in (Laterality.LEFT, Laterality.RIGHT) else None
