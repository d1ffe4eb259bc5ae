"""Which way the axes of an array run in the patient, and the same array with its axes turned another way.

Axis codes name, for the axes (i, j, k) of an array, the direction in which the index grows: R or L, A or P, S or I.
They agree with those of nibabel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

CODES = (("L", "R"), ("P", "A"), ("I", "S"))
"""For each RAS axis the code of its negative and of its positive direction."""


def axcodes_of(affine_ras: NDArray[np.float64]) -> tuple[str, str, str]:
    """The axis codes of the array whose 4 x 4 affine maps (i, j, k) to RAS millimetres.

    An oblique axis gets the patient's axis that it follows most, each of them once. Shear is taken off first: what is
    compared is the nearest rotation (the polar factor of the matrix).

    Raises:
        ValueError: the affine is not finite, or flattens the array.
    """
    columns = np.asarray(affine_ras, dtype=np.float64)[:3, :3]
    lengths_mm = np.linalg.norm(columns, axis=0)
    if not np.isfinite(columns).all() or not lengths_mm.all():
        raise ValueError("an affine that is not finite or has an axis of no length")
    left, sizes, right = np.linalg.svd(columns / lengths_mm)
    if sizes[2] <= sizes[0] * 3 * np.finfo(np.float64).eps:
        raise ValueError("an affine that flattens the volume")
    turn = left @ right
    codes = ["", "", ""]
    for axis in np.argsort(-np.max(turn**2, axis=0), kind="stable"):
        along = int(np.argmax(np.abs(turn[:, axis])))
        codes[axis] = CODES[along][int(turn[along, axis] > 0)]
        turn[along] = 0.0
    return codes[0], codes[1], codes[2]


def reoriented(
    array_ijk: NDArray[Any], affine: NDArray[np.float64], old: tuple[str, ...], new: tuple[str, ...]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """An array whose axes run as ``old`` says, as a view whose axes run as ``new`` says, with its affine.

    No voxel is moved in the patient and none is copied. The affine may map to LPS or RAS: its rows stay.

    Raises:
        ValueError: the codes name an axis of the patient twice, or not at all.
    """
    axes_of_old = [_axis(code) for code in old]
    axes_of_new = [_axis(code) for code in new]
    if sorted(axes_of_old) != [0, 1, 2] or sorted(axes_of_new) != [0, 1, 2]:
        raise ValueError(f"axis codes name each axis of the patient once, not {''.join(old)} and {''.join(new)}")
    order = [axes_of_old.index(axis) for axis in axes_of_new]
    flips = [old[source] != code for source, code in zip(order, new, strict=True)]
    old_from_new = np.zeros((4, 4))
    old_from_new[3, 3] = 1.0
    for axis, (source, flip) in enumerate(zip(order, flips, strict=True)):
        old_from_new[source, axis] = -1.0 if flip else 1.0
        old_from_new[source, 3] = array_ijk.shape[source] - 1 if flip else 0.0
    turned = array_ijk.transpose(order)[tuple(slice(None, None, -1 if flip else 1) for flip in flips)]
    return turned, affine @ old_from_new


def _axis(code: str) -> int:
    """The RAS axis of a code; -1 where it is none."""
    return next((axis for axis, pair in enumerate(CODES) if code in pair), -1)
