"""How far a build is, read from what it left behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pet_ground.dataset import DatasetLayout
from pet_ground.errors import InputNotFoundError
from pet_ground.records import StageCounts
from pet_ground.records.outcome import StageName
from pet_ground.run.finish import AssembleResult, assembled_file
from pet_ground.run.ledger import read_entry
from pet_ground.run.output import read_marker
from pet_ground.run.steps import RESULTS, STEPS
from pet_ground.run.tasks import TO_BE_REDONE


@dataclass(frozen=True)
class BuildState:
    """The state of a build.

    Attributes:
        pipeline: its name.
        studies: pseudonyms of the studies that were begun.
        done: by stage, the number of studies with a result.
        counts: of the finished data set, or None.
        quarantined: studies in its quarantine.
        stopped: whether the last search found what identifies a person: it is not finished.
    """

    pipeline: str
    studies: tuple[str, ...]
    done: dict[str, int]
    counts: tuple[StageCounts, ...] | None
    quarantined: int = 0
    stopped: bool = False


def read_state(out: Path) -> BuildState:
    """The state of the build in a folder.

    Raises:
        InputNotFoundError: the folder holds none.
    """
    mark = read_marker(out)
    if mark is None:
        raise InputNotFoundError(f"{out} holds no data set of this tool")
    layout = DatasetLayout(out)
    studies = tuple(sorted(folder.name for folder in layout.state_dir.iterdir() if folder.is_dir()))
    entry = read_entry(assembled_file(layout), AssembleResult)
    return BuildState(
        pipeline=str(mark.get("pipeline")),
        studies=studies,
        done={stage: sum(_is_done(layout, study_id, stage) for study_id in studies) for stage in STEPS},
        counts=None if entry is None else entry.result.counts,
        quarantined=0 if entry is None else entry.result.quarantined,
        stopped=entry is not None and entry.key == TO_BE_REDONE and not layout.manifest.is_file(),
    )


def _is_done(layout: DatasetLayout, study_id: str, stage: StageName) -> bool:
    entry = read_entry(layout.state(study_id, stage), RESULTS[stage])
    return entry is not None and entry.key != TO_BE_REDONE
