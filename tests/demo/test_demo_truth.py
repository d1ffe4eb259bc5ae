"""The truth is what a reader would measure on the files."""

from __future__ import annotations

from itertools import combinations

import nibabel as nib
import numpy as np
import pytest

from pet_ground.imaging import read_nifti

LEFT_RIGHT = (
    ("kidney_left", 3, 2),
    ("lung_lower_lobe", 11, 14),
    ("hip", 77, 78),
    ("femur", 75, 76),
    ("rib_6", 97, 109),
)


def mask_of(demo, row):
    volume = read_nifti(demo.folder / row["mask"])
    assert volume.shape_kji == demo.pets[row["study_instance_uid"]].suv.shape
    return volume


def test_the_truth_suv_is_the_maximum_inside_the_mask_of_the_written_pet(demo):
    for row in demo.truth:
        pet = demo.pets[row["study_instance_uid"]]
        assert pet.suv[mask_of(demo, row).array > 0].max() == pytest.approx(row["suv_max"], rel=1e-4)


def test_the_axial_slice_counts_from_one_at_the_head(demo):
    for row in demo.truth:
        pet = demo.pets[row["study_instance_uid"]]
        k, j, i = pet.index_kji(row["peak_lps_mm"])
        assert pet.suv[k, j, i] == pytest.approx(row["suv_max"], rel=1e-4)
        above = sum(float(d.ImagePositionPatient[2]) > row["peak_lps_mm"][2] + 0.1 for d in pet.headers)
        assert row["axial_slice"] == above + 1


def test_every_lesion_is_a_local_maximum(demo):
    for row in demo.truth:
        pet = demo.pets[row["study_instance_uid"]]
        k, j, i = pet.index_kji(row["peak_lps_mm"])
        assert pet.suv[k - 1 : k + 2, j - 1 : j + 2, i - 1 : i + 2].max() == pet.suv[k, j, i]


def test_masks_lie_on_the_pet_grid_around_their_centre_and_have_their_volume(demo):
    for row in demo.truth:
        volume, pet = mask_of(demo, row), demo.pets[row["study_instance_uid"]]
        np.testing.assert_allclose(volume.affine_lps[:3, 3], pet.origin_lps_mm, atol=1e-3)
        np.testing.assert_allclose(volume.spacing_mm[::-1], pet.spacing_xyz_mm, atol=1e-3)
        voxels = np.argwhere(volume.array)
        assert np.linalg.norm(volume.to_lps(voxels).mean(axis=0) - row["centre_lps_mm"]) < 1.5
        assert len(voxels) * volume.voxel_ml == pytest.approx(row["volume_ml"], rel=0.35, abs=0.15)


def test_sides_are_the_patients(demo):
    for row in demo.truth:
        if row["laterality"]:
            assert (row["centre_lps_mm"][0] > 0) == (row["laterality"] == "left"), row["place"]
            assert row["laterality"] in row["place"]


def test_two_lesions_of_a_study_differ_in_slice_or_value(demo):
    for a, b in combinations(demo.truth, 2):
        if a["accession_number"] == b["accession_number"]:
            apart = abs(a["axial_slice"] - b["axial_slice"]) > 3
            assert apart or abs(round(a["suv_max"], 1) - round(b["suv_max"], 1)) >= 0.5


def test_lesions_have_the_promised_sizes_and_uptakes(demo):
    per_study = np.unique([row["accession_number"] for row in demo.truth], return_counts=True)[1]
    assert len(per_study) == 3
    assert per_study.min() >= 3
    assert per_study.max() <= 9
    assert all(3.0 <= row["suv_max"] <= 20 for row in demo.truth)
    assert any(row["touches_hot_organ"] for row in demo.truth)


def test_left_organs_of_the_label_map_lie_on_the_patients_left(demo):
    for uid, pet in demo.pets.items():
        volume = read_nifti(demo.summary.labels / f"{uid}.nii.gz")
        assert volume.array.dtype == np.uint8
        assert volume.shape_kji[0] == pet.suv.shape[0]
        for name, left, right in LEFT_RIGHT:
            x = [volume.to_lps(np.argwhere(volume.array == one).mean(axis=0))[0] for one in (left, right)]
            assert x[0] > 20 > -20 > x[1], name


def test_organs_lie_above_one_another_as_in_a_patient(demo):
    order = (90, 43, 51, 5, 3, 21)  # brain, T1, heart, liver, left kidney, bladder
    for uid in demo.pets:
        image = nib.load(demo.summary.labels / f"{uid}.nii.gz")
        labels = np.asarray(image.dataobj)
        heights = [np.argwhere(labels == one)[:, 2].mean() for one in order]
        assert heights == sorted(heights, reverse=True)


def test_uptake_of_organs_is_that_of_an_fdg_scan(demo):
    for uid, pet in demo.pets.items():
        volume = read_nifti(demo.summary.labels / f"{uid}.nii.gz")
        for number, low, high in ((5, 1.8, 2.7), (11, 0.2, 0.8), (90, 4.0, 10.0), (21, 9.0, 45.0)):
            inside = volume.to_lps(np.argwhere(volume.array == number)[::7])
            i, j, k = np.rint((inside - pet.origin_lps_mm) / pet.spacing_xyz_mm).astype(int).T
            assert low < np.median(pet.suv[k, j, i]) < high, number


def test_lesions_of_lung_liver_and_bone_lie_in_that_organ(demo):
    classes = {"lung": range(10, 15), "liver": (5,), "bone": (*range(25, 51), *range(69, 79), *range(91, 118))}
    for row in demo.truth:
        if row["organ"] in classes and not row["touches_hot_organ"]:
            volume = read_nifti(demo.summary.labels / f"{row['study_instance_uid']}.nii.gz")
            k, j, i = np.rint(volume.to_index(row["centre_lps_mm"])).astype(int)
            assert volume.array[k, j, i] in classes[row["organ"]], row["place"]
