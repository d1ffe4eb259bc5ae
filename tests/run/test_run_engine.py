"""Dask under stress: an existing scheduler, workers that die, a study that kills every worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster, get_worker
from runs import WAIT_S, Built, Ran, wait_until

from pet_ground.config import load_pipeline
from pet_ground.errors import UsageError
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.outcome import StageName
from pet_ground.run.engine import run_studies, start
from pet_ground.run.job import Job
from pet_ground.run.steps import STEPS, result_of
from pet_ground.stages.anatomy import LabelSource


def test_a_running_scheduler_is_used_and_its_dashboard_named(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", local_directory=str(tmp_path)
    ) as cluster:
        ran = pet_ground(
            "build", "--archive", built.archive, "--reports", built.reports, "--out", tmp_path / "dataset",
            "--scheduler", cluster.scheduler_address,
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert f":{cluster.scheduler.services['dashboard'].port}/status" in ran.out
    assert (tmp_path / "dataset" / "lesions.jsonl").read_text().count("\n") == len(built.lesions())


@pytest.mark.slow
def test_an_address_where_no_scheduler_answers_is_bad_input(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = pet_ground(
        "build", "--archive", built.archive, "--reports", built.reports, "--out", tmp_path / "dataset",
        "--scheduler", "tcp://127.0.0.1:9",
    )  # fmt: skip
    assert (ran.code, "no Dask scheduler answers" in ran.err) == (2, True)


def workers_of(pid: int) -> list[int]:
    """The worker processes of a build; other processes that it starts may end while they are looked at."""
    found = []
    with suppress(psutil.Error):
        for child in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.Error):
                found += [child.pid] if "spawn_main" in " ".join(child.cmdline()) else []
    return found


def test_a_worker_that_dies_takes_no_study_with_it(built: Built, tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    command = ["build", "--archive", built.archive, "--reports", built.reports, "--out", out, "--workers", "2"]
    running = subprocess.Popen([sys.executable, "-m", "pet_ground", *map(str, command)], stdout=subprocess.DEVNULL)
    wait_until(lambda: any(out.glob(".build/*/extract.json")), running)
    for worker in workers_of(running.pid)[:1]:  # none is left where the machine stalls this test and not the build
        os.kill(worker, signal.SIGKILL)
    assert running.wait(timeout=200) == 0
    assert (out / "lesions.jsonl").read_text().count("\n") == len(built.lesions())


DIES_WHILE_IT_STARTS = """
import os, sys
if "spawn_main" in " ".join(sys.orig_argv):
    for number in range(int(os.environ["DEATHS"])):
        try:
            os.close(os.open(f"{os.environ['DEATHS_SEEN']}{number}", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        os._exit(1)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("deaths", "starts"), [(1, True), (1000, False)])
def test_workers_that_die_while_they_start_are_started_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, deaths: int, starts: bool
) -> None:
    (tmp_path / "sitecustomize.py").write_text(DIES_WHILE_IT_STARTS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("DEATHS", str(deaths))
    monkeypatch.setenv("DEATHS_SEEN", str(tmp_path / "seen"))
    expected = nullcontext() if starts else pytest.raises(UsageError, match="could not be started")
    with expected, start(None, 2, tmp_path / "scratch") as engine:
        assert len(engine.client.nthreads()) == 2
    assert (tmp_path / "seen0").is_file()


def in_worker() -> bool:
    try:
        get_worker()
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class PoisonedLabels(LabelSource):
    """Looking for the label map of one study ends the worker process, as a segmentation without memory would."""

    poisoned: str = ""

    def given(self, keys: Sequence[str]) -> Path | None:
        if self.poisoned in keys and in_worker():
            os._exit(1)
        return super().given(keys)


@dataclass(frozen=True, repr=False)
class PoisonedJob(Job):
    """A job in which one step of one study ends the worker process, or every step of it.

    It notes each time that this process, and no worker, takes a work order up.
    """

    poisoned: str = ""
    only_anatomy: bool = True
    taken_up: list[str] = field(default_factory=list)

    @property
    def label_source(self) -> LabelSource:
        found = super().label_source
        return PoisonedLabels(found.folder, found.weights, found.scratch, found.weights_list, self.poisoned)

    def order(self, study_id: str) -> WorkOrder:
        if not in_worker():
            self.taken_up.append(study_id)
        elif study_id == self.poisoned and not self.only_anatomy:
            os._exit(1)
        return super().order(study_id)


def run_poisoned(built: Built, folder: Path, *, only_anatomy: bool, workers: int) -> tuple[PoisonedJob, list[str]]:
    """All studies worked on anew, the second of them poisoned; the job and the studies."""
    one = built.copy(folder)
    for state in one.out.glob(".build/*/*.json"):
        state.unlink()
    studies = sorted(path.stem for path in (one.private / "orders").iterdir())
    job = PoisonedJob(
        one.archive, one.out, one.private, load_pipeline(), poisoned=studies[1], only_anatomy=only_anatomy
    )
    done: list[str] = []
    with start(None, workers, folder / "scratch") as engine:
        run_studies(engine.client, job, studies, done.append)
    assert sorted(done) == sorted(list(STEPS) * len(studies))
    return job, studies


def reasons(job: Job, study_id: str, name: StageName) -> list[str]:
    return [one.reason.value for one in result_of(job, study_id, name).rejections]


@pytest.mark.slow
@pytest.mark.timeout(900)  # a dozen workers die; on a busy machine each takes 15 s to start again
@pytest.mark.filterwarnings("ignore")
def test_a_study_that_kills_every_worker_is_failed_and_the_others_go_on(built: Built, tmp_path: Path) -> None:
    job, studies = run_poisoned(built, tmp_path, only_anatomy=False, workers=2)
    assert reasons(job, studies[1], "convert") == ["worker_lost"]
    for study_id in (studies[0], *studies[2:]):
        assert len(result_of(job, study_id, "ground").lesions) == 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_segmentation_that_kills_workers_costs_its_study_the_label_map_and_no_other_anything(
    built: Built, tmp_path: Path
) -> None:
    # One worker: every study that waits behind the killer is on a worker that dies.
    job, studies = run_poisoned(built, tmp_path, only_anatomy=True, workers=1)
    assert reasons(job, studies[1], "anatomy") == ["worker_lost"]
    for study_id in studies:
        assert len(result_of(job, study_id, "ground").lesions) == 2
        assert len(result_of(job, study_id, "structure").lesions) == 2
        assert study_id == studies[1] or reasons(job, study_id, "anatomy") == ["anatomy_unavailable"]
    # The process that leads the workers wrote down what was given up, and did no step itself.
    assert job.taken_up == [studies[1]]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process begun in the background of a script ignores Ctrl-C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_stops_with_one_line_and_the_same_command_goes_on(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    out = tmp_path / "dataset"
    command = ["build", "--archive", built.archive, "--reports", built.reports, "--out", out, "--workers", "2"]
    running = subprocess.Popen(
        [sys.executable, "-m", "pet_ground", *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: any(out.glob(".build/*/extract.json")), running)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=WAIT_S)
    assert running.returncode == 130
    assert err.strip() == "stopped; the same command goes on from here"
    assert pet_ground(*command).code == 0
