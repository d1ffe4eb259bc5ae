"""The guard against wrong orientations."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phantom_labels import phantom

from pet_ground.anatomy import check_orientation, read_label_map
from pet_ground.anatomy.classes import ID_OF
from pet_ground.anatomy.orientation import MIN_CHECKED_ML
from pet_ground.anatomy.tally import tally
from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume, read_nifti
from pet_ground.reasons import Reason

HEAD, BACK, LEFT = 0, 1, 2


def flipped(labels: Volume, *axes: int) -> Volume:
    return labels.like(np.flip(labels.array, axes))


def refused(labels: Volume) -> str:
    with pytest.raises(ItemDropped) as caught:
        check_orientation(labels)
    assert caught.value.reason is Reason.GEOMETRY_FLIPPED
    return caught.value.detail


def test_a_patient_the_right_way_round_passes() -> None:
    check_orientation(phantom())


@pytest.mark.parametrize(
    ("names", "axis", "rule"),
    [
        (("liver", "spleen"), LEFT, "the liver lies right of the spleen"),
        (("lung_lower_lobe_left", "lung_lower_lobe_right"), LEFT, "the left lung lies left of the right lung"),
        (("kidney_left", "kidney_right"), LEFT, "the left kidney lies left of the right kidney"),
        (("lung_lower_lobe_left", "liver"), HEAD, "the lungs lie above the liver"),
        (("lung_lower_lobe_left", "kidney_left"), HEAD, "the lungs lie above the kidneys"),
        (("lung_lower_lobe_left", "urinary_bladder"), HEAD, "the lungs lie above the bladder"),
        (("vertebrae_L5", "vertebrae_T12"), HEAD, "the T12 vertebra lies above the L5 vertebra"),
        (("aorta", "vertebrae_T12"), BACK, "the vertebrae lie behind the aorta"),
        (("vertebrae_L5", "autochthon_left"), BACK, "the back muscles lie behind the vertebrae"),
    ],
)
def test_each_check_catches_the_flip_of_its_axis_and_no_other(names: tuple[str, ...], axis: int, rule: str) -> None:
    labels = phantom(names)
    check_orientation(labels)
    assert refused(flipped(labels, axis)).endswith(rule)
    check_orientation(flipped(labels, *({HEAD, BACK, LEFT} - {axis})))


AS_IT_IS = ((0, 1, 2), (1, 1, 1))


def turned(labels: Volume, order: tuple[int, ...], steps: tuple[int, ...]) -> Volume:
    """A label map under a header that takes its axes for others, or for reversed ones."""
    array = labels.array.transpose(order)[tuple(slice(None, None, step) for step in steps)]
    spacing = np.array(labels.spacing_mm)[list(order)]
    return Volume(np.ascontiguousarray(array), np.diag([*spacing[::-1], 1.0]))


def accepted_turns(labels: Volume) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Which of the 48 ways to name the axes pass the guard."""
    passed = []
    for turn in itertools.product(itertools.permutations(range(3)), itertools.product((1, -1), repeat=3)):
        with contextlib.suppress(ItemDropped):
            check_orientation(turned(labels, *turn))
            passed.append(turn)
    return passed


@pytest.mark.parametrize("name", ["example_seg.nii.gz", "example_seg_fast_force_split.nii.gz"])
def test_of_the_48_ways_to_name_the_axes_of_a_real_abdomen_only_the_true_one_passes(golden: Path, name: str) -> None:
    path = golden / "totalseg_ref" / name
    assert accepted_turns(read_label_map(path, read_nifti(path))) == [AS_IT_IS]


def test_of_the_48_ways_to_name_the_axes_of_the_phantom_only_the_true_one_passes() -> None:
    assert accepted_turns(phantom()) == [AS_IT_IS]


def test_a_pair_that_lies_one_above_the_other_is_refused_and_neighbouring_vertebrae_are_not() -> None:
    array = np.zeros((12, 10, 15), dtype=np.uint8)
    array[1:3, 4:7, 4:7], array[8:10, 4:7, 6:9] = ID_OF["kidney_right"], ID_OF["kidney_left"]
    assert "16 mm along that axis and 98 mm along another" in refused(phantom(()).like(array))
    array[:] = 0
    array[4:6, 2:6, 4:8], array[6:8, 6:9, 4:8] = ID_OF["vertebrae_L5"], ID_OF["vertebrae_L4"]
    check_orientation(phantom(()).like(array))


def test_the_place_in_the_patient_decides_and_not_the_order_of_indices() -> None:
    labels = phantom()
    mirrored = labels.affine_lps @ np.diag([-1.0, 1.0, 1.0, 1.0])
    check_orientation(Volume(np.flip(labels.array, LEFT), mirrored))
    refused(Volume(labels.array, mirrored))


def test_specks_and_single_structures_are_not_judged() -> None:
    labels = flipped(phantom(("liver",)), LEFT)
    check_orientation(labels)
    speck = labels.array.copy()
    speck[0, 0, : int(MIN_CHECKED_ML / labels.voxel_ml / 3)] = ID_OF["spleen"]
    check_orientation(labels.like(speck))
    check_orientation(labels.like(np.zeros_like(labels.array)))


def test_a_curved_spine_is_compared_slice_by_slice() -> None:
    # A spine that runs 12 mm forward from slice to slice, and an aorta before it in its forward part only.
    array = np.zeros((12, 20, 15), dtype=np.uint8)
    for k in range(12):
        array[k, 17 - k : 19 - k, 6:9] = ID_OF["vertebrae_L5"]
        if k < 5:
            array[k, 15 - k : 17 - k, 6:9] = ID_OF["aorta"]
    labels = Volume(array, phantom().affine_lps)
    check_orientation(labels)
    assert refused(flipped(labels, BACK)).endswith("the vertebrae lie behind the aorta")


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_centres_of_the_tally_are_the_means_of_the_voxels(data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    labels = phantom().like(rng.integers(0, 118, size=(12, 10, 15)).astype(np.uint8))
    ids = (1, 40, 117)
    voxels = np.argwhere(np.isin(labels.array, ids))
    found = tally(labels)
    assert found.slice_voxels(ids).sum() == len(voxels)
    np.testing.assert_allclose(found.centroid_lps(ids), labels.to_lps(voxels).mean(axis=0))
