"""The demo, built by the command, against what was planted in it: three vendors' conventions, one study each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from demo_accuracy import measure
from runs import Ran

from pet_ground.demo.tissues import BLOOD_SUV
from pet_ground.records import QaPair
from pet_ground.run.validation import faults_of

PLANTED_SUV = {
    "liver": (2.0, 2.5),
    "spleen": (1.9, 1.9),
    "blood_pool": (BLOOD_SUV, BLOOD_SUV),
    "muscle": (0.6, 0.65),
    "bone_marrow": (1.8, 1.8),
}
"""Lowest and highest SUV of the synthetic patients' organs (``pet_ground.demo``)."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pet_ground: Callable[..., Ran]) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert pet_ground("demo", folder / "demo", "--studies", 3).code == 0
    ran = pet_ground(
        "build", "--archive", folder / "demo" / "archive", "--reports", folder / "demo" / "reports.csv",
        "--labels", folder / "demo" / "labels", "--out", folder / "dataset", "--set", "dataset.figures=false",
    )  # fmt: skip
    assert ran.code == 0, ran.out + ran.err
    return folder


def test_every_planted_lesion_of_three_vendors_is_found_in_its_place_and_nothing_else(folder: Path) -> None:
    result = measure(folder / "demo", folder / "dataset")
    assert result.planted >= 12
    assert result.recorded == result.sided == result.located == result.records == result.planted


def test_the_contours_agree_with_what_was_planted(folder: Path) -> None:
    result = measure(folder / "demo", folder / "dataset")
    assert np.mean(result.dice) > 0.9
    assert np.median(np.abs(result.volume_error)) < 0.1


def test_three_conventions_of_suv_come_out(folder: Path) -> None:
    studies = pd.read_parquet(folder / "dataset" / "studies.parquet")
    assert sorted(one["rule"] for one in studies["suv"]) == ["BQML/START", "BQML/START", "CNTS/Philips SUV factor"]
    assert sorted(studies["manufacturer"]) == ["GE", "Philips", "Siemens"]


def test_every_structure_of_the_label_maps_has_its_question_and_answer(folder: Path) -> None:
    lines = (folder / "dataset" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [QaPair.model_validate(json.loads(line)) for line in lines]
    assert len({pair.study_id for pair in pairs}) == 3
    assert len(pairs) > 200
    for pair in pairs:
        assert pair.question == "What is the region highlighted by the mask?"
        assert pair.answer.startswith("The highlighted region is the ")
        assert (folder / "dataset" / pair.label_map).is_file()


def test_the_uptake_of_every_organ_is_the_one_that_was_planted(folder: Path) -> None:
    table = pd.read_parquet(folder / "dataset" / "organ_uptake.parquet")
    assert table["study_id"].nunique() == 3
    for organ, (low, high) in PLANTED_SUV.items():
        rows = table[table["structure"] == organ]
        assert len(rows) == 3
        assert rows["suv_mean"].between(0.98 * low, 1.02 * high).all(), organ
        # The blur takes activity out of the rim of what is warmer than its surroundings.
        assert (rows["whole_suv_mean"] < rows["suv_mean"]).all() or organ == "muscle"
    studies = pd.read_parquet(folder / "dataset" / "studies.parquet")
    assert not any("liver_suv_unusual" in flags for flags in studies["flags"])


def test_questions_obey_the_splits_of_the_patients(folder: Path) -> None:
    lines = (folder / "dataset" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {(one["patient_id"], one["split"]) for one in map(json.loads, lines)}
    studies = pd.read_parquet(folder / "dataset" / "studies.parquet")
    assert asked == set(zip(studies["patient_id"], studies["split"], strict=True))
    assert len({patient for patient, _ in asked}) == len(asked)


def test_the_masks_of_the_questions_are_exported_by_the_command(
    folder: Path, tmp_path: Path, pet_ground: Callable[..., Ran]
) -> None:
    ran = pet_ground("export-masks", folder / "dataset", "--out", tmp_path / "masks", "--classes", "liver, heart")
    assert ran.code == 0, ran.out + ran.err
    assert "6 masks of 3 studies" in ran.out
    rows = [json.loads(line) for line in (tmp_path / "masks" / "masks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(row["class_name"] for row in rows) == ["heart"] * 3 + ["liver"] * 3
    assert all((tmp_path / "masks" / row["mask"]).is_file() for row in rows)
    wrong = pet_ground("export-masks", folder / "dataset", "--out", tmp_path / "no", "--classes", "tonsil")
    assert (wrong.code, "tonsil" in wrong.err) == (2, True)


def test_a_question_in_another_split_than_its_patient_is_a_fault(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder / "dataset", copy)
    assert faults_of(copy) == []
    text = (copy / "qa.jsonl").read_text(encoding="utf-8")
    first, rest = text.split("\n", 1)
    other = "test" if json.loads(first)["split"] != "test" else "train"
    moved = {**json.loads(first), "split": other}
    (copy / "qa.jsonl").write_text(f"{json.dumps(moved)}\n{rest}", encoding="utf-8")
    assert any("is in" in fault and other in fault for fault in faults_of(copy))
