"""Reports from a table (CSV, Parquet, JSONL) or a folder of text files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pet_ground.errors import InputNotFoundError, ItemFailed, ReportFormatError
from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.reports.dates import normalised_date
from pet_ground.reports.decoding import decode
from pet_ground.reports.table_files import READERS, Table, TableRow
from pet_ground.reports.text_files import report_text, text_of_file

SYNONYMS: dict[str, tuple[str, ...]] = {
    "accession_number": ("accessionnumber", "accession", "accessionno", "accnumber", "accno", "acc"),
    "study_instance_uid": ("studyinstanceuid", "studyuid", "siuid"),
    "patient_id": ("patientid", "mrn", "medicalrecordnumber", "patientmrn", "pid"),
    "study_date": ("studydate", "examdate", "scandate", "date", "dateofexam", "dateofstudy"),
    "report_text": ("reporttext", "report", "text", "narrative", "reportbody", "fullreport", "fulltext"),
    "findings": ("findings", "findingstext", "finding"),
    "impression": ("impression", "impressiontext", "impressions", "conclusion"),
    "site_group": (
        *("sitegroup", "site", "sitecode", "sitename", "institution", "institutioncode", "institutionname"),
        *("hospital", "hospitalcode", "hospitalname", "centre", "center", "clinic", "facility", "campus"),
        *("department", "departmentname", "dept"),
    ),
}
"""Field -> names of columns that hold it, without case, blanks and punctuation, the likeliest first."""
KEYS = ("accession_number", "study_instance_uid", "patient_id")
TEXTS = ("report_text", "findings", "impression")

_MISSING = frozenset({"", "nan", "none", "null", "n/a", "<na>"})

TEXT_SUFFIXES = frozenset({".txt", ".rtf", ".html", ".htm"})
"""Files of a folder that are reports."""
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
"""What file managers leave in a folder, beside names that begin with a dot or with Office's ``~$``."""
_TOLD_SUFFIXES = frozenset(
    {".pdf", ".docx", ".doc", ".odt", ".xlsx", ".xls", ".csv", ".json", ".xml", ".dcm", ".png", ".jpg", ".zip"}
)
"""Ends of names that a message may tell; what stands behind the last dot of another name may be a person's."""
_OFFICE_SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".docx", ".doc"})


def read_reports(path: Path, columns: Mapping[str, str] | None = None) -> list[Report]:
    """Reports in the order of the file, or of the file names in a folder.

    Args:
        path: ``.csv``, ``.tsv``, ``.parquet``, ``.jsonl`` (one object a line), or a folder of ``.txt``, ``.rtf`` and
            ``.html`` files named by accession number; encodings and markup as in ``report_text``.
        columns: field -> name of its column, where the names are not among ``SYNONYMS``.

    Returns:
        One report a row. Cells that are empty or say only ``nan`` or ``None`` are None; a row without
        text is kept with the text "". A file of a folder that is no text file is a report with the fault
        ``report_not_text``; folders inside are not looked at. Findings and impression in columns of their own are
        joined under their headings. The id is the accession number, else the study's UID, else ``row-<n>`` from 1. A
        report whose text can't be had is kept with its ``fault`` and without text.

    Raises:
        InputNotFoundError: there is no such file, the folder holds no text file, or a file can't be opened.
        ReportFormatError: the table is broken, or lacks a column of text or every column that names the study.
    """
    try:
        if path.is_dir():
            return _from_folder(path)
        if not path.is_file():
            raise InputNotFoundError(f"there are no reports at {path}")
        table = _read_table(path)
    except OSError as exc:
        raise InputNotFoundError(f"the reports at {path} can't be read ({type(exc).__name__})") from None
    names = _recognise(list(table.columns), columns or {})
    _need_text_and_key(names, list(table.columns))
    return [_report(row, names, rank, table.encoding) for rank, row in enumerate(table.rows, start=1)]


def _from_folder(path: Path) -> list[Report]:
    found = sorted(file for file in path.iterdir() if not file.is_dir() and not _is_of_system(file.name))
    files = [file for file in found if file.suffix.lower() in TEXT_SUFFIXES]
    if not files:
        others = f" ({len(found)} others)" if found else ""
        raise InputNotFoundError(f"{path} holds no .txt, .rtf or .html files{others}")
    ranks = {file: rank for rank, file in enumerate(files, start=1)}
    claimed = {file.stem for file in files}
    reports = []
    for file in found:
        if file in ranks:
            reports.append(_of_text_file(file, f"text file {ranks[file]} of {len(files)} in {path}"))
        else:
            reports.append(_of_other_file(file, is_known=file.stem in claimed))
            claimed.add(file.stem)
    return reports


def _is_of_system(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def _of_text_file(file: Path, told: str) -> Report:
    """The report in a text file; ``told`` is how messages call it, for its name is an accession number.

    Raises:
        InputNotFoundError: it can't be opened.
    """
    report = Report(report_id=file.stem, accession_number=file.stem, text="")
    try:
        return report.model_copy(update={"text": text_of_file(file)})
    except OSError as exc:
        raise InputNotFoundError(f"{told} can't be read ({type(exc).__name__})") from None
    except ItemFailed as exc:
        return _with_fault(report, exc)


def _of_other_file(file: Path, *, is_known: bool) -> Report:
    """A file that is no text, as a report that can't be had.

    Where another file of that accession number ``is_known`` it has no key: it must not dispute the other's study.
    """
    suffix = file.suffix.lower()
    kind = f"a {suffix} file" if suffix in _TOLD_SUFFIXES else "a file of an unknown kind"
    report = Report(report_id=file.name, accession_number=None if is_known else file.stem, text="")
    return _with_fault(report, ItemFailed(Reason.REPORT_NOT_TEXT, f"{kind} among .txt, .rtf and .html files"))


def _with_fault(report: Report, fault: ItemFailed) -> Report:
    return report.model_copy(update={"text": "", "fault": fault.reason, "fault_detail": fault.detail})


def _read_table(path: Path) -> Table:
    suffix = path.suffix.lower()
    if suffix in _OFFICE_SUFFIXES:
        raise ReportFormatError(f"{path.name} is an Office file; save the reports as CSV in UTF-8")
    if suffix not in READERS:
        raise ReportFormatError(f"{path.name}: reports are .csv, .tsv, .parquet, .jsonl or a folder of text files")
    path.open("rb").close()
    return READERS[suffix](path, {name for names in SYNONYMS.values() for name in names})


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
    """The cell as text; bytes are decoded, whole numbers that a table turned into floats lose their ``.0``.

    Raises:
        ItemFailed: the bytes can't be decoded.
    """
    if isinstance(value, bytes | bytearray):
        value = decode(bytes(value)).text
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip("\0\ufeff \t\r\n")
    return None if text.lower() in _MISSING or text == "NaT" else text


def _report(row: TableRow, names: Mapping[str, str], rank: int, encoding: str | None) -> Report:
    cells = {field: row.cells.get(column) for field, column in names.items()}
    fault = row.fault
    keys: dict[str, str | None] = {}
    for field in (*KEYS, "study_date", "site_group"):
        try:
            keys[field] = _cell(cells.get(field))
        except ItemFailed as exc:
            keys[field], fault = None, fault or exc
    date = keys.pop("study_date")
    report = Report(
        report_id=keys["accession_number"] or keys["study_instance_uid"] or f"row-{rank}",
        text="",
        study_date=None if date is None else normalised_date(date),
        **keys,
    )
    try:
        text = "" if fault is not None else _text(cells, encoding)
    except ItemFailed as exc:
        fault = exc
    return report.model_copy(update={"text": text}) if fault is None else _with_fault(report, fault)


def _text(cells: Mapping[str, object], encoding: str | None) -> str:
    """The text of a report from the columns of a row.

    Raises:
        ItemFailed: it can't be had.
    """
    whole = _plain_text(cells.get("report_text"), encoding)
    if whole:
        return whole
    parts = ((name, _plain_text(cells.get(name.lower()), encoding)) for name in ("FINDINGS", "IMPRESSION"))
    return "\n".join(f"{heading}:\n{text}" for heading, text in parts if text)


def _plain_text(value: object, encoding: str | None) -> str:
    if isinstance(value, list | dict | tuple | set):
        raise ItemFailed(Reason.REPORT_NOT_TEXT, "a list or an object in the column of the text")
    text = report_text(bytes(value), encoding) if isinstance(value, bytes | bytearray) else report_text(str(value))
    return "" if text.lower() in _MISSING else text
