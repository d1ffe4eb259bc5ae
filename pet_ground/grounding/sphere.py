"""A sphere seen by a scanner of Gaussian resolution: its profile, and the threshold that gives back its boundary.

The model has no fitted constant. Thresholds are relative to the contrast above background, as functions of the
sphere's diameter in units of the resolution's full width at half maximum (FWHM).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from pet_ground.units import FWHM_PER_SIGMA, MM3_PER_ML

TABLE_RANGE = (0.05, 200.0)
"""Diameters in FWHM that the table covers; outside, the nearest end holds (1 and 1/2 to within 0.001)."""

TABLE_POINTS = 600
"""Entries of the table, evenly spaced in log diameter; interpolation errs by less than 1e-4."""

QUADRATURE_POINTS = 400
"""Nodes of the Gauss-Legendre rule for the mean inside; the profile's edge stays resolved up to 200 FWHM."""

CENTRE = 1e-4
"""Radius in sigma below which the profile's limit at the centre is taken: the formula divides by the radius."""


def profile(r: NDArray[np.float64] | float, radius: float, sigma: float) -> NDArray[np.float64]:
    """Signal at distance ``r`` from the centre of a blurred sphere of unit contrast (all lengths in one unit).

    f(r) = 1/2 [erf((R-r)/(sqrt2 s)) + erf((R+r)/(sqrt2 s))]
           - s/(r sqrt(2 pi)) [exp(-(R-r)^2/(2 s^2)) - exp(-(R+r)^2/(2 s^2))]
    """
    distance = np.maximum(np.asarray(r, dtype=np.float64), CENTRE * sigma)
    inner, outer = (radius - distance) / sigma, (radius + distance) / sigma
    edges = 0.5 * (erf(inner / math.sqrt(2)) + erf(outer / math.sqrt(2)))
    tails = np.exp(-(inner**2) / 2) - np.exp(-(outer**2) / 2)
    result: NDArray[np.float64] = edges - sigma / (distance * math.sqrt(2 * math.pi)) * tails
    return result


def brt_max(d_over_fwhm: float) -> float:
    """Boundary-reproducing threshold relative to the maximum, f(R)/f(0), for a diameter in FWHM."""
    return _interpolated(d_over_fwhm, 0)


def brt_avg(d_over_fwhm: float) -> float:
    """Boundary-reproducing threshold relative to the mean inside, f(R)/mean of f over the sphere (Jentzen 2015)."""
    return _interpolated(d_over_fwhm, 1)


def _interpolated(d_over_fwhm: float, row: int) -> float:
    log_diameter, *thresholds = _table()
    return float(np.interp(math.log(max(d_over_fwhm, TABLE_RANGE[0])), log_diameter, thresholds[row]))


@lru_cache(maxsize=1)
def _table() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Log diameters in FWHM, and both thresholds at each."""
    log_diameter = np.linspace(math.log(TABLE_RANGE[0]), math.log(TABLE_RANGE[1]), TABLE_POINTS)
    node, weight = np.polynomial.legendre.leggauss(QUADRATURE_POINTS)
    fraction, weight = (node + 1) / 2, weight / 2
    of_max, of_mean = [], []
    for diameter in np.exp(log_diameter):
        radius = diameter / 2 * FWHM_PER_SIGMA  # in sigma
        edge = float(profile(radius, radius, 1.0))
        mean_inside = float(np.sum(3 * weight * fraction**2 * profile(fraction * radius, radius, 1.0)))
        of_max.append(edge / float(profile(0.0, radius, 1.0)))
        of_mean.append(edge / mean_inside)
    return log_diameter, np.array(of_max), np.array(of_mean)


def equivalent_diameter_mm(volume_ml: float) -> float:
    """Diameter of the sphere that has this volume."""
    return 2.0 * math.cbrt(3.0 * volume_ml * MM3_PER_ML / (4.0 * math.pi))
