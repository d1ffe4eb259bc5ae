"""Multi-frame PET and CT objects give the same volumes as the classic slices that they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dicom_files import BQML_PER_SUV, HALF_LIFE_S, UPTAKE_S, ct_header, pet_header, suv_phantom, write_slices
from multiframe_files import (
    ENHANCED_CT,
    LEGACY_CT,
    LEGACY_PET,
    SLOPES,
    enhanced_pet,
    group,
    item,
    legacy_converted,
    position_mm,
    real_world,
    rescale,
    save,
    shared_groups,
    stored_pixels,
)
from pydicom import dcmread

from pet_ground.dicom.convert import convert_ct, convert_pet
from pet_ground.dicom.enhanced import frame_headers
from pet_ground.dicom.facts import read_series_facts, read_slice_facts
from pet_ground.dicom.frames import read_frames
from pet_ground.dicom.reading import open_header, read_header
from pet_ground.dicom.values import number, numbers, text, texts
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason

RELATIVE = 1e-6
MAPPING = "RealWorldValueMappingSequence"


@pytest.fixture(scope="module")
def classic(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The SUV volume of the phantom as classic slices, with the same stored pixels."""
    header = pet_header(RescaleIntercept=0)
    folder = tmp_path_factory.mktemp("classic")
    return convert_pet(write_slices(folder, header, suv_phantom() * BQML_PER_SUV, SLOPES)).volume


def suv_of(whole: Any, folder: Path) -> Any:
    return convert_pet([save(whole, folder / "whole.dcm")])


def assert_same(volume: Any, other: Any, relative: float = RELATIVE) -> None:
    np.testing.assert_allclose(volume.array, other.array, rtol=relative)
    np.testing.assert_allclose(volume.affine_lps, other.affine_lps, atol=1e-6)


def test_an_enhanced_pet_with_a_mapping_per_frame_is_the_volume_of_its_slices(classic: Any, tmp_path: Path) -> None:
    converted = suv_of(enhanced_pet(), tmp_path)
    assert_same(converted.volume, classic)
    assert converted.decision.provenance.rule == "BQML/START"


def test_the_rescale_is_taken_where_no_mapping_has_a_unit_of_pet(classic: Any, tmp_path: Path) -> None:
    whole = enhanced_pet(frame=lambda k: rescale(SLOPES[k]), Units="BQML")
    assert_same(suv_of(whole, tmp_path).volume, classic)


def test_the_unit_may_stand_in_rescale_type(classic: Any, tmp_path: Path) -> None:
    whole = enhanced_pet(frame=lambda k: rescale(SLOPES[k], "BQML"))
    assert_same(suv_of(whole, tmp_path).volume, classic)


def test_a_mapping_that_agrees_with_the_rescale_changes_nothing(classic: Any, tmp_path: Path) -> None:
    whole = enhanced_pet(frame=lambda k: {**rescale(SLOPES[k]), **group(MAPPING, real_world(SLOPES[k]))})
    assert_same(suv_of(whole, tmp_path).volume, classic)


def test_a_mapping_goes_before_a_rescale_without_a_unit(classic: Any, tmp_path: Path) -> None:
    whole = enhanced_pet(frame=lambda k: {**rescale(0.125), **group(MAPPING, real_world(SLOPES[k]))})
    assert_same(suv_of(whole, tmp_path).volume, classic)


def test_an_identity_mapping_of_rescaled_pixels_is_refused(tmp_path: Path) -> None:
    whole = enhanced_pet(frame=lambda k: {**rescale(SLOPES[k]), **group(MAPPING, real_world(1.0))})
    with pytest.raises(ItemDropped) as caught:
        suv_of(whole, tmp_path)
    assert caught.value.reason is Reason.SUV_INCONSISTENT


def test_mappings_in_one_unit_that_differ_are_refused(tmp_path: Path) -> None:
    whole = enhanced_pet(frame=lambda k: group(MAPPING, real_world(SLOPES[k]), real_world(SLOPES[k] * 2)))
    with pytest.raises(ItemDropped) as caught:
        suv_of(whole, tmp_path)
    assert caught.value.reason is Reason.SUV_INCONSISTENT


def test_activity_is_taken_before_an_suv_of_the_same_frame(classic: Any, tmp_path: Path) -> None:
    def both(k: int) -> dict[str, Any]:
        wrong = real_world(SLOPES[k] * 3, "g/ml{SUVbw}")
        return group(MAPPING, wrong, real_world(SLOPES[k]))

    converted = suv_of(enhanced_pet(frame=both), tmp_path)
    assert_same(converted.volume, classic)


def test_shared_groups_hold_for_every_frame(tmp_path: Path) -> None:
    slopes = np.full(9, 1.25)
    shared = shared_groups(**group(MAPPING, real_world(1.25)))
    converted = suv_of(enhanced_pet(stored_pixels(slopes=slopes), lambda _: {}, shared), tmp_path)
    np.testing.assert_allclose(converted.volume.array.max(), 7.25, rtol=1e-3)
    assert {one.slope for one in read_frames(tmp_path / "whole.dcm")} == {1.25}


@pytest.mark.parametrize("unit", ["g/ml{SUVbw}", "g/ml"])
def test_grams_per_ml_are_an_suv_already(unit: str, tmp_path: Path) -> None:
    slopes = SLOPES / 1000
    pixels = stored_pixels(1.0, slopes)
    converted = suv_of(enhanced_pet(pixels, lambda k: group(MAPPING, real_world(slopes[k], unit))), tmp_path)
    expected = pixels * slopes[:, None, None]
    assert sorted(converted.volume.array.ravel()) == pytest.approx(sorted(expected.ravel()), rel=RELATIVE)
    assert ("suv_type_absent" in converted.flags) == (unit == "g/ml")


@pytest.mark.parametrize(
    ("unit", "units", "suv_type"),
    [
        ("g/ml{SUVlbm}", "GML", "LBM"),
        ("g/ml{SUVlbm(James128)}", "GML", "LBMJAMES128"),
        ("g/ml{SUVlbm(Janma)}", "GML", "LBMJANMA"),
        ("g/ml{SUVibw}", "GML", "IBW"),
        ("cm2/ml{SUVbsa}", "CM2ML", "BSA"),
        ("{counts}", "CNTS", ""),
        ("{propcounts}/s", "PROPCPS", ""),
    ],
)
def test_units_of_ucum_are_told_in_the_classic_terms(unit: str, units: str, suv_type: str, tmp_path: Path) -> None:
    path = save(enhanced_pet(frame=lambda k: group(MAPPING, real_world(1.0, unit))), tmp_path / "whole.dcm")
    frame = frame_headers(read_header(path))[0]
    assert (text(frame, "Units"), text(frame, "SUVType")) == (units, suv_type)


def test_decay_is_corrected_to_the_decay_correction_datetime_whatever_series_time_says(
    classic: Any, tmp_path: Path
) -> None:
    whole = enhanced_pet(SeriesTime="101500", DecayCorrectionDateTime="20200310100000")
    converted = suv_of(whole, tmp_path)
    assert_same(converted.volume, classic)
    assert converted.decision.provenance.reference_rule == "decay_correction_datetime"


def test_without_decay_correction_each_frame_counts_from_its_reference_time(classic: Any, tmp_path: Path) -> None:
    """A frame that stands for a moment m s after the correction's has less activity by 2^(-m/half-life)."""
    moments_s = [60 * k for k in range(9)]
    weaker = 2 ** (-np.asarray(moments_s) / HALF_LIFE_S)
    whole = enhanced_pet(
        frame=lambda k: group(MAPPING, real_world(SLOPES[k] * weaker[k])),
        content=lambda k: {"FrameReferenceDateTime": f"202003101{moments_s[k] // 60:03d}00"},
        DecayCorrected="NO",
        DecayCorrectionDateTime=None,
    )
    converted = suv_of(whole, tmp_path)
    assert_same(converted.volume, classic)
    assert converted.decision.provenance.rule == "BQML/NONE"


def test_facts_of_a_frame_are_those_of_a_classic_slice(tmp_path: Path) -> None:
    path = save(enhanced_pet(), tmp_path / "whole.dcm")
    frame = frame_headers(read_header(path))[2]
    facts, one = read_series_facts(frame), read_slice_facts(frame)
    assert (facts.units, facts.decay_correction, facts.weight, facts.tracers) == ("BQML", "START", 80.0, 1)
    assert facts.injection_datetime is not None
    assert one.acquired is not None
    assert (one.acquired - facts.injection_datetime).total_seconds() == UPTAKE_S
    assert one.frame_duration_s == 120.0


def test_a_legacy_converted_pet_is_the_volume_of_its_slices(classic: Any, tmp_path: Path) -> None:
    whole = legacy_converted(pet_header(), LEGACY_PET, stored_pixels(), SLOPES)
    assert_same(suv_of(whole, tmp_path).volume, classic)


@pytest.mark.parametrize("sop_class", [ENHANCED_CT, LEGACY_CT])
def test_a_multi_frame_ct_is_the_volume_of_its_slices(sop_class: str, tmp_path: Path) -> None:
    hounsfield = np.rint(suv_phantom() * 100) - 600
    slices = write_slices(tmp_path / "slices", ct_header(PixelSpacing=[2.0, 2.5]), hounsfield)
    whole = legacy_converted(ct_header(PixelSpacing=[2.0, 2.5]), sop_class, hounsfield + 1024, [1.0] * 9)
    expected, _ = convert_ct(slices)
    volume, _ = convert_ct([save(whole, tmp_path / "whole.dcm")])
    assert_same(volume, expected)
    assert volume.array.dtype == np.int16


def test_frames_out_of_order_are_put_in_their_places(classic: Any, tmp_path: Path) -> None:
    order = [3, 8, 0, 5, 1, 7, 2, 6, 4]
    whole = enhanced_pet()
    pixels = stored_pixels()
    whole.PixelData = pixels[order].tobytes()
    frames = list(whole.PerFrameFunctionalGroupsSequence)
    whole.PerFrameFunctionalGroupsSequence = [frames[k] for k in order]
    assert_same(suv_of(whole, tmp_path).volume, classic)


@pytest.mark.parametrize(
    ("keyword", "sequence"),
    [
        ("TemporalPositionIndex", "FrameContentSequence"),
        ("StackID", "FrameContentSequence"),
        ("NominalCardiacTriggerDelayTime", "CardiacSynchronizationSequence"),
        ("NominalRespiratoryTriggerDelayTime", "RespiratorySynchronizationSequence"),
    ],
)
def test_several_times_gates_or_stacks_in_one_object_are_refused(keyword: str, sequence: str, tmp_path: Path) -> None:
    whole = enhanced_pet()
    for k, frame in enumerate(whole.PerFrameFunctionalGroupsSequence):
        if sequence not in frame:
            setattr(frame, sequence, [item()])
        value = 1 + k // 5
        setattr(frame[sequence][0], keyword, str(value) if keyword == "StackID" else value)
        position = position_mm(k % 5)
        frame.PlanePositionSequence[0].ImagePositionPatient = position
    with pytest.raises(ItemDropped) as caught:
        suv_of(whole, tmp_path)
    assert caught.value.reason is Reason.GEOMETRY_SEVERAL_TIMES
    frames = frame_headers(read_header(tmp_path / "whole.dcm"))
    assert ("GATED" in texts(frames[0], "SeriesType")) == ("TriggerDelay" in keyword)


def test_a_place_of_two_frames_is_refused_though_nothing_says_why(tmp_path: Path) -> None:
    whole = enhanced_pet()
    whole.PerFrameFunctionalGroupsSequence[4].PlanePositionSequence[0].ImagePositionPatient = position_mm(3)
    with pytest.raises(ItemDropped) as caught:
        suv_of(whole, tmp_path)
    assert caught.value.reason is Reason.GEOMETRY_SEVERAL_TIMES


@pytest.mark.parametrize("frames", [8, 10, 0, -1])
def test_another_number_of_frames_than_functional_groups_fails(frames: int, tmp_path: Path) -> None:
    path = save(enhanced_pet(NumberOfFrames=frames), tmp_path / "whole.dcm")
    whole = dcmread(path)
    whole.NumberOfFrames = frames
    save(whole, path)
    with pytest.raises(ItemFailed) as caught:
        read_frames(path)
    assert caught.value.reason is Reason.CORRUPT_FILE


def test_frames_are_views_on_one_copy_of_the_file(tmp_path: Path) -> None:
    frames = read_frames(save(enhanced_pet(), tmp_path / "whole.dcm"))
    assert not any(one.pixels.flags.owndata for one in frames)
    addresses = [one.pixels.__array_interface__["data"][0] for one in frames]
    assert np.ptp(addresses) == 8 * frames[0].pixels.nbytes


def test_the_index_learns_places_and_kind_from_the_header_alone(tmp_path: Path) -> None:
    whole = enhanced_pet()
    path = save(whole, tmp_path / "whole.dcm")
    header = open_header(path, 0x00541002)
    assert header is not None
    frames = frame_headers(header)
    assert [numbers(one, "ImagePositionPatient") for one in frames] == [tuple(position_mm(k)) for k in range(9)]
    assert {numbers(one, "ImageOrientationPatient") for one in frames} == {(1, 0, 0, 0, 1, 0)}
    assert texts(frames[0], "ImageType") == ("ORIGINAL", "PRIMARY", "VOLUME", "NONE")
    assert set(texts(frames[0], "CorrectedImage")) == {"DECY", "ATTN", "SCAT", "RAN"}
    assert texts(frames[0], "SeriesType") == ()


def test_a_pet_that_says_no_to_attenuation_correction_is_not_one_that_says_nothing(tmp_path: Path) -> None:
    corrections = ("DecayCorrected", "AttenuationCorrected", "ScatterCorrected", "RandomsCorrected")
    path = save(enhanced_pet(**dict.fromkeys(corrections, "NO")), tmp_path / "whole.dcm")
    assert texts(frame_headers(read_header(path))[0], "CorrectedImage") == ("NONE",)
    path = save(enhanced_pet(**dict.fromkeys(corrections)), path)
    assert texts(frame_headers(read_header(path))[0], "CorrectedImage") == ()


def test_private_values_of_legacy_converted_slices_are_found(tmp_path: Path) -> None:
    whole = legacy_converted(pet_header(), LEGACY_PET, stored_pixels(), SLOPES)
    old = whole.SharedFunctionalGroupsSequence[0].UnassignedSharedConvertedAttributesSequence[0]
    block = old.private_block(0x7053, "Philips PET Private Group", create=True)
    block.add_new(0x00, "DS", "0.00125")
    frame = frame_headers(read_header(save(whole, tmp_path / "whole.dcm")))[0]
    assert number(frame, (0x7053, 0x1000)) == 0.00125


def oracle_slices(folder: Path, header: Any, plane: Any, slopes: Any = None) -> list[Path]:
    """Classic slices with all that another writer of Legacy Converted objects asks for."""
    for keyword, value in {
        "PatientSex": "F",
        "StudyID": "1",
        "Manufacturer": "SIEMENS",
        "AcquisitionNumber": 1,
    }.items():
        setattr(header, keyword, value)
    header.ReferringPhysicianName = header.PositionReferenceIndicator = ""
    header.ContentDate, header.ContentTime, header.BurnedInAnnotation = "20200310", "100000", "NO"
    header.SliceThickness = 3
    return write_slices(folder, header, plane, slopes)


@pytest.mark.filterwarnings("ignore")
def test_legacy_converted_objects_of_another_writer_are_the_volumes_of_their_slices(tmp_path: Path) -> None:
    legacy = pytest.importorskip("highdicom.legacy", reason="highdicom, the other writer, is not installed")
    ct = ct_header(PixelSpacing=[2.0, 2.5], RescaleType="HU")
    slices = {
        "PT": oracle_slices(tmp_path / "pet", pet_header(), suv_phantom() * BQML_PER_SUV, SLOPES),
        "CT": oracle_slices(tmp_path / "ct", ct, np.rint(suv_phantom() * 100) - 600),
    }
    writers = {"PT": legacy.LegacyConvertedEnhancedPETImage, "CT": legacy.LegacyConvertedEnhancedCTImage}
    whole = {}
    for modality, files in slices.items():
        made = writers[modality]([dcmread(path) for path in files], f"2.25.{len(modality)}7", 9, "2.25.4711", 1)
        whole[modality] = save(made, tmp_path / f"{modality}.dcm")
    pet, same_pet = convert_pet(slices["PT"]), convert_pet([whole["PT"]])
    assert_same(same_pet.volume, pet.volume)
    assert same_pet.decision == pet.decision
    assert_same(convert_ct([whole["CT"]])[0], convert_ct(slices["CT"])[0])
