"""An uneven or sheared stack of slices on a regular grid: what must be done to it, and doing it.

Only what two true slices enclose is interpolated, linearly. Nothing is extrapolated, and what is too far from a true
slice to be known is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

GAP_TOLERANCE_MM = 0.1
"""How far a gap between slices may differ from the usual one; real scanners round to a few hundredths."""
MAX_HOLE_MM = 20.0
"""Largest gap that is interpolated: one slice lost from the thickest stacks (10 mm). More could hide a lesion."""
MAX_UNEVEN_SHARE = 0.4
"""Largest share of the gaps that may differ from the usual one. Beds that overlap by up to a fifth stay below it; two
whole scans shuffled into each other have a half, and are no single volume."""
MAX_TILT_DEG = 35.0
"""Largest shear that is straightened: the gantries of CT scanners tilt by up to 30 degrees; more is a broken header."""
MAX_GROWTH = 3
"""Most slices, rows or columns of the grid for each true one: a tilted body needs two; more is a broken header."""
FITTED_MM = 0.5
"""The usual gap is fitted to the stack's length where that moves no slice further than this: well under half one."""
SAME_PLACE = 3e-3
"""Places closer than this part of a gap, or of a pixel, are the same, and true values are taken as they are: it is a
hundredth of a millimetre at 3 mm, to which scanners round their positions."""


@dataclass(frozen=True, eq=False)
class Resampling:
    """Where the true slices lie on the regular grid that replaces them.

    Attributes:
        heights: place of each true slice along the normal, in slices of the grid from its first; ascending, shape (n,).
        shifts: place of each true slice's first pixel in the plane of the grid, in pixels along (row index, column
            index), at least 0; shape (n, 2).
        shape_kji: slices, rows and columns of the grid.
        spacing_mm: distance between its slices.
    """

    heights: NDArray[np.float64]
    shifts: NDArray[np.float64]
    shape_kji: tuple[int, int, int]
    spacing_mm: float


def plan(
    heights_mm: NDArray[np.float64],
    in_plane_mm: NDArray[np.float64],
    pixel_mm: tuple[float, float],
    shape: tuple[int, int],
) -> Resampling:
    """Lay a regular grid over an uneven or sheared stack.

    Its slices begin at the first true slice, one usual (median) gap apart, and end at or before the last one; every
    pixel of every true slice lies on it.

    Args:
        heights_mm: place of each slice along the normal, ascending.
        in_plane_mm: place of each slice's first pixel along (row index, column index), shape (n, 2).
        pixel_mm: distance between rows, and between columns.
        shape: rows and columns of each slice.

    Raises:
        ItemDropped: ``geometry_missing_slice`` for a hole of more than ``MAX_HOLE_MM``, or too many uneven gaps;
            ``geometry_tilt`` for more than ``MAX_TILT_DEG``; either for a grid that is out of proportion.
    """
    _check_known(heights_mm, in_plane_mm)
    spacing_mm = _spacing_mm(heights_mm, float(np.median(np.diff(heights_mm))))
    length = float(heights_mm[-1] - heights_mm[0]) / spacing_mm
    slices = _count(length + 1 + SAME_PLACE, len(heights_mm), Reason.GEOMETRY_MISSING_SLICE)
    shifts = (in_plane_mm - in_plane_mm.min(axis=0)) / pixel_mm
    far = np.ceil(shifts.max(axis=0) - SAME_PLACE)
    rows, columns = (_count(n + far_n, n, Reason.GEOMETRY_TILT) for n, far_n in zip(shape, far, strict=True))
    heights = (heights_mm - heights_mm[0]) / spacing_mm
    return Resampling(heights, shifts, (slices, rows, columns), spacing_mm)


def regularize(array_kji: NDArray[Any], resampling: Resampling, outside: float = 0.0) -> NDArray[Any]:
    """The slices of a series on their regular grid, by linear interpolation between the two nearest true slices.

    A true slice that lies on a slice of the grid is taken as it is. No value exceeds those that it comes from. Beside
    the result, memory for a few slices is needed.

    Args:
        array_kji: the true slices, [slice, row, column], in ascending order along the normal.
        resampling: where they lie on the grid.
        outside: what stands where a sheared stack has no pixel, in the unit of the array.

    Returns:
        An array of ``resampling.shape_kji``: integers keep their type and are rounded, all else becomes float32.

    Raises:
        ValueError: the array has another number of slices.
    """
    if len(array_kji) != len(resampling.heights):
        raise ValueError(f"{len(array_kji)} slices where {len(resampling.heights)} have a place")
    whole = array_kji.dtype.kind in "iu"
    out = np.full(resampling.shape_kji, outside, dtype=array_kji.dtype if whole else np.float32)
    for k, plane in enumerate(out):
        box, values = _slice_at(k, array_kji, resampling)
        plane[box] = np.rint(values) if whole else values
    return out


def _check_known(heights_mm: NDArray[np.float64], in_plane_mm: NDArray[np.float64]) -> None:
    """Refuse what interpolation would have to invent."""
    gaps = np.diff(heights_mm)
    if gaps.max() > MAX_HOLE_MM:
        raise ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"a hole of {gaps.max():.2f} mm")
    share = float(np.mean(np.abs(gaps - np.median(gaps)) > GAP_TOLERANCE_MM))
    if share > MAX_UNEVEN_SHARE:
        raise ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"{share:.0%} of the gaps are uneven")
    lean = np.linalg.norm(in_plane_mm[-1] - in_plane_mm[0]) / (heights_mm[-1] - heights_mm[0])
    if lean > np.tan(np.radians(MAX_TILT_DEG)):
        raise ItemDropped(Reason.GEOMETRY_TILT, f"tilted by {np.degrees(np.arctan(lean)):.1f} degrees")


def _count(needed: float, true: int, reason: Reason) -> int:
    """Slices, rows or columns of the grid, where they are in proportion to the true ones."""
    if needed > MAX_GROWTH * true:
        raise ItemDropped(reason, f"a grid of more than {MAX_GROWTH} times as many slices, rows or columns")
    return int(needed)


def _spacing_mm(heights_mm: NDArray[np.float64], usual_mm: float) -> float:
    """The usual gap, fitted so that the last slice lies on the grid, where that takes little."""
    length_mm = float(heights_mm[-1] - heights_mm[0])
    steps = max(1, round(length_mm / usual_mm))
    return length_mm / steps if abs(length_mm - steps * usual_mm) <= FITTED_MM else usual_mm


def _slice_at(k: int, array: NDArray[Any], to: Resampling) -> tuple[tuple[slice, slice], NDArray[Any]]:
    """The box of slice ``k`` of the grid that is known, and its values."""
    above = min(int(np.searchsorted(to.heights, k - SAME_PLACE)), len(to.heights) - 1)
    below = above if to.heights[above] <= k + SAME_PLACE else above - 1
    box = _known(to.shifts[below : above + 1], array.shape)
    lower = _sampled(array[below], to.shifts[below], box)
    if below == above:
        return box, lower
    upper = _sampled(array[above], to.shifts[above], box)
    return box, _mean(lower, upper, (k - to.heights[below]) / (to.heights[above] - to.heights[below]))


def _known(shifts: NDArray[np.float64], shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The rows and columns of the grid that lie within all of these slices."""
    first = np.ceil(shifts.max(axis=0) - SAME_PLACE).astype(int)
    stop = np.floor(shifts.min(axis=0) + shape[1:] - 1 + SAME_PLACE).astype(int) + 1
    rows, columns = (slice(int(a), int(b)) for a, b in zip(first, np.maximum(first, stop), strict=True))
    return rows, columns


def _sampled(plane: NDArray[Any], shift: NDArray[np.float64], box: tuple[slice, slice]) -> NDArray[Any]:
    """A true slice at the pixels of a box of the grid."""
    for axis, (offset, wanted) in enumerate(zip(shift, box, strict=True)):
        start, count = wanted.start - float(offset), wanted.stop - wanted.start
        first = round(start)
        if abs(start - first) <= 2 * SAME_PLACE:  # twice, for rounding: the box may reach an edge by SAME_PLACE
            plane = _cut(plane, axis, first, count)
            continue
        first = int(np.floor(start))
        plane = _mean(_cut(plane, axis, first, count), _cut(plane, axis, first + 1, count), start - first)
    return plane


def _cut(plane: NDArray[Any], axis: int, first: int, count: int) -> NDArray[Any]:
    return plane[first : first + count] if axis == 0 else plane[:, first : first + count]


def _mean(lower: NDArray[Any], upper: NDArray[Any], weight: float) -> NDArray[np.float64]:
    """Lower at weight 0, upper at weight 1; in doubles, so that rounding lifts no float32 above its parts."""
    mixed: NDArray[np.float64] = lower * np.float64(1.0 - weight) + upper * np.float64(weight)
    return mixed
