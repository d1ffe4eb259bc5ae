"""From a rule that draws in one box to a bounded contour with its flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Bools, Box, Grid, bounds, cropped, touches_inner_face
from pet_ground.grounding.catchment import Catchment, hottest
from pet_ground.grounding.delineate import BOX_MARGINS_MM, LOW_CONTRAST, Contour
from pet_ground.grounding.methods.base import Focus, Limits
from pet_ground.grounding.methods.neighbourhood import Neighbourhood
from pet_ground.grounding.sphere import equivalent_diameter_mm
from pet_ground.imaging import LocalMask
from pet_ground.reasons import Reason


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a method drew in a box.

    Attributes:
        mask: face-connected, shape of the box.
        threshold_suv: its lowest SUV, or the threshold that made it, g/ml.
        touches: whether something hotter touches it.
        iterations, converged: steps taken, and whether the last one settled.
    """

    mask: Bools
    threshold_suv: float
    touches: bool = False
    iterations: int = 1
    converged: bool = True


class Draw(Protocol):
    """A method in one box."""

    def __call__(self, near: Neighbourhood) -> Drawn:
        """Draw in a box; ``ItemDropped`` where there is no contour."""


def delineated(focus: Focus, draw: Draw) -> Contour:
    """The contour of a method, in the smallest box that holds it.

    Raises:
        ItemDropped: of the method; or the contour exceeds the limits or every box (``leak``), or the lesion is too
            hot (``suv_mismatch``).
    """
    grid = Grid.of(focus.pet)
    for margin_mm in BOX_MARGINS_MM:
        near = Neighbourhood(focus, Box.around(focus.seed_kji, focus.seed_kji, margin_mm, grid), grid)
        if near.peak_suv > focus.highest_suv:
            raise ItemDropped(Reason.SUV_MISMATCH, f"{near.peak_suv:.2f} in the lesion")
        drawn = draw(near)
        check_limits(drawn.mask, grid, focus.limits)
        if not touches_inner_face(drawn.mask, near.box, grid.shape_kji):
            return finished(near, drawn)
    raise ItemDropped(Reason.LEAK, f"contour beyond {BOX_MARGINS_MM[-1]:g} mm from its maximum")


def check_limits(mask: Bools, grid: Grid, limits: Limits) -> None:
    """Raise ``ItemDropped`` (``leak``) where a mask exceeds the limits."""
    first, last = bounds(mask)
    extent_mm = max((b - a + 1) * step for a, b, step in zip(first, last, grid.spacing_mm, strict=True))
    volume_ml = int(np.count_nonzero(mask)) * grid.voxel_ml
    if extent_mm > limits.extent_mm or volume_ml > limits.volume_ml:
        raise ItemDropped(Reason.LEAK, f"contour of {volume_ml:.0f} ml, {extent_mm:.0f} mm long")


def finished(near: Neighbourhood, drawn: Drawn) -> Contour:
    """The contour with background, saddle and flags."""
    background = near.background(drawn.mask, drawn.threshold_suv)
    peak = hottest(near.suv, drawn.mask)
    mask = cropped(drawn.mask, near.box)
    flags = {
        "below_resolution": equivalent_diameter_mm(mask.voxels * near.grid.voxel_ml) < near.focus.fwhm_mm,
        "low_contrast": float(near.suv[peak]) < LOW_CONTRAST * background,
        "touches_hot_organ": drawn.touches,
        "edge_of_field": _at_edge(mask, near.grid),
        "not_converged": not drawn.converged,
    }
    return Contour(
        mask=mask,
        threshold_suv=drawn.threshold_suv,
        background_suv=background,
        iterations=drawn.iterations,
        converged=drawn.converged,
        peak_kji=near.box.outer(peak),
        saddle_ratio=Catchment(near.suv, peak, background).saddle_ratio(),
        flags=tuple(name for name, is_true in flags.items() if is_true),
    )


def _at_edge(mask: LocalMask, grid: Grid) -> bool:
    return any(part.start == 0 or part.stop == end for part, end in zip(mask.box, grid.shape_kji, strict=True))
