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
from pet_ground.dicom.suv_doses import find_dose_bq, find_half_life_s, find_weight_kg, uptake_flags
from pet_ground.dicom.suv_times import Reference, find_reference, injection_moment
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.records import SuvProvenance
from pet_ground.units import GRAMS_PER_KG, decay_constant_per_s, decayed


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
    weight_kg, weight_flags = find_weight_kg(series)
    dose_bq, dose_flags = find_dose_bq(series)
    flags = weight_flags + dose_flags
    per_bq = activity_per_unit * weight_kg * GRAMS_PER_KG / dose_bq
    facts: dict[str, float | None] = {"weight_kg": weight_kg, "dose_bq": dose_bq}
    rule = f"{series.units}/{series.decay_correction}"
    if series.decay_correction == "ADMIN":
        return SuvDecision((per_bq,) * len(slices), _provenance(series, rule, per_bq, facts), tuple(flags))
    half_life_s, half_life_flags = find_half_life_s(series)
    flags += half_life_flags
    facts["half_life_s"] = half_life_s
    if series.decay_correction == "START":
        reference = find_reference(series, slices, half_life_s)
        factor = per_bq / decayed(1.0, reference.uptake_s, half_life_s)
        flags += [*reference.flags, *uptake_flags(series, reference.uptake_s, half_life_s)]
        provenance = _provenance(series, rule, factor, facts, reference)
        return SuvDecision((factor,) * len(slices), provenance, tuple(flags))
    if series.decay_correction == "NONE":
        each = [_uncorrected(series, one, half_life_s) for one in slices]
        flags += dict.fromkeys(flag for _, slice_flags in each for flag in slice_flags)
        factors = tuple(per_bq * growth for growth, _ in each)
        return SuvDecision(factors, _provenance(series, rule, factors, facts), tuple(flags))
    raise ItemDropped(Reason.SUV_DECAY_CORRECTION, f"DecayCorrection is {series.decay_correction or 'missing'}")


def _uncorrected(series: SeriesFacts, one: SliceFacts, half_life_s: float) -> tuple[float, list[str]]:
    """Decay correction of one uncorrected slice, from its mean over the frame back to the injection; and flags."""
    if one.acquired is None:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "DecayCorrection NONE needs the AcquisitionTime of every slice")
    if one.frame_duration_s is None or one.frame_duration_s <= 0:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "DecayCorrection NONE needs ActualFrameDuration")
    injected, flags = injection_moment(series, one.acquired, half_life_s)
    uptake_s = (one.acquired - injected).total_seconds()
    rate = decay_constant_per_s(half_life_s)
    decays = rate * one.frame_duration_s
    growth = math.exp(rate * uptake_s) * decays / -math.expm1(-decays)
    return growth, [*flags, *uptake_flags(series, uptake_s, half_life_s)]


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
