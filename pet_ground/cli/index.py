"""``pet-ground index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pet_ground.errors import UsageError

if TYPE_CHECKING:
    from pet_ground.run.catalog import Choice


def index(
    archive: Path = typer.Argument(..., help="Folder of DICOM files, any layout."),
    out: Path | None = typer.Option(
        None, help="Catalog to write (.parquet or .csv): one row per series. It holds patient data."
    ),
    explain: str | None = typer.Option(
        None,
        metavar="STUDY",
        help="Show which series of one study a build would take and why: UID or accession number.",
    ),
    reconstruction: str = typer.Option(
        "", help="Words in the description of the PET reconstruction that is wanted (site.reconstruction)."
    ),
) -> None:
    """List the studies and series of an archive, and which of them a build would take and why."""
    from pet_ground.run.catalog import choice_of, write_catalog
    from pet_ground.stages.scan import scan

    if out is None and explain is None:
        raise UsageError(
            "add --out CATALOG.parquet (or .csv) to write the catalog of the archive, or --explain STUDY to see what a "
            "build would take of one study"
        )
    found = scan(archive)
    if out is not None:
        counts = write_catalog(found, out, reconstruction)
        for name, number in counts.items():
            typer.echo(f"{number:>9} {name}")
        typer.echo(f"catalog   {out}  (identified data: mode 0600)")
    if explain is not None:
        _show(choice_of(found, explain, reconstruction))


def _show(choice: Choice) -> None:
    from rich.console import Console
    from rich.table import Table

    study, selection = choice.study, choice.selection
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "series", "type", "slices", "mm"):
        table.add_column(name, justify="left" if name in ("", "type") else "right", no_wrap=True)
    table.add_column("description", overflow="fold", max_width=40)
    table.add_column("verdict", overflow="fold")
    for one in sorted(study.series, key=lambda series: (series.series_number is None, series.series_number or 0)):
        judged = selection.verdicts[one.series_instance_uid]
        table.add_row(
            "*" if judged.taken else "",
            "-" if one.series_number is None else str(one.series_number),
            one.modality or "-",
            str(one.images),
            f"{one.extent_mm:.0f}",
            one.description or "-",
            judged.sentence,
            style="bold" if judged.taken else "",
        )
    console = Console(markup=False, highlight=False)
    console.print(table)
    for kind, taken in (("PET", selection.pet), ("CT", selection.ct)):
        if taken is None:
            console.print(f"no {kind} is taken")
    if selection.flags:
        console.print(f"flags: {', '.join(selection.flags)}")
    if study.unreadable:
        console.print(f"{len(study.unreadable)} damaged files lie beside the study's")
