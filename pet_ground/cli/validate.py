"""``pet-ground validate``."""

from __future__ import annotations

from pathlib import Path

import typer


def validate(
    dataset: Path = typer.Argument(..., help="Folder of a finished data set."),
    private: Path | None = typer.Option(
        None, help="Its private folder: search it once more for what identifies a person.", show_default="not searched"
    ),
) -> None:
    """Check a data set: files against the manifest, records against their schema and masks, splits by patient."""
    from pet_ground.run.validation import faults_of

    faults = faults_of(dataset, private)
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{dataset}: {len(faults) or 'no'} faults")
    if faults:
        raise typer.Exit(1)
