"""Whether TotalSegmentator can run here: the package and the weights, without importing either or the network.

TotalSegmentator downloads what it misses, without a time limit. Behind a firewall that must never be tried, so
everything that is needed is looked for first, and a missing file is named with the place where it belongs.
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

PLANS, DATASET, CHECKPOINT = "plans.json", "dataset.json", "fold_0/checkpoint_final.pth"

MODEL_FILES = (PLANS, DATASET, CHECKPOINT)
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


MODEL_SPACING_MM: dict[Mode, float] = {"full": 1.5, "fast": 3.0, "fastest": 6.0}
"""The spacing at which the models of each mode work."""

RELEASES = "https://github.com/wasserth/TotalSegmentator/releases/download/v2.0.0-weights"
"""Where the authors publish the archives of all these models, one ``<folder>.zip`` each. Nothing here opens it: it is
named to the person who fetches them on another machine."""


@dataclass(frozen=True)
class TotalSegmentatorHome:
    """Where TotalSegmentator's weights lie on this machine.

    Attributes:
        weights: the folder that holds the ``Dataset...`` folders; None where nobody knows one.
        lists: files that say what the weights must be, see ``weights_list``; those that are not there say nothing.
    """

    weights: Path | None
    lists: tuple[Path, ...] = ()


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
    fault = package_fault() or weights_fault(mode, home)
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


def package_fault() -> str | None:
    """What is wrong with the installed packages, a sentence for people; None where nothing is."""
    missing = [package for package in NEEDED_PACKAGES if _installed(package) is None]
    if missing:
        return f"Missing packages: {', '.join(missing)}; install the extra with: pip install 'pet-ground[anatomy]'."
    found = _installed("TotalSegmentator")
    if found != TOTALSEGMENTATOR_VERSION:
        return f"TotalSegmentator {found} is installed; the class map is pinned to {TOTALSEGMENTATOR_VERSION}."
    return None


def weights_fault(mode: Mode, home: TotalSegmentatorHome) -> str | None:
    """Which file of a mode's models is missing where, a sentence for people; None where none is."""
    if home.weights is None:
        return f"No folder of weights is known: set TOTALSEG_WEIGHTS_PATH to the one that holds {_names(mode)}."
    for dataset, trainer in MODELS[mode]:
        folder = model_folder(dataset, trainer)
        lacking = [name for name in MODEL_FILES if not (home.weights / folder / name).is_file()]
        if lacking:
            return (
                f"The {mode} weights are not complete: {home.weights / folder} lacks {', '.join(lacking)}; "
                f"unpack {RELEASES}/{dataset}.zip in {home.weights}."
            )
    return None


def _names(mode: Mode) -> str:
    return ", ".join(dataset for dataset, _ in MODELS[mode])
