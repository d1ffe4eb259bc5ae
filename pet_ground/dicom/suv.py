"""From the facts of a PET series to its body-weight SUV, with the reason for every refusal.

    SUVbw [g/ml] = activity concentration [Bq/ml] x weight [g] / injected activity at the reference time [Bq]

Rules: DICOM PS3.3 C.8.9 (PET series and image modules), QIBA's SUV vendor-neutral pseudocode, and the OncoRay/IBSI
"Comprehensive Manual for SUV Computation" (2026). ``docs/suv.md`` holds them as a table, and where we differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pet_ground.dicom.facts import SeriesFacts, SliceFacts
from pet_ground.dicom.suv_doses import find_dose_bq, find_half_life_s, find_weight_kg, uptake_flags
from pet_ground.dicom.suv_reference import Reference, acquisitions, average_count_s, find_reference
from pet_ground.dicom.suv_times import DISAGREEMENT, check_uptake, injection_moment
from pet_ground.dicom.suv_types import find_body, type_factor, type_factors
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.records import SuvProvenance
from pet_ground.units import GRAMS_PER_KG, SuvType, decay_constant_per_s, decayed

TYPES_OF_UNITS: dict[str, tuple[SuvType, ...]] = {
    "GML": ("BW", "LBM", "LBMJAMES128", "LBMJANMA", "IBW"),
    "CM2ML": ("BSA",),
}
"""Units of the voxels to the kinds of SUV that have them, first the one that is meant where SUVType is absent."""


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


def decide_suv(series: SeriesFacts, slices: Sequence[SliceFacts], suv_types: Sequence[SuvType] = ()) -> SuvDecision:
    """Decide the SUV factors of a series.

    Args:
        series: the facts that all slices share.
        slices: the facts of each slice.
        suv_types: further kinds of SUV whose ratio to SUVbw goes into the provenance.

    Raises:
        ItemDropped: with a reason ``suv_*`` where an SUV can't be known.
    """
    if series.tracers > 1:
        raise ItemDropped(Reason.SUV_SEVERAL_TRACERS, f"{series.tracers} radiopharmaceuticals")
    decision = _decide(series, slices)
    ratios, flags = type_factors(suv_types, series)
    changes = {"type_factors": ratios, "overrides": series.overridden, **_body_used(series, decision, ratios)}
    provenance = decision.provenance.model_copy(update=changes)
    return replace(decision, provenance=provenance, flags=tuple(dict.fromkeys((*decision.flags, *flags))))


def _body_used(series: SeriesFacts, decision: SuvDecision, ratios: Mapping[str, float]) -> dict[str, object]:
    """Height and sex, where a kind of SUV took them."""
    taken = {*ratios, decision.provenance.suv_type} - {None, "BW"}
    if not taken:
        return {}
    body = find_body(series)
    return {"height_m": body.height_m, "sex": body.sex}


def _decide(series: SeriesFacts, slices: Sequence[SliceFacts]) -> SuvDecision:
    if series.units in TYPES_OF_UNITS:
        return _already_suv(series, len(slices))
    if series.units == "CNTS":
        return _philips_counts(series, slices)
    if series.units == "BQML":
        return _from_activity(series, slices, activity_per_unit=1.0)
    raise ItemDropped(Reason.SUV_UNITS, f"Units is {series.units or 'missing'}")


def _already_suv(series: SeriesFacts, count: int) -> SuvDecision:
    """GML and CM2ML are an SUV already, of type SUVType (PS3.3 C.8.9.1.1.3): converted, never decayed again."""
    kinds = TYPES_OF_UNITS[series.units]
    kind = next((one for one in kinds if one == (series.suv_type or kinds[0])), None)
    if kind is None:
        raise ItemDropped(Reason.SUV_TYPE, f"Units {series.units} contradict SUVType {series.suv_type}")
    flags = [] if series.suv_type else ["suv_type_absent"]
    if series.decay_correction == "NONE":
        flags.append("suv_without_decay_correction")
    factor, facts = 1.0, {}
    if kind != "BW":
        body = find_body(series)
        factor, facts = 1 / type_factor(kind, body), {"weight_kg": body.weight_kg}
        flags += body.flags
    provenance = _provenance(series, f"{series.units}/{kind}", factor, facts).model_copy(update={"suv_type": kind})
    return SuvDecision((factor,) * count, provenance, tuple(flags))


def _philips_counts(series: SeriesFacts, slices: Sequence[SliceFacts]) -> SuvDecision:
    """CNTS: Philips' private SUV per count (7053,1000), else activity per count (7053,1009).

    SUV per count holds the dose decayed to the start of the scan, so it is for voxels that are corrected to that start:
    with any other DecayCorrection only the activity per count serves.
    """
    per_count, activity = _positive(series.philips_suv_factor), _positive(series.philips_activity_factor)
    if activity is not None and (per_count is None or series.decay_correction != "START"):
        return _from_activity(series, slices, activity_per_unit=activity)
    if per_count is None:
        raise ItemDropped(Reason.SUV_UNITS, "Units is CNTS without a Philips scale factor")
    if series.decay_correction != "START":
        detail = f"Philips' SUV per count with DecayCorrection {series.decay_correction or 'missing'}"
        raise ItemDropped(Reason.SUV_DECAY_CORRECTION, detail)
    if series.suv_type not in ("", "BW"):
        raise ItemDropped(Reason.SUV_TYPE, f"Units CNTS contradict SUVType {series.suv_type}")
    provenance = _provenance(series, "CNTS/Philips SUV factor", per_count)
    flags = _philips_flags(series, slices, per_count, activity)
    return SuvDecision((per_count,) * len(slices), provenance, flags)


def _philips_flags(
    series: SeriesFacts, slices: Sequence[SliceFacts], per_count: float, activity: float | None
) -> tuple[str, ...]:
    """``philips_factors_disagree`` where the SUV from the activity can be had and differs from Philips' own."""
    if activity is None:
        return ()
    try:
        other = _from_activity(series, slices, activity).factors[0]
    except ItemDropped:
        return ()
    return ("philips_factors_disagree",) if abs(other / per_count - 1) > DISAGREEMENT else ()


def _positive(factor: float | None) -> float | None:
    return factor if factor is not None and factor > 0 else None


def _from_activity(series: SeriesFacts, slices: Sequence[SliceFacts], activity_per_unit: float) -> SuvDecision:
    weight_kg, weight_flags = find_weight_kg(series)
    dose_bq, dose_flags = find_dose_bq(series)
    flags = weight_flags + dose_flags + _correction_flags(series)
    per_bq = activity_per_unit * weight_kg * GRAMS_PER_KG / dose_bq
    facts: dict[str, float] = {"weight_kg": weight_kg, "dose_bq": dose_bq}
    rule = f"{series.units}/{series.decay_correction}"
    if series.decay_correction == "ADMIN":
        return SuvDecision((per_bq,) * len(slices), _provenance(series, rule, per_bq, facts), tuple(flags))
    if series.decay_correction not in ("START", "NONE"):
        raise ItemDropped(Reason.SUV_DECAY_CORRECTION, f"DecayCorrection is {series.decay_correction or 'missing'}")
    half_life_s, half_life_flags = find_half_life_s(series)
    flags += half_life_flags
    facts["half_life_s"] = half_life_s
    if series.decay_correction == "NONE":
        growths, growth_flags = _uncorrected(series, slices, half_life_s)
        factors = tuple(per_bq * growth for growth in growths)
        return SuvDecision(factors, _provenance(series, rule, factors, facts), (*flags, *growth_flags))
    reference = find_reference(series, slices, half_life_s)
    factor = per_bq / decayed(1.0, reference.uptake_s, half_life_s)
    flags += [*reference.flags, *uptake_flags(series, reference.uptake_s, half_life_s)]
    provenance = _provenance(series, rule, factor, facts, reference)
    return SuvDecision((factor,) * len(slices), provenance, tuple(flags))


def _correction_flags(series: SeriesFacts) -> list[str]:
    """``decay_correction_contradicted`` where CorrectedImage says otherwise; ``decay_corrected_to_injection``, rare."""
    flags = ["decay_corrected_to_injection"] if series.decay_correction == "ADMIN" else []
    if series.decay_corrected is not None and series.decay_corrected != (series.decay_correction != "NONE"):
        flags.append("decay_correction_contradicted")
    return flags


def _uncorrected(
    series: SeriesFacts, slices: Sequence[SliceFacts], half_life_s: float
) -> tuple[list[float], list[str]]:
    """Decay correction of uncorrected slices, each from the mean over its frame back to the injection; and flags."""
    acquired, flags = acquisitions(series, slices, half_life_s)
    means_s = [_mean_moment(one, half_life_s) for one in slices]
    starts = [one.reference or when for one, when in zip(slices, acquired, strict=True)]
    known = [when for when in starts if when is not None]
    if not known or len(known) < len(starts):
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "DecayCorrection NONE needs the AcquisitionTime of every slice")
    injected, injection_flags = injection_moment(series, min(known), half_life_s)
    uptakes_s = [(when - injected).total_seconds() for when in known]
    check_uptake(max(uptakes_s), half_life_s)
    rate = decay_constant_per_s(half_life_s)
    flags += injection_flags
    for uptake_s in (min(uptakes_s), max(uptakes_s)):
        flags += uptake_flags(series, uptake_s, half_life_s)
    growths = [math.exp(rate * (uptake_s + mean_s)) for uptake_s, mean_s in zip(uptakes_s, means_s, strict=True)]
    return growths, list(dict.fromkeys(flags))


def _mean_moment(one: SliceFacts, half_life_s: float) -> float:
    """From the start of a frame, or the moment that an Enhanced PET names for its mean, to that moment, in s."""
    if one.reference is not None:
        return 0.0
    if one.frame_duration_s is None or one.frame_duration_s <= 0:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "DecayCorrection NONE needs ActualFrameDuration")
    return average_count_s(one.frame_duration_s, half_life_s)


def _provenance(
    series: SeriesFacts,
    rule: str,
    factor: float | tuple[float, ...],
    facts: Mapping[str, float] = MappingProxyType({}),
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
