"""An anatomical question with its answer: one line of ``qa.jsonl``."""

from __future__ import annotations

from pydantic import PositiveFloat, PositiveInt

from pet_ground.records.base import SCHEMA_VERSION, Record
from pet_ground.records.study import Split


class QaPair(Record):
    """A question on one structure. The mask is the voxels of ``label_map`` that equal ``class_id``."""

    schema_version: int = SCHEMA_VERSION
    qa_id: str
    study_id: str
    patient_id: str
    split: Split | None
    question: str
    answer: str
    class_name: str
    class_id: PositiveInt
    label_map: str
    volume_ml: PositiveFloat
    flags: tuple[str, ...] = ()
