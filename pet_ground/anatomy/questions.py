"""Anatomical question-answer pairs from what was measured on a label map's structures.

The published wording (PETAR, Maqbool et al. 2025) is the default; further kinds of questions and other words for the
same lie in ``pet_ground.config.question_templates``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

from pet_ground.anatomy.classes import CLASSES
from pet_ground.anatomy.uptake import TOUCHES_BORDER
from pet_ground.anatomy.usual_volumes import smallest_volume_ml
from pet_ground.config import AnatomySettings, QuestionTemplate, TemplateKind, question_templates
from pet_ground.records import QaPair, Split, StructureUptake

PUBLISHED: TemplateKind = "petar"
"""The kind whose pairs bear the plain id of a structure."""

SIGNIFICANT_DIGITS = 2
"""Digits of a volume in an answer. Segmentations of one organ by two readers differ by some percent."""


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
    structures: Sequence[StructureUptake], study: StudyIds, label_map_path: str, settings: AnatomySettings
) -> list[QaPair]:
    """The questions on every class that is large enough, in the order of ``structures`` and ``settings.templates``.

    The same seed, study and class give the same wording, whatever other studies there are and in whatever order.

    Args:
        structures: what was measured; groups of classes are not asked about, because they have no mask of their own.
        study: whose structures they are.
        label_map_path: where the data set holds the label map, relative to its root.
        settings: the kinds of questions, the seed, and the smallest volumes.

    Returns:
        Pairs whose mask is the voxels of the label map that equal ``class_id``.
    """
    pairs = []
    for one in structures:
        class_id = one.class_ids[0]
        if one.structure == CLASSES[class_id].name and one.volume_ml >= smallest_volume_ml(class_id, settings):
            pairs += [
                _pair(one, study, label_map_path, kind, settings.seed)
                for kind in settings.templates
                if _fits(kind, one)
            ]
    return pairs


def _fits(kind: TemplateKind, one: StructureUptake) -> bool:
    """Whether a kind of question has a true answer for a structure."""
    if kind == "side":
        return CLASSES[one.class_ids[0]].side is not None
    if kind == "size":
        return TOUCHES_BORDER not in one.flags
    return kind != "uptake" or one.suv_mean is not None


def _pair(one: StructureUptake, study: StudyIds, label_map_path: str, kind: TemplateKind, seed: int) -> QaPair:
    class_id = one.class_ids[0]
    plain_id = f"{study.study_id}_Q{class_id:03d}"
    number, template = _chosen(kind, f"{seed}/{kind}/{plain_id}")
    return QaPair(
        qa_id=plain_id if kind == PUBLISHED else f"{plain_id}_{kind}",
        study_id=study.study_id,
        patient_id=study.patient_id,
        split=study.split,
        question=template.question,
        answer=template.answer.format_map(_words(one)),
        template=f"{kind}-{number}",
        class_name=one.structure,
        class_id=class_id,
        label_map=label_map_path,
        volume_ml=one.volume_ml,
        flags=tuple(flag for flag in one.flags if flag == TOUCHES_BORDER),
    )


def _chosen(kind: TemplateKind, decided_by: str) -> tuple[int, QuestionTemplate]:
    """The wording that a text decides on, evenly over many texts, and its number from 1."""
    wordings = question_templates()[kind]
    index = int.from_bytes(hashlib.sha256(decided_by.encode()).digest()[:8]) % len(wordings)
    return index + 1, wordings[index]


def _words(one: StructureUptake) -> dict[str, str]:
    entry = CLASSES[one.class_ids[0]]
    words = {"region": entry.readable, "side": entry.side or "", "volume": _rounded(one.volume_ml)}
    if one.suv_mean is not None and one.suv_max is not None:
        words |= {"suv_mean": f"{one.suv_mean:.1f}", "suv_max": f"{one.suv_max:.1f}"}
    return words


def _rounded(volume_ml: float) -> str:
    """A volume in ``SIGNIFICANT_DIGITS``, never in powers of ten: ``1500``, ``36``, ``4.1``, ``0.52``."""
    digits = float(f"{volume_ml:.{SIGNIFICANT_DIGITS - 1}e}")
    return f"{digits:.0f}" if digits >= 10 ** (SIGNIFICANT_DIGITS - 1) else f"{digits:.{SIGNIFICANT_DIGITS}g}"
