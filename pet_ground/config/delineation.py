"""The delineations that a pipeline can choose, each with its parameters.

In YAML a method is its name (``method: gradient``), or a mapping with ``kind`` where a parameter is not the usual one
(``method: {kind: percent_max, fraction: 0.5}``).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from pet_ground.config.settings import Settings

LIVER = 5
"""Class of the liver in TotalSegmentator's task ``total`` (2.18.0)."""


class AvgItm(Settings):
    """Threshold relative to the mean inside that gives back a blurred sphere's boundary (Jentzen 2015)."""

    kind: Literal["avg_itm"] = "avg_itm"


class Huemann2025(Settings):
    """The published iterative threshold (Huemann 2025)."""

    kind: Literal["huemann2025"] = "huemann2025"


class PercentMax(Settings):
    """A fraction of the maximum: 0.41 and 0.5 are usual (EANM guideline, Boellaard 2015)."""

    kind: Literal["percent_max"] = "percent_max"
    fraction: Annotated[float, Field(gt=0, lt=1)] = 0.41


class A50p(Settings):
    """Half of the SUVpeak's height above the local background."""

    kind: Literal["a50p"] = "a50p"


class Fixed(Settings):
    """One SUV for all lesions, g/ml: 2.5, 3 and 4 are usual."""

    kind: Literal["fixed"] = "fixed"
    suv: PositiveFloat = 2.5


class Percist(Settings):
    """1.5 x the liver's mean + 2 of its standard deviations (PERCIST, Wahl 2009).

    Attributes:
        liver_mean, liver_sd: of the liver, g/ml; where they are not given they are measured with the label map.
        liver_class: the liver's number in the label map.
    """

    kind: Literal["percist"] = "percist"
    liver_mean: PositiveFloat | None = None
    liver_sd: NonNegativeFloat | None = None
    liver_class: PositiveInt = LIVER

    @model_validator(mode="after")
    def mean_and_deviation_of_the_liver_come_together(self) -> Percist:
        if (self.liver_mean is None) != (self.liver_sd is None):
            raise ValueError("liver_mean and liver_sd are given both or not at all")
        return self


class Gradient(Settings):
    """Watershed of the gradient's magnitude: the contour follows the steepest fall."""

    kind: Literal["gradient"] = "gradient"


SingleMethod = AvgItm | Huemann2025 | PercentMax | A50p | Fixed | Percist | Gradient


def _by_name(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


SingleChoice = Annotated[Annotated[SingleMethod, Field(discriminator="kind")], BeforeValidator(_by_name)]


class Majority(Settings):
    """The voxels that more than half of some methods take."""

    kind: Literal["majority"] = "majority"
    methods: Annotated[tuple[SingleChoice, ...], Field(min_length=2)] = (
        AvgItm(),
        PercentMax(),
        PercentMax(fraction=0.5),
        A50p(),
        Gradient(),
    )

    @model_validator(mode="after")
    def no_method_votes_twice(self) -> Majority:
        if len(set(self.methods)) != len(self.methods):
            raise ValueError("a method is listed twice")
        return self

    @model_validator(mode="after")
    def a_study_has_one_liver(self) -> Majority:
        if sum(isinstance(one, Percist) for one in self.methods) > 1:
            raise ValueError("percist is listed twice: a study has one liver")
        return self


Method = SingleMethod | Majority
MethodChoice = Annotated[Annotated[Method, Field(discriminator="kind")], BeforeValidator(_by_name)]


def method_name(method: Method) -> str:
    """The method as lesions name it: its kind, with the parameter that tells it from its like (``fixed_2.5``)."""
    if isinstance(method, PercentMax):
        return f"{method.kind}_{100 * method.fraction:g}"
    if isinstance(method, Fixed):
        return f"{method.kind}_{method.suv:g}"
    return method.kind
