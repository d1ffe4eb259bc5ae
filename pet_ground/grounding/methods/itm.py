"""``avg_itm``: the contour by which lesions are found, as one method among others."""

from __future__ import annotations

from pet_ground.grounding.boxes import Grid
from pet_ground.grounding.delineate import Contour
from pet_ground.grounding.methods.base import Focus
from pet_ground.grounding.methods.drawing import check_limits
from pet_ground.grounding.own_side import lesion_contour


def avg_itm(focus: Focus) -> Contour:
    """Threshold relative to the mean inside that gives back a blurred sphere's boundary (Jentzen 2015).

    Raises:
        ItemDropped: ``leak``, ``suv_mismatch``.
    """
    contour = lesion_contour(focus.pet, focus.seed_kji, focus.fwhm_mm, focus.highest_suv)
    check_limits(contour.mask.array, Grid.of(focus.pet), focus.limits)
    return contour
