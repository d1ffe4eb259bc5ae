"""Plots of the phantom study: volume error and Dice by diameter, one line per method."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

OURS = "avg_itm"
COLOURS = {
    "avg_itm": "#c1121f",
    "huemann2025": "#1b6ca8",
    "percent_max_41": "#2a9d8f",
    "percent_max_50": "#7fb069",
    "a50p": "#b5651d",
    "gradient": "#7b2d8e",
    "fixed_2.5": "#6c757d",
    "fixed_4": "#adb5bd",
    "percist": "#e9a820",
    "majority": "#343a40",
}
SIZE_INCHES, DPI = (8.5, 4.6), 110
ERROR_LIMITS = (-70, 130)
SHADE = "#c1121f"


def volume_error_plot(table: pd.DataFrame, title: str, path: Path) -> None:
    """Median volume error of each method by diameter, with the span of our middle half."""
    figure, axes = _figure(title)
    for name, part in table.groupby("method", sort=False):
        middle = part.groupby("diameter_mm")["volume_error"].median()
        _line(axes, str(name), middle)
    ours = table[table["method"] == OURS].groupby("diameter_mm")["volume_error"]
    low, high = ours.quantile(0.25), ours.quantile(0.75)
    axes.fill_between(low.index, low, high, color=SHADE, alpha=0.15, lw=0)
    axes.axhline(0, color="black", lw=0.8)
    axes.set_ylim(*ERROR_LIMITS)
    _finish(axes, table, "median volume error, % (shade: middle half of avg_itm)")
    _save(figure, path)


def dice_plot(table: pd.DataFrame, title: str, path: Path) -> None:
    """Median Dice of each method by diameter, and that of the best threshold."""
    figure, axes = _figure(title)
    for name, part in table.groupby("method", sort=False):
        _line(axes, str(name), part.groupby("diameter_mm")["dice"].median())
    best = table[table["method"] == OURS].groupby("diameter_mm")["ceiling"].median()
    axes.plot(best.index, best, color="black", ls="--", lw=1.4, label="best threshold")
    axes.set_ylim(0.3, 1.0)
    _finish(axes, table, "median Dice with the voxelised truth")
    _save(figure, path)


def contrast_plot(table: pd.DataFrame, title: str, path: Path) -> None:
    """Median absolute volume error of avg_itm by diameter, one line per contrast."""
    figure, axes = _figure(title)
    ours = table[table["method"] == OURS]
    contrasts = sorted(ours["contrast"].unique())
    for n, contrast in enumerate(contrasts):
        part = ours[ours["contrast"] == contrast].groupby("diameter_mm")["volume_error"]
        middle = part.apply(lambda errors: errors.abs().median())
        shade = plt.get_cmap("viridis")(0.9 * n / max(1, len(contrasts) - 1))
        axes.plot(middle.index, middle, color=shade, marker="o", ms=4, label=f"contrast {contrast:g}")
    axes.axhline(5, color="black", lw=0.8, ls=":")
    axes.set_ylim(0, 40)
    _finish(axes, table, "median absolute volume error, %")
    _save(figure, path)


def _figure(title: str) -> tuple[plt.Figure, Axes]:
    figure, axes = plt.subplots(figsize=SIZE_INCHES, layout="constrained")
    axes.set_title(title, fontsize=10)
    return figure, axes


def _line(axes: Axes, name: str, values: pd.Series) -> None:
    wide = 2.6 if name == OURS else 1.3
    axes.plot(
        values.index,
        values,
        color=COLOURS.get(name),
        lw=wide,
        marker="o",
        ms=4,
        label=name,
        zorder=3 if wide > 2 else 2,
    )


def _finish(axes: Axes, table: pd.DataFrame, what: str) -> None:
    diameters = sorted(table["diameter_mm"].unique())
    axes.set_xscale("log")
    axes.set_xticks(diameters, [f"{one:g}" for one in diameters])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("equivalent diameter, mm")
    axes.set_ylabel(what)
    axes.grid(visible=True, alpha=0.25)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=8.5, frameon=False)


def _save(figure: plt.Figure, path: Path) -> None:
    figure.savefig(path, dpi=DPI)
    plt.close(figure)
