"""Limits of a place beside the structures around it: ``above the lowest part of the trachea``, ``left of the spine``.

They are told in classes of a label map, to be measured there. Names may hold ``{side}``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Direction = Literal["above", "below", "front", "behind", "left", "right", "outward", "inward"]
"""``outward``: at least so far from the midline on the named side; ``inward``: at most so far on either."""

LOWEST, MIDDLE, HIGHEST = 0.0, 0.5, 1.0
"""Shares of a structure's voxels, along the axis that a limit looks at: the edges and the middle of it."""

SPINE = (
    *(f"vertebrae_C{number}" for number in range(1, 8)),
    *(f"vertebrae_T{number}" for number in range(1, 13)),
    *(f"vertebrae_L{number}" for number in range(1, 6)),
    "vertebrae_S1",
    "sacrum",
)
MIDLINE = (*SPINE, "brain")
"""What lies in the middle of the body at every height, and has two equal halves."""


class Limit(NamedTuple):
    """One border of a place.

    Attributes:
        direction: on which side of the border the place lies.
        classes: the structures that the border is told by; together, as far as a label map holds them.
        share: where on their extent (``LOWEST``: 0 to ``HIGHEST``: 1) along the axis of the direction. Coordinates
            rise to the left, to the back, and to the head.
        mm: by how much the border lies further out, so that the place is wider.
    """

    direction: Direction
    classes: tuple[str, ...]
    share: float
    mm: float


def above(classes: tuple[str, ...] | str, share: float, mm: float) -> Limit:
    """Not lower than ``mm`` under that part of the structures."""
    return Limit("above", _all(classes), share, mm)


def below(classes: tuple[str, ...] | str, share: float, mm: float) -> Limit:
    """Not higher than ``mm`` over that part of the structures."""
    return Limit("below", _all(classes), share, mm)


def between(highest: str, lowest: str, mm: float = 10.0) -> tuple[Limit, Limit]:
    """Between the upper edge of one structure and the lower edge of another, ``mm`` more at both ends."""
    return below(highest, HIGHEST, mm), above(lowest, LOWEST, mm)


def levels(highest: str, lowest: str, mm: float = 10.0) -> tuple[Limit, Limit]:
    """At the height of these vertebrae and all between, ``mm`` more at both ends."""
    return between(f"vertebrae_{highest}", f"vertebrae_{lowest}", mm)


def front(classes: tuple[str, ...] | str, share: float, mm: float) -> Limit:
    """Not further back than ``mm`` behind that part of the structures."""
    return Limit("front", _all(classes), share, mm)


def behind(classes: tuple[str, ...] | str, share: float, mm: float) -> Limit:
    """Not further forward than ``mm`` in front of that part of the structures."""
    return Limit("behind", _all(classes), share, mm)


def left(mm: float) -> Limit:
    """Not further to the right than ``mm`` from the midline."""
    return Limit("left", MIDLINE, MIDDLE, mm)


def right(mm: float) -> Limit:
    """Not further to the left than ``mm`` from the midline."""
    return Limit("right", MIDLINE, MIDDLE, mm)


def inward(mm: float) -> Limit:
    """At most ``mm`` from the midline, on either side."""
    return Limit("inward", MIDLINE, MIDDLE, mm)


def outward(mm: float) -> Limit:
    """At least ``mm`` from the midline, on the named side; no limit where none is named."""
    return Limit("outward", MIDLINE, MIDDLE, -mm)


def _all(classes: tuple[str, ...] | str) -> tuple[str, ...]:
    return (classes,) if isinstance(classes, str) else classes
