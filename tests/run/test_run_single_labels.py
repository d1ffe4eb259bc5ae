"""One study with a label map: its questions are asked, with what the PET shows of its organs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from pet_ground.anatomy.classes import ID_OF
from pet_ground.config import AnatomySettings, load_pipeline
from pet_ground.imaging import Volume, write_nifti
from pet_ground.run.single import ground_single


def test_a_study_on_its_own_is_asked_about_with_its_own_uptake(tmp_path: Path) -> None:
    suv = np.full((40, 50, 60), 0.5, np.float32)
    suv[5:35, 10:40, 10:40] = 2.25
    affine = np.diag([4.0, 4.0, 4.0, 1.0])
    pet = Volume(suv, affine)
    labels = pet.like(np.where(suv > 2, ID_OF["liver"], 0).astype(np.uint8))
    for name, volume in (("pet", pet), ("ct", pet.like(suv.astype(np.int16))), ("labels", labels)):
        write_nifti(volume, tmp_path / f"{name}.nii.gz")
    (tmp_path / "report.txt").write_text("FINDINGS: No focus of uptake.", encoding="utf-8")
    settings = AnatomySettings(templates=("petar", "size", "uptake"))
    pipeline = load_pipeline().model_copy(update={"anatomy": settings})
    found = ground_single(
        tmp_path / "pet.nii.gz", tmp_path / "ct.nii.gz", tmp_path / "report.txt", tmp_path / "labels.nii.gz",
        tmp_path / "out", pipeline,
    )  # fmt: skip
    answers = [json.loads(line)["answer"] for line in (tmp_path / "out" / "qa.jsonl").read_text().splitlines()]
    assert [pair.answer for pair in found.pairs] == answers
    assert [pair.template.partition("-")[0] for pair in found.pairs] == ["petar", "size", "uptake"]
    assert answers[0] == "The highlighted region is the liver"
    assert "1700 ml" in answers[1]
    assert "2.2" in answers[2]
