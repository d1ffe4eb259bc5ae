"""Stage ``ground``: the kept mentions of a study to masks with measures."""

from __future__ import annotations

from collections.abc import Sequence

from pet_ground.config import Pipeline
from pet_ground.dataset import DatasetLayout
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded, Refusal, SliceStack, ground_mentions
from pet_ground.imaging import Volume, covered_fraction, grid_3mm, resample_mask, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import Mention, Rejection
from pet_ground.records.results import GroundedLesion, GroundResult
from pet_ground.stages.figures import draw_study

WHOLE = 0.999
"""Share of a mask on the 3 mm grid from which on it counts as whole."""


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
        labels: anatomical label map, for delineations that need the liver.
    """
    kept = [mention for mention in mentions if mention.status == "kept"]
    ct_slices = None if ct is None else SliceStack.of(ct)
    found = ground_mentions(pet, kept, pipeline.ground, pipeline.site, ct_slices, labels)
    lesions: list[GroundedLesion] = []
    grounded: list[Grounded] = []
    for one in found:
        if isinstance(one, Grounded):
            lesion_id = f"{study_id}_L{len(lesions) + 1:02d}"
            lesions.append(_write(one, lesion_id, study_id, pet, layout, with_3mm=pipeline.dataset.grid_3mm))
            grounded.append(one)
    if pipeline.dataset.figures:
        draw_study(study_id, pet, ct, lesions, [one.mask for one in grounded], layout)
    refusals = tuple(_rejection(one, study_id) for one in found if isinstance(one, Refusal))
    return GroundResult(lesions=tuple(lesions), rejections=refusals)


def without_study(study_id: str, mentions: Sequence[Mention]) -> GroundResult:
    """The result where the study has no SUV volume: its mentions are lost, and counted."""
    kept = [mention for mention in mentions if mention.status == "kept"]
    lost = (Refusal(mention, Reason.UPSTREAM_FAILED, "the study was not converted") for mention in kept)
    return GroundResult(rejections=tuple(_rejection(one, study_id) for one in lost))


def _write(
    one: Grounded, lesion_id: str, study_id: str, pet: Volume, layout: DatasetLayout, *, with_3mm: bool
) -> GroundedLesion:
    mask = one.mask.on(pet)
    path, path_3mm = layout.mask(study_id, lesion_id), layout.mask_3mm(study_id, lesion_id)
    write_nifti(mask, path)
    flags, on_3mm = list(one.flags), False
    if with_3mm:
        try:
            write_nifti(resample_mask(mask, grid_3mm(pet), one.measures.peak_index_kji), path_3mm)
            on_3mm = True
        except ItemDropped:
            flags.append("outside_3mm_grid")
        else:
            if covered_fraction(mask, grid_3mm(pet)) < WHOLE:
                flags.append("cut_by_3mm_grid")
    return GroundedLesion(
        **one.measures.model_dump(),
        lesion_id=lesion_id,
        mention=one.mention,
        method=one.method,
        flags=tuple(flags),
        match_score=one.match_score,
        runner_up_score=one.runner_up_score,
        mask=layout.relative(path),
        mask_3mm=layout.relative(path_3mm) if on_3mm else None,
    )


def _rejection(one: Refusal, study_id: str) -> Rejection:
    return Rejection.of(ItemDropped(one.reason, one.detail), "ground", study_id, one.mention)
