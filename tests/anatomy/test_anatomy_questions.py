"""Questions and answers from label maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from phantom_labels import BOXES, VOXEL_ML, phantom

from pet_ground.anatomy import CLASSES, question_answer_pairs, read_label_map
from pet_ground.anatomy.classes import ID_OF
from pet_ground.config import AnatomySettings
from pet_ground.imaging import read_nifti
from pet_ground.records import QaPair, StudyRecord

STUDY = StudyRecord(study_id="S0042", patient_id="P0007", split="validation", status="kept")
ALL = AnatomySettings(min_volume_ml=0)


def test_a_pair_has_the_published_wording_and_the_studys_ids() -> None:
    (pair,) = question_answer_pairs(phantom(("kidney_left",)), STUDY, "labels/S0042.nii.gz", AnatomySettings())
    expected = QaPair(
        qa_id="S0042_Q003",
        study_id="S0042",
        patient_id="P0007",
        split="validation",
        question="What is the region highlighted by the mask?",
        answer="The highlighted region is the left kidney",
        class_name="kidney_left",
        class_id=3,
        label_map="labels/S0042.nii.gz",
        volume_ml=18 * VOXEL_ML,
        flags=(),
    )
    assert pair.model_copy(update={"volume_ml": 18 * VOXEL_ML}) == expected
    assert pair.volume_ml == pytest.approx(18 * VOXEL_ML)


def test_every_class_is_asked_about_once_in_the_order_of_ids() -> None:
    pairs = question_answer_pairs(phantom(), STUDY, "m", AnatomySettings())
    assert [p.class_id for p in pairs] == sorted(ID_OF[name] for name in BOXES)
    for pair in pairs:
        voxels = np.count_nonzero(phantom().array == pair.class_id)
        assert pair.volume_ml == pytest.approx(voxels * VOXEL_ML)


def test_structures_at_the_border_are_flagged() -> None:
    pairs = question_answer_pairs(phantom(), STUDY, "m", AnatomySettings())
    at_border = {p.class_name for p in pairs if p.flags == ("touches_border",)}
    assert at_border == {"lung_lower_lobe_right", "lung_lower_lobe_left", "urinary_bladder"}


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("end", [0, -1])
def test_each_of_the_six_faces_is_a_border(axis: int, end: int) -> None:
    array = np.zeros((12, 10, 15), dtype=np.uint8)
    middle = [6, 5, 7]
    middle[axis] = end
    array[tuple(middle)] = ID_OF["brain"]
    (pair,) = question_answer_pairs(phantom().like(array), STUDY, "m", ALL)
    assert pair.flags == ("touches_border",)


def test_structures_below_the_smallest_volume_are_not_asked_about() -> None:
    labels = phantom(("kidney_left", "liver"))
    smallest = AnatomySettings(min_volume_ml=20 * VOXEL_ML)
    assert [p.class_name for p in question_answer_pairs(labels, STUDY, "m", smallest)] == ["liver"]


def test_an_empty_label_map_gives_no_pairs() -> None:
    assert question_answer_pairs(phantom(()), STUDY, "m", ALL) == []


@pytest.mark.parametrize(
    ("name", "present", "asked"),
    [("example_seg.nii.gz", 41, 40), ("example_seg_fast_force_split.nii.gz", 61, 61)],
)
def test_a_real_label_map_gives_a_pair_for_every_label_present(
    golden: Path, name: str, present: int, asked: int
) -> None:
    path = golden / "totalseg_ref" / name
    labels = read_label_map(path, read_nifti(path))
    pairs = question_answer_pairs(labels, STUDY, "m", ALL)
    assert [p.class_id for p in pairs] == [n for n in np.unique(labels.array) if n > 0]
    assert len(pairs) == present
    # The one that the default leaves out is a single voxel of the right middle lobe.
    assert len(question_answer_pairs(labels, STUDY, "m", AnatomySettings())) == asked
    assert {p.class_name: p.volume_ml for p in pairs}["spleen"] == pytest.approx(255.2, abs=7)
    assert all(p.answer == f"The highlighted region is the {CLASSES[p.class_id].readable}" for p in pairs)
