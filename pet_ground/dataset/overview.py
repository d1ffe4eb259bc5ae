"""The picture of all lesions of a study: named on projections, with their SUVs beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from pet_ground.dataset.canvas import (
    FAINT,
    GREY,
    ON_GREY,
    above,
    halo,
    new_figure,
    panel,
    save,
    scale_bar,
    show_projection,
    sides,
    suv_bar,
    text,
)
from pet_ground.dataset.view import Window, coronal_window, from_head_mm, sagittal_window, top_of_window
from pet_ground.imaging import Volume
from pet_ground.imaging.projection import coronal_mip, sagittal_mip

WIDTH_IN = 11.2
HEIGHT_IN = 8.0
CORONAL_BOX = (2.0, 0.35, 3.6, 7.4)
SAGITTAL_BOX = (7.7, 0.35, 2.7, 7.4)
BAR_BOX = (10.5, 0.35, 0.13, 7.4)
"""The layout in inches from the upper left corner: left, top, width, height."""

LABEL_GAP_IN = 0.12
"""Between a label and the panel."""

LABEL_STEP_IN = 0.4
"""Between the middles of two labels; less where there are too many."""

WINDOW_CEILING_SUV = 8.0
"""One very hot lesion must not make the body fade away."""

RING_MM = 13.0
"""Radius of the ring around a lesion."""


@dataclass(frozen=True)
class OverviewMark:
    """One lesion of the overview.

    Attributes:
        name: what is written beside it, a few characters such as ``3`` or ``L03``.
        peak_index_kji: its hottest voxel.
        suv_max: g/ml.
        label: a few words, or "".
    """

    name: str
    peak_index_kji: tuple[int, int, int]
    suv_max: float
    label: str = ""


def draw_overview(path: Path, pet: Volume, marks: Sequence[OverviewMark], title: str = "") -> None:
    """Draw a coronal and a sagittal projection with every lesion ringed and named, its SUVmax beside it.

    The picture is the same, byte for byte, every time.

    Args:
        path: the PNG to write.
        pet: SUV volume, g/ml.
        marks: the lesions; none gives the projections alone.
        title: stands above, for example the study's pseudonym.
    """
    figure = new_figure(WIDTH_IN, HEIGHT_IN)
    top_suv = top_of_window(max((mark.suv_max for mark in marks), default=0.0), WINDOW_CEILING_SUV)
    places = [_place(pet, mark) for mark in marks]
    window = _window(coronal_window(pet), [(x, y) for x, _, y in places], CORONAL_BOX)
    coronal = panel(figure, CORONAL_BOX, "Coronal MIP", window)
    show_projection(coronal, coronal_mip(pet), top_suv)
    sides(coronal, FAINT)
    scale_bar(coronal, window, 100.0, FAINT)
    above(coronal, 1.0, title, size=8.0, colour=FAINT, ha="right")
    side_window = _window(sagittal_window(pet), [(z, y) for _, z, y in places], SAGITTAL_BOX)
    sagittal = panel(figure, SAGITTAL_BOX, "Sagittal MIP", side_window)
    show_projection(sagittal, sagittal_mip(pet), top_suv)
    sides(sagittal, FAINT, left="A", right="P")
    suv_bar(figure, BAR_BOX, GREY, top_suv)
    for mark, (x, z, y) in zip(marks, places, strict=True):
        _ring(coronal, x, y)
        _ring(sagittal, z, y)
        text(
            sagittal, z + 1.3 * RING_MM, y, mark.name, size=8.5, colour=ON_GREY, weight="bold", va="center",
            path_effects=[halo(ON_GREY)],
        )  # fmt: skip
    _label(figure, window, marks, places)
    save(figure, path)


def _place(pet: Volume, mark: OverviewMark) -> tuple[float, float, float]:
    """A mark in plane mm: from the patient's right, from the front, from the head."""
    k, j, i = mark.peak_index_kji
    _, j_mm, i_mm = pet.spacing_mm
    return i * i_mm, j * j_mm, from_head_mm(pet, k)


def _window(body: Window, points: Sequence[tuple[float, float]], box: tuple[float, float, float, float]) -> Window:
    for x, y in points:
        body = body.holding(x, y, 1.5 * RING_MM)
    return body.shaped(box[2] / box[3])


def _ring(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(Circle((x, y), RING_MM, fill=False, edgecolor=ON_GREY, linewidth=1.5))


def _label(
    figure: Figure, window: Window, marks: Sequence[OverviewMark], places: Sequence[tuple[float, float, float]]
) -> None:
    """Labels left and right of the coronal panel, with a line to their ring, none upon another."""
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0.0, WIDTH_IN)
    axes.set_ylim(HEIGHT_IN, 0.0)
    left, top, width, height = CORONAL_BOX
    scale = width / (window.right - window.left)
    at = [(left + (x - window.left) * scale, top + (y - window.top) * scale) for x, _, y in places]
    for on_left in (True, False):
        chosen = sorted((n for n, (x, _) in enumerate(at) if (x < left + width / 2) == on_left), key=lambda n: at[n][1])
        levels = spread(np.array([at[n][1] for n in chosen]), top, top + height, LABEL_STEP_IN)
        edge = left - LABEL_GAP_IN if on_left else left + width + LABEL_GAP_IN
        turn = -1.0 if on_left else 1.0
        for n, level in zip(chosen, levels, strict=True):
            x, y = at[n]
            knee = left if on_left else left + width
            ring = turn * RING_MM * scale
            axes.plot([edge, knee, x + ring], [level, level, y], color=ON_GREY, linewidth=0.8, alpha=0.7)
            align = "right" if on_left else "left"
            first = f"{marks[n].name}   SUVmax {marks[n].suv_max:.1f}"
            text(axes, edge + turn * 0.05, level, first, size=9, weight="bold", ha=align, va="center")
            text(
                axes,
                edge + turn * 0.05,
                level + 0.15,
                marks[n].label[:28],
                size=7.5,
                colour=FAINT,
                ha=align,
                va="center",
            )


def spread(wanted: NDArray[np.float64], low: float, high: float, step: float) -> NDArray[np.float64]:
    """Levels near the wanted ones, in their order, ``step`` or more apart (less where they don't fit), within bounds.

    Args:
        wanted: ascending.
        low: the first level allowed.
        high: the last level allowed.
        step: the distance to keep.
    """
    count = len(wanted)
    step = min(step, (high - low) / max(count - 1, 1))
    levels = np.clip(wanted.astype(np.float64), low, high)
    for n in range(1, count):
        levels[n] = max(levels[n], levels[n - 1] + step)
    for n in range(count - 1, -1, -1):
        levels[n] = min(levels[n], high - (count - 1 - n) * step)
    return levels
