"""Files that are either whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial-"
"""How the name of a file begins that is being written."""


@contextmanager
def write_beside(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; move it there when the block ends, remove it when the block fails.

    The folder is made where it is missing. ``mode`` holds from the first byte on, so a secret is never readable.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PARTIAL, suffix=path.name[-12:])
    os.fchmod(handle, mode)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def remove_partial(folder: Path) -> None:
    """Remove what writers that were killed have left anywhere below a folder; nobody may be writing there now."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(PARTIAL):
                Path(place, name).unlink(missing_ok=True)
