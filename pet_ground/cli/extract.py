"""``pet-ground extract``."""

from __future__ import annotations

from pathlib import Path

import typer

from pet_ground.cli.build import pairs


def extract(
    reports: Path = typer.Argument(..., help="CSV, Parquet or JSONL table, a folder of text files, or one text file."),
    out: Path = typer.Option(..., help="Mentions to write (.jsonl), one line each, kept and dropped."),
    pipeline: Path | None = typer.Option(
        None, "--config", help="Pipeline file, or the name of an embedded one.", show_default="default"
    ),
    voters: str | None = typer.Option(
        None, help="Names of the pipeline's voters to ask, separated by commas.", show_default="all"
    ),
    set_: list[str] = typer.Option(
        [], "--set", metavar="KEY=VALUE", help="Change a setting, e.g. extract.agreement=2."
    ),
    answers: Path | None = typer.Option(
        None,
        metavar="DIR",
        help="Folder that keeps the models' answers; they quote the reports. Nothing is asked twice.",
        show_default="none is kept",
    ),
    columns: list[str] = typer.Option(
        [], metavar="FIELD=NAME", help="Name a column of the reports, e.g. report_text=Body."
    ),
) -> None:
    """Extract the mentions of reports: SUVmax, slice, side, with the evidence for each.

    The text is not scrubbed: names, dates and numbers in the sentences stay as they are. Only build de-identifies.
    """
    from pet_ground.config import load_pipeline
    from pet_ground.run.mentions import FAILED, write_mentions

    counts, accounts = write_mentions(reports, out, load_pipeline(pipeline, set_), voters, pairs(columns), answers)
    for name, number in sorted(counts.items()):
        typer.echo(f"{number:>7} {name}")
    for one in accounts:
        typer.echo(f"model     {one.sentence()}")
    typer.echo(f"mentions  {out}  (the text is not de-identified)")
    if any(name.startswith(FAILED) for name in counts):
        raise typer.Exit(1)
