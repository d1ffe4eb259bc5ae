"""DICOM files to volumes, through real files."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pydicom
import pytest
import SimpleITK as sitk
from dicom_files import (
    BQML_PER_SUV,
    SHAPE_KJI,
    change,
    ct_header,
    pet_header,
    radiopharmaceutical,
    suv_phantom,
    write_slices,
    write_study,
)
from pydicom.sequence import Sequence

from pet_ground.config import ConvertSettings
from pet_ground.dicom import convert_ct, convert_pet, in_suv_type, scan_archive, select_series, write_ct
from pet_ground.dicom.foreign import quiet
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.imaging import read_nifti, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import SuvOverride

STORED_STEP = 7.25 / 30000
"""Largest rounding of the phantom's stored values, in SUV."""


def pet_of(folder: Path) -> list[Path]:
    return sorted((folder / "pet").iterdir())


def test_a_pet_with_a_slope_per_slice_is_converted_voxel_by_voxel(tmp_path: Path) -> None:
    result = convert_pet(pet_of(write_study(tmp_path)))
    assert result.volume.array.dtype == np.float32
    assert result.volume.shape_kji == SHAPE_KJI
    np.testing.assert_allclose(result.volume.array, suv_phantom(), atol=STORED_STEP)
    assert result.volume.spacing_mm == pytest.approx((3.0, 4.0, 5.0))


def test_shuffled_and_renamed_files_give_the_same_volume(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path))
    renamed = []
    for number, path in enumerate(reversed(paths)):
        renamed.append(path.rename(path.with_name(f"IM{number * 7 % 9}")))
    result = convert_pet(sorted(renamed))
    np.testing.assert_allclose(result.volume.array, suv_phantom(), atol=STORED_STEP)


def test_two_libraries_agree_on_where_the_hot_voxel_lies(tmp_path: Path) -> None:
    volume = convert_pet(pet_of(write_study(tmp_path))).volume
    write_nifti(volume, tmp_path / "suv.nii.gz")
    expected_lps = np.array([-27.5 + 8 * 5.0, -30.0 + 4 * 4.0, -900.0 + 6 * 3.0])
    np.testing.assert_allclose(volume.to_lps((6, 4, 8)), expected_lps, atol=1e-4)
    by_itk = sitk.ReadImage(str(tmp_path / "suv.nii.gz"))
    hot = by_itk.TransformPhysicalPointToIndex(expected_lps.tolist())
    assert by_itk.GetPixel(hot) == pytest.approx(7.25, abs=STORED_STEP)
    by_nibabel = nib.load(tmp_path / "suv.nii.gz")
    index = np.linalg.inv(by_nibabel.affine) @ [*(-expected_lps[:2]), expected_lps[2], 1]
    assert by_nibabel.get_fdata()[tuple(np.rint(index[:3]).astype(int))] == pytest.approx(7.25, abs=STORED_STEP)


def test_a_feet_first_stack_comes_out_with_the_head_up(tmp_path: Path) -> None:
    turned = pet_header(ImageOrientationPatient=[-1, 0, 0, 0, 1, 0])
    volume = convert_pet(write_slices(tmp_path, turned, suv_phantom() * BQML_PER_SUV)).volume
    hot = np.unravel_index(int(volume.array.argmax()), volume.shape_kji)
    lps = volume.to_lps([float(n) for n in hot])
    np.testing.assert_allclose(lps, [-27.5 - 8 * 5.0, -14.0, -882.0], atol=1e-4)
    assert volume.affine_lps[2, 2] > 0


def test_a_ct_is_int16_in_hounsfield_units(tmp_path: Path) -> None:
    ct, flags = convert_ct(sorted((write_study(tmp_path) / "ct").iterdir()))
    assert (ct.array.dtype, flags) == (np.int16, ())
    assert set(np.unique(ct.array)) == {-1000, 40}


@pytest.mark.parametrize("keep", [200, 1000, -40])
def test_a_truncated_file_fails_as_corrupt(tmp_path: Path, keep: int) -> None:
    paths = pet_of(write_study(tmp_path))
    paths[4].write_bytes(paths[4].read_bytes()[:keep])
    with pytest.raises(ItemFailed) as caught:
        convert_pet(paths)
    assert caught.value.reason is Reason.CORRUPT_FILE


def test_a_file_that_vanished_fails_as_missing(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path))
    paths[2].unlink()
    with pytest.raises(ItemFailed) as caught:
        convert_pet(paths)
    assert caught.value.reason is Reason.MISSING_FILE


def test_slices_that_disagree_on_the_dose_are_refused(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path))
    other = pet_header(dose=radiopharmaceutical(RadionuclideTotalDose=3.0e8))
    paths[8] = write_slices(tmp_path / "other", other, suv_phantom() * BQML_PER_SUV)[8]
    with pytest.raises(ItemDropped) as caught:
        convert_pet(paths)
    assert caught.value.reason is Reason.SUV_INCONSISTENT
    assert "dose" in caught.value.detail


def test_two_injections_are_refused(tmp_path: Path) -> None:
    twice = pet_header(RadiopharmaceuticalInformationSequence=Sequence([radiopharmaceutical(), radiopharmaceutical()]))
    with pytest.raises(ItemDropped) as caught:
        convert_pet(write_slices(tmp_path, twice, suv_phantom() * BQML_PER_SUV))
    assert caught.value.reason is Reason.SUV_SEVERAL_TRACERS


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"FrameOfReferenceUID": None}, "frame_of_reference_missing"),
        ({"FrameOfReferenceUID": ""}, "frame_of_reference_missing"),
        ({"CorrectedImage": None}, "attenuation_not_stated"),
        ({"ImageType": ["DERIVED", "PRIMARY"]}, "derived_pet"),
    ],
)
def test_what_the_headers_of_the_pet_leave_open_is_flagged(tmp_path: Path, changes: dict[str, Any], flag: str) -> None:
    assert flag not in convert_pet(pet_of(write_study(tmp_path))).flags
    header = pet_header(**changes)
    assert flag in convert_pet(write_slices(tmp_path / "open", header, suv_phantom() * BQML_PER_SUV)).flags


def test_a_derived_ct_is_flagged(tmp_path: Path) -> None:
    header = ct_header(ImageType=["DERIVED", "SECONDARY", "AXIAL"])
    assert convert_ct(write_slices(tmp_path, header, np.zeros((3, 4, 5))))[1] == ("derived_ct",)


def test_a_pet_with_fewer_slices_than_it_says_is_refused(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path, NumberOfSlices=9))
    assert convert_pet(paths).volume.shape_kji == SHAPE_KJI
    with pytest.raises(ItemDropped) as caught:
        convert_pet(paths[:-1])
    assert caught.value.reason is Reason.GEOMETRY_MISSING_SLICE
    assert caught.value.detail == "8 slices of 9"


@pytest.mark.parametrize("told", [None, 0, 5])
def test_a_number_of_slices_that_is_missing_or_smaller_is_ignored(tmp_path: Path, told: object) -> None:
    assert convert_pet(pet_of(write_study(tmp_path, NumberOfSlices=told))).volume.shape_kji == SHAPE_KJI


@pytest.mark.parametrize(
    ("words", "signed", "value"),
    [([0x0FFB, 0x0005], 1, [-5, 5]), ([0xF005, 0x0FFF], 0, [5, 4095]), ([0xFFFB, 0xF7FF], 1, [-5, 2047])],
)
def test_bits_above_the_stored_ones_are_no_part_of_the_value(
    tmp_path: Path, words: list[int], signed: int, value: list[int]
) -> None:
    header = ct_header(BitsStored=12, HighBit=11, RescaleIntercept=0, PixelRepresentation=signed)
    for path in write_slices(tmp_path, header, np.zeros((2, 1, 2))):
        file = pydicom.dcmread(path)
        file.PixelData = np.array(words, dtype="<u2").tobytes()
        file.save_as(path)
    assert convert_ct(sorted(tmp_path.iterdir()))[0].array[0, 0].tolist() == value


@pytest.mark.parametrize(("stored", "high"), [(0, 0), (17, 16), (12, 5), (12, 16)])
def test_impossible_bits_fail_as_corrupt(tmp_path: Path, stored: int, high: int) -> None:
    with pytest.raises(ItemFailed) as caught:
        convert_ct(write_slices(tmp_path, ct_header(BitsStored=stored, HighBit=high), np.zeros((2, 3, 4))))
    assert caught.value.reason is Reason.CORRUPT_FILE


def test_values_that_no_float32_holds_fail_as_corrupt(tmp_path: Path) -> None:
    header = pet_header(RescaleSlope="1e39")
    with pytest.raises(ItemFailed) as caught:
        convert_pet(write_slices(tmp_path, header, np.full(SHAPE_KJI, 1e43)))
    assert caught.value.reason is Reason.CORRUPT_FILE


def test_a_rescale_intercept_that_is_no_number_fails_as_corrupt(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path))
    whole = paths[2].read_bytes()
    at = whole.index(b"(\0R\x10DS") + 8
    broken = whole[:at] + b"x" * whole[at - 2] + whole[at + whole[at - 2] :]
    paths[2].write_bytes(broken)
    with pytest.raises(ItemFailed) as caught:
        convert_pet(paths)
    assert caught.value.reason is Reason.CORRUPT_FILE


@pytest.mark.parametrize(
    "changes",
    [
        {"FrameReferenceTime": "1e300", "SeriesTime": None},
        {"ActualFrameDuration": "-1e308", "SeriesTime": None},
        {"SeriesDate": "99991231", "AcquisitionDate": "99991231", "SeriesTime": "235960", "AcquisitionTime": "235960"},
        {"SeriesDate": "00010101", "AcquisitionDate": "00010101", "SeriesTime": "000100", "AcquisitionTime": "000100"},
        {"ImageOrientationPatient": [1e308, 1e308, 0, 0, 1e308, 1e308]},
        {"PixelSpacing": ["1e-320", "1e308"]},
    ],
)
def test_a_header_of_nonsense_is_refused_or_read_and_never_stops_a_run(tmp_path: Path, changes: dict[str, Any]) -> None:
    header = pet_header()
    header.FrameReferenceTime, header.ActualFrameDuration = 1000, 120000
    with quiet():
        paths = write_slices(tmp_path, change(header, changes), suv_phantom() * BQML_PER_SUV)
    with contextlib.suppress(ItemDropped, ItemFailed):
        convert_pet(paths)


def test_an_implausible_body_mean_is_flagged_and_not_refused(tmp_path: Path) -> None:
    light = pet_header(PatientWeight=8.0)
    assert "body_mean_suv_unusual" in convert_pet(write_slices(tmp_path, light, suv_phantom() * BQML_PER_SUV)).flags


def test_reading_headers_leaves_no_patient_data_in_warnings_or_logs(
    tmp_path: Path, recwarn: pytest.WarningsRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_study(tmp_path, StudyID="MUSTER-SECRET-LONGER-THAN-ALLOWED")
    recwarn.clear()
    scan = scan_archive(tmp_path)
    convert_pet(pet_of(folder))
    assert scan.studies[0].patient_id == "PID-1"
    assert not recwarn.list
    assert not caplog.text


@pytest.mark.parametrize(
    "name",
    ["DRO_0_0", "DRO_1_0", "DRO_2_0", "DRO_2_4", "DRO_3_1", "DRO_3_2", "DRO_3_3", "DRO_4_0", "DRO_4_1", "DRO_5_0"],
)
def test_the_reference_objects_have_suv_0_20_1_00_4_00(golden: Path, name: str) -> None:
    folder = golden / "suv_dro" / name
    pet = select_series(scan_archive(folder / "PT").studies[0]).pet
    assert pet is not None
    volume = convert_pet([folder / "PT" / file for file in pet.files]).volume
    inside = nib.load(folder / "mask" / "DRO_mask.nii.gz").get_fdata().transpose(2, 1, 0) > 0
    suv = volume.array[inside]
    assert [round(float(value), 2) for value in (suv.min(), np.median(suv), suv.max())] == [0.20, 1.00, 4.00]


def test_a_phantom_without_units_is_refused_as_suv(golden: Path) -> None:
    folder = golden / "nema_iq" / "recon_1"
    with pytest.raises(ItemDropped) as caught:
        convert_pet(sorted(folder.iterdir()))
    assert caught.value.reason is Reason.SUV_UNITS


def test_the_index_leaves_its_input_alone(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    copy = shutil.copytree(folder, tmp_path.parent / f"{tmp_path.name}-copy")
    scan_archive(tmp_path)
    for path in pet_of(folder):
        assert path.read_bytes() == (copy / "pet" / path.name).read_bytes()


CT = np.arange(3 * 4 * 5).reshape(3, 4, 5) - 1000.0
"""Hounsfield units in which no two voxels are alike."""


def test_a_ct_without_rescale_is_taken_as_it_stands_and_flagged(tmp_path: Path) -> None:
    header = ct_header(RescaleSlope=1, RescaleIntercept=0)
    paths = write_slices(tmp_path, header, CT)
    assert convert_ct(paths)[1] == ()
    for path in paths:
        without(path, "RescaleSlope", "RescaleIntercept")
    volume, flags = convert_ct(paths)
    assert flags == ("ct_rescale_missing",)
    assert np.array_equal(volume.array, CT)


def test_stored_values_without_rescale_that_hold_no_air_are_no_hounsfield_units(tmp_path: Path) -> None:
    paths = write_slices(tmp_path, ct_header(RescaleSlope=1, RescaleIntercept=0), CT + 1024)
    without(paths[1], "RescaleSlope", "RescaleIntercept")
    with pytest.raises(ItemFailed) as caught:
        convert_ct(paths)
    assert caught.value.reason is Reason.CORRUPT_FILE


def without(path: Path, *keywords: str) -> None:
    file = pydicom.dcmread(path)
    for keyword in keywords:
        delattr(file, keyword)
    file.save_as(path)


@pytest.mark.parametrize(
    ("changes", "values", "dtype"),
    [
        ({"RescaleSlope": 1, "RescaleIntercept": -1024}, CT, np.int16),
        ({"RescaleSlope": "1.0", "RescaleIntercept": "-8192.0"}, CT - 7000, np.int16),
        ({"RescaleSlope": 2, "RescaleIntercept": -1}, 2 * CT - 1, np.int16),
        ({"RescaleSlope": -1, "RescaleIntercept": 0}, CT, np.int16),
        ({"RescaleSlope": 1, "RescaleIntercept": 32767 - 59}, CT + 1000 + 32767 - 59, np.int16),
        ({"RescaleSlope": 1, "RescaleIntercept": 32767 - 58}, CT + 1000 + 32767 - 58, np.float32),
        ({"RescaleSlope": 1, "RescaleIntercept": -32768}, CT + 1000 - 32768, np.int16),
        ({"RescaleSlope": 1, "RescaleIntercept": -100000}, CT - 100000, np.float32),
        ({"RescaleSlope": "0.5", "RescaleIntercept": 0}, CT / 2, np.float32),
        ({"RescaleSlope": 1, "RescaleIntercept": "0.25"}, CT + 0.25, np.float32),
    ],
)
def test_a_ct_is_int16_where_its_values_are_whole_and_fit_and_float32_else(
    tmp_path: Path, changes: dict[str, Any], values: np.ndarray, dtype: type
) -> None:
    paths = write_slices(tmp_path / "ct", ct_header(**changes), values)
    volume, _ = convert_ct(paths)
    assert volume.array.dtype == dtype
    assert np.array_equal(volume.array, values)
    written, flags = write_ct(paths, tmp_path / "ct.nii.gz")
    again = read_nifti(tmp_path / "ct.nii.gz")
    assert flags == ()
    assert again.array.dtype == dtype
    assert np.array_equal(again.array, values)
    assert again.same_grid(volume)
    assert written.same_grid(volume)


def test_unsigned_words_above_the_range_of_int16_come_down_by_their_intercept(tmp_path: Path) -> None:
    header = ct_header(RescaleIntercept=-40000, PixelRepresentation=0)
    for path in write_slices(tmp_path, header, np.full((2, 1, 2), -40000.0)):
        file = pydicom.dcmread(path)
        file.PixelData = np.array([39000, 65535], dtype="<u2").tobytes()
        file.save_as(path)
    volume, _ = convert_ct(sorted(tmp_path.iterdir()))
    assert (volume.array.dtype, volume.array[0, 0].tolist()) == (np.int16, [-1000, 25535])


@pytest.mark.parametrize(
    "orientation", [[1, 0, 0, 0, 1, 0], [-1, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, -1], [1, 0, 0, 0, 0.8, 0.6]]
)
def test_a_ct_written_slice_by_slice_is_the_file_of_its_volume(tmp_path: Path, orientation: list[float]) -> None:
    header = ct_header(ImageOrientationPatient=orientation)
    normal = np.cross(orientation[:3], orientation[3:])
    paths = write_slices(tmp_path / "ct", header, CT)
    for k, path in enumerate(paths):
        file = pydicom.dcmread(path)
        file.ImagePositionPatient = [round(float(value), 4) for value in (-20, -30, -900) + 3.0 * k * normal]
        file.save_as(path)
    volume, flags = convert_ct(paths)
    write_nifti(volume, tmp_path / "whole.nii.gz")
    blank, same_flags = write_ct(list(reversed(paths)), tmp_path / "slices.nii.gz")
    assert (tmp_path / "slices.nii.gz").read_bytes() == (tmp_path / "whole.nii.gz").read_bytes()
    assert blank.same_grid(volume)
    assert (blank.native_axcodes, same_flags) == (volume.native_axcodes, flags)


def test_slices_of_two_frames_of_reference_are_refused(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path))
    other = pet_header(FrameOfReferenceUID="1.2.3")
    paths[3] = write_slices(tmp_path / "other", other, suv_phantom() * BQML_PER_SUV)[3]
    with pytest.raises(ItemDropped) as caught:
        convert_pet(paths)
    assert caught.value.reason is Reason.GEOMETRY_MISMATCH


def test_a_lost_slice_is_refused_or_interpolated_as_the_settings_say(tmp_path: Path) -> None:
    folder = write_study(tmp_path, NumberOfSlices=9)
    pet, ct = pet_of(folder), sorted((folder / "ct").iterdir())
    del pet[4], ct[4]
    for convert in (convert_pet, convert_ct):
        with pytest.raises(ItemDropped) as caught:
            convert(pet if convert is convert_pet else ct)
        assert caught.value.reason is Reason.GEOMETRY_MISSING_SLICE
    settings = ConvertSettings(gaps="resample")
    suv = convert_pet(pet, settings=settings)
    expected = suv_phantom()
    expected[4] = (expected[3] + expected[5]) / 2
    np.testing.assert_allclose(suv.volume.array, expected, atol=2 * STORED_STEP)
    assert "gaps_resampled" in suv.flags
    volume, flags = convert_ct(ct, settings)
    assert (volume.array.dtype, volume.shape_kji, flags) == (np.int16, (9, 28, 22), ("ct_gaps_resampled",))
    assert write_ct(ct, tmp_path / "ct.nii.gz", settings)[1] == flags
    assert np.array_equal(read_nifti(tmp_path / "ct.nii.gz").array, volume.array)


def test_what_a_person_says_replaces_facts_on_which_the_slices_disagree(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path))
    other = pet_header(dose=radiopharmaceutical(RadionuclideTotalDose=3.0e8))
    paths[8] = write_slices(tmp_path / "other", other, suv_phantom() * BQML_PER_SUV)[8]
    with pytest.raises(ItemDropped, match="suv_inconsistent"):
        convert_pet(paths, SuvOverride(weight_kg=70.0))
    result = convert_pet(paths, SuvOverride(dose_bq=2.0e8))
    assert result.decision.provenance.overrides == ("dose_bq",)
    np.testing.assert_allclose(result.volume.array, 2 * suv_phantom(), atol=2 * STORED_STEP)


def test_an_suv_of_another_type_is_the_body_weight_suv_times_its_ratio(tmp_path: Path) -> None:
    paths = pet_of(write_study(tmp_path, PatientSize=1.8, PatientSex="M"))
    pet = convert_pet(paths, settings=ConvertSettings(suv_types=("LBM", "BSA")))
    ratios = pet.decision.provenance.type_factors
    assert set(ratios) == {"LBM", "BSA"}
    for kind, expected in ratios.items():
        volume, ratio = in_suv_type(pet, kind)
        assert ratio == expected
        assert volume.array.dtype == np.float32
        np.testing.assert_allclose(volume.array, pet.volume.array * expected, rtol=1e-6)
    assert in_suv_type(pet, "BW") == (pet.volume, 1.0)


def test_an_suv_type_that_needs_a_height_is_refused_without_it(tmp_path: Path) -> None:
    pet = convert_pet(pet_of(write_study(tmp_path)))
    with pytest.raises(ItemDropped) as caught:
        in_suv_type(pet, "LBM")
    assert caught.value.reason is Reason.SUV_NO_HEIGHT


@pytest.mark.parametrize(("row_x", "first"), [(1, "feet"), (-1, "head")])
def test_the_factors_per_slice_stand_in_the_order_of_k(tmp_path: Path, row_x: int, first: str) -> None:
    header = pet_header(DecayCorrection="NONE", ImageOrientationPatient=[row_x, 0, 0, 0, 1, 0])
    paths = write_slices(tmp_path, header, suv_phantom() * BQML_PER_SUV)
    for k, path in enumerate(paths):
        file = pydicom.dcmread(path)
        file.AcquisitionTime = f"10{k:02d}00"
        file.save_as(path)
    result = convert_pet(paths)
    factors = result.decision.provenance.suv_factor
    assert isinstance(factors, tuple)
    assert list(factors) == sorted(factors)
    hot = np.unravel_index(int(result.volume.array.argmax()), result.volume.shape_kji)
    raw = pydicom.dcmread(paths[int(hot[0])])
    assert result.volume.array[hot] == pytest.approx(raw.pixel_array.max() * raw.RescaleSlope * factors[hot[0]])
