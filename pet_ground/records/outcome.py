"""Kept, dropped with a reason, or failed: what became of each item, and the counts that must add up."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import NonNegativeInt, model_validator

from pet_ground.errors import ItemDropped, ItemError
from pet_ground.reasons import Reason
from pet_ground.records.base import Record
from pet_ground.records.mention import Mention

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
    table_mm: float | None = None

    @classmethod
    def of(cls, error: ItemError, stage: StageName, study_id: str, mention: Mention | None = None) -> Self:
        """The rejection that an error stands for, of a mention where one is given."""
        rejection = cls(
            stage=stage,
            outcome="dropped" if isinstance(error, ItemDropped) else "failed",
            reason=error.reason,
            detail=error.detail,
            study_id=study_id,
        )
        return rejection if mention is None else rejection.about(mention)

    def about(self, mention: Mention) -> Self:
        """The same rejection, of a mention."""
        names = ("sentence", "suv_max", "axial_slice", "table_mm")
        facts = {name: getattr(mention, name) for name in names}
        return self.model_copy(update=facts)


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
