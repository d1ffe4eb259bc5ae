"""The settings of the stages, but for the voters that read the reports."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt, model_validator

from pet_ground.config.delineation import AvgItm, MethodChoice
from pet_ground.config.models import ModelSettings
from pet_ground.config.question_templates import TemplateKind
from pet_ground.config.settings import Settings
from pet_ground.units import SuvType


class IndexSettings(Settings):
    """Which studies are taken up. ``require_ct`` drops those without a CT in the PET's frame of reference."""

    require_ct: bool = True


class ConvertSettings(Settings):
    """How DICOM becomes SUV.

    Attributes:
        suv_types: further kinds of SUV whose factor relative to the body-weight SUV is written for every study that
            knows height and sex; the volumes stay body-weight SUV.
        gaps: what happens to a series whose slices are unevenly spaced beyond the tolerance, or sheared: refused with
            its reason, or resampled along the normal and flagged.
    """

    suv_types: tuple[SuvType, ...] = ()
    gaps: Literal["refuse", "resample"] = "refuse"


class GroundSettings(Settings):
    """How a mention finds its maximum and its contour.

    Attributes:
        search: how the lesion of a mention is found: among the local maxima, or by the published rules (Huemann 2025),
            which have tolerances of their own.
        method: the delineation, by name or with parameters (``pet_ground.config.delineation``).
        agreement: whether other methods are compared with each contour, for the confidence in its boundary.
        suv_tolerance: largest difference in g/ml between the reported SUVmax and a candidate's maximum, beyond
            the rounding of the report; 0.1 is the published value (Huemann 2025).
        slice_tolerance_mm: how far outside the contour the reported slice may lie; 0 asks that the mask crosses it.
        laterality_tolerance_mm: how far over the midline a mask's centre may lie for the side that is named.
        ambiguity_margin: a match is ambiguous where its score exceeds the runner-up's by less than this.
        anatomy: what becomes of a lesion whose mask lies elsewhere in the label map than its sentence says: ``flag``
            keeps it with the flag ``anatomy_disagrees``, ``drop`` rejects it with the reason ``anatomy``.
    """

    search: Literal["maxima", "huemann2025"] = "maxima"
    method: MethodChoice = AvgItm()
    agreement: bool = True
    suv_tolerance: NonNegativeFloat = 0.1
    slice_tolerance_mm: NonNegativeFloat = 5.0
    laterality_tolerance_mm: NonNegativeFloat = 20.0
    ambiguity_margin: NonNegativeFloat = 0.1
    anatomy: Literal["flag", "drop"] = "flag"


class StructureSettings(Settings):
    """Who writes region, organ and subsite: the rules, or a model with a prompt version."""

    kind: Literal["rules", "model"] = "rules"
    endpoint: ModelSettings | None = None
    prompt: str = "structure-v2"

    @model_validator(mode="after")
    def a_model_needs_an_endpoint(self) -> StructureSettings:
        if self.kind == "model" and self.endpoint is None:
            raise ValueError("structure.kind is model, but structure.endpoint is missing")
        return self


QUESTION_SETTINGS = frozenset({"templates", "seed", "min_volume_ml", "min_volume_share"})
"""Settings of ``anatomy`` that decide which questions are asked, and nothing else of a data set."""


class AnatomySettings(Settings):
    """Anatomical labels and their questions.

    ``segment`` says whether TotalSegmentator may run where no label map is given: ``auto`` runs it where the extra is
    installed and its weights are there, ``never`` takes label maps only. ``min_volume_ml`` is the smallest structure
    that is asked about; 0.1 ml is about four voxels of the 3 mm grid. ``min_volume_share`` is the smallest share of its
    usual volume (``pet_ground.anatomy.usual_volumes``) of which a structure is asked about; 0 leaves that out.
    ``templates`` are the kinds of questions (``question_templates.yaml``), each asked once of every structure that it
    fits; ``seed`` decides the wording where a kind has several. ``labels_grid`` is the grid on which label maps are
    kept: 3 mm in the CT's field of view, a tenth to a thirtieth of the voxels, or the CT's own.
    """

    segment: Literal["auto", "never"] = "auto"
    mode: Literal["fast", "fastest", "full"] = "fast"
    min_volume_ml: NonNegativeFloat = 0.1
    min_volume_share: NonNegativeFloat = 0.1
    templates: tuple[TemplateKind, ...] = ("petar",)
    seed: NonNegativeInt = 0
    labels_grid: Literal["3mm", "ct"] = "3mm"

    @model_validator(mode="after")
    def no_kind_of_question_is_named_twice(self) -> AnatomySettings:
        if len(set(self.templates)) < len(self.templates):
            raise ValueError(f"templates named twice: {list(self.templates)}")
        return self


class DatasetSettings(Settings):
    """How the data set is split and what is drawn. The split is by patient, 80/10/10 as published (PETAR 2025)."""

    train: NonNegativeFloat = 0.8
    validation: NonNegativeFloat = 0.1
    figures: bool = True
    grid_3mm: bool = True

    @model_validator(mode="after")
    def the_parts_leave_room_for_a_test_set(self) -> DatasetSettings:
        if self.train + self.validation > 1:
            raise ValueError(f"train {self.train} + validation {self.validation} exceed 1")
        return self
