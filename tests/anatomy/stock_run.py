"""TotalSegmentator's own function on some CTs, as its users call it: what the kept networks must agree with.

python stock_run.py HOME RESULTS MODE CT OUT [CT OUT ...]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main() -> None:
    """Write the label map of each CT."""
    home, results, mode, *paths = sys.argv[1:]
    Path(home).mkdir(parents=True, exist_ok=True)
    (Path(home) / "config.json").write_text(
        json.dumps(
            {
                "send_usage_stats": False,
                "statistics_disclaimer_shown": True,
                "totalseg_id": "offline",
                "prediction_counter": 0,
            }
        )
    )
    os.environ.update(TOTALSEG_HOME_DIR=home, TOTALSEG_WEIGHTS_PATH=results)
    from totalsegmentator.config import setup_nnunet

    setup_nnunet()
    register_trainers()
    from totalsegmentator.python_api import totalsegmentator

    for ct, out in zip(paths[::2], paths[1::2], strict=True):
        totalsegmentator(
            ct, out, ml=True, fast=mode == "fast", fastest=mode == "fastest", device="cpu", nr_thr_saving=1, quiet=True
        )


def register_trainers() -> None:
    """Name the trainers to nnU-Net, so that it does not scan for them: the scan needs a torchvision that fits torch."""
    import totalsegmentator.nnunet as totalseg_nnunet
    from nnunetv2.training.nnUNetTrainer.variants.data_augmentation import nnUNetTrainerNoMirroring as Short
    from nnunetv2.training.nnUNetTrainer.variants.training_length import nnUNetTrainer_Xepochs_NoMirroring as Long

    trainers = (Short.nnUNetTrainerNoMirroring, Long.nnUNetTrainer_4000epochs_NoMirroring)
    totalseg_nnunet.custom_trainers.update({trainer.__name__: trainer for trainer in trainers})


if __name__ == "__main__":
    main()
