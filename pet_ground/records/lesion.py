"""A lesion: the mention, its mask and what was measured on it. One line of ``lesions.jsonl``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from pet_ground.records.base import SCHEMA_VERSION, Record
from pet_ground.records.mention import Evidence, Interpretation, Laterality, Vote
from pet_ground.records.study import Split

NOT_STATED = "N/A"
"""What a structured field holds where the sentence does not say."""


RegionFlag = Literal["region_by_model", "region_corrected"]
"""Who gave a model structurer's region, where it was not both: the model alone, because the lexicon does not know the
words; or the lexicon against the model."""


class StructuredFields(Record):
    """The structured reading of a lesion's sentence; ``NOT_STATED`` where it does not say. ``findings`` is verbatim."""

    region: str = NOT_STATED
    organ: str = NOT_STATED
    anatomic_subsite: str = NOT_STATED
    findings: str = NOT_STATED


class StructuredReading(StructuredFields):
    """Structured fields with the evidence for each, as a structurer gives them.

    Attributes:
        evidence: where each field that is stated follows from, in the mention's sentence.
        flags: what a reviewer should know, of ``RegionFlag``.
    """

    evidence: tuple[Evidence, ...] = ()
    flags: tuple[RegionFlag, ...] = ()

    @model_validator(mode="after")
    def what_is_not_stated_has_no_evidence(self) -> StructuredReading:
        for item in self.evidence:
            if getattr(self, item.field, None) in {None, NOT_STATED}:
                raise ValueError(f"evidence for {item.field}, which is not a stated field")
        return self


class Measures(Record):
    """What is measured on a mask in an SUV volume.

    Attributes:
        suv_max_measured, suv_mean: over the voxels of the mask, g/ml.
        suv_peak: largest mean over a sphere of 1 ml centred on a voxel of the mask, g/ml.
        mtv_ml: metabolic tumour volume, the volume of the mask.
        tlg: total lesion glycolysis, suv_mean x mtv_ml, g.
        peak_index_kji: voxel of the maximum, from 0.
        peak_lps_mm: its centre in the patient's LPS frame.
        slice_range: first and last axial slice of the mask, as people count (the site's convention).
        threshold_suv: SUV of the contour; of contours that follow no one threshold, the lowest SUV inside.
        iterations: steps that the delineation took; 1 for one threshold.
        longest_axial_mm: longest diameter in an axial slice.
        sphericity: surface of the sphere of the same volume over the mask's; about 0.91 for a ball of voxels.
        boundary_dice_median, boundary_dice_lowest: Dice with the contours of other methods, the confidence in the
            boundary; None where they were not compared.
    """

    suv_max_measured: PositiveFloat
    suv_peak: PositiveFloat
    suv_mean: PositiveFloat
    mtv_ml: PositiveFloat
    tlg: PositiveFloat
    peak_index_kji: tuple[int, int, int]
    peak_lps_mm: tuple[float, float, float]
    slice_range: tuple[int, int]
    threshold_suv: PositiveFloat
    iterations: PositiveInt
    longest_axial_mm: PositiveFloat
    sphericity: PositiveFloat
    boundary_dice_median: Annotated[float, Field(ge=0, le=1)] | None
    boundary_dice_lowest: Annotated[float, Field(ge=0, le=1)] | None


AnatomyVerdict = Literal["agree", "disagree", "cannot_tell"]
"""Whether a mask lies where its sentence says; ``disagree`` only for the other side or a far organ."""


class AnatomyCheck(Record):
    """What the study's label map says of a lesion's place.

    Attributes:
        anatomy_verdict: ``cannot_tell`` where the words name no place that the label map holds, and where the mask lies
            neither near nor far; None where the study has no label map.
        anatomy_mm: how far the mask lies outside of what its words name: the median distance of its voxels from the
            named structures, or from the region that landmarks span (nodal stations); more where it lies further beyond
            a border (the midline), or deep in another structure; None where nothing could be measured. For organs that
            breathing moves, distances along the body count 0.6.
    """

    anatomy_verdict: AnatomyVerdict | None = None
    anatomy_mm: NonNegativeFloat | None = None

    @model_validator(mode="after")
    def a_verdict_has_its_distance(self) -> AnatomyCheck:
        if self.anatomy_verdict in ("agree", "disagree") and self.anatomy_mm is None:
            raise ValueError("an anatomy_verdict needs anatomy_mm")
        return self


class Provenance(Record):
    """What made the record."""

    package_version: str
    pipeline: str
    configuration_sha256: str
    prompt_sha256: dict[str, str] = {}
    models: tuple[str, ...] = ()


class _WhatWasTold(Record):
    """The first columns of a lesion: whose it is, and what the report says.

    It says either the number of an axial slice (``axial_slice``) or a position of the table in mm (``table_mm``).
    """

    schema_version: int = SCHEMA_VERSION
    lesion_id: str
    study_id: str
    patient_id: str
    split: Split | None
    tracer: str
    sentence: str
    evidence: tuple[Evidence, ...]
    suv_max: PositiveFloat
    axial_slice: int | None
    table_mm: float | None = None
    laterality: Laterality | None
    interpretation: Interpretation


class Lesion(AnatomyCheck, Measures, StructuredFields, _WhatWasTold):
    """One lesion of the data set. Paths are relative to the data set's root."""

    method: str
    flags: tuple[str, ...]
    match_score: NonNegativeFloat
    runner_up_score: NonNegativeFloat | None
    votes: tuple[Vote, ...]
    pet: str
    ct: str | None
    mask: str
    pet_3mm: str | None
    ct_3mm: str | None
    mask_3mm: str | None
    provenance: Provenance

    @model_validator(mode="after")
    def a_lesion_has_a_slice_or_a_table_position(self) -> Lesion:
        if (self.axial_slice is None) == (self.table_mm is None):
            raise ValueError("a lesion needs either axial_slice or table_mm")
        return self

    @model_validator(mode="after")
    def every_quote_stands_in_the_sentence(self) -> Lesion:
        for item in self.evidence:
            if self.sentence[item.start : item.end] != item.quote:
                raise ValueError(f"the evidence for {item.field} is not what stands at {item.start}:{item.end}")
        return self
