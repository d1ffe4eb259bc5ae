"""How right the delineations are on lesions whose size is known.

    python benchmarks/phantom_study.py --out DIR [--quick] [--all-grids] [--golden DIR] [--processes 2]

Simulated spheres and ellipsoids (phantom_cases.py), lesions beside a hot organ, lesions of uneven uptake, the
spheres of a recorded NEMA phantom and real sarcomas, drawn by every method. Writes ``phantom.md`` (tables),
``phantom.csv`` (one row per lesion and method) and plots into DIR, and prints the tables.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import phantom_tables as tables
from phantom_cases import GRIDS, RATIOS, UNEVEN, Design, alone, beside_organ
from phantom_measure import METHODS, OURS, Ask, measured, of
from phantom_plots import contrast_plot, dice_plot, volume_error_plot
from phantom_real import nema_table, sarcoma_table

GOLDEN = Path(os.environ.get("PET_GROUND_GOLDEN") or Path(__file__).resolve().parents[2] / "shared" / "golden")
"""Recorded data: ``$PET_GROUND_GOLDEN``, or ``shared/golden`` beside the checkout, as in the tests."""
DIAMETERS_MM = (8.0, 10.0, 13.0, 17.0, 22.0, 28.0, 37.0, 60.0)
FWHMS_MM = (4.0, 6.0, 8.0)
CONTRASTS = (2.0, 3.0, 5.0, 10.0, 20.0)
NOISES = (0.0, 0.05, 0.1, 0.15)
ONE_PER_VENDOR = ("GE 3.65", "Siemens 4.07", "Philips 4")
COMPARED_NOISE = 0.1
COMPARED_CONTRASTS = (3.0, 10.0)
PSF_ERRORS_MM = (-1.0, 1.0)


@dataclass(frozen=True)
class Study:
    """The parts of the study: lesions alone, beside a hot organ, and of uneven uptake."""

    alone: Design
    organs: Design
    uneven: Design


def full(grids: Sequence[str]) -> Study:
    """The whole grid of conditions, on the voxels of some scanners."""
    organs = beside_organ((10.0, 13.0, 17.0, 22.0, 28.0), FWHMS_MM, ["GE 3.65"], (0.0, 0.5, 1.0, 2.0))
    uneven = alone(DIAMETERS_MM[:-1], [UNEVEN], FWHMS_MM, ["GE 3.65", "Siemens 4.07"])
    return Study(
        Design(alone(DIAMETERS_MM, list(RATIOS), FWHMS_MM, grids), CONTRASTS, NOISES),
        Design(organs, (5.0, 10.0), (COMPARED_NOISE,)),
        Design(uneven, (3.0, 10.0), (COMPARED_NOISE,)),
    )


def quick() -> Study:
    """A sample of it, in under a minute."""
    settings = alone((10.0, 13.0, 28.0, 60.0), ["sphere", "1:1:2"], (6.0,), ["GE 3.65", "Philips 4"])
    organs = beside_organ((13.0, 22.0), (6.0,), ["Philips 4"], (0.0, 1.0))
    uneven = alone((13.0, 28.0), [UNEVEN], (6.0,), ["GE 3.65"])
    noises = (0.0, COMPARED_NOISE)
    some = (COMPARED_NOISE,)
    return Study(Design(settings, (3.0, 10.0), noises), Design(organs, (10.0,), some), Design(uneven, (10.0,), some))


def simulated(study: Study, processes: int) -> pd.DataFrame:
    """All rows of simulated lesions; ``part`` says which part of the study."""
    some = (COMPARED_NOISE,)
    asks = [Ask("whole", OURS, CONTRASTS, NOISES), Ask("compared", METHODS, COMPARED_CONTRASTS, some)]
    asks += [Ask(f"{wrong:+g} mm", OURS, COMPARED_CONTRASTS, some, wrong) for wrong in PSF_ERRORS_MM]
    tables_of_parts = [
        measured(study.alone, asks, processes),
        measured(study.organs, [Ask("organ", METHODS, CONTRASTS, some)], processes),
        measured(study.uneven, [Ask("uneven", METHODS, CONTRASTS, some)], processes),
    ]
    return pd.concat(tables_of_parts, ignore_index=True)


def recorded(golden: Path) -> tuple[pd.DataFrame, float | None]:
    """Rows of recorded lesions, and the NEMA recording's resolution; none where the data are not there."""
    if not golden.is_dir():
        print(f"No recorded data at {golden} (--golden, or PET_GROUND_GOLDEN): the tables leave them out.\n")
        return pd.DataFrame({"part": []}), None
    spheres, fwhm_mm = nema_table(golden / "nema_iq" / "recon_1", METHODS)
    sarcomas = sarcoma_table(golden / "ibsi_sts", METHODS)
    return pd.concat([spheres.assign(part="nema"), sarcomas.assign(part="sarcoma")], ignore_index=True), fwhm_mm


def report(study: Study, table: pd.DataFrame, fwhm_mm: float | None) -> str:
    """All tables, each with the lesions that it is about."""
    whole, compared = of(table, part="whole"), of(table, part="compared")
    noises = ", ".join(f"{100 * level:g}" for level in study.alone.noises)
    grid = (
        f"Contrast {_span(study.alone.contrasts)}, FWHM {_span(whole['fwhm_mm'])} mm, noise {noises} %, voxels of "
        f"{whole['grid'].nunique()} scanners, {whole['shape'].nunique()} shapes."
    )
    ours = {
        name: of(table, part=name)
        for name in table["part"].unique()
        if name in {f"{wrong:+g} mm" for wrong in PSF_ERRORS_MM}
    }
    wrong = {"resolution as it is": of(compared, method="avg_itm"), **ours}
    lines = [
        ("avg_itm, the whole grid", grid, tables.headline(whole)),
        ("avg_itm by diameter, mm", grid, tables.summary(tables.by(whole, "diameter_mm"), "diameter, mm")),
    ]
    large = whole[whole["diameter_mm"] >= tables.FROM_MM]
    for column, unit in (("contrast", ""), ("noise", ""), ("fwhm_mm", ""), ("grid", ""), ("shape", "")):
        name = f"avg_itm by {column.replace('_mm', ', mm')}, from {tables.FROM_MM:g} mm up"
        lines.append((name, grid, tables.summary(tables.by(large, column, unit), column.replace("_mm", ", mm"))))
    contrasts = " and ".join(f"{one:g}" for one in COMPARED_CONTRASTS)
    some = (
        f"Contrast {contrasts}, noise {100 * COMPARED_NOISE:g} %, otherwise the same grid. "
        "A refusal has no volume and no Dice."
    )
    from_13 = compared[compared["diameter_mm"] >= tables.FROM_MM]
    lines += [
        ("Wrong resolution, from 13 mm up", some, tables.summary({n: _large(t) for n, t in wrong.items()}, "avg_itm")),
        ("Wrong resolution, 10 mm", some, tables.summary({n: of(t, diameter_mm=10.0) for n, t in wrong.items()}, "")),
        ("Methods, from 13 mm up", some, tables.summary(tables.by(from_13, "method"), "method")),
        ("Median volume error, %", some, tables.crossed(compared, "diameter_mm", "method", tables.bias)),
        ("Median absolute volume error, %", some, tables.crossed(compared, "diameter_mm", "method", tables.error)),
        ("Median Dice", some, tables.crossed(compared, "diameter_mm", "method", tables.overlap)),
        *_others(table, fwhm_mm),
    ]
    return "\n\n".join(f"## {name}\n\n{about}\n\n{text}" for name, about, text in lines) + "\n"


def _others(table: pd.DataFrame, fwhm_mm: float | None) -> list[tuple[str, str, str]]:
    organ, uneven = of(table, part="organ"), of(table, part="uneven")
    ours = tables.summary(tables.by(of(organ, method="avg_itm"), "gap_fwhm"), "gap, FWHM")
    about = "Spheres beside a ball of 60 mm twice as hot, contrast 5 and 10, noise 10 %."
    cores = "Balls with a core at their border twice as hot, contrast 3 and 10, noise 10 %."
    apart = organ[organ["gap_fwhm"] > 0]
    found = [
        ("Beside a hot organ: avg_itm by distance", about, ours),
        ("Beside a hot organ: methods, gap above 0", about, tables.summary(tables.by(apart, "method"), "method")),
        ("Uneven uptake", cores, tables.summary(tables.by(uneven, "method"), "method")),
    ]
    if fwhm_mm is not None:
        nema, sarcoma = of(table, part="nema"), of(table, part="sarcoma")
        said = f"One recording; resolution {fwhm_mm:.1f} mm, measured at the sphere of 37 mm."
        experts = "Ten lesions; the experts drew on MR, so no method can agree with them wholly."
        found += [
            ("NEMA: volume error, %", said, tables.crossed(nema, "diameter_mm", "method", tables.bias)),
            ("NEMA: Dice", said, tables.crossed(nema, "diameter_mm", "method", tables.overlap)),
            ("Real sarcomas", experts, tables.summary(tables.by(sarcoma, "method"), "method")),
        ]
    return found


def _large(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["diameter_mm"] >= tables.FROM_MM]


def _span(values: object) -> str:
    found = pd.Series(values)
    return f"{found.min():g} to {found.max():g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--all-grids", action="store_true", help="small voxels too: four times as long")
    parser.add_argument("--golden", type=Path, default=GOLDEN)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    study = quick() if asked.quick else full(list(GRIDS) if asked.all_grids else ONE_PER_VENDOR)
    real, fwhm_mm = recorded(asked.golden)
    table = pd.concat([simulated(study, asked.processes), real], ignore_index=True)
    table.to_csv(asked.out / "phantom.csv", index=False, float_format="%.5g")
    text = report(study, table, fwhm_mm)
    (asked.out / "phantom.md").write_text(text, encoding="utf-8")
    compared = of(table, part="compared")
    volume_error_plot(compared, "Simulated lesions, contrast 3 and 10, noise 10 %", asked.out / "phantom_volume.png")
    dice_plot(compared, "Simulated lesions, contrast 3 and 10, noise 10 %", asked.out / "phantom_dice.png")
    contrast_plot(
        of(table, part="whole"),
        "avg_itm, the whole grid: FWHM 4 to 8 mm, noise 0 to 15 %",
        asked.out / "phantom_contrast.png",
    )
    print(text)
    print(f"{time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
