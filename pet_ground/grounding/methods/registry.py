"""From the method that a pipeline names to the function that draws."""

from __future__ import annotations

from functools import partial

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
)
from pet_ground.grounding.methods.a50p import a50p
from pet_ground.grounding.methods.base import Delineator
from pet_ground.grounding.methods.drawing import Draw, delineated
from pet_ground.grounding.methods.fixed import fixed
from pet_ground.grounding.methods.gradient import gradient
from pet_ground.grounding.methods.huemann2025 import huemann2025
from pet_ground.grounding.methods.itm import avg_itm
from pet_ground.grounding.methods.liver import LiverReference, liver_reference
from pet_ground.grounding.methods.majority import majority
from pet_ground.grounding.methods.percent_max import percent_max
from pet_ground.grounding.methods.percist import percist as by_percist
from pet_ground.imaging import Volume

InOneBox = PercentMax | A50p | Fixed | Percist | Gradient
"""Methods that draw in a box, without iterations of their own."""


def delineator(method: Method) -> Delineator:
    """The delineation that a pipeline names, with its parameters."""
    match method:
        case AvgItm():
            return avg_itm
        case Huemann2025():
            return huemann2025
        case Majority(methods=methods):
            return partial(majority, members=[delineator(member) for member in methods])
        case _:
            return partial(delineated, draw=drawer(method))


def drawer(method: InOneBox) -> Draw:
    """The rule by which a method draws in one box."""
    match method:
        case PercentMax(fraction=fraction):
            return partial(percent_max, fraction=fraction)
        case Fixed(suv=suv):
            return partial(fixed, suv=suv)
        case A50p():
            return a50p
        case Percist():
            return by_percist
        case Gradient():
            return gradient


def liver_for(method: Method, pet: Volume, labels: Volume | None) -> LiverReference | None:
    """The liver reference that a method needs: as given, or measured with a label map; None where there is none.

    The values that were given come first. None too where the method needs no liver.
    """
    members = method.methods if isinstance(method, Majority) else (method,)
    percist = next((one for one in members if isinstance(one, Percist)), None)
    if percist is None:
        return None
    if percist.liver_mean is not None and percist.liver_sd is not None:
        return LiverReference(percist.liver_mean, percist.liver_sd)
    return None if labels is None else liver_reference(pet, labels, percist.liver_class)
