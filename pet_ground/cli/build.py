"""``pet-ground build``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pet_ground.errors import InputNotFoundError, UsageError

EXIT_INTERRUPTED = 130
SHOWN_FINDINGS = 20
"""Of the residual gate; the private folder lists them all."""

if TYPE_CHECKING:
    from rich.console import Console

    from pet_ground.config import Pipeline
    from pet_ground.run.finish import BuildSummary
    from pet_ground.run.job import Job


def build(
    pipeline: Path | None = typer.Argument(
        None, help="Pipeline file, or the name of an embedded one.", show_default="default"
    ),
    archive: Path = typer.Option(..., help="Folder of DICOM files, any layout."),
    reports: Path = typer.Option(..., help="CSV, Parquet or JSONL table, or a folder of text files."),
    out: Path = typer.Option(..., help="Folder of the data set."),
    private: Path | None = typer.Option(None, help="Folder of the key and the link table.", show_default="OUT.private"),
    key: Path | None = typer.Option(
        None, help="Key of the pseudonyms, shared with other data sets.", show_default="one of its own"
    ),
    labels: Path | None = typer.Option(
        None, help="Folder of anatomical label maps, named by study UID or accession number."
    ),
    overrides: Path | None = typer.Option(
        None, help="CSV with what the headers of single studies should say: weight, dose, injection time ..."
    ),
    workers: int | None = typer.Option(None, min=1, help="Local worker processes.", show_default="one per core"),
    scheduler: str | None = typer.Option(
        None, help="A running Dask scheduler, tcp://HOST:PORT, that sees the same files."
    ),
    set_: list[str] = typer.Option(
        [], "--set", metavar="KEY=VALUE", help="Change a setting, e.g. ground.suv_tolerance=0.2."
    ),
    remove_missing: bool = typer.Option(
        False, "--remove-missing", help="Take studies out of the data set that the archive or the reports have lost."
    ),
    columns: list[str] = typer.Option(
        [], metavar="FIELD=NAME", help="Name a column of the reports, e.g. report_text=Body."
    ),
) -> None:
    """Build a data set from an archive and its reports; run again, it goes on or does nothing."""
    from rich.console import Console

    from pet_ground.config import load_pipeline
    from pet_ground.run.build import build as run_build
    from pet_ground.run.engine import Cluster

    folders = {"private": private, "labels": labels, "key": key, "overrides": overrides}
    job = _job(archive, out, load_pipeline(pipeline, set_), folders)
    console = Console(markup=False, highlight=False)
    console.print(f"building {out} with pipeline {job.pipeline.name}", soft_wrap=True)
    summary = _interruptible(
        lambda: run_build(
            job, reports, pairs(columns), Cluster(scheduler, workers), console, remove_missing=remove_missing
        )
    )
    _report(summary, job, console)
    if summary.failed or summary.residual:
        raise typer.Exit(1)


def _job(archive: Path, out: Path, pipeline: Pipeline, given: Mapping[str, Path | None]) -> Job:
    """The build as it was asked for; ``given`` are the paths that may be left out.

    Raises:
        InputNotFoundError: there is no folder of label maps.
    """
    from pet_ground.config import totalsegmentator_weights
    from pet_ground.run.job import Job

    labels = given["labels"]
    if labels is not None and not labels.is_dir():
        raise InputNotFoundError(f"there is no folder of label maps {labels}")
    target = _absolute(out)
    paths = {name: None if path is None else _absolute(path) for name, path in given.items()}
    return Job(
        archive=_absolute(archive),
        out=target,
        private=paths["private"] or target.with_name(f"{target.name}.private"),
        pipeline=pipeline,
        labels=paths["labels"],
        weights=totalsegmentator_weights(),
        key=paths["key"],
        overrides=paths["overrides"],
    )


def _interruptible(run: Callable[[], BuildSummary]) -> BuildSummary:
    try:
        return run()
    except KeyboardInterrupt as exc:
        typer.echo("stopped; the same command goes on from here", err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from exc


def _absolute(path: Path) -> Path:
    """An absolute path with a name: ``.`` and ``..`` are resolved, links are not."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links)


def pairs(given: list[str]) -> dict[str, str]:
    """``field=name`` options as a dictionary.

    Raises:
        UsageError: one of them has no ``=``.
    """
    for one in given:
        if "=" not in one:
            raise UsageError(f"--columns takes FIELD=NAME, not {one!r}")
    return dict(one.split("=", 1) for one in given)


def _report(summary: BuildSummary, job: Job, console: Console) -> None:
    from pet_ground.run.counted import counted
    from pet_ground.run.progress import flow_table, reason_table

    console.print()
    console.print(flow_table(summary.counts))
    reasons = reason_table(summary.counts)
    if reasons is not None:
        console.print(reasons)
    console.print(headline(summary), soft_wrap=True)
    if not summary.studies:
        console.print("no study has both a PET/CT and a report; are these the reports of this archive? Each needs a")
        console.print(
            "study_instance_uid or accession_number, or patient_id and study_date, that the DICOM files have too"
        )
    if not summary.redone and not summary.assembled:
        console.print("everything was up to date: nothing was done")
    layout = job.layout
    for name, path in (
        ("data set", layout.root),
        ("data card", layout.card),
        ("lesions", layout.lesions_parquet),
        *(
            [("questions", layout.qa_parquet)]
            if any(one.stage == "anatomy" and one.kept for one in summary.counts)
            else []
        ),
        *([("pictures", layout.figures_dir)] if layout.figures_dir.is_dir() else []),
        ("private", job.private),
    ):
        console.print(f"  {name:<10} {path}", soft_wrap=True)
    if summary.failed:
        console.print(f"  {counted(summary.failed, 'item')} failed", soft_wrap=True)
    _quarantine(summary, job, console)
    _residual(summary, job, console)


def _residual(summary: BuildSummary, job: Job, console: Console) -> None:
    """What identifies a person and stands in the data set still: where, and of what kind, but never what."""
    from pet_ground.run.counted import counted

    found = summary.residual
    if not found:
        return
    findings = counted(len(found), "finding")
    console.print(f"\nNOT FIT TO BE PUBLISHED: {findings} of what identifies a person; no manifest was written")
    for one in found[:SHOWN_FINDINGS]:
        console.print(f"  {one.kind:<12} {one.study_id or '-':<17} {one.place}", soft_wrap=True)
    if len(found) > SHOWN_FINDINGS:
        console.print(f"  and {len(found) - SHOWN_FINDINGS} more")
    console.print(f"  the values are listed in {job.residual}", soft_wrap=True)
    console.print(
        f"  to take a name out of all reports, write it into {job.scrub_also}; to allow what is no identifier, copy "
        f"its row to {job.residual_allowed}; then run this command again",
        soft_wrap=True,
    )


def _quarantine(summary: BuildSummary, job: Job, console: Console) -> None:
    """Which studies wait for a person, and how they come back."""
    from pet_ground.run.counted import studies_counted

    if summary.quarantined:
        studies = studies_counted(summary.quarantined)
        console.print(f"  in quarantine: {studies}, listed in {job.quarantine}", soft_wrap=True)
    if summary.repairable:
        console.print(
            f"  {summary.repairable} of them may be repaired: in a copy of that list, fill in the cells that the "
            'column "repair" names, then run this command again with --overrides COPY.csv',
            soft_wrap=True,
        )


def headline(summary: BuildSummary) -> str:
    """Studies, sentences and lesions in one line."""
    from pet_ground.run.counted import counted, studies_counted

    by_stage = {(one.stage, one.unit): one for one in summary.counts}
    studies, lesions = by_stage["convert", "studies"], by_stage["structure", "lesions"]
    mentions = by_stage["ground", "mentions"]
    return (
        f"{studies.kept} of {studies_counted(studies.total)} converted, {counted(summary.sentences, 'sentence')} read, "
        f"{counted(mentions.total, 'lesion')} mentioned, {lesions.kept} in the data set"
    )
