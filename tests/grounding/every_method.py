"""Every delineation, for the rules that all of them must keep."""

from __future__ import annotations

import pytest
from grounding_phantoms import FWHM_MM, Sphere, phantom

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
from pet_ground.grounding.methods import Focus, LiverReference, delineator

SPACING_MM = (3.0, 2.0, 2.4)
LIVER = LiverReference(2.0, 0.25)
SUV, BACKGROUND = 10.0, 1.0


def all_methods(fixed_suv: float, liver: tuple[float, float] | None = None) -> tuple[Method, ...]:
    """All of them; what a fixed threshold is, and mean and deviation of the liver, depend on the phantom."""
    percist = Percist() if liver is None else Percist(liver_mean=liver[0], liver_sd=liver[1])
    return (
        AvgItm(),
        Huemann2025(),
        PercentMax(),
        PercentMax(fraction=0.5),
        A50p(),
        Fixed(suv=fixed_suv),
        percist,
        Gradient(),
        Majority(),
    )


def each(methods: tuple[Method, ...]) -> pytest.MarkDecorator:
    """A test for each of some methods."""
    return pytest.mark.parametrize("method", methods, ids=method_name)


def draw(pet, seed, method, **changes):
    """The contour that a method draws around a voxel."""
    return delineator(method)(Focus(pet, tuple(seed), FWHM_MM, liver=LIVER, **changes))


def sphere_of(diameter_mm, suv=SUV):
    """A sphere off the grid's points, with room around it for every shell."""
    middle = diameter_mm / 2 + 30.0
    sphere = Sphere((middle + 0.7, middle - 0.6, middle + 1.1), diameter_mm, suv)
    shape = [int((diameter_mm + 60.0) / step) + n for step, n in zip(SPACING_MM, (1, 2, 3), strict=True)]
    return phantom(shape, SPACING_MM, [sphere], BACKGROUND), sphere
