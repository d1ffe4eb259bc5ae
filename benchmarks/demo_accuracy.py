"""How well a build of the demo archive agrees with what was planted in it.

    python benchmarks/demo_accuracy.py DEMO_DIR DATASET_DIR

Mentions are matched by SUVmax and slice as told; a lesion is in the right place where its peak lies in the truth mask.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np


@dataclass(frozen=True)
class Accuracy:
    """Planted lesions, those with a record, with the right side, in the right place; Dice and volume error of each."""

    planted: int
    recorded: int
    records: int
    sided: int
    located: int
    dice: tuple[float, ...]
    volume_error: tuple[float, ...]


def measure(demo: Path, dataset: Path) -> Accuracy:
    """Compare the data set with the demo's truth."""
    with dataset.with_name(f"{dataset.name}.private").joinpath("link.csv").open(newline="", encoding="utf-8") as stream:
        study_ids = {row["study_instance_uid"]: row["study_id"] for row in csv.DictReader(stream)}
    records = _lines(dataset / "lesions.jsonl")
    found = {(one["study_id"], one["suv_max"], one["axial_slice"]): one for one in records}
    truth = _lines(demo / "truth.jsonl")
    sided, located, dice, volume_error = 0, 0, [], []
    recorded = 0
    for planted in truth:
        key = (study_ids[planted["study_instance_uid"]], round(planted["suv_max"], 1), planted["axial_slice"])
        if key not in found:
            continue
        recorded += 1
        shape = np.asarray(nib.load(demo / planted["mask"]).dataobj) > 0
        mask = np.asarray(nib.load(dataset / found[key]["mask"]).dataobj) > 0
        sided += found[key]["laterality"] == planted["laterality"]
        k, j, i = found[key]["peak_index_kji"]
        located += bool(shape[i, j, k])
        dice.append(float(2 * (mask & shape).sum() / (mask.sum() + shape.sum())))
        volume_error.append(float(mask.sum() / shape.sum() - 1))
    return Accuracy(len(truth), recorded, len(records), sided, located, tuple(dice), tuple(volume_error))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    result = measure(Path(sys.argv[1]), Path(sys.argv[2]))
    dice, error = np.array(result.dice), np.abs(result.volume_error)
    row = {
        "planted": result.planted,
        "recorded": result.recorded,
        "other records": result.records - result.recorded,
        "right side": result.sided,
        "right place": result.located,
        "mean Dice": f"{dice.mean():.3f}",
        "median": f"{np.median(dice):.3f}",
        "least": f"{dice.min():.3f}",
        "median volume error": f"{np.median(error):.1%}",
    }
    print(f"| {' | '.join(row)} |\n|{'---|' * len(row)}\n| {' | '.join(map(str, row.values()))} |")


if __name__ == "__main__":
    main()
