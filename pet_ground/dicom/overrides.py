"""Facts of a header that a person replaces. What the person says is used as given; the checks on it stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pet_ground.dicom.facts import SeriesFacts
from pet_ground.dicom.names import DECAY_CORRECTIONS, UNITS
from pet_ground.dicom.suv_doses import radionuclide_of
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.records import SuvOverride

FACT_OF = {
    "weight_kg": "weight",
    "height_m": "height",
    "sex": "sex",
    "dose_bq": "dose",
    "half_life_s": "half_life_s",
    "injection": "injection_datetime",
    "units": "units",
    "decay_correction": "decay_correction",
}
"""Field of ``SuvOverride`` to field of ``SeriesFacts``."""


def apply_override(facts: SeriesFacts, override: SuvOverride | None) -> SeriesFacts:
    """The facts with those of a person in place of the header's, and their names in ``overridden``.

    The injection's date is not doubted (``pet_ground.dicom.suv_times``), and with the half-life goes the radionuclide:
    it becomes the one that has this half-life. Everything else that is checked on a header is checked here too.

    Raises:
        ItemDropped: ``suv_units`` or ``suv_decay_correction`` where a term is none of DICOM's,
            ``suv_no_injection_time`` where the injection names a time zone (it is told in the scanner's own clock).
    """
    if override is None or not override.names:
        return facts
    changes: dict[str, Any] = {FACT_OF[name]: getattr(override, name) for name in override.names}
    if "units" in changes:
        changes["units"] = _term(changes["units"], UNITS, Reason.SUV_UNITS)
    if "decay_correction" in changes:
        told = changes["decay_correction"]
        changes["decay_correction"] = _term(told, DECAY_CORRECTIONS, Reason.SUV_DECAY_CORRECTION)
    if override.injection is not None:
        if override.injection.tzinfo is not None:
            raise ItemDropped(Reason.SUV_NO_INJECTION_TIME, "the injection that was given names a time zone")
        changes |= {"injection_time": "", "injection_zone_unknown": False}
    if override.half_life_s is not None:
        changes["radionuclide"] = radionuclide_of(override.half_life_s)
    return replace(facts, **changes, overridden=override.names)


def _term(told: str, terms: frozenset[str], reason: Reason) -> str:
    term = told.strip().upper()
    if term not in terms:
        raise ItemDropped(reason, "the term that was given is none of DICOM's")
    return term
