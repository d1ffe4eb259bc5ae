"""Physical constants and unit conversions, each with its unit in the name.

Half-lives in seconds: F-18, Ga-68, C-11, Cu-64 and Zr-89 are those of the published table of the OncoRay/IBSI manual
for SUV computation (2026); the others are the evaluated values of the US National Nuclear Data Center (NuDat 3).
"""

from __future__ import annotations

import math
from typing import Literal

SuvType = Literal["BW", "LBM", "LBMJAMES128", "LBMJANMA", "IBW", "BSA"]
"""Kinds of SUV: what the activity is normalised by. Defined terms of (0054,1006), DICOM PS3.3 C.8.9.1.1.3."""

SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0
SECONDS_PER_DAY = 86400.0
BQ_PER_MBQ = 1.0e6
BQ_PER_MCI = 3.7e7
GRAMS_PER_KG = 1000.0
CM_PER_M = 100.0
CM2_PER_M2 = 1.0e4
MM3_PER_ML = 1000.0

HALF_LIFE_S: dict[str, float] = {
    "F-18": 6586.2,
    "Ga-68": 4057.7,
    "C-11": 1223.0,
    "Cu-64": 45721.0,
    "Zr-89": 282240.0,
    "O-15": 122.24,
    "N-13": 597.9,
    "Rb-82": 75.45,
    "Cu-62": 580.2,
    "Br-76": 58320.0,
    "Y-86": 53064.0,
    "I-124": 360806.0,
}

FWHM_PER_SIGMA = 2.0 * math.sqrt(2.0 * math.log(2.0))
"""Full width at half maximum of a Gaussian, in units of its standard deviation (2.3548)."""


def decay_constant_per_s(half_life_s: float) -> float:
    """Decay constant lambda = ln 2 / half-life, in 1/s.

    Raises:
        ValueError: the half-life is not a positive, finite number.
    """
    if not (math.isfinite(half_life_s) and half_life_s > 0):
        raise ValueError(f"a half-life is a positive number of seconds, not {half_life_s}")
    return math.log(2.0) / half_life_s


def decayed(activity: float, elapsed_s: float, half_life_s: float) -> float:
    """Activity left after ``elapsed_s`` seconds, in the unit of ``activity``; negative times look back."""
    return activity * math.exp(-decay_constant_per_s(half_life_s) * elapsed_s)
