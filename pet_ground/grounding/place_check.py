"""Whether a lesion's mask lies where its sentence says, by a label map: agree, disagree, or cannot tell.

``disagree`` is said only where nothing else explains the distance: the mask lies on the other side than named, or
outside of all that the words can mean by more than a patient's movement, breathing, and the label map's own errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pet_ground.grounding.matching import NEAR_ORGAN_MM
from pet_ground.grounding.organs import OrganDistances
from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import AnatomyCheck
from pet_ground.records.lesion import AnatomyVerdict
from pet_ground.units import MM3_PER_ML

LIMIT_SLACK_MM = 8.0
"""How far beyond a border a mask must lie to lie elsewhere: borders are drawn 10 mm too wide already."""

SMALL_MM, SLACK_PER_DIAMETER = 16.0, 0.25
"""By how much a mask above this diameter may lie further out: a mass that grows out of an organ lies outside of it with
half of its voxels at a quarter to a half of its diameter. A small lesion is where it is."""

SHARE_INSIDE, DEEP_MM = 0.8, 8.0
"""Share of a mask in one structure, and median depth, from which it lies in that and not only at its border: a small
lesion that touches the structure from outside comes so deep only by a movement of more than 10 mm straight into it."""


AGREES, UNCLEAR, DISAGREES = 0, 1, 2
NOT_TOLD = AnatomyCheck(anatomy_verdict="cannot_tell")
"""Where the words name no place that the label map holds."""

_VERDICTS: tuple[AnatomyVerdict, ...] = ("agree", "cannot_tell", "disagree")


@dataclass(frozen=True)
class Border:
    """A plane across an axis of the body, beside which a place lies, set by the structures of a label map.

    Attributes:
        axis: 0 to the left, 1 to the back, 2 to the head (LPS).
        is_lower: whether the place lies at higher coordinates than the plane.
        classes: ids of the structures; without any of them in the label map it is no border.
        share: where on their extent the plane lies, 0 (lowest coordinate) to 1.
        mm: by how much it is moved outwards.
    """

    axis: int
    is_lower: bool
    classes: frozenset[int]
    share: float
    mm: float


@dataclass(frozen=True)
class Area:
    """A part of the body, by the classes of a label map.

    Attributes:
        classes: ids; it is all that lies within ``reach_mm`` of one of them,
        reach_mm: 0 for the structures themselves,
        borders: and inside all of these.
        slack_mm: how far from the structures and their reach a mask must seem to lie to lie elsewhere.
        along: share of distances along the body that counts; below 1 for what breathing moves.
        strangers: structures in which it does not lie: a mask deep in one of them lies elsewhere.
    """

    classes: frozenset[int]
    reach_mm: float = 0.0
    slack_mm: float = 15.0
    borders: tuple[Border, ...] = ()
    strangers: frozenset[int] = frozenset()
    along: float = 1.0


@dataclass(frozen=True)
class NamedPlace:
    """Where words say that a lesion lies.

    Attributes:
        areas: in any of these; empty where the words do not tell.
        around: the region of the body that holds them. It is asked where the label map has none of their classes, and
            is too wide for ``agree``.
    """

    areas: Sequence[Area] = ()
    around: Sequence[Area] = ()


def check_place(organs: OrganDistances, pet: Volume, mask: LocalMask, place: NamedPlace) -> AnatomyCheck:
    """Compare a mask with the place that its sentence names.

    Args:
        organs: the study's label map.
        pet: the volume of the mask.
        mask: the lesion.
        place: where it should lie.
    """
    seen = _Seen(organs, pet, mask)
    found = [one for one in map(seen.against, place.areas) if one is not None]
    if found:
        return _check(min(found))
    regions = [one for one in map(seen.against, place.around) if one is not None]
    return _check(max(min(regions), (UNCLEAR, 0.0))) if regions else NOT_TOLD


def _check(found: tuple[int, float]) -> AnatomyCheck:
    return AnatomyCheck(anatomy_verdict=_VERDICTS[found[0]], anatomy_mm=found[1])


class _Seen:
    """A mask, held against the areas of a label map."""

    def __init__(self, organs: OrganDistances, pet: Volume, mask: LocalMask) -> None:
        self.organs, self.pet, self.mask = organs, pet, mask
        self.middle = np.median(pet.to_lps(mask.indices()), axis=0)
        diameter_mm = 2.0 * (3.0 * mask.voxels * pet.voxel_ml * MM3_PER_ML / (4.0 * np.pi)) ** (1 / 3)
        self.more_mm = SLACK_PER_DIAMETER * max(0.0, diameter_mm - SMALL_MM)

    def against(self, area: Area) -> tuple[int, float] | None:
        """The rank of the verdict, and how far outside the mask lies, in mm; None where the map lacks the area."""
        own_mm = self.organs.median_mm(self.pet, self.mask, area.classes, area.along)
        if own_mm is None:
            return None
        away_mm = max(0.0, own_mm - area.reach_mm)
        beyond_mm = max((self._beyond_mm(border) for border in area.borders), default=0.0)
        deep_mm = self.organs.depth_mm(self.pet, self.mask, area.strangers, SHARE_INSIDE)
        is_deep = deep_mm >= DEEP_MM
        outside_mm = max(away_mm, beyond_mm, deep_mm if is_deep else 0.0)
        if away_mm >= area.slack_mm + self.more_mm or beyond_mm >= LIMIT_SLACK_MM or is_deep:
            return DISAGREES, outside_mm
        return (AGREES if outside_mm <= NEAR_ORGAN_MM else UNCLEAR), outside_mm

    def _beyond_mm(self, border: Border) -> float:
        edge_mm = self.organs.edge_mm(border.classes, border.axis, border.share, float(self.middle[2]))
        if edge_mm is None:
            return 0.0
        if border.is_lower:
            return max(0.0, float(edge_mm - border.mm - self.middle[border.axis]))
        return max(0.0, float(self.middle[border.axis] - edge_mm - border.mm))
