"""Drawing without global state: a figure, its panels, and a PNG that is the same every time.

pyplot keeps its figures in global lists and is not made for threads; here every figure is an object of its own.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patheffects import AbstractPathEffect, withStroke

from pet_ground.dataset.view import Window
from pet_ground.imaging.files import write_beside
from pet_ground.imaging.projection import Picture

DPI = 110
"""Pixels per inch."""

TITLE_GAP_IN = 0.06
SIDE_GAP_IN = 0.1
"""Distances of texts from the upper edge of their panel, in inches."""

FONT = "DejaVu Sans"
"""The font that travels with matplotlib: the same on every machine."""

INK = "#1f2933"
FAINT = "#7b8794"
FRAME = "#cbd2d9"
GREY = "gray_r"
ON_GREY = "#e3174b"
ON_FUSED = "#2de2ff"
"""Contours and marks: each is seen on its ground, by colour-blind eyes too."""

REPLACEMENT = "\N{WHITE SQUARE}"
"""Stands for a character that the font does not have."""


def new_figure(width_in: float, height_in: float) -> Figure:
    """A white figure with its own canvas."""
    figure = Figure(figsize=(width_in, height_in), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def panel(
    figure: Figure, box: tuple[float, float, float, float], title: str, window: Window, face: str = "white"
) -> Axes:
    """An empty panel that shows a window.

    Args:
        figure: where it goes.
        box: left, top, width, height in inches, from the upper left corner of the figure.
        title: stands above it.
        window: plane mm at its edges.
        face: colour where nothing is drawn.
    """
    axes = figure.add_axes(part_of(figure, box))
    axes.set_facecolor(face)
    axes.set_xlim(window.left, window.right)
    axes.set_ylim(window.bottom, window.top)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_autoscale_on(False)
    for spine in axes.spines.values():
        spine.set(color=FRAME, linewidth=0.8)
    above(axes, 0.0, title, size=9.5, weight="bold")
    return axes


def text(axes: Axes, x: float, y: float, content: str, *, size: float, colour: str = INK, **options: Any) -> None:
    """Text that is never read as a formula, with characters that the font has."""
    axes.text(x, y, drawable(content), color=colour, fontfamily=FONT, fontsize=size, parse_math=False, **options)


def above(axes: Axes, x: float, content: str, **options: Any) -> None:
    """Text that stands on the upper edge of a panel; ``x`` runs from 0 to 1."""
    text(axes, x, 1.0 + TITLE_GAP_IN / _height_in(axes), content, va="bottom", transform=axes.transAxes, **options)


def show_projection(axes: Axes, picture: Picture, top_suv: float) -> None:
    """A projection in inverse grey; the centre of pixel n lies at n times the pixel's size."""
    rows, columns = picture.array.shape
    width, height = picture.column_mm, picture.row_mm
    axes.imshow(
        picture.array, extent=(-0.5 * width, (columns - 0.5) * width, (rows - 0.5) * height, -0.5 * height),
        cmap=GREY, vmin=0.0, vmax=top_suv, interpolation="bilinear", aspect="auto", origin="upper",
    )  # fmt: skip


def sides(axes: Axes, colour: str, left: str = "R", right: str = "L") -> None:
    """The marks of the patient's sides at the edges of a panel."""
    y = 1.0 - SIDE_GAP_IN / _height_in(axes)
    for x, mark, align in ((0.025, left, "left"), (0.975, right, "right")):
        text(
            axes, x, y, mark, size=10, colour=colour, ha=align, va="top", weight="bold",
            transform=axes.transAxes, path_effects=[halo(colour)],
        )  # fmt: skip


def scale_bar(axes: Axes, window: Window, length_mm: float, colour: str) -> None:
    """A bar of known length in the lower left corner."""
    x = window.left + 0.03 * (window.right - window.left)
    y = window.bottom - 0.035 * (window.bottom - window.top)
    rim = [halo(colour)]
    axes.plot([x, x + length_mm], [y, y], color=colour, linewidth=2.0, solid_capstyle="butt", path_effects=rim)
    label = f" {length_mm / 10:g} cm"
    text(axes, x + length_mm, y, label, size=7.5, colour=colour, va="center", ha="left", path_effects=rim)


def suv_bar(figure: Figure, box: tuple[float, float, float, float], colours: str, top_suv: float) -> None:
    """A colour bar from 0 to ``top_suv``."""
    axes = figure.add_axes(part_of(figure, box))
    bar = figure.colorbar(ScalarMappable(Normalize(0.0, top_suv), colours), cax=axes)
    bar.outline.set(edgecolor=FRAME, linewidth=0.8)
    axes.tick_params(labelsize=7.5, length=2.5, color=FAINT, labelcolor=INK, labelfontfamily=FONT)
    above(axes, 0.5, "SUV", size=7.5, ha="center")


def drawable(content: str) -> str:
    """Text with a square for every character that the font lacks; line ends and tabs become blanks."""
    known = get_font(findfont(FontProperties(family=FONT))).get_charmap()
    return "".join(c if ord(c) in known or c == "\n" else " " if c.isspace() else REPLACEMENT for c in content)


def wrapped(content: str, width: int, lines: int) -> str:
    """Text in at most ``lines`` lines of ``width`` characters; what is left out shows as an ellipsis."""
    return "\n".join(
        textwrap.wrap(" ".join(content.split()), width, max_lines=lines, placeholder=" \N{HORIZONTAL ELLIPSIS}")
    )


def save(figure: Figure, path: Path) -> None:
    """Write a PNG: whole or not there, without dates or versions, the same bytes for the same figure."""
    with write_beside(path) as partial:
        figure.savefig(partial, format="png", dpi=DPI, metadata={"Software": None})


def part_of(figure: Figure, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box in inches (left, top, width, height, from the upper left corner) as matplotlib's parts of the figure."""
    width, height = figure.get_size_inches()
    left, top, across, up = box
    return left / width, 1.0 - (top + up) / height, across / width, up / height


def _height_in(axes: Axes) -> float:
    return float(axes.bbox.height) / DPI


def halo(colour: str) -> AbstractPathEffect:
    """A rim around light marks that is dark, and around dark ones that is light, so that they show on any ground."""
    return withStroke(linewidth=2.0, foreground="black" if colour == "white" else "white", alpha=0.6)
