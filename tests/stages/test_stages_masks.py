"""What the 3 mm grid cuts off is counted with its reason; the lesions of a study share no voxel on it."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk
from grounding.grounding_phantoms import mention
from scipy.ndimage import gaussian_filter

from pet_ground.config import AnatomySettings, Pipeline, StructureSettings, load_pipeline
from pet_ground.dataset import DatasetLayout, read_jsonl, read_parquet
from pet_ground.imaging import Volume, grid_3mm, read_nifti
from pet_ground.imaging.resample import from_sitk
from pet_ground.reasons import Reason
from pet_ground.records import Lesion, Provenance, Rejection, StudyRecord
from pet_ground.records.results import AnatomyResult, ConvertResult, ExtractResult, GroundResult
from pet_ground.stages.assemble import StudyResults, assemble
from pet_ground.stages.convert import _longer_than_3mm
from pet_ground.stages.ground import ground
from pet_ground.stages.structure import structure

SHAPE, SPACING_MM = (300, 26, 30), (4.5, 4.0, 3.5)
"""1350 mm long: the grid leaves out 147 mm, or 32.7 slices, at each end."""
INSIDE, CUT_A_LITTLE, CUT, BEYOND = (150, 9.0), (262, 8.0), (35, 7.0), (12, 6.0)
"""Slice k and SUV of four lesions, and what the grid does to them."""

PROVENANCE = Provenance(package_version="0", pipeline="p", configuration_sha256="0")


def scan() -> Volume:
    array = np.full(SHAPE, 0.5, np.float32)
    k, j, i = np.ogrid[tuple(slice(0, n) for n in SHAPE)]
    for (middle, suv), half_mm in zip((INSIDE, CUT_A_LITTLE, CUT, BEYOND), (14.0, 27.0, 27.0, 14.0), strict=True):
        along = ((k - middle) * SPACING_MM[0] / half_mm) ** 2
        array[along + ((j - 12) * SPACING_MM[1] / 14.0) ** 2 + ((i - 17) * SPACING_MM[2] / 14.0) ** 2 <= 1] = suv
    affine = np.diag([*SPACING_MM[::-1], 1.0])
    affine[:3, 3] = (-60.0, -50.0, -900.0)
    return Volume(gaussian_filter(array, 0.7), affine, ("L", "P", "I"))


def pipeline(*, grid: bool = True) -> Pipeline:
    base = load_pipeline()
    return base.model_copy(update={"dataset": base.dataset.model_copy(update={"figures": False, "grid_3mm": grid})})


def grounded(pet: Volume, out: Path, *, grid: bool = True) -> tuple[GroundResult, ExtractResult]:
    mentions = []
    for n, (middle, _) in enumerate((INSIDE, CUT_A_LITTLE, CUT, BEYOND), start=1):
        near = pet.array[middle - 3 : middle + 4]
        peak = middle - 3 + int(np.unravel_index(int(near.argmax()), near.shape)[0])
        mentions.append(mention(round(float(near.max()), 1), SHAPE[0] - peak, n))
    return ground("S1", pet, None, mentions, DatasetLayout(out), pipeline(grid=grid)), ExtractResult(
        sentences=4, mentions=tuple(mentions)
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Volume, GroundResult, ExtractResult]:
    out, pet = tmp_path_factory.mktemp("masks"), scan()
    return (out, pet, *grounded(pet, out))


def test_a_lesion_beyond_the_grid_keeps_its_native_mask_and_its_reason_says_how_much_was_held(
    study: tuple[Path, Volume, GroundResult, ExtractResult],
) -> None:
    out, _, result, _ = study
    assert [one.mention.number for one in result.lesions] == [1, 2, 3, 4]
    inside, little, cut, beyond = result.lesions
    assert all((out / one.mask).is_file() for one in result.lesions)
    assert [one.mask_3mm is not None for one in result.lesions] == [True, True, False, False]
    assert not any("3mm" in flag for flag in inside.flags)
    assert "cut_by_3mm_grid" in little.flags
    assert "outside_3mm_grid" in cut.flags
    assert "outside_3mm_grid" in beyond.flags
    assert [one.reason for one in result.rejections_3mm] == [Reason.GEOMETRY_OUTSIDE_GRID] * 2
    assert [one.suv_max for one in result.rejections_3mm] == [cut.mention.suv_max, beyond.mention.suv_max]
    assert beyond.lesion_id in result.rejections_3mm[1].detail
    assert result.rejections_3mm[1].detail.startswith("0%")
    assert not result.rejections


def test_a_lesion_of_a_study_without_a_label_map_has_no_verdict_on_its_place(
    study: tuple[Path, Volume, GroundResult, ExtractResult],
) -> None:
    assert [(one.anatomy_verdict, one.anatomy_mm) for one in study[2].lesions] == [(None, None)] * 4


def test_the_counts_of_the_3_mm_masks_add_up_beside_those_of_the_mentions(
    study: tuple[Path, Volume, GroundResult, ExtractResult], tmp_path: Path
) -> None:
    _, _, result, extracted = study
    layout = DatasetLayout(tmp_path)
    record = StudyRecord(study_id="S1", patient_id="P1", split="train", status="kept", pet="images/S1/suv.nii.gz")
    structured = structure(record, result.lesions, StructureSettings(), PROVENANCE)
    anatomy = AnatomyResult(labels="labels/S1.nii.gz")
    results = StudyResults(ConvertResult(study=record), extracted, result, structured, anatomy)
    whole = assemble([results], [], [], layout, AnatomySettings())
    counts = {count.unit: count for count in whole.counts if count.stage == "ground"}
    assert (counts["mentions"].total, counts["mentions"].kept, counts["mentions"].dropped) == (4, 4, {})
    on_3mm = counts["masks on the 3 mm grid"]
    assert (on_3mm.total, on_3mm.kept, on_3mm.dropped) == (4, 2, {"geometry_outside_grid": 2})
    rejections = read_parquet(layout.rejections_parquet, Rejection)
    assert [one.reason for one in rejections] == [Reason.GEOMETRY_OUTSIDE_GRID] * 2
    lesions = read_jsonl(layout.lesions_jsonl, Lesion)
    assert [one.pet_3mm is not None for one in lesions] == [True, True, False, False]


def test_without_the_3_mm_grid_nothing_is_counted_for_it(tmp_path: Path) -> None:
    result, _ = grounded(scan(), tmp_path, grid=False)
    assert len(result.lesions) == 4
    assert not result.rejections_3mm
    assert all(one.mask_3mm is None and not any("3mm" in flag for flag in one.flags) for one in result.lesions)


def test_a_mask_on_the_3_mm_grid_is_the_same_for_nibabel_and_simpleitk(
    study: tuple[Path, Volume, GroundResult, ExtractResult],
) -> None:
    out, pet, result, _ = study
    lesion = result.lesions[0]
    assert lesion.mask_3mm is not None
    path = out / lesion.mask_3mm
    seen, image = nib.load(path), sitk.ReadImage(str(path))
    assert seen.shape == image.GetSize() == (192, 192, 352)
    assert seen.get_data_dtype() == np.uint8
    assert image.GetPixelID() == sitk.sitkUInt8
    assert nib.aff2axcodes(seen.affine) == ("L", "P", "S")
    np.testing.assert_allclose(seen.affine, np.diag([-1, -1, 1, 1]) @ grid_3mm(pet).affine_lps, atol=1e-3)
    assert np.array_equal(np.asarray(seen.dataobj), sitk.GetArrayFromImage(image).transpose(2, 1, 0))
    mask = read_nifti(path)
    assert from_sitk(image).same_grid(mask)
    where = mask.to_lps(np.argwhere(mask.array).mean(axis=0))
    assert np.linalg.norm(where - np.array(lesion.peak_lps_mm)) < 6.0


@pytest.mark.parametrize(("slices", "longer"), [(215, False), (240, True)])
def test_a_body_that_is_longer_than_the_grid_is_flagged(slices: int, longer: bool) -> None:
    array = np.zeros((slices, 40, 40), np.float32)
    array[:, 8:30, 8:30] = 1.0
    assert _longer_than_3mm(Volume(array, np.diag([4.0, 4.0, 4.9, 1.0]))) is longer
