"""``pet-ground demo``."""

from __future__ import annotations

from pathlib import Path

import typer


def demo(
    folder: Path = typer.Argument(..., help="Where the archive is written; must be empty, or hold an earlier demo."),
    studies: int = typer.Option(6, min=1, help="Number of studies; the vendors take turns."),
    numbering: str = typer.Option(
        "pet-head-1", help="How reports number slices: pet-head-1, ct-feet-0, mm-head ...; several with commas."
    ),
    seed: int = typer.Option(0, help="The same seed gives the same archive, byte for byte."),
) -> None:
    """Write a small synthetic hospital archive with reports and the truth."""
    from pet_ground.demo import Numbering, write_demo

    numberings = [Numbering.parse(words.strip()) for words in numbering.split(",")]
    summary = write_demo(folder, studies=studies, seed=seed, numbering=numberings)
    typer.echo(f"archive   {summary.archive}")
    typer.echo(f"reports   {summary.reports}")
    typer.echo(f"labels    {summary.labels}")
    typer.echo(f"truth     {summary.truth}")
    options = f"--archive {summary.archive} --reports {summary.reports} --labels {summary.labels}"
    estimated = "" if set(numberings) == {Numbering()} else " --set site=auto"
    typer.echo(f"next      pet-ground build {options}{estimated} --out dataset")
