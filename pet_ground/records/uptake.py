"""The uptake of anatomical structures: what is measured on one, and its row in ``organ_uptake.parquet``."""

from __future__ import annotations

from typing import Self

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from pet_ground.records.base import SCHEMA_VERSION, Record
from pet_ground.records.study import Split


class StructureUptake(Record):
    """The size and the uptake of one structure of a label map, or of several as one (``blood_pool``).

    The **core** is the part of a structure that the scanner's blur does not mix with what lies beside it:
    ``pet_ground.anatomy.uptake`` defines it. ``suv_mean``, ``suv_median``, ``suv_sd`` and ``suv_max`` are of the core;
    they are None where it is too small (flag ``no_core``). The ``whole_`` values are of all PET voxels whose centre
    lies in the structure; None where there is none (flag ``outside_pet``).

    Attributes:
        structure: TotalSegmentator's name of a class, or the name of a group.
        class_ids: its values in the label map.
        volume_ml: in the label map.
        pet_ml: volume of the PET voxels whose centre lies in it.
        core_ml: volume of its core.
        suv_mean, suv_median, suv_sd, suv_max: of the core, g/ml.
        whole_suv_mean, whole_suv_max: of the whole structure, g/ml.
        flags: ``touches_border`` (it reaches an outer face of the label map and may be cut), ``touches_pet_border``
            (likewise of the PET), ``outside_pet``, ``no_core``.
    """

    structure: str
    class_ids: tuple[PositiveInt, ...]
    volume_ml: PositiveFloat
    pet_ml: NonNegativeFloat
    core_ml: NonNegativeFloat
    suv_mean: float | None
    suv_median: float | None
    suv_sd: NonNegativeFloat | None
    suv_max: float | None
    whole_suv_mean: float | None
    whole_suv_max: float | None
    flags: tuple[str, ...] = ()

    @model_validator(mode="after")
    def the_cores_values_are_there_together_or_not_at_all(self) -> Self:
        values = (self.suv_mean, self.suv_median, self.suv_sd, self.suv_max)
        if len({value is None for value in values}) > 1:
            raise ValueError(f"{self.structure}: some values of the core are missing")
        return self


class _WhoseUptake(Record):
    """The first columns of the table."""

    schema_version: int = SCHEMA_VERSION
    study_id: str
    patient_id: str
    split: Split | None
    tracer: str


class OrganUptake(StructureUptake, _WhoseUptake):
    """One row of ``organ_uptake.parquet``: a structure of a study."""
