"""The work order bears what is published of dates and UIDs: moved and replaced, the same way for one patient."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from dicom_files import uid, write_study

from pet_ground.config import load_pipeline
from pet_ground.dataset import Pseudonyms
from pet_ground.records import Report
from pet_ground.records.catalog import WorkOrder
from pet_ground.stages.index import index
from pet_ground.stages.scan import scan

KEY = bytes(range(32))


def orders(archive: Path, *numbers: int) -> dict[str, WorkOrder]:
    """By the number of the report; studies without a CT are taken."""
    reports = [Report(report_id=str(n), text="text", accession_number=f"ACC-{n}") for n in numbers]
    pipeline = load_pipeline(None, ["index.require_ct=false"])
    found = index(archive, scan(archive), reports, Pseudonyms(KEY), pipeline).studies
    return {one.order.report.report_id: one.order for one in found if one.order is not None}


def test_the_interval_between_a_patient_s_studies_stays_and_no_date_does(tmp_path: Path) -> None:
    write_study(tmp_path, "1", "PID-1", StudyDate="20200310")
    write_study(tmp_path, "2", "PID-1", StudyDate="20200921")
    write_study(tmp_path, "3", "PID-2", StudyDate="20200310")
    for number in (1, 2, 3):
        shutil.rmtree(tmp_path / f"study{number}" / "ct")
    found = orders(tmp_path, 1, 2, 3)
    days = {number: date.fromisoformat(order.keys.study_date or "") for number, order in found.items()}
    assert (days["2"] - days["1"]).days == 195
    assert days["1"] != days["3"]
    assert not {date(2020, 3, 10), date(2020, 9, 21)} & set(days.values())
    assert {"20200310", "20200921"} <= {one for order in found.values() for one in order.identifiers}


def test_every_uid_is_replaced_and_a_frame_of_reference_stays_one(tmp_path: Path) -> None:
    write_study(tmp_path)
    (order,) = orders(tmp_path, 1).values()
    keys, pseudonyms = order.keys, Pseudonyms(KEY)
    assert keys.study_uid == pseudonyms.uid(uid("study", "1"))
    assert keys.pet_series_uid == pseudonyms.uid(uid("series", "1", "pet"))
    assert keys.ct_series_uid == pseudonyms.uid(uid("series", "1", "ct"))
    assert keys.frame_of_reference_uid == pseudonyms.uid(uid("frame", "1"))


def test_what_the_headers_do_not_hold_is_none(tmp_path: Path) -> None:
    write_study(tmp_path, StudyDate="")
    shutil.rmtree(tmp_path / "study1" / "ct")
    (order,) = orders(tmp_path, 1).values()
    assert order.keys.study_date is None
    assert order.keys.ct_series_uid is None
