"""Stage anatomy: which label map a study gets, on which grid, and why it gets none."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from pet_ground.anatomy import LIST_NAME, on_small_grid
from pet_ground.anatomy.classes import ID_OF
from pet_ground.anatomy.totalseg_process import KEPT
from pet_ground.anatomy.weights_list import files_of, hashes, read_list, write_list
from pet_ground.config import AnatomySettings
from pet_ground.dataset import DatasetLayout
from pet_ground.errors import ConfigurationError
from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import StudyRecord
from pet_ground.records.results import AnatomyResult
from pet_ground.stages.anatomy import LabelSource, anatomy

STUDY = StudyRecord(study_id="S0042", patient_id="P0007", split="validation", status="kept")
AFFINE = np.array([[1.5, 0, 0, -60.0], [0, 1.5, 0, -50.0], [0, 0, 2.0, 700.0], [0, 0, 0, 1.0]])
SHAPE_KJI = (60, 66, 80)


def organs() -> Volume:
    """Lungs above a liver on the right and a spleen on the left."""
    array = np.zeros(SHAPE_KJI, dtype=np.uint8)
    array[35:55, 20:40, 5:30] = ID_OF["lung_lower_lobe_right"]
    array[35:55, 20:40, 50:75] = ID_OF["lung_lower_lobe_left"]
    array[10:30, 20:40, 5:40] = ID_OF["liver"]
    array[10:30, 30:50, 60:75] = ID_OF["spleen"]
    return Volume(array, AFFINE)


def scan() -> Volume:
    return Volume(np.full(SHAPE_KJI, 40, np.int16), AFFINE)


def made(tmp_path: Path, labels: Volume | None, ct: Volume | None = None, **settings: object) -> AnatomyResult:
    """The stage on a study, with a label map of the user or without."""
    given = None
    if labels is not None:
        given = tmp_path / "given.nii.gz"
        write_nifti(labels, given)
    source = LabelSource(None, None, tmp_path)
    chosen = AnatomySettings.model_validate(settings)
    return anatomy(STUDY, scan() if ct is None else ct, given, source, DatasetLayout(tmp_path / "out"), chosen)


def test_a_given_map_is_kept_at_3_mm_in_the_field_of_view_of_the_ct(tmp_path: Path) -> None:
    result = made(tmp_path, organs())
    assert result.labels == "labels/S0042.nii.gz"
    kept = read_nifti(tmp_path / "out" / result.labels)
    assert kept.array.dtype == np.uint8
    assert kept.shape_kji == (40, 33, 40)
    assert kept.same_grid(on_small_grid(organs()))
    assert np.array_equal(kept.array, on_small_grid(organs()).array)
    for name in ("liver", "spleen"):
        ml = np.count_nonzero(kept.array == ID_OF[name]) * kept.voxel_ml
        assert ml == pytest.approx(np.count_nonzero(organs().array == ID_OF[name]) * organs().voxel_ml, rel=0.1)


def test_a_given_map_is_kept_voxel_for_voxel_where_the_cts_grid_is_asked_for(tmp_path: Path) -> None:
    result = made(tmp_path, organs(), labels_grid="ct")
    assert result.labels is not None
    kept = read_nifti(tmp_path / "out" / result.labels)
    assert kept.same_grid(scan())
    assert np.array_equal(kept.array, organs().array)


def test_a_flipped_map_is_a_reason_and_not_a_label(tmp_path: Path) -> None:
    result = made(tmp_path, organs().like(np.flip(organs().array, 2)))
    assert result.labels is None
    assert [one.reason for one in result.rejections] == [Reason.GEOMETRY_FLIPPED]
    assert not (tmp_path / "out").exists()


def test_without_map_and_model_the_study_is_counted_as_unavailable(tmp_path: Path) -> None:
    (rejection,) = made(tmp_path, None).rejections
    assert (rejection.stage, rejection.outcome, rejection.reason) == ("anatomy", "dropped", Reason.ANATOMY_UNAVAILABLE)


STAND_IN = """
import json, sys
from pathlib import Path
import numpy as np
from pet_ground.anatomy import label_grid
from pet_ground.imaging import read_nifti, write_nifti
setup = json.loads(sys.stdin.readline())
assert len(setup["sha256"]) == 3, "the worker compares what the build has recorded"
print(json.dumps({"ready": "cpu"}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    grid = label_grid(read_nifti(Path(job["ct"])), job["grid"])
    write_nifti(grid.volume(np.full(grid.shape_kji, 5, np.uint8)), Path(job["out"]))
    print(json.dumps({"done": 1}), flush=True)
"""


@pytest.fixture
def with_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LabelSource:
    """A machine with TotalSegmentator, whose process is another program that makes everything liver."""
    KEPT.close()
    monkeypatch.setattr("pet_ground.anatomy.weights.package_fault", lambda: None)
    for name in files_of("fast"):
        (tmp_path / "weights" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "weights" / name).write_text(name)
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    monkeypatch.setattr("pet_ground.anatomy.totalseg_process.COMMAND", (sys.executable, str(tmp_path / "stand_in.py")))
    (tmp_path / "scratch").mkdir()
    return LabelSource(None, tmp_path / "weights", tmp_path / "scratch", tmp_path / "private" / "weights.sha256")


def test_a_map_is_made_on_the_grid_that_is_kept(with_model: LabelSource, tmp_path: Path) -> None:
    layout = DatasetLayout(tmp_path / "out")
    write_nifti(scan(), layout.ct("S0042"))
    with_model.keep_weights(AnatomySettings())
    for grid, shape in (("3mm", (40, 33, 40)), ("ct", SHAPE_KJI)):
        chosen = AnatomySettings.model_validate({"labels_grid": grid})
        result = anatomy(STUDY, scan(), None, with_model, layout, chosen)
        assert result.rejections == ()
        assert read_nifti(layout.labels("S0042")).shape_kji == shape
    KEPT.close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_ct_whose_axes_are_mixed_up_is_not_segmented(with_model: LabelSource, tmp_path: Path) -> None:
    lying = np.full(SHAPE_KJI, -1000, np.int16)
    lying[15:45, 15:50, :] = 40
    result = anatomy(STUDY, scan().like(lying), None, with_model, DatasetLayout(tmp_path / "out"), AnatomySettings())
    assert [one.reason for one in result.rejections] == [Reason.GEOMETRY_FLIPPED]


def test_a_data_set_keeps_to_the_weights_that_it_was_begun_with(with_model: LabelSource, tmp_path: Path) -> None:
    settings, listed = AnatomySettings(), tmp_path / "private" / "weights.sha256"
    with_model.keep_weights(AnatomySettings(segment="never"))
    assert not listed.exists()
    with_model.keep_weights(settings)
    assert read_list(listed) == hashes(tmp_path / "weights", "fast")
    with_model.keep_weights(settings)
    (tmp_path / "weights" / files_of("fast")[2]).write_text("another checkpoint")
    with pytest.raises(ConfigurationError, match="is another file than the one recorded"):
        with_model.keep_weights(settings)


def test_weights_that_a_person_recorded_are_asked_of_every_data_set(with_model: LabelSource, tmp_path: Path) -> None:
    write_list(tmp_path / "weights" / LIST_NAME, hashes(tmp_path / "weights", "fast"))
    (tmp_path / "weights" / files_of("fast")[0]).write_text("other plans")
    with pytest.raises(ConfigurationError, match=r"plans\.json is another file"):
        with_model.keep_weights(AnatomySettings())
