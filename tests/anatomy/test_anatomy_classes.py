"""The pinned class map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pet_ground.anatomy.classes import CLASSES, ID_OF
from pet_ground.anatomy.label_names import read_label_names, refuse_foreign_names


def test_ids_run_from_1_to_117_without_a_gap() -> None:
    assert list(CLASSES) == list(range(1, 118))
    assert all(key == entry.id for key, entry in CLASSES.items())


def test_names_and_readable_names_are_unique() -> None:
    assert len(ID_OF) == 117
    assert len({entry.readable for entry in CLASSES.values()}) == 117


def test_a_name_that_holds_a_side_has_that_side() -> None:
    for entry in CLASSES.values():
        assert entry.side == next((side for side in ("left", "right") if side in entry.name), None)
        assert (entry.side or "") in entry.readable


def test_every_left_class_but_the_lone_ones_has_a_right_one() -> None:
    mirrored = {c.name.replace("left", "right") for c in CLASSES.values() if c.side == "left"}
    lone = {"atrial_appendage_right", "lung_middle_lobe_right"}
    assert mirrored ^ {c.name for c in CLASSES.values() if c.side == "right"} == lone


@pytest.mark.parametrize(
    ("class_id", "readable"),
    [
        (5, "liver"),
        (12, "right upper lobe of the lung"),
        (24, "cyst of the right kidney"),
        (26, "S1 vertebra"),
        (68, "right iliac vein"),
        (77, "left hip bone"),
        (103, "left twelfth rib"),
        (117, "costal cartilages"),
    ],
)
def test_readable_names_are_english(class_id: int, readable: str) -> None:
    assert CLASSES[class_id].readable == readable


def test_readable_names_hold_words_only() -> None:
    for entry in CLASSES.values():
        assert re.fullmatch(r"[A-Za-z]+\d{0,2}( [a-z]+)*", entry.readable), entry.readable


@pytest.mark.parametrize("name", ["example_seg.nii.gz", "example_seg_fast_force_split.nii.gz"])
def test_the_map_is_that_of_totalsegmentators_own_files(golden: Path, name: str) -> None:
    names = read_label_names(golden / "totalseg_ref" / name)
    assert names == {entry.id: entry.name for entry in CLASSES.values()}
    refuse_foreign_names(names)
