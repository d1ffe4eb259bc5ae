"""The output folder: whose it is, and that nothing is mixed into it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pet_ground.config import Pipeline
from pet_ground.dataset import Pseudonyms
from pet_ground.errors import OutputMismatchError, UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.records import SCHEMA_VERSION
from pet_ground.run.job import Job

STATE = ".build"


@contextmanager
def locked(folder: Path, mode: int = 0o755) -> Iterator[None]:
    """Make a folder and hold its lock while the block runs.

    Raises:
        UsageError: another build holds it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    with os.fdopen(os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise UsageError(f"another build is using {folder}") from exc
        yield


def marker(out: Path) -> Path:
    """The file that says which configuration a data set has."""
    return out / STATE / "configuration.json"


def read_marker(out: Path) -> dict[str, Any] | None:
    """What the marker says, or None where there is none.

    Raises:
        OutputMismatchError: it is damaged.
    """
    if not marker(out).is_file():
        return None
    try:
        return dict(json.loads(marker(out).read_text(encoding="utf-8")))
    except (TypeError, ValueError) as exc:
        raise OutputMismatchError(f"{marker(out)} is damaged; name another folder") from exc


def check_output(job: Job) -> None:
    """Refuse a folder that holds something else, a data set of another configuration, or lies where it must not.

    Raises:
        OutputMismatchError: it does.
    """
    archive, out, private = (path.resolve() for path in (job.archive, job.out, job.private))
    if private.is_relative_to(out) or out.is_relative_to(private):
        raise OutputMismatchError("the data set and its private folder must lie outside each other")
    if out.is_relative_to(archive) or private.is_relative_to(archive):
        raise OutputMismatchError("the data set and its private folder must lie outside the archive")
    if job.out.exists() and not job.out.is_dir():
        raise OutputMismatchError(f"{job.out} is a file")
    before = read_marker(job.out)
    if before is None:
        if job.out.is_dir() and any(path.name != STATE for path in job.out.iterdir()):
            raise OutputMismatchError(f"{job.out} is not empty and holds no data set of this tool; name another folder")
    elif {key: before.get(key) for key in _mark(job.pipeline)} != _mark(job.pipeline):
        raise OutputMismatchError(
            f"{job.out} holds a data set of another configuration ({before.get('pipeline')}); name another folder"
        )
    elif not job.key_file.is_file():
        raise OutputMismatchError(
            f"the key of {job.out} is not at {job.key_file}; without it every pseudonym would change. "
            "Name its private folder with --private, or another output folder"
        )


def claim_output(job: Job, pseudonyms: Pseudonyms) -> None:
    """Mark a folder as the data set of a configuration and a key, or see that it is marked so.

    Raises:
        OutputMismatchError: it was built with another key.
    """
    check = pseudonyms.study("which key is this?")
    before = read_marker(job.out)
    if before is None:
        with write_beside(marker(job.out)) as partial:
            partial.write_text(
                json.dumps({**_mark(job.pipeline), "key_check": check}, indent=1) + "\n", encoding="utf-8"
            )
    elif before.get("key_check") != check:
        raise OutputMismatchError(f"{job.out} was built with another key than {job.key_file}")


def _mark(pipeline: Pipeline) -> dict[str, object]:
    return {
        "pipeline": pipeline.name,
        "schema_version": SCHEMA_VERSION,
        "configuration_sha256": pipeline.sha256(),
        "configuration": pipeline.deciding(),
    }
