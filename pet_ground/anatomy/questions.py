"""Anatomical question-answer pairs from a label map, in the wording of PETAR (Maqbool et al. 2025)."""

from __future__ import annotations

from typing import Protocol

from pet_ground.anatomy.classes import CLASSES
from pet_ground.anatomy.tally import classes_at_border, voxels_per_class
from pet_ground.config import AnatomySettings
from pet_ground.imaging import Volume
from pet_ground.records import QaPair, Split

QUESTION = "What is the region highlighted by the mask?"
ANSWER = "The highlighted region is the {region}"
TOUCHES_BORDER = "touches_border"
"""Flag of a structure that reaches an outer face of the CT and may be cut there, so its volume may be too small."""


class StudyIds(Protocol):
    """What a pair says about its study; a ``StudyRecord`` has it."""

    @property
    def study_id(self) -> str:
        """Pseudonym of the study."""

    @property
    def patient_id(self) -> str:
        """Pseudonym of the patient."""

    @property
    def split(self) -> Split | None:
        """The part of the data set that the patient is in; None outside a data set."""


def question_answer_pairs(
    labels: Volume, study: StudyIds, label_map_path: str, settings: AnatomySettings
) -> list[QaPair]:
    """One question and answer for every class of a label map, in the order of the ids.

    Args:
        labels: label map, uint8 [k, j, i] of class ids.
        study: whose labels they are.
        label_map_path: where the data set holds the label map, relative to its root.
        settings: classes of less than ``min_volume_ml`` are not asked about.

    Returns:
        Pairs whose mask is the voxels of the label map that equal ``class_id``; none where it is empty.
    """
    counts = voxels_per_class(labels)
    at_border = classes_at_border(labels)
    return [
        QaPair(
            qa_id=f"{study.study_id}_Q{entry.id:03d}",
            study_id=study.study_id,
            patient_id=study.patient_id,
            split=study.split,
            question=QUESTION,
            answer=ANSWER.format(region=entry.readable),
            class_name=entry.name,
            class_id=entry.id,
            label_map=label_map_path,
            volume_ml=int(counts[entry.id]) * labels.voxel_ml,
            flags=(TOUCHES_BORDER,) if at_border[entry.id] else (),
        )
        for entry in CLASSES.values()
        if counts[entry.id] > 0 and int(counts[entry.id]) * labels.voxel_ml >= settings.min_volume_ml
    ]
