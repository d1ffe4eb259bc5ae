"""What a kill leaves behind, at any moment of a build: the same command again makes the data set as if nothing had been."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from runs import Built, Ran

from pet_ground.config import load_pipeline
from pet_ground.records.results import AnatomyResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import recall, record
from pet_ground.run.leftovers import remove_leftovers
from pet_ground.run.private import IndexState, private_folder, read_index, write_index
from pet_ground.stages.index import Index, IndexedStudy, LinkRow


def build(pet_ground: Callable[..., Ran], one: Built, *more: object) -> Ran:
    return pet_ground(
        "build", "--archive", one.archive, "--reports", one.reports, "--out", one.out, "--workers", 1, *more
    )


def job_of(one: Built) -> Job:
    return Job(one.archive, one.out, one.private, load_pipeline())


def redo_one_step(one: Built) -> str:
    """Let the next build have something to do; the study in which."""
    study_id = min(path.name for path in (one.out / "images").iterdir())
    (one.out / ".build" / study_id / "structure.json").unlink()
    return study_id


def test_tables_that_a_kill_left_behind_the_results_are_written_by_the_next_run(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    overrides = tmp_path / "overrides.csv"
    overrides.write_text("accession_number,weight_kg\nACC-1,40\n", encoding="utf-8")
    tables = {path: path.read_bytes() for path in one.out.iterdir() if path.is_file()}
    blocked = one.out / "lesions.parquet"
    blocked.unlink()
    blocked.mkdir()
    assert build(pet_ground, one, "--overrides", overrides).code != 0, "it ends after the results, before the tables"
    blocked.rmdir()
    for path, content in tables.items():
        path.write_bytes(content)
    again = build(pet_ground, one, "--overrides", overrides)
    assert "nothing was done" not in again.out
    assert len(one.lesions()) == 4, "at half the weight, the values of the report are not found"


def test_a_data_set_that_is_being_changed_has_no_manifest(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    one = built.copy(tmp_path)
    redo_one_step(one)
    (one.private / "scratch").write_text("in the way of the workers")
    assert build(pet_ground, one).code != 0
    assert not (one.out / "manifest.json").exists()
    (one.private / "scratch").unlink()
    assert build(pet_ground, one).code == 0
    assert (one.out / "manifest.json").read_bytes() == (built.out / "manifest.json").read_bytes()


def test_a_kill_while_the_private_folder_is_marked_does_not_make_it_somebody_elses(
    built: Built, tmp_path: Path
) -> None:
    job = Job(built.archive, tmp_path / "dataset", tmp_path / "private", load_pipeline())
    job.private.mkdir()
    (job.private / "lock").touch()
    (job.private / ".partial-t6wmfbt3dataset.json").write_text('{"data')
    with private_folder(job):
        assert json.loads((job.private / "dataset.json").read_text()) == {"data_set": str(job.out.resolve())}


@pytest.mark.parametrize(
    "name",
    ["orders/.partial-t6wmfbt3123456f7.json", "answers/ab/.partial-0123456789abcdef", ".partial-x1y2z3w4link.csv"],
)
def test_half_written_secrets_are_removed_and_disturb_nobody(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    one = built.copy(tmp_path)
    half = one.private / name
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_text('{"study_id": "S1", "rep')
    redo_one_step(one)
    again = build(pet_ground, one)
    assert (again.code, half.exists()) == (0, False), again.err


def test_files_for_which_no_result_vouches_leave_the_data_set(built: Built, tmp_path: Path) -> None:
    """A worker writes its files first and its result last; where it dies between, another run may want fewer files."""
    one = built.copy(tmp_path)
    study_id = redo_one_step(one)
    before = {path for path in one.out.rglob("*") if path.is_file()}
    left = [
        one.out / "masks" / study_id / f"{study_id}_L07.nii.gz",
        one.out / "masks_3mm" / study_id / f"{study_id}_L07.nii.gz",
        one.out / "figures" / study_id / f"{study_id}_L07.png",
        one.out / "labels" / f"{study_id}.nii.gz",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    mine = one.out / "masks" / study_id / "looked at by me.txt"
    mine.write_text("right")
    remove_leftovers(job_of(one), [study_id])
    assert {path for path in one.out.rglob("*") if path.is_file()} == before | {mine}
    assert not (one.out / "labels").exists(), "no folder is left empty"


def test_a_study_that_was_given_up_leaves_no_images(built: Built, tmp_path: Path) -> None:
    one = built.copy(tmp_path)
    study_id = redo_one_step(one)
    entry = one.out / ".build" / study_id / "convert.json"
    content = json.loads(entry.read_text())
    entry.write_text(json.dumps({**content, "key": "", "outputs": {}}))
    remove_leftovers(job_of(one), [study_id])
    assert not (one.out / "images" / study_id).exists()
    assert not (one.out / "images_3mm" / study_id).exists()


def test_files_that_a_new_result_no_longer_has_go_before_it_is_written(tmp_path: Path) -> None:
    """A kill between must leave a result that is redone, not files that nobody knows."""
    path, stale = tmp_path / ".build" / "S1" / "anatomy.json", tmp_path / "labels" / "S1.nii.gz"
    stale.parent.mkdir()
    stale.write_bytes(b"12345")
    record(path, "old", AnatomyResult(labels="labels/S1.nii.gz"), [stale], tmp_path)
    stale.unlink()
    stale.mkdir()
    with pytest.raises(OSError, match="labels"):
        record(path, "new", AnatomyResult(), [], tmp_path)
    assert recall(path, "new", AnatomyResult, tmp_path) is None


def test_an_index_that_was_half_written_is_not_taken_for_the_one_before(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.private, tmp_path / "private")
    job = Job(built.archive, tmp_path / "dataset", tmp_path / "private", load_pipeline())
    state = IndexState.model_validate_json(job.index_file.read_text(encoding="utf-8"))
    first = job.order(state.study_ids[0])
    changed = first.model_copy(update={"report": first.report.model_copy(update={"text": "Another report."})})

    def studies() -> Iterator[IndexedStudy]:
        yield IndexedStudy(LinkRow(first.study_id, first.patient_id, "1.2", "PID-1", "ACC-1"), changed)
        raise KeyboardInterrupt

    assert read_index(job, state.key) == state
    with pytest.raises(KeyboardInterrupt):
        write_index(job, "another archive", Index(studies(), (), ()))
    assert read_index(job, state.key) is None
