"""Geometry of a stack of slices: order, spacing, direction, and what is wrong with it (DICOM PS3.3 C.7.6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

SAME_POSITION_MM = 0.01
"""Slices closer than this lie at the same position."""
GAP_TOLERANCE_MM = 0.1
"""How far a gap between slices may differ from the mean one; real scanners round to a few hundredths."""
REGULAR_GAP_MM = 0.01
"""Gaps that differ by more than this are accepted with the flag ``irregular_gaps``."""
PARALLEL_TOLERANCE = 1e-3
"""Largest difference of a direction cosine between slices."""
DRIFT_TOLERANCE_MM = 0.5
"""How far a slice may lie from its place in the regular stack, along the normal: well under half a slice."""
SIDEWAYS_TOLERANCE_MM = 0.1
"""The same across the normal; as for gaps, real scanners round to a few hundredths."""
TILT_TOLERANCE = 2e-3
"""Largest sine of the angle between the stack's axis and the slices' normal (0.11 degrees)."""


@dataclass(frozen=True, eq=False)
class Stack:
    """The order and geometry of a series.

    Attributes:
        order: indices of the slices to use, along the normal.
        affine_lps: 4 x 4; column, row, slice number to LPS millimetres.
        flags: ``irregular_gaps``, ``duplicate_slices``.
    """

    order: tuple[int, ...]
    affine_lps: NDArray[np.float64]
    flags: tuple[str, ...]


def arrange(
    positions: Sequence[tuple[float, ...]],
    orientations: Sequence[tuple[float, ...]],
    spacings: Sequence[tuple[float, ...]],
    shapes: Sequence[tuple[int, ...]],
    identical: Callable[[int, int], bool],
) -> Stack:
    """Sort slices by their position along the normal and check that they form one regular block.

    Args:
        positions: ImagePositionPatient of each slice, LPS mm.
        orientations: ImageOrientationPatient: direction cosines along a row, then along a column.
        spacings: PixelSpacing: mm between rows, then between columns.
        shapes: (rows, columns).
        identical: whether two slices hold the same pixels.

    Raises:
        ItemDropped: with a reason ``geometry_*``.
    """
    row, column = _orientation(orientations)
    between_rows, between_columns = _in_plane(spacings, shapes)
    if any(len(position) != 3 for position in positions):
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "a slice without ImagePositionPatient")
    points = np.asarray(positions, dtype=np.float64)
    normal = np.cross(row, column)
    order, flags = _without_duplicates(points, normal, identical)
    step, gap_flags = _step(points[order], normal)
    affine = np.eye(4)
    affine[:3, 0] = row * between_columns
    affine[:3, 1] = column * between_rows
    affine[:3, 2] = step
    affine[:3, 3] = points[order[0]]
    return Stack(tuple(order), affine, (*flags, *gap_flags))


def _orientation(orientations: Sequence[tuple[float, ...]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if any(len(one) != 6 for one in orientations):
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "a slice without ImageOrientationPatient")
    cosines = np.asarray(orientations, dtype=np.float64)
    if np.abs(cosines - cosines[0]).max() > PARALLEL_TOLERANCE:
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "slices of different orientation")
    row, column = cosines[0, :3], cosines[0, 3:]
    lengths = np.linalg.norm([row, column], axis=1)
    if np.abs(lengths - 1).max() > PARALLEL_TOLERANCE or abs(row @ column) > PARALLEL_TOLERANCE:
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "ImageOrientationPatient is not a pair of unit vectors")
    return row / lengths[0], column / lengths[1]


def _in_plane(spacings: Sequence[tuple[float, ...]], shapes: Sequence[tuple[int, ...]]) -> tuple[float, float]:
    if len(set(shapes)) != 1:
        raise ItemDropped(Reason.GEOMETRY_SIZE, "slices of different size")
    if any(len(one) != 2 or min(one) <= 0 for one in spacings):
        raise ItemDropped(Reason.GEOMETRY_SIZE, "a slice without PixelSpacing")
    if np.ptp(np.asarray(spacings), axis=0).max() > SAME_POSITION_MM:
        raise ItemDropped(Reason.GEOMETRY_SIZE, "slices of different pixel spacing")
    return spacings[0][0], spacings[0][1]


def _without_duplicates(
    points: NDArray[np.float64], normal: NDArray[np.float64], identical: Callable[[int, int], bool]
) -> tuple[list[int], list[str]]:
    """Sort by height; a slice at the height of its neighbour must be its copy, at the same place."""
    heights = points @ normal
    order = [int(index) for index in np.argsort(heights, kind="stable")]
    kept = order[:1]
    for index in order[1:]:
        if heights[index] - heights[kept[-1]] > SAME_POSITION_MM:
            kept.append(index)
        elif np.abs(points[index] - points[kept[-1]]).max() > SAME_POSITION_MM or not identical(kept[-1], index):
            raise ItemDropped(Reason.GEOMETRY_SEVERAL_TIMES, "two different slices at one position")
    return kept, ["duplicate_slices"] if len(kept) < len(order) else []


def _step(points: NDArray[np.float64], normal: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[str]]:
    """The vector from slice to slice, where the gaps are even enough."""
    if len(points) < 2:
        raise ItemDropped(Reason.GEOMETRY_TOO_FEW, f"{len(points)} slice")
    gaps = np.diff(points @ normal)
    mean = float(np.median(gaps))
    deviation = float(np.abs(gaps - mean).max())
    if deviation > GAP_TOLERANCE_MM:
        detail = f"gaps from {gaps.min():.2f} to {gaps.max():.2f} mm"
        raise ItemDropped(Reason.GEOMETRY_MISSING_SLICE, detail)
    step = (points[-1] - points[0]) / (len(points) - 1)
    sideways = float(np.linalg.norm(step - (step @ normal) * normal) / np.linalg.norm(step))
    if sideways > TILT_TOLERANCE:
        raise ItemDropped(Reason.GEOMETRY_TILT, f"tilted by {np.degrees(np.arcsin(min(1.0, sideways))):.1f} degrees")
    _check_places(points - points[0] - np.outer(np.arange(len(points)), step), normal)
    return step, ["irregular_gaps"] if deviation > REGULAR_GAP_MM else []


def _check_places(offsets: NDArray[np.float64], normal: NDArray[np.float64]) -> None:
    """Check how far each slice lies from its place in the regular stack, in mm, n x 3."""
    along = offsets @ normal
    drift = float(np.abs(along).max())
    if drift > DRIFT_TOLERANCE_MM:
        raise ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"a slice {drift:.2f} mm off its place in the stack")
    sideways = float(np.linalg.norm(offsets - np.outer(along, normal), axis=1).max())
    if sideways > SIDEWAYS_TOLERANCE_MM:
        raise ItemDropped(Reason.GEOMETRY_TILT, f"a slice shifted sideways by {sideways:.2f} mm")
