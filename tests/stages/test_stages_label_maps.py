"""The label maps on which grounding may rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pet_ground.anatomy import ID_OF
from pet_ground.imaging import Volume, write_nifti
from pet_ground.reports import extract_mentions
from pet_ground.stages.label_maps import labels_for, usable_labels

AFFINE = np.diag([5.0, 4.0, 6.0, 1.0])
CT = Volume(np.zeros((14, 12, 20), dtype=np.int16), AFFINE)


def labels(liver_at_i: slice, spleen_at_i: slice) -> Volume:
    array = np.zeros(CT.shape_kji, dtype=np.uint8)
    array[2:12, 2:10, liver_at_i] = ID_OF["liver"]
    array[2:12, 2:10, spleen_at_i] = ID_OF["spleen"]
    return CT.like(array)


RIGHT, LEFT = slice(1, 8), slice(12, 19)


def test_a_label_map_on_the_ct_is_usable(tmp_path: Path) -> None:
    write_nifti(labels(RIGHT, LEFT), tmp_path / "s.nii.gz")
    found = usable_labels(tmp_path / "s.nii.gz", CT)
    assert found is not None
    assert np.array_equal(found.array, labels(RIGHT, LEFT).array)
    assert found.same_grid(CT)


def test_without_a_label_map_or_a_ct_there_is_none(tmp_path: Path) -> None:
    write_nifti(labels(RIGHT, LEFT), tmp_path / "s.nii.gz")
    assert usable_labels(None, CT) is None
    assert usable_labels(tmp_path / "s.nii.gz", None) is None
    assert usable_labels(tmp_path / "gone.nii.gz", CT) is None


def test_organs_on_the_wrong_side_of_the_body_are_no_label_map(tmp_path: Path) -> None:
    write_nifti(labels(LEFT, RIGHT), tmp_path / "s.nii.gz")
    assert usable_labels(tmp_path / "s.nii.gz", CT) is None


def test_a_label_map_on_another_grid_than_the_ct_is_none(tmp_path: Path) -> None:
    moved = AFFINE.copy()
    moved[2, 3] = 3.0
    write_nifti(Volume(labels(RIGHT, LEFT).array, moved), tmp_path / "s.nii.gz")
    assert usable_labels(tmp_path / "s.nii.gz", CT) is None


def test_a_report_without_a_kept_mention_needs_no_label_map(tmp_path: Path) -> None:
    write_nifti(labels(RIGHT, LEFT), tmp_path / "s.nii.gz")
    kept = extract_mentions("Left node, SUVmax 4.2 (slice 9).", "r")
    dropped = extract_mentions("Left node, SUVmax 4.2.", "r")
    assert labels_for(kept, tmp_path / "s.nii.gz", CT) is not None
    assert labels_for(dropped, tmp_path / "s.nii.gz", CT) is None
    assert labels_for((), tmp_path / "s.nii.gz", CT) is None
