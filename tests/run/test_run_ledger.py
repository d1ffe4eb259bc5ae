"""What counts as done."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pet_ground.records import StageCounts
from pet_ground.records.results import AnatomyResult
from pet_ground.run.ledger import read_entry, recall, record, stage_key

RESULT = AnatomyResult(labels="labels/S1.nii.gz")


def written(root: Path) -> Path:
    (root / "labels").mkdir()
    (root / "labels" / "S1.nii.gz").write_bytes(b"12345")
    path = root / ".build" / "S1" / "anatomy.json"
    record(path, "key", RESULT, [root / "labels" / "S1.nii.gz"], root)
    return path


def test_a_result_is_recalled_under_the_same_key_with_its_files_whole(tmp_path: Path) -> None:
    assert recall(written(tmp_path), "key", AnatomyResult, tmp_path) == RESULT


def test_another_key_a_missing_file_or_another_size_means_that_it_must_be_redone(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert recall(path, "other", AnatomyResult, tmp_path) is None
    (tmp_path / "labels" / "S1.nii.gz").write_bytes(b"1234")
    assert recall(path, "key", AnatomyResult, tmp_path) is None
    (tmp_path / "labels" / "S1.nii.gz").unlink()
    assert recall(path, "key", AnatomyResult, tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "{}", '{"key": "key", "outputs": {}, "result": {"unknown": 1}}', "[]"])
def test_a_half_or_foreign_entry_counts_as_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "entry.json"
    path.write_text(content, encoding="utf-8")
    assert read_entry(path, AnatomyResult) is None


def test_the_key_changes_with_every_part_and_not_with_the_order_of_a_mapping() -> None:
    key = stage_key("ground", 1, {"a": 1, "b": 2})
    assert key == stage_key("ground", 1, {"b": 2, "a": 1})
    assert len({key, stage_key("ground", 2, {"a": 1, "b": 2}), stage_key("ground", 1, {"a": 1, "b": 3})}) == 3


def test_counts_that_do_not_add_up_can_not_be_written() -> None:
    with pytest.raises(ValidationError, match="3 accounted for of 4 studies"):
        StageCounts(stage="convert", unit="studies", total=4, kept=2, dropped={"suv_units": 1})
