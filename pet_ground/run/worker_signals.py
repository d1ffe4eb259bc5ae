"""Preloaded by local workers: Ctrl-C reaches the whole process group, but only the build decides when they stop."""

from __future__ import annotations

import logging
import signal


def dask_setup(_worker: object) -> None:
    """Leave the interrupt to the parent process, and the terminal to its table."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
