"""How a command ended, what a build left behind, and waiting for what a running one does."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WAIT_S = 120.0
"""Longer than the busiest machine takes for what a test waits for."""


def wait_until(ready: Callable[[], object], running: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """Return once ``ready`` holds of what a running process does; it must not end before."""
    end_s = time.monotonic() + WAIT_S
    while not ready():
        assert running.poll() is None, "it ended before"
        assert time.monotonic() < end_s, "it never came"
        time.sleep(0.02)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


@dataclass(frozen=True)
class Built:
    """A finished build of the small hospital."""

    archive: Path
    reports: Path
    out: Path
    ran: Ran

    @property
    def private(self) -> Path:
        return self.out.with_name(f"{self.out.name}.private")

    def lesions(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / "lesions.jsonl").read_text(encoding="utf-8").splitlines()]

    def copy(self, folder: Path) -> Built:
        """Another copy of everything, with the times of the files kept."""
        parts = {part: folder / part.name for part in (self.archive, self.out, self.private)}
        for source, target in parts.items():
            shutil.copytree(source, target)
        owner = parts[self.private] / "dataset.json"
        owner.write_text(json.dumps({"data_set": str(parts[self.out].resolve())}), encoding="utf-8")
        return Built(parts[self.archive], Path(shutil.copy2(self.reports, folder)), parts[self.out], self.ran)
