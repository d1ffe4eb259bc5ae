"""Smooth analytic shapes, and the canvas on which they are painted.

Shapes live in the *model frame*: millimetres of a standard patient, x to the patient's left, y to posterior, z to the
head, with the vertex of the skull at z = 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Point = tuple[float, float, float]
Bounds = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


class Shape(Protocol):
    """A region of space: a box that holds it, and a test for points."""

    def bounds(self) -> Bounds:
        """Ranges of x, y and z in mm that hold the shape."""

    def inside(self, x: Floats, y: Floats, z: Floats) -> Bools:
        """Whether points lie inside; x, y, z have the shapes (1, 1, I), (1, J, 1), (K, 1, 1)."""


@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid. ``axes`` holds its unit axes as rows; None: along x, y, z."""

    centre: Point
    radii: Point
    axes: tuple[Point, Point, Point] | None = None

    def bounds(self) -> Bounds:
        """Ranges of x, y and z in mm that hold the ellipsoid."""
        axes = np.eye(3) if self.axes is None else np.asarray(self.axes)
        reach = np.sqrt(((axes * np.asarray(self.radii)[:, None]) ** 2).sum(axis=0))
        low, high = np.asarray(self.centre) - reach, np.asarray(self.centre) + reach
        return (low[0], high[0]), (low[1], high[1]), (low[2], high[2])

    def inside(self, x: Floats, y: Floats, z: Floats) -> Bools:
        """Whether points lie inside."""
        dx, dy, dz = (axis - np.float32(c) for axis, c in zip((x, y, z), self.centre, strict=True))
        if self.axes is None:
            rx, ry, rz = self.radii
            plain: Bools = (dx / rx) ** 2 + (dy / ry) ** 2 + (dz / rz) ** 2 <= 1
            return plain
        total = np.zeros(np.broadcast_shapes(x.shape, y.shape, z.shape), dtype=np.float32)
        for (ax, ay, az), radius in zip(self.axes, self.radii, strict=True):
            total += ((ax * dx + ay * dy + az * dz) / np.float32(radius)) ** 2
        return total <= 1


@dataclass(frozen=True)
class Capsule:
    """A rod from ``start`` to ``end`` with round ends, its radius going evenly from one to the other."""

    start: Point
    end: Point
    start_radius: float
    end_radius: float

    def bounds(self) -> Bounds:
        """Ranges of x, y and z in mm that hold the rod."""
        reach = max(self.start_radius, self.end_radius)
        x, y, z = ((min(a, b) - reach, max(a, b) + reach) for a, b in zip(self.start, self.end, strict=True))
        return x, y, z

    def inside(self, x: Floats, y: Floats, z: Floats) -> Bools:
        """Whether points lie inside."""
        direction = np.asarray(self.end) - np.asarray(self.start)
        ux, uy, uz = (float(u) for u in direction)
        dx, dy, dz = (axis - np.float32(c) for axis, c in zip((x, y, z), self.start, strict=True))
        along = np.clip((dx * ux + dy * uy + dz * uz) / np.float32(max(direction @ direction, 1e-6)), 0, 1)
        distance2 = (dx - along * ux) ** 2 + (dy - along * uy) ** 2 + (dz - along * uz) ** 2
        near: Bools = distance2 <= (self.start_radius + along * (self.end_radius - self.start_radius)) ** 2
        return near


@dataclass(frozen=True)
class Stack:
    """Rounded cross-sections |x/a|^n + |y/b|^n <= 1 whose half axes and centres go linearly between knots of z.

    Attributes:
        knots: rows of (z, half width a, half depth b, centre y), with z falling.
        centre_x: x of all centres.
        exponent: 2 is an ellipse; more is squarer, like a trunk.
    """

    knots: tuple[tuple[float, float, float, float], ...]
    centre_x: float = 0.0
    exponent: float = 2.5

    def shrunk(self, by_mm: float) -> Stack:
        """The same stack with all half axes smaller by ``by_mm``; the ends stay."""
        knots = tuple((z, max(a - by_mm, 1.0), max(b - by_mm, 1.0), y) for z, a, b, y in self.knots)
        return Stack(knots, self.centre_x, self.exponent)

    def section(self, z: float) -> tuple[float, float, float]:
        """Half width, half depth and centre y at ``z``."""
        table = np.asarray(self.knots)[::-1]
        a, b, y = (float(np.interp(z, table[:, 0], table[:, column])) for column in (1, 2, 3))
        return a, b, y

    def bounds(self) -> Bounds:
        """Ranges of x, y and z in mm that hold the stack."""
        z, a, b, y = np.asarray(self.knots).T
        x = (self.centre_x - a.max(), self.centre_x + a.max())
        return x, ((y - b).min(), (y + b).max()), (z.min(), z.max())

    def inside(self, x: Floats, y: Floats, z: Floats) -> Bools:
        """Whether points lie inside."""
        table = np.asarray(self.knots, dtype=np.float64)[::-1]
        a, b, centre_y = (np.interp(z, table[:, 0], table[:, column]).astype(np.float32) for column in (1, 2, 3))
        n = self.exponent
        inside: Bools = np.abs((x - np.float32(self.centre_x)) / a) ** n + np.abs((y - centre_y) / b) ** n <= 1
        return inside


@dataclass(frozen=True)
class HalfSpace:
    """All points with ``normal . point >= offset``."""

    normal: Point
    offset: float

    def bounds(self) -> Bounds:
        """No bounds."""
        everywhere = (-np.inf, np.inf)
        return everywhere, everywhere, everywhere

    def inside(self, x: Floats, y: Floats, z: Floats) -> Bools:
        """Whether points lie on the normal's side of the plane."""
        nx, ny, nz = self.normal
        beyond: Bools = nx * x + ny * y + nz * z >= self.offset
        return beyond


def tube(points: Sequence[Point], radii: Sequence[float] | float) -> tuple[Capsule, ...]:
    """A tube along ``points``: one rod per piece. One radius for all, or one per point."""
    sizes = [radii] * len(points) if isinstance(radii, int | float) else list(radii)
    return tuple(
        Capsule(points[n], points[n + 1], float(sizes[n]), float(sizes[n + 1])) for n in range(len(points) - 1)
    )


def tilted(centre: Point, radii: Point, angle_deg: float, plane: str) -> Ellipsoid:
    """An ellipsoid turned by ``angle_deg`` in the plane ``"xz"`` (coronal), ``"xy"`` (axial) or ``"yz"`` (sagittal)."""
    first, second = ("xyz".index(letter) for letter in plane)
    axes = np.eye(3)
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    axes[first, first], axes[first, second] = c, s
    axes[second, first], axes[second, second] = -s, c
    x, y, z = ((float(row[0]), float(row[1]), float(row[2])) for row in axes)
    return Ellipsoid(centre, radii, (x, y, z))


def mirrored(side: int, point: Point) -> Point:
    """A point given for the patient's left (side +1), on the left or on the right (side -1)."""
    return (side * point[0], point[1], point[2])


class Canvas:
    """A grid of tissue numbers [k, j, i] on which shapes are painted, the later over the earlier.

    Args:
        x_mm, y_mm, z_mm: rising coordinates of the voxel centres in the model frame.
    """

    def __init__(self, x_mm: NDArray[np.float64], y_mm: NDArray[np.float64], z_mm: NDArray[np.float64]) -> None:
        self._axes = tuple(axis.astype(np.float32) for axis in (x_mm, y_mm, z_mm))
        self.tissue: NDArray[np.uint8] = np.zeros((z_mm.size, y_mm.size, x_mm.size), dtype=np.uint8)

    def paint(self, shapes: Shape | Iterable[Shape], tissue: int, over: Collection[int] | None = None) -> None:
        """Paint the shapes with ``tissue``; with ``over``, only where one of those tissues lies."""
        allowed = None
        if over is not None:
            allowed = np.zeros(256, dtype=np.bool_)
            allowed[list(over)] = True
        for shape in shapes if isinstance(shapes, Iterable) else (shapes,):
            self._paint_one(shape, tissue, allowed)

    def _paint_one(self, shape: Shape, tissue: int, allowed: Bools | None) -> None:
        x, y, z = (
            slice(int(np.searchsorted(axis, low)), int(np.searchsorted(axis, high, side="right")))
            for axis, (low, high) in zip(self._axes, shape.bounds(), strict=True)
        )
        region = self.tissue[z, y, x]
        if region.size == 0:
            return
        ax, ay, az = self._axes
        mask = shape.inside(ax[None, None, x], ay[None, y, None], az[z, None, None])
        if allowed is not None:
            mask = mask & allowed[region]
        region[mask] = tissue
