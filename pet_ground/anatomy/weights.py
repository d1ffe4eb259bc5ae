"""Whether TotalSegmentator can run here: the package and the weights, without importing either or the network.

TotalSegmentator downloads what it misses, without a time limit. Behind a firewall it must never try, so everything
that it needs is looked for first.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from pet_ground.anatomy.classes import TOTALSEGMENTATOR_VERSION

Mode = Literal["full", "fast", "fastest"]
"""TotalSegmentator's resolutions: 1.5 mm in five models, 3 mm, 6 mm."""

NEEDED_PACKAGES = ("TotalSegmentator", "nnunetv2", "torch")

MODEL_FILES = ("plans.json", "dataset.json", "fold_0/checkpoint_final.pth")
"""What nnU-Net reads of a trained model. TotalSegmentator itself looks at the data set's folder only."""

_SHORT, _LONG = "nnUNetTrainerNoMirroring", "nnUNetTrainer_4000epochs_NoMirroring"

MODELS: dict[Mode, tuple[tuple[str, str], ...]] = {
    "full": (
        ("Dataset291_TotalSegmentator_part1_organs_1559subj", _SHORT),
        ("Dataset292_TotalSegmentator_part2_vertebrae_1532subj", _SHORT),
        ("Dataset293_TotalSegmentator_part3_cardiac_1559subj", _SHORT),
        ("Dataset294_TotalSegmentator_part4_muscles_1559subj", _SHORT),
        ("Dataset295_TotalSegmentator_part5_ribs_1559subj", _SHORT),
    ),
    "fast": (("Dataset297_TotalSegmentator_total_3mm_1559subj", _LONG),),
    "fastest": (("Dataset298_TotalSegmentator_total_6mm_1559subj", _LONG),),
}
"""Folder and trainer of every model of task ``total``, as in ``map_tasks_config.py`` of the pinned version."""


@dataclass(frozen=True)
class TotalSegmentatorHome:
    """Where TotalSegmentator's weights lie on this machine.

    Attributes:
        weights: the folder that holds the ``Dataset...`` folders; None where nobody knows one.
    """

    weights: Path | None


@dataclass(frozen=True)
class Availability:
    """Whether TotalSegmentator can run, and a sentence for people on why or why not.

    The sentence may name a folder of this machine: it is for the screen, not for the data set.
    """

    ready: bool
    why: str


def model_folder(dataset: str, trainer: str) -> Path:
    """A model's folder, relative to the weights."""
    return Path(dataset) / f"{trainer}__nnUNetPlans__3d_fullres"


def availability(mode: Mode, home: TotalSegmentatorHome) -> Availability:
    """Whether ``segment`` can run in this mode; looks at package metadata and file names only."""
    fault = _package_fault() or _weights_fault(mode, home)
    if fault is not None:
        return Availability(ready=False, why=fault)
    return Availability(
        ready=True, why=f"TotalSegmentator {TOTALSEGMENTATOR_VERSION} and its {mode} weights are there."
    )


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _package_fault() -> str | None:
    missing = [package for package in NEEDED_PACKAGES if _installed(package) is None]
    if missing:
        return f"Missing packages: {', '.join(missing)}; install the extra with: pip install 'pet-ground[anatomy]'."
    found = _installed("TotalSegmentator")
    if found != TOTALSEGMENTATOR_VERSION:
        return f"TotalSegmentator {found} is installed; the class map is pinned to {TOTALSEGMENTATOR_VERSION}."
    return None


def _weights_fault(mode: Mode, home: TotalSegmentatorHome) -> str | None:
    if home.weights is None:
        return "No folder of weights is known: set TOTALSEG_WEIGHTS_PATH to the one with the Dataset... folders."
    if not home.weights.is_dir():
        return f"The folder of weights {home.weights} is missing; it should hold {_names(mode)}."
    for dataset, trainer in MODELS[mode]:
        folder = model_folder(dataset, trainer)
        lacking = [name for name in MODEL_FILES if not (home.weights / folder / name).is_file()]
        if lacking:
            return f"The {mode} weights are not complete: {home.weights / folder} lacks {', '.join(lacking)}."
    return None


def _names(mode: Mode) -> str:
    return ", ".join(dataset for dataset, _ in MODELS[mode])
