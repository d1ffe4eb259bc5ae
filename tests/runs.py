"""How a command ended, and what a build left behind."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
