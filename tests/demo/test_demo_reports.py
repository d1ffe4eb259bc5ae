"""The reports tell every planted lesion, among distractors."""

from __future__ import annotations

import csv
import re

import pytest

from pet_ground.demo.phrases import PAIR, SINGLE


@pytest.fixture(scope="module")
def reports(demo):
    with demo.summary.reports.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_there_is_one_report_per_study_with_the_named_columns(demo, reports):
    assert list(reports[0]) == ["accession_number", "patient_id", "study_date", "report_text"]
    headers = {pet.headers[0].AccessionNumber: pet.headers[0] for pet in demo.pets.values()}
    assert {row["accession_number"] for row in reports} == set(headers)
    for row in reports:
        header = headers[row["accession_number"]]
        assert row["patient_id"] == header.PatientID
        assert row["study_date"].replace("-", "") == header.StudyDate


def test_each_sentence_of_the_truth_stands_in_its_report_with_value_and_slice(demo, reports):
    texts = {row["accession_number"]: row["report_text"] for row in reports}
    for row in demo.truth:
        assert row["sentence"] in texts[row["accession_number"]]
        assert re.search(rf"\b{row['suv_max']:.1f}\b", row["sentence"])
        assert re.search(rf"\b{row['axial_slice']}\b", row["sentence"])
        assert row["place"].lower() in row["sentence"].lower()


def test_no_field_of_a_phrasing_is_left_open(demo, reports):
    for row in reports:
        assert not set("{}") & set(row["report_text"])


@pytest.mark.parametrize(
    "heading", ["EXAM:", "CLINICAL HISTORY:", "TECHNIQUE:", "COMPARISON:", "FINDINGS:", "IMPRESSION:"]
)
def test_reports_have_the_sections_of_a_report(reports, heading):
    assert all(f"\n{heading}" in f"\n{row['report_text']}" for row in reports)


def test_reports_hold_distractors_and_planted_names(demo, reports):
    for row in reports:
        for distractor in (
            "blood pool SUV max",
            "Reference liver SUV max",
            "No FDG avid",
            "mCi",
            "minutes after injection",
        ):
            assert distractor in row["report_text"]
    names = {str(pet.headers[0].PatientName).split("^")[0].title() for pet in demo.pets.values()}
    assert all(any(name in row["report_text"] for name in names) for row in reports)


def test_a_physiologic_focus_is_in_the_truth(demo):
    physiologic = [row for row in demo.truth if row["interpretation"] == "physiologic"]
    assert len(physiologic) == demo.summary.physiologic > 0
    assert all("hysiologic" in row["sentence"] for row in physiologic)


def test_phrasings_are_many_and_differ():
    assert len(set(SINGLE)) == len(SINGLE) >= 12
    assert len(set(PAIR)) == len(PAIR) >= 3
