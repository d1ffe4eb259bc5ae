"""Every delineation, for the rules that all of them must keep."""

from __future__ import annotations

import pytest

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
