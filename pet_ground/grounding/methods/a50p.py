"""``a50p``: half of SUVpeak, corrected for the local background (Frings 2014)."""

from __future__ import annotations

from pet_ground.errors import ItemDropped
from pet_ground.grounding.catchment import REACH
from pet_ground.grounding.measures import suv_peak
from pet_ground.grounding.methods.drawing import Drawn
from pet_ground.grounding.methods.neighbourhood import Neighbourhood
from pet_ground.imaging import LocalMask
from pet_ground.reasons import Reason

HALF = 0.5
"""Fraction of the peak's height above background."""


def a50p(near: Neighbourhood) -> Drawn:
    """Voxels of at least B + 0.5 (SUVpeak - B).

    SUVpeak is the largest mean over 1 ml centred in the lesion's core (70 % of the maximum), without the voxels of a
    hotter neighbour; B is the median around it. In lesions much smaller than 1 ml SUVpeak falls below half of the
    maximum, and the contour comes out too large.

    Raises:
        ItemDropped: no activity around the maximum, so that the threshold is not above zero (``no_contour``).
    """
    background = near.first_background_suv
    warm_suv = background + REACH * max(0.0, near.peak_suv - background)
    warm = near.part_above(warm_suv)
    neighbour = LocalMask(near.box.start_kji, (near.suv >= warm_suv) & ~warm.mask) if warm.cut else None
    peak = suv_peak(near.focus.pet, near.core, neighbour)
    threshold = background + HALF * max(0.0, peak - background)
    if not threshold > 0:
        raise ItemDropped(Reason.NO_CONTOUR, f"SUVpeak {peak:.2f} and no background")
    part = near.part_above(min(threshold, near.peak_suv))
    return Drawn(part.mask, threshold, part.cut)
