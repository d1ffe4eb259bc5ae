"""``pet-ground profile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pet_ground.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pet_ground.grounding.conventions import Estimate
    from pet_ground.records.profile import ConventionEvidence
    from pet_ground.run.engine import Cluster
    from pet_ground.run.profile import Sources

PIPED_WIDTH = 140
"""Columns of the tables where they go into a file or a pipe."""


def profile(
    dataset: Path | None = typer.Argument(None, help="A data set that was built already; instead of --archive."),
    archive: Path | None = typer.Option(None, help="Folder of DICOM files, any layout."),
    reports: Path | None = typer.Option(None, help="CSV, Parquet or JSONL table, or a folder of text files."),
    out: Path | None = typer.Option(None, help="Profile to write, YAML: a pipeline takes it up with site: FILE."),
    plot: Path | None = typer.Option(None, metavar="FILE.png", help="Draw the evidence."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of tables."),
    pipeline: Path | None = typer.Option(
        None, "--config", help="Pipeline file, or the name of an embedded one.", show_default="default"
    ),
    set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help="Change a setting, e.g. site.psf_fwhm_mm=5."),
    studies: int | None = typer.Option(None, min=1, help="Studies to convert at most.", show_default="400"),
    workers: int | None = typer.Option(None, min=1, help="Local worker processes.", show_default="one per core"),
    scheduler: str | None = typer.Option(
        None, help="A running Dask scheduler, tcp://HOST:PORT, that sees the same files."
    ),
    columns: list[str] = typer.Option(
        [], metavar="FIELD=NAME", help="Name a column of the reports, e.g. site_group=House."
    ),
    private: Path | None = typer.Option(
        None, help="Private folder of the data set, which knows its site groups.", show_default="DATASET.private"
    ),
) -> None:
    """Estimate how a site numbers its slices and how exact its reports are, and show the evidence."""
    from rich.console import Console

    from pet_ground.cli.build import pairs
    from pet_ground.run.engine import Cluster
    from pet_ground.run.profile import Sources, check_plot, write_profile, write_profile_plot

    if plot is not None:
        check_plot(plot)
    if dataset is None and (archive is None or reports is None):
        raise UsageError("name an archive and its reports (--archive, --reports), or a data set that was built")
    if dataset is not None and (archive or reports):
        raise UsageError("name either a data set, or an archive and its reports")
    sources = None if archive is None or reports is None else Sources(archive.absolute(), reports, pairs(columns))
    shown = Console(markup=False, highlight=False, stderr=as_json)
    if not shown.is_terminal:
        shown.width = PIPED_WIDTH
    source = sources or (dataset or Path()).absolute()
    estimate = _estimate(source, private, (pipeline, set_, studies), Cluster(scheduler, workers), shown)
    if out is not None:
        write_profile(estimate, out)
    if plot is not None:
        write_profile_plot(estimate, plot)
    _print(estimate, shown, as_json=as_json)
    for name, path in (("profile", out), ("plot", plot)):
        if path is not None:
            shown.print(f"  {name:<8} {path}", soft_wrap=True)


def _estimate(
    source: Sources | Path,
    private: Path | None,
    settings: tuple[Path | None, list[str], int | None],
    cluster: Cluster,
    console: Console,
) -> Estimate:
    from pet_ground.config import load_pipeline
    from pet_ground.run.profile import profile_archive, profile_dataset
    from pet_ground.run.sample import MOST_STUDIES

    path, changes, studies = settings
    if not isinstance(source, Path):
        return profile_archive(source, load_pipeline(path, changes), cluster, console, studies or MOST_STUDIES)
    site = load_pipeline(path, changes).site if path is not None or changes else None
    return profile_dataset(source, site, cluster, console, private)


def _print(estimate: Estimate, console: Console, *, as_json: bool) -> None:
    import json

    from pet_ground.records.profile import POSITIONS
    from pet_ground.run.profile_words import evidence_facts, sentence

    evidence = estimate.evidence
    if as_json:
        site = estimate.site.model_dump(mode="json", exclude={"estimate"})
        typer.echo(json.dumps({"site": site, "evidence": evidence_facts(evidence)}))
        return
    for told, part in (("", evidence), (POSITIONS, evidence.positions)):
        for name, one in () if part is None else part.named:
            console.print(_title(told + name, one), style="bold", soft_wrap=True)
            console.print(_counts(one))
    measured = evidence.tolerances
    if measured.suv_tolerance is None:
        console.print(f"tolerances: {measured.mentions} mentions say too little; those of the pipeline hold")
    else:
        share = f", at least {100 * measured.suv_tolerance_share:.0f} %" if measured.suv_tolerance_share else ""
        console.print(
            f"tolerances: {measured.suv_tolerance} g/ml{share} and {measured.slice_tolerance_mm} mm match "
            f"{100 * measured.matched:.0f} % of {measured.mentions} mentions, chance taken off",
            soft_wrap=True,
        )
    console.print(sentence(evidence), soft_wrap=True)


def _title(name: str, one: ConventionEvidence) -> str:
    title = f"{name}: {one.mentions} mentions of {one.studies} studies, {one.certain} plain; "
    title += f"margin {100 * one.margin:.0f} %, p {one.p_value:g}"
    if any(one.within):
        title += f"; counted within {100 * one.within[0]:.0f} % of the SUVmax and {one.within[1]:g} mm"
    if one.p_differs is not None:
        title += f"; differs from the others: p {one.p_differs:g}"
    return title


def _counts(one: ConventionEvidence) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("slices are", no_wrap=True)
    for name in ("matches", "share", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for count in one.counts:
        taken = count.convention == one.winner
        note = "the same slices as the best" if count.convention in one.same_as else ""
        table.add_row(
            "*" if taken else "",
            count.convention.words,
            str(count.matches),
            f"{100 * count.share:.1f} %",
            f"{100 * count.low:.1f} to {100 * count.high:.1f}",
            "; ".join(filter(None, (note, *(one.flags if taken else ())))).replace("_", " "),
            style="bold" if taken else "",
        )
    return table
