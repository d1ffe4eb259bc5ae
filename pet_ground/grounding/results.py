"""What grounding gives back for a mention: a lesion, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass

from pet_ground.imaging import LocalMask
from pet_ground.reasons import Reason
from pet_ground.records import AnatomyCheck, Measures, Mention

NOT_CHECKED = AnatomyCheck()
"""Of a lesion of a study without a label map."""


@dataclass(frozen=True, eq=False)
class Grounded:
    """A mention with its lesion.

    Attributes:
        mention: as given.
        mask: voxels of the lesion in the PET.
        measures: what was measured on them.
        method: name of the delineation.
        flags: what a reviewer should know: ``below_resolution``, ``low_contrast``, ``touches_hot_organ``,
            ``edge_of_field``, ``not_converged``, ``many_slices``, ``split``, ``shoulder``, ``side_unchecked``,
            ``drawn_smoothed``, ``far_from_slice``, ``anatomy_disagrees``.
        match_score: how well the lesion fits the mention, 0 to 1.
        runner_up_score: score of the second best reading of the report; None where there is no other.
        anatomy: what a label map says of its place.
    """

    mention: Mention
    mask: LocalMask
    measures: Measures
    method: str
    flags: tuple[str, ...]
    match_score: float
    runner_up_score: float | None
    anatomy: AnatomyCheck = NOT_CHECKED


@dataclass(frozen=True, eq=False)
class Refusal:
    """A mention without a lesion. ``detail`` holds numbers, never report text."""

    mention: Mention
    reason: Reason
    detail: str
