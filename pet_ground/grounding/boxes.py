"""Boxes of voxels: grounding looks at the neighbourhood of a lesion, never at the whole volume."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cc3d
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import generate_binary_structure

from pet_ground.imaging import LocalMask, Volume

Index = tuple[int, int, int]
Bools = NDArray[np.bool_]

FACES = 6
"""Connectivity of a lesion: voxels that share a face, as published (Huemann 2025); corners let contours leak."""

FACE_NEIGHBOURS = generate_binary_structure(3, 1)
"""A voxel with the six that share a face with it."""

EVERY_NEIGHBOUR = generate_binary_structure(3, 3)
"""A voxel with the 26 that share a face, an edge or a corner with it."""


@dataclass(frozen=True)
class Box:
    """Voxels from ``start_kji`` up to, not including, ``stop_kji``."""

    start_kji: Index
    stop_kji: Index

    @classmethod
    def around(cls, first_kji: Sequence[int], last_kji: Sequence[int], margin_mm: float, grid: Grid) -> Box:
        """The box from one voxel to another, widened by ``margin_mm`` on all sides and cut to the volume."""
        wide = [int(np.ceil(margin_mm / step)) for step in grid.spacing_mm]
        start = [max(0, a - n) for a, n in zip(first_kji, wide, strict=True)]
        stop = [min(end, b + n + 1) for b, n, end in zip(last_kji, wide, grid.shape_kji, strict=True)]
        return cls((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))

    @property
    def slices(self) -> tuple[slice, slice, slice]:
        """The box as an index into the volume's array."""
        k, j, i = (slice(a, b) for a, b in zip(self.start_kji, self.stop_kji, strict=True))
        return k, j, i

    def local(self, index_kji: Sequence[int]) -> Index:
        """A voxel of the volume as a voxel of the box."""
        k, j, i = (int(n - start) for n, start in zip(index_kji, self.start_kji, strict=True))
        return k, j, i

    def outer(self, index_kji: Sequence[int]) -> Index:
        """A voxel of the box as a voxel of the volume."""
        k, j, i = (int(n + start) for n, start in zip(index_kji, self.start_kji, strict=True))
        return k, j, i


@dataclass(frozen=True)
class Grid:
    """Shape and spacing of a volume, along (k, j, i)."""

    shape_kji: Index
    spacing_mm: tuple[float, float, float]
    voxel_ml: float

    @classmethod
    def of(cls, volume: Volume) -> Grid:
        """The grid of a volume; its spacing is computed once, not at every step."""
        return cls(volume.shape_kji, volume.spacing_mm, volume.voxel_ml)


def component(inside: Bools, holding: Index) -> Bools:
    """The face-connected part of ``inside`` that holds a voxel; empty where that voxel is outside."""
    if not inside[holding]:
        return np.zeros_like(inside)
    labels: NDArray[Any] = cc3d.connected_components(inside, connectivity=FACES)
    part: Bools = labels == labels[holding]
    return part


def bounds(inside: Bools) -> tuple[Index, Index]:
    """First and last voxel of the smallest box around a mask that is not empty."""
    flat = inside.ravel()
    per_slice = inside.shape[1] * inside.shape[2]
    k0, k1 = int(flat.argmax()) // per_slice, (flat.size - 1 - int(flat[::-1].argmax())) // per_slice
    plane: Bools = np.any(inside[k0 : k1 + 1], axis=0)
    j0, j1 = _ends(np.any(plane, axis=1))
    i0, i1 = _ends(np.any(plane, axis=0))
    return (k0, j0, i0), (k1, j1, i1)


def _ends(filled: Bools) -> tuple[int, int]:
    """First and last true of some."""
    return int(filled.argmax()), filled.size - 1 - int(filled[::-1].argmax())


def touches_inner_face(inside: Bools, box: Box, shape_kji: Index) -> bool:
    """Whether a mask reaches a face of its box behind which the volume goes on."""
    first, last = bounds(inside)
    low = any(a == 0 and start > 0 for a, start in zip(first, box.start_kji, strict=True))
    ends = zip(last, box.start_kji, box.stop_kji, shape_kji, strict=True)
    return low or any(b + start == stop - 1 and stop < end for b, start, stop, end in ends)


def cropped(inside: Bools, box: Box) -> LocalMask:
    """A mask in a box as a mask of the volume, in the smallest box around it."""
    first, last = bounds(inside)
    k, j, i = (slice(a, b + 1) for a, b in zip(first, last, strict=True))
    return LocalMask(box.outer(first), inside[k, j, i].copy())


def within(mask: LocalMask, box: Box) -> Bools:
    """A mask of the volume as an array of the shape of a box; what lies outside the box is cut off."""
    whole = np.zeros([b - a for a, b in zip(box.start_kji, box.stop_kji, strict=True)], dtype=np.bool_)
    at, of = [], []
    for origin, n, start, stop in zip(mask.origin_kji, mask.array.shape, box.start_kji, box.stop_kji, strict=True):
        low, high = max(origin, start), max(origin, start, min(origin + n, stop))
        at.append(slice(low - start, high - start))
        of.append(slice(low - origin, high - origin))
    whole[tuple(at)] = mask.array[tuple(of)]
    return whole


def contact_mm2(inside: Bools, warm: Bools, spacing_mm: tuple[float, float, float]) -> tuple[float, float]:
    """Area (in faces of voxels) with which a mask meets warm voxels outside it, and its whole surface, mm2."""
    surface = contact = 0.0
    for axis, face_mm2 in enumerate(np.prod(spacing_mm) / np.asarray(spacing_mm)):
        for inner, outer in neighbours(axis):
            faces = inside[inner] & ~inside[outer]
            surface += float(face_mm2) * int(np.count_nonzero(faces))
            contact += float(face_mm2) * int(np.count_nonzero(faces & warm[outer]))
    return contact, surface


def saddle_suv(suv: NDArray[np.float32], one: Bools, two: Bools) -> float:
    """Highest SUV over which one steps from a mask to another across a face; minus infinity where none is shared."""
    highest = -math.inf
    for axis in range(suv.ndim):
        for here, there in neighbours(axis):
            pairs = one[here] & two[there]
            lower = np.minimum(suv[here][pairs], suv[there][pairs])
            highest = max(highest, float(lower.max(initial=-math.inf)))
    return highest


def neighbours(axis: int) -> Iterator[tuple[tuple[slice, ...], tuple[slice, ...]]]:
    """Views of neighbours along an axis: (voxel, next one) and (voxel, one before)."""
    low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
    high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
    yield low, high
    yield high, low
