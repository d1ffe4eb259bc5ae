"""A real GE study of 267 slices with its report, through both commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
from runs import Ran
from scipy.ndimage import binary_dilation

THIGH, URETER, OROPHARYNX = (7.9, 239), (13.7, 198), (6.7, 29)
SLICES = 267


def by_value(lesions: list[dict[str, Any]]) -> dict[tuple[float, int], dict[str, Any]]:
    return {(one["suv_max"], one["axial_slice"]): one for one in lesions}


def check_lesions(lesions: list[dict[str, Any]]) -> None:
    found = by_value(lesions)
    assert set(found) == {THIGH, URETER, OROPHARYNX}
    for (suv_max, axial_slice), one in found.items():
        assert one["suv_max_measured"] == pytest.approx(suv_max, abs=0.05)
        assert SLICES - one["peak_index_kji"][0] == axial_slice
        first, last = one["slice_range"]
        assert first <= axial_slice <= last
        assert one["laterality"] == "left"
        assert one["peak_lps_mm"][0] > 0
    assert found[THIGH]["suv_max_measured"] == pytest.approx(7.9107, abs=5e-5)
    assert found[OROPHARYNX]["interpretation"] == "physiologic"


def contour_overlap(mask: Any, golden: Path) -> tuple[float, float, float]:
    """Share of the mask inside the expert's contour, the same within one voxel of it, and Dice."""
    reference = nib.load(golden / "real_archive" / "suv_reference" / "gtv_crop_mask.nii.gz")
    expert = reference.get_fdata() > 0
    inside = np.argwhere(mask.get_fdata() > 0)
    world = inside @ mask.affine[:3, :3].T + mask.affine[:3, 3]
    back = np.linalg.inv(reference.affine)
    index = np.rint(world @ back[:3, :3].T + back[:3, 3]).astype(int)
    within = np.all((index >= 0) & (index < expert.shape), axis=1)
    hits = int(expert[tuple(index[within].T)].sum())
    near = int(binary_dilation(expert, iterations=1)[tuple(index[within].T)].sum())
    return hits / len(inside), near / len(inside), 2 * hits / (len(inside) + int(expert.sum()))


@pytest.fixture(scope="module")
def grounded(
    golden: Path, pet_ground: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("real") / "grounded"
    real = golden / "real_archive"
    ran = pet_ground("ground", "--pet", real / "archive", "--report", real / "reports.csv", "--out", out, "--json")
    assert ran.code == 0, ran.err
    return out, ran.json()


def test_ground_finds_thigh_mass_ureter_and_oropharynx_at_their_slices(grounded: tuple[Path, dict[str, Any]]) -> None:
    check_lesions(grounded[1]["lesions"])


def test_the_mask_of_the_thigh_mass_lies_in_the_experts_contour(
    grounded: tuple[Path, dict[str, Any]], golden: Path
) -> None:
    out, result = grounded
    inside, near, dice = contour_overlap(nib.load(out / by_value(result["lesions"])[THIGH]["mask"]), golden)
    # The expert drew on MR: PET activity reaches a voxel over the edge, and the necrotic core holds none.
    assert inside > 0.7
    assert near > 0.85
    assert dice > 0.6


def test_blood_pool_and_sentences_without_a_value_yield_no_lesion_and_a_reason(
    grounded: tuple[Path, dict[str, Any]],
) -> None:
    rejections = grounded[1]["rejections"]
    reasons = {one["sentence"]: one["reason"] for one in rejections}
    assert reasons["Background mediastinal blood pool metabolic activity SUV max 1.9."] == "reference_region"
    assert reasons["No FDG avid metastatic disease."] == "no_value"
    assert len(rejections) == 12


def test_the_suv_factor_the_maximum_and_every_voxel_agree_with_the_reference(
    golden: Path, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    facts = pet_ground("convert", golden / "real_archive" / "archive", "--out", tmp_path, "--json").json()
    assert facts["suv_factor"] == pytest.approx(2.42902977e-4, rel=1e-8)
    assert {"irregular_gaps", "ct_covers_part"} <= set(facts["flags"])
    suv = nib.load(tmp_path / "suv.nii.gz")
    assert suv.get_fdata().max() == pytest.approx(66.5215, abs=5e-5)
    reference = nib.load(golden / "real_archive" / "suv_reference" / "suv_crop.nii.gz")
    origin = np.rint((np.linalg.inv(suv.affine) @ reference.affine[:, 3])[:3]).astype(int)
    crop = suv.get_fdata()[tuple(slice(start, start + n) for start, n in zip(origin, reference.shape, strict=True))]
    assert np.abs(crop - reference.get_fdata()).max() < 0.001


def test_a_series_that_is_an_suv_already_is_not_rescaled(
    golden: Path, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    gml = golden / "real_archive" / "suv_reference" / "gml_crop_dicom"
    facts = pet_ground("convert", gml, "--out", tmp_path, "--json").json()
    assert (facts["suv_factor"], facts["status"]) == (1.0, "kept")
    reference = nib.load(golden / "real_archive" / "suv_reference" / "suv_crop.nii.gz").get_fdata()
    assert nib.load(tmp_path / "suv.nii.gz").get_fdata().max() == pytest.approx(reference.max(), abs=0.001)


def test_build_gives_the_same_lesions(golden: Path, pet_ground: Callable[..., Ran], tmp_path: Path) -> None:
    real = golden / "real_archive"
    ran = pet_ground(
        "build",
        "--archive",
        real / "archive",
        "--reports",
        real / "reports.csv",
        "--out",
        tmp_path / "d",
        "--workers",
        1,
    )
    assert ran.code == 0, ran.err
    lesions = [json.loads(line) for line in (tmp_path / "d" / "lesions.jsonl").read_text(encoding="utf-8").splitlines()]
    check_lesions(lesions)
    table = pd.read_parquet(tmp_path / "d" / "rejections.parquet")
    assert table["reason"].value_counts().to_dict() == {"no_value": 11, "reference_region": 1, "anatomy_unavailable": 1}
