"""Dask: a cluster, and the steps of all studies on it. Only this module knows how work is spread."""

from __future__ import annotations

import logging
import os
import secrets
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.reasons import Reason
from pet_ground.records.outcome import StageName
from pet_ground.run.job import Job
from pet_ground.run.steps import STEPS
from pet_ground.run.tasks import give_up, run_step

STUDIES_IN_FLIGHT_PER_THREAD = 4
"""Enough that no worker waits, few enough that the scheduler stays small with 100,000 studies."""
ALLOWED_DEATHS = 1
"""Workers that may die over a task before local Dask gives it up; what it gives up has as many tries again, alone.
A machine short of memory may kill a worker by chance; what takes two will take the next, after as long a wait."""
RESTART_LIMIT_S = 600
"""How long a local worker may take to start again. Left to itself Dask gives one up for good after 15 s: too short on a
busy machine, and a build whose last worker is gone would wait for ever."""
CONNECT_TIMEOUT_S = 10
WORKERS_TIMEOUT_S = 60
"""How long a scheduler may be without any worker: batch systems start them late, but not in silence."""
START_TRIES = 3
"""How often local workers are started: one that is killed while it starts takes the others with it."""
DASHBOARD_ADDRESS = "127.0.0.1:8787"
"""The dashboard answers on this machine only; another free port is taken where this one is in use."""

OnDone = Callable[[StageName], None]
"""Told the name of the stage each time that it is over for one study."""


@dataclass(frozen=True)
class Cluster:
    """Where the work is done: a running scheduler, or local processes (None for one per core)."""

    scheduler: str | None = None
    workers: int | None = None


@dataclass(frozen=True)
class Engine:
    """A running cluster."""

    client: Client
    dashboard: str


logging.getLogger("distributed").setLevel(logging.CRITICAL)
"""What goes wrong with a worker is booked on its study; Dask's own messages would only bury the table at the end."""


@contextmanager
def start(scheduler: str | None, workers: int | None, scratch: Path) -> Iterator[Engine]:
    """A local cluster of processes, or the one at ``scheduler`` (``tcp://...``), which must see the same files.

    Args:
        scheduler: address of a running scheduler, or None.
        workers: number of local processes; None for one per core.
        scratch: where workers may spill; it may come to hold patient data.

    Raises:
        InputNotFoundError: no scheduler answers at the address.
        UsageError: it has no worker, or local ones could not be started.
    """
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {
        "distributed.worker.daemon": False,
        "distributed.comm.timeouts.connect": CONNECT_TIMEOUT_S,
        "distributed.deploy.lost-worker-timeout": f"{RESTART_LIMIT_S}s",
        "distributed.scheduler.allowed-failures": ALLOWED_DEATHS,
    }
    with dask.config.set(settings):
        if scheduler is not None:
            with _existing(scheduler) as client:
                _wait_for_workers(client, scheduler)
                yield Engine(client, client.dashboard_link)
            return
        with _local(workers or os.cpu_count() or 1, scratch) as cluster, Client(cluster) as client:
            yield Engine(client, client.dashboard_link)


def _local(workers: int, scratch: Path) -> LocalCluster:
    """A cluster of local processes; tried again where one of them dies while it starts, as on a machine out of memory.

    Raises:
        UsageError: they did not start in ``START_TRIES`` tries.
    """
    for _ in range(START_TRIES):
        with warnings.catch_warnings(), suppress(RuntimeError, TimeoutError):
            warnings.filterwarnings("ignore", message="Port 8787 is already in use")
            return LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=DASHBOARD_ADDRESS,
                local_directory=str(scratch),
                preload=["pet_ground.run.worker_signals"],
            )
    raise UsageError(f"{workers} worker processes could not be started; with --workers fewer are asked for")


def _existing(scheduler: str) -> Client:
    try:
        return Client(scheduler, timeout=CONNECT_TIMEOUT_S)
    except (OSError, ValueError) as exc:
        raise InputNotFoundError(f"no Dask scheduler answers at {scheduler}") from exc


def _wait_for_workers(client: Client, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKERS_TIMEOUT_S)
    except TimeoutError as exc:
        raise UsageError(f"the scheduler at {scheduler} has had no worker for {WORKERS_TIMEOUT_S} s") from exc


def run_studies(client: Client, job: Job, study_ids: Iterable[str], on_done: OnDone) -> None:
    """Do all steps of all studies, in the order in which they come; returns when every one has a result.

    A worker that dies takes no study with it: Dask tries again elsewhere. It suspects every task that a dead worker
    had, so what it gives up may be a bystander: that is done once more at the end, while nothing else runs. A step that
    kills workers then, too, is written down as failed (``worker_lost``), and what needs it goes on without it. No step
    is ever done in this process.

    Raises:
        StageBug: an error that nobody expected; the run stops.
    """
    suspects = _run_side_by_side(client, job, study_ids, on_done)
    for study_id, lost in suspects.items():
        for name in (name for name in STEPS if name in lost):
            _run_alone(client, job, study_id, name)
            on_done(name)


def _run_side_by_side(client: Client, job: Job, study_ids: Iterable[str], on_done: OnDone) -> dict[str, set[StageName]]:
    """Do the steps of the studies, several studies at a time; returns those that Dask gave up, by study."""
    threads = max(1, sum(client.nthreads().values()))
    waiting = iter(study_ids)
    running: dict[str, dict[StageName, Future]] = {}
    suspects: dict[str, set[StageName]] = {}
    finished = as_completed()
    nonce = secrets.token_hex(4)

    def submit_next() -> None:
        study_id = next(waiting, None)
        if study_id is not None:
            running[study_id] = futures = _submit(client, job, study_id, nonce)
            finished.update(futures.values())

    for _ in range(threads * STUDIES_IN_FLIGHT_PER_THREAD):
        submit_next()
    for future in finished:
        name, study_id = _names_of(future)
        if _survived(future):
            on_done(name)
        else:
            suspects.setdefault(study_id, set()).add(name)
        del running[study_id][name]
        if not running[study_id]:
            del running[study_id]
            submit_next()
    return suspects


def _submit(client: Client, job: Job, study_id: str, nonce: str) -> dict[StageName, Future]:
    """Keys hold the pseudonym and nothing else of the study: they are shown on the dashboard and in logs."""
    futures: dict[StageName, Future] = {}
    for name, step in STEPS.items():
        needed = [futures[need] for need in step.needs]
        futures[name] = client.submit(
            run_step, job, study_id, name, *needed, key=f"{name}-{study_id}-{nonce}", pure=False
        )
    return futures


def _names_of(future: Future) -> tuple[StageName, str]:
    """Stage and study of a task, from its key: nothing is fetched from a worker that may be gone."""
    name, study_id, _ = str(future.key).split("-")
    return next(stage for stage in STEPS if stage == name), study_id


def _survived(future: Future) -> bool:
    """Whether a task was done: False where Dask gave it, or what it needs, up because workers died."""
    error = future.exception()
    if error is None:
        return True
    if isinstance(error, KilledWorker):
        return False
    raise error


def _run_alone(client: Client, job: Job, study_id: str, name: StageName) -> None:
    """Do a step while nothing else runs, so that a worker's death can be no other's fault."""
    key = f"{name}-{study_id}-{secrets.token_hex(4)}"
    if not _survived(client.submit(run_step, job, study_id, name, key=key, pure=False)):
        give_up(job, study_id, name, Reason.WORKER_LOST, "the worker process died again and again")
