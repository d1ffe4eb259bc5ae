"""``pet-ground doctor``."""

from __future__ import annotations

from pathlib import Path

import typer


def doctor(
    pipeline: Path | None = typer.Argument(
        None, help="Pipeline file, or the name of an embedded one.", show_default="default"
    ),
    out: Path = typer.Option(Path(), help="Where a data set would go; its free space is shown."),
    record_weights: bool = typer.Option(
        False, "--record-weights", help="Write down the SHA-256 of TotalSegmentator's weights, beside them, and end."
    ),
) -> None:
    """Check the installation: packages, Dask, model servers, TotalSegmentator, disk."""
    from pet_ground.config import load_pipeline
    from pet_ground.run import checkup as looking

    if record_weights:
        typer.echo(f"recorded in {looking.record_weights(load_pipeline(pipeline))}")
        return
    findings = looking.checkup(load_pipeline(pipeline), out)
    for finding in findings:
        typer.echo(f"{finding.state:<8} {finding.subject:<16} {finding.fact}")
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)
