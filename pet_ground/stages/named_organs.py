"""Where in a label map the lesion of a mention can lie, by the words that the report gives it."""

from __future__ import annotations

from pet_ground.anatomy import ID_OF
from pet_ground.lexicon import classes_of, with_confusions
from pet_ground.records import NOT_STATED, Laterality, Mention
from pet_ground.reports import structure_by_rules
from pet_ground.reports.statements import suv_place


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
    reading = structure_by_rules(mention.sentence, focus_in(mention))
    for words in (reading.anatomic_subsite, reading.organ):
        if words != NOT_STATED and (classes := classes_of(words, _one_side(mention))):
            return frozenset(ID_OF[name] for name in with_confusions(classes))
    return frozenset()


def _one_side(mention: Mention) -> Laterality | None:
    return mention.laterality if mention.laterality in (Laterality.LEFT, Laterality.RIGHT) else None
