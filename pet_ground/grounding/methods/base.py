"""What every delineation is given, and the form it has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from pet_ground.grounding.boxes import Index
from pet_ground.grounding.delineate import MAX_EXTENT_MM, MAX_VOLUME_ML, Contour
from pet_ground.grounding.methods.liver import LiverReference
from pet_ground.imaging import Volume


@dataclass(frozen=True)
class Limits:
    """What no lesion exceeds: its volume, and the longest side of its bounding box."""

    volume_ml: float = MAX_VOLUME_ML
    extent_mm: float = MAX_EXTENT_MM


@dataclass(frozen=True, eq=False)
class Focus:
    """A maximum whose lesion is wanted.

    Attributes:
        pet: SUV volume, g/ml.
        seed_kji: voxel of a local maximum.
        fwhm_mm: resolution of the scanner.
        reported_suv: SUVmax that the report gives, g/ml; None takes that of the maximum.
        highest_suv: a lesion with a hotter voxel is not wanted, g/ml.
        liver: reference for PERCIST, where there is one.
        limits: what no lesion exceeds.
    """

    pet: Volume
    seed_kji: Index
    fwhm_mm: float
    reported_suv: float | None = None
    highest_suv: float = math.inf
    liver: LiverReference | None = None
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        value = float(self.pet.array[self.seed_kji])
        if not value > 0:
            raise ValueError(f"the SUV at the seed is {value}, not positive")


class Delineator(Protocol):
    """A delineation with its parameters: from a maximum to the contour of its lesion.

    Raises (when called):
        ItemDropped: the contour runs out of every limit (``leak``), there is none (``no_contour``), the lesion is too
            hot (``suv_mismatch``), or a reference region is missing (``no_reference``).
    """

    def __call__(self, focus: Focus) -> Contour:
        """The contour: one face-connected component that holds its ``peak_kji``."""
