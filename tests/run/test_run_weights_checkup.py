"""What the doctor says of TotalSegmentator's weights, and how it records them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pet_ground.anatomy import LIST_NAME
from pet_ground.anatomy.weights_list import files_of, hashes, read_list
from pet_ground.config import load_pipeline
from pet_ground.errors import ConfigurationError, InputNotFoundError
from pet_ground.run import checkup
from pet_ground.run.model_checkup import Finding

PIPELINE = load_pipeline()


def found() -> Finding:
    return checkup._totalsegmentator(PIPELINE)


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with the package, on which ``TOTALSEG_WEIGHTS_PATH`` names complete weights."""
    monkeypatch.setattr("pet_ground.anatomy.weights.package_fault", lambda: None)
    monkeypatch.setenv("TOTALSEG_WEIGHTS_PATH", str(tmp_path))
    for name in files_of("fast"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_missing_file_is_named_with_its_place_and_is_no_fault_of_the_installation(weights: Path) -> None:
    checkpoint = weights / files_of("fast")[2]
    checkpoint.unlink()
    assert found().state == "absent"
    assert f"{checkpoint.parents[1]} lacks fold_0/checkpoint_final.pth" in found().fact
    with pytest.raises(InputNotFoundError, match=r"lacks fold_0/checkpoint_final\.pth"):
        checkup.record_weights(PIPELINE)


def test_weights_are_recorded_beside_them_and_a_change_is_found(weights: Path) -> None:
    assert found().state == "ok"
    assert "not recorded yet: pet-ground doctor --record-weights" in found().fact
    assert checkup.record_weights(PIPELINE) == weights / LIST_NAME
    assert read_list(weights / LIST_NAME) == hashes(weights, "fast")
    assert "as recorded" in found().fact
    changed = weights / files_of("fast")[2]
    changed.write_text("another")
    assert found().state == "missing"
    assert str(changed) in found().fact
    with pytest.raises(ConfigurationError, match="another file"):
        checkup.record_weights(PIPELINE)


def test_a_folder_that_cannot_be_written_is_told(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(checkup, "write_list", refuse)
    with pytest.raises(ConfigurationError, match="can't be written"):
        checkup.record_weights(PIPELINE)
