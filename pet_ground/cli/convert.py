"""``pet-ground convert``."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from pet_ground.errors import ItemDropped, ItemError


def convert(
    dicom_dir: Path = typer.Argument(..., help="DICOM folder of one study."),
    out: Path = typer.Option(..., help="Folder for suv.nii.gz and ct.nii.gz."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Convert the PET of a study to SUV and its CT to Hounsfield units, as NIfTI."""
    from pet_ground.imaging import write_nifti
    from pet_ground.run.folder import convert_folder

    try:
        _, converted = convert_folder(dicom_dir)
    except ItemError as exc:
        status = "dropped" if isinstance(exc, ItemDropped) else "failed"
        _show(
            {"status": status, "reason": exc.reason.value, "detail": exc.detail, "suv_factor": None, "flags": []},
            as_json,
        )
        raise typer.Exit(1) from exc
    files = {"pet": str(out / "suv.nii.gz"), "ct": None}
    write_nifti(converted.pet.volume, out / "suv.nii.gz")
    if converted.ct is not None:
        files["ct"] = str(out / "ct.nii.gz")
        write_nifti(converted.ct, out / "ct.nii.gz")
    provenance = converted.pet.decision.provenance
    _show(
        {
            "status": "kept",
            "reason": None,
            "suv_factor": provenance.suv_factor,
            "flags": list(converted.flags),
            **files,
            "suv_max": float(converted.pet.volume.array.max()),
            "provenance": provenance.model_dump(mode="json"),
        },
        as_json,
    )


def _show(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        typer.echo(f"{name:<11} {json.dumps(value) if isinstance(value, dict | list) else value}")
