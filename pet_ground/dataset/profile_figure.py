"""The evidence for a site profile as a picture: matches of every convention, and how exact SUVs and slices are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pet_ground.dataset.canvas import FAINT, FONT, FRAME, INK, above, new_figure, part_of, save, text
from pet_ground.records.profile import POSITIONS, ConventionEvidence, NumberingEvidence, ProfileEvidence

WINNER, OTHER = "#1b7f5c", "#b4bec8"
CHANCE = "#c05621"
"""Colours of the winner's bar, the others', and the line of chance; told apart by colour-blind eyes and in grey."""

WIDTH_IN = 11.0
NAMES_IN = 3.1
BARS_IN = 4.0
CURVES_LEFT_IN, CURVES_IN = 8.0, 2.7
ROW_IN = 0.24
GAP_IN = 0.85
TOP_IN = 0.6
CURVE_IN = 1.15
"""The layout in inches: names, bars and curves side by side, one block of bars below the other."""

SHOWN_SCANNERS = 6
"""Blocks of single scanners at most: those with the most mentions."""


def draw_profile(evidence: ProfileEvidence, path: Path) -> None:
    """Draw the evidence to a PNG.

    One block of bars for all scanners together and one for each scanner (those with the most mentions), with the 95 %
    interval, and the share that chance gives; the same for table positions, where there are any; beside it the matched
    share by tolerance of SUV and slice.
    """
    blocks = _blocks(evidence) + ([] if evidence.positions is None else _blocks(evidence.positions, POSITIONS))
    heights = [ROW_IN * len(one.counts) for one, _ in blocks] or [ROW_IN]
    curves = 2 * (CURVE_IN + GAP_IN)
    figure = new_figure(WIDTH_IN, TOP_IN + max(sum(heights) + GAP_IN * len(blocks), curves))
    top = TOP_IN
    for (one, title), height in zip(blocks, heights, strict=False):
        _bars(figure, (NAMES_IN, top, BARS_IN, height), one, title)
        top += height + GAP_IN
    if not blocks:
        text(
            figure.add_axes((0.0, 0.0, 1.0, 1.0), frameon=False),
            0.03,
            0.5,
            "no mention tells how slices are numbered",
            size=9,
        )
    _curves(figure, evidence)
    save(figure, path)


def _blocks(evidence: NumberingEvidence, told: str = "") -> list[tuple[ConventionEvidence, str]]:
    """What is drawn of the mentions of one kind, each with its title."""
    first, *scanners = evidence.named or (("", evidence.whole),)
    scanners = sorted(scanners, key=lambda pair: (-pair[1].mentions, pair[0]))[:SHOWN_SCANNERS]
    return [
        (one, _title(told + name, one, own=one is evidence.whole or one.name in evidence.own))
        for name, one in (first, *scanners)
        if one.counts
    ]


def _title(name: str, one: ConventionEvidence, *, own: bool) -> str:
    flags = ", ".join(one.flags).replace("_", " ")
    state = ", ".join(filter(None, ("decided", flags))) if one.decided else flags or "not decided"
    return f"{name}: {one.mentions} mentions of {one.studies} studies, {state}{'' if own else ', as all'}"


def _bars(figure: Figure, box: tuple[float, float, float, float], one: ConventionEvidence, title: str) -> None:
    axes = figure.add_axes(part_of(figure, box))
    rows = range(len(one.counts))
    taken = [count.convention == one.winner for count in one.counts]
    shares = [100 * count.share for count in one.counts]
    spans = [
        [100 * max(0.0, count.share - count.low) for count in one.counts],
        [100 * max(0.0, count.high - count.share) for count in one.counts],
    ]
    axes.barh(rows, shares, height=0.7, color=[WINNER if yes else OTHER for yes in taken])
    axes.errorbar(shares, rows, xerr=spans, fmt="none", ecolor=INK, elinewidth=0.9, capsize=2)
    axes.axvline(100 * one.by_chance, color=CHANCE, linewidth=1.0, linestyle=(0, (3, 2)))
    for row, count in zip(rows, one.counts, strict=True):
        text(axes, 103, row, str(count.matches), size=7.5, va="center", ha="left")
        words = f"{count.convention.words}{'  (the same slices)' if count.convention in one.same_as else ''}"
        text(axes, -1.5, row, words, size=7.5, va="center", ha="right", weight="bold" if taken[row] else "normal")
    axes.set_ylim(len(one.counts) - 0.4, -0.6)
    _frame(axes, "% of the mentions with their maximum on the slice (broken line: by chance)")
    axes.set_yticks([])
    above(axes, -NAMES_IN / BARS_IN + 0.03, title, size=8.5, weight="bold", ha="left")


def _curves(figure: Figure, evidence: ProfileEvidence) -> None:
    measured = evidence.tolerances
    parts = (
        (measured.by_suv, measured.suv_tolerance, "tolerance of SUV, g/ml, beyond rounding"),
        (measured.by_slice_mm, measured.slice_tolerance_mm, "distance from the reported slice, mm"),
    )
    top = TOP_IN
    for points, chosen, label in parts:
        if points:
            _curve(figure, top, points, chosen, label)
        top += CURVE_IN + GAP_IN


def _curve(figure: Figure, top: float, points: Sequence[tuple[float, float]], chosen: float | None, label: str) -> None:
    axes = figure.add_axes(part_of(figure, (CURVES_LEFT_IN, top, CURVES_IN, CURVE_IN)))
    places, shares = zip(*points, strict=True)
    axes.plot(places, [100 * share for share in shares], color=WINNER, marker="o", markersize=3, linewidth=1.2)
    if chosen is not None:
        axes.axvline(chosen, color=INK, linewidth=0.9)
    axes.set_ylim(0, 105)
    axes.set_xlim(left=0)
    axes.tick_params(labelsize=7, length=2.5, color=FAINT, labelcolor=INK, labelfontfamily=FONT)
    for spine in axes.spines.values():
        spine.set(color=FRAME, linewidth=0.8)
    above(axes, 0.0, "matched, chance taken off, %", size=7.5, ha="left")
    text(axes, 0.5, -0.26, label, size=7.5, ha="center", va="top", transform=axes.transAxes)


def _frame(axes: Axes, label: str) -> None:
    axes.set_xlim(0, 102)
    axes.tick_params(labelsize=7, length=2.5, color=FAINT, labelcolor=INK, labelfontfamily=FONT)
    for spine in axes.spines.values():
        spine.set(color=FRAME, linewidth=0.8)
    axes.set_xlabel(label, fontsize=7.5, color=INK, fontfamily=FONT, labelpad=2)
