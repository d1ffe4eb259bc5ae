"""95 % confidence intervals: Wilson's for shares, the bootstrap over texts for F1."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pet_ground.wilson import wilson_interval

DRAWS = 2000
"""Bootstrap draws; the 2.5 % quantile then rests on 50 of them (Efron and Tibshirani 1993 ask for at least 1,000)."""

SEED = 20250207
"""Of the draws, so that the same figures give the same interval, and readers of one corpus share their draws."""

PERCENTILES = (2.5, 97.5)


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of ``count`` in ``total``.

    Raises:
        ValueError: not ``0 <= count <= total``, or ``total`` is 0.
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"{count} of {total} is no share")
    return wilson_interval(count / total, total)


def f1(right: int, found: int, labelled: int) -> float | None:
    """F1 = 2 right / (found + labelled); None where nothing was found and nothing is labelled."""
    return 2 * right / (found + labelled) if found + labelled else None


def f1_draws(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of ``DRAWS`` corpora, each of as many texts drawn with replacement.

    Args:
        counts: ``(texts, 3)``: right, found and labelled mentions of each text. The texts are drawn, not the mentions,
            because mentions of one report are right or wrong together.

    Returns:
        ``(DRAWS,)``, NaN where a draw holds no mention. Corpora of the same length get the same draws, so differences
        between readers can be taken draw by draw.
    """
    right, found, labelled = (_times_drawn(len(counts)) @ counts.astype(np.float64)).T
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * right / (found + labelled))


def percentile_interval(draws: NDArray[np.float64]) -> tuple[float, float] | None:
    """The middle 95 % of the draws that are a number; None where there is none."""
    numbers = draws[np.isfinite(draws)]
    if not numbers.size:
        return None
    low, high = np.percentile(numbers, PERCENTILES)
    return float(low), float(high)


@lru_cache(maxsize=4)
def _times_drawn(texts: int) -> NDArray[np.float64]:
    """``(DRAWS, texts)``: how often each text is in each draw; kept for the figures that follow of the same texts."""
    drawn = np.random.default_rng(SEED).multinomial(texts, np.full(texts, 1 / texts), size=DRAWS)
    return drawn.astype(np.float64)
