"""The commands as a user calls them: their output, files and exit codes."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
from dicom_files import pet_header, suv_phantom, write_slices
from runs import Built, Ran
from small_hospital import LESIONS, report_text

from pet_ground import __version__

Run = Callable[..., Ran]
COMMANDS = (
    "demo",
    "build",
    "ground",
    "index",
    "convert",
    "extract",
    "evaluate-extraction",
    "profile",
    "status",
    "validate",
    "doctor",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(pet_ground: Run, command: str) -> None:
    ran = pet_ground(command, "--help")
    assert (ran.code, "Usage" in ran.out) == (0, True)


def test_help_does_not_load_what_only_the_commands_need() -> None:
    heavy = ("numpy", "pandas", "pydicom", "distributed", "matplotlib", "SimpleITK", "pydantic")
    code = f"import sys, pet_ground.cli.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_printed(pet_ground: Run) -> None:
    assert pet_ground("--version").out.strip() == f"pet_ground {__version__}"


def test_convert_prints_one_json_object_and_writes_both_volumes(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    ran = pet_ground("convert", built.archive / "Quixada_1", "--out", tmp_path / "c", "--json")
    facts = ran.json()
    assert (ran.code, facts["status"], facts["reason"]) == (0, "kept", None)
    assert facts["suv_factor"] == pytest.approx(80e3 / (4e8 * 2 ** (-3600 / 6586.2)), rel=1e-6)
    suv = nib.load(tmp_path / "c" / "suv.nii.gz")
    assert suv.get_fdata().max() == pytest.approx(6.4, abs=0.01)
    assert nib.load(tmp_path / "c" / "ct.nii.gz").get_data_dtype() == np.int16


def test_convert_refuses_with_its_reason_and_exit_code_1(pet_ground: Run, tmp_path: Path) -> None:
    write_slices(tmp_path / "pet", pet_header(PatientWeight=None), suv_phantom() * 5000)
    ran = pet_ground("convert", tmp_path / "pet", "--out", tmp_path / "c", "--json")
    facts = ran.json()
    assert (ran.code, facts["status"], facts["reason"], facts["suv_factor"]) == (1, "dropped", "suv_no_weight", None)
    assert not (tmp_path / "c").exists()


def test_convert_lists_the_factor_per_slice_where_it_varies(pet_ground: Run, tmp_path: Path) -> None:
    write_slices(tmp_path / "pet", pet_header(DecayCorrection="NONE"), suv_phantom() * 5000)
    factors = pet_ground("convert", tmp_path / "pet", "--out", tmp_path / "c", "--json").json()["suv_factor"]
    assert len(factors) == 9


@pytest.mark.parametrize("command", [("convert", "{}", "--out", "o"), ("index", "{}", "--out", "o.parquet")])
def test_a_path_that_does_not_exist_and_a_folder_without_dicom_are_bad_input(
    pet_ground: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.txt").write_text("no image here")
    for folder in (tmp_path / "nowhere", empty):
        ran = pet_ground(*[part.format(folder) for part in command], cwd=tmp_path)
        assert (ran.code, ran.err.startswith("error: ")) == (2, True), ran.err
        assert "Traceback" not in ran.err


def test_build_refuses_missing_paths_and_reports_without_their_columns(
    pet_ground: Run, built: Built, tmp_path: Path
) -> None:
    table = tmp_path / "reports.csv"
    table.write_text("number,words\n1,text\n", encoding="utf-8")
    for archive, reports, words in (
        (tmp_path / "nowhere", built.reports, "nowhere"),
        (built.archive, tmp_path / "nowhere.csv", "nowhere.csv"),
        (built.archive, table, "number"),
    ):
        ran = pet_ground("build", "--archive", archive, "--reports", reports, "--out", tmp_path / "o")
        assert (ran.code, words in ran.err) == (2, True), ran.err
        assert not (tmp_path / "o").exists()


def test_build_refuses_an_unknown_setting_and_names_it(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    ran = pet_ground(
        "build",
        "--archive",
        built.archive,
        "--reports",
        built.reports,
        "--out",
        tmp_path / "o",
        "--set",
        "ground.tolerance=1",
    )
    assert (ran.code, "ground.tolerance" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "command",
    [
        ("convert", "{archive}/Quixada_1", "--out", "{file}"),
        ("index", "{archive}", "--out", "{folder}"),
        ("extract", "{reports}", "--out", "{folder}"),
        ("doctor", "nowhere/default.yaml"),
        ("status", "{folder}"),
        ("validate", "{folder}"),
    ],
)
def test_what_can_not_be_written_or_found_is_one_line_and_exit_code_2(
    pet_ground: Run, built: Built, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    names = {
        "archive": built.archive,
        "reports": built.reports,
        "file": tmp_path / "file",
        "folder": tmp_path / "folder",
    }
    ran = pet_ground(*[part.format(**names) for part in command])
    assert (ran.code, ran.err.count("\n"), ran.err.startswith("error: ")) == (2, 1, True), ran.err


def test_a_missing_option_is_bad_usage(pet_ground: Run) -> None:
    assert pet_ground("build", "--out", "o").code == 2


def test_ground_finds_the_lesions_of_a_dicom_folder(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(report_text(1), encoding="utf-8")
    ran = pet_ground(
        "ground", "--pet", built.archive / "Quixada_1", "--report", report, "--out", tmp_path / "g", "--json"
    )
    assert ran.code == 0, ran.err
    found = ran.json()
    assert [(one["suv_max"], one["peak_index_kji"]) for one in found["lesions"]] == [
        (s, list(i)) for i, s, _ in LESIONS
    ]
    lines = (tmp_path / "g" / "lesions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == found["lesions"]
    for one in found["lesions"]:
        assert nib.load(tmp_path / "g" / one["mask"]).get_fdata().sum() > 0
        assert (tmp_path / "g" / "figures" / "study" / f"{one['lesion_id']}.png").stat().st_size > 10_000
    assert (tmp_path / "g" / "figures" / "study.png").is_file()
    assert "Dulcinea" not in ran.out


def test_ground_takes_nifti_in_suv_in_any_orientation_and_writes_masks_like_it(
    pet_ground: Run, built: Built, tmp_path: Path
) -> None:
    source = nib.load(next(built.out.glob("images/*/suv.nii.gz")))
    turned = nib.as_closest_canonical(source).as_reoriented([[2, -1], [0, 1], [1, 1]])
    nib.save(turned, tmp_path / "pet.nii.gz")
    (tmp_path / "report.txt").write_text(report_text(1), encoding="utf-8")
    ran = pet_ground(
        "ground",
        "--pet",
        tmp_path / "pet.nii.gz",
        "--report",
        tmp_path / "report.txt",
        "--out",
        tmp_path / "g",
        "--json",
    )
    lesions = ran.json()["lesions"]
    assert [one["suv_max"] for one in lesions] == [6.4, 4.3]
    for one in lesions:
        mask = nib.load(tmp_path / "g" / one["mask"])
        assert mask.shape == turned.shape
        np.testing.assert_allclose(mask.affine, turned.affine, atol=1e-4)
        hottest = turned.get_fdata()[mask.get_fdata() > 0].max()
        assert hottest == pytest.approx(one["suv_max_measured"], abs=1e-4)


def test_ground_prints_a_table_of_lesions_and_reasons(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    ran = pet_ground("ground", "--pet", built.archive / "Quixada_2", "--report", built.reports, "--out", tmp_path / "g")
    assert ran.code == 0, ran.err
    for words in ("2 lesions", "6.4", "left axilla", "prior_study", "reference_region", "pictures"):
        assert words in ran.out


def test_ground_keeps_what_else_lies_in_its_folder_and_the_earlier_result_where_it_fails(
    pet_ground: Run, built: Built, tmp_path: Path
) -> None:
    out = tmp_path / "g"
    command = ("ground", "--pet", built.archive / "Quixada_1", "--out", out)
    assert pet_ground(*command, "--report", built.reports).code == 0
    report = out / "report.txt"
    report.write_text(report_text(1), encoding="utf-8")
    assert pet_ground(*command, "--report", report).code == 0
    assert report.is_file()
    before = (out / "lesions.jsonl").read_bytes()
    assert pet_ground(*command, "--report", tmp_path / "nowhere.csv").code == 2
    assert (out / "lesions.jsonl").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["g"]


def test_ground_refuses_the_report_of_another_study(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    table = tmp_path / "other.csv"
    table.write_text("accession_number,report_text\nACC-OTHER,SUVmax 6.4 (slice 9) in a node.\n", encoding="utf-8")
    ran = pet_ground("ground", "--pet", built.archive / "Quixada_1", "--report", table, "--out", tmp_path / "g")
    assert (ran.code, "not exactly one is the study's" in ran.err) == (2, True)


def test_ground_shows_brackets_of_a_report_as_they_are(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("FINDINGS: Thyroid uptake [image 20] of SUVmax 3.3 [/see note].", encoding="utf-8")
    ran = pet_ground("ground", "--pet", built.archive / "Quixada_1", "--report", report, "--out", tmp_path / "[g]")
    assert ran.code == 0, ran.err
    assert "[image 20]" in ran.out
    assert "[g]" in ran.out


def test_ground_takes_a_ct_of_its_own_in_the_same_frame_only(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    command = ("ground", "--report", built.reports, "--pet", built.archive / "Quixada_1" / "pet", "--json")
    same = pet_ground(*command, "--ct", built.archive / "Quixada_1" / "ct", "--out", tmp_path / "same")
    assert (same.code, same.json()["study"]["flags"]) == (0, [])
    other = pet_ground(*command, "--ct", built.archive / "Quixada_2" / "ct", "--out", tmp_path / "other")
    assert (other.code, "frame of reference" in other.err) == (1, True)


@pytest.mark.parametrize(("value", "code"), [(np.nan, 0), (np.inf, 1)])
def test_ground_flags_voxels_without_a_number_and_refuses_infinite_ones(
    pet_ground: Run, built: Built, tmp_path: Path, value: float, code: int
) -> None:
    source = nib.load(next(built.out.glob("images/*/suv.nii.gz")))
    array = source.get_fdata().astype(np.float32)
    array[0, 0, :2] = value
    nib.save(nib.Nifti1Image(array, source.affine), tmp_path / "pet.nii.gz")
    (tmp_path / "report.txt").write_text(report_text(1), encoding="utf-8")
    ran = pet_ground(
        "ground",
        "--pet",
        tmp_path / "pet.nii.gz",
        "--report",
        tmp_path / "report.txt",
        "--out",
        tmp_path / "g",
        "--json",
    )
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    if code == 0:
        assert ran.json()["study"]["flags"] == ["suv_as_given", "nan_voxels"]


def test_ground_does_not_touch_a_folder_that_is_not_its_own(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    (tmp_path / "keep.txt").write_text("mine")
    ran = pet_ground("ground", "--pet", built.archive / "Quixada_1", "--report", built.reports, "--out", tmp_path)
    assert ran.code == 2
    assert (tmp_path / "keep.txt").read_text() == "mine"


def test_index_writes_a_private_catalog_with_a_verdict_for_every_series(
    pet_ground: Run, built: Built, tmp_path: Path
) -> None:
    ran = pet_ground("index", built.archive, "--out", tmp_path / "catalog.parquet")
    table = pd.read_parquet(tmp_path / "catalog.parquet")
    assert (ran.code, len(table), table["taken"].all()) == (0, 6, True)
    assert stat.S_IMODE((tmp_path / "catalog.parquet").stat().st_mode) == 0o600


@pytest.mark.parametrize("columns", ["80", "160"])
def test_index_explains_the_choice_for_one_study(
    pet_ground: Run, built: Built, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ran = pet_ground("index", built.archive, "--explain", "ACC-2")
    assert (ran.code, ran.out.count("taken")) == (0, 2)
    assert max(map(len, ran.out.splitlines())) <= int(columns)


@pytest.mark.parametrize("arguments", [("--explain", "ACC-77"), ()])
def test_index_without_a_study_that_is_there_or_a_catalog_is_bad_usage(
    pet_ground: Run, built: Built, arguments: tuple[str, ...]
) -> None:
    ran = pet_ground("index", built.archive, *arguments)
    assert (ran.code, ran.err.startswith("error: "), "ACC-77" in ran.err) == (2, True, False)


def test_extract_writes_every_mention_with_its_evidence(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    ran = pet_ground("extract", built.reports, "--out", tmp_path / "m.jsonl")
    mentions = [json.loads(line) for line in (tmp_path / "m.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ran.code == 0
    kept = [one for one in mentions if one["status"] == "kept"]
    assert len(kept) == 6
    for one in kept:
        for item in one["evidence"]:
            assert one["sentence"][item["start"] : item["end"]] == item["quote"]
    assert pet_ground("extract", built.reports, "--out", tmp_path / "m.jsonl", "--voters", "nobody").code == 2


def test_status_says_what_came_out_and_validate_finds_no_fault(pet_ground: Run, built: Built) -> None:
    assert "3 studies done" in pet_ground("status", built.out).out
    ran = pet_ground("validate", built.out)
    assert (ran.code, "no faults" in ran.out) == (0, True)


def test_validate_names_what_was_changed(pet_ground: Run, built: Built, tmp_path: Path) -> None:
    one = built.copy(tmp_path)
    mask = next(one.out.glob("masks/*/*.nii.gz"))
    mask.write_bytes(next(one.out.glob("masks_3mm/*/*.nii.gz")).read_bytes())
    ran = pet_ground("validate", one.out)
    assert (ran.code, f"{mask.relative_to(one.out)}: changed" in ran.out) == (1, True)


def test_doctor_finds_this_installation_sound(pet_ground: Run) -> None:
    ran = pet_ground("doctor")
    assert ran.code == 0, ran.out
    assert "a worker answers" in ran.out
    assert "missing" not in ran.out
