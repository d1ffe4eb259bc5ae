"""Indexing an archive and choosing the series."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from dicom_files import BQML_PER_SUV, ct_header, pet_header, suv_phantom, uid, write_slices, write_study

from pet_ground.dicom import scan_archive, select_series
from pet_ground.dicom.select import Selection


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
        name: selection.verdicts[uid("series", "1", name)] for name in ("nac", "gated", "mip", "short", "coronal")
    }
    assert verdicts == {
        "nac": "not attenuation corrected",
        "gated": "gated, dynamic or a reprojection",
        "mip": "a localizer, projection, fusion or screen capture",
        "short": "another PET series is original or has more slices",
        "coronal": "not axial",
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
    assert selection.verdicts[uid("series", "1", "other")] == "another frame of reference than the PET"
    assert selection.verdicts[uid("series", "1", "part")] == "another CT series covers more of the PET or is finer"


def test_every_series_gets_a_verdict(tmp_path: Path) -> None:
    write_study(tmp_path)
    write_slices(tmp_path / "sr", ct_header(series="sr", Modality="SR"), np.zeros((2, 4, 4)))
    (study,) = scan_archive(tmp_path).studies
    assert set(select_series(study).verdicts) == {series.series_instance_uid for series in study.series}
