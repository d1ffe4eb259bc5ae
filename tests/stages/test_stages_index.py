"""Stage index on real files: who is taken up, who is not, and the counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dicom_files import base_header, pet_header, suv_phantom, write_slices, write_study

from pet_ground.config import load_pipeline
from pet_ground.dataset import Pseudonyms
from pet_ground.reasons import Reason
from pet_ground.records import Rejection, Report, StageCounts
from pet_ground.records.catalog import WorkOrder
from pet_ground.stages.index import index, study_counts
from pet_ground.stages.scan import scan

KEY = bytes(range(32))


@dataclass(frozen=True)
class Indexed:
    orders: tuple[WorkOrder, ...]
    rejections: tuple[Rejection, ...]
    counts: tuple[StageCounts, ...]


def indexed(archive: Path, *reports: Report, settings: tuple[str, ...] = ()) -> Indexed:
    found = index(archive, scan(archive), reports, Pseudonyms(KEY), load_pipeline(None, settings))
    studies = list(found.studies)
    rejections = [one.rejection for one in studies if one.rejection]
    orders = tuple(one.order for one in studies if one.order)
    return Indexed(orders, (*rejections, *found.lost), (study_counts(len(studies), rejections), *found.counts))


def report(number: int) -> Report:
    return Report(report_id=f"ACC-{number}", text="text", accession_number=f"ACC-{number}")


def reasons(result: Indexed) -> list[Reason]:
    return sorted(one.reason for one in result.rejections)


def test_a_study_with_its_report_becomes_a_work_order_under_pseudonyms(tmp_path: Path) -> None:
    write_study(tmp_path)
    result = indexed(tmp_path, report(1))
    (order,) = result.orders
    assert (order.study_id[0], order.patient_id[0]) == ("S", "P")
    assert (len(order.pet_files), len(order.ct_files), order.damaged_files) == (9, 9, 0)
    assert {"PID-1", "ACC-1", "Muster^Anna"} <= set(order.identifiers)
    assert result.rejections == ()


def test_a_study_whose_files_name_two_patients_is_dropped(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    stranger = base_header(series="other", patient="PID-77", Modality="OT", SOPInstanceUID="1.2.3")
    stranger.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    stranger.save_as(folder / "stranger.dcm", enforce_file_format=True)
    assert reasons(indexed(tmp_path, report(1))) == [Reason.INCONSISTENT_STUDY]


def test_a_study_without_a_ct_is_dropped_unless_the_pipeline_takes_it(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    for path in (folder / "ct").iterdir():
        path.unlink()
    assert reasons(indexed(tmp_path, report(1))) == [Reason.NO_CT_SERIES]
    assert len(indexed(tmp_path, report(1), settings=("index.require_ct=false",)).orders) == 1


def test_two_studies_of_one_patient_share_patient_and_split(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "PID-1")
    write_study(tmp_path, "2", "PID-1")
    first, second = indexed(tmp_path, report(1), report(2)).orders
    assert first.study_id != second.study_id
    assert (first.patient_id, first.split) == (second.patient_id, second.split)


def test_patients_without_an_id_are_patients_of_their_own(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "")
    write_study(tmp_path, "2", "")
    first, second = indexed(tmp_path, report(1), report(2)).orders
    assert first.patient_id != second.patient_id


def test_a_damaged_file_that_nobody_can_place_is_counted_as_a_file_and_not_as_a_study(tmp_path: Path) -> None:
    write_study(tmp_path)
    (tmp_path / "lost").mkdir()
    for name in ("1.dcm", "2.dcm"):
        (tmp_path / "lost" / name).write_bytes(b"garbage")
    result = indexed(tmp_path, report(1))
    counts = {one.unit: one for one in result.counts}
    assert (counts["studies"].total, counts["studies"].failed) == (1, {})
    assert (counts["files"].total, counts["files"].failed) == (20, {"corrupt_file": 2})
    assert reasons(result) == [Reason.CORRUPT_FILE] * 2


def test_the_fingerprint_of_an_order_changes_when_a_file_does(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    before = indexed(tmp_path, report(1)).orders[0].files_sha256
    assert indexed(tmp_path, report(1)).orders[0].files_sha256 == before
    path = next((folder / "pet").iterdir())
    path.write_bytes(path.read_bytes())
    assert indexed(tmp_path, report(1)).orders[0].files_sha256 != before


def test_the_reconstruction_that_the_site_names_is_taken_and_the_flags_of_the_choice_travel_with_the_order(
    tmp_path: Path,
) -> None:
    folder = write_study(tmp_path, SeriesDescription="PET WB")
    write_slices(folder / "psf", pet_header(series="psf", SeriesNumber=9, SeriesDescription="PET PSF"), suv_phantom())
    standard, named, missing = (
        indexed(tmp_path, report(1), settings=(f"site.reconstruction={words}",)).orders[0]
        for words in ("''", "psf", "QClear")
    )
    assert {path.split("/")[1] for path in standard.pet_files} == {"pet"}
    assert {path.split("/")[1] for path in named.pet_files} == {"psf"}
    assert (standard.selection_flags, named.selection_flags) == (("several_reconstructions",), ())
    assert missing.selection_flags == ("reconstruction_not_found", "several_reconstructions")


def test_the_site_group_of_a_report_travels_with_the_order_under_a_pseudonym(tmp_path: Path) -> None:
    write_study(tmp_path)
    told = report(1).model_copy(update={"site_group": "Klinikum Wolkenstein"})
    (order,) = indexed(tmp_path, told).orders
    assert (order.site_group[0], len(order.site_group)) == ("G", 17)
    assert "Klinikum Wolkenstein" in order.identifiers
    (plain,) = indexed(tmp_path, told.model_copy(update={"site_group": "PET"})).orders
    assert "PET" not in plain.identifiers
    assert indexed(tmp_path, report(1)).orders[0].site_group == ""
