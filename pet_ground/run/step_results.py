"""What the steps of a study leave in its state."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pet_ground.errors import StageBug
from pet_ground.records import Record
from pet_ground.records.outcome import StageName
from pet_ground.records.results import AnatomyResult, ConvertResult, ExtractResult, GroundResult, StructureResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry

RESULTS: Mapping[StageName, type[Record]] = MappingProxyType(
    {
        "convert": ConvertResult,
        "extract": ExtractResult,
        "ground": GroundResult,
        "structure": StructureResult,
        "anatomy": AnatomyResult,
    }
)


def result_of(job: Job, study_id: str, name: StageName) -> Any:
    """The result of a step that has been done.

    Raises:
        StageBug: it has not.
    """
    entry = read_entry(job.layout.state(study_id, name), RESULTS[name])
    if entry is None:
        raise StageBug(f"no result of {name}")
    return entry.result
