"""The process in which TotalSegmentator's networks live, as seen from the process that asks: one, kept from CT to CT.

A process of its own, because its end gives all memory back, on the graphics card too, whatever state it is in; because
it must not reach the network; and because libraries that crash must not take the worker with them. Loading torch and
the weights takes seconds, so it is kept: started for the first CT, restarted after a crash, a failure, the time limit,
or where it has grown, and ended with the process that asks: it sees the end of its pipe.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pet_ground.anatomy import run_folder
from pet_ground.anatomy.weights import MODELS, Mode
from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason

COMMAND = (sys.executable, "-m", "pet_ground.anatomy.totalseg_worker")

LOAD_LIMIT_S = 900.0
"""Loading takes seconds; from a cold network drive on a busy machine, minutes."""

CT_LIMIT_S = 7200.0
"""A whole body takes seconds on a graphics card and minutes to an hour on a CPU; beyond two hours it hangs."""

KEPT_BYTES = 6 * 2**30
"""A process that holds more than this between two CTs is ended: torch, CUDA and five networks take about 4 GiB."""

OFFLINE_CONFIG = {
    "totalseg_id": "totalseg_offline",
    "send_usage_stats": False,
    "prediction_counter": 0,
    "statistics_disclaimer_shown": True,
}
"""TotalSegmentator's ``config.json``; without it a run of its own code posts usage statistics."""


@dataclass(frozen=True)
class Setup:
    """What a process loads.

    Attributes:
        mode: the resolution.
        weights: the folder of the weights.
        sha256: of every file of the models, by its path in that folder.
    """

    mode: Mode
    weights: Path
    sha256: Mapping[str, str]


class KeptProcess:
    """The process, started when it is first needed; one CT at a time, whichever thread asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def segment(self, setup: Setup, job: Mapping[str, str], scratch: Path) -> None:
        """Have one CT segmented; ``job`` holds the paths ``ct`` and ``out`` and the ``grid``.

        Args:
            setup: the networks; another one than before starts another process.
            job: what to do.
            scratch: where the process may keep files; its folder is removed when it ends.

        Raises:
            ItemFailed: the weights can't be loaded or the CT failed (``service_unavailable``), or the process died or
                took too long (``worker_lost``).
        """
        with self._lock:
            try:
                used = self._ready(setup, scratch).told(dict(job), CT_LIMIT_S)["done"]
            except BaseException:
                self._stop()
                raise
            if used > KEPT_BYTES:
                self._stop()

    def close(self) -> None:
        """End the process, if it runs."""
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """Leave the process to the one that started it: after a fork, it is not ours to talk to."""
        self._lock = threading.Lock()
        if self._running is not None:
            self._running.disown()
        self._running = None

    def _ready(self, setup: Setup, scratch: Path) -> _Running:
        if self._running is not None and (self._running.setup != setup or not self._running.alive()):
            self._stop()
        if self._running is None:
            self._running = _Running(setup, scratch)
            self._running.told({"mode": setup.mode, "sha256": dict(setup.sha256)}, LOAD_LIMIT_S)
        return self._running

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()
        self._running = None


class _Running:
    """A started process and its folder."""

    def __init__(self, setup: Setup, scratch: Path) -> None:
        self.setup = setup
        scratch.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="totalseg-", dir=scratch.resolve()))
        _furnish(self._folder, setup)
        self._process = subprocess.Popen(  # noqa: S603  (our own module and a folder that we made)
            [*COMMAND, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None and self._folder.is_dir()

    def told(self, line: dict[str, Any], limit_s: float) -> dict[str, Any]:
        """Send a line, and what comes back.

        Raises:
            ItemFailed: nothing does in time, or it says that it failed.
        """
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise TypeError("both are pipes")
        with suppress(OSError):  # the pipe is broken: no answer comes
            process.stdin.write(json.dumps(line).encode() + b"\n")
            process.stdin.flush()
        content: dict[str, Any] = json.loads(self._line(process.stdout.fileno(), limit_s))
        if "failed" in content:
            raise ItemFailed(Reason.SERVICE_UNAVAILABLE, f"TotalSegmentator stopped: {content['failed']}")
        return content

    def _line(self, descriptor: int, limit_s: float) -> bytes:
        until, line = time.monotonic() + limit_s, bytearray()
        while not line.endswith(b"\n"):
            if not select.select([descriptor], [], [], max(until - time.monotonic(), 0.0))[0]:
                raise ItemFailed(Reason.WORKER_LOST, f"TotalSegmentator took more than {limit_s:.0f} s")
            part = os.read(descriptor, 1 << 16)
            if not part:
                status = self._process.wait()
                how = f"was ended by signal {-status}" if status < 0 else f"ended with exit status {status}"
                raise ItemFailed(Reason.WORKER_LOST, f"TotalSegmentator's process {how}")
            line += part
        return bytes(line)

    def stop(self) -> None:
        """End it and what it has started, and remove its folder."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def disown(self) -> None:
        """Forget that it is a child."""
        self._process.returncode = 0


def _furnish(folder: Path, setup: Setup) -> None:
    """A home that forbids statistics, and links to the models: no other folder of the weights is ever touched."""
    for name in (run_folder.HOME, run_folder.WEIGHTS, run_folder.TEMPORARY):
        (folder / name).mkdir()
    (folder / run_folder.HOME / "config.json").write_text(json.dumps(OFFLINE_CONFIG), encoding="utf-8")
    for dataset, _ in MODELS[setup.mode]:
        link = folder / run_folder.WEIGHTS / dataset
        link.symlink_to((setup.weights / dataset).resolve(), target_is_directory=True)


KEPT = KeptProcess()
"""The one of this process."""
atexit.register(KEPT.close)
os.register_at_fork(after_in_child=KEPT.forget)
