"""How sure a share is: Wilson's score interval (Wilson 1927)."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


def wilson_interval(share: float, number: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, without continuity correction.

    Args:
        share: 0 to 1.
        number: of independent items that it is a share of, above 0; whole or not, as an effective number.
    """
    square = Z_95**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = Z_95 / (1 + square / number) * math.sqrt(share * (1 - share) / number + square / (4 * number**2))
    return (middle - half if share > 0 else 0.0), (middle + half if share < 1 else 1.0)
