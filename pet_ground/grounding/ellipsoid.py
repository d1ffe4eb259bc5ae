"""An ellipsoid seen by a scanner of Gaussian resolution, fitted to the voxels of a small lesion.

The contour of a small lesion hardly shows how long the lesion's axes are, because the blur rounds it; a sphere's
threshold is then too low, and the volume up to a third too large. The fit takes the blur along each axis into account.
It has no fitted constant: half axes, place and height come from the lesion, the resolution from the site.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pet_ground.grounding.sphere import profile

Floats = NDArray[np.float64]

NODES = 4
"""Gauss-Hermite nodes per axis for the part of the blur that the scaled axes do not have in common: with them volumes
of 1:1:2 are right within 8 % from 1.25 FWHM up and within 2 % from 1.6 FWHM, with three within 25 and 10 %."""

TABLE_STEPS_PER_SIGMA = 12
"""Entries of the profile's table per sigma; linear interpolation errs by less than 1e-3 of the height."""

TABLE_REACH_SIGMA = 6.0
"""Distance from the border at which the profile's table ends: the signal there is below 1e-8."""

STEPS = 12
"""Most steps of the fit; it has usually settled after 2 or 3."""

LONGEST_STEP = 0.5
"""Longest step in a log half axis, and of the place in sigma: a derivative tells no more."""

SETTLED = 1e-2
"""Step in the log half axes, and of the place in sigma, after which the fit has settled: what is left is of second
order, well below 1 % of the volume."""

NUDGE = 0.02
"""Step of the numeric derivatives, in log half axes and in sigma: well above the table's error."""

DAMPING = 1e-3
"""First damping of Levenberg and Marquardt, relative to the diagonal."""

DAMPING_FACTOR = 10.0
"""By which the damping rises after a step that made things worse, and falls after a good one."""

WIDEST = math.log(2.0)
"""Farthest from its first half axes, as a logarithm, that a fit may go: beyond, it is no longer about that contour."""


@dataclass(frozen=True, eq=False)
class Cloud:
    """Voxels of a lesion and its surroundings.

    Attributes:
        places_mm: shape (n, 3), along the lesion's own axes, from its centre.
        heights: SUV above background relative to the highest, shape (n,).
    """

    places_mm: Floats
    heights: Floats


def blurred_ellipsoid(places_mm: Floats, half_axes_mm: Floats, sigma_mm: float) -> Floats:
    """Signal of a blurred ellipsoid of unit contrast at places given along its axes from its centre, shape (n,).

    On axes scaled so that the ellipsoid becomes a ball of its volume, the blur is wider along the short ones. What all
    three have of it gives the sphere's profile; the rest is summed by Gauss-Hermite quadrature.

    Args:
        places_mm: shape (n, 3).
        half_axes_mm: shape (3,).
        sigma_mm: of the scanner's resolution.
    """
    radius = math.cbrt(float(np.prod(half_axes_mm)))
    scale = radius / half_axes_mm
    width = sigma_mm * scale
    longest = int(np.argmin(width))
    common = float(width[longest])
    node, weight = _quadrature()
    scaled = places_mm * scale
    one, two = (
        (scaled[:, axis, None] - math.sqrt(max(0.0, float(width[axis]) ** 2 - common**2)) * node) ** 2
        for axis in range(3)
        if axis != longest
    )
    distance = np.sqrt((scaled[:, longest, None] ** 2 + one)[:, :, None] + two[:, None, :])
    end = radius + TABLE_REACH_SIGMA * common
    table = np.linspace(0.0, end, math.ceil(end / common * TABLE_STEPS_PER_SIGMA))
    signal = np.interp(distance, table, profile(table, radius, common))
    summed: Floats = signal @ weight @ weight
    return summed


@lru_cache(maxsize=1)
def _quadrature() -> tuple[Floats, Floats]:
    """Nodes in sigma, and weights with sum 1."""
    node, weight = np.polynomial.hermite_e.hermegauss(NODES)
    return node, weight / weight.sum()


def fitted_half_axes_mm(cloud: Cloud, first_half_axes_mm: Floats, sigma_mm: float) -> Floats | None:
    """Half axes of the blurred ellipsoid closest to the voxels in the least squares' sense; its height is free.

    Levenberg and Marquardt's steps in six unknowns, the place in sigma and the logarithms of the half axes.

    Args:
        cloud: the voxels, along the axes that the ellipsoid has.
        first_half_axes_mm: where the fit starts, shape (3,).
        sigma_mm: of the scanner's resolution.

    Returns:
        Half axes in mm, shape (3,); None where the fit does not settle or runs away.
    """

    def residuals(found: Floats) -> Floats:
        model = blurred_ellipsoid(cloud.places_mm - sigma_mm * found[:3], np.exp(found[3:]), sigma_mm)
        height = float(model @ cloud.heights) / max(float(model @ model), float(np.finfo(np.float64).tiny))
        rest: Floats = height * model - cloud.heights
        return rest

    start = np.concatenate([np.zeros(3), np.log(first_half_axes_mm)])
    found, rest, damping = start, residuals(start), DAMPING
    for _ in range(STEPS):
        slopes = np.stack([(residuals(found + NUDGE * unit) - rest) / NUDGE for unit in np.eye(6)], axis=1)
        step = _step(slopes, rest, damping)
        tried = residuals(found + step)
        if float(tried @ tried) < float(rest @ rest):
            found, rest, damping = found + step, tried, damping / DAMPING_FACTOR
        else:
            damping *= DAMPING_FACTOR
        if np.abs(found[3:] - start[3:]).max() > WIDEST:
            return None
        if np.abs(step).max() <= SETTLED:
            half_axes: Floats = np.exp(found[3:])
            return half_axes
    return None


def _step(slopes: Floats, rest: Floats, damping: float) -> Floats:
    """A damped Gauss-Newton step."""
    square = slopes.T @ slopes
    least = np.finfo(np.float64).eps * float(np.trace(square)) + np.finfo(np.float64).tiny
    damped = square + np.diag(damping * np.diag(square) + least)
    step: Floats = np.clip(-np.linalg.solve(damped, slopes.T @ rest), -LONGEST_STEP, LONGEST_STEP)
    return step
