"""Running TotalSegmentator on one CT, in a child process that can't reach the network.

A child process, because nnU-Net starts children of its own, which a daemonic worker may not, and because its memory
must go back when it ends. Every run has a home of its own: TotalSegmentator rewrites its ``config.json`` in each run,
posts usage statistics unless the file forbids it, and deletes folders of older weights from the weights' folder. So
the home is written here first, and the weights' folder is one of links.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pet_ground.anatomy import run_folder
from pet_ground.anatomy.label_maps import read_label_map
from pet_ground.anatomy.weights import MODELS, Mode, TotalSegmentatorHome, availability
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.imaging import read_nifti, write_nifti
from pet_ground.reasons import Reason

WORKER = "pet_ground.anatomy.totalseg_worker"

TIME_LIMIT_S = 7200.0
"""A whole body takes minutes on a graphics card and tens of minutes on a CPU; beyond two hours it hangs, as the stock
path does on CTs of 800 and more slices."""

OFFLINE_CONFIG = {
    "totalseg_id": "totalseg_offline",
    "send_usage_stats": False,
    "prediction_counter": 0,
    "statistics_disclaimer_shown": True,
}
"""TotalSegmentator's ``config.json``; without it the first run posts usage statistics."""


def segment(ct_path: Path, out: Path, mode: Mode, scratch: Path, home: TotalSegmentatorHome) -> None:
    """Segment a CT and write its label map.

    Args:
        ct_path: the CT in HU, a NIfTI file whose orientation is right: a wrong one gives garbage without an error,
            so ``check_orientation`` belongs after it.
        out: where the label map goes (``.nii.gz``): uint8, on the CT's grid and in its order of axes.
        mode: the resolution of the model.
        scratch: folder for files of the run, copies of the CT among them; all are removed at the end.
        home: where the weights lie.

    Raises:
        ItemDropped: the package or the weights are missing (``anatomy_unavailable``).
        ItemFailed: the run ended with an error (``service_unavailable``), died or took too long (``worker_lost``), or
            the CT or the result can't be read.
    """
    if not availability(mode, home).ready or home.weights is None:
        raise ItemDropped(Reason.ANATOMY_UNAVAILABLE, f"TotalSegmentator or its {mode} weights are not installed")
    if not ct_path.is_file():
        raise ItemFailed(Reason.MISSING_FILE, "the CT is gone")
    ct = read_nifti(ct_path)
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="totalseg-", dir=scratch.resolve()) as name:
        run = Path(name)
        _prepare(run, ct_path, mode, home.weights)
        _finish(run, _wait(run))
        write_nifti(read_label_map(run / run_folder.LABELS, ct), out)


def _prepare(run: Path, ct_path: Path, mode: Mode, weights: Path) -> None:
    for folder in (run_folder.HOME, run_folder.WEIGHTS, run_folder.TEMPORARY):
        (run / folder).mkdir()
    for dataset, _ in MODELS[mode]:
        (run / run_folder.WEIGHTS / dataset).symlink_to((weights / dataset).resolve(), target_is_directory=True)
    (run / run_folder.HOME / "config.json").write_text(json.dumps(OFFLINE_CONFIG), encoding="utf-8")
    task = {"ct": str(ct_path.resolve()), "mode": mode}
    (run / run_folder.TASK).write_text(json.dumps(task), encoding="utf-8")


def _wait(run: Path) -> int:
    """Run the worker to its end; its exit status, negative where a signal ended it."""
    command = [sys.executable, "-m", WORKER, str(run)]
    quiet = subprocess.DEVNULL
    # A session of its own, so that the children of the child end with it.
    child = subprocess.Popen(  # noqa: S603  # our own module and a folder that we made
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        return child.wait(timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired as exc:
        raise ItemFailed(Reason.WORKER_LOST, f"TotalSegmentator took more than {TIME_LIMIT_S:.0f} s") from exc
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _finish(run: Path, status: int) -> None:
    if status < 0:
        raise ItemFailed(Reason.WORKER_LOST, f"TotalSegmentator was ended by signal {-status}")
    if status > 0:
        record = run / run_folder.FAILURE
        cause = record.read_text(encoding="utf-8") if record.is_file() else f"exit status {status}"
        raise ItemFailed(Reason.SERVICE_UNAVAILABLE, f"TotalSegmentator stopped: {cause}")
