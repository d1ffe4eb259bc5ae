"""The header store: what a second scan reads again, and that it never says anything else than a first one."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pydicom
import pytest
from dicom_files import BQML_PER_SUV, ct_header, pet_header, suv_phantom, uid, write_slices, write_study
from multiframe_files import enhanced_pet, save

from pet_ground.dicom import ArchiveScan, scan_archive, select_series
from pet_ground.dicom.listing import list_archive
from pet_ground.dicom.verdicts import Verdict


class Counted:
    """A scan with a cache, and how many headers it read."""

    def __init__(self, archive: Path, cache: Path | None = None) -> None:
        self.listed, self.read = -1, -1
        self.found: ArchiveScan = scan_archive(archive, cache, self._on_listed)

    def _on_listed(self, files: int, new: int) -> None:
        self.listed, self.read = files, new


def same(one: ArchiveScan, other: ArchiveScan) -> bool:
    facts = [(list(s.studies), s.files, s.strangers, s.damaged, s.orphans, s.sha256()) for s in (one, other)]
    return facts[0] == facts[1]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    write_study(folder, "1", "PID-1")
    write_study(folder, "2", "PID-2")
    (folder / "study1" / "README.txt").write_text("a stranger")
    (folder / "study1" / "pet" / "009.dcm").write_bytes(b"garbage")
    return folder


def test_a_second_scan_of_an_unchanged_archive_reads_no_header_and_says_the_same(archive: Path, tmp_path: Path) -> None:
    cache = tmp_path / "headers.sqlite"
    first, second = Counted(archive, cache), Counted(archive, cache)
    assert (first.listed, first.read, second.read) == (38, 38, 0)
    assert same(first.found, second.found)
    assert same(second.found, scan_archive(archive))


def test_only_new_and_changed_files_are_read_again_and_what_is_gone_is_forgotten(archive: Path, tmp_path: Path) -> None:
    cache = tmp_path / "headers.sqlite"
    before = Counted(archive, cache).found.sha256()
    changed = archive / "study1" / "pet" / "004.dcm"
    file = pydicom.dcmread(changed)
    file.PatientID = "PID-changed"
    file.save_as(changed)
    shutil.copy(archive / "study2" / "ct" / "000.dcm", archive / "study2" / "new.dcm")
    shutil.rmtree(archive / "study2" / "pet")
    again = Counted(archive, cache)
    assert again.read == 2
    assert set(again.found.studies[:2][0].patient_ids) | set(again.found.studies[1].patient_ids) == {
        "PID-1",
        "PID-2",
        "PID-changed",
    }
    assert same(again.found, scan_archive(archive))
    assert again.found.sha256() != before


def test_what_could_not_be_opened_is_tried_again(archive: Path, tmp_path: Path) -> None:
    cache, link = tmp_path / "headers.sqlite", archive / "study2" / "ct" / "009.dcm"
    link.symlink_to(tmp_path / "away")
    assert scan_archive(archive, cache).studies[1].unreadable or scan_archive(archive, cache).studies[0].unreadable
    assert Counted(archive, cache).read == 1
    link.unlink()
    assert Counted(archive, cache).read == 0


def test_a_damaged_or_foreign_cache_is_made_anew(archive: Path, tmp_path: Path) -> None:
    cache = tmp_path / "headers.sqlite"
    scan_archive(archive, cache)
    whole = cache.read_bytes()
    for content in (b"no database at all " * 300, whole[: len(whole) // 2], whole[:4096] + bytes(len(whole) - 4096)):
        cache.write_bytes(content)
        again = Counted(archive, cache)
        assert (again.read, len(again.found.studies)) == (38, 2)


def test_a_cache_that_can_not_be_written_is_an_error_of_the_system(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="headers"):
        scan_archive(archive, tmp_path / "no folder" / "headers.sqlite")


def test_the_cache_is_secret(archive: Path, tmp_path: Path) -> None:
    scan_archive(archive, tmp_path / "headers.sqlite")
    assert stat.S_IMODE((tmp_path / "headers.sqlite").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("headers")] == ["headers.sqlite"]


def test_a_file_that_vanishes_between_listing_and_reading_is_a_damaged_one(archive: Path) -> None:
    gone = archive / "study2" / "ct" / "003.dcm"
    found = scan_archive(archive, None, lambda *_: gone.unlink())
    assert found.files == 35
    assert sum(study.unreadable == ("study2/ct/003.dcm",) for study in found.studies) == 1


def test_a_new_link_renames_no_file(archive: Path) -> None:
    before = {one[:2] for one in list_archive(archive)}
    (archive / "a link").symlink_to(archive / "study1")
    (archive / "loop").symlink_to("loop")
    assert {one[:2] for one in list_archive(archive)} == before | {(b"", b"loop")}


def test_an_archive_on_bytes_that_are_no_text_is_read_by_its_readable_names(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(bytes(tmp_path) + b"/M\xfcller"))
    folder.mkdir()
    write_study(folder)
    assert len(scan_archive(folder).studies) == 1


def test_a_re_export_under_new_uids_is_a_duplicate_and_another_reconstruction_is_none(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    activity = suv_phantom() * BQML_PER_SUV
    write_slices(folder / "copy", pet_header(series="copy"), activity)
    write_slices(folder / "other", pet_header(series="other", SeriesNumber=9, SeriesDescription="PSF"), activity)
    (study,) = scan_archive(tmp_path).studies
    selection = select_series(study)
    judged = {name: selection.verdicts[uid("series", "1", name)].verdict for name in ("pet", "copy", "other")}
    assert {judged["pet"], judged["copy"]} == {Verdict.TAKEN, Verdict.DUPLICATE}
    assert judged["other"] is Verdict.OTHER_RECONSTRUCTION
    assert selection.flags == ("duplicate_series", "several_reconstructions")


@pytest.mark.parametrize(
    ("keyword", "expected"), [("TriggerTime", Verdict.GATED), ("FrameReferenceTime", Verdict.DYNAMIC)]
)
def test_slices_that_repeat_their_positions_at_other_times_are_gated_or_dynamic(
    tmp_path: Path, keyword: str, expected: Verdict
) -> None:
    folder = write_study(tmp_path)
    for phase in range(2):
        header = pet_header(series="phases", **{keyword: 100 * phase})
        for path in write_slices(folder / f"phase{phase}", header, suv_phantom()):
            file = pydicom.dcmread(path)
            file.SOPInstanceUID = uid(path.name, phase)
            file.save_as(path)
    (study,) = scan_archive(tmp_path).studies
    assert select_series(study).verdicts[uid("series", "1", "phases")].verdict is expected


def test_multi_frame_objects_are_indexed_by_their_frames(tmp_path: Path) -> None:
    save(enhanced_pet(), tmp_path / "enhanced.dcm")
    write_slices(tmp_path / "ct", ct_header(), np.zeros((9, 4, 4)))
    (study,) = scan_archive(tmp_path).studies
    pet = select_series(study).pet
    assert pet is not None
    assert (pet.images, pet.positions, pet.first_mm, pet.last_mm, len(pet.files)) == (9, 9, -900.0, -876.0, 1)
    assert (pet.corrected_image is not None, len(pet.orientation), pet.times) == (True, 6, 1)


def test_series_of_one_uid_in_two_studies_are_two(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "PID-1")
    for path in write_slices(tmp_path / "two", pet_header(study="2", patient="PID-2"), np.ones((3, 4, 4))):
        file = pydicom.dcmread(path)
        file.SeriesInstanceUID = uid("series", "1", "pet")
        file.save_as(path)
    studies = scan_archive(tmp_path).studies
    assert sorted(len(series.files) for study in studies for series in study.series) == [3, 9, 9]
