"""``pet-ground index``."""

from __future__ import annotations

from pathlib import Path

import typer


def index(
    archive: Path = typer.Argument(..., help="Folder of DICOM files, any layout."),
    out: Path = typer.Option(
        ..., help="Catalog to write (.parquet or .csv): one row per series. It holds patient data."
    ),
) -> None:
    """List the studies and series of an archive, and which of them a build would take and why."""
    from pet_ground.run.catalog import write_catalog

    counts = write_catalog(archive, out)
    for name, number in counts.items():
        typer.echo(f"{number:>9} {name}")
    typer.echo(f"catalog   {out}  (identified data: mode 0600)")
