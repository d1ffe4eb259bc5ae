"""A whole build through the command: what it makes, that it resumes, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
from runs import Built, Ran, wait_until
from small_hospital import LESIONS, report_text, write_reports, write_small_study

from pet_ground.run.output import locked


def build(pet_ground: Callable[..., Ran], one: Built, *more: object) -> Ran:
    return pet_ground(
        "build", "--archive", one.archive, "--reports", one.reports, "--out", one.out, "--workers", 2, *more
    )


def manifest(out: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return content


def test_every_lesion_of_the_reports_is_in_the_data_set_at_its_place(built: Built) -> None:
    assert built.ran.code == 0, built.ran.err
    lesions = built.lesions()
    assert len(lesions) == 3 * len(LESIONS)
    for index, suv_max, place in LESIONS:
        found = [one for one in lesions if one["suv_max"] == suv_max]
        assert len(found) == 3
        for one in found:
            assert one["peak_index_kji"] == list(index)
            assert one["suv_max_measured"] == pytest.approx(suv_max, abs=0.01)
            assert place in one["sentence"]
            mask = np.asarray(nib.load(built.out / one["mask"]).dataobj)
            assert mask[index[2], index[1], index[0]] == 1
            assert one["mtv_ml"] == pytest.approx(mask.sum() * 0.06, rel=1e-5)


def test_the_files_of_the_design_are_all_there(built: Built) -> None:
    names = {path.name for path in built.out.iterdir()}
    assert names >= {
        "lesions.parquet", "lesions.jsonl", "qa.parquet", "qa.jsonl", "studies.parquet", "rejections.parquet",
        "organ_uptake.parquet", "images", "images_3mm", "masks", "masks_3mm", "figures", "README.md", "manifest.json",
    }  # fmt: skip
    for one in built.lesions():
        for field in ("pet", "ct", "mask", "pet_3mm", "ct_3mm", "mask_3mm"):
            assert (built.out / one[field]).is_file()
        assert nib.load(built.out / one["mask_3mm"]).shape == (192, 192, 352)
        assert (built.out / "figures" / one["study_id"] / f"{one['lesion_id']}.png").is_file()


def test_parquet_and_jsonl_hold_the_same_lesions(built: Built) -> None:
    table = pd.read_parquet(built.out / "lesions.parquet")
    assert table["lesion_id"].tolist() == [one["lesion_id"] for one in built.lesions()]
    assert table["suv_max_measured"].tolist() == [one["suv_max_measured"] for one in built.lesions()]


def test_what_was_left_out_is_written_with_its_reason(built: Built) -> None:
    table = pd.read_parquet(built.out / "rejections.parquet")
    reasons = table.groupby("stage")["reason"].value_counts().to_dict()
    assert reasons[("extract", "reference_region")] == 3
    assert reasons[("extract", "prior_study")] == 3
    assert reasons[("anatomy", "anatomy_unavailable")] == 3
    assert table[table["reason"] == "prior_study"]["suv_max"].tolist() == [9.9] * 3


def test_the_counts_of_every_stage_add_up_to_the_rejections(built: Built) -> None:
    stages = manifest(built.out)["stages"]
    assert isinstance(stages, list)
    table = pd.read_parquet(built.out / "rejections.parquet")
    for name in {one["stage"] for one in stages}:
        lost = sum(sum({**one["dropped"], **one["failed"]}.values()) for one in stages if one["stage"] == name)
        assert lost == int((table["stage"] == name).sum()), name


def test_the_run_shows_progress_per_stage_the_dashboard_and_where_the_results_lie(built: Built) -> None:
    for words in (
        "convert",
        "extract",
        "ground",
        "structure",
        "anatomy",
        "3/3",
        "dashboard: http://",
        "data card",
        "pictures",
    ):
        assert words in built.ran.out, built.ran.out
    assert "3 of 3 studies converted" in built.ran.out


def test_a_second_run_does_nothing_again_and_says_so(built: Built, pet_ground: Callable[..., Ran]) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.out.rglob("*") if path.is_file()}
    again = build(pet_ground, built)
    assert again.code == 0
    assert "nothing was done" in again.out
    assert "dashboard" not in again.out
    assert {path: path.stat().st_mtime_ns for path in built.out.rglob("*") if path.is_file()} == before


def test_a_lost_or_damaged_output_is_made_again(built: Built, pet_ground: Callable[..., Ran], tmp_path: Path) -> None:
    one = built.copy(tmp_path)
    hashes = manifest(one.out)["files"]
    mask, suv = (next(one.out.glob(pattern)) for pattern in ("masks/*/*.nii.gz", "images/*/suv.nii.gz"))
    mask.unlink()
    suv.write_bytes(suv.read_bytes()[:-100])
    again = build(pet_ground, one)
    assert (again.code, "nothing was done" in again.out) == (0, False)
    assert manifest(one.out)["files"] == hashes


def test_a_new_study_is_added_without_redoing_the_others(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (one.out / "masks").rglob("*.nii.gz")}
    write_small_study(one.archive, 4)
    write_reports(one.reports, [1, 2, 3, 4])
    again = build(pet_ground, one)
    assert "3 of 4 studies are done already" in again.out
    assert len(one.lesions()) == 8
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_study_that_left_the_archive_leaves_the_data_set(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    write_reports(one.reports, [1, 3])
    before = manifest(one.out)
    refused = build(pet_ground, one)
    assert (refused.code, "--remove-missing" in refused.err, manifest(one.out)) == (2, True, before)
    again = build(pet_ground, one, "--remove-missing")
    assert (again.code, len(one.lesions())) == (0, 4)
    assert len(list((one.out / "images").iterdir())) == 2
    assert pet_ground("validate", one.out).code == 0


def test_what_a_study_no_longer_has_leaves_the_data_set(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    text = one.reports.read_text(encoding="utf-8")
    one.reports.write_text(
        text.replace("Focus in the right inguinal region, SUVmax 4.3, slice 21", "Nothing else"), encoding="utf-8"
    )
    assert build(pet_ground, one).code == 0
    assert len(one.lesions()) == 3
    for pattern in ("masks/*/*.nii.gz", "masks_3mm/*/*.nii.gz", "figures/*/*.png"):
        assert len(list(one.out.glob(pattern))) == 3
    assert pet_ground("validate", one.out).code == 0


def test_a_study_that_is_damaged_later_leaves_no_old_images_or_masks(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    broken = one.archive / "Quixada_1" / "pet" / "003.dcm"
    broken.write_bytes(broken.read_bytes()[:900])
    assert build(pet_ground, one).code == 1
    for folder in ("images", "images_3mm", "masks", "masks_3mm"):
        assert len(list((one.out / folder).iterdir())) == 2, folder


def test_a_lost_key_is_refused_instead_of_renaming_every_patient(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    (one.private / "pseudonym.key").rename(tmp_path / "kept.key")
    before = manifest(one.out)
    lost = build(pet_ground, one)
    assert (lost.code, "key" in lost.err) == (2, True)
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    wrong = build(pet_ground, one, "--key", other)
    assert (wrong.code, "another key" in wrong.err) == (2, True)
    assert manifest(one.out) == before
    assert build(pet_ground, one, "--key", tmp_path / "kept.key").code == 0


def test_a_private_folder_that_holds_something_else_is_left_alone(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    (mine / "orders").mkdir(parents=True)
    (mine / "orders" / "invoice.json").write_text("mine")
    mode = mine.stat().st_mode
    ran = pet_ground(
        "build", "--archive", built.archive, "--reports", built.reports, "--out", tmp_path / "d", "--private", mine
    )
    assert ran.code == 2
    assert ((mine / "orders" / "invoice.json").read_text(), mine.stat().st_mode) == ("mine", mode)
    shared = pet_ground(
        "build",
        "--archive",
        built.archive,
        "--reports",
        built.reports,
        "--out",
        tmp_path / "d",
        "--private",
        built.private,
    )
    assert (shared.code, "belongs to the data set" in shared.err) == (2, True)


@pytest.mark.parametrize("where", ["{archive}/out", "{archive}"])
def test_a_data_set_inside_the_archive_is_refused(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path, where: str
) -> None:
    ran = pet_ground(
        "build", "--archive", built.archive, "--reports", built.reports, "--out", where.format(archive=built.archive),
        "--private", tmp_path / "p",
    )  # fmt: skip
    assert (ran.code, "outside the archive" in ran.err) == (2, True)


def test_two_builds_of_one_data_set_at_once_are_refused(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    with locked(one.out / ".build"):
        ran = build(pet_ground, one)
    assert (ran.code, "another build" in ran.err) == (2, True)


def test_a_killed_run_goes_on_where_it_stopped(built: Built, pet_ground: Callable[..., Ran], tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    command = ["build", "--archive", built.archive, "--reports", built.reports, "--out", out, "--workers", "1"]
    running = subprocess.Popen(
        [sys.executable, "-m", "pet_ground", *map(str, command)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    wait_until(lambda: any(out.glob(".build/*/ground.json")), running)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    # what was being written when the kill came is hidden, and counts as nothing
    done = {path: path.stat().st_mtime_ns for path in out.glob(".build/*/[!.]*.json")}
    assert done
    again = pet_ground(*command)
    assert again.code == 0, again.err
    assert {path: path.stat().st_mtime_ns for path in done} == done
    lines = (out / "lesions.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(built.lesions())
    assert not list(out.rglob(".partial-*"))


def test_the_half_written_file_of_a_worker_that_died_is_not_published(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    study = next((one.out / "images").iterdir())
    half = study / ".partial-t6wmfbt3suv.nii.gz"
    half.write_bytes(b"\x1f\x8b")
    (one.out / ".build" / study.name / "structure.json").unlink()
    again = build(pet_ground, one)
    assert again.code == 0, again.err
    assert not half.exists()
    assert not list(one.out.rglob(".partial-*"))


def test_an_output_folder_of_another_configuration_is_refused_not_mixed(
    built: Built, pet_ground: Callable[..., Ran]
) -> None:
    refused = build(pet_ground, built, "--set", "ground.suv_tolerance=0.3")
    assert refused.code == 2
    assert "another configuration" in refused.err


def test_an_output_folder_that_holds_something_else_is_refused(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("ten years of work")
    refused = pet_ground("build", "--archive", built.archive, "--reports", built.reports, "--out", tmp_path)
    assert refused.code == 2
    assert (tmp_path / "thesis.tex").read_text() == "ten years of work"


def test_a_damaged_study_is_quarantined_and_the_others_go_on(
    pet_ground: Callable[..., Ran], built: Built, tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    slices = sorted((one.archive / "Quixada_2" / "pet").iterdir())
    slices[7].write_bytes(slices[7].read_bytes()[:-500])
    (one.archive / "Quixada_3" / "ct" / "004.dcm").write_bytes(b"\0\1\2" * 400)
    write_small_study(one.archive, 4, PatientWeight=None)
    write_small_study(one.archive, 5)
    write_reports(one.reports, [1, 2, 3, 4, 6])
    ran = build(pet_ground, one)
    assert ran.code == 1, ran.err
    assert len(one.lesions()) == len(LESIONS)
    stages = {(stage["stage"], stage["unit"]): stage for stage in manifest(one.out)["stages"]}  # type: ignore[attr-defined]
    assert stages["convert", "studies"]["failed"] == {"corrupt_file": 2}
    assert stages["convert", "studies"]["dropped"] == {"suv_no_weight": 1}
    assert stages["index", "studies"]["dropped"] == {"no_report": 1}
    assert stages["index", "reports"]["dropped"] == {"no_study": 1}
    assert stages["ground", "mentions"]["dropped"] == {"upstream_failed": 6}
    quarantine = pd.read_csv(one.private / "quarantine.csv")
    assert sorted(quarantine["reason"]) == ["corrupt_file", "corrupt_file", "suv_no_weight"]
    assert "quarantine.csv" in ran.out


def test_reports_of_one_study_that_contradict_each_other_are_ambiguous(
    pet_ground: Callable[..., Ran], built: Built, tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    write_reports(one.reports, [1, 2, 2, 3])
    assert build(pet_ground, one, "--remove-missing").code == 0
    stages = {(stage["stage"], stage["unit"]): stage for stage in manifest(one.out)["stages"]}  # type: ignore[attr-defined]
    assert stages["index", "reports"]["dropped"] == {"ambiguous_match": 2}
    assert stages["index", "studies"]["dropped"] == {"ambiguous_match": 1}


def test_the_report_in_the_test_is_the_one_that_was_read(built: Built) -> None:
    assert "previously 9.9" in report_text(1)
    assert any("previously 9.9" in one["sentence"] for one in built.lesions())


def test_label_maps_leave_a_data_set_only_where_that_is_asked_for(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    copy = built.copy(tmp_path)
    (copy.out / "labels").mkdir()
    (copy.out / "labels" / "S0123456789abcdef.nii.gz").write_bytes(b"")
    arguments = ("build", "--archive", copy.archive, "--reports", copy.reports, "--out", copy.out)
    ran = pet_ground(*arguments)
    assert (ran.code, "--labels" in ran.err) == (2, True)
    assert pet_ground(*arguments, "--remove-missing").code == 0
