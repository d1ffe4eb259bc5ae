"""Kept, dropped with a reason, or failed: what became of each item, and the counts that must add up."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeInt, model_validator

from pet_ground.reasons import Reason
from pet_ground.records.base import Record

StageName = Literal["index", "convert", "extract", "ground", "structure", "anatomy", "assemble"]


class Rejection(Record):
    """One item that did not go on. ``study_id`` is a pseudonym and "" where there is no study."""

    stage: StageName
    outcome: Literal["dropped", "failed"]
    reason: Reason
    detail: str = ""
    study_id: str = ""
    sentence: str = ""
    suv_max: float | None = None
    axial_slice: int | None = None


class StageCounts(Record):
    """What went into a stage and what became of it, in items of the stage (``unit``)."""

    stage: StageName
    unit: str
    total: NonNegativeInt
    kept: NonNegativeInt
    dropped: dict[str, NonNegativeInt] = {}
    failed: dict[str, NonNegativeInt] = {}

    @model_validator(mode="after")
    def the_counts_add_up(self) -> StageCounts:
        parts = self.kept + sum(self.dropped.values()) + sum(self.failed.values())
        if parts != self.total:
            raise ValueError(f"{self.stage}: {parts} accounted for of {self.total} {self.unit}")
        return self
