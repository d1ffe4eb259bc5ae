"""A study: where its SUVs come from, and its row in ``studies.parquet``."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from pet_ground.reasons import Reason
from pet_ground.records.base import SCHEMA_VERSION, Record

Split = Literal["train", "validation", "test"]


class SuvProvenance(Record):
    """Where the SUV of a volume comes from. Times are relative to the injection: no date leaves the archive.

    Attributes:
        rule: the row of the SUV rules that was taken, for example ``BQML/START``.
        units, decay_correction: as in the header.
        suv_factor: SUVbw per stored unit after rescale (one number), or one per slice in the order of k.
        weight_kg, dose_bq, half_life_s: the values used, after unit repair.
        uptake_s: seconds from injection to the time to which the dose was decayed; None where nothing is decayed.
        reference_rule: which candidate was taken as the reference time.
        reference_candidates_s: every candidate for it, in seconds after injection.
        height_m, sex: the values used, where another kind of SUV than by body weight was converted or asked for.
        suv_type: kind of SUV that the voxels were before they became body-weight SUV (Units GML and CM2ML only).
        type_factors: kind of SUV to its ratio to SUVbw, for the kinds that were asked for and can be known.
        overrides: facts of the header that a person replaced, by name; the values used stand in their own fields.
    """

    rule: str
    units: str
    decay_correction: str | None
    suv_factor: PositiveFloat | tuple[PositiveFloat, ...]
    weight_kg: PositiveFloat | None
    dose_bq: PositiveFloat | None
    half_life_s: PositiveFloat | None
    uptake_s: NonNegativeFloat | None
    reference_rule: str | None
    reference_candidates_s: dict[str, float] = {}
    height_m: PositiveFloat | None = None
    sex: str | None = None
    suv_type: str | None = None
    type_factors: dict[str, PositiveFloat] = {}
    overrides: tuple[str, ...] = ()


class StudyKeys(Record):
    """What ties a study to others, under the site's key: nothing here stands in the archive.

    Attributes:
        study_date: date of the study, YYYY-MM-DD, **moved** by 1 to 10 years, by the same whole number of days for all
            studies of a patient: only differences between dates of one patient mean anything.
        study_uid, pet_series_uid, ct_series_uid: UIDs that stand for those of the archive (``2.25.`` and a number).
        frame_of_reference_uid: likewise, of the PET.
    """

    study_date: str | None = None
    study_uid: str | None = None
    pet_series_uid: str | None = None
    ct_series_uid: str | None = None
    frame_of_reference_uid: str | None = None


class StudyRecord(Record):
    """One study after conversion: the allow-listed facts that may be published.

    ``split`` is None for a study that is grounded on its own, outside a data set. ``study_date`` is moved and the UIDs
    are replaced, as ``StudyKeys`` says; None where the archive has none, and for a study outside a data set.
    """

    schema_version: int = SCHEMA_VERSION
    study_id: str
    patient_id: str
    split: Split | None
    status: Literal["kept", "dropped", "failed"]
    reason: Reason | None = None
    flags: tuple[str, ...] = ()
    tracer: str = ""
    radionuclide: str = ""
    manufacturer: str = ""
    model: str = ""
    pet_shape_kji: tuple[PositiveInt, PositiveInt, PositiveInt] | None = None
    pet_spacing_mm: tuple[PositiveFloat, PositiveFloat, PositiveFloat] | None = None
    ct_shape_kji: tuple[PositiveInt, PositiveInt, PositiveInt] | None = None
    ct_spacing_mm: tuple[PositiveFloat, PositiveFloat, PositiveFloat] | None = None
    suv_volume_max: float | None = None
    suv: SuvProvenance | None = None
    pet: str | None = None
    ct: str | None = None
    labels: str | None = None
    study_date: str | None = None
    study_uid: str | None = None
    pet_series_uid: str | None = None
    ct_series_uid: str | None = None
    frame_of_reference_uid: str | None = None
