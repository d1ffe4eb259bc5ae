"""Which way axes run, judged as nibabel judges it, and turned without moving or copying a voxel."""

from __future__ import annotations

import subprocess
import sys

import nibabel as nib
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nibabel.orientations import apply_orientation, axcodes2ornt, inv_ornt_aff, io_orientation, ornt_transform

from pet_ground.imaging.orientation import axcodes_of, reoriented
from pet_ground.imaging.volume import CANONICAL_AXCODES, LPS_FROM_RAS, Affine, Volume, canonical, native

SHAPE_IJK = (2, 3, 4)
ANY_AXCODES = st.tuples(
    st.permutations([0, 1, 2]), st.tuples(st.sampled_from("LR"), st.sampled_from("PA"), st.sampled_from("IS"))
).map(lambda drawn: tuple(drawn[1][axis] for axis in drawn[0]))


def turned(degrees: tuple[float, float, float], spacing: tuple[float, float, float], shear: float = 0.0) -> Affine:
    """A rotation about x, then y, then z, with spacing and shear."""
    matrix = np.eye(3)
    for axis, angle in enumerate(np.radians(degrees)):
        one, other = (axis + 1) % 3, (axis + 2) % 3
        turn = np.eye(3)
        turn[one, one] = turn[other, other] = np.cos(angle)
        turn[one, other], turn[other, one] = -np.sin(angle), np.sin(angle)
        matrix = turn @ matrix
    affine = np.eye(4)
    affine[:3, :3] = matrix @ np.array([[1, 0, shear], [0, 1, 0], [0, 0, 1]]) @ np.diag(spacing)
    affine[:3, 3] = (-11.5, 23.25, 700.0)
    return affine


ANY_AFFINE = st.builds(
    turned,
    st.tuples(*[st.floats(-180, 180)] * 3),
    st.tuples(*[st.floats(0.2, 12)] * 3),
    st.floats(-0.3, 0.3),
).flatmap(lambda a: st.tuples(*[st.sampled_from([1.0, -1.0])] * 3).map(lambda signs: a @ np.diag([*signs, 1.0])))


def without_ties(affine: Affine) -> bool:
    """No two axes of the patient are about equally near to an axis of the array: there the choice is rounding's."""
    left, _, right = np.linalg.svd(affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0))
    sizes = np.sort(np.abs(left @ right).ravel())
    return bool(np.diff(sizes[sizes > 0.3]).min(initial=1) > 1e-6)


@settings(max_examples=300, deadline=None)
@given(ANY_AFFINE)
def test_axes_get_the_codes_that_nibabel_gives_them(affine: Affine) -> None:
    assume(without_ties(affine))
    assert axcodes_of(affine) == nib.aff2axcodes(affine)


@settings(max_examples=100, deadline=None)
@given(ANY_AFFINE, ANY_AXCODES)
def test_turning_is_that_of_nibabel(affine: Affine, wanted: tuple[str, ...]) -> None:
    assume(without_ties(affine))
    array = np.arange(24, dtype=np.int16).reshape(SHAPE_IJK)
    change = ornt_transform(io_orientation(affine), axcodes2ornt(wanted))
    ours, ours_affine = reoriented(array, affine, axcodes_of(affine), wanted)
    assert np.array_equal(ours, apply_orientation(array, change))
    np.testing.assert_allclose(ours_affine, affine @ inv_ornt_aff(change, SHAPE_IJK), atol=1e-9)
    assert np.shares_memory(ours, array)


@settings(max_examples=100, deadline=None)
@given(ANY_AFFINE)
def test_canonical_and_back_is_the_same_array_at_the_same_place(affine: Affine) -> None:
    array = np.arange(24, dtype=np.int16).reshape(SHAPE_IJK)
    volume = canonical(array, affine)
    lps = LPS_FROM_RAS @ affine @ [1, 2, 3, 1]
    k, j, i = np.argwhere(volume.array == array[1, 2, 3])[0]
    np.testing.assert_allclose(volume.affine_lps @ [i, j, k, 1], lps, atol=1e-9)
    again, again_affine = native(volume)
    assert np.array_equal(again, array)
    np.testing.assert_allclose(again_affine, affine, atol=1e-9)


def test_an_array_that_is_canonical_already_is_not_copied_and_native_never_copies() -> None:
    axial = np.zeros((4, 3, 2), np.float32)
    volume = canonical(axial.transpose(2, 1, 0), LPS_FROM_RAS)
    assert volume.native_axcodes == CANONICAL_AXCODES
    assert np.shares_memory(volume.array, axial)
    from_the_head = canonical(axial.transpose(2, 1, 0), LPS_FROM_RAS @ np.diag([1.0, -1.0, -1.0, 1.0]))
    assert from_the_head.array.flags.c_contiguous
    assert np.shares_memory(native(from_the_head)[0], from_the_head.array)


@pytest.mark.parametrize("axis", [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (np.nan, 0.0, 0.0)])
def test_an_affine_that_flattens_the_volume_is_refused(axis: tuple[float, ...]) -> None:
    affine = np.eye(4)
    affine[:3, 2] = axis
    with pytest.raises(ValueError, match="an affine that"):
        axcodes_of(affine)


@pytest.mark.parametrize("codes", [("L", "L", "S"), ("L", "P"), ("L", "P", "X")])
def test_codes_that_leave_out_an_axis_are_refused(codes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="each axis of the patient once"):
        reoriented(np.zeros(SHAPE_IJK), np.eye(4), codes, CANONICAL_AXCODES)


def test_a_thinned_volume_keeps_its_voxels_in_place() -> None:
    volume = Volume(np.arange(5 * 7 * 9).reshape(5, 7, 9), turned((10, 20, 30), (2, 3, 4)))
    thin = volume.thinned(3)
    assert thin.shape_kji == (2, 3, 3)
    assert thin.array[1, 2, 1] == volume.array[3, 6, 3]
    np.testing.assert_allclose(thin.to_lps((1, 2, 1)), volume.to_lps((3, 6, 3)))


def test_reading_and_writing_volumes_loads_no_library_for_resampling() -> None:
    code = "import sys, pet_ground.imaging; print(*{'SimpleITK', 'skimage'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
