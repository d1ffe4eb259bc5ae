"""``majority``: the voxels that more than half of some methods take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Box, Grid, Index, component
from pet_ground.grounding.delineate import Contour
from pet_ground.grounding.methods.base import Delineator, Focus
from pet_ground.grounding.methods.drawing import Drawn, finished
from pet_ground.grounding.methods.neighbourhood import Neighbourhood
from pet_ground.reasons import Reason


def majority(focus: Focus, members: Sequence[Delineator]) -> Contour:
    """The face-connected part around the maximum of what more than half of the methods take.

    A method without a contour takes no voxel. ``threshold_suv`` is the lowest SUV inside; ``iterations`` are the most
    that a member took.

    Raises:
        ItemDropped: no more than half of them take the maximum: the reason of the first that refused, else
            ``no_contour``.
    """
    contours: list[Contour] = []
    refusals: list[ItemDropped] = []
    for member in members:
        try:
            contours.append(member(focus))
        except ItemDropped as refusal:
            refusals.append(refusal)
    if 2 * len(contours) <= len(members):
        raise refusals[0]
    grid = Grid.of(focus.pet)
    box = _around(contours, focus.seed_kji, grid)
    near = Neighbourhood(focus, box, grid)
    mask = component(2 * _votes(contours, box) > len(members), near.peak)
    if not mask.any():
        raise ItemDropped(Reason.NO_CONTOUR, "most methods leave out the maximum")
    drawn = Drawn(
        mask,
        threshold_suv=float(near.suv[mask].min()),
        touches=any("touches_hot_organ" in one.flags for one in contours),
        iterations=max(one.iterations for one in contours),
        converged=all(one.converged for one in contours),
    )
    return finished(near, drawn)


def _around(contours: Sequence[Contour], seed_kji: Index, grid: Grid) -> Box:
    """The box around all masks and the maximum."""
    first = np.min([seed_kji, *(one.mask.origin_kji for one in contours)], axis=0)
    last = np.max([seed_kji, *([part.stop - 1 for part in one.mask.box] for one in contours)], axis=0)
    return Box.around(first.tolist(), last.tolist(), max(grid.spacing_mm), grid)


def _votes(contours: Sequence[Contour], box: Box) -> NDArray[np.int64]:
    """How many methods take each voxel."""
    votes = np.zeros([b - a for a, b in zip(box.start_kji, box.stop_kji, strict=True)], dtype=np.int64)
    for one in contours:
        start = box.local(one.mask.origin_kji)
        votes[tuple(slice(a, a + n) for a, n in zip(start, one.mask.array.shape, strict=True))] += one.mask.array
    return votes
