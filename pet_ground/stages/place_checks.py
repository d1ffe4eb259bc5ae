"""Whether the masks of a study lie where their sentences say, by its label map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pet_ground.config import GroundSettings
from pet_ground.grounding import Grounded, OrganDistances, Refusal, check_place
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason
from pet_ground.stages.named_organs import named_place

ANATOMY_DISAGREES = "anatomy_disagrees"
"""Flag of a lesion whose mask lies elsewhere than its sentence says."""


def with_place_checks(
    found: Sequence[Grounded | Refusal], pet: Volume, labels: Volume, settings: GroundSettings
) -> list[Grounded | Refusal]:
    """Say of every lesion whether it lies where its words say; flag or refuse those that do not.

    Args:
        found: what grounding gave for the mentions.
        pet: SUV volume, on whose grid the masks lie.
        labels: label map, on any grid in the PET's frame.
        settings: ``anatomy`` decides between flag and refusal.
    """
    organs = OrganDistances(labels)
    return [_checked(one, organs, pet, settings) if isinstance(one, Grounded) else one for one in found]


def _checked(one: Grounded, organs: OrganDistances, pet: Volume, settings: GroundSettings) -> Grounded | Refusal:
    verdict = check_place(organs, pet, one.mask, named_place(one.mention))
    if verdict.anatomy_verdict != "disagree":
        return replace(one, anatomy=verdict)
    if settings.anatomy == "drop":
        return Refusal(one.mention, Reason.ANATOMY, f"{verdict.anatomy_mm:.0f} mm outside of what the sentence names")
    return replace(one, anatomy=verdict, flags=(*one.flags, ANATOMY_DISAGREES))
