"""How much memory is free and how much this process uses, as Linux tells."""

from __future__ import annotations

import os
import time
from pathlib import Path

PATIENCE_S = 600.0
"""How long to wait for memory: another worker's CT is done by then."""

LOOK_AGAIN_S = 5.0


def available_bytes() -> int | None:
    """Memory that new work can take without swapping; None where the system does not tell."""
    facts = Path("/proc/meminfo")
    if not facts.is_file():
        return None
    lines = facts.read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def used_bytes() -> int:
    """Main memory that this process holds; 0 where the system does not tell."""
    facts = Path("/proc/self/statm")
    return int(facts.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if facts.is_file() else 0


def require(needed_bytes: int) -> None:
    """Wait until so much memory is free.

    Raises:
        MemoryError: it is not, for ``PATIENCE_S``: better one study without labels than a machine without memory.
    """
    until = time.monotonic() + PATIENCE_S
    while (free := available_bytes()) is not None and free < needed_bytes:
        if time.monotonic() > until:
            raise MemoryError(needed_bytes)
        time.sleep(LOOK_AGAIN_S)
