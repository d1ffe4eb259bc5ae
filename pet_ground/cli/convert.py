"""``pet-ground convert``."""

from __future__ import annotations

import atexit
import gc
import json
import os
from pathlib import Path
from typing import get_args

import typer

from pet_ground.errors import ItemDropped, ItemError, UsageError
from pet_ground.units import SuvType

OUTPUTS = ("suv.nii.gz", "ct.nii.gz", "suv.json")


def convert(
    dicom_dir: Path = typer.Argument(..., help="DICOM folder of one study."),
    out: Path = typer.Option(..., help="Folder for suv.nii.gz and ct.nii.gz."),
    suv_type: str = typer.Option(
        "BW",
        metavar="TYPE",
        help=f"Kind of SUV that is written: {', '.join(get_args(SuvType))} (body weight, lean body mass after James, "
        "its 128 variant and after Janmahasatian, ideal body weight, body surface). suv_factor and suv_max are of it.",
    ),
    overrides: Path | None = typer.Option(
        None, help="CSV with what the headers of single studies should say: weight, dose, injection time ..."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Convert the PET of a study to SUV and its CT to HU, as NIfTI; suv.json says where the SUV comes from."""
    kind = _kind(suv_type)
    try:
        facts = _convert(dicom_dir, out, kind, overrides)
    except ItemError as exc:
        _forget(out)
        status = "dropped" if isinstance(exc, ItemDropped) else "failed"
        _show(
            {"status": status, "reason": exc.reason.value, "detail": exc.detail, "suv_factor": None, "flags": []},
            as_json,
        )
        raise typer.Exit(1) from exc
    _show(facts, as_json)


def _forget(out: Path) -> None:
    """Remove what an earlier call left: a study must not lie there with the SUV, or the CT, of another."""
    for name in OUTPUTS:
        (out / name).unlink(missing_ok=True)


def _waste_nothing() -> None:
    """Leave out what costs more than it brings in a process of a second or two; each is some 5 % of its time.

    numpy's threads, which start with it and serve large matrix products only; huge pages, which a virtual machine may
    have to fetch from its host one by one; and the search for garbage, also the one when the process ends.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")
    gc.disable()
    atexit.register(gc.freeze)


def _kind(told: str) -> SuvType:
    kinds: tuple[SuvType, ...] = get_args(SuvType)
    kind = next((one for one in kinds if one == told.upper()), None)
    if kind is None:
        raise UsageError(f"--suv-type takes one of {', '.join(kinds)}, not {told!r}")
    return kind


def _convert(dicom_dir: Path, out: Path, kind: SuvType, overrides: Path | None) -> dict[str, object]:
    """Convert, write, and say what came out.

    Raises:
        ItemDropped, ItemFailed: the study can't be converted, or not to this kind of SUV.
    """
    _waste_nothing()
    from pet_ground.imaging.files import write_beside
    from pet_ground.run.folder import choose_files
    from pet_ground.stages.convert import write_series

    table = None
    if overrides is not None:
        from pet_ground.stages.overrides import read_overrides

        table = read_overrides(overrides)
    chosen = choose_files(dicom_dir, table)
    _forget(out)
    written = write_series(chosen.pet, chosen.ct, out, kind=kind, override=chosen.override)
    provenance = written.converted.pet.decision.provenance
    if table is not None and not provenance.overrides:
        typer.echo(f"{table.name} gives nothing to this study", err=True)
    factor, ratio = provenance.suv_factor, written.suv_ratio
    facts: dict[str, object] = {
        "status": "kept",
        "reason": None,
        "suv_factor": [one * ratio for one in factor] if isinstance(factor, tuple) else factor * ratio,
        "suv_type": kind,
        "flags": list(dict.fromkeys((*written.converted.flags, *chosen.flags))),
        "pet": str(written.pet),
        "ct": None if written.ct is None else str(written.ct),
        "suv_max": written.suv_max,
        "provenance": provenance.model_dump(mode="json"),
    }
    beside = {**facts, "pet": written.pet.name, "ct": None if written.ct is None else written.ct.name}
    with write_beside(out / "suv.json") as partial:
        partial.write_text(json.dumps(beside, indent=1) + "\n", encoding="utf-8")
    return facts


def _show(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        typer.echo(f"{name:<11} {json.dumps(value) if isinstance(value, dict | list) else value}")
