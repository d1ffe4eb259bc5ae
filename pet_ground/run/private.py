"""The private folder beside a data set: the key, the link table, the index, the work orders. Mode 0600, folder 0700."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path

from pydantic import ValidationError

from pet_ground.errors import UsageError
from pet_ground.imaging.files import PARTIAL, write_beside
from pet_ground.records import Record, Rejection, StageCounts
from pet_ground.reports.name_words import is_common
from pet_ground.run.job import Job
from pet_ground.run.output import locked
from pet_ground.stages.index import Index, LinkRow, study_counts

SECRET_FILE = 0o600
SECRET_FOLDER = 0o700


class IndexState(Record):
    """The index as of the last run: what it was made of, what it left out, and the studies to work on.

    ``verdicts`` says of the studies without a PET series, by study id, why their series are none.
    """

    key: str
    study_ids: tuple[str, ...]
    rejections: tuple[Rejection, ...]
    counts: tuple[StageCounts, ...]
    verdicts: dict[str, str] = {}  # noqa: RUF012 (pydantic copies the default of a field)


@contextmanager
def private_folder(job: Job) -> Iterator[None]:
    """Make the private folder of a data set, and keep a second build out of it while the block runs.

    Raises:
        UsageError: another build is running, or the folder holds something else or belongs to another data set.
    """
    folder, mark = job.private, job.private / "dataset.json"
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    fresh = {name for name in there if not name.startswith(PARTIAL)} <= {"lock", job.key_file.name}
    if not fresh:
        _check_owner(job, mark)
    with locked(folder, SECRET_FOLDER):
        folder.chmod(SECRET_FOLDER)
        if not mark.is_file():
            write_secret(mark, json.dumps({"data_set": str(job.out.resolve())}))
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


def write_index(job: Job, key: str, found: Index) -> IndexState:
    """Write the work orders and the link table, study by study, and last the index itself.

    The index before goes first: its orders are written over, and after a kill it would be taken for whole.
    """
    job.index_file.unlink(missing_ok=True)
    study_ids: list[str] = []
    rejections: list[Rejection] = []
    verdicts: dict[str, str] = {}
    with (
        write_beside(job.link_table, SECRET_FILE) as partial,
        partial.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, [field.name for field in fields(LinkRow)])
        writer.writeheader()
        for study in found.studies:
            writer.writerow(asdict(study.link))
            if study.order is not None:
                write_secret(job.order_file(study.order.study_id), study.order.model_dump_json())
                study_ids.append(study.order.study_id)
            if study.rejection is not None:
                rejections.append(study.rejection)
            if study.verdicts:
                verdicts[study.link.study_id] = study.verdicts
    for stale in set(job.order_file("").parent.glob("*.json")) - {job.order_file(study_id) for study_id in study_ids}:
        stale.unlink()
    state = IndexState(
        key=key,
        study_ids=tuple(sorted(study_ids)),
        rejections=(*rejections, *found.lost),
        counts=(study_counts(len(study_ids) + len(rejections), rejections), *found.counts),
        verdicts=verdicts,
    )
    write_secret(job.index_file, state.model_dump_json())
    return state


def read_links(job: Job) -> list[LinkRow]:
    """The link table: a row for every study of the archive."""
    with job.link_table.open(newline="", encoding="utf-8") as stream:
        return [LinkRow(**row) for row in csv.DictReader(stream)]


MIN_LISTED_CHARS = 3
"""A shorter line may stand anywhere in a report."""


def extra_identifiers(job: Job) -> tuple[str, ...]:
    """Phrases that a person listed, because no header holds them: names of staff, houses and the like.

    Raises:
        UsageError: a line holds nothing but common words of reports, or is too short.
    """
    if not job.scrub_also.is_file():
        return ()
    lines = job.scrub_also.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, 1):
        words = re.findall(r"[^\W_]+", line.lower())
        if words and (len("".join(words)) < MIN_LISTED_CHARS or all(map(is_common, words))):
            raise UsageError(
                f"{job.scrub_also}, line {number}: too short, or nothing but common words of reports, which would "
                "leave every report; write the whole name, or allow the finding in residual_allowed.csv"
            )
    return tuple(sorted({line.strip() for line in lines if any(map(str.isalnum, line))}))


def write_secret(path: Path, content: str) -> None:
    """Write a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=SECRET_FOLDER)
    with write_beside(path, SECRET_FILE) as partial:
        partial.write_text(content, encoding="utf-8")
