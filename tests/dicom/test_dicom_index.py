"""Indexing an archive and choosing the series."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pydicom
import pytest
from dicom_files import BQML_PER_SUV, SHAPE_KJI, ct_header, pet_header, suv_phantom, uid, write_slices, write_study
from multiframe_files import enhanced_pet, save

from pet_ground.dicom import convert_pet, scan_archive, select_series
from pet_ground.dicom.listing import Listed, list_archive
from pet_ground.dicom.select import Selection
from pet_ground.dicom.verdicts import Verdict
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason


def chosen(archive: Path) -> Selection:
    (study,) = scan_archive(archive).studies
    return select_series(study)


def test_an_archive_is_sorted_into_studies_and_series_whatever_its_folders(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "PID-1")
    write_study(tmp_path, "2", "PID-2")
    flat = tmp_path / "flat"
    flat.mkdir()
    for number, path in enumerate(sorted(tmp_path.rglob("*.dcm"))):
        path.rename(flat / f"{number * 5 % 37:04d}")
    scan = scan_archive(tmp_path)
    assert (len(scan.studies), scan.files, scan.strangers) == (2, 36, 0)
    assert sorted(study.patient_id for study in scan.studies) == ["PID-1", "PID-2"]
    assert all([len(series.files) for series in study.series] == [9, 9] for study in scan.studies)


def test_files_that_are_not_dicom_are_counted_and_damaged_ones_are_booked_on_their_study(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    (folder / "README.txt").write_text("not an image")
    (folder / "pet" / "005.dcm").write_bytes(b"\0" * 3000)
    scan = scan_archive(tmp_path)
    assert scan.strangers == 1
    assert scan.studies[0].unreadable == ("study1/pet/005.dcm",)


def test_a_damaged_file_alone_in_its_folder_is_an_orphan(tmp_path: Path) -> None:
    write_study(tmp_path)
    (tmp_path / "lost").mkdir()
    (tmp_path / "lost" / "1.dcm").write_bytes(b"garbage")
    assert scan_archive(tmp_path).orphans == ("lost/1.dcm",)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\0" * 3000])
@pytest.mark.parametrize("name", ["IM0009", "1.2.840.10008.7", "i4711.PTDC.9"])
def test_a_file_without_suffix_among_dicom_files_that_is_not_dicom_is_a_damaged_one(
    tmp_path: Path, name: str, content: bytes
) -> None:
    folder = write_study(tmp_path) / "pet"
    for path in sorted(folder.iterdir()):
        path.rename(path.with_suffix(""))
    (folder / name).write_bytes(content)
    scan = scan_archive(tmp_path)
    assert (scan.studies[0].unreadable, scan.strangers) == ((f"study1/pet/{name}",), 0)


def test_a_file_named_like_the_dicom_files_beside_it_is_a_damaged_one(tmp_path: Path) -> None:
    folder = write_study(tmp_path) / "pet"
    for path in sorted(folder.iterdir()):
        path.rename(path.with_suffix(".pet"))
    (folder / "009.PET").write_bytes(b"")
    assert scan_archive(tmp_path).studies[0].unreadable == ("study1/pet/009.PET",)


def test_a_file_without_suffix_elsewhere_and_a_readme_are_strangers(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    (folder / "README").write_text("not an image")
    (folder / "pet" / "README").write_text("not an image")
    (folder / "pet" / "DICOMDIR").write_bytes(b"")
    (folder / "notes").write_text("no DICOM file lies here")
    scan = scan_archive(tmp_path)
    assert (scan.studies[0].unreadable, scan.strangers, scan.orphans) == ((), 4, ())


def test_a_damaged_file_in_a_folder_of_several_studies_fails_none_of_them(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "PID-1")
    write_study(tmp_path, "2", "PID-2")
    flat = tmp_path / "flat"
    flat.mkdir()
    for number, path in enumerate(sorted(tmp_path.rglob("*.dcm"))):
        path.rename(flat / f"{number:04d}.dcm")
    (flat / "zz.dcm").write_bytes(b"garbage")
    scan = scan_archive(tmp_path)
    assert scan.orphans == ("flat/zz.dcm",)
    assert [study.unreadable for study in scan.studies] == [(), ()]


def test_a_study_says_every_patient_that_its_files_name(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "PID-1")
    more = pet_header(study="1", patient="PID-77", PatientName="Zebulon^Zoe")
    paths = write_slices(tmp_path / "zz", more, suv_phantom()[:3])
    for number, path in enumerate(paths):
        file = pydicom.dcmread(path)
        file.SOPInstanceUID = uid("another", number)
        file.save_as(path)
    (study,) = scan_archive(tmp_path).studies
    assert (study.patient_id, study.patient_ids) == ("PID-1", ("PID-1", "PID-77"))
    assert "Zebulon^Zoe" in study.identifiers


def test_a_missing_patient_id_is_no_second_patient(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    write_slices(folder / "more", ct_header(series="more", PatientID=""), np.zeros((2, 4, 4)))
    (study,) = scan_archive(tmp_path).studies
    assert study.patient_ids == ("PID-1",)


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    shutil.copytree(folder, tmp_path / ".snapshot" / "monday")
    (folder / ".DS_Store").write_bytes(b"")
    scan = scan_archive(tmp_path)
    assert (scan.files, scan.strangers) == (18, 0)


def test_linked_folders_are_followed_once_and_cycles_end(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    folder = write_study(tmp_path / "elsewhere")
    (archive / "linked").symlink_to(folder)
    (archive / "linked again").symlink_to(folder)
    (folder / "back").symlink_to(archive)
    (archive / "self").symlink_to(".")
    (archive / "notes.txt").write_text("one stranger")
    scan = scan_archive(archive)
    assert (scan.files, len(scan.studies), scan.strangers) == (18, 1, 1)
    assert [series.duplicates for series in scan.studies[0].series] == [0, 0]


def test_a_broken_link_is_a_damaged_file(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (folder / "pet" / "009.dcm").symlink_to(tmp_path / "nowhere")
    scan = scan_archive(tmp_path)
    assert (scan.orphans, scan.studies[0].unreadable) == (("gone",), ("study1/pet/009.dcm",))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_damaged(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    (folder / "pet" / "003.dcm").chmod(0)
    (folder / "ct").chmod(0)
    scan = scan_archive(tmp_path)
    (folder / "ct").chmod(0o755)
    assert (scan.orphans, scan.studies[0].unreadable) == (("study1/ct",), ("study1/pet/003.dcm",))


def test_a_folder_that_cannot_be_listed_is_told_and_not_skipped(tmp_path: Path) -> None:
    assert list(list_archive(tmp_path / "nowhere")) == [Listed(b"", b".", None, None)]
    assert scan_archive(tmp_path / "nowhere").orphans == (".",)


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    os.mkfifo(folder / "pet" / "009.dcm")
    assert scan_archive(tmp_path).studies[0].unreadable == ("study1/pet/009.dcm",)


def test_a_file_name_that_is_no_text_is_a_damaged_file_under_a_readable_name(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    shutil.copy(folder / "pet" / "003.dcm", os.fsdecode(bytes(folder / "pet") + b"/M\xfcller.dcm"))
    shutil.copytree(folder / "ct", os.fsdecode(bytes(tmp_path) + b"/M\xfcller"))
    scan = scan_archive(tmp_path)
    assert scan.studies[0].unreadable == ("study1/pet/M\\xfcller.dcm",)
    assert scan.orphans == tuple(f"M\\xfcller/{k:03d}.dcm" for k in range(9))
    assert scan.studies[0].model_dump_json()


def test_a_position_that_is_no_number_a_float_holds_is_left_out(tmp_path: Path) -> None:
    folder = write_study(tmp_path, ImageOrientationPatient=["1e308", "1e308", "0", "0", "1e308", "1e308"])
    (study,) = scan_archive(folder).studies
    assert [series.positions for series in study.series] == [0, 9]


def test_blank_frames_of_reference_match_only_each_other(tmp_path: Path) -> None:
    write_study(tmp_path, FrameOfReferenceUID="")
    assert chosen(tmp_path).ct is None
    for path in sorted((tmp_path / "study1" / "ct").iterdir()):
        file = pydicom.dcmread(path)
        file.FrameOfReferenceUID = ""
        file.save_as(path)
    assert chosen(tmp_path).ct is not None


def test_copies_of_the_same_files_count_once(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    shutil.copytree(folder, tmp_path / "copy")
    (study,) = scan_archive(tmp_path).studies
    assert [(len(series.files), series.duplicates) for series in study.series] == [(9, 9), (9, 9)]


def test_identifiers_of_the_headers_are_collected_for_scrubbing(tmp_path: Path) -> None:
    write_study(tmp_path, InstitutionName="St. Elsewhere", ReferringPhysicianName="Hand^Gregor")
    (study,) = scan_archive(tmp_path).studies
    assert {"Muster^Anna", "PID-1", "ACC-1", "19501224", "St. Elsewhere", "Hand^Gregor"} <= set(study.identifiers)


def test_the_pet_is_attenuation_corrected_original_axial_static_and_has_the_most_slices(tmp_path: Path) -> None:
    write_study(tmp_path)
    activity = suv_phantom() * BQML_PER_SUV
    write_slices(tmp_path / "nac", pet_header(series="nac", CorrectedImage=["DECY"]), activity)
    write_slices(tmp_path / "gated", pet_header(series="gated", SeriesType=["GATED", "IMAGE"]), activity)
    write_slices(tmp_path / "mip", pet_header(series="mip", ImageType=["DERIVED", "SECONDARY", "MIP"]), activity)
    write_slices(tmp_path / "short", pet_header(series="short"), activity[:5])
    write_slices(
        tmp_path / "coronal", pet_header(series="coronal", ImageOrientationPatient=[1, 0, 0, 0, 0, -1]), activity
    )
    selection = chosen(tmp_path)
    assert selection.pet is not None
    assert selection.pet.series_instance_uid == uid("series", "1", "pet")
    verdicts = {
        name: selection.verdicts[uid("series", "1", name)].verdict
        for name in ("nac", "gated", "mip", "short", "coronal")
    }
    assert verdicts == {
        "nac": Verdict.NOT_ATTENUATION_CORRECTED,
        "gated": Verdict.GATED,
        "mip": Verdict.PROJECTION,
        "short": Verdict.LESS_OF_THE_BODY,
        "coronal": Verdict.NOT_AXIAL,
    }


def test_the_ct_shares_the_frame_of_reference_and_covers_most_of_the_pet(tmp_path: Path) -> None:
    write_study(tmp_path)
    hounsfield = np.zeros((9, 28, 22))
    write_slices(
        tmp_path / "scout", ct_header(series="scout", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]), hounsfield
    )
    write_slices(tmp_path / "other", ct_header(series="other", FrameOfReferenceUID=uid("elsewhere")), hounsfield)
    write_slices(tmp_path / "part", ct_header(series="part"), hounsfield[:4])
    selection = chosen(tmp_path)
    assert selection.ct is not None
    assert selection.ct.series_instance_uid == uid("series", "1", "ct")
    assert selection.verdicts[uid("series", "1", "other")].verdict is Verdict.OTHER_FRAME
    assert selection.verdicts[uid("series", "1", "part")].sentence == (
        "another CT covers more of the PET (9 mm, not 24 mm)"
    )


def test_every_series_gets_a_verdict(tmp_path: Path) -> None:
    write_study(tmp_path)
    write_slices(tmp_path / "sr", ct_header(series="sr", Modality="SR"), np.zeros((2, 4, 4)))
    (study,) = scan_archive(tmp_path).studies
    assert set(select_series(study).verdicts) == {series.series_instance_uid for series in study.series}


@pytest.mark.parametrize("turned", ["pet", "ct"])
def test_a_ct_and_a_pet_of_opposite_normals_cover_the_same_body(tmp_path: Path, turned: str) -> None:
    folder = write_study(tmp_path)
    write_slices(folder / "part", ct_header(series="part"), np.zeros((4, 28, 22)))
    for path in (folder / turned).iterdir():
        file = pydicom.dcmread(path)
        file.ImageOrientationPatient = [-1, 0, 0, 0, 1, 0]
        file.save_as(path)
    selection = chosen(tmp_path)
    assert selection.ct is not None
    assert selection.ct.series_instance_uid == uid("series", "1", "ct")
    assert (selection.ct.first_mm, selection.ct.last_mm) == (-900.0, -876.0)
    assert selection.verdicts[uid("series", "1", "part")].verdict is Verdict.LESS_OF_THE_PET


def changed(path: Path, **facts: object) -> None:
    file = pydicom.dcmread(path)
    for keyword, value in facts.items():
        setattr(file, keyword, value)
    file.save_as(path)


def pet_files(archive: Path) -> list[Path]:
    pet = chosen(archive).pet
    assert pet is not None
    return [archive / name for name in pet.files]


def test_slices_at_other_positions_that_share_an_instance_uid_are_all_kept(tmp_path: Path) -> None:
    folder = write_study(tmp_path) / "pet"
    for path in sorted(folder.iterdir())[4:]:
        changed(path, SOPInstanceUID=uid("one for all"))
    files = pet_files(tmp_path)
    assert len(files) == 9
    assert convert_pet(files).volume.shape_kji == SHAPE_KJI


def test_a_copy_whose_bytes_differ_is_left_to_the_conversion_which_flags_it(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    shutil.copytree(folder / "pet", folder / "again")
    for path in (folder / "again").iterdir():
        changed(path, StudyID="another export")
    files = pet_files(tmp_path)
    assert len(files) == 18
    assert "duplicate_slices" in convert_pet(files).flags


@pytest.mark.parametrize("first", ["a", "z"])
@pytest.mark.parametrize("facts", [{"PatientWeight": 95.0}, {"ActualFrameDuration": 60000}])
def test_copies_that_disagree_on_the_facts_of_the_suv_are_refused_whatever_their_names(
    tmp_path: Path, first: str, facts: dict[str, object]
) -> None:
    folder = write_study(tmp_path)
    shutil.copytree(folder / "pet", folder / first)
    for path in (folder / first).iterdir():
        changed(path, **facts)
    with pytest.raises(ItemDropped) as caught:
        convert_pet(pet_files(tmp_path))
    assert caught.value.reason is Reason.SUV_INCONSISTENT


def test_copies_whose_pixels_alone_differ_are_two_slices_at_one_position(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    shutil.copytree(folder / "pet", folder / "zz")
    path = folder / "zz" / "004.dcm"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20] + bytes(20))
    files = pet_files(tmp_path)
    assert len(files) == 10
    with pytest.raises(ItemDropped) as caught:
        convert_pet(files)
    assert caught.value.reason is Reason.GEOMETRY_SEVERAL_TIMES


PHILIPS = (0x7053, 0x1009)


def with_factor(folder: Path) -> None:
    for path in folder.iterdir():
        file = pydicom.dcmread(path)
        file.add_new((0x7053, 0x0010), "LO", "Philips PET Private Group")
        file.add_new(PHILIPS, "DS", "2.0")
        file.save_as(path)


@pytest.mark.parametrize(
    ("facts", "taken"),
    [
        ({"DecayCorrection": "BOGUS"}, False),
        ({"DecayCorrection": None}, False),
        ({"DecayCorrection": "NONE"}, True),
        ({"DecayCorrection": None, "Units": "GML"}, True),
        ({"Units": "MLMINML"}, False),
        ({"Units": "CNTS"}, False),
    ],
)
def test_a_series_whose_header_allows_no_suv_loses_to_one_that_does(
    tmp_path: Path, facts: dict[str, object], taken: bool
) -> None:
    folder = write_study(tmp_path, SeriesNumber=5)
    write_slices(folder / "odd", pet_header(series="odd", SeriesNumber=1, **facts), suv_phantom() * BQML_PER_SUV)
    selection = chosen(tmp_path)
    assert selection.pet is not None
    assert (selection.pet.series_instance_uid == uid("series", "1", "odd")) is taken
    judged = selection.verdicts[uid("series", "1", "odd")].verdict
    assert judged is (Verdict.TAKEN if taken else Verdict.NO_SUV)


def test_counts_with_a_philips_factor_can_become_an_suv_and_without_rank_behind(tmp_path: Path) -> None:
    folder = write_study(tmp_path, SeriesNumber=5)
    counts = pet_header(series="counts", SeriesNumber=1, Units="CNTS")
    write_slices(folder / "counts", counts, suv_phantom() * BQML_PER_SUV)
    with_factor(folder / "counts")
    selection = chosen(tmp_path)
    assert selection.pet is not None
    assert selection.pet.series_instance_uid == uid("series", "1", "counts")


def test_an_enhanced_pet_says_its_decay_correction_in_other_words(tmp_path: Path) -> None:
    folder = write_study(tmp_path, SeriesNumber=5, Units="PCNT")
    whole = enhanced_pet()
    whole.SeriesInstanceUID = uid("enhanced")
    save(whole, folder / "enhanced.dcm")
    selection = chosen(tmp_path)
    assert selection.pet is not None
    assert selection.pet.files == ("study1/enhanced.dcm",)
