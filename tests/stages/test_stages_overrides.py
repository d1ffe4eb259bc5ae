"""The override file: what is read, what is refused and how it is said, and which study a row means."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.records import SuvOverride
from pet_ground.stages.overrides import Assigned, KnownStudy, assign, read_overrides

UID, OTHER_UID = "1.2.840.77.1", "1.2.840.77.2"
KNOWN = (KnownStudy("S01", UID, ("ACC-1", "ACC-9")), KnownStudy("S02", OTHER_UID, ("ACC-2", "ACC-9")))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "hospital.csv"
    path.write_bytes(text.encode(encoding))
    return path


def one(folder: Path, columns: str, cells: str) -> SuvOverride:
    table = read_overrides(written(folder, f"study_instance_uid,{columns}\n{UID},{cells}\n"))
    return assign(table, KNOWN).overrides.get(UID, SuvOverride())


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        assign(read_overrides(written(folder, text)), KNOWN)
    return str(caught.value)


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("weight_kg", "74.5", {"weight_kg": 74.5}),
        ("Weight (kg)", '"74,5"', {"weight_kg": 74.5}),
        ("height_m", "1.72", {"height_m": 1.72}),
        ("height_cm", "172", {"height_m": 1.72}),
        ("sex", "f", {"sex": "F"}),
        ("dose_mbq", "350", {"dose_bq": 3.5e8}),
        ("dose_bq", "3.5E+8", {"dose_bq": 3.5e8}),
        ("half_life_s", "6586.2", {"half_life_s": 6586.2}),
        ("injection_datetime", "2020-03-10T09:15", {"injection": datetime(2020, 3, 10, 9, 15)}),
        ("injection_datetime", "2020-03-10 09:15:30.5", {"injection": datetime(2020, 3, 10, 9, 15, 30, 500000)}),
        ("injection_datetime", "20200310091530", {"injection": datetime(2020, 3, 10, 9, 15, 30)}),
        ("injection_datetime", "20200310091530.25", {"injection": datetime(2020, 3, 10, 9, 15, 30, 250000)}),
        ("units", "bqml", {"units": "BQML"}),
        ("decay_correction", "START", {"decay_correction": "START"}),
    ],
)
def test_every_column_gives_its_fact_in_the_unit_of_the_record(
    tmp_path: Path, column: str, cell: str, expected: dict[str, object]
) -> None:
    assert one(tmp_path, column, cell) == SuvOverride.model_validate(expected)


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("weight_kg", "heavy", "a positive number"),
        ("weight_kg", "-74", "a positive number"),
        ("weight_kg", "74 kg", "without its unit"),
        ("weight_kg", "74500", "0.5 to 450 kg"),
        ("weight_kg", "0", "0.5 to 450 kg"),
        ("weight_kg", "nan", "a positive number"),
        ("weight_kg", '"74,500"', "behind a point"),
        ("height_m", "172", "0.2 to 2.6 m"),
        ("height_cm", "1.72", "20 to 260 cm"),
        ("sex", "female", "F, M, O"),
        ("dose_mbq", "350000000", "1 to 5000 MBq"),
        ("dose_bq", "350", "1e+06 to 5e+09 Bq"),
        ("half_life_s", "109.77", "in seconds"),
        ("half_life_s", "0", "in seconds"),
        ("injection_datetime", "09:15", "a date with its time"),
        ("injection_datetime", "2020-03-10", "a date with its time"),
        ("injection_datetime", "2020-13-10T09:15", "a date with its time"),
        ("injection_datetime", "20200310251500", "a date with its time"),
        ("injection_datetime", "10.03.2020 09:15", "a date with its time"),
        ("injection_datetime", "2020-03-10T09:15:00+01:00", "without a time zone"),
        ("injection_datetime", "20200310091500Z", "without a time zone"),
        ("injection_time", "091500", "injection_datetime"),
        ("units", "SUV", "BQML"),
        ("decay_correction", "YES", "ADMIN, NONE, START"),
    ],
)
def test_a_cell_that_can_not_be_read_or_be_true_is_refused_with_its_row_and_column(
    tmp_path: Path, column: str, cell: str, words: str
) -> None:
    told = refusal(tmp_path, f"accession_number,{column}\nACC-2,\nACC-1,{cell}\n")
    assert f"hospital.csv, row 3, column {column}: " in told
    assert words in told
    assert "ACC-" not in told


@pytest.mark.parametrize(
    ("column", "cell"), [("weight_kg", "8472.5"), ("injection_datetime", "31.12.1999 09:15"), ("sex", "Dulcinea")]
)
def test_a_refused_cell_is_never_shown(tmp_path: Path, column: str, cell: str) -> None:
    assert cell not in refusal(tmp_path, f"accession_number,{column}\nACC-1,{cell}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no row of column names"),
        ("\n\n", "no row of column names"),
        ("weight_kg\n80\n", "no column names the study"),
        ("Muster Anna,1950,80\n", "no column names the study"),
        ("study_id,weight\nS01,80\n", "'weight' is not known"),
        ("study_id,,weight_kg\nS01,7,80\n", "column 2 has no name"),
        ("study_id,StudyId\nS01,S01\n", "several columns are study_id"),
        ("study_id,weight_kg,sex\nS01,80\n", "row 2: 2 cells under 3 column names"),
        ("study_id,weight_kg\nS01,80,5\n", "row 2: 3 cells under 2 column names"),
        ("study_id,weight_kg\nS02,70\n,80\n", "row 3: no cell names the study"),
        ("study_id,dose_mbq,dose_bq\nS01,350,350000000\n", "row 2, column dose_bq: another column"),
        ('study_id,weight_kg\nS01,"80\n', "no table"),
        ("study_id,accession_number,weight_kg\nS01,,80\n,ACC-1,81\n", "rows 2 and 3 are of one study"),
        ("accession_number,weight_kg\nACC-7,80\nACC-7,81\n", "rows 2 and 3 are of one study"),
        ("accession_number,weight_kg\nACC-9,80\n", "several studies have this accession number"),
        (f"study_instance_uid,accession_number,weight_kg\n{UID},ACC-2,80\n", "its cells name different studies"),
    ],
)
def test_a_file_that_leaves_a_doubt_is_refused(tmp_path: Path, text: str, words: str) -> None:
    told = refusal(tmp_path, text)
    assert words in told
    assert not any(secret in told for secret in ("Muster", "1950", UID, "ACC-1", "ACC-2", "ACC-7", "ACC-9", "S01"))


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError):
        read_overrides(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [
        ["Study Instance UID", "Note", "Weight_KG", "header_Units", "reason", ""],
        [UID, "gewogen in Köln", "80", "CPS", "suv_no_weight", ""],
        ["", "", "", "", "", ""],
        [f" {OTHER_UID} ", "", " 81 ", "", "", ""],
    ]
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    said = assign(read_overrides(written(tmp_path, text, encoding)), KNOWN)
    assert said == Assigned({UID: SuvOverride(weight_kg=80), OTHER_UID: SuvOverride(weight_kg=81)})


@pytest.mark.parametrize(
    "keys",
    ["study_instance_uid=" + UID, "accession_number=ACC-1", "accession_number=ACC-1 ACC-9", "study_id=S01"],
)
def test_any_key_finds_the_study(tmp_path: Path, keys: str) -> None:
    column, value = keys.split("=")
    table = read_overrides(written(tmp_path, f"{column},weight_kg\n{value},80\n"))
    assert assign(table, KNOWN).overrides == {UID: SuvOverride(weight_kg=80)}


def test_a_key_that_a_spreadsheet_spoilt_does_not_hurt_beside_one_that_stands(tmp_path: Path) -> None:
    text = f"study_instance_uid,accession_number,study_id,weight_kg\n{UID},1.2E+9,S77,80\n"
    assert assign(read_overrides(written(tmp_path, text)), KNOWN).overrides == {UID: SuvOverride(weight_kg=80)}


def test_a_study_uid_that_is_not_at_hand_is_another_study_whatever_else_the_row_says(tmp_path: Path) -> None:
    text = "study_instance_uid,accession_number,weight_kg\n9.9.9,ACC-1,80\n"
    assert assign(read_overrides(written(tmp_path, text)), KNOWN) == Assigned({}, elsewhere=1)


def test_rows_of_other_studies_and_rows_that_give_nothing_are_counted(tmp_path: Path) -> None:
    text = "study_id,weight_kg,note\nS01,,copied\nS02,80,\nS08,80,\nS09,,\n"
    said = assign(read_overrides(written(tmp_path, text)), KNOWN)
    assert said == Assigned({OTHER_UID: SuvOverride(weight_kg=80)}, empty=1, elsewhere=2)


def test_a_file_without_rows_says_nothing(tmp_path: Path) -> None:
    assert assign(read_overrides(written(tmp_path, "study_id,weight_kg\n")), KNOWN) == Assigned({})
