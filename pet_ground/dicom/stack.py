"""Geometry of a stack of slices: order, spacing, direction, and what is wrong with it (DICOM PS3.3 C.7.6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pet_ground.dicom.regular import GAP_TOLERANCE_MM, Resampling, plan
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

SAME_POSITION_MM = 0.01
"""Slices closer than this lie at the same position."""
FARTHEST_MM = 1.0e5
"""A hundred metres: distances beyond it are broken, and would overflow what is worked out from them."""
NEAREST_MM = 1.0e-3
"""A micrometre: pixels as small as that are broken too; those of small-animal scanners are a hundred times wider."""
REGULAR_GAP_MM = 0.01
"""Gaps that differ by more than this are accepted with the flag ``irregular_gaps``."""
PARALLEL_TOLERANCE = 1e-3
"""Largest difference of a direction cosine between slices."""
DRIFT_TOLERANCE_MM = 0.5
"""How far a slice may lie from its place in the regular stack, along the normal or across: well under half a voxel."""
SIDEWAYS_TOLERANCE_MM = 0.1
"""How far a slice may lie beside the straight line of the others; as for gaps, real scanners round."""
TILT_TOLERANCE = 2e-3
"""Largest sine of the angle between the stack's axis and the slices' normal (0.11 degrees)."""

Gaps = Literal["refuse", "resample"]


@dataclass(frozen=True, eq=False)
class Stack:
    """The order and geometry of a series.

    Attributes:
        order: indices of the slices to use, along the normal.
        affine_lps: 4 x 4; column, row, slice number of the volume to LPS millimetres. Its axes are orthogonal.
        flags: ``irregular_gaps``, ``duplicate_slices``, ``tilt_straightened``, ``gaps_resampled``, ``tilt_resampled``.
        resampling: how the slices come on the grid of the volume (see ``regularize``); None where they are its slices.
    """

    order: tuple[int, ...]
    affine_lps: NDArray[np.float64]
    flags: tuple[str, ...]
    resampling: Resampling | None = None

    @property
    def slices(self) -> int:
        """Number of slices of the volume: those of the series, and those that it has lost."""
        return len(self.order) if self.resampling is None else self.resampling.shape_kji[0]


def arrange(
    positions: Sequence[tuple[float, ...]],
    orientations: Sequence[tuple[float, ...]],
    spacings: Sequence[tuple[float, ...]],
    shapes: Sequence[tuple[int, ...]],
    identical: Callable[[int, int], bool],
    gaps: Gaps = "refuse",
) -> Stack:
    """Sort slices by their position along the normal and check that they form one regular block.

    Args:
        positions: ImagePositionPatient of each slice, LPS mm.
        orientations: ImageOrientationPatient: direction cosines along a row, then along a column.
        spacings: PixelSpacing: mm between rows, then between columns.
        shapes: (rows, columns).
        identical: whether two slices hold the same pixels.
        gaps: what becomes of a series that is uneven or sheared beyond the tolerance: refused, or to be resampled.

    Raises:
        ItemDropped: with a reason ``geometry_*``.
    """
    row, column = _orientation(orientations)
    pixel_mm = _in_plane(spacings, shapes)
    if any(len(position) != 3 for position in positions):
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "a slice without ImagePositionPatient")
    if np.abs(np.asarray(positions)).max() > FARTHEST_MM:
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "a position that no scanner has")
    axes = np.array([column, row, np.cross(row, column)])
    places_mm = np.asarray(positions, dtype=np.float64) @ axes.T
    order, flags = _without_duplicates(places_mm, identical)
    places_mm = places_mm[order]
    uneven, tilted = _uneven(places_mm[:, 2]), _tilted(places_mm)
    if gaps == "refuse" and (fault := uneven or tilted):
        raise fault
    resampling = _resampling(places_mm, pixel_mm, shapes[0], is_tilted=tilted is not None) if uneven or tilted else None
    step_mm = (places_mm[-1, 2] - places_mm[0, 2]) / (len(order) - 1) if resampling is None else resampling.spacing_mm
    affine = np.eye(4)
    affine[:3, :3] = axes[[1, 0, 2]].T * (pixel_mm[1], pixel_mm[0], step_mm)
    affine[:3, 3] = _corner_mm(places_mm, is_tilted=tilted is not None) @ axes
    return Stack(tuple(order), affine, (*flags, *_flags(places_mm, uneven, tilted)), resampling)


def one_frame(uids: Sequence[str]) -> str:
    """The frame of reference that all slices of a series share; "" where none of them names one.

    Positions of different frames can't be compared (PS3.3 C.7.4.1), and a slice that names none may lie in any.

    Args:
        uids: FrameOfReferenceUID of each slice, "" where there is none.

    Raises:
        ItemDropped: ``geometry_mismatch``.
    """
    different = set(uids)
    if len(different) > 1:
        raise ItemDropped(Reason.GEOMETRY_MISMATCH, f"{len(different)} frames of reference in one series")
    return different.pop() if different else ""


def _orientation(orientations: Sequence[tuple[float, ...]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors along a row and along a column, at right angles: what rounding left open is shared between them."""
    if any(len(one) != 6 for one in orientations):
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "a slice without ImageOrientationPatient")
    cosines = np.asarray(orientations, dtype=np.float64)
    usual = np.median(cosines, axis=0)
    if np.abs(cosines - usual).max() > PARALLEL_TOLERANCE:
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "slices of different orientation")
    pair = np.clip(usual.reshape(2, 3), -2.0, 2.0)
    lengths = np.linalg.norm(pair, axis=1)
    if np.abs(lengths - 1).max() > PARALLEL_TOLERANCE or abs(pair[0] @ pair[1]) > PARALLEL_TOLERANCE:
        raise ItemDropped(Reason.GEOMETRY_ORIENTATION, "ImageOrientationPatient is not a pair of unit vectors")
    left, _, right = np.linalg.svd(pair, full_matrices=False)
    row, column = left @ right
    return row, column


def _in_plane(spacings: Sequence[tuple[float, ...]], shapes: Sequence[tuple[int, ...]]) -> tuple[float, float]:
    if len(set(shapes)) != 1:
        raise ItemDropped(Reason.GEOMETRY_SIZE, "slices of different size")
    if any(len(one) != 2 or min(one) <= NEAREST_MM or max(one) > FARTHEST_MM for one in spacings):
        raise ItemDropped(Reason.GEOMETRY_SIZE, "a slice without PixelSpacing, or with one that no scanner has")
    if np.ptp(np.asarray(spacings), axis=0).max() > SAME_POSITION_MM:
        raise ItemDropped(Reason.GEOMETRY_SIZE, "slices of different pixel spacing")
    rows_mm, columns_mm = np.median(np.asarray(spacings), axis=0)
    return float(rows_mm), float(columns_mm)


def _without_duplicates(
    places_mm: NDArray[np.float64], identical: Callable[[int, int], bool]
) -> tuple[list[int], list[str]]:
    """Sort by height; a slice at the height of its neighbour must be its copy, at the same place."""
    heights = places_mm[:, 2]
    order = [int(index) for index in np.argsort(heights, kind="stable")]
    kept = order[:1]
    for index in order[1:]:
        if heights[index] - heights[kept[-1]] > SAME_POSITION_MM:
            kept.append(index)
        elif np.abs(places_mm[index] - places_mm[kept[-1]]).max() > SAME_POSITION_MM or not identical(kept[-1], index):
            raise ItemDropped(Reason.GEOMETRY_SEVERAL_TIMES, "two different slices at one position")
    if len(kept) < 2:
        raise ItemDropped(Reason.GEOMETRY_TOO_FEW, f"{len(kept)} slice")
    return kept, ["duplicate_slices"] if len(kept) < len(order) else []


def _uneven(heights_mm: NDArray[np.float64]) -> ItemDropped | None:
    """What speaks against taking the slices as evenly spaced."""
    gaps = np.diff(heights_mm)
    if _gap_deviation_mm(heights_mm) > GAP_TOLERANCE_MM:
        return ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"gaps from {gaps.min():.2f} to {gaps.max():.2f} mm")
    even = np.linspace(heights_mm[0], heights_mm[-1], len(heights_mm))
    drift = float(np.abs(heights_mm - even).max())
    if drift > DRIFT_TOLERANCE_MM:
        return ItemDropped(Reason.GEOMETRY_MISSING_SLICE, f"a slice {drift:.2f} mm off its place in the stack")
    return None


def _gap_deviation_mm(heights_mm: NDArray[np.float64]) -> float:
    gaps = np.diff(heights_mm)
    return float(np.abs(gaps - np.median(gaps)).max())


def _tilted(places_mm: NDArray[np.float64]) -> ItemDropped | None:
    """What speaks against taking the slices as one straight block.

    Raises:
        ItemDropped: a slice lies beside the line of the others, which no tilt explains (``geometry_tilt``).
    """
    lean = (places_mm[-1, :2] - places_mm[0, :2]) / (places_mm[-1, 2] - places_mm[0, 2])
    on_line = places_mm[0, :2] + np.outer(places_mm[:, 2] - places_mm[0, 2], lean)
    beside = float(np.linalg.norm(places_mm[:, :2] - on_line, axis=1).max())
    if beside > SIDEWAYS_TOLERANCE_MM:
        raise ItemDropped(Reason.GEOMETRY_TILT, f"a slice shifted sideways by {beside:.2f} mm")
    angle = float(np.arctan(np.linalg.norm(lean)))
    if np.sin(angle) > TILT_TOLERANCE or _off_axis_mm(places_mm) > DRIFT_TOLERANCE_MM:
        return ItemDropped(Reason.GEOMETRY_TILT, f"tilted by {np.degrees(angle):.2f} degrees")
    return None


def _off_axis_mm(places_mm: NDArray[np.float64]) -> float:
    """How far a slice lies from the axis of the straight volume, at most."""
    return float(np.linalg.norm(places_mm[:, :2] - _corner_mm(places_mm, is_tilted=False)[:2], axis=1).max())


def _corner_mm(places_mm: NDArray[np.float64], *, is_tilted: bool) -> NDArray[np.float64]:
    """Place of the volume's first voxel: on the middle of the slices' own, or where all slices lie beyond it."""
    low, high = places_mm.min(axis=0), places_mm.max(axis=0)
    corner: NDArray[np.float64] = low if is_tilted else low + (high - low) / 2
    corner[2] = low[2]
    return corner


def _resampling(
    places_mm: NDArray[np.float64], pixel_mm: tuple[float, float], shape: tuple[int, ...], *, is_tilted: bool
) -> Resampling:
    """How the slices come on a regular grid. What the tolerances allow is not interpolated."""
    in_plane_mm = places_mm[:, :2] if is_tilted else np.zeros((len(places_mm), 2))
    return plan(places_mm[:, 2], in_plane_mm, pixel_mm, (shape[0], shape[1]))


def _flags(places_mm: NDArray[np.float64], uneven: ItemDropped | None, tilted: ItemDropped | None) -> list[str]:
    is_true = {
        "irregular_gaps": not uneven and _gap_deviation_mm(places_mm[:, 2]) > REGULAR_GAP_MM,
        "gaps_resampled": uneven,
        "tilt_straightened": not tilted and _off_axis_mm(places_mm) > SAME_POSITION_MM,
        "tilt_resampled": tilted,
    }
    return [flag for flag, holds in is_true.items() if holds]
