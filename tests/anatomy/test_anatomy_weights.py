"""What the weights must be: lists of SHA-256."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from pet_ground.anatomy import LIST_NAME, TotalSegmentatorHome, check_weights, recorded, write_list
from pet_ground.anatomy.weights import MODEL_FILES, MODELS, model_folder
from pet_ground.anatomy.weights_list import files_of, hashes, read_list
from pet_ground.errors import ConfigurationError


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Files in the place of the ``full`` and the ``fast`` weights, no two alike."""
    folder = tmp_path / "weights"
    for mode in ("full", "fast"):
        for name in files_of(mode):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
    return folder


def change(weights: Path, name: str) -> Path:
    path = weights / model_folder(*MODELS["fast"][0]) / name
    path.write_text("another")
    return path


def test_every_file_that_decides_a_label_is_hashed(weights: Path) -> None:
    assert len(files_of("fast")) == 3
    assert len(files_of("full")) == 15
    found = hashes(weights, "full")
    assert found == {name: hashlib.sha256(name.encode()).hexdigest() for name in files_of("full")}


def test_weights_that_nobody_recorded_are_taken_and_their_hashes_told(weights: Path) -> None:
    home = TotalSegmentatorHome(weights, (weights.parent / "none",))
    assert recorded("fast", home) == {}
    assert check_weights("fast", home) == hashes(weights, "fast")


@pytest.mark.parametrize("name", MODEL_FILES)
@pytest.mark.parametrize("beside", [True, False])
def test_a_file_that_is_another_than_recorded_is_refused_and_named(weights: Path, name: str, *, beside: bool) -> None:
    path = weights / LIST_NAME if beside else weights.parent / "private" / "weights.sha256"
    home = TotalSegmentatorHome(weights, () if beside else (path,))
    write_list(path, hashes(weights, "fast"))
    assert check_weights("fast", home) == recorded("fast", home) == hashes(weights, "fast")
    changed = change(weights, name)
    with pytest.raises(ConfigurationError) as caught:
        check_weights("fast", home)
    assert str(changed) in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_list_grows_by_further_modes_and_binds_only_the_files_that_it_names(weights: Path) -> None:
    home = TotalSegmentatorHome(weights)
    write_list(weights / LIST_NAME, hashes(weights, "fast"))
    assert recorded("full", home) == {}
    write_list(weights / LIST_NAME, hashes(weights, "full"))
    assert read_list(weights / LIST_NAME) == {**hashes(weights, "fast"), **hashes(weights, "full")}
    change(weights, "plans.json")
    check_weights("full", home)


def test_two_lists_that_disagree_are_refused(weights: Path) -> None:
    write_list(weights / LIST_NAME, hashes(weights, "fast"))
    change(weights, "plans.json")
    write_list(weights.parent / "own", hashes(weights, "fast"))
    with pytest.raises(ConfigurationError, match="disagree about"):
        recorded("fast", TotalSegmentatorHome(weights, (weights.parent / "own",)))


def test_a_list_is_read_by_sha256sum_and_lists_of_sha256sum_are_read(weights: Path) -> None:
    write_list(weights / LIST_NAME, hashes(weights, "fast"))
    subprocess.run(["sha256sum", "--check", "--quiet", LIST_NAME], cwd=weights, check=True, capture_output=True)
    made = subprocess.run(["sha256sum", "--binary", *files_of("fast")], cwd=weights, check=True, capture_output=True)
    (weights / LIST_NAME).write_bytes(made.stdout)
    assert read_list(weights / LIST_NAME) == hashes(weights, "fast")


@pytest.mark.parametrize("line", ["abc  plans.json", "0" * 64, "0" * 64 + "  ", "G" * 64 + "  plans.json"])
def test_a_line_that_is_none_of_sha256sum_is_refused(weights: Path, line: str) -> None:
    (weights / LIST_NAME).write_text(f"{'0' * 64}  dataset.json\n\n{line}\n")
    with pytest.raises(ConfigurationError, match="line 2"):
        read_list(weights / LIST_NAME)
