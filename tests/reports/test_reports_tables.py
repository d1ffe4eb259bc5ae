"""Report tables of every kind come in as the same reports."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pet_ground.errors import InputNotFoundError, ReportFormatError
from pet_ground.reports import read_reports
from pet_ground.reports.dates import normalised_date

ROW = {
    "Accession Number": "00123",
    "MRN": "P1",
    "StudyDate": "2000-09-07",
    "Report Text": "Läsion.\r\nEnde.",
    "other": "x",
}


def write(path: Path, row: dict[str, str]) -> Path:
    if path.suffix == ".csv":
        pd.DataFrame([row]).to_csv(path, index=False, encoding="utf-8-sig")
    elif path.suffix == ".parquet":
        pd.DataFrame([row]).to_parquet(path)
    else:
        path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_every_format_gives_the_same_report(tmp_path: Path, suffix: str) -> None:
    (report,) = read_reports(write(tmp_path / f"r.{suffix}", ROW))
    assert (report.report_id, report.accession_number, report.patient_id) == ("00123", "00123", "P1")
    assert (report.study_date, report.text, report.study_instance_uid) == ("20000907", "Läsion.\nEnde.", None)


def test_a_folder_of_texts_is_named_by_accession_number_and_may_be_windows_text(tmp_path: Path) -> None:
    (tmp_path / "B2.txt").write_bytes("Läsion.".encode("cp1252"))
    (tmp_path / "A1.txt").write_bytes("\ufeffEins.".encode())
    assert [(r.accession_number, r.text) for r in read_reports(tmp_path)] == [("A1", "Eins."), ("B2", "Läsion.")]


def test_findings_and_impression_are_joined_under_their_headings(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", {"study_instance_uid": "1.2", "Findings": "A node.", "IMPRESSION": "A mass."})
    (report,) = read_reports(path)
    assert report.text == "FINDINGS:\nA node.\nIMPRESSION:\nA mass."
    assert report.report_id == "1.2"


def test_empty_cells_are_none_and_an_empty_report_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("accession,patient_id,study_date,text\n,P1,unknown,\nNone,nan,,A node.\n", encoding="utf-8")
    first, second = read_reports(path)
    assert (first.report_id, first.text, first.study_date) == ("row-1", "", None)
    assert (second.accession_number, second.patient_id, second.text) == (None, None, "A node.")


def test_columns_can_be_given_and_excel_line_ends_go(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", {"nr": "7", "befund": "A._x000D_\nB."})
    (report,) = read_reports(path, {"accession_number": "nr", "report_text": "befund"})
    assert (report.accession_number, report.text) == ("7", "A.\nB.")


@pytest.mark.parametrize(
    "column", ["site", "Site_Group", "INSTITUTION CODE", "hospital", "Centre", "center", "department"]
)
def test_the_site_group_is_found_by_the_usual_names_of_its_column(tmp_path: Path, column: str) -> None:
    (report,) = read_reports(write(tmp_path / "r.csv", {"accession": "7", "text": "A node.", column: " St. Any "}))
    assert report.site_group == "St. Any"


def test_a_site_group_can_be_given_and_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("accession,text,haus,site\n7,A node.,2.0,left\n8,A node.,,left\n", encoding="utf-8")
    assert [one.site_group for one in read_reports(path, {"site_group": "haus"})] == ["2.0", None]
    path.write_text("accession,text\n7,A node.\n", encoding="utf-8")
    assert read_reports(path)[0].site_group is None


@pytest.mark.parametrize("header", ["accession,other", "text,other"])
def test_missing_columns_are_named_with_those_that_were_found(tmp_path: Path, header: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"{header}\nSECRET,x\n", encoding="utf-8")
    with pytest.raises(ReportFormatError, match="found are") as caught:
        read_reports(path)
    assert "SECRET" not in str(caught.value)
    assert "other" in str(caught.value)


def test_wrong_columns_files_and_folders_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", ROW)
    with pytest.raises(ReportFormatError, match="do not exist"):
        read_reports(path, {"report_text": "absent"})
    with pytest.raises(ReportFormatError, match="unknown fields"):
        read_reports(path, {"colour": "MRN"})
    with pytest.raises(InputNotFoundError):
        read_reports(tmp_path / "absent.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputNotFoundError):
        read_reports(tmp_path / "empty")
    (tmp_path / "r.docx").write_bytes(b"PK")
    with pytest.raises(ReportFormatError, match="an Office file; save the reports as CSV"):
        read_reports(tmp_path / "r.docx")
    (tmp_path / "r.json").write_bytes(b"[]")
    with pytest.raises(ReportFormatError, match="reports are"):
        read_reports(tmp_path / "r.json")


@pytest.mark.parametrize(("name", "data"), [("r.csv", b""), ("r.parquet", b"SECRET"), ("r.jsonl", b'{"SECRET": \n')])
def test_a_broken_table_is_refused_without_its_content(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReportFormatError) as caught:
        read_reports(tmp_path / name)
    assert "SECRET" not in str(caught.value)


def test_the_real_table_is_read(golden: Path) -> None:
    (report,) = read_reports(golden / "real_archive" / "reports.csv")
    assert (report.patient_id, report.study_date, report.accession_number) == ("STS_001", "20000907", None)
    assert report.report_id == report.study_instance_uid


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2000-09-07", "20000907"), ("20000907", "20000907"), ("2000-09-07 10:11:12", "20000907"), ("2000-09-07T10:11", "20000907"),
        ("09/17/2000", "20000917"), ("17.09.2000", "20000917"), ("09/07/2000", None), ("09/09/2000", "20000909"),
        ("20000907101112", "20000907"), ("20000907T101112", "20000907"), ("07SEP2000", "20000907"),
        ("7 Sep 2000", "20000907"), ("September 7, 2000", "20000907"), ("07-SEP-2000", "20000907"),
        ("2000-13-07", None), ("20001340", None), ("tomorrow", None), ("", None), ("Sep 2000", None), ("99/99/2000", None),
    ],
)  # fmt: skip
def test_a_date_is_read_where_it_is_certain_and_never_guessed(written: str, expected: str | None) -> None:
    assert normalised_date(written) == expected
