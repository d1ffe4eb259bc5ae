"""What a place of the benchmark of the anatomical check is: where it lies in the synthetic patient, and its names.

A place is told by the phantom, not by the check: it is a set of label classes, an ellipsoid of the phantom's model
frame (``demo/``; x to the left, y to the back, z to the head, mm), or both, the part of the classes in the ellipsoid or
box. Stations of lymph nodes and organs without a class were placed by the anatomy that the phantom paints.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

Side = Literal["left", "right"]
Point = tuple[float, float, float]
Box = tuple[Point, Point]

EVERYWHERE: Box = ((-inf, -inf, -inf), (inf, inf, inf))


@dataclass(frozen=True)
class NamedSpot:
    """A place and the words for it.

    Attributes:
        key: its name in tables.
        group: kind of place.
        names: what reports call it; none of them names less or more than the place.
        side: where the names hold one.
        classes: names of label classes that hold it; empty for a place without one.
        box: lowest and highest corner, model mm.
        ball: centre and half axes of an ellipsoid, model mm, or None.
        diameter_mm: of its lesions.
    """

    key: str
    group: str
    names: tuple[str, ...]
    side: Side | None
    classes: tuple[str, ...] = ()
    box: Box = EVERYWHERE
    ball: tuple[Point, Point] | None = None
    diameter_mm: tuple[float, float] = (8.0, 20.0)


def box_of(x: tuple[float, float] = (-inf, inf), y: tuple[float, float] = (-inf, inf),
         z: tuple[float, float] = (-inf, inf)) -> Box:  # fmt: skip
    return (x[0], y[0], z[0]), (x[1], y[1], z[1])


SMALL_MM, BIG_MM = (8.0, 20.0), (10.0, 40.0)
"""Diameters of lesions."""


def _mirrored_box(box: Box) -> Box:
    (x0, y0, z0), (x1, y1, z1) = box
    return (-x1, y0, z0), (-x0, y1, z1)


def both(spot: NamedSpot) -> tuple[NamedSpot, NamedSpot]:
    """A place of the left side, and its partner. ``{s}`` in names and classes stands for the side."""

    def on(side: Side) -> NamedSpot:
        sign = 1 if side == "left" else -1
        ball = spot.ball and ((sign * spot.ball[0][0], *spot.ball[0][1:]), spot.ball[1])
        return NamedSpot(
            spot.key.format(s=side), spot.group, tuple(name.format(s=side, S=side[0].upper())
                                                       for name in spot.names),
            side, tuple(name.format(s=side) for name in spot.classes),
            spot.box if side == "left" else _mirrored_box(spot.box), ball, spot.diameter_mm,
        )  # fmt: skip

    return on("left"), on("right")
