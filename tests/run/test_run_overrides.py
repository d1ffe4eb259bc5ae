"""Quarantine and override through the command: what is listed, what is repaired, and that nothing else is redone."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from dicom_files import UPTAKE_S, pet_header, radiopharmaceutical, suv_phantom, uid, write_slices
from pydicom import dcmread
from runs import Built, Ran
from small_hospital import write_reports, write_small_study

from pet_ground.config import load_pipeline
from pet_ground.errors import ItemDropped, UsageError
from pet_ground.records import SuvOverride
from pet_ground.run.folder import convert_folder
from pet_ground.run.job import Job
from pet_ground.run.overrides import apply_overrides, given_overrides
from pet_ground.run.private import IndexState, write_secret
from pet_ground.stages.overrides import read_overrides

Run = Callable[..., Ran]
FACTOR = 80e3 / (4e8 * 2 ** (-UPTAKE_S / 6586.2))
"""SUV per Bq/ml of a small study."""


def build(pet_ground: Run, one: Built, *more: object) -> Ran:
    """Without pictures and the 3 mm grid, which nothing here looks at."""
    return pet_ground(
        "build", "--archive", one.archive, "--reports", one.reports, "--out", one.out, "--workers", 1,
        "--set", "dataset.figures=false", "--set", "dataset.grid_3mm=false", *more,
    )  # fmt: skip


def overrides_of(folder: Path, *rows: Mapping[str, object], name: str = "overrides.csv") -> Path:
    columns = list(dict.fromkeys(["accession_number", "note", *(column for row in rows for column in row)]))
    with (folder / name).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


def quarantine(one: Built) -> dict[str, dict[str, str]]:
    """The list by accession number."""
    with (one.private / "quarantine.csv").open(newline="", encoding="utf-8") as stream:
        return {row["accession_number"]: row for row in csv.DictReader(stream)}


def study_ids(one: Built) -> dict[str, str]:
    with (one.private / "link.csv").open(newline="", encoding="utf-8") as stream:
        return {row["accession_numbers"]: row["study_id"] for row in csv.DictReader(stream)}


def study_json(one: Built, accession: str) -> dict[str, Any]:
    path = one.out / "images" / study_ids(one)[accession] / "study.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def times(one: Built, *accessions: str) -> dict[str, int]:
    """Modification times of everything that belongs to these studies."""
    ids = study_ids(one)
    found = {
        path.relative_to(one.out).as_posix(): path.stat().st_mtime_ns
        for path in one.out.rglob("*")
        if path.is_file() and {ids[name] for name in accessions} & set(path.relative_to(one.out).parts)
    }
    assert found
    return found


@pytest.fixture(scope="module")
def sick(pet_ground: Run, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """1 is well, 4 has no weight, 5 counts, 6 is not attenuation corrected, 7 has a slice of another weight."""
    folder = tmp_path_factory.mktemp("sick")
    archive, reports = folder / "archive", folder / "reports.csv"
    write_small_study(archive, 1)
    write_small_study(archive, 4, PatientWeight=None, SeriesDescription='=HYPERLINK("http://x")')
    write_small_study(archive, 5, Units="CPS")
    write_small_study(archive, 6, CorrectedImage=["DECY"])
    odd_one = write_small_study(archive, 7) / "pet" / "011.dcm"
    odd = dcmread(odd_one)
    odd.PatientWeight = 81
    odd.save_as(odd_one)
    write_reports(reports, [1, 4, 5, 6, 7])
    one = Built(archive, reports, folder / "dataset", Ran(0, "", ""))
    ran = build(pet_ground, one)
    assert ran.code == 0, ran.err
    return replace(one, ran=ran)


def test_a_study_that_can_not_be_converted_is_listed_with_the_reason_the_repair_and_the_facts_of_its_header(
    sick: Built,
) -> None:
    listed = quarantine(sick)
    assert {name: (row["reason"], row["repair"]) for name, row in listed.items()} == {
        "ACC-4": ("suv_no_weight", "weight_kg"),
        "ACC-5": ("suv_units", ""),
        "ACC-6": ("no_pet_series", ""),
        "ACC-7": ("suv_inconsistent", "weight_kg"),
    }
    four = listed["ACC-4"]
    assert (four["outcome"], four["weight_kg"], four["study_instance_uid"]) == ("dropped", "", uid("study", "4"))
    assert {name: four[f"header_{name}"] for name in ("PatientWeight", "Units", "DecayCorrection", "SeriesTime")} == {
        "PatientWeight": "", "Units": "BQML", "DecayCorrection": "START", "SeriesTime": "100000",
    }  # fmt: skip
    assert float(four["header_RadionuclideTotalDose"]) == 4e8
    assert four["header_RadiopharmaceuticalStartTime"] == "090000"
    assert four["header_ManufacturerModelName"] == "Toboso General PET"
    assert four["header_SeriesInstanceUID"] == uid("series", "4", "pet")
    assert [float(part) for part in listed["ACC-7"]["header_PatientWeight"].split(" | ")] == [80, 81]


def test_a_study_without_a_pet_series_is_listed_with_the_verdicts_on_its_series(sick: Built) -> None:
    assert "not attenuation corrected" in quarantine(sick)["ACC-6"]["detail"]


def test_a_free_text_of_a_header_becomes_no_formula_of_a_spreadsheet(sick: Built) -> None:
    assert quarantine(sick)["ACC-4"]["header_SeriesDescription"] == '\'=HYPERLINK("http://x")'


def test_the_list_is_private(sick: Built) -> None:
    assert stat.S_IMODE((sick.private / "quarantine.csv").stat().st_mode) == 0o600
    assert not list(sick.out.rglob("quarantine.csv"))


def test_build_and_status_say_how_many_wait_and_what_repairs_them(sick: Built, pet_ground: Run) -> None:
    assert "in quarantine: 4 studies" in sick.ran.out
    assert "2 of them may be repaired" in sick.ran.out
    assert "--overrides" in sick.ran.out
    assert "in quarantine: 4 studies" in pet_ground("status", sick.out).out


def test_a_filled_in_copy_of_the_list_repairs_its_studies_and_redoes_no_other(
    sick: Built, pet_ground: Run, tmp_path: Path
) -> None:
    one = sick.copy(tmp_path)
    before = times(one, "ACC-1", "ACC-5")
    table = pd.read_csv(one.private / "quarantine.csv")
    table.loc[table["repair"] == "weight_kg", "weight_kg"] = 80
    table.to_csv(tmp_path / "filled.csv", index=False)
    ran = build(pet_ground, one, "--overrides", tmp_path / "filled.csv")
    assert ran.code == 0, ran.err
    assert "given for 2 of 4 studies (weight_kg: 2); rows that give nothing: 2" in ran.out
    assert "reading the headers" not in ran.out
    assert before == times(one, "ACC-1", "ACC-5")
    assert set(quarantine(one)) == {"ACC-5", "ACC-6"}
    ids, rows = study_ids(one), {row["study_id"]: row for row in pq.read_table(one.out / "studies.parquet").to_pylist()}
    for accession, names in (("ACC-1", []), ("ACC-4", ["weight_kg"]), ("ACC-7", ["weight_kg"])):
        for suv in (study_json(one, accession)["suv"], rows[ids[accession]]["suv"]):
            assert (suv["overrides"], suv["weight_kg"]) == (names, 80.0)
            factors = suv["suv_factor"] if isinstance(suv["suv_factor"], list) else [suv["suv_factor"]]
            assert factors == pytest.approx([FACTOR], rel=1e-6)
        assert sum(lesion["study_id"] == ids[accession] for lesion in one.lesions()) == 2
    assert "Overridden by a person: 2 of 3 studies (`weight_kg`: 2)" in (one.out / "README.md").read_text("utf-8")

    done = times(one, *ids)
    again = build(pet_ground, one, "--overrides", tmp_path / "filled.csv")
    assert (again.code, "nothing was done" in again.out, times(one, *ids)) == (0, True, done)
    forgotten = build(pet_ground, one)
    assert (forgotten.code, "--overrides" in forgotten.err, times(one, *ids)) == (2, True, done)


@pytest.mark.slow
def test_only_a_study_whose_row_changed_is_redone_and_a_row_that_goes_is_undone(
    sick: Built, pet_ground: Run, tmp_path: Path
) -> None:
    one = sick.copy(tmp_path)
    four = {"accession_number": "ACC-4", "weight_kg": 80}
    first = {"accession_number": "ACC-1", "dose_mbq": 200}
    gone = {"accession_number": "ACC-99", "weight_kg": 80}
    ran = build(pet_ground, one, "--overrides", overrides_of(tmp_path, four, first, gone))
    assert (ran.code, "not in this build: 1" in ran.out) == (0, True)
    assert study_json(one, "ACC-1")["suv"]["suv_factor"] == pytest.approx(2 * FACTOR, rel=1e-6)

    before = times(one, "ACC-4", "ACC-5", "ACC-7")
    (one.archive / "Quixada_6" / "pet" / "000.dcm").touch()  # the archive is indexed again
    assert build(pet_ground, one, "--overrides", overrides_of(tmp_path, four)).code == 0
    assert times(one, "ACC-4", "ACC-5", "ACC-7") == before
    suv = study_json(one, "ACC-1")["suv"]
    assert (suv["overrides"], suv["suv_factor"]) == ([], pytest.approx(FACTOR, rel=1e-6))
    assert json.loads((one.private / "overridden.json").read_text("utf-8")) == [study_ids(one)["ACC-4"]]


@pytest.mark.parametrize(
    ("changes", "dose", "row", "names"),
    [
        ({}, {"RadionuclideTotalDose": None}, {"dose_mbq": 400}, ("dose_bq",)),
        ({}, {"RadiopharmaceuticalStartTime": None}, {"injection_datetime": "2020-03-10T09:00"}, ("injection",)),
        ({"Units": None}, {}, {"units": "BQML"}, ("units",)),
        ({"DecayCorrection": None}, {}, {"decay_correction": "START"}, ("decay_correction",)),
        ({}, {"RadionuclideHalfLife": 109.77}, {"half_life_s": 6586.2}, ("half_life_s",)),
    ],
)
def test_what_a_header_lacks_a_row_gives_and_the_suv_is_that_of_a_whole_header(
    tmp_path: Path,
    changes: dict[str, object],
    dose: dict[str, object],
    row: dict[str, object],
    names: tuple[str, ...],
) -> None:
    write_slices(tmp_path / "pet", pet_header(radiopharmaceutical(**dose), **changes), suv_phantom() * 5000)
    with pytest.raises(ItemDropped):
        convert_folder(tmp_path / "pet")
    given = overrides_of(tmp_path, {"accession_number": "ACC-1", **row}, {"accession_number": "ACC-2", "weight_kg": 9})
    _, converted = convert_folder(tmp_path / "pet", overrides=read_overrides(given))
    provenance = converted.pet.decision.provenance
    assert provenance.overrides == names
    assert provenance.suv_factor == pytest.approx(FACTOR, rel=1e-6)


def test_convert_takes_the_row_of_its_study_and_says_where_there_is_none(pet_ground: Run, tmp_path: Path) -> None:
    write_slices(tmp_path / "pet", pet_header(PatientWeight=None), suv_phantom() * 5000)
    write_slices(tmp_path / "well", pet_header(study="3"), suv_phantom() * 5000)
    given = overrides_of(tmp_path, {"accession_number": "ACC-1", "weight_kg": 80})
    one, other = (
        pet_ground("convert", tmp_path / name, "--out", tmp_path / "c", "--overrides", given, "--json")
        for name in ("pet", "well")
    )
    assert (one.code, one.err, one.json()["provenance"]["overrides"]) == (0, "", ["weight_kg"])
    assert one.json()["suv_factor"] == pytest.approx(FACTOR, rel=1e-6)
    assert (other.code, other.json()["provenance"]["overrides"]) == (0, [])
    assert "gives nothing to this study" in other.err


def test_a_wrong_file_is_refused_before_anything_is_made(sick: Built, pet_ground: Run, tmp_path: Path) -> None:
    given = overrides_of(tmp_path, {"accession_number": "ACC-4", "weight_kg": "heavy"})
    ran = build(pet_ground, replace(sick, out=tmp_path / "o"), "--overrides", given)
    assert (ran.code, "row 2, column weight_kg" in ran.err, "ACC-4" in ran.err) == (2, True, False)
    assert not (tmp_path / "o").exists()


def test_the_list_itself_is_refused_because_a_build_writes_it_anew(sick: Built) -> None:
    job = Job(sick.archive, sick.out, sick.private, load_pipeline(None, []))
    with pytest.raises(UsageError, match="copy it"):
        given_overrides(replace(job, overrides=job.quarantine))


def test_a_row_that_a_killed_run_had_already_applied_is_still_undone(sick: Built, tmp_path: Path) -> None:
    one = sick.copy(tmp_path)
    job = Job(one.archive, one.out, one.private, load_pipeline(None, []))
    state = IndexState.model_validate_json(job.index_file.read_text(encoding="utf-8"))
    first, fourth = study_ids(one)["ACC-1"], study_ids(one)["ACC-4"]
    order = job.order(first)
    write_secret(job.order_file(first), order.model_copy(update={"override": SuvOverride(sex="M")}).model_dump_json())
    write_secret(job.overridden, json.dumps([first, fourth]))
    given = read_overrides(overrides_of(tmp_path, {"accession_number": "ACC-4", "weight_kg": 80}))
    assert apply_overrides(job, state, given) is not None
    assert (job.order(first), job.order(fourth).override) == (order, SuvOverride(weight_kg=80))
