"""Estimating the site profile: of an archive with its reports, of a finished data set, or during a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pet_ground.config import ExtractSettings, Pipeline, SiteProfile, load_pipeline, profile_text
from pet_ground.dataset import Pseudonyms, load_or_create_key
from pet_ground.dataset.profile_figure import draw_profile
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.grounding.conventions import Estimate, estimate_site
from pet_ground.imaging.files import write_beside
from pet_ground.records import Report
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.profile import ProfileResult, TrialsResult
from pet_ground.reports import read_reports
from pet_ground.run.engine import Cluster, start
from pet_ground.run.groups import group_names, with_groups, with_names, without_group_names, without_names
from pet_ground.run.job import Job
from pet_ground.run.ledger import recall, record, stage_key
from pet_ground.run.output import check_output, locked, read_marker
from pet_ground.run.private import SECRET_FILE, IndexState, private_folder, write_index
from pet_ground.run.profile_words import evidence_facts, sentence
from pet_ground.run.sample import MOST_STUDIES, archive_sample, build_sample, finished_sample
from pet_ground.run.trials import known_trials, spread, try_finished_study, try_study
from pet_ground.stages.index import index
from pet_ground.stages.scan import scan

PROFILE_VERSION = 2
"""Rises when the same trials give another profile."""

PLAIN_FILE = 0o644


@dataclass(frozen=True)
class Sources:
    """An archive with its reports.

    Attributes:
        archive: the folder of the DICOM files.
        reports: table or folder.
        columns: the table's columns, where they can't be recognised.
    """

    archive: Path
    reports: Path
    columns: Mapping[str, str] | None = None


def profile_archive(
    sources: Sources, pipeline: Pipeline, cluster: Cluster, console: Console, studies: int = MOST_STUDIES
) -> Estimate:
    """Estimate the profile of an archive; all that is converted for it is removed at the end.

    Args:
        sources: archive and reports.
        pipeline: what holds where the reports say too little (``site``), and how studies are chosen and converted.
        cluster: where the work is done; it must see the temporary folder of this machine.
        console: where progress is shown.
        studies: how many of the studies whose report can tell are taken at most, the same each time.

    Raises:
        UsageError: bad input.
        StageBug: an error that nobody expected.
    """
    if not sources.archive.is_dir():
        raise InputNotFoundError(f"there is no folder {sources.archive}")
    table = read_reports(sources.reports, sources.columns)
    with TemporaryDirectory(prefix="pet_ground-profile-", ignore_cleanup_errors=True) as scratch:
        job = Job(sources.archive, Path(scratch) / "dataset", Path(scratch) / "private", _lean(pipeline))
        check_output(job)
        with private_folder(job), locked(job.layout.state_dir):
            chosen = archive_sample(job, _indexed(job, table).study_ids, studies)
            _try(job, chosen, cluster, console)
            names = {**_given_names(job), **group_names(_orders(job, chosen).values())}
            made = estimate_site(_known(job, chosen), without_group_names(job).pipeline.site)
            return with_names(made, names)


def profile_dataset(
    out: Path, site: SiteProfile | None, cluster: Cluster, console: Console, private: Path | None = None
) -> Estimate:
    """Estimate the profile of a data set from the volumes and mentions that its build left; nothing is converted.

    Args:
        out: the data set.
        site: what holds where the reports say too little; None takes the site of its build.
        cluster: where the work is done.
        console: where progress is shown.
        private: its private folder, which knows the site groups; None takes the one beside it, if it is there.

    Raises:
        InputNotFoundError: the folder holds no data set.
        StageBug: an error that nobody expected.
    """
    mark = read_marker(out)
    if mark is None:
        raise InputNotFoundError(f"{out} holds no data set of this tool")
    given = SiteProfile.model_validate(mark["configuration"]["site"]) if site is None else site
    with TemporaryDirectory(prefix="pet_ground-profile-", ignore_cleanup_errors=True) as scratch:
        job = Job(out, out, Path(scratch), load_pipeline())
        found = sorted(folder.name for folder in job.layout.state_dir.iterdir() if folder.is_dir())
        chosen = finished_sample(job, found)
        with start(cluster.scheduler, cluster.workers, job.scratch) as engine, _bar(console, len(chosen)) as advance:
            tried = spread(engine.client, try_finished_study, job, chosen, advance)
    kept = Job(out, out, private or out.with_name(f"{out.name}.private"), job.pipeline)
    orders = _orders(kept, chosen)
    names = group_names(orders.values())
    results = {study_id: one for study_id, one in tried.items() if isinstance(one, TrialsResult)}
    return with_names(estimate_site(with_groups(results, orders), without_names(given, names)), names)


def with_estimated_site(job: Job, state: IndexState, cluster: Cluster, console: Console) -> Job:
    """The job with its site estimated, where its pipeline asks for that (``site: auto``); else the job as it is.

    A sample of the studies is converted and tried first (``MOST_STUDIES``). What was estimated is kept, and holds until
    one of them or its report changes; a copy lies in the private folder, as a profile file.

    Raises:
        StageBug: an error that nobody expected.
    """
    if not job.pipeline.site.estimate:
        return job
    chosen = build_sample(job, state.key, state.study_ids)
    if any(known_trials(job, study_id) is None for study_id in chosen):
        _try(job, chosen, cluster, console)
    results = _known(job, chosen)
    given = job.pipeline.site
    key = stage_key(PROFILE_VERSION, given.model_dump(mode="json"), [one.model_dump(mode="json") for one in results])
    path = job.layout.state_dir / "profile.json"
    known = recall(path, key, ProfileResult, job.out)
    if known is None:
        made = estimate_site(results, given)
        known = ProfileResult(site=made.site.model_dump(mode="json"), evidence=made.evidence)
        record(path, key, known, (), job.out)
    estimate = Estimate(SiteProfile.model_validate(known.site), known.evidence)
    names = group_names(_orders(job, chosen).values())
    if any(one.group not in names for one in estimate.site.groups):  # a given one, of studies beside the sample
        names = group_names(job.order(study_id) for study_id in state.study_ids)
    write_profile(with_names(estimate, names), job.private / "profile.yaml", SECRET_FILE)
    console.print(f"  site profile: {sentence(estimate.evidence)}", soft_wrap=True)
    return replace(job, pipeline=job.pipeline.model_copy(update={"site": estimate.site}))


def write_profile(estimate: Estimate, path: Path, mode: int | None = None) -> None:
    """Write a profile file; it holds counts and names of scanners and site groups, nothing of a patient.

    Unless told otherwise, only its owner may read a file that names site groups.
    """
    with write_beside(path, _mode_of(estimate) if mode is None else mode) as partial:
        partial.write_text(profile_text(estimate.site, evidence_facts(estimate.evidence)), encoding="utf-8")


def write_profile_plot(estimate: Estimate, path: Path) -> None:
    """Draw the evidence; only its owner may see names of site groups.

    Raises:
        UsageError: the file is no PNG.
    """
    check_plot(path)
    draw_profile(estimate.evidence, path)
    path.chmod(_mode_of(estimate))


def _mode_of(estimate: Estimate) -> int:
    return SECRET_FILE if estimate.site.groups or estimate.evidence.groups else PLAIN_FILE


def check_plot(path: Path) -> None:
    """Refuse a picture that can't be written, before anything is done.

    Raises:
        UsageError: the file's ending is not .png.
    """
    if path.suffix.lower() != ".png":
        raise UsageError(f"a plot is a .png file, not {path.name}")


def _lean(pipeline: Pipeline) -> Pipeline:
    """The pipeline with what a profile needs, and no more: no 3 mm grid, no pictures, no model."""
    dataset = pipeline.dataset.model_copy(update={"figures": False, "grid_3mm": False})
    return pipeline.model_copy(update={"dataset": dataset, "extract": ExtractSettings()})


def _indexed(job: Job, table: Sequence[Report]) -> IndexState:
    found = scan(job.archive, job.header_cache)
    pseudonyms = Pseudonyms(load_or_create_key(job.key_file))
    return write_index(job, "", index(job.archive, found, table, pseudonyms, job.pipeline))


def _try(job: Job, study_ids: Sequence[str], cluster: Cluster, console: Console) -> None:
    with start(cluster.scheduler, cluster.workers, job.scratch) as engine, _bar(console, len(study_ids)) as advance:
        spread(engine.client, try_study, job, study_ids, advance)


def _known(job: Job, study_ids: Sequence[str]) -> list[TrialsResult]:
    known = {study_id: known_trials(job, study_id) for study_id in study_ids}
    results = {study_id: one for study_id, one in known.items() if one is not None}
    return with_groups(results, _orders(job, results))


def _orders(job: Job, study_ids: Iterable[str]) -> dict[str, WorkOrder]:
    """The work orders of studies, where they are there."""
    return {study_id: job.order(study_id) for study_id in study_ids if job.order_file(study_id).is_file()}


def _given_names(job: Job) -> dict[str, str]:
    """The site groups that the given profile names, by their pseudonyms."""
    pseudonyms = Pseudonyms(load_or_create_key(job.key_file))
    return {pseudonyms.group(one.group): one.group for one in job.pipeline.site.groups}


@contextmanager
def _bar(console: Console, studies: int) -> Iterator[Callable[[], None]]:
    columns = (
        TextColumn("  {task.description:<10}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("studies"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("profile", total=studies)
        yield lambda: progress.advance(task)
