"""The layout is the design's tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from pet_ground.dataset import DatasetLayout


def test_every_file_lies_where_the_design_says() -> None:
    layout = DatasetLayout(Path("out"))
    paths = [
        layout.lesions_parquet, layout.lesions_jsonl, layout.qa_parquet, layout.qa_jsonl, layout.studies_parquet,
        layout.rejections_parquet, layout.suv("S1"), layout.ct("S1"), layout.study_json("S1"), layout.suv_3mm("S1"),
        layout.ct_3mm("S1"), layout.mask("S1", "L1"), layout.mask_3mm("S1", "L1"), layout.labels("S1"),
        layout.lesion_figure("S1", "L1"), layout.overview_figure("S1"), layout.card, layout.manifest,
        layout.state("S1", "convert"),
    ]  # fmt: skip
    assert [layout.relative(path) for path in paths] == [
        "lesions.parquet", "lesions.jsonl", "qa.parquet", "qa.jsonl", "studies.parquet",
        "rejections.parquet", "images/S1/suv.nii.gz", "images/S1/ct.nii.gz", "images/S1/study.json",
        "images_3mm/S1/suv.nii.gz", "images_3mm/S1/ct.nii.gz", "masks/S1/L1.nii.gz", "masks_3mm/S1/L1.nii.gz",
        "labels/S1.nii.gz", "figures/S1/L1.png", "figures/S1.png", "README.md", "manifest.json", ".build/S1/convert.json",
    ]  # fmt: skip
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "a\\b", "a b", "ä"])
def test_an_id_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="an id that names a file"):
        DatasetLayout(Path("out")).suv(name)


def test_a_path_outside_the_data_set_has_no_relative_form() -> None:
    with pytest.raises(ValueError, match="subpath"):
        DatasetLayout(Path("out")).relative(Path("elsewhere/x"))
