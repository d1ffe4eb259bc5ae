"""What a person says about a study whose headers are wrong or silent. Identified data: private folder only."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import PositiveFloat

from pet_ground.records.base import Record


class SuvOverride(Record):
    """Facts that replace those of a study's PET headers; None leaves a header's fact as it is.

    Attributes:
        injection: the injection in the scanner's own clock.
        units, decay_correction: a defined term of DICOM (0054,1001), (0054,1102).
    """

    weight_kg: PositiveFloat | None = None
    height_m: PositiveFloat | None = None
    sex: Literal["M", "F", "O"] | None = None
    dose_bq: PositiveFloat | None = None
    half_life_s: PositiveFloat | None = None
    injection: datetime | None = None
    units: str | None = None
    decay_correction: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that are given, by name."""
        return tuple(name for name, value in self if value is not None)
