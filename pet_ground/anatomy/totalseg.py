"""TotalSegmentator on one CT, its networks kept from CT to CT in a process that can't reach the network."""

from __future__ import annotations

from pathlib import Path

from pet_ground.anatomy.label_grids import LabelGrid
from pet_ground.anatomy.totalseg_process import KEPT, Setup
from pet_ground.anatomy.weights import Mode, TotalSegmentatorHome, availability
from pet_ground.anatomy.weights_list import recorded
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason


def segment(
    ct_path: Path, out: Path, mode: Mode, scratch: Path, home: TotalSegmentatorHome, grid: LabelGrid = "ct"
) -> None:
    """Segment a CT and write its label map, voxel for voxel what TotalSegmentator's own function gives.

    Args:
        ct_path: the CT in HU, a NIfTI file whose orientation is right: a wrong one gives garbage without an error,
            so ``check_ct`` belongs before it and ``check_orientation`` after it.
        out: where the label map goes (``.nii.gz``): uint8, in the CT's order of axes.
        mode: the resolution of the model.
        scratch: folder for files of the process that keeps the networks; they are removed when it ends.
        home: where the weights lie.
        grid: the grid of the label map: the CT's, or 3 mm in its field of view (``label_grids``).

    Raises:
        ItemDropped: the package or the weights are missing (``anatomy_unavailable``).
        ItemFailed: the run ended with an error, or a file of the weights is another one than recorded
            (``service_unavailable``); the process died or took too long (``worker_lost``); the CT is gone
            (``missing_file``).
        ConfigurationError: the lists of weights disagree or can't be read.
    """
    if not availability(mode, home).ready or home.weights is None:
        raise ItemDropped(Reason.ANATOMY_UNAVAILABLE, f"TotalSegmentator or its {mode} weights are not installed")
    if not ct_path.is_file():
        raise ItemFailed(Reason.MISSING_FILE, "the CT is gone")
    setup = Setup(mode, home.weights.resolve(), recorded(mode, home))
    job = {"ct": str(ct_path.resolve()), "out": str(out.resolve()), "grid": grid}
    KEPT.segment(setup, job, scratch)
