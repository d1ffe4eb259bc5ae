"""``percent_max``: a fraction of the maximum, 41 % or 50 % as in the EANM guideline (Boellaard 2015)."""

from __future__ import annotations

from pet_ground.grounding.methods.drawing import Drawn
from pet_ground.grounding.methods.neighbourhood import Neighbourhood


def percent_max(near: Neighbourhood, fraction: float) -> Drawn:
    """Voxels of at least ``fraction`` x SUVmax; the background is not looked at."""
    threshold = fraction * near.peak_suv
    part = near.part_above(threshold)
    return Drawn(part.mask, threshold, part.cut)
