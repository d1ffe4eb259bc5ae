"""The child process in which TotalSegmentator runs: ``python -m pet_ground.anatomy.totalseg_worker RUN_FOLDER``.

The main guard matters: nnU-Net's own children import this module again.
"""

from __future__ import annotations

import json
import multiprocessing.util
import os
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from pet_ground.anatomy import run_folder

DEAD_PROXY = "http://127.0.0.1:9"
"""A proxy that nobody serves (port 9 is the discard service's): what asks for the network is refused at once."""

PROXY_VARIABLES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")

NETWORK_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})
"""Python's audit events of a process that reaches for the network."""


class NetworkRefusedError(OSError):
    """Something in the child process reached for the network."""


def main() -> None:
    """Segment the CT that the run folder names."""
    run = Path(sys.argv[1])
    # The error itself stays out: messages hold paths.
    sys.excepthook = lambda kind, _, trace: (run / run_folder.FAILURE).write_text(failure_text(kind, trace))
    sys.addaudithook(refuse_network)
    set_environment(run)
    task = json.loads((run / run_folder.TASK).read_text(encoding="utf-8"))
    _segment(Path(task["ct"]), run / run_folder.LABELS, task["mode"])


def failure_text(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Type and place of an error, and nothing that it says."""
    place = "an unknown place"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return f"{kind.__name__} in {place}"


def set_environment(run: Path) -> None:
    """Set what TotalSegmentator, nnU-Net and their children read: folders of this run only, and no network."""
    os.environ["TOTALSEG_HOME_DIR"] = str(run / run_folder.HOME)
    os.environ["TOTALSEG_WEIGHTS_PATH"] = str(run / run_folder.WEIGHTS)
    # Python's own sockets first: the path of a Unix socket has at most 107 bytes, and scratch folders lie deep.
    multiprocessing.util.get_temp_dir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(run / run_folder.TEMPORARY)
    for name in PROXY_VARIABLES:
        os.environ[name] = os.environ[name.upper()] = DEAD_PROXY
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: refuse every connection but those of Unix sockets, whose address is a path.

    Raises:
        NetworkRefusedError: the event reaches for the network.
    """
    of_this_machine = len(arguments) > 1 and event != "socket.getaddrinfo" and isinstance(arguments[1], str | bytes)
    if event in NETWORK_EVENTS and not of_this_machine:
        raise NetworkRefusedError("no network in this process")


def register_trainers() -> None:
    """Name the trainers of the published weights to nnU-Net, so that it does not scan its package for them.

    The scan imports every trainer, among them ones that need torchvision, which fails beside a CPU build of torch.
    """
    import totalsegmentator.nnunet as totalseg_nnunet
    from nnunetv2.training.nnUNetTrainer.nnUNetTrainer import nnUNetTrainer
    from nnunetv2.training.nnUNetTrainer.variants.data_augmentation import nnUNetTrainerNoMirroring as Short
    from nnunetv2.training.nnUNetTrainer.variants.training_length import nnUNetTrainer_Xepochs_NoMirroring as Long

    trainers = (nnUNetTrainer, Short.nnUNetTrainerNoMirroring, Long.nnUNetTrainer_4000epochs_NoMirroring)
    totalseg_nnunet.custom_trainers.update({trainer.__name__: trainer for trainer in trainers})


def _segment(ct_path: Path, out: Path, mode: str) -> None:
    # TotalSegmentator reads the environment when it is imported.
    from totalsegmentator.config import setup_nnunet

    setup_nnunet()
    register_trainers()
    import torch
    from totalsegmentator.python_api import totalsegmentator

    totalsegmentator(
        ct_path,
        out,
        task="total",
        ml=True,
        fast=mode == "fast",
        fastest=mode == "fastest",
        device="gpu" if torch.cuda.is_available() else "cpu",
        nr_thr_saving=1,
        quiet=True,
    )


if __name__ == "__main__":
    main()
