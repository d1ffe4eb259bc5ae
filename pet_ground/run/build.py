"""The whole build: index, work on every study, assemble. Run again, it goes on where it stopped, or does nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console

from pet_ground.dataset import DatasetLayout, Pseudonyms, load_or_create_key
from pet_ground.errors import InputNotFoundError, OutputMismatchError
from pet_ground.records import Report
from pet_ground.reports import read_reports
from pet_ground.run.asking import answered
from pet_ground.run.counted import counted, studies_counted
from pet_ground.run.engine import Cluster, run_studies, start
from pet_ground.run.finish import BuildSummary, finish, reopen
from pet_ground.run.gate import check_lists
from pet_ground.run.groups import without_group_names
from pet_ground.run.job import Job
from pet_ground.run.ledger import stage_key
from pet_ground.run.output import check_output, claim_output, locked
from pet_ground.run.overrides import apply_overrides, given_overrides
from pet_ground.run.private import IndexState, private_folder, read_index, write_index
from pet_ground.run.profile import with_estimated_site
from pet_ground.run.progress import stage_progress
from pet_ground.run.tasks import is_done
from pet_ground.stages import STAGE_VERSIONS
from pet_ground.stages.index import index
from pet_ground.stages.scan import scan


def build(
    job: Job,
    reports: Path,
    columns: Mapping[str, str] | None,
    cluster: Cluster,
    console: Console,
    *,
    remove_missing: bool = False,
) -> BuildSummary:
    """Build a data set, or finish one that was begun.

    Args:
        job: folders and settings.
        reports: the reports' table or folder.
        columns: their columns, where they can't be recognised.
        cluster: where the work is done.
        console: where progress is shown.
        remove_missing: whether studies that are no longer in the archive, or have lost their report, leave the data
            set; it is refused otherwise, because a wrong path would empty a finished data set.

    Raises:
        UsageError: bad input, another configuration's output folder, or another build of it is running.
        StageBug: an error that nobody expected.
    """
    if not job.archive.is_dir():
        raise InputNotFoundError(f"there is no folder {job.archive}")
    job = without_group_names(job)
    check_output(job)
    table = read_reports(reports, columns)
    overrides = given_overrides(job)
    check_lists(job)
    _keep_labels(job, allowed=remove_missing)
    with private_folder(job), locked(job.layout.state_dir):
        pseudonyms = Pseudonyms(load_or_create_key(job.key_file))
        job = without_group_names(job)
        claim_output(job, pseudonyms)
        state = _indexed(job, table, pseudonyms, console)
        overridden = apply_overrides(job, state, overrides)
        if overridden is not None:
            console.print(f"  {overridden.sentence()}", soft_wrap=True)
        forgotten = _forget(job, state.study_ids, allowed=remove_missing)
        job = with_estimated_site(job, state, cluster, console)
        pending = [study_id for study_id in state.study_ids if not is_done(job, study_id)]
        try:
            if pending:
                job.label_source.keep_weights(job.pipeline.anatomy)
                reopen(job.layout)
                _work(job, pending, len(state.study_ids), cluster, console)
        finally:
            shutil.rmtree(job.scratch, ignore_errors=True)
        return finish(job, state, redone=len(pending), changed=bool(pending or forgotten))


def _indexed(job: Job, table: Sequence[Report], pseudonyms: Pseudonyms, console: Console) -> IndexState:
    def on_listed(files: int, new: int) -> None:
        if new:
            console.print(f"  reading the headers of {counted(new, 'file')}; known already: {files - new}")

    found = scan(job.archive, job.header_cache, on_listed)
    key = stage_key(
        STAGE_VERSIONS["index"],
        found.sha256(),
        [report.model_dump() for report in table],
        job.pipeline.index.model_dump(),
        job.pipeline.dataset.model_dump(),
        job.pipeline.site.reconstruction,
    )
    state = read_index(job, key)
    return state or write_index(job, key, index(job.archive, found, table, pseudonyms, job.pipeline))


def _work(job: Job, pending: Sequence[str], studies: int, cluster: Cluster, console: Console) -> None:
    with start(cluster.scheduler, cluster.workers, job.scratch) as engine:
        console.print(f"  dashboard: {engine.dashboard}", soft_wrap=True)
        if len(pending) < studies:
            console.print(f"  going on: {studies - len(pending)} of {studies} studies are done already")
        accounts: list[str] = []
        with stage_progress(console, len(pending), asks=bool(job.pipeline.models())) as progress:
            told = answered(job, pending, lambda asked: accounts.extend(one.sentence() for one in asked))
            with closing(told) as ready:
                run_studies(engine.client, job, progress.asked(ready), progress)
        for line in accounts:
            console.print(f"  {line}", soft_wrap=True)


def _keep_labels(job: Job, *, allowed: bool) -> None:
    """Refuse to take the label maps out of a data set because they were not named again.

    Raises:
        OutputMismatchError: they would go and it is not allowed.
    """
    gone = job.labels is None and not job.label_source.can_segment(job.pipeline.anatomy)
    folder = job.layout.labels("any").parent
    if gone and not allowed and folder.is_dir() and any(folder.iterdir()):
        raise OutputMismatchError(
            f"{job.out} was built with label maps: name them again with --labels; to take them out of the data set, "
            "say --remove-missing"
        )


def _forget(job: Job, study_ids: Sequence[str], *, allowed: bool) -> int:
    """Remove what was made of studies that are no longer in the archive or have lost their report.

    Raises:
        OutputMismatchError: there are such studies and it is not allowed.
    """
    known = set(study_ids)
    layout = job.layout
    stale = [folder.name for folder in layout.state_dir.iterdir() if folder.is_dir() and folder.name not in known]
    if stale and not allowed:
        raise OutputMismatchError(
            f"{job.out} holds {studies_counted(len(stale))} not in this archive with these reports; "
            "to take them out of the data set, say --remove-missing"
        )
    for path in (path for study_id in stale for path in _paths_of(layout, study_id)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return len(stale)


def _paths_of(layout: DatasetLayout, study_id: str) -> list[Path]:
    """Every file and folder that belongs to one study alone; its state comes last, so that a kill forgets nothing."""
    return [
        layout.suv(study_id).parent,
        layout.suv_3mm(study_id).parent,
        layout.mask(study_id, "any").parent,
        layout.mask_3mm(study_id, "any").parent,
        layout.labels(study_id),
        layout.lesion_figure(study_id, "any").parent,
        layout.overview_figure(study_id),
        layout.state(study_id, "any").parent,
    ]
