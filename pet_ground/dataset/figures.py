"""The picture of one lesion with its sentence. All lesions of a study are drawn by ``overview``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from pet_ground.dataset.canvas import (
    FAINT,
    GREY,
    INK,
    ON_FUSED,
    ON_GREY,
    new_figure,
    panel,
    save,
    scale_bar,
    show_projection,
    sides,
    suv_bar,
    text,
    wrapped,
)
from pet_ground.dataset.captions import LesionCaption
from pet_ground.dataset.view import (
    BODY_SUV,
    FUSED_COLOURS,
    Window,
    axial_grid,
    body_window,
    coronal_window,
    from_head_mm,
    fused,
    holds,
    sampled_suv,
    top_of_window,
)
from pet_ground.imaging import LocalMask, Volume
from pet_ground.imaging.projection import coronal_mip

SLICE_PIXELS = 460
"""Columns to which a panel is sampled: about its width on paper."""

MIN_ZOOM_MM = 110.0
"""Width of the enlarged panels, or ``ZOOM_PART`` times the lesion's."""

ZOOM_PART = 1.7
MIN_CIRCLE_MM = 18.0
"""Smallest radius of the circle around a lesion on a projection."""

SENTENCE_WIDTH = 162
SENTENCE_LINES = 5
LINE_IN = 0.215
"""Characters in a line of the sentence, lines at most, and the height of one in inches."""

WIDTH_IN = 12.9
CAPTION_TOP_IN = 6.05
SENTENCE_TOP_IN = 6.25
MARGIN_IN = 0.25
MIP_BOX = (MARGIN_IN, 0.3, 2.75, 5.5)
SLICE_BOX = (3.25, 0.3, 4.1, 2.6)
ZOOM_BOX = (3.25, 3.2, 4.1, 2.6)
FUSED_SHIFT_IN = 4.95
BAR_GAP_IN = 0.1
"""The layout in inches from the upper left corner: left, top, width, height."""


@dataclass(frozen=True)
class _Scene:
    """A lesion as all its panels see it; places in plane mm (k, j, i)."""

    pet: Volume
    ct: Volume | None
    mask: LocalMask
    peak_kji: tuple[int, int, int]
    middle_mm: NDArray[np.float64]
    size_mm: NDArray[np.float64]
    top_suv: float


def draw_lesion(path: Path, pet: Volume, ct: Volume | None, mask: LocalMask, caption: LesionCaption) -> None:
    """Draw a lesion: coronal projection, axial PET and axial PET/CT at its maximum with the contour, and its sentence.

    The PET is inverse grey from SUV 0 to at least 5. Both axial panels are shown whole and enlarged. Where the CT does
    not reach the lesion, the PET is shown in colour instead. The picture is the same, byte for byte, every time.

    Args:
        path: the PNG to write.
        pet: SUV volume, g/ml.
        ct: CT in HU on its own grid, or None.
        mask: the lesion on the PET grid.
        caption: what is written below.

    Raises:
        ValueError: the mask is empty.
    """
    scene = _scene(pet, ct, mask)
    quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{caption.sentence}\N{RIGHT DOUBLE QUOTATION MARK}"
    sentence = wrapped(quoted, SENTENCE_WIDTH, SENTENCE_LINES)
    figure = new_figure(WIDTH_IN, SENTENCE_TOP_IN + (sentence.count("\n") + 1) * LINE_IN + MARGIN_IN)
    _draw_projection(figure, scene)
    _draw_slices(figure, scene)
    _write_caption(figure, caption, sentence)
    save(figure, path)


def _scene(pet: Volume, ct: Volume | None, mask: LocalMask) -> _Scene:
    index = mask.indices()
    if not len(index):
        raise ValueError("an empty mask can't be drawn")
    suv = pet.array[tuple(index.T)]
    k, j, i = (int(n) for n in index[int(np.argmax(suv))])
    spacing = np.array(pet.spacing_mm)
    low, high = index.min(axis=0) - 0.5, index.max(axis=0) + 0.5
    return _Scene(
        pet=pet,
        ct=ct if ct is not None and holds(ct, pet.to_lps((k, j, i))) else None,
        mask=mask,
        peak_kji=(k, j, i),
        middle_mm=(low + high) / 2 * spacing,
        size_mm=(high - low) * spacing,
        top_suv=top_of_window(float(suv.max())),
    )


def _draw_projection(figure: Figure, scene: _Scene) -> None:
    x, y = scene.middle_mm[2], from_head_mm(scene.pet, scene.middle_mm[0] / scene.pet.spacing_mm[0])
    radius = max(MIN_CIRCLE_MM, 0.75 * float(np.hypot(scene.size_mm[0], scene.size_mm[2])) / np.sqrt(2))
    window = coronal_window(scene.pet).holding(x, y, radius).shaped(MIP_BOX[2] / MIP_BOX[3])
    axes = panel(figure, MIP_BOX, "Coronal MIP", window)
    show_projection(axes, coronal_mip(scene.pet), scene.top_suv)
    axes.add_patch(Circle((x, y), radius, fill=False, edgecolor=ON_GREY, linewidth=1.8))
    level = from_head_mm(scene.pet, scene.peak_kji[0])
    for start, stop in ((window.left, x - radius), (x + radius, window.right)):
        axes.plot([start, stop], [level, level], color=ON_GREY, linewidth=0.7, alpha=0.55, dashes=(6, 4))
    sides(axes, FAINT)
    scale_bar(axes, window, 100.0, FAINT)


def _draw_slices(figure: Figure, scene: _Scene) -> None:
    aspect = SLICE_BOX[2] / SLICE_BOX[3]
    k, _, _ = scene.peak_kji
    _, j_mm, i_mm = scene.pet.spacing_mm
    _, y, x = scene.middle_mm
    width = max(MIN_ZOOM_MM, ZOOM_PART * max(scene.size_mm[2], scene.size_mm[1] * aspect))
    zoom = Window(x - width / 2, x + width / 2, y - width / aspect / 2, y + width / aspect / 2)
    rim = max(scene.size_mm[1:]) / 2 + MIN_CIRCLE_MM
    whole = body_window(scene.pet.array[k] > BODY_SUV, j_mm, i_mm).holding(x, y, rim).shaped(aspect)
    over = "Axial PET/CT" if scene.ct is not None else "Axial PET in colour (no CT here)"
    _draw_slice(figure, scene, SLICE_BOX, whole, ("Axial PET at the maximum", over))
    _draw_slice(figure, scene, ZOOM_BOX, zoom, ("Enlarged", "Enlarged"))
    tall = ZOOM_BOX[1] + ZOOM_BOX[3] - SLICE_BOX[1]
    for shift, colours in ((0.0, GREY), (FUSED_SHIFT_IN, FUSED_COLOURS)):
        left = SLICE_BOX[0] + SLICE_BOX[2] + shift + BAR_GAP_IN
        suv_bar(figure, (left, SLICE_BOX[1], 0.13, tall), colours, scene.top_suv)


def _draw_slice(
    figure: Figure,
    scene: _Scene,
    box: tuple[float, float, float, float],
    window: Window,
    titles: tuple[str, str],
) -> None:
    """One window twice, side by side: PET in grey, and fused."""
    grid = axial_grid(scene.pet, scene.peak_kji[0], window, SLICE_PIXELS)
    suv = sampled_suv(scene.pet, grid)
    pictures: tuple[NDArray[Any], ...] = (suv, fused(suv, scene.ct, grid, scene.top_suv))
    bar_mm = 50.0 if window.right - window.left > 2.5 * MIN_ZOOM_MM else 20.0
    for picture, title, shift in zip(pictures, titles, (0.0, FUSED_SHIFT_IN), strict=True):
        colour, marks = (ON_GREY, INK) if shift == 0.0 else (ON_FUSED, "white")
        axes = panel(figure, (box[0] + shift, *box[1:]), title, window)
        axes.imshow(
            picture,
            extent=window.extent,
            cmap=GREY,
            vmin=0.0,
            vmax=scene.top_suv,
            interpolation="bilinear",
            aspect="auto",
        )
        _draw_contour(axes, scene, colour)
        sides(axes, marks)
        scale_bar(axes, window, bar_mm, marks)


def _draw_contour(axes: Axes, scene: _Scene, colour: str) -> None:
    """The mask's outline along the edges of its voxels: what is drawn is what is in the file."""
    k = scene.peak_kji[0] - scene.mask.origin_kji[0]
    inside = np.pad(scene.mask.array[k], 1)
    _, j_mm, i_mm = scene.pet.spacing_mm
    first = np.array([scene.mask.origin_kji[2] - 1, scene.mask.origin_kji[1] - 1])
    down = np.argwhere(inside[:, 1:] != inside[:, :-1])[:, ::-1] + first
    across = np.argwhere(inside[1:] != inside[:-1])[:, ::-1] + first
    starts = np.concatenate([down + [0.5, -0.5], across + [-0.5, 0.5]])  # noqa: RUF005 (arrays are added, not joined)
    stops = np.concatenate([down + 0.5, across + 0.5])
    segments = np.stack([starts, stops], axis=1) * np.array([i_mm, j_mm])
    axes.add_collection(LineCollection(list(segments), colors=colour, linewidths=1.4, capstyle="projecting"))


def _write_caption(figure: Figure, caption: LesionCaption, sentence: str) -> None:
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0.0, width)
    axes.set_ylim(height, 0.0)
    facts = [
        f"SUVmax {caption.suv_max:g} reported, {caption.suv_max_measured:.2f} measured",
        caption.where,
        f"MTV {caption.mtv_ml:.3g} ml",
        f"{caption.method}, contour at SUV {caption.threshold_suv:.2f}",
    ]
    text(axes, MARGIN_IN, CAPTION_TOP_IN, "   |   ".join(facts), size=10.5, weight="bold", va="center")
    corner = "   ".join(part for part in (caption.place, caption.lesion_id) if part)
    text(axes, width - MARGIN_IN, CAPTION_TOP_IN, corner, size=8.5, colour=FAINT, va="center", ha="right")
    text(axes, MARGIN_IN, SENTENCE_TOP_IN, sentence, size=10.5, va="top", linespacing=1.35)
