"""A report's text is read in one way, wherever it comes from, and what can't be read is said."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from pet_ground.errors import InputNotFoundError
from pet_ground.reports import read_report_text, read_reports

WRITTEN = [
    ("L\u00e4sion.\nZwei.".encode(), "L\u00e4sion.\nZwei."),
    ("\ufeffL\u00e4sion.\r\nZwei.\r".encode(), "L\u00e4sion.\nZwei."),
    ("L\u00e4sion.\rZwei.\0".encode("cp1252"), "L\u00e4sion.\nZwei."),
    ("L\u00e4sion.\r\nZwei.".encode("utf-16"), "L\u00e4sion.\nZwei."),
    (b"", ""),
]


@pytest.mark.parametrize(("data", "expected"), WRITTEN)
def test_a_file_a_folder_and_a_cell_of_bytes_give_the_same_text(tmp_path: Path, data: bytes, expected: str) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "A1.txt").write_bytes(data)
    pd.DataFrame([{"accession": b"A1", "study_date": b"2000-09-07", "text": data}]).to_parquet(tmp_path / "r.parquet")
    (of_folder,) = read_reports(folder)
    (of_table,) = read_reports(tmp_path / "r.parquet")
    assert read_report_text(folder / "A1.txt") == of_folder.text == of_table.text == expected
    assert (of_table.accession_number, of_table.study_date) == ("A1", "20000907")


@pytest.mark.parametrize("kind", ["absent", "folder", "loop", "closed"])
def test_a_text_that_cannot_be_read_is_said_without_its_name_in_folders(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "A0.txt").write_text("A node.", encoding="utf-8")
    path = folder / "SECRET.txt"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "closed":
        path.write_text("A node.", encoding="utf-8")
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read every file")
    else:
        path.symlink_to(tmp_path / "absent")
    with pytest.raises(InputNotFoundError, match="can't be read"):
        read_report_text(path)
    if kind == "folder":
        assert len(read_reports(folder)) == 1
        return
    with pytest.raises(InputNotFoundError, match="text file 2 of 2") as caught:
        read_reports(folder)
    assert "SECRET" not in str(caught.value)


def test_a_table_or_folder_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    table, folder = tmp_path / "r.csv", tmp_path / "closed"
    table.write_text("accession,text\n1,A node.\n", encoding="utf-8")
    folder.mkdir()
    table.chmod(0)
    folder.chmod(0)
    try:
        if os.access(table, os.R_OK):
            pytest.skip("this user may read every file")
        for path in (table, folder, folder / "r.csv"):
            with pytest.raises(InputNotFoundError):
                read_reports(path)
    finally:
        folder.chmod(0o700)
