"""Weight, dose, half-life and uptake of a PET series: repaired and flagged, or refused."""

from __future__ import annotations

from pet_ground.dicom.facts import SeriesFacts
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import BQ_PER_MBQ, GRAMS_PER_KG, HALF_LIFE_S, SECONDS_PER_MINUTE

DOSE_BQ_BELOW_WHICH_IT_IS_MBQ = 1.0e5
"""No patient is given less than 0.1 MBq; a number below is in MBq (a visible second peak in real archives)."""
DOSE_BQ_POSSIBLE = (1.0e6, 5.0e9)
"""Outside 1 MBq to 5 GBq the number is no diagnostic dose of a PET tracer, whatever its unit."""
DOSE_BQ_USUAL = (50 * BQ_PER_MBQ, 800 * BQ_PER_MBQ)
WEIGHT_KG_FROM_WHICH_IT_IS_GRAMS = 1000.0
WEIGHT_KG_POSSIBLE = (0.5, 450.0)
"""A preterm child and the load limit of scanner tables."""
FLUORINE_TRACERS = frozenset(
    ("FDG", "fluciclovine", "DCFPyL", "PSMA-1007", "rhPSMA-7.3", "FES", "sodium fluoride", "fluorocholine")
)
"""Always labelled with F-18: another nuclide in the header is a default that nobody changed."""
HALF_LIFE_TOLERANCE = 0.01
"""Relative; headers of F-18 hold 6582 to 6588 s, another nuclide or another unit is far off."""
UPTAKE_S_USUAL_FDG = (30 * SECONDS_PER_MINUTE, 120 * SECONDS_PER_MINUTE)
UPTAKE_HALF_LIVES_USUAL = 2.0
"""Of the other tracers: later, three quarters of the activity are gone."""


def find_weight_kg(series: SeriesFacts) -> tuple[float, list[str]]:
    """The patient's weight in kg, and flags: ``weight_in_grams``.

    Raises:
        ItemDropped: ``suv_no_weight``, ``suv_implausible_weight``.
    """
    weight, flags = series.weight, []
    if weight is None or weight <= 0:
        raise ItemDropped(Reason.SUV_NO_WEIGHT, "PatientWeight is missing or not positive")
    if weight >= WEIGHT_KG_FROM_WHICH_IT_IS_GRAMS:
        weight, flags = weight / GRAMS_PER_KG, ["weight_in_grams"]
    low, high = WEIGHT_KG_POSSIBLE
    if not low <= weight <= high:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_WEIGHT, f"a weight of {weight:g} kg")
    return weight, flags


def find_dose_bq(series: SeriesFacts) -> tuple[float, list[str]]:
    """The injected activity in Bq, and flags: ``dose_in_mbq``, ``dose_unusual``.

    Raises:
        ItemDropped: ``suv_no_dose``, ``suv_implausible_dose``.
    """
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


def find_half_life_s(series: SeriesFacts) -> tuple[float, list[str]]:
    """The half-life in seconds, and flags: ``radionuclide_unknown`` where only the half-life tells the nuclide.

    Raises:
        ItemDropped: ``suv_no_half_life``; ``suv_implausible_half_life`` where it is not that of the radionuclide, or of
            any PET radionuclide where the header names none that is known, or F-18's where the tracer is always F-18.
    """
    half_life_s, flags = _stated_half_life_s(series)
    if series.tracer in FLUORINE_TRACERS and not _is_near(half_life_s, HALF_LIFE_S["F-18"]):
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_HALF_LIFE, f"{half_life_s:g} s for {series.tracer}, which is F-18")
    return half_life_s, flags


def _stated_half_life_s(series: SeriesFacts) -> tuple[float, list[str]]:
    known, told = HALF_LIFE_S.get(series.radionuclide), series.half_life_s
    if told is None or told <= 0:
        if known is None:
            raise ItemDropped(Reason.SUV_NO_HALF_LIFE, "neither RadionuclideHalfLife nor a known radionuclide")
        return known, []
    if known is not None and not _is_near(told, known):
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_HALF_LIFE, f"{told:g} s for {series.radionuclide}, not {known:g} s")
    if not radionuclide_of(told):
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_HALF_LIFE, f"{told:g} s is that of no known PET radionuclide")
    return told, [] if known is not None else ["radionuclide_unknown"]


def radionuclide_of(half_life_s: float) -> str:
    """The PET radionuclide that has this half-life within the tolerance, "" where none has."""
    return next((name for name, known in HALF_LIFE_S.items() if _is_near(half_life_s, known)), "")


def _is_near(told_s: float, known_s: float) -> bool:
    return abs(told_s / known_s - 1) <= HALF_LIFE_TOLERANCE


def uptake_flags(series: SeriesFacts, uptake_s: float, half_life_s: float) -> list[str]:
    """``uptake_unusual`` where the time from injection to scan is not what is usual for the tracer."""
    low, high = UPTAKE_S_USUAL_FDG if series.tracer == "FDG" else (0.0, UPTAKE_HALF_LIVES_USUAL * half_life_s)
    return [] if low <= uptake_s <= high else ["uptake_unusual"]
