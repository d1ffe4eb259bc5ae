"""Matching reports to studies."""

from __future__ import annotations

from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.records.catalog import StudyEntry
from pet_ground.stages.matching import match_reports


def study(uid: str, accession: str = "", patient: str = "", date: str | None = None) -> StudyEntry:
    return StudyEntry(
        study_instance_uid=uid, patient_id=patient, accession_numbers=(accession,) if accession else (), study_date=date
    )


def report(**keys: str) -> Report:
    return Report(report_id="r", text="text", **keys)


def test_study_uid_or_accession_number_decide_and_else_patient_and_date() -> None:
    studies = [
        study("1.1", "A1", "P", "20200101"),
        study("1.2", "A2", "P", "20200201"),
        study("1.3", "", "P", "20200301"),
    ]
    reports = [
        report(study_instance_uid="1.1"),
        report(accession_number="A2", patient_id="P", study_date="20200301"),
        report(patient_id="0P", study_date="20200301"),
    ]
    matches = match_reports(reports, studies)
    assert matches.reports == {"1.1": reports[0], "1.2": reports[1], "1.3": reports[2]}
    assert (matches.unmatched_reports, matches.unmatched_studies) == ({}, {})


def test_a_report_is_never_put_on_another_patients_study() -> None:
    matches = match_reports([report(accession_number="A1", patient_id="OTHER")], [study("1.1", "A1", "P", "20200101")])
    assert matches.reports == {}
    assert matches.unmatched_reports == {1: Reason.NO_STUDY}


def test_another_examination_of_the_same_patient_and_day_does_not_take_or_spoil_the_study() -> None:
    chest_radiograph = report(accession_number="A999", patient_id="P", study_date="20200101")
    right = report(accession_number="A1", patient_id="P", study_date="20200101")
    for reports in ([chest_radiograph, right], [right, chest_radiograph]):
        matches = match_reports(reports, [study("1.1", "A1", "P", "20200101")])
        assert matches.reports == {"1.1": right}
        assert list(matches.unmatched_reports.values()) == [Reason.NO_STUDY]


def test_patient_and_date_serve_where_the_archive_has_no_accession_number() -> None:
    matches = match_reports(
        [report(accession_number="unknown", patient_id="P", study_date="20200101")], [study("1.1", "", "P", "20200101")]
    )
    assert set(matches.reports) == {"1.1"}


def test_a_report_that_fits_two_studies_is_ambiguous_and_so_are_they() -> None:
    studies = [study("1.1", "", "P", "20200101"), study("1.2", "", "P", "20200101")]
    matches = match_reports([report(patient_id="P", study_date="20200101")], studies)
    assert matches.reports == {}
    assert matches.unmatched_reports == {1: Reason.AMBIGUOUS_MATCH}
    assert matches.unmatched_studies == dict.fromkeys(("1.1", "1.2"), Reason.AMBIGUOUS_MATCH)


def test_two_reports_of_one_study_are_both_ambiguous() -> None:
    matches = match_reports([report(accession_number="A1"), report(study_instance_uid="1.1")], [study("1.1", "A1")])
    assert matches.unmatched_reports == dict.fromkeys((1, 2), Reason.AMBIGUOUS_MATCH)
    assert matches.unmatched_studies == {"1.1": Reason.AMBIGUOUS_MATCH}


def test_what_has_no_partner_is_counted_on_both_sides() -> None:
    matches = match_reports([report(accession_number="A9")], [study("1.1", "A1")])
    assert matches.unmatched_reports == {1: Reason.NO_STUDY}
    assert matches.unmatched_studies == {"1.1": Reason.NO_REPORT}


def test_patients_without_an_id_are_not_one_patient() -> None:
    matches = match_reports([report(study_date="20200101")], [study("1.1", "", "", "20200101")])
    assert matches.unmatched_reports == {1: Reason.NO_STUDY}
