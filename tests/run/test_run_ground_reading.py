"""What grounding reads of a study: no volume that it does not need, since each takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from runs import Built

from pet_ground.config import load_pipeline
from pet_ground.errors import ItemFailed
from pet_ground.records.results import ExtractResult, GroundResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import record
from pet_ground.run.steps import STEPS, result_of

GRID_BYTES = 2000
"""Enough of a packed file for its header, and not for its voxels."""


class Study:
    """The first study of a data set, whose files a test may damage."""

    def __init__(self, one: Built, *settings: str, labels: Path | None = None) -> None:
        self.name = one.lesions()[0]["study_id"]
        self.job = Job(one.archive, one.out, one.private, load_pipeline(None, list(settings)), labels=labels)

    def keep_beginning(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:GRID_BYTES])

    def keep_no_mention(self) -> None:
        extracted: ExtractResult = result_of(self.job, self.name, "extract")
        dropped = tuple(one for one in extracted.mentions if one.status != "kept")
        path = self.job.layout.state(self.name, "extract")
        record(path, "", extracted.model_copy(update={"mentions": dropped}), (), self.job.out)

    def ground(self) -> GroundResult:
        result = STEPS["ground"].work(self.job, self.job.order(self.name))
        assert isinstance(result, GroundResult)
        return result


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """A folder with a label map for each study, none of which can be used."""
    folder = tmp_path / "labels"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"ACC-{number}.nii.gz").write_bytes(b"no label map")
    return folder


def test_without_pictures_no_voxel_of_the_ct_is_read(built: Built, labels: Path, tmp_path: Path) -> None:
    one = built.copy(tmp_path / "copy")
    study = Study(one, "dataset.figures=false", "site.numbered=ct", labels=labels)
    study.keep_beginning(study.job.layout.ct(study.name))
    assert len(study.ground().lesions) == 2


def test_pictures_need_the_voxels_of_the_ct(built: Built, tmp_path: Path) -> None:
    study = Study(built.copy(tmp_path / "copy"))
    study.keep_beginning(study.job.layout.ct(study.name))
    with pytest.raises(ItemFailed):
        study.ground()


def test_where_no_mention_was_kept_no_volume_is_read(built: Built, labels: Path, tmp_path: Path) -> None:
    study = Study(built.copy(tmp_path / "copy"), labels=labels)
    study.keep_no_mention()
    study.keep_beginning(study.job.layout.suv(study.name))
    study.keep_beginning(study.job.layout.ct(study.name))
    assert study.ground() == GroundResult()
