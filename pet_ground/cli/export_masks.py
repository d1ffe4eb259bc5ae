"""``pet-ground export-masks``."""

from __future__ import annotations

from pathlib import Path

import typer


def export_masks(
    dataset: Path = typer.Argument(..., help="Folder of a finished data set."),
    out: Path = typer.Option(..., help="Folder for the masks, outside the data set."),
    classes: str = typer.Option("", help="Names of classes, separated by commas.", show_default="all"),
    splits: str = typer.Option("", help="Parts of the data set, separated by commas.", show_default="all"),
    grid: str = typer.Option("labels", help="labels: the label map's own grid; 3mm: the published grid of the images."),
) -> None:
    """Write the binary masks of the anatomical questions: OUT/STUDY/CLASS.nii.gz, listed in OUT/masks.jsonl."""
    from rich.console import Console

    from pet_ground.stages import export_masks as stage

    choice = stage.MaskChoice.of(_names(classes), _names(splits), grid)
    console = Console(markup=False, highlight=False, soft_wrap=True)
    with console.status("exporting") as shown:
        done = stage.export_masks(
            dataset, out, choice, lambda so_far: shown.update(f"{so_far.written:,} masks, {so_far.studies:,} studies")
        )
    console.print(f"{done.written:,} masks of {done.studies:,} studies in {out}")
    for reason, number in done.lost.most_common():
        console.print(f"  {number:,} not written: {reason.value}. {reason.sentence}")
    if done.lost:
        raise typer.Exit(1)


def _names(told: str) -> list[str]:
    return [name.strip() for name in told.split(",") if name.strip()]
