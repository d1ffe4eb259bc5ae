"""From the facts of a PET series to its body-weight SUV, with the reason for every refusal.

    SUVbw [g/ml] = activity concentration [Bq/ml] x weight [g] / injected activity at the reference time [Bq]

Rules: DICOM PS3.3 C.8.9 (PET series and image modules), QIBA's SUV vendor-neutral pseudocode, and the order of
reference times of the OncoRay/IBSI "Comprehensive Manual for SUV Computation" (2026).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pet_ground.dicom.facts import SeriesFacts, SliceFacts
from pet_ground.dicom.suv_times import Reference, find_reference, injection_moment
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.records import SuvProvenance
from pet_ground.units import BQ_PER_MBQ, GRAMS_PER_KG, HALF_LIFE_S, decay_constant_per_s, decayed

DOSE_BQ_BELOW_WHICH_IT_IS_MBQ = 1.0e5
"""No patient is given less than 0.1 MBq; a number below is in MBq (a visible second peak in real archives)."""
DOSE_BQ_POSSIBLE = (1.0e6, 5.0e9)
"""Outside 1 MBq to 5 GBq the number is no diagnostic dose of a PET tracer, whatever its unit."""
DOSE_BQ_USUAL = (50 * BQ_PER_MBQ, 800 * BQ_PER_MBQ)
WEIGHT_KG_FROM_WHICH_IT_IS_GRAMS = 1000.0
WEIGHT_KG_POSSIBLE = (0.5, 450.0)
"""A preterm child and the load limit of scanner tables."""
HALF_LIFE_TOLERANCE = 0.01
"""Relative; headers of F-18 hold 6582 to 6588 s, another nuclide or another unit is far off."""
UPTAKE_S_USUAL_FDG = (30 * 60.0, 120 * 60.0)


@dataclass(frozen=True)
class SuvDecision:
    """How to turn rescaled voxels into SUV.

    Attributes:
        factors: SUVbw per rescaled unit, one per slice in the order of the slices given.
        provenance: where they come from.
        flags: what a person should look at.
    """

    factors: tuple[float, ...]
    provenance: SuvProvenance
    flags: tuple[str, ...]


def decide_suv(series: SeriesFacts, slices: Sequence[SliceFacts]) -> SuvDecision:
    """Decide the SUV factors of a series.

    Args:
        series: the facts that all slices share.
        slices: the facts of each slice.

    Raises:
        ItemDropped: with a reason ``suv_*`` where an SUV can't be known.
    """
    if series.units == "GML":
        return _already_suv(series, len(slices))
    if series.units == "CNTS":
        return _philips_counts(series, slices)
    if series.units == "BQML":
        return _from_activity(series, slices, activity_per_unit=1.0)
    raise ItemDropped(Reason.SUV_UNITS, f"Units is {series.units or 'missing'}")


def _already_suv(series: SeriesFacts, count: int) -> SuvDecision:
    """GML is an SUV already, of type SUVType, body weight where absent (PS3.3 C.8.9.1.1.3); never decayed again."""
    if series.suv_type not in ("", "BW"):
        raise ItemDropped(Reason.SUV_TYPE, f"SUVType is {series.suv_type}")
    provenance = _provenance(series, "GML/BW", 1.0)
    return SuvDecision((1.0,) * count, provenance, () if series.suv_type else ("suv_type_absent",))


def _philips_counts(series: SeriesFacts, slices: Sequence[SliceFacts]) -> SuvDecision:
    """CNTS: Philips' private SUV per count (7053,1000), else activity per count (7053,1009)."""
    factor = series.philips_suv_factor
    if factor is not None and factor > 0:
        return SuvDecision((factor,) * len(slices), _provenance(series, "CNTS/Philips SUV factor", factor), ())
    activity = series.philips_activity_factor
    if activity is not None and activity > 0:
        return _from_activity(series, slices, activity_per_unit=activity)
    raise ItemDropped(Reason.SUV_UNITS, "Units is CNTS without a Philips scale factor")


def _from_activity(series: SeriesFacts, slices: Sequence[SliceFacts], activity_per_unit: float) -> SuvDecision:
    if series.tracers > 1:
        raise ItemDropped(Reason.SUV_SEVERAL_TRACERS, f"{series.tracers} radiopharmaceuticals")
    weight_kg, weight_flags = _weight_kg(series)
    dose_bq, dose_flags = _dose_bq(series)
    flags = weight_flags + dose_flags
    per_bq = activity_per_unit * weight_kg * GRAMS_PER_KG / dose_bq
    facts: dict[str, float | None] = {"weight_kg": weight_kg, "dose_bq": dose_bq}
    if series.decay_correction == "ADMIN":
        return SuvDecision(
            (per_bq,) * len(slices), _provenance(series, f"{series.units}/ADMIN", per_bq, facts), tuple(flags)
        )
    half_life_s = _half_life_s(series)
    facts["half_life_s"] = half_life_s
    if series.decay_correction == "START":
        reference = find_reference(series, slices, half_life_s)
        factor = per_bq / decayed(1.0, reference.uptake_s, half_life_s)
        flags += [*reference.flags, *_uptake_flags(series, reference)]
        provenance = _provenance(series, f"{series.units}/START", factor, facts, reference)
        return SuvDecision((factor,) * len(slices), provenance, tuple(flags))
    if series.decay_correction == "NONE":
        factors = tuple(per_bq * _uncorrected(series, one, half_life_s) for one in slices)
        return SuvDecision(factors, _provenance(series, f"{series.units}/NONE", factors, facts), tuple(flags))
    raise ItemDropped(Reason.SUV_DECAY_CORRECTION, f"DecayCorrection is {series.decay_correction or 'missing'}")


def _uncorrected(series: SeriesFacts, one: SliceFacts, half_life_s: float) -> float:
    """Decay correction of one uncorrected slice, from its mean over the frame back to the injection."""
    if one.acquired is None:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "DecayCorrection NONE needs the AcquisitionTime of every slice")
    if one.frame_duration_s is None or one.frame_duration_s <= 0:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "DecayCorrection NONE needs ActualFrameDuration")
    injected, _ = injection_moment(series, one.acquired, half_life_s)
    rate = decay_constant_per_s(half_life_s)
    decays = rate * one.frame_duration_s
    return math.exp(rate * (one.acquired - injected).total_seconds()) * decays / -math.expm1(-decays)


def _weight_kg(series: SeriesFacts) -> tuple[float, list[str]]:
    weight, flags = series.weight, []
    if weight is None or weight <= 0:
        raise ItemDropped(Reason.SUV_NO_WEIGHT, "PatientWeight is missing or not positive")
    if weight >= WEIGHT_KG_FROM_WHICH_IT_IS_GRAMS:
        weight, flags = weight / GRAMS_PER_KG, ["weight_in_grams"]
    low, high = WEIGHT_KG_POSSIBLE
    if not low <= weight <= high:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_WEIGHT, f"a weight of {weight:g} kg")
    return weight, flags


def _dose_bq(series: SeriesFacts) -> tuple[float, list[str]]:
    dose, flags = series.dose, []
    if dose is None or dose <= 0:
        raise ItemDropped(Reason.SUV_NO_DOSE, "RadionuclideTotalDose is missing or not positive")
    if dose < DOSE_BQ_BELOW_WHICH_IT_IS_MBQ:
        dose, flags = dose * BQ_PER_MBQ, ["dose_in_mbq"]
    low, high = DOSE_BQ_POSSIBLE
    if not low <= dose <= high:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_DOSE, f"a dose of {dose:g} Bq")
    low, high = DOSE_BQ_USUAL
    return dose, flags if low <= dose <= high else [*flags, "dose_unusual"]


def _half_life_s(series: SeriesFacts) -> float:
    known = HALF_LIFE_S.get(series.radionuclide)
    told = series.half_life_s
    if told is None or told <= 0:
        if known is None:
            raise ItemDropped(Reason.SUV_NO_HALF_LIFE, "neither RadionuclideHalfLife nor a known radionuclide")
        return known
    if known is not None and abs(told / known - 1) > HALF_LIFE_TOLERANCE:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_HALF_LIFE, f"{told:g} s for {series.radionuclide}, not {known:g} s")
    return told


def _uptake_flags(series: SeriesFacts, reference: Reference) -> list[str]:
    low, high = UPTAKE_S_USUAL_FDG
    usual = low <= reference.uptake_s <= high
    return ["uptake_unusual"] if series.tracer == "FDG" and not usual else []


def _provenance(
    series: SeriesFacts,
    rule: str,
    factor: float | tuple[float, ...],
    facts: Mapping[str, float | None] = MappingProxyType({}),
    reference: Reference | None = None,
) -> SuvProvenance:
    return SuvProvenance(
        rule=rule,
        units=series.units,
        decay_correction=series.decay_correction or None,
        suv_factor=factor,
        weight_kg=facts.get("weight_kg"),
        dose_bq=facts.get("dose_bq"),
        half_life_s=facts.get("half_life_s"),
        uptake_s=None if reference is None else reference.uptake_s,
        reference_rule=None if reference is None else reference.rule,
        reference_candidates_s={} if reference is None else dict(reference.candidates_s),
    )
