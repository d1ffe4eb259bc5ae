"""How far other methods agree with a contour: the confidence in its boundary."""

from __future__ import annotations

import numpy as np

from pet_ground.config.delineation import A50p, Method, PercentMax
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, within
from pet_ground.grounding.measures import Agreement
from pet_ground.grounding.methods.base import Focus
from pet_ground.grounding.methods.neighbourhood import Neighbourhood
from pet_ground.grounding.methods.registry import InOneBox, drawer
from pet_ground.imaging import LocalMask, Volume

PANEL: tuple[InOneBox, ...] = (PercentMax(fraction=0.41), PercentMax(fraction=0.5), A50p())
"""The methods that are compared: usual ones that need neither a reference nor iterations. Not the gradient: it takes
five times as long as the three, and its volumes are far too small below 20 mm."""

MARGIN_FWHM = 3.0
"""Margin of the box in which the panel draws, in units of the resolution: room for the background's shell, and enough
to see that a method runs out."""


def agreement(pet: Volume, mask: LocalMask, peak_kji: Index, fwhm_mm: float, method: Method) -> Agreement:
    """Compare a contour with those of the ``PANEL``, without the method that drew it.

    A method that runs out of the surroundings of the mask counts as far as they reach; one without a contour counts 0.

    Args:
        pet: SUV volume, g/ml.
        mask: the contour.
        peak_kji: its hottest voxel.
        fwhm_mm: resolution of the scanner.
        method: the method that drew it.
    """
    grid = Grid.of(pet)
    last = [part.stop - 1 for part in mask.box]
    box = Box.around(mask.origin_kji, last, MARGIN_FWHM * fwhm_mm, grid)
    near = Neighbourhood(Focus(pet, peak_kji, fwhm_mm), box, grid)
    own = within(mask, box)
    found = [_dice(own, near, other) for other in PANEL if other != method]
    return Agreement(float(np.median(found)), min(found))


def _dice(own: Bools, near: Neighbourhood, other: InOneBox) -> float:
    try:
        mask = drawer(other)(near).mask
    except ItemDropped:
        return 0.0
    return float(2 * np.count_nonzero(own & mask) / (np.count_nonzero(own) + np.count_nonzero(mask)))
