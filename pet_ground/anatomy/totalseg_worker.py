"""The process in which TotalSegmentator's networks live: ``python -m pet_ground.anatomy.totalseg_worker RUN_FOLDER``.

It reads lines of JSON from standard input: which networks to load, then one CT per line. It writes a line for each:
``{"ready": device}``, then ``{"done": bytes in use}``; ``{"failed": type and place}`` for what went wrong. It ends when
its input ends, in the middle of a CT too, and takes its folder with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import queue
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pet_ground.anatomy import memory, totalseg_offline

Answer = Callable[[dict[str, Any]], dict[str, Any]]
"""What becomes of one line."""


def main() -> None:
    """Serve one process until it goes."""
    run = Path(sys.argv[1])
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as replies:
        os.dup2(2, 1)  # whatever nnU-Net prints must not come between the lines
        locks = Path(tempfile.gettempdir())
        totalseg_offline.shut_off(run)
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read, args=(lines, run), daemon=True).start()
        answer: Answer = lambda setup: _load(setup, run, locks)  # noqa: E731
        while True:
            told, answer = _answered(answer, json.loads(lines.get()))
            replies.write(json.dumps(told) + "\n")
            replies.flush()


def _answered(answer: Answer, line: dict[str, Any]) -> tuple[dict[str, Any], Answer]:
    try:
        told = answer(line)
    except Exception as exc:  # noqa: BLE001  (it goes on as type and place: messages hold paths)
        return {"failed": totalseg_offline.failure_text(type(exc), exc.__traceback__)}, answer
    return told, told.pop("then", answer)


def _read(lines: queue.Queue[str], run: Path) -> None:
    """Hand lines on; at the end of the input, which is the end of the process that asks, end at once."""
    for line in sys.stdin:
        lines.put(line)
    shutil.rmtree(run, ignore_errors=True)
    os._exit(0)


def _load(setup: dict[str, Any], run: Path, locks: Path) -> dict[str, Any]:
    from pet_ground.anatomy.totalseg_models import Models

    models = Models(setup["mode"], run, setup["sha256"])

    def segment(job: dict[str, Any]) -> dict[str, Any]:
        with _turn(models.device_name, locks):
            models.segment(Path(job["ct"]), Path(job["out"]), job["grid"])
        return {"done": memory.used_bytes()}

    return {"ready": models.device_name, "then": segment}


@contextmanager
def _turn(device: str, locks: Path) -> Iterator[None]:
    """Wait until no other process of this user segments on the same graphics card: one at a time fits its memory."""
    if device == "cpu":
        yield
        return
    card = hashlib.sha256(os.environ.get("CUDA_VISIBLE_DEVICES", "").encode()).hexdigest()[:8]
    with (locks / f"pet-ground-{os.getuid()}-{card}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main()
