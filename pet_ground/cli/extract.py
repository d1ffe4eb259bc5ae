"""``pet-ground extract``."""

from __future__ import annotations

from collections import Counter
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
    columns: list[str] = typer.Option(
        [], metavar="FIELD=NAME", help="Name a column of the reports, e.g. report_text=Body."
    ),
) -> None:
    """Extract the mentions of reports: SUVmax, slice, side, with the evidence for each. The text stays as it is."""
    from pet_ground.config import load_pipeline
    from pet_ground.run.mentions import FAILED, write_mentions

    counts: Counter[str] = write_mentions(reports, out, load_pipeline(pipeline, set_), voters, pairs(columns))
    for name, number in sorted(counts.items()):
        typer.echo(f"{number:>7} {name}")
    typer.echo(f"mentions  {out}  (the text is not de-identified)")
    if counts[FAILED]:
        raise typer.Exit(1)
