"""Reports from a table (CSV, Parquet, JSONL) or a folder of text files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pandas as pd

from pet_ground.errors import InputNotFoundError, ReportFormatError
from pet_ground.records import Report
from pet_ground.reports.dates import normalised_date
from pet_ground.reports.text_files import cleaned, decoded

SYNONYMS: dict[str, tuple[str, ...]] = {
    "accession_number": ("accessionnumber", "accession", "accessionno", "accnumber", "accno", "acc"),
    "study_instance_uid": ("studyinstanceuid", "studyuid", "siuid"),
    "patient_id": ("patientid", "mrn", "medicalrecordnumber", "patientmrn", "pid"),
    "study_date": ("studydate", "examdate", "scandate", "date", "dateofexam", "dateofstudy"),
    "report_text": ("reporttext", "report", "text", "narrative", "reportbody", "fullreport", "fulltext"),
    "findings": ("findings", "findingstext", "finding"),
    "impression": ("impression", "impressiontext", "impressions", "conclusion"),
}
"""Field -> names of columns that hold it, without case, blanks and punctuation, the likeliest first."""
KEYS = ("accession_number", "study_instance_uid", "patient_id")
TEXTS = ("report_text", "findings", "impression")

_MISSING = frozenset({"", "nan", "none", "null", "n/a", "<na>"})
Row = Mapping[str, str | None]


def read_reports(path: Path, columns: Mapping[str, str] | None = None) -> list[Report]:
    """Reports in the order of the file, or of the file names in a folder.

    Args:
        path: ``.csv``, ``.tsv``, ``.parquet``, ``.jsonl`` (one object a line), or a folder of ``.txt`` files named by
            accession number. Text is UTF-8 (with or without a mark), UTF-16 with its mark, or else Windows-1252; so are
            cells that hold bytes.
        columns: field -> name of its column, where the names are not among ``SYNONYMS``.

    Returns:
        One report a row. Cells that are empty or say only ``nan`` or ``None`` are None; a row without
        text is kept with the text "". Findings and impression in columns of their own are joined under their
        headings. The id is the accession number, else the study's UID, else ``row-<n>`` from 1.

    Raises:
        InputNotFoundError: there is no such file, the folder holds no text file, or a file can't be opened.
        ReportFormatError: the table is broken, or lacks a column of text or every column that names the study.
    """
    try:
        if path.is_dir():
            return _from_folder(path)
        if not path.is_file():
            raise InputNotFoundError(f"there are no reports at {path}")
        path.open("rb").close()
    except OSError as exc:
        raise InputNotFoundError(f"the reports at {path} can't be read ({type(exc).__name__})") from None
    table = _read_table(path)
    names = _recognise([str(name) for name in table.columns], columns or {})
    _need_text_and_key(names, list(map(str, table.columns)))
    rows = table.to_dict(orient="records")
    return [_report({str(k): _cell(v) for k, v in row.items()}, names, rank) for rank, row in enumerate(rows, start=1)]


def _from_folder(path: Path) -> list[Report]:
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".txt" and not file.is_dir())
    if not files:
        raise InputNotFoundError(f"{path} holds no .txt files")
    reports = []
    for rank, file in enumerate(files, start=1):
        try:
            text = cleaned(decoded(file.read_bytes()))
        except OSError as exc:  # the name of the file is an accession number: it stays out of the message
            raise InputNotFoundError(
                f"text file {rank} of {len(files)} in {path} can't be read ({type(exc).__name__})"
            ) from None
        reports.append(Report(report_id=file.stem, accession_number=file.stem, text=text))
    return reports


def _read_table(path: Path) -> pd.DataFrame:
    suffix = path.suffix.lower()
    readers = {
        ".csv": _read_csv,
        ".tsv": _read_csv,
        ".parquet": _read_parquet,
        ".jsonl": _read_jsonl,
        ".ndjson": _read_jsonl,
    }
    if suffix not in readers:
        raise ReportFormatError(f"{path.name}: reports are .csv, .tsv, .parquet, .jsonl or a folder of .txt files")
    try:
        return readers[suffix](path)
    except (ValueError, TypeError, AttributeError, OSError) as exc:  # pandas, pyarrow and json raise kinds of these
        raise ReportFormatError(f"{path.name} can't be read as {suffix[1:]} ({type(exc).__name__})") from None


def _read_csv(path: Path) -> pd.DataFrame:
    text = decoded(path.read_bytes())
    first_line = text.partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    return pd.read_csv(StringIO(text), sep=separator, dtype=str, keep_default_na=False, quotechar='"')


def _read_parquet(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path).astype(object)


def _read_jsonl(path: Path) -> pd.DataFrame:
    lines = decoded(path.read_bytes()).split("\n")
    return pd.DataFrame([json.loads(line) for line in lines if line.strip()], dtype=object)


def _recognise(found: list[str], given: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(set(given) - set(SYNONYMS))
    if unknown:
        raise ReportFormatError(f"unknown fields {unknown}; fields are {sorted(SYNONYMS)}")
    absent = sorted(name for name in given.values() if name not in found)
    if absent:
        raise ReportFormatError(f"the columns {absent} do not exist; found are {found}")
    plain = {_plain(name): name for name in reversed(found)}
    names = {
        field: plain[synonym]
        for field, synonyms in SYNONYMS.items()
        for synonym in reversed(synonyms)
        if synonym in plain and plain[synonym] not in given.values()
    }
    return names | dict(given)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _need_text_and_key(names: Mapping[str, str], found: list[str]) -> None:
    if not set(TEXTS) & set(names):
        raise ReportFormatError(f"no column of text (report_text, or findings and impression); found are {found}")
    if not set(KEYS) & set(names):
        raise ReportFormatError(f"no column names the study ({', '.join(KEYS)}); found are {found}")


def _cell(value: object) -> str | None:
    """The cell as text; bytes are decoded, whole numbers that a table turned into floats lose their ``.0``."""
    if isinstance(value, bytes | bytearray):
        value = decoded(bytes(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return None if text.lower() in _MISSING or text == "NaT" else text


def _report(row: Row, names: Mapping[str, str], rank: int) -> Report:
    cells = {field: row.get(column) for field, column in names.items()}
    accession, uid = cells.get("accession_number"), cells.get("study_instance_uid")
    date = cells.get("study_date")
    return Report(
        report_id=accession or uid or f"row-{rank}",
        text=_text(cells),
        accession_number=accession,
        study_instance_uid=uid,
        patient_id=cells.get("patient_id"),
        study_date=None if date is None else normalised_date(date),
    )


def _text(cells: Row) -> str:
    whole = cells.get("report_text")
    if whole:
        return cleaned(whole)
    parts = ((heading, cells.get(heading.lower())) for heading in ("FINDINGS", "IMPRESSION"))
    return "\n".join(f"{heading}:\n{cleaned(text)}" for heading, text in parts if text)
