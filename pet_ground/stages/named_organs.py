"""Where in a label map the lesion of a mention can lie, by the words that the report gives it."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.anatomy import ID_OF
from pet_ground.grounding import NamedPlace
from pet_ground.lexicon import classes_of, landmarks_of, partners_of, with_confusions
from pet_ground.records import NOT_STATED, Laterality, Mention
from pet_ground.reports import structure_by_rules
from pet_ground.reports.statements import suv_place

KNOWN = frozenset(ID_OF)
"""Not every structure with a side has a partner: there is no left middle lobe."""


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
    """Where the words of a mention say that its lesion lies: in ``expected_classes``, or else near landmarks."""
    words = _words_of(mention)
    inside = _inside(words, mention)
    classes = inside or next(filter(None, (landmarks_of(one, _one_side(mention)) for one in words)), frozenset())
    own = with_confusions(classes)
    return NamedPlace(_ids(own), _ids(partners_of(own) & KNOWN), is_near=not inside)


def _words_of(mention: Mention) -> list[str]:
    reading = structure_by_rules(mention.sentence, focus_in(mention))
    return [words for words in (reading.anatomic_subsite, reading.organ) if words != NOT_STATED]


def _inside(words: Sequence[str], mention: Mention) -> frozenset[str]:
    return next(filter(None, (classes_of(one, _one_side(mention)) for one in words)), frozenset())


def _ids(names: frozenset[str]) -> frozenset[int]:
    return frozenset(ID_OF[name] for name in names)


def _one_side(mention: Mention) -> Laterality | None:
    return mention.laterality if mention.laterality in (Laterality.LEFT, Laterality.RIGHT) else None
