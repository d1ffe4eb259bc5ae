"""Which report of a folder ``pet-ground ground`` takes where nothing names the study."""

from __future__ import annotations

from pathlib import Path

import pytest

from pet_ground.errors import InputNotFoundError, ReportFormatError
from pet_ground.run.single import one_report

TEXT = "FINDINGS: Right hilar node, SUVmax 4.2 (slice 90)."


@pytest.mark.parametrize("foreign", ["scan.pdf", "notes.docx", "README"])
def test_a_file_that_is_no_text_is_no_second_report(tmp_path: Path, foreign: str) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / foreign).write_bytes(b"\x00\x01\x02")
    assert one_report(tmp_path, None).text == TEXT


def test_two_text_files_are_two_reports(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    with pytest.raises(ReportFormatError, match="2 reports"):
        one_report(tmp_path, None)


def test_a_text_file_that_can_not_be_read_is_a_report_still(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes("Läsion ąęł €".encode("cp1250"))
    with pytest.raises(ReportFormatError, match="2 reports"):
        one_report(tmp_path, None)


def test_a_folder_without_a_text_has_no_report(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(InputNotFoundError):
        one_report(tmp_path, None)


def test_files_that_are_no_text_are_not_counted_as_reports(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"\x00\x01\x02")
    with pytest.raises(ReportFormatError, match="holds 2 reports"):
        one_report(tmp_path, None)
