"""What each delineation makes of a lesion of known size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from phantom_cases import Case, Design, Setting, cases
from scipy.ndimage import binary_dilation

from pet_ground.config.delineation import (
    A50p,
    AvgItm,
    Fixed,
    Gradient,
    Huemann2025,
    Majority,
    Method,
    PercentMax,
    Percist,
    method_name,
)
from pet_ground.errors import ItemDropped
from pet_ground.grounding.methods import Focus, LiverReference, delineator

OURS: tuple[Method, ...] = (AvgItm(),)
METHODS: tuple[Method, ...] = (
    AvgItm(),
    Huemann2025(),
    PercentMax(),
    PercentMax(fraction=0.5),
    A50p(),
    Gradient(),
    Fixed(suv=2.5),
    Fixed(suv=4.0),
    Percist(),
    Majority(),
)

LIVER = LiverReference(1.6, 0.2)
"""For PERCIST, which then draws at SUV 2.8; the background has SUV 1."""

LOST_FACTOR = 2.0
"""A lesion counts as lost where it is refused, or its volume is wrong by more than this factor."""

CEILING_STEPS = 3
"""Steps from voxel to voxel around the truth in which the best threshold is sought."""


@dataclass(frozen=True)
class Ask:
    """What is measured on a design's lesions.

    Attributes:
        part: name of the rows.
        methods: that draw.
        contrasts, noises: at which they do.
        psf_error_mm: how much too wide the resolution is that they are told.
    """

    part: str
    methods: tuple[Method, ...]
    contrasts: tuple[float, ...]
    noises: tuple[float, ...]
    psf_error_mm: float = 0.0


Run = tuple[Setting, Design, tuple[Ask, ...]]


def measured(design: Design, asks: Sequence[Ask], processes: int = 1) -> pd.DataFrame:
    """One row per lesion, ask and method, with its volume's error in %, its Dice, or the reason of its refusal."""
    settings = sorted(design.settings, key=lambda one: -one.diameter_mm)
    runs: list[Run] = [(setting, design, tuple(asks)) for setting in settings]
    if processes == 1:
        return pd.DataFrame([row for run in runs for row in rows(run)])
    with get_context("spawn").Pool(processes) as pool:
        return pd.DataFrame([row for found in pool.imap(rows, runs) for row in found])


def rows(run: Run) -> list[dict[str, object]]:
    """The rows of one lesion and scanner."""
    setting, design, asks = run
    found: list[dict[str, object]] = []
    for case in cases(setting, design.contrasts, design.noises):
        common = {
            "diameter_mm": setting.diameter_mm,
            "shape": setting.shape,
            "fwhm_mm": setting.fwhm_mm,
            "grid": setting.grid,
            "gap_fwhm": math.nan if setting.gap_fwhm is None else setting.gap_fwhm,
            "contrast": case.contrast,
            "noise": case.noise,
            "truth_ml": case.truth_ml,
            "ceiling": ceiling(case.pet.array, case.truth),
        }
        for ask in asks:
            if case.noise in ask.noises and case.contrast in ask.contrasts:
                fwhm_mm = setting.fwhm_mm + ask.psf_error_mm
                said = {"part": ask.part, "psf_error_mm": ask.psf_error_mm, **common}
                found += [{**said, **scored(case, method, fwhm_mm)} for method in ask.methods]
    return found


def scored(case: Case, method: Method, fwhm_mm: float) -> dict[str, object]:
    """A method's volume error in % and Dice, or its reason."""
    row: dict[str, object] = {"method": method_name(method), "volume_error": math.nan, "dice": math.nan, "reason": ""}
    try:
        contour = delineator(method)(Focus(case.pet, case.seed_kji, fwhm_mm, liver=LIVER))
    except ItemDropped as refusal:
        return {**row, "reason": refusal.reason.value}
    mask = contour.mask.full(case.pet.shape_kji).astype(np.bool_)
    ratio = contour.mask.voxels * case.pet.voxel_ml / case.truth_ml
    return {**row, "volume_error": 100 * (ratio - 1), "dice": dice(mask, case.truth), "flags": " ".join(contour.flags)}


def dice(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Overlap of two masks, 0 to 1."""
    return float(2 * np.count_nonzero(one & other) / (np.count_nonzero(one) + np.count_nonzero(other)))


def ceiling(suv: NDArray[np.float32], truth: NDArray[np.bool_]) -> float:
    """Dice of the best single threshold, with the truth in hand."""
    near = binary_dilation(truth, np.ones((3, 3, 3), dtype=np.bool_), iterations=CEILING_STEPS)
    hottest_first = np.argsort(-suv[near], kind="stable")
    hit = np.cumsum(truth[near][hottest_first])
    return float(np.max(2 * hit / (np.arange(1, len(hit) + 1) + np.count_nonzero(truth))))


def lost(table: pd.DataFrame) -> pd.Series:
    """Which rows are of lesions that a method lost."""
    ratio = 1 + table["volume_error"] / 100
    return ~ratio.between(1 / LOST_FACTOR, LOST_FACTOR)


def of(table: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """Rows with these values; a value that is iterable allows each of its members."""
    for column, value in wanted.items():
        several = isinstance(value, Iterable) and not isinstance(value, str)
        table = table[table[column].isin(list(value)) if several else table[column] == value]  # type: ignore[call-overload]
    return table
