"""A data set in which something identifies a person is not finished: no manifest, exit code 1, and a list for the site."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from runs import Built, Ran

Command = Callable[..., Ran]


def build(pet_ground: Command, one: Built) -> Ran:
    """Assemble again; nothing else is to be done."""
    return pet_ground("build", "--archive", one.archive, "--reports", one.reports, "--out", one.out, "--workers", 2)


def plant(one: Built, name: str, text: str) -> str:
    """A file that was put into the data set; returns the study."""
    study = min(path.name for path in (one.out / "images").iterdir())
    (one.out / "images" / study / name).write_text(text, encoding="utf-8")
    (one.out / "README.md").unlink()
    return study


def found(one: Built) -> list[dict[str, str]]:
    with (one.private / "residual.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def leaking(built: Built, pet_ground: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Ran, str]:
    one = built.copy(tmp_path_factory.mktemp("leaking"))
    study = plant(one, "note.txt", "Sent to Dulcinea on 12/24/2021, call 608-555-0199.")
    return one, build(pet_ground, one), study


def test_a_clean_data_set_has_an_empty_list_and_a_manifest(built: Built) -> None:
    assert built.ran.code == 0
    assert found(built) == []
    assert (built.out / "manifest.json").is_file()


def test_a_finding_fails_the_build_and_leaves_no_manifest(leaking: tuple[Built, Ran, str]) -> None:
    one, ran, _ = leaking
    assert ran.code == 1
    assert "NOT FIT TO BE PUBLISHED" in ran.out
    assert not (one.out / "manifest.json").exists()
    assert (one.out / "lesions.parquet").is_file()


def test_the_values_are_listed_in_the_private_folder_only(leaking: tuple[Built, Ran, str]) -> None:
    one, ran, study = leaking
    listed = {(row["study_id"], row["file"], row["kind"], row["value"]) for row in found(one)}
    file = f"images/{study}/note.txt"
    assert listed == {
        (study, file, "name", "Dulcinea"),
        (study, file, "date", "12/24/2021"),
        (study, file, "phone", "608-555-0199"),
    }
    assert stat.S_IMODE((one.private / "residual.csv").stat().st_mode) == 0o600
    assert file in ran.out
    shown = ran.out + ran.err
    assert all(row["context"].endswith("call 608-555-0199.") for row in found(one))
    assert not any(value in shown for value in ("ulcinea", "12/24/2021", "608-555-0199"))


def test_validate_refuses_it(leaking: tuple[Built, Ran, str], pet_ground: Command) -> None:
    ran = pet_ground("validate", leaking[0].out)
    assert ran.code == 1
    assert "identifies a person" in ran.out
    assert "residual.csv" in ran.out


def test_status_says_that_it_is_not_finished(
    leaking: tuple[Built, Ran, str], built: Built, pet_ground: Command
) -> None:
    shown = pet_ground("status", leaking[0].out).out
    assert "NOT FIT TO BE PUBLISHED" in shown
    assert "residual.csv" in shown
    assert "residual.csv" not in pet_ground("status", built.out).out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("scrub_also.txt", "Larkspur\nDoes FDG\n", "line 2"),
        ("scrub_also.txt", "li\n", "line 1"),
        ("residual_allowed.csv", "S0,number,7654321\n", "line 1"),
        ("residual_allowed.csv", "study_id,file,kind,value\n,,number,7654321\n,,number\n", "line 3"),
        ("residual_allowed.csv", "S0,a.nii,unreadable,\n", "line 1"),
    ],
)
def test_a_list_that_can_not_be_used_is_refused_by_its_line(
    built: Built, pet_ground: Command, tmp_path: Path, name: str, content: str, said: str
) -> None:
    one = built.copy(tmp_path)
    (one.private / name).write_text(content, encoding="utf-8")
    ran = build(pet_ground, one)
    assert ran.code == 2
    assert f"{name}, {said}" in (ran.out + ran.err).replace("\n", " ")
    assert "FDG" not in ran.out + ran.err


def test_exceptions_need_no_line_of_column_names(built: Built, pet_ground: Command, tmp_path: Path) -> None:
    one = built.copy(tmp_path)
    study = plant(one, "note.txt", "Batch 7654321, 7654322.")
    rows = f"{study},,number,7654321\n,,number,7654322,the text around it\n"
    (one.private / "residual_allowed.csv").write_text(rows, encoding="utf-8")
    assert build(pet_ground, one).code == 0


def test_the_next_run_looks_again_and_a_person_may_allow_what_is_no_identifier(
    built: Built, pet_ground: Command, tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    study = plant(one, "note.txt", "Batch 7654321.")
    assert build(pet_ground, one).code == 1
    assert build(pet_ground, one).code == 1
    rows = found(one)
    assert [row["kind"] for row in rows] == ["number"]
    (one.private / "residual_allowed.csv").write_text(f"study_id,file,kind,value\n{study},,number,{rows[0]['value']}\n")
    assert build(pet_ground, one).code == 0
    assert (one.out / "manifest.json").is_file()
    assert pet_ground("validate", one.out, "--private", one.private).code == 0


def test_validate_with_the_private_folder_searches_again(built: Built, pet_ground: Command, tmp_path: Path) -> None:
    one = built.copy(tmp_path)
    (one.out / "extra.md").write_text("PID-1 is Quixada")
    ran = pet_ground("validate", one.out, "--private", one.private)
    assert ran.code == 1
    assert "extra.md" in ran.out
    assert "uixada" not in ran.out
    assert pet_ground("validate", one.out, "--private", tmp_path).code == 2


def test_a_listed_name_leaves_every_report(built: Built, pet_ground: Command, tmp_path: Path) -> None:
    one = built.copy(tmp_path)
    told = one.reports.read_text(encoding="utf-8")
    at_house = told.replace("right inguinal region", "right inguinal region at Larkspur Place")
    one.reports.write_text(at_house, encoding="utf-8")
    (one.private / "scrub_also.txt").write_text("larkspur  place\n\n", encoding="utf-8")
    assert build(pet_ground, one).code == 0
    sentences = [lesion["sentence"] for lesion in one.lesions()]
    assert any("Focus in the right inguinal region at [NAME], SUVmax 4.3" in told for told in sentences)
    assert not any("arkspur" in told for told in sentences)


def test_study_json_and_the_table_hold_the_moved_date_and_replaced_uids(built: Built) -> None:
    studies = pd.read_parquet(built.out / "studies.parquet")
    for row in studies.to_dict("records"):
        content = json.loads((built.out / "images" / row["study_id"] / "study.json").read_text(encoding="utf-8"))
        keys = ("study_date", "study_uid", "pet_series_uid", "ct_series_uid", "frame_of_reference_uid")
        assert {key: content[key] for key in keys} == {key: row[key] for key in keys}
        assert 365 <= (date(2020, 3, 10) - date.fromisoformat(row["study_date"])).days <= 3652
        assert all(str(row[key]).startswith("2.25.") for key in keys[1:])
    assert studies["study_uid"].nunique() == len(studies)
