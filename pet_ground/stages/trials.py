"""What the mentions of one study say about how its site numbers slices: for the site profile, not for the data set."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.config import scanner_name
from pet_ground.grounding.slices import SliceStack
from pet_ground.grounding.trials import try_conventions
from pet_ground.imaging import Volume
from pet_ground.records import Mention, StudyRecord
from pet_ground.records.profile import TrialsResult
from pet_ground.reports import certain_passages

TRIALS_VERSION = 3
"""Rises when the same study and report give other trials."""


def trials(study: StudyRecord, pet: Volume | None, ct: Volume | None, mentions: Sequence[Mention]) -> TrialsResult:
    """Try every numbering of slices on the mentions of a study's report.

    Args:
        study: its record after conversion.
        pet: its SUV volume, None where it has none: then nothing is tried.
        ct: its CT, of which only the grid is looked at, or None.
        mentions: of its report, dropped ones included.
    """
    kept = sum(one.status == "kept" for one in mentions)
    facts = {"scanner": scanner_name(study.manufacturer, study.model), "mentions": kept}
    if pet is None:
        return TrialsResult(**facts)
    ct_slices = None if ct is None else SliceStack.of(ct)
    return TrialsResult(**facts, trials=try_conventions(pet, ct_slices, mentions, certain_passages(mentions)))
