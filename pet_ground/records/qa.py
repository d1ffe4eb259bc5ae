"""An anatomical question with its answer, one line of ``qa.jsonl``; and its mask where it was exported."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from pet_ground.records.base import SCHEMA_VERSION, Record
from pet_ground.records.study import Split

PUBLISHED_TEMPLATE = "petar-1"
"""The wording of PETAR (Maqbool et al. 2025)."""


class QaPair(Record):
    """A question on one structure. The mask is the voxels of ``label_map`` that equal ``class_id``.

    Attributes:
        qa_id: ``<study_id>_Q<class_id>``, and the kind of the template where it is not the published one.
        study_id, patient_id, split: whose structure it is; the split is that of the patient's lesions.
        question, answer: the texts.
        template: kind and number of the template from which they were made, for example ``paraphrase-2``.
        class_name, class_id: TotalSegmentator's name of the structure, and its value in the label map.
        label_map: path relative to the data set's root.
        volume_ml: volume of the mask.
        flags: ``touches_border`` where the mask reaches an outer face of the label map and may be cut.
    """

    schema_version: int = SCHEMA_VERSION
    qa_id: str
    study_id: str
    patient_id: str
    split: Split | None
    question: str
    answer: str
    template: str = PUBLISHED_TEMPLATE
    class_name: str
    class_id: PositiveInt
    label_map: str
    volume_ml: PositiveFloat
    flags: tuple[str, ...] = ()


class ExportedMask(Record):
    """The binary mask of a structure as a file: one line of an export's ``masks.jsonl``.

    Attributes:
        study_id, patient_id, split, class_name, class_id: as in the questions.
        mask: path relative to the export's folder; uint8, 1 inside.
        volume_ml: volume of the mask, on its own grid.
        qa_ids: the questions on it.
    """

    schema_version: int = SCHEMA_VERSION
    study_id: str
    patient_id: str
    split: Split | None
    class_name: str
    class_id: PositiveInt
    mask: str
    volume_ml: NonNegativeFloat
    qa_ids: tuple[str, ...]
