"""``fixed``: one SUV for all lesions. 2.5, 3 and 4 g/ml are in use, 4 for lymphoma (Barrington 2021)."""

from __future__ import annotations

from pet_ground.grounding.methods.drawing import Drawn
from pet_ground.grounding.methods.neighbourhood import Neighbourhood


def fixed(near: Neighbourhood, suv: float) -> Drawn:
    """Voxels of at least ``suv`` g/ml.

    Raises:
        ItemDropped: the maximum is lower (``no_contour``).
    """
    part = near.part_above(suv)
    return Drawn(part.mask, suv, part.cut)
