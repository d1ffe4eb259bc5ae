"""Stage ``structure``: region, organ and subsite of each lesion, and its finished record."""

from __future__ import annotations

from contextlib import ExitStack

from pet_ground.config import StructureSettings, api_key
from pet_ground.errors import ItemDropped
from pet_ground.llm import ChatClient, Prompt, load_prompt, structure_by_model
from pet_ground.records import Lesion, Measures, Mention, Provenance, Rejection, StructuredFields, StudyRecord
from pet_ground.records.results import GroundedLesion, StructureResult
from pet_ground.reports import structure_by_rules


def structure(
    study: StudyRecord, grounded: tuple[GroundedLesion, ...], settings: StructureSettings, provenance: Provenance
) -> StructureResult:
    """Structure the lesions of a study; one whose answer can't be used is dropped with its reason.

    Raises:
        ServiceError: the model did not answer.
    """
    lesions: list[Lesion] = []
    rejections: list[Rejection] = []
    with ExitStack() as open_clients:
        model: tuple[ChatClient, Prompt] | None = None
        if settings.endpoint is not None and settings.kind == "model":
            client = open_clients.enter_context(ChatClient(settings.endpoint, api_key(settings.endpoint)))
            model = client, load_prompt(settings.prompt)
        for one in grounded:
            try:
                lesions.append(_lesion(study, one, _fields(one.mention, model), provenance))
            except ItemDropped as exc:
                rejections.append(Rejection.of(exc, "structure", study.study_id, one.mention))
    return StructureResult(lesions=tuple(lesions), rejections=tuple(rejections))


def _fields(mention: Mention, model: tuple[ChatClient, Prompt] | None) -> StructuredFields:
    focus = next(item for item in mention.evidence if item.field == "suv_max")
    if model is None:
        return structure_by_rules(mention.sentence, focus.start)
    client, prompt = model
    return structure_by_model(client, prompt, mention.sentence, focus.quote)


def _lesion(study: StudyRecord, one: GroundedLesion, fields: StructuredFields, provenance: Provenance) -> Lesion:
    mention = one.mention
    if mention.suv_max is None or mention.axial_slice is None or study.pet is None:
        raise ValueError("a grounded lesion has an SUVmax, a slice and a PET")
    measures = {name: getattr(one, name) for name in Measures.model_fields}
    on_3mm = one.mask_3mm is not None
    return Lesion(
        **measures,
        **fields.model_dump(),
        lesion_id=one.lesion_id,
        study_id=study.study_id,
        patient_id=study.patient_id,
        split=study.split,
        tracer=study.tracer,
        sentence=mention.sentence,
        evidence=mention.evidence,
        suv_max=mention.suv_max,
        axial_slice=mention.axial_slice,
        laterality=mention.laterality,
        interpretation=mention.interpretation,
        method=one.method,
        flags=one.flags,
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
