"""Questions and answers on what was measured on a label map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phantom_labels import BOXES, VOXEL_ML, phantom

from pet_ground.anatomy import CLASSES, measure_structures, question_answer_pairs, read_label_map
from pet_ground.anatomy.classes import ID_OF
from pet_ground.anatomy.usual_volumes import NO_USUAL_VOLUME, smallest_volume_ml, usual_volume_ml
from pet_ground.config import AnatomySettings, TemplateKind
from pet_ground.imaging import Volume, read_nifti
from pet_ground.records import QaPair, StructureUptake, StudyRecord

STUDY = StudyRecord(study_id="S0042", patient_id="P0007", split="validation", status="kept")
ALL = AnatomySettings(min_volume_ml=0, min_volume_share=0)
KINDS: tuple[TemplateKind, ...] = ("petar", "paraphrase", "side", "size", "uptake")


def structures(labels: Volume) -> tuple[StructureUptake, ...]:
    """Measured on a PET of SUV 2 on the grid of the labels."""
    return measure_structures(labels, labels.like(labels.array * 0.0 + 2.0), psf_fwhm_mm=6.0)


def pairs_of(labels: Volume, given: AnatomySettings = ALL, study: StudyRecord = STUDY) -> list[QaPair]:
    return question_answer_pairs(structures(labels), study, "labels/S0042.nii.gz", given)


def structure(name: str, **changes: object) -> StructureUptake:
    content: dict[str, object] = {
        "structure": name, "class_ids": (ID_OF[name],), "volume_ml": 1543.0, "pet_ml": 1500.0, "core_ml": 900.0,
        "suv_mean": 2.249, "suv_median": 2.2, "suv_sd": 0.3, "suv_max": 3.96, "whole_suv_mean": 2.0, "whole_suv_max": 9.0,
    }  # fmt: skip
    return StructureUptake.model_validate(content | changes)


def answers(one: StructureUptake, *kinds: TemplateKind, seed: int = 0) -> list[str]:
    asked = AnatomySettings(templates=kinds, seed=seed)
    return [pair.answer for pair in question_answer_pairs([one], STUDY, "m", asked)]


def test_a_pair_has_the_published_wording_and_the_studys_ids() -> None:
    (pair,) = pairs_of(phantom(("kidney_left",)), AnatomySettings())
    expected = QaPair(
        qa_id="S0042_Q003",
        study_id="S0042",
        patient_id="P0007",
        split="validation",
        question="What is the region highlighted by the mask?",
        answer="The highlighted region is the left kidney",
        template="petar-1",
        class_name="kidney_left",
        class_id=3,
        label_map="labels/S0042.nii.gz",
        volume_ml=18 * VOXEL_ML,
        flags=(),
    )
    assert pair.model_copy(update={"volume_ml": 18 * VOXEL_ML}) == expected
    assert pair.volume_ml == pytest.approx(18 * VOXEL_ML)


def test_every_class_is_asked_about_once_in_the_order_of_ids_and_no_group_is() -> None:
    assert [p.class_id for p in pairs_of(phantom())] == sorted(ID_OF[name] for name in BOXES)


def test_structures_at_the_border_are_flagged() -> None:
    at_border = {p.class_name for p in pairs_of(phantom()) if p.flags == ("touches_border",)}
    assert at_border == {"lung_lower_lobe_right", "lung_lower_lobe_left", "urinary_bladder"}


def test_structures_below_the_smallest_volume_are_not_asked_about() -> None:
    labels = phantom(("kidney_left", "liver"))
    smallest = AnatomySettings(min_volume_ml=20 * VOXEL_ML, min_volume_share=0)
    assert [p.class_name for p in pairs_of(labels, smallest)] == ["liver"]


def test_a_structure_is_asked_about_from_a_tenth_of_its_usual_volume_on() -> None:
    usual = usual_volume_ml(CLASSES[5])
    assert usual is not None
    just, below = structure("liver", volume_ml=usual / 10), structure("liver", volume_ml=usual / 10 - 0.1)
    assert len(answers(just, "petar")) == 1
    assert answers(below, "petar") == []
    assert question_answer_pairs([below], STUDY, "m", AnatomySettings(min_volume_share=0)) != []


def test_every_class_but_cysts_has_a_usual_volume_and_pairs_have_the_same() -> None:
    usual = {entry.name: usual_volume_ml(entry) for entry in CLASSES.values()}
    assert {name for name, volume in usual.items() if volume is None} == NO_USUAL_VOLUME
    assert all(smallest_volume_ml(class_id, AnatomySettings()) >= 0.1 for class_id in CLASSES)
    for name, volume in usual.items():
        other = name.replace("left", "right")
        if name.startswith(("kidney", "rib", "hip", "femur", "gluteus", "adrenal")):
            assert usual[other] == volume
    assert (usual["vertebrae_C3"], usual["vertebrae_L3"], usual["vertebrae_S1"]) == (12, 60, 50)


def test_an_empty_label_map_gives_no_pairs() -> None:
    assert pairs_of(phantom(())) == []


def test_each_kind_is_asked_once_of_every_structure_that_it_fits() -> None:
    asked = AnatomySettings(templates=KINDS, min_volume_share=0)
    pairs = pairs_of(phantom(), asked)
    assert len({pair.qa_id for pair in pairs}) == len(pairs)
    by_kind = {kind: {p.class_name for p in pairs if p.template.startswith(kind)} for kind in KINDS}
    sided = {name for name in BOXES if CLASSES[ID_OF[name]].side}
    assert by_kind["petar"] == by_kind["paraphrase"] == set(BOXES)
    assert by_kind["side"] == sided
    assert by_kind["size"] == set(BOXES) - {"lung_lower_lobe_right", "lung_lower_lobe_left", "urinary_bladder"}
    cored = {one.structure for one in structures(phantom()) if one.suv_mean is not None}
    assert by_kind["uptake"] == cored & set(BOXES)
    assert by_kind["uptake"] not in (set(), set(BOXES))


def test_answers_hold_the_measured_side_size_and_uptake() -> None:
    for seed in range(12):
        kidney = structure("kidney_right", volume_ml=163.9)
        (side,), (size,) = answers(kidney, "side", seed=seed), answers(kidney, "size", seed=seed)
        (uptake,) = answers(kidney, "uptake", seed=seed)
        assert "right" in side
        assert "left" not in side
        assert "160 ml" in size
        assert "2.2" in uptake
        assert "4.0" in uptake


@pytest.mark.parametrize(
    ("volume_ml", "told"), [(1543, "1500"), (996, "1000"), (36.04, "36"), (9.96, "10"), (4.14, "4.1"), (2.0, "2")]
)
def test_a_volume_is_told_in_two_digits(volume_ml: float, told: str) -> None:
    (answer,) = answers(structure("adrenal_gland_left", volume_ml=volume_ml), "size")
    assert f" {told} ml" in answer


def test_no_uptake_is_told_of_what_has_no_core_and_no_size_of_what_may_be_cut() -> None:
    thin = structure("liver", suv_mean=None, suv_median=None, suv_sd=None, suv_max=None, flags=("no_core",))
    assert answers(thin, "uptake") == []
    assert answers(structure("liver", flags=("touches_border",)), "size") == []


def wordings(study_ids: Sequence[str], seed: int) -> dict[str, str]:
    asked = AnatomySettings(templates=("paraphrase",), seed=seed)
    studies = [STUDY.model_copy(update={"study_id": one}) for one in study_ids]
    one = structure("liver")
    return {s.study_id: question_answer_pairs([one], s, "m", asked)[0].template for s in studies}


@settings(max_examples=10, deadline=None)
@given(st.permutations([f"S{n}" for n in range(8)]), st.integers(0, 99))
def test_a_wording_depends_on_seed_study_and_class_only(study_ids: list[str], seed: int) -> None:
    assert wordings(study_ids, seed) == wordings(sorted(study_ids), seed)
    assert wordings(study_ids[:3], seed) == {one: wordings(study_ids, seed)[one] for one in study_ids[:3]}


def test_all_wordings_come_about_equally_often_and_another_seed_gives_others() -> None:
    ids = [f"S{n:04d}" for n in range(600)]
    counted = Counter(wordings(ids, seed=1).values())
    assert set(counted) == {f"paraphrase-{n}" for n in range(1, 7)}
    assert min(counted.values()) > 60
    assert wordings(ids, seed=1) != wordings(ids, seed=2)


@pytest.mark.parametrize(
    ("name", "present", "asked"),
    [("example_seg.nii.gz", 41, 34), ("example_seg_fast_force_split.nii.gz", 61, 58)],
)
def test_a_real_label_map_gives_a_pair_for_every_label_of_some_size(
    golden: Path, name: str, present: int, asked: int
) -> None:
    path = golden / "totalseg_ref" / name
    labels = read_label_map(path, read_nifti(path))
    pairs = pairs_of(labels)
    assert len(pairs) == present
    assert {p.class_name: p.volume_ml for p in pairs}["spleen"] == pytest.approx(255.2, abs=7)
    assert all(p.answer == f"The highlighted region is the {CLASSES[p.class_id].readable}" for p in pairs)
    left_out = {p.class_name for p in pairs} - {p.class_name for p in pairs_of(labels, AnatomySettings())}
    # Slivers at the ends of the field of view: lobes of the lung, a vertebra, in the short map the psoas muscles too.
    assert {"lung_upper_lobe_left", "lung_lower_lobe_left", "vertebrae_T11"} <= left_out
    assert len(pairs) - len(left_out) == asked
    assert all("touches_border" in p.flags for p in pairs if p.class_name in left_out - {"lung_middle_lobe_right"})
