"""The demo, built by the command, against what was planted in it: three vendors' conventions, one study each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from demo_accuracy import measure
from runs import Ran

from pet_ground.records import QaPair


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
