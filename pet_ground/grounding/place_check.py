"""Whether a lesion's mask lies where its sentence says, by a label map: agree, disagree, or cannot tell.

``disagree`` is said only where nothing else explains the distance: the mask lies in the named structure's partner on
the other side, or far from all that the words can mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from pet_ground.grounding.matching import NEAR_ORGAN_MM
from pet_ground.grounding.organs import OrganDistances
from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import AnatomyCheck

FAR_FROM_STRUCTURE_MM = 40.0
"""Median distance from which a mask lies in another organ than the named one. A diaphragm moves by 10 to 25 mm between
CT and PET, and half of an exophytic mass of 6 cm lies within 30 mm of its organ; classes that label maps and reports
mix up are among the named ones, so that a vertebra or rib off by one costs nothing."""

NEAR_LANDMARK_MM = 40.0
"""Distance up to which a mask lies at its landmarks: nodes lie within 15 to 50 mm of the vessels and bones that their
stations are named by, axillary and inguinal ones furthest."""

FAR_FROM_LANDMARK_MM = 60.0
"""Distance from which it lies elsewhere: the widest stations reach 50 mm from their landmarks, breathing adds 10."""

PARTNER_MARGIN_MM = 15.0
"""How much nearer a mask lies to the partner of what is named where it is on the other side: more than breathing moves
anything sideways, and more than the width of a midline that two partners share."""

PARTNER_LANDMARK_MARGIN_MM = 35.0
"""The same for landmarks, which may meet in the middle (hip bones, iliac vessels) while their nodes lie apart."""


@dataclass(frozen=True)
class NamedPlace:
    """Where words say that a lesion lies, in ids of a label map's classes.

    Attributes:
        classes: it lies in one of them, or near one of them; empty where the words do not tell.
        partners: the same structures on the other side of the body, where one side is named.
        is_near: whether the classes are landmarks, near which it lies.
    """

    classes: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()
    is_near: bool = False


def check_place(organs: OrganDistances, pet: Volume, mask: LocalMask, place: NamedPlace) -> AnatomyCheck:
    """Compare a mask with the place that its sentence names.

    Args:
        organs: the study's label map.
        pet: the volume of the mask.
        mask: the lesion.
        place: where it should lie.
    """
    own_mm = organs.median_mm(pet, mask, place.classes)
    if own_mm is None:
        return AnatomyCheck()
    near, far, margin = NEAR_ORGAN_MM, FAR_FROM_STRUCTURE_MM, PARTNER_MARGIN_MM
    if place.is_near:
        near, far, margin = NEAR_LANDMARK_MM, FAR_FROM_LANDMARK_MM, PARTNER_LANDMARK_MARGIN_MM
    partner_mm = organs.median_mm(pet, mask, place.partners)
    other_side = partner_mm is not None and partner_mm <= near and own_mm - partner_mm >= margin
    if other_side or own_mm >= far:
        return AnatomyCheck(anatomy_verdict="disagree", anatomy_mm=own_mm)
    return AnatomyCheck(anatomy_verdict="agree" if own_mm <= near else "cannot_tell", anatomy_mm=own_mm)
