"""The version of every stage. It rises when the same input gives another result; older results are then redone."""

from __future__ import annotations

from pet_ground.records.outcome import StageName

STAGE_VERSIONS: dict[StageName, int] = {
    "index": 2,
    "convert": 3,
    "extract": 5,
    "ground": 4,
    "structure": 3,
    "anatomy": 2,
    "assemble": 2,
}
