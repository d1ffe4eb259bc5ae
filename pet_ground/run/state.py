"""How far a build is, read from what it left behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pet_ground.dataset import DatasetLayout
from pet_ground.errors import InputNotFoundError
from pet_ground.records import StageCounts
from pet_ground.run.build import marker
from pet_ground.run.finish import AssembleResult, assembled_file
from pet_ground.run.ledger import read_entry
from pet_ground.run.steps import STEPS


@dataclass(frozen=True)
class BuildState:
    """The state of a build.

    Attributes:
        pipeline: its name.
        studies: pseudonyms of the studies that were begun.
        done: by stage, the number of studies with a result.
        counts: of the finished data set, or None.
    """

    pipeline: str
    studies: tuple[str, ...]
    done: dict[str, int]
    counts: tuple[StageCounts, ...] | None


def read_state(out: Path) -> BuildState:
    """The state of the build in a folder.

    Raises:
        InputNotFoundError: the folder holds none.
    """
    if not marker(out).is_file():
        raise InputNotFoundError(f"{out} holds no data set of this tool")
    layout = DatasetLayout(out)
    studies = tuple(sorted(folder.name for folder in layout.state_dir.iterdir() if folder.is_dir()))
    entry = read_entry(assembled_file(layout), AssembleResult)
    return BuildState(
        pipeline=str(json.loads(marker(out).read_text(encoding="utf-8"))["pipeline"]),
        studies=studies,
        done={stage: sum(layout.state(study_id, stage).is_file() for study_id in studies) for stage in STEPS},
        counts=None if entry is None else entry.result.counts,
    )
