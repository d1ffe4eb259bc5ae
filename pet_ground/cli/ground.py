"""``pet-ground ground``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from pet_ground.run.single import SingleResult


def ground(
    pet: Path = typer.Option(..., help="DICOM folder of one study, or a NIfTI file in SUV."),
    report: Path = typer.Option(..., help="The report as a text file, or a table in which it is found."),
    ct: Path | None = typer.Option(None, help="DICOM folder or NIfTI file.", show_default="the CT in the PET's folder"),
    labels: Path | None = typer.Option(None, help="Anatomical label map on the CT grid (117 classes)."),
    out: Path = typer.Option(Path("grounded"), help="Folder for masks, pictures and lesions.jsonl."),
    pipeline: Path | None = typer.Option(
        None, "--config", help="Pipeline file, or the name of an embedded one.", show_default="default"
    ),
    set_: list[str] = typer.Option([], "--set", metavar="KEY=VALUE", help="Change a setting, e.g. site.origin=feet."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of a table."),
) -> None:
    """Ground the report of one study: a mask, measures and a picture for every lesion."""
    from pet_ground.config import load_pipeline
    from pet_ground.run.single import ground_single

    result = ground_single(pet, ct, report, labels, out, load_pipeline(pipeline, set_))
    if as_json:
        typer.echo(json.dumps(_as_json(result)))
    else:
        _print(result)
    if result.failed:
        raise typer.Exit(1)


def _as_json(result: SingleResult) -> dict[str, object]:
    return {
        "out": str(result.layout.root),
        "study": result.study.model_dump(mode="json"),
        "lesions": [lesion.model_dump(mode="json") for lesion in result.lesions],
        "rejections": [rejection.model_dump(mode="json") for rejection in result.rejections],
    }


def _print(result: SingleResult) -> None:
    from rich.console import Console

    console = Console(markup=False, highlight=False)
    console.print(_lesions(result) if result.lesions else "no lesion was grounded")
    if result.rejections:
        console.print(_rejections(result))
    layout = result.layout
    places = {"masks": layout.root / "masks", "pictures": layout.figures_dir, "lesions": layout.lesions_jsonl}
    for name, path in places.items():
        if path.exists():
            console.print(f"  {name:<10} {path}", soft_wrap=True)


def _lesions(result: SingleResult) -> Table:
    from rich.table import Table

    from pet_ground.run.counted import counted

    table = Table(title=counted(len(result.lesions), "lesion"), title_justify="left")
    for name in ("", "SUVmax", "found", "slice", "slices", "ml", "place", "flags"):
        words = name in ("place", "flags")
        table.add_column(name, justify="left" if words else "right", no_wrap=not words, overflow="fold")
    for one in result.lesions:
        place = one.anatomic_subsite if one.anatomic_subsite != "N/A" else one.organ
        first, last = one.slice_range
        table.add_row(
            one.lesion_id.split("_")[-1],
            f"{one.suv_max:g}",
            f"{one.suv_max_measured:.2f}",
            str(one.axial_slice) if one.table_mm is None else f"{one.table_mm:g} mm",
            f"{first}-{last}",
            f"{one.mtv_ml:.1f}",
            place,
            ", ".join(one.flags),
        )
    return table


def _rejections(result: SingleResult) -> Table:
    from rich.table import Table

    from pet_ground.run.counted import counted

    empty = [one for one in result.rejections if one.reason.value == "no_value"]
    without = counted(len(result.rejections), "sentence or mention", "sentences and mentions")
    title = f"{without} without a lesion, {len(empty)} of them without a value"
    table = Table(title=title, title_justify="left")
    for name in ("stage", "reason", "sentence"):
        table.add_column(name, overflow="fold")
    for one in result.rejections:
        if one not in empty:
            table.add_row(one.stage, one.reason.value, one.sentence or one.detail)
    return table
