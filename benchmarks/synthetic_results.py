"""The results of made-up studies, as the stages leave them: what the assembly of a large data set joins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pet_ground.anatomy import CLASSES
from pet_ground.anatomy.uptake import GROUPS
from pet_ground.anatomy.usual_volumes import usual_volume_ml
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.records import (
    Evidence,
    Interpretation,
    Lesion,
    Mention,
    Provenance,
    Rejection,
    Split,
    StructureUptake,
    StudyRecord,
    SuvProvenance,
    Vote,
)
from pet_ground.records.results import (
    AnatomyResult,
    ConvertResult,
    ExtractResult,
    GroundedLesion,
    GroundResult,
    StructureResult,
)
from pet_ground.stages.assemble import StudyResults

SENTENCE = "Hypermetabolic node in the left hilum, SUVmax 7.9 (axial slice 152)."
MENTIONS, KEPT, GROUNDED = 6, 3, 2
"""Of each report, and how many of them are kept and grounded: about what a report of a staging scan holds."""

STUDIES_OF_PATIENT = 2
DROPPED_STUDY_EVERY, UNLABELLED_STUDY_EVERY = 50, 20
LARGE_CYST_ML = 8.0
MADE_BY = Provenance(package_version="0", pipeline="synthetic", configuration_sha256="0" * 64)


def synthetic_ids(number: int) -> tuple[str, str, Split]:
    """Study, patient and split of the study of this rank: pseudonyms that ascend, patients with several studies."""
    patient = hashlib.sha256(f"P{number // STUDIES_OF_PATIENT}".encode()).hexdigest()[:15]
    splits: tuple[Split, ...] = ("train",) * 8 + ("validation", "test")
    return f"S{number:016x}", f"P{patient}", splits[int(patient, 16) % 10]


def synthetic_study(number: int) -> StudyResults:
    """The results of the study of this rank; some are dropped, some have no label map."""
    study_id, patient_id, split = synthetic_ids(number)
    ids = {"study_id": study_id, "patient_id": patient_id, "split": split}
    if number % DROPPED_STUDY_EVERY == DROPPED_STUDY_EVERY - 1:
        return _dropped(study_id, ids)
    mentions = tuple(_mention(study_id, rank) for rank in range(1, MENTIONS + 1))
    grounded = tuple(_grounded(study_id, rank, mentions[rank - 1]) for rank in range(1, GROUNDED + 1))
    lost = tuple(
        Rejection.of(ItemDropped(Reason.NO_CANDIDATE, "nothing fits"), "ground", study_id, one)
        for one in mentions[GROUNDED:KEPT]
    )
    return StudyResults(
        ConvertResult(study=_study(ids)),
        ExtractResult(sentences=40, mentions=mentions),
        GroundResult(lesions=grounded, rejections=lost),
        StructureResult(lesions=tuple(_lesion(one, ids) for one in grounded)),
        _anatomy(number, study_id),
    )


def synthetic_studies(count: int) -> Iterator[StudyResults]:
    """The results of so many studies, each from the JSON of its results, as the ledger keeps it."""
    for number in range(count):
        one = synthetic_study(number)
        yield StudyResults(
            *(
                type(part).model_validate_json(part.model_dump_json())
                for part in (one.convert, one.extract, one.ground, one.structure, one.anatomy)
            )
        )


def _dropped(study_id: str, ids: dict[str, object]) -> StudyResults:
    fault = Rejection.of(ItemDropped(Reason.SUV_UNITS, "units CPS"), "convert", study_id)
    study = StudyRecord.model_validate({**ids, "status": "dropped", "reason": Reason.SUV_UNITS})
    mentions = tuple(_mention(study_id, rank) for rank in range(1, MENTIONS + 1))
    lost = tuple(
        Rejection.of(ItemDropped(Reason.UPSTREAM_FAILED, "the study was not converted"), "ground", study_id, one)
        for one in mentions
        if one.status == "kept"
    )
    return StudyResults(
        ConvertResult(study=study, rejections=(fault,)),
        ExtractResult(sentences=40, mentions=mentions),
        GroundResult(rejections=lost),
        StructureResult(),
        AnatomyResult(),
    )


def _study(ids: dict[str, object]) -> StudyRecord:
    content = {
        **ids, "status": "kept", "flags": ("uptake_long",), "tracer": "FDG", "radionuclide": "F-18",
        "manufacturer": "Maker", "model": "One", "pet_shape_kji": (263, 168, 168), "pet_spacing_mm": (4.0, 4.07, 4.07),
        "ct_shape_kji": (350, 512, 512), "ct_spacing_mm": (3.0, 0.98, 0.98), "suv_volume_max": 41.5,
        "pet": f"images/{ids['study_id']}/suv.nii.gz", "ct": f"images/{ids['study_id']}/ct.nii.gz",
        "suv": SuvProvenance(
            rule="BQML/START", units="BQML", decay_correction="START", suv_factor=tuple([2.5e-4] * 263), weight_kg=70.0,
            dose_bq=3.7e8, half_life_s=6586.2, uptake_s=3600.0, reference_rule="series",
        ),
    }  # fmt: skip
    return StudyRecord.model_validate(content)


def _mention(study_id: str, rank: int) -> Mention:
    kept = rank <= KEPT
    spans = (("suv_max", "7.9"), ("axial_slice", "152"), ("laterality", "left"))
    evidence = tuple(
        Evidence(field=field, start=SENTENCE.index(quote), end=SENTENCE.index(quote) + len(quote), quote=quote)
        for field, quote in spans
    )  # fmt: skip
    return Mention(
        report_id=study_id, number=rank, sentence=SENTENCE, start=100 * rank, end=100 * rank + len(SENTENCE),
        suv_max=7.9, suv_decimals=1, axial_slice=152, status="kept" if kept else "dropped",
        reason=None if kept else Reason.PRIOR_STUDY, evidence=evidence,
        votes=(Vote(voter="rules", suv_max=7.9, axial_slice=152, agrees=True),),
    )  # fmt: skip


def _grounded(study_id: str, rank: int, mention: Mention) -> GroundedLesion:
    lesion_id = f"{study_id}-L{rank:02d}"
    return GroundedLesion(
        lesion_id=lesion_id, mention=mention, method="avg_itm", flags=(), match_score=0.97, runner_up_score=None,
        mask=f"masks/{study_id}/{lesion_id}.nii.gz", mask_3mm=f"masks_3mm/{study_id}/{lesion_id}.nii.gz",
        suv_max_measured=7.93, suv_peak=6.5, suv_mean=5.25 + rank, mtv_ml=2.5, tlg=13.1, peak_index_kji=(111, 84, 90),
        peak_lps_mm=(-1.5, 22.2, 300.1), slice_range=(150, 154), threshold_suv=3.1, iterations=4, longest_axial_mm=18.5,
        sphericity=0.91, boundary_dice_median=0.93, boundary_dice_lowest=0.8,
    )  # fmt: skip


def _lesion(grounded: GroundedLesion, ids: dict[str, object]) -> Lesion:
    content = grounded.model_dump(exclude={"mention"})
    mention = grounded.mention
    return Lesion.model_validate(
        {
            **content,
            **ids,
            "tracer": "FDG",
            "sentence": mention.sentence,
            "evidence": mention.evidence,
            "suv_max": mention.suv_max,
            "axial_slice": mention.axial_slice,
            "laterality": mention.laterality,
            "interpretation": Interpretation.UNSPECIFIED,
            "region": "Chest",
            "organ": "Lymph node",
            "votes": mention.votes,
            "pet": f"images/{ids['study_id']}/suv.nii.gz",
            "ct": None,
            "pet_3mm": None,
            "ct_3mm": None,
            "provenance": MADE_BY,
        }
    )


def _anatomy(number: int, study_id: str) -> AnatomyResult:
    if number % UNLABELLED_STUDY_EVERY == 0:
        fault = Rejection.of(ItemDropped(Reason.ANATOMY_UNAVAILABLE, "no label map"), "anatomy", study_id)
        return AnatomyResult(rejections=(fault,))
    classes = [
        _structure(entry.name, (class_id,), usual_volume_ml(entry) or LARGE_CYST_ML)
        for class_id, entry in CLASSES.items()
    ]
    groups = [_structure(name, ids, 900.0) for name, ids in GROUPS.items()]
    return AnatomyResult(labels=f"labels/{study_id}.nii.gz", structures=(*classes, *groups))


def _structure(name: str, class_ids: tuple[int, ...], volume_ml: float) -> StructureUptake:
    return StructureUptake(
        structure=name, class_ids=class_ids, volume_ml=volume_ml, pet_ml=volume_ml * 1.01, core_ml=volume_ml / 2,
        suv_mean=2.125, suv_median=2.0625, suv_sd=0.25, suv_max=3.5, whole_suv_mean=2.25, whole_suv_max=6.5,
    )  # fmt: skip
