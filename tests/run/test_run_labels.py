"""Label maps that a user gives reach the grounding: PERCIST takes the liver from them, on other grids than the PET's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
from runs import Ran
from small_hospital import report_text, write_hospital

from pet_ground.anatomy import ID_OF

Run = Callable[..., Ran]
LIVER_CT = (slice(4, 27), slice(24, 65), slice(29, 47))
"""The liver in the CT's voxels [k, j, i]: between the lesions, larger than the sphere in which PERCIST measures it."""
THRESHOLD = 1.5 * 0.8
"""Of PERCIST in a liver of SUV 0.8 without noise."""
LEAN = ("--set", "dataset.figures=false", "--set", "dataset.grid_3mm=false")


@dataclass(frozen=True)
class Place:
    archive: Path
    reports: Path
    out: Path

    def build(self, pet_ground: Run, *more: object) -> Ran:
        sources = ("--archive", self.archive, "--reports", self.reports, "--out", self.out)
        return pet_ground("build", *sources, "--set", "ground.method=percist", "--workers", 1, *LEAN, *more)

    def lesions(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / "lesions.jsonl").read_text(encoding="utf-8").splitlines()]

    def reasons(self, stage: str = "ground") -> set[str]:
        found = pd.read_parquet(self.out / "rejections.parquet")
        return set(found["reason"][found["stage"] == stage])


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory, pet_ground: Run) -> Place:
    """One study, built with PERCIST and no label map."""
    folder = tmp_path_factory.mktemp("labels")
    place = Place(*write_hospital(folder, studies=1), folder / "dataset")
    ran = place.build(pet_ground)
    assert ran.code == 0, ran.err
    return place


@pytest.fixture(scope="module")
def labels(without: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of label maps: a liver on the grid of the study's CT."""
    image = nib.load(next(without.out.glob("images/*/ct.nii.gz")))
    codes = nib.aff2axcodes(image.affine)
    found = np.zeros(image.shape[::-1], dtype=np.uint8)
    found[LIVER_CT] = ID_OF["liver"]
    turned = [
        axis if code in "LPS" else slice(None, None, -1) for axis, code in zip([slice(None)] * 3, codes, strict=True)
    ]
    folder = tmp_path_factory.mktemp("maps")
    nib.save(nib.Nifti1Image(found.T[tuple(turned)], image.affine), folder / "ACC-1.nii.gz")
    return folder


def test_percist_without_a_liver_drops_every_mention_for_that_reason(without: Place) -> None:
    assert (without.lesions(), without.reasons()) == ([], {"no_reference"})


def test_percist_takes_the_liver_from_a_given_label_map_and_the_build_goes_on(
    without: Place, labels: Path, pet_ground: Run
) -> None:
    ran = without.build(pet_ground, "--labels", labels)
    assert ran.code == 0, ran.err
    lesions = without.lesions()
    assert [one["suv_max"] for one in lesions] == [6.4, 4.3]
    for one in lesions:
        assert (one["method"], one["threshold_suv"]) == ("percist", pytest.approx(THRESHOLD, abs=0.02))
    again = without.build(pet_ground, "--labels", labels)
    assert (again.code, "nothing was done" in again.out) == (0, True), again.err


def test_other_questions_are_asked_without_doing_any_study_again(without: Place, labels: Path, pet_ground: Run) -> None:
    assert without.build(pet_ground, "--labels", labels).code == 0

    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in without.out.glob(".build/*/*.json")}

    before, lesions = state(), without.lesions()
    more = ("--labels", labels, "--set", "anatomy.templates=[petar,size]")
    ran = without.build(pet_ground, *more)
    assert ran.code == 0, ran.err
    asked = pd.read_parquet(without.out / "qa.parquet")
    assert (sorted(asked["template"].str.split("-").str[0]), state() == before) == (["petar", "size"], True)
    assert without.lesions() == lesions
    assert "nothing was done" in without.build(pet_ground, *more).out
    fewer = without.build(pet_ground, "--labels", labels, "--set", "anatomy.min_volume_ml=1000000")
    assert (fewer.code, len(pd.read_parquet(without.out / "qa.parquet")), state() == before) == (0, 0, True)


def test_one_study_takes_the_liver_from_its_label_map_too(
    without: Place, labels: Path, pet_ground: Run, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(report_text(1), encoding="utf-8")
    folder = next(without.archive.iterdir())
    told = ("ground", "--pet", folder, "--report", report, "--json", "--set", "ground.method=percist")
    bare = pet_ground(*told, "--out", tmp_path / "bare").json()
    assert [one["reason"] for one in bare["rejections"] if one["stage"] == "ground"] == ["no_reference"] * 2
    found = pet_ground(*told, "--out", tmp_path / "found", "--labels", labels / "ACC-1.nii.gz").json()
    assert [one["threshold_suv"] for one in found["lesions"]] == [pytest.approx(THRESHOLD, abs=0.02)] * 2
