"""Stage ``structure``: region, organ and subsite of each lesion, and its finished record."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pet_ground.config import StructureSettings
from pet_ground.errors import ItemDropped
from pet_ground.llm import FocusWords, Models, all_or_first_fault, load_prompt, open_models, structure_by_model
from pet_ground.records import (
    AnatomyCheck,
    Lesion,
    Measures,
    Mention,
    Provenance,
    Rejection,
    StructuredFields,
    StructuredReading,
    StudyRecord,
)
from pet_ground.records.results import GroundedLesion, StructureResult
from pet_ground.reports import structure_by_rules
from pet_ground.reports.own_words import own_words
from pet_ground.stages.named_organs import focus_in


def structure(
    study: StudyRecord,
    grounded: Sequence[GroundedLesion],
    settings: StructureSettings,
    provenance: Provenance,
    models: Models | None = None,
) -> StructureResult:
    """Structure the lesions of a study; one whose answer can't be used is dropped with its reason.

    Args:
        study: its record.
        grounded: its lesions.
        settings: who structures.
        provenance: what made the records.
        models: the structurer's model; None opens it for this study.

    Raises:
        ServiceError: the model did not answer.
    """
    mentions = [one.mention for one in grounded]
    lesions: list[Lesion] = []
    rejections: list[Rejection] = []
    for one, fields in zip(grounded, asyncio.run(_opened(mentions, settings, models)), strict=True):
        if isinstance(fields, ItemDropped):
            rejections.append(Rejection.of(fields, "structure", study.study_id, one.mention))
        else:
            lesions.append(_lesion(study, one, fields, provenance))
    return StructureResult(lesions=tuple(lesions), rejections=tuple(rejections))


async def fields_with(
    mentions: Sequence[Mention], settings: StructureSettings, models: Models
) -> list[StructuredReading | ItemDropped]:
    """The fields of each mention, or why there are none; a model is asked about all at once.

    Raises:
        ServiceError: the model did not answer.
    """
    return await all_or_first_fault(_fields(mention, settings, models) for mention in mentions)


async def _opened(
    mentions: Sequence[Mention], settings: StructureSettings, models: Models | None
) -> list[StructuredReading | ItemDropped]:
    if models is not None:
        return await fields_with(mentions, settings, models)
    by_model = settings.kind == "model" and settings.endpoint is not None
    async with open_models([settings.endpoint] if by_model and settings.endpoint else []) as panel:
        return await fields_with(mentions, settings, panel.models)


async def _fields(mention: Mention, settings: StructureSettings, models: Models) -> StructuredReading | ItemDropped:
    focus = focus_in(mention)
    if settings.kind == "rules" or settings.endpoint is None:
        return structure_by_rules(mention.sentence, focus)
    try:
        model, prompt = models[settings.endpoint], load_prompt(settings.prompt)
        return await structure_by_model(model, prompt, mention, _words_on(mention, focus))
    except ItemDropped as dropped:
        return dropped


def _words_on(mention: Mention, focus: int) -> FocusWords | None:
    found = own_words(mention.sentence, focus)
    return None if found is None else FocusWords(found.own, found.shared, found.others)


def _lesion(study: StudyRecord, one: GroundedLesion, reading: StructuredReading, provenance: Provenance) -> Lesion:
    mention = one.mention
    if mention.suv_max is None or study.pet is None:
        raise ValueError("a grounded lesion has an SUVmax and a PET")
    measured = {name: getattr(one, name) for name in (*Measures.model_fields, *AnatomyCheck.model_fields)}
    on_3mm = one.mask_3mm is not None
    return Lesion(
        **measured,
        **reading.model_dump(include=set(StructuredFields.model_fields)),
        lesion_id=one.lesion_id,
        study_id=study.study_id,
        patient_id=study.patient_id,
        split=study.split,
        tracer=study.tracer,
        sentence=mention.sentence,
        evidence=(*mention.evidence, *reading.evidence),
        suv_max=mention.suv_max,
        axial_slice=mention.axial_slice,
        table_mm=mention.table_mm,
        laterality=mention.laterality,
        interpretation=mention.interpretation,
        method=one.method,
        flags=(*one.flags, *reading.flags),
        match_score=one.match_score,
        runner_up_score=one.runner_up_score,
        votes=mention.votes,
        pet=study.pet,
        ct=study.ct,
        mask=one.mask,
        pet_3mm=_on_3mm(study.pet) if on_3mm else None,
        ct_3mm=_on_3mm(study.ct) if on_3mm and study.ct is not None else None,
        mask_3mm=one.mask_3mm,
        provenance=provenance,
    )


def _on_3mm(path: str) -> str:
    """The path of the same volume on the 3 mm grid (DESIGN: ``images`` and ``images_3mm`` mirror each other)."""
    return path.replace("images/", "images_3mm/", 1)
