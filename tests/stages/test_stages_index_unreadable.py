"""A report that can't be read fails its study with the report's own reason, and the counts add up."""

from __future__ import annotations

from pathlib import Path

from dicom_files import write_study

from pet_ground.config import load_pipeline
from pet_ground.dataset import Pseudonyms
from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.stages.index import index, study_counts
from pet_ground.stages.scan import scan


def unreadable(number: int) -> Report:
    told = {"fault": Reason.REPORT_ENCODING, "fault_detail": "several encodings fit"}
    return Report(report_id=str(number), text="", accession_number=f"ACC-{number}", **told)


def test_an_unreadable_report_fails_its_study_and_one_without_a_study_is_counted_under_its_own_reason(
    tmp_path: Path,
) -> None:
    write_study(tmp_path)
    other = Report(report_id="3", text="A node.", accession_number="ACC-8")
    reports = (unreadable(1), unreadable(9), other)
    found = index(tmp_path, scan(tmp_path), reports, Pseudonyms(bytes(32)), load_pipeline(None, ()))
    (study,) = found.studies
    assert study.order is None
    assert study.rejection is not None
    assert (study.rejection.outcome, study.rejection.reason) == ("failed", Reason.REPORT_ENCODING)
    assert study.rejection.detail == "several encodings fit"
    assert study.rejection.study_id == study.link.study_id
    assert [(one.outcome, one.reason, one.detail) for one in found.lost] == [
        ("failed", Reason.REPORT_ENCODING, "report 2 of 3: several encodings fit"),
        ("dropped", Reason.NO_STUDY, "report 3 of 3"),
    ]
    of_reports = found.counts[0]
    assert (of_reports.kept, of_reports.dropped, of_reports.failed) == (1, {"no_study": 1}, {"report_encoding": 1})
    of_studies = study_counts(1, [study.rejection])
    assert (of_studies.kept, of_studies.dropped, of_studies.failed) == (0, {}, {"report_encoding": 1})
