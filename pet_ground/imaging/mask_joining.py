"""A mask in one piece: parts of a lesion that fell apart on a coarser grid are joined again.

The neck between two parts of a lesion can be thinner than a voxel of the grid: the lesion fills so little of the voxels
there that none of them belongs to its mask.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = np.ones((3, 3, 3), dtype=bool)
"""A voxel with the 26 around it: on a coarse grid the parts of a thin lesion may meet at an edge or a corner only.
The masks of the native grid are stricter: their voxels share faces."""

STEP_COST = 0.05
"""What a step costs through a voxel that the lesion fills wholly: short ways win among equally filled ones."""

MAX_BOX_VOXELS = 500_000
"""Largest box in which ways are sought: a cube of 240 mm at 3 mm. Beyond it the search would take seconds."""

MAX_TRIES = 200
"""Voxels that are looked at to be given up for a bridge: enough for bridges of some voxels, and bounds the time."""


def parts_of(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """The 26-connected parts of a mask, numbered from 1, and how many they are."""
    from scipy.ndimage import label  # loads much: only what resamples pays for it

    numbered, count = label(mask, NEIGHBOURS)
    return numbered, int(count)


def joined(mask: NDArray[np.bool_], share: NDArray[np.float64], free: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask as one 26-connected part, or as it is where nothing free lies between.

    Parts are joined along the voxels of which the lesion fills most; as many of those that it fills least are given up,
    as far as that parts nothing: a thin lesion may keep some voxels more than before (``MAX_TRIES`` are looked at).
    A mask in a box of more than ``MAX_BOX_VOXELS`` is left as it is.

    Args:
        mask: voxels on the grid.
        share: the part of each voxel that the lesion fills, 0 to 1.
        free: voxels that may be taken.
    """
    out = mask.copy()
    numbered, count = parts_of(out)
    while count > 1 and out.size <= MAX_BOX_VOXELS:
        bridge = _bridge(numbered, share, free)
        if bridge is None:
            return mask
        out[bridge] = True
        numbered, count = parts_of(out)
    return _without_surplus(out, mask, share)


def _bridge(
    numbered: NDArray[np.int32], share: NDArray[np.float64], free: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], ...] | None:
    """The voxels of the cheapest way from the first part to another."""
    from skimage.graph import MCP_Geometric

    ways = MCP_Geometric(np.where(free, 1 + STEP_COST - share, np.inf), fully_connected=True)
    others = np.argwhere(numbered > 1)
    costs, _ = ways.find_costs(np.argwhere(numbered == 1), others, find_all_ends=False)
    reached = costs[tuple(others.T)]
    if not np.isfinite(reached).any():
        return None
    way = np.array(ways.traceback(tuple(others[int(np.argmin(reached))])), dtype=np.int64)
    return tuple(way.T)


def _without_surplus(out: NDArray[np.bool_], mask: NDArray[np.bool_], share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Give up voxels of the mask, those filled least first, where it stays in one piece."""
    surplus = int(np.count_nonzero(out) - np.count_nonzero(mask))
    where = np.argwhere(mask)
    for voxel in where[np.argsort(share[tuple(where.T)], kind="stable")][:MAX_TRIES]:
        if not surplus:
            break
        out[tuple(voxel)] = False
        if parts_of(out)[1] > 1:
            out[tuple(voxel)] = True
        else:
            surplus -= 1
    return out
