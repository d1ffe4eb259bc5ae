"""``percist``: what is hotter than the liver by more than its noise (PERCIST, Wahl 2009)."""

from __future__ import annotations

from pet_ground.errors import ItemDropped
from pet_ground.grounding.methods.drawing import Drawn
from pet_ground.grounding.methods.neighbourhood import Neighbourhood
from pet_ground.reasons import Reason

LIVER_MEANS = 1.5
"""Multiple of the liver's mean in the threshold (PERCIST, baseline)."""

LIVER_DEVIATIONS = 2.0
"""Multiple of its standard deviation."""


def percist(near: Neighbourhood) -> Drawn:
    """Voxels of at least 1.5 x the liver's mean + 2 standard deviations.

    PERCIST defines it on SUV by lean body mass; here lesion and liver are both body-weight SUV, so the ratio is the
    same, and one patient's contour too.

    Raises:
        ItemDropped: there is no liver reference (``no_reference``); the maximum is lower (``no_contour``).
    """
    liver = near.focus.liver
    if liver is None:
        raise ItemDropped(Reason.NO_REFERENCE, "no liver in a label map, and no liver_mean and liver_sd")
    threshold = LIVER_MEANS * liver.mean_suv + LIVER_DEVIATIONS * liver.sd_suv
    part = near.part_above(threshold)
    return Drawn(part.mask, threshold, part.cut)
