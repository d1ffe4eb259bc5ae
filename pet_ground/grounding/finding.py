"""A lesion that fits a mention, and the checks that every mask must pass."""

from __future__ import annotations

from dataclasses import dataclass

from pet_ground.config import GroundSettings
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Index
from pet_ground.grounding.delineate import Contour
from pet_ground.grounding.matching import Target
from pet_ground.grounding.side import wrong_side_mm
from pet_ground.imaging import LocalMask
from pet_ground.reasons import Reason


@dataclass(frozen=True, eq=False)
class Finding:
    """A lesion that fits a mention, with its score and how far left of the midline it lies (None: not known)."""

    contour: Contour
    left_mm: float | None
    score: float

    def holds(self, index_kji: Index) -> bool:
        """Whether a voxel is inside the lesion."""
        return self.contour.mask.holds(index_kji)


def check_slice(target: Target, mask: LocalMask, step_mm: float, settings: GroundSettings) -> float:
    """Distance of a mask from the reported slice in mm, 0 where it crosses it.

    Raises:
        ItemDropped: it is larger than the tolerance (``slice_mismatch``).
    """
    first = mask.origin_kji[0]
    gap_mm = target.gap_mm(first, first + mask.array.shape[0] - 1, step_mm)
    if gap_mm > settings.slice_tolerance_mm:
        raise ItemDropped(Reason.SLICE_MISMATCH, f"the mask ends {gap_mm:.1f} mm from the slice")
    return gap_mm


def check_side(target: Target, left_mm: float | None, settings: GroundSettings) -> float:
    """How far over the midline a lesion lies for the side that is named, mm.

    Raises:
        ItemDropped: farther than the tolerance (``laterality``), and the side is not that of an organ in the middle.
    """
    wrong_mm = wrong_side_mm(target.side, left_mm)
    if wrong_mm > settings.laterality_tolerance_mm and not target.in_midline_organ:
        raise ItemDropped(Reason.LATERALITY, f"{wrong_mm:.0f} mm over the midline")
    return wrong_mm
