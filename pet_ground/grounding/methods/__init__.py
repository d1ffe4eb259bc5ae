"""Delineations behind one interface: from a maximum to the contour of its lesion."""

from pet_ground.grounding.methods.agreement import PANEL, agreement
from pet_ground.grounding.methods.base import Delineator, Focus, Limits
from pet_ground.grounding.methods.liver import LiverReference, liver_reference
from pet_ground.grounding.methods.registry import delineator, liver_for

__all__ = [
    "PANEL",
    "Delineator",
    "Focus",
    "Limits",
    "LiverReference",
    "agreement",
    "delineator",
    "liver_for",
    "liver_reference",
]
