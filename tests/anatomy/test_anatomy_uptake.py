"""The uptake of organs: phantoms of known activity on grids of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phantom_labels import phantom
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from pet_ground.anatomy.classes import ID_OF
from pet_ground.anatomy.uptake import GROUPS, labels_on, measure_structures, study_flags
from pet_ground.grounding.methods.liver import liver_reference
from pet_ground.imaging import Volume
from pet_ground.records import StructureUptake
from pet_ground.units import FWHM_PER_SIGMA

FWHM_MM = 6.5
LIVER, SPLEEN = ID_OF["liver"], ID_OF["spleen"]

LIVER_BOX_MM = ((-70.0, 20.0), (-60.0, 40.0), (-50.0, 30.0))
SPLEEN_BOX_MM = ((20.0, 65.0), (-35.0, 25.0), (-50.0, 30.0))
"""Two organs that touch, as intervals along L, P and S: 720 and 216 ml."""


def grid(spacing_kji_mm: tuple[float, float, float], shape_kji: tuple[int, int, int], turn_deg: float = 0.0) -> Volume:
    """An empty volume whose middle is the origin, turned about an axis that is none of its own."""
    k, j, i = spacing_kji_mm
    affine = np.eye(4)
    affine[:3, :3] = Rotation.from_rotvec(np.deg2rad(turn_deg) * np.array([0.36, 0.48, 0.8])).as_matrix() * (i, j, k)
    affine[:3, 3] = -affine[:3, :3] @ ((np.array(shape_kji[::-1]) - 1) / 2)
    return Volume(np.zeros(shape_kji, np.float32), affine)


def inside(volume: Volume, box_mm: tuple[tuple[float, float], ...]) -> np.ndarray:
    lps = volume.to_lps(np.stack(np.indices(volume.shape_kji), axis=-1))
    low, high = np.array(box_mm).T
    return np.all((lps >= low) & (lps < high), axis=-1)


def two_organs(ct: Volume) -> Volume:
    array = np.zeros(ct.shape_kji, np.uint8)
    array[inside(ct, LIVER_BOX_MM)] = LIVER
    array[inside(ct, SPLEEN_BOX_MM)] = SPLEEN
    return ct.like(array)


def scan(pet: Volume, fwhm_mm: float = 0.0, liver: float = 2.0, spleen: float = 8.0) -> Volume:
    array = np.full(pet.shape_kji, 0.5, np.float32)
    array[inside(pet, LIVER_BOX_MM)] = liver
    array[inside(pet, SPLEEN_BOX_MM)] = spleen
    sigma = [fwhm_mm / FWHM_PER_SIGMA / mm for mm in pet.spacing_mm]
    return pet.like(gaussian_filter(array, sigma))


def named(found: tuple[StructureUptake, ...]) -> dict[str, StructureUptake]:
    return {one.structure: one for one in found}


CT = grid((2.5, 1.7, 1.9), (48, 84, 90))
PETS = {
    "coarse": grid((4.1, 3.7, 4.3), (36, 42, 44)),
    "fine": grid((2.1, 1.6, 1.8), (70, 96, 100)),
    "oblique": grid((3.1, 2.6, 2.8), (60, 70, 72), turn_deg=17.0),
}


@pytest.mark.parametrize("name", PETS)
def test_the_core_of_an_organ_has_its_activity_whatever_the_grids(name: str) -> None:
    found = named(measure_structures(two_organs(CT), scan(PETS[name], FWHM_MM), FWHM_MM))
    liver, spleen = found["liver"], found["spleen"]
    assert liver.suv_mean == pytest.approx(2.0, rel=0.01)
    assert spleen.suv_mean == pytest.approx(8.0, rel=0.01)
    # A plane border lets 0.9 % of the difference through at one FWHM; the voxels of both grids blur where it is.
    assert spleen.suv_max == pytest.approx(8.0, rel=0.005)
    assert liver.suv_max == pytest.approx(2.0, abs=0.03 * (8.0 - 2.0))
    assert liver.volume_ml == pytest.approx(720, rel=0.03)
    assert liver.pet_ml == pytest.approx(720, rel=0.06)
    assert 200 < liver.core_ml < 720


@pytest.mark.parametrize("name", PETS)
def test_a_hot_neighbour_spills_into_the_whole_organ_and_not_into_its_core(name: str) -> None:
    hot = named(measure_structures(two_organs(CT), scan(PETS[name], FWHM_MM, spleen=30.0), FWHM_MM))["liver"]
    assert hot.whole_suv_max is not None
    assert hot.whole_suv_max > 6.0
    assert hot.suv_median == pytest.approx(2.0, abs=0.01)
    assert hot.suv_mean == pytest.approx(2.0, rel=0.02)


def test_the_maximum_is_that_of_a_voxel_of_the_pet() -> None:
    pet = scan(PETS["oblique"])
    hottest = np.round(pet.to_index((-25.0, -10.0, -10.0))).astype(int)
    pet.array[tuple(hottest)] = 9.125
    found = named(measure_structures(two_organs(CT), pet, FWHM_MM))["liver"]
    assert found.suv_max == found.whole_suv_max == 9.125


def test_no_voxel_of_the_core_has_one_outside_within_the_resolution() -> None:
    pet = PETS["coarse"]
    found = named(measure_structures(two_organs(pet), scan(pet), FWHM_MM))["liver"]
    mask = inside(pet, LIVER_BOX_MM)
    near_mm, _ = cKDTree(pet.to_lps(np.argwhere(~mask))).query(pet.to_lps(np.argwhere(mask)))
    assert found.core_ml == pytest.approx(np.count_nonzero(near_mm >= FWHM_MM + 4.3 / 2) * pet.voxel_ml)


def test_a_structure_too_thin_for_a_core_has_whole_values_only() -> None:
    pet = scan(PETS["fine"])
    array = np.zeros(pet.shape_kji, np.uint8)
    array[10:60, 40:46, 40:46] = ID_OF["rib_left_4"]
    (rib,) = measure_structures(pet.like(array), pet, FWHM_MM)
    assert rib.flags == ("no_core",)
    assert rib.suv_mean is rib.suv_median is rib.suv_sd is rib.suv_max is None
    assert rib.whole_suv_mean is not None


def test_a_structure_beside_the_pet_has_a_volume_and_no_suv() -> None:
    pet = scan(PETS["coarse"])
    far = replace(two_organs(CT), affine_lps=CT.affine_lps + np.array([[0, 0, 0, 900.0]] + [[0] * 4] * 3))
    liver = named(measure_structures(far, pet, FWHM_MM))["liver"]
    assert liver.volume_ml == pytest.approx(720, rel=0.03)
    assert (liver.pet_ml, liver.whole_suv_mean, liver.suv_mean) == (0.0, None, None)
    assert liver.flags == ("outside_pet", "no_core")


def test_a_structure_that_the_pet_cuts_is_flagged_and_its_core_keeps_away_from_the_end() -> None:
    pet = grid((3.0, 3.0, 3.0), (20, 60, 60))
    liver = named(measure_structures(two_organs(CT), scan(pet), FWHM_MM))["liver"]
    assert "touches_pet_border" in liver.flags
    assert "touches_border" not in liver.flags
    (whole,) = [
        one for one in measure_structures(two_organs(CT), scan(PETS["fine"]), FWHM_MM) if one.structure == "liver"
    ]
    assert liver.core_ml < 0.8 * whole.core_ml


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("end", [0, -1])
def test_each_of_the_six_faces_of_the_label_map_is_a_border(axis: int, end: int) -> None:
    array = np.zeros((12, 10, 15), dtype=np.uint8)
    middle = [6, 5, 7]
    middle[axis] = end
    array[tuple(middle)] = ID_OF["brain"]
    labels = phantom().like(array)
    (found,) = measure_structures(labels, labels.like(array * 0.0), FWHM_MM)
    assert "touches_border" in found.flags


def test_a_group_is_the_union_of_its_members_and_its_core_that_of_theirs() -> None:
    pet = scan(PETS["fine"], liver=3.0, spleen=6.0)
    array = np.zeros(pet.shape_kji, np.uint8)
    array[inside(pet, LIVER_BOX_MM)] = ID_OF["vertebrae_L3"]
    array[inside(pet, SPLEEN_BOX_MM)] = ID_OF["vertebrae_L2"]
    found = named(measure_structures(pet.like(array), pet, FWHM_MM))
    marrow, parts = found["bone_marrow"], (found["vertebrae_L3"], found["vertebrae_L2"])
    assert marrow.class_ids == (28, 29) or set(marrow.class_ids) == {ID_OF["vertebrae_L3"], ID_OF["vertebrae_L2"]}
    for field in ("volume_ml", "pet_ml", "core_ml"):
        assert getattr(marrow, field) == pytest.approx(sum(getattr(part, field) for part in parts))
    expected = sum((part.suv_mean or 0) * part.core_ml for part in parts) / marrow.core_ml
    assert marrow.suv_mean == pytest.approx(expected)
    assert marrow.suv_max == pytest.approx(6.0)
    assert {"blood_pool", "muscle"} == set(GROUPS) - set(found)


def test_the_rows_are_in_the_order_of_the_ids_and_of_what_is_there_only() -> None:
    labels = phantom()
    found = measure_structures(labels, labels.like(labels.array * 1.0), FWHM_MM)
    classes = [one.class_ids[0] for one in found if one.structure not in GROUPS]
    assert classes == sorted(set(labels.array[labels.array > 0].tolist()))
    assert [one.structure for one in found[len(classes) :]] == ["blood_pool", "muscle", "bone_marrow"]
    assert measure_structures(phantom(()), labels, FWHM_MM) == ()


@settings(max_examples=10, deadline=None)
@given(st.floats(-30, 30), st.tuples(*[st.floats(-9, 9)] * 3))
def test_a_voxel_takes_the_label_at_its_centre_however_the_grids_lie(turn_deg: float, shift: tuple[float, ...]) -> None:
    labels = phantom()
    middle = labels.to_lps([(n - 1) / 2 for n in labels.shape_kji])
    pet = grid((9.0, 7.0, 5.0), (17, 15, 19), turn_deg)
    pet.affine_lps[:3, 3] += middle + shift
    exact = labels.to_index(pet.to_lps(np.stack(np.indices(pet.shape_kji), axis=-1)))
    index = np.floor(exact + 0.5).astype(int)
    between = np.any(np.abs(exact + 0.5 - np.rint(exact + 0.5)) < 1e-6, axis=-1)
    exists = np.all((index >= 0) & (index < labels.shape_kji), axis=-1)
    expected = np.where(exists, labels.array[tuple(np.moveaxis(np.where(exists[..., None], index, 0), -1, 0))], 0)
    assert np.array_equal(labels_on(labels, pet)[~between], expected[~between])


@pytest.mark.parametrize(
    ("suv", "tracer", "flags"),
    [
        (2.0, "FDG", ()),
        (0.9, "FDG", ("liver_suv_unusual",)),
        (4.1, "FDG", ("liver_suv_unusual",)),
        (9.0, "PSMA-1007", ()),
        (9.0, "", ()),
    ],
)
def test_an_fdg_study_whose_liver_is_not_between_1_and_4_is_flagged(
    suv: float, tracer: str, flags: tuple[str, ...]
) -> None:
    found = measure_structures(two_organs(CT), scan(PETS["coarse"], liver=suv), FWHM_MM)
    assert study_flags(found, tracer) == flags


def test_a_study_without_a_measured_liver_is_not_flagged() -> None:
    assert study_flags((), "FDG") == ()


def test_the_core_of_the_liver_agrees_with_percists_sphere() -> None:
    noise = np.random.default_rng(7).normal(0.0, 0.2, PETS["fine"].shape_kji)
    clean = scan(PETS["fine"], FWHM_MM)
    pet = clean.like((clean.array + noise).astype(np.float32))
    liver = named(measure_structures(two_organs(CT), pet, FWHM_MM))["liver"]
    sphere = liver_reference(pet, two_organs(CT), LIVER)
    assert sphere is not None
    assert liver.suv_mean == pytest.approx(sphere.mean_suv, rel=0.01)
    assert liver.suv_sd == pytest.approx(sphere.sd_suv, rel=0.05)
