"""How exact an archive's reports are: how far the maximum of a mention lies from the reported SUVmax and slice.

Wrong numbers in reports, and maxima that have the right SUV by chance, must not widen the tolerances. Chance is taken
off: with h the share of mentions with a match and c the share that any slice of the same studies would give,
(h - c) / (1 - c) are matched. The tolerance is the smallest that reaches nearly all that any reaches.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pet_ground.records.profile import MentionTrial, ToleranceEvidence

SHARE_TO_REACH = 0.98
"""Part of the largest matched share that a tolerance must reach; a single odd mention in fifty decides nothing."""

LEAST_SUV_TOLERANCE = 0.1
"""No site gets less, g/ml: the published tolerance (Huemann 2025); viewers interpolate, archives round."""

SUV_TOLERANCES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
SUV_SHARES = (0.05, 0.1, 0.15, 0.2, 0.25)
SLICE_TOLERANCES_MM = (0.0, 2.5, 5.0, 7.5, 10.0, 15.0, 20.0)
"""What is tried: g/ml, shares of the SUVmax, and mm. Few and coarse, so that new studies seldom change a profile."""

LARGEST_WINDOW_CHANCE = 0.3
"""A tolerance that matches this share of all slices says nothing, and is not tried further."""

LEAST_PLACED = 20
"""Fewer mentions give no tolerances: a share of 0.98 needs more than a handful."""

ROUND_MM = 0.5
DIGITS = 4

Placed = Sequence[tuple[MentionTrial, tuple[int, int]]]


def slices_within(trial: MentionTrial, beyond_suv: float) -> NDArray[np.bool_]:
    """Which slices k hold a maximum whose SUV is the reported one within rounding and ``beyond_suv`` g/ml."""
    found: NDArray[np.bool_] = np.zeros(trial.slices, dtype=bool)
    found[[k for k, difference in trial.near if difference <= beyond_suv + 10.0**-DIGITS]] = True
    return found


def near_anywhere(near: NDArray[np.bool_], window: int) -> float:
    """Share of all places along the body at which a window of so many slices holds one that is ``near``."""
    wide = np.convolve(near, np.ones(min(window, near.size)), mode="same")
    return float((wide > 0.5).mean())


def estimate_tolerances(placed: Placed) -> ToleranceEvidence:
    """The tolerances of a site from its mentions, each with the slices that the site's numbering says.

    Returns:
        Evidence without tolerances where there are fewer than ``LEAST_PLACED`` mentions, or none is matched.
    """
    if len(placed) < LEAST_PLACED:
        return ToleranceEvidence(mentions=len(placed))
    absolute = {(suv, 0.0): _matched(placed, _allowing(suv, 0.0), 0.0) for suv in SUV_TOLERANCES}
    relative = {
        (LEAST_SUV_TOLERANCE, share): _matched(placed, _allowing(LEAST_SUV_TOLERANCE, share), 0.0)
        for share in SUV_SHARES
    }
    (suv, share), reached = _cheapest(absolute | relative)
    if reached <= 0.0:
        return ToleranceEvidence(mentions=len(placed), by_suv=_curve({key[0]: one for key, one in absolute.items()}))
    by_mm = {(mm, 0.0): _matched(placed, _allowing(suv, share), mm) for mm in SLICE_TOLERANCES_MM}
    (gap_mm, _), reached = _cheapest(by_mm)
    step_mm = max(trial.step_mm for trial, _ in placed)
    return ToleranceEvidence(
        mentions=len(placed),
        matched=round(reached, DIGITS),
        suv_tolerance=suv,
        suv_tolerance_share=share,
        slice_tolerance_mm=max(gap_mm, math.ceil(step_mm / ROUND_MM) * ROUND_MM),
        by_suv=_curve({key[0]: one for key, one in absolute.items()}),
        by_slice_mm=_curve({key[0]: one for key, one in by_mm.items()}),
    )


def _allowing(suv: float, share: float) -> Callable[[float], float]:
    return lambda reported: max(suv, share * reported)


def _matched(placed: Placed, allowed: Callable[[float], float], reach_mm: float) -> tuple[float, float]:
    """Matched share with chance taken off, and chance."""
    hits, chances = [], []
    for trial, (first, last) in placed:
        near = slices_within(trial, allowed(trial.suv_max))
        steps = int(reach_mm / trial.step_mm + 10.0**-DIGITS)
        hits.append(near[max(0, first - steps) : last + steps + 1].any())
        chances.append(near_anywhere(near, last - first + 1 + 2 * steps))
    hit, chance = float(np.mean(hits)), float(np.mean(chances))
    return ((hit - chance) / (1.0 - chance) if chance < 1.0 else 0.0), chance


def _cheapest(tried: dict[tuple[float, float], tuple[float, float]]) -> tuple[tuple[float, float], float]:
    """The tolerance that reaches nearly all that any reaches, with the least chance; and what it reaches."""
    sound = {key: one for key, one in tried.items() if one[1] <= LARGEST_WINDOW_CHANCE} or tried
    most = max(matched for matched, _ in sound.values())
    enough = [key for key, (matched, _) in sound.items() if matched >= min(most, SHARE_TO_REACH * most)]
    chosen = min(enough, key=lambda key: (sound[key][1], key[1], key[0]))
    return chosen, sound[chosen][0]


def _curve(tried: dict[float, tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((key, round(matched, DIGITS)) for key, (matched, _) in tried.items())
