"""Label maps in the grounding: each mention is looked for in the organ that its own words name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from pet_ground.anatomy import ID_OF
from pet_ground.config import ExtractSettings, Pipeline
from pet_ground.dataset import DatasetLayout
from pet_ground.imaging import Volume
from pet_ground.records.results import GroundResult
from pet_ground.stages.extract import extract
from pet_ground.stages.ground import ground

SHAPE, STEP_MM = (44, 40, 60), (4.0, 3.5, 3.0)
SLICE_K, ROW_J = 22, 20
LIVER_I, SPLEEN_I = 15, 45
"""Columns of two equal lesions, in the liver and in the spleen."""


def pet_and_labels() -> tuple[Volume, Volume]:
    affine = np.diag([*STEP_MM[::-1], 1.0])
    activity = np.ones(SHAPE, dtype=np.float32)
    labels = np.zeros(SHAPE, dtype=np.uint8)
    for column, name in ((LIVER_I, "liver"), (SPLEEN_I, "spleen")):
        activity[SLICE_K - 2 : SLICE_K + 3, ROW_J - 2 : ROW_J + 3, column - 2 : column + 3] = 8.0
        labels[SLICE_K - 6 : SLICE_K + 7, ROW_J - 8 : ROW_J + 9, column - 9 : column + 10] = ID_OF[name]
    pet = Volume(gaussian_filter(activity, [2.76 / step for step in STEP_MM]), affine)
    return pet, pet.like(labels)


def grounded(tmp_path: Path, report: str, *, with_labels: bool) -> GroundResult:
    pet, labels = pet_and_labels()
    suv, number = f"{float(pet.array.max()):.1f}", SHAPE[0] - SLICE_K
    text = report.format(suv=suv, slice=number)
    mentions = extract(text, "study", ExtractSettings()).mentions
    assert len(mentions) > sum(one.status == "kept" for one in mentions), "a dropped mention comes first"
    settings = {"name": "test", "dataset": {"figures": False, "grid_3mm": False}}
    pipeline = Pipeline.model_validate(settings)
    return ground(
        "study", pet, None, mentions, DatasetLayout(tmp_path), pipeline, labels=labels if with_labels else None
    )


REPORT = (
    "FINDINGS: Blood pool has SUVmax 1.9. {first} lesion with SUVmax {{suv}} (slice {{slice}}). "
    "{second} lesion with SUVmax {{suv}} (slice {{slice}})."
)


@pytest.mark.parametrize(
    ("first", "second", "columns"),
    [("Hepatic", "Splenic", (LIVER_I, SPLEEN_I)), ("Splenic", "Hepatic", (SPLEEN_I, LIVER_I))],
)
def test_two_equal_lesions_of_one_slice_get_the_organs_of_their_words(
    tmp_path: Path, first: str, second: str, columns: tuple[int, int]
) -> None:
    report = REPORT.format(first=first, second=second)
    found = grounded(tmp_path, report, with_labels=True)
    assert [one.peak_index_kji[2] for one in found.lesions] == [pytest.approx(column, abs=2) for column in columns]


def test_without_a_label_map_the_organs_words_do_not_help(tmp_path: Path) -> None:
    found = grounded(tmp_path, REPORT.format(first="Hepatic", second="Splenic"), with_labels=False)
    assert found.lesions == ()
    assert {one.reason for one in found.rejections} <= {"ambiguous", "overlap"}


ONE = "FINDINGS: Blood pool has SUVmax 1.9. {words} lesion with SUVmax {{suv}} (slice {{slice}})."


def with_only(tmp_path: Path, organ: str, words: str, **ground_settings: str) -> GroundResult:
    """A study with one lesion, in ``organ``, and a sentence that says where it lies."""
    pet, labels = pet_and_labels()
    other = {"liver": SPLEEN_I, "spleen": LIVER_I}[organ]
    pet.array[:, :, other - 8 : other + 9] = 1.0
    text = ONE.format(words=words).format(suv=f"{float(pet.array.max()):.1f}", slice=SHAPE[0] - SLICE_K)
    mentions = extract(text, "study", ExtractSettings()).mentions
    settings = {"name": "test", "dataset": {"figures": False, "grid_3mm": False}, "ground": ground_settings}
    pipeline = Pipeline.model_validate(settings)
    return ground("study", pet, None, mentions, DatasetLayout(tmp_path), pipeline, labels=labels)


def test_a_lesion_in_its_organ_agrees(tmp_path: Path) -> None:
    (one,) = with_only(tmp_path, "liver", "Hepatic").lesions
    assert (one.anatomy_verdict, one.anatomy_mm) == ("agree", pytest.approx(0.0, abs=3.0))
    assert "anatomy_disagrees" not in one.flags


def test_a_lesion_in_another_organ_is_flagged(tmp_path: Path) -> None:
    (one,) = with_only(tmp_path, "spleen", "Hepatic").lesions
    assert one.anatomy_verdict == "disagree"
    assert one.anatomy_mm == pytest.approx((SPLEEN_I - LIVER_I - 9) * STEP_MM[2], abs=3.0)
    assert "anatomy_disagrees" in one.flags


def test_a_lesion_in_another_organ_is_dropped_where_that_is_asked_for(tmp_path: Path) -> None:
    found = with_only(tmp_path, "spleen", "Hepatic", anatomy="drop")
    assert found.lesions == ()
    assert [one.reason for one in found.rejections] == ["anatomy"]


def test_words_without_a_place_cannot_be_told(tmp_path: Path) -> None:
    (one,) = with_only(tmp_path, "spleen", "Hypermetabolic").lesions
    assert (one.anatomy_verdict, one.anatomy_mm) == ("cannot_tell", None)
