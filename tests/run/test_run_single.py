"""A single study: its label map is looked at with and without a lesion, and its site group says how slices count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pet_ground.anatomy import ID_OF
from pet_ground.config import load_pipeline
from pet_ground.imaging import Volume, write_nifti
from pet_ground.run.single import SingleResult, ground_single

SHAPE_KJI = (16, 24, 20)
NODE_KJI = (9, 12, 5)
MENTION = "FINDINGS: Node in the right flank, SUVmax 6.0, slice 7."
NONE = "FINDINGS: No abnormal uptake."


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A PET with a node, and a CT on its grid."""
    pet = np.full(SHAPE_KJI, 0.8, dtype=np.float32)
    away = np.stack(np.meshgrid(*map(np.arange, SHAPE_KJI), indexing="ij"), axis=-1) - np.array(NODE_KJI)
    pet += (5.2 * np.exp(-((away * 4.0) ** 2).sum(axis=-1) / (2 * 5.0**2))).astype(np.float32)
    affine = np.diag([4.0, 4.0, 4.0, 1.0])
    write_nifti(Volume(pet, affine), tmp_path / "pet.nii.gz")
    write_nifti(Volume(np.zeros(SHAPE_KJI, dtype=np.int16), affine), tmp_path / "ct.nii.gz")
    return tmp_path


def ground(study: Path, report: str, labels: Path) -> SingleResult:
    (study / "report.txt").write_text(report, encoding="utf-8")
    pipeline = load_pipeline(None, ["dataset.figures=false", "anatomy.min_volume_share=0"])
    return ground_single(
        study / "pet.nii.gz", study / "ct.nii.gz", study / "report.txt", labels, study / "out", pipeline
    )


@pytest.mark.parametrize(("report", "lesions"), [(MENTION, 1), (NONE, 0)])
def test_a_label_map_that_can_not_be_used_is_told_with_and_without_a_mention(
    study: Path, report: str, lesions: int
) -> None:
    (study / "labels.nii.gz").write_bytes(b"no label map")
    result = ground(study, report, study / "labels.nii.gz")
    told = [(one.stage, one.outcome, one.reason.value) for one in result.rejections if one.stage == "anatomy"]
    assert told == [("anatomy", "failed", "corrupt_file")]
    assert (len(result.lesions), result.pairs) == (lesions, ())


@pytest.mark.parametrize(("report", "lesions"), [(MENTION, 1), (NONE, 0)])
def test_a_label_map_is_asked_about_with_and_without_a_mention(study: Path, report: str, lesions: int) -> None:
    labels = np.zeros(SHAPE_KJI, dtype=np.uint8)
    labels[4:14, 4:14, 3:9] = ID_OF["liver"]
    write_nifti(Volume(labels, np.diag([4.0, 4.0, 4.0, 1.0])), study / "labels.nii.gz")
    result = ground(study, report, study / "labels.nii.gz")
    assert (len(result.lesions), [pair.class_name for pair in result.pairs]) == (lesions, ["liver"])


@pytest.mark.parametrize(("house", "found"), [("North  campus", 1), ("South Campus", 0)])
def test_the_site_group_of_its_report_decides_how_its_slices_count(study: Path, house: str, found: int) -> None:
    table = study / "reports.csv"
    text = MENTION.replace("slice 7", f"slice {NODE_KJI[0]}")
    table.write_text(f'accession,text,site\nA,"{text}",{house}\n', encoding="utf-8")
    groups = "site.groups=[{group: North Campus, origin: feet, base: 0}]"
    pipeline = load_pipeline(None, ["dataset.figures=false", "ground.slice_tolerance_mm=0", groups])
    result = ground_single(study / "pet.nii.gz", None, table, None, study / "out", pipeline)
    assert [tuple(one.peak_index_kji) for one in result.lesions] == [NODE_KJI] * found
