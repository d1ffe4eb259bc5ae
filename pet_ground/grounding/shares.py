"""How sure a share of mentions is, though the mentions of one report stand or fall together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from pet_ground.wilson import wilson_interval

Hits = NDArray[np.bool_]

LEAST_STUDIES = 3
"""Studies from which on it can be told how alike the mentions of one are, where some match and some do not."""

ASSUMED_ALIKE = 0.5
"""Correlation of the mentions of a study where nothing tells it: half-way between none and one reader's one habit. In
simulated archives with a tenth of the studies wrong, the interval of 20 studies then holds the truth in 95 %."""

LARGEST_P_MIXED = 0.001
"""Level of the test that a second convention is met more often than by chance, among what the first does not explain:
1 % for all ten together."""


def interval(hits: Hits, studies: Sequence[int]) -> tuple[float, float]:
    """Wilson's 95 % interval of the share of hits, for as many independent mentions as these are worth.

    Args:
        hits: one for each mention; at least one mention.
        studies: the study of each mention, as any number.
    """
    return wilson_interval(float(hits.mean()), len(hits) / design_effect(hits, studies))


def sign_test(winner: Hits, rival: Hits, studies: Sequence[int]) -> float:
    """Probability that the winner is ahead as often, or more often, among the mentions that tell the two apart.

    Where some mentions speak for the one and some for the other, they count for as many as they are worth.
    """
    tells = winner != rival
    ahead, count = winner[tells], int(tells.sum())
    if not count:
        return 1.0
    effect = 1.0
    if not ahead.all():  # where all speak for one, nothing says that they are not independent
        effect = design_effect(ahead, [study for study, yes in zip(studies, tells, strict=True) if yes])
    return float(binomtest(int(ahead.sum() / effect), max(1, int(count / effect)), 0.5, alternative="greater").pvalue)


def beyond_chance(matches: int, mentions: int, chance: float) -> bool:
    """Whether so many of these mentions match that it is not by chance."""
    if not mentions:
        return False
    return float(binomtest(matches, mentions, chance, alternative="greater").pvalue) < LARGEST_P_MIXED


def design_effect(hits: Hits, studies: Sequence[int]) -> float:
    """How many mentions are worth one independent one: 1 where those of a study are no more alike than others.

    The variance of the matches between studies over that of independent mentions (Kish 1965); at most the mentions
    of a study, as where one reader numbers a whole report in another way. Where all mentions match, or none, or there
    are too few studies, nothing tells it, and ``ASSUMED_ALIKE`` holds.
    """
    _, place = np.unique(np.asarray(studies), return_inverse=True)
    per_study = np.bincount(place).astype(np.float64)
    most = len(hits) / per_study.size
    share = float(hits.mean())
    if per_study.size < LEAST_STUDIES or not 0.0 < share < 1.0:
        return 1.0 + (most - 1.0) * ASSUMED_ALIKE
    beyond = np.bincount(place, weights=hits.astype(np.float64)) - share * per_study
    between = float((beyond**2).sum()) * per_study.size / (per_study.size - 1)
    return float(np.clip(between / (len(hits) * share * (1 - share)), 1.0, max(1.0, most)))
