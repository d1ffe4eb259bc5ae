"""Stage ``ground``: the kept mentions of a study to masks with measures."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.config import Pipeline
from pet_ground.dataset import DatasetLayout
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, NamedOrgans, Refusal, SliceStack, ground_mentions
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason
from pet_ground.records import Mention, Rejection
from pet_ground.records.results import GroundResult
from pet_ground.stages.figures import draw_study
from pet_ground.stages.masks import write_masks
from pet_ground.stages.named_organs import expected_classes
from pet_ground.stages.place_checks import with_place_checks


def ground(  # noqa: PLR0913 (three volumes of one study)
    study_id: str,
    pet: Volume,
    ct: Volume | None,
    mentions: Sequence[Mention],
    layout: DatasetLayout,
    pipeline: Pipeline,
    *,
    labels: Volume | None = None,
) -> GroundResult:
    """Ground the kept mentions, write a mask and a picture for each lesion.

    Args:
        study_id: pseudonym.
        pet: SUV volume.
        ct: CT in the same frame, for the pictures and for slice numbers that count its slices.
        mentions: of the study's report; dropped ones are passed over.
        layout: where masks and figures go.
        pipeline: settings of grounding, data set, and of the site for the study's scanner.
        labels: anatomical label map, on any grid in the PET's frame: where lesions lie that name an organ, whether each
            mask lies where its sentence says, and the liver of delineations that need it.
    """
    kept = [mention for mention in mentions if mention.status == "kept"]
    ct_slices = None if ct is None else SliceStack.of(ct)
    organs = None if labels is None else NamedOrgans(labels, [expected_classes(mention) for mention in kept])
    found = ground_mentions(pet, kept, pipeline.ground, pipeline.site, ct_slices, organs)
    if labels is not None:
        found = with_place_checks(found, pet, labels, pipeline.ground)
    grounded = [one for one in found if isinstance(one, Grounded)]
    lesions, lost = write_masks(study_id, pet, grounded, layout, with_3mm=pipeline.dataset.grid_3mm)
    if pipeline.dataset.figures:
        draw_study(study_id, pet, ct, lesions, [one.mask for one in grounded], layout)
    refusals = tuple(_rejection(one, study_id) for one in found if isinstance(one, Refusal))
    return GroundResult(lesions=tuple(lesions), rejections=refusals, rejections_3mm=tuple(lost))


def without_study(study_id: str, mentions: Sequence[Mention]) -> GroundResult:
    """The result where the study has no SUV volume: its mentions are lost, and counted."""
    kept = [mention for mention in mentions if mention.status == "kept"]
    lost = (Refusal(mention, Reason.UPSTREAM_FAILED, "the study was not converted") for mention in kept)
    return GroundResult(rejections=tuple(_rejection(one, study_id) for one in lost))


def _rejection(one: Refusal, study_id: str) -> Rejection:
    return Rejection.of(ItemDropped(one.reason, one.detail), "ground", study_id, one.mention)
