"""The private folder beside a data set: the key, the link table, the index, the work orders. Mode 0600, folder 0700."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path

from pydantic import ValidationError

from pet_ground.errors import UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.records import Record, Rejection, StageCounts
from pet_ground.records.catalog import WorkOrder
from pet_ground.run.job import Job
from pet_ground.run.output import locked
from pet_ground.stages.index import IndexResult, LinkRow

SECRET_FILE = 0o600
SECRET_FOLDER = 0o700


class IndexState(Record):
    """The index as of the last run: what it was made of, what it left out, and the studies to work on."""

    key: str
    study_ids: tuple[str, ...]
    rejections: tuple[Rejection, ...]
    counts: tuple[StageCounts, ...]


@contextmanager
def private_folder(job: Job) -> Iterator[None]:
    """Make the private folder of a data set, and keep a second build out of it while the block runs.

    Raises:
        UsageError: another build is running, or the folder holds something else or belongs to another data set.
    """
    folder, mark = job.private, job.private / "dataset.json"
    fresh = not folder.is_dir() or {path.name for path in folder.iterdir()} <= {"lock", job.key_file.name}
    if not fresh:
        _check_owner(job, mark)
    with locked(folder, SECRET_FOLDER):
        folder.chmod(SECRET_FOLDER)
        if not mark.is_file():
            _write_secret(mark, json.dumps({"data_set": str(job.out.resolve())}))
        yield


def _check_owner(job: Job, mark: Path) -> None:
    try:
        owner = json.loads(mark.read_text(encoding="utf-8"))["data_set"]
    except (FileNotFoundError, KeyError, TypeError, ValueError) as exc:
        raise UsageError(f"{job.private} is not empty and no private folder of this tool; name another") from exc
    if owner != str(job.out.resolve()):
        raise UsageError(f"{job.private} belongs to the data set {owner}; if that was moved here, mend {mark}")


def read_index(job: Job, key: str) -> IndexState | None:
    """The index of the last run, where it was made of the same archive and reports."""
    try:
        state = IndexState.model_validate_json(job.index_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return None
    orders_there = all(job.order_file(study_id).is_file() for study_id in state.study_ids)
    return state if state.key == key and orders_there else None


def write_index(job: Job, key: str, index: IndexResult) -> IndexState:
    """Write the work orders, the link table and last the index itself."""
    ids = tuple(order.study_id for order in index.orders)
    for order in index.orders:
        _write_secret(job.order_file(order.study_id), order.model_dump_json())
    for stale in set(job.order_file("").parent.glob("*.json")) - {job.order_file(study_id) for study_id in ids}:
        stale.unlink()
    with (
        write_beside(job.link_table, SECRET_FILE) as partial,
        partial.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, [field.name for field in fields(LinkRow)])
        writer.writeheader()
        writer.writerows(asdict(row) for row in index.links)
    state = IndexState(key=key, study_ids=ids, rejections=index.rejections, counts=index.counts)
    _write_secret(job.index_file, state.model_dump_json())
    return state


def write_quarantine(job: Job, rejections: Iterable[Rejection], orders: Sequence[WorkOrder]) -> None:
    """List the studies that were not converted, under the hospital's ids."""
    by_id = {order.study_id: order for order in orders}
    lost = [one for one in rejections if one.stage == "convert"]
    with (
        write_beside(job.quarantine, SECRET_FILE) as partial,
        partial.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(["study_id", "study_instance_uid", "outcome", "reason", "detail", "meaning"])
        for one in lost:
            uid = by_id[one.study_id].label_keys[0]
            writer.writerow([one.study_id, uid, one.outcome, one.reason.value, one.detail, one.reason.sentence])


def _write_secret(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=SECRET_FOLDER)
    with write_beside(path, SECRET_FILE) as partial:
        partial.write_text(content, encoding="utf-8")
