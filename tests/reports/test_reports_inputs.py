"""Tables of odd form and folders of odd files: read, or refused with the true reason, and nothing is passed over."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.errors import InputNotFoundError, ReportFormatError
from pet_ground.reasons import Reason
from pet_ground.reports import read_reports
from pet_ground.reports.text_files import MAX_FILE_BYTES

ROWS = [("A1", "A node."), ("A2", "A mass.")]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("first", ["", "sep=,"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_any_line_end_ends_a_row(tmp_path: Path, end: str, first: str, encoding: str) -> None:
    lines = [*([first] if first else []), "accession,text", *(f'{one},"{text} \u00e4rgs{end}"' for one, text in ROWS)]
    (tmp_path / "r.csv").write_bytes((end.join(lines) + end).encode(encoding))
    reports = read_reports(tmp_path / "r.csv")
    assert [(one.accession_number, one.text) for one in reports] == [(one, f"{text} \u00e4rgs") for one, text in ROWS]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_ends_a_line_of_json(tmp_path: Path, end: str) -> None:
    lines = [json.dumps({"acc": one, "text": text}) for one, text in ROWS]
    (tmp_path / "r.jsonl").write_bytes((end.join(lines) + end).encode())
    assert [(one.accession_number, one.text) for one in read_reports(tmp_path / "r.jsonl")] == ROWS


@pytest.mark.parametrize("separator", ['"', "a", "1"])
def test_a_first_line_that_names_no_separator_is_told(tmp_path: Path, separator: str) -> None:
    (tmp_path / "r.csv").write_text(f"sep={separator}\naccession,text\nA1,x\n", encoding="utf-8")
    with pytest.raises(ReportFormatError, match="names no separator"):
        read_reports(tmp_path / "r.csv")


PIECES = ["accession", "text", ",", ";", "\t", '"', '""', "\r", "\n", "\r\n", "\0", "sep=", "A1", "\u00e4", "\ufeff", "\x1c", "\u2028", "\\", "'"]  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", "accession,text\r", "accession;text\n"]), st.sampled_from(["utf-8", "utf-16", "cp1252"]))  # fmt: skip
def test_any_table_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, pieces: list[str], head: str, encoding: str) -> None:  # fmt: skip
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes((head + "".join(pieces)).encode(encoding, errors="replace"))
    with suppress(ReportFormatError):
        read_reports(path)


def test_a_first_line_that_is_too_long_for_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("SECRET " * 30_000, encoding="utf-8")
    with pytest.raises(ReportFormatError, match="no column"):
        read_reports(tmp_path / "r.csv")


def test_a_field_that_is_longer_than_a_report_is_a_fault_of_its_row_alone(tmp_path: Path) -> None:
    with (tmp_path / "r.csv").open("wb") as stream:
        stream.write(b'accession,text\nA1,A node.\nA2,"' + b"A" * (MAX_FILE_BYTES + 1) + b'"\nA3,A mass.\n')
    reports = read_reports(tmp_path / "r.csv")
    assert [one.fault for one in reports] == [None, Reason.REPORT_TOO_LONG, None]
    assert [(one.accession_number, one.text) for one in reports] == [("A1", "A node."), ("A2", ""), ("A3", "A mass.")]


def test_a_nul_between_two_digits_of_a_table_joins_no_numbers(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(b"accession,text\nA1,SUV 8\x001 a\0b \0\0\n")
    (report,) = read_reports(tmp_path / "r.csv")
    assert report.text == "SUV 8\ufffd1 ab"


def test_every_file_of_a_folder_is_a_report_or_a_fault(tmp_path: Path) -> None:
    for name in ("A1.txt", "A1.pdf", "A2.docx", "A2.pdf", "A3", "A4.JohnDoe", ".hidden", "Thumbs.db", "~$A2.docx"):
        (tmp_path / name).write_bytes(b"A node.")
    (tmp_path / "folder").mkdir()
    reports = read_reports(tmp_path)
    told = {one.report_id: (one.accession_number, one.fault) for one in reports}
    no_text = Reason.REPORT_NOT_TEXT
    assert told == {
        "A1": ("A1", None), "A1.pdf": (None, no_text), "A2.docx": ("A2", no_text), "A2.pdf": (None, no_text),
        "A3": ("A3", no_text), "A4.JohnDoe": ("A4", no_text),
    }  # fmt: skip
    assert {one.fault_detail for one in reports} == {
        "",
        "a .pdf file among .txt, .rtf and .html files",
        "a .docx file among .txt, .rtf and .html files",
        "a file of an unknown kind among .txt, .rtf and .html files",
    }


def test_a_folder_without_texts_says_how_many_other_files_there_are(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"SECRET{number}.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(InputNotFoundError, match=r"holds no .* files \(3 others\)") as caught:
        read_reports(tmp_path)
    assert "SECRET" not in str(caught.value)
