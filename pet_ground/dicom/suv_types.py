"""Kinds of SUV: what the activity is normalised by, and how one kind becomes another.

    SUVkind = activity concentration [Bq/ml] x norm / injected activity [Bq]

The norm is a mass in g (SUV in g/ml), or for BSA a surface in cm2 (SUV in cm2/ml), so that SUVkind / SUVbw is the
norm over the body weight. Kinds are the defined terms of SUVType (0054,1006), DICOM PS3.3 C.8.9.1.1.3; W is the weight
in kg, H the height in cm:

=============  ==================================  ==================================  ==================
kind           male                                female                              source
=============  ==================================  ==================================  ==================
LBM            1.10 W - 120 (W/H)^2                1.07 W - 148 (W/H)^2                Morgan & Bray 1994
LBMJAMES128    1.10 W - 128 (W/H)^2                1.07 W - 148 (W/H)^2                James 1976
LBMJANMA       9270 W / (6680 + 216 BMI)           9270 W / (8780 + 244 BMI)           Janmahasatian 2005
IBW            48.0 + 1.06 (H - 152)               45.5 + 0.91 (H - 152)               Sugawara 1999
BSA [m2]       0.007184 W^0.425 H^0.725            the same                            Du Bois 1916
=============  ==================================  ==================================  ==================

LBM is the form of James' formula with 120, which most scanners and viewers took from Morgan & Bray; LBMJAMES128 is the
original. For a sex of O the norm is the mean of both formulas, as in the OncoRay/IBSI "Comprehensive Manual for SUV
Computation" (2026), whose formulas these are.

Sources: James, Research on obesity, HMSO 1976; Morgan & Bray, Clin Pharmacokinet 1994;26:292-307; Janmahasatian et al.,
Clin Pharmacokinet 2005;44:1051-1065; Sugawara et al., Radiology 1999;213:521-525; Du Bois & Du Bois, Arch Intern Med
1916;17:863-871.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pet_ground.dicom.facts import SeriesFacts
from pet_ground.dicom.suv_doses import find_weight_kg
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import CM2_PER_M2, CM_PER_M, GRAMS_PER_KG, SuvType

HEIGHT_M_ABOVE_WHICH_IT_IS_CM = 3.0
"""Nobody is taller than 3 m."""
HEIGHT_M_POSSIBLE = (0.25, 2.75)
"""A preterm child and the tallest man on record."""
BMI_KG_M2_POSSIBLE = (5.0, 110.0)
"""Outside, height and weight are not of one person or unit (inches read as cm give a BMI from 100 up)."""


@dataclass(frozen=True)
class Body:
    """What the norms depend on.

    Attributes:
        weight_kg, height_m: after the repair of their units.
        sex: "M", "F", "O"; anything else is not known.
        flags: ``weight_in_grams``, ``height_in_cm``.
    """

    weight_kg: float
    height_m: float
    sex: str
    flags: tuple[str, ...] = ()

    @property
    def height_cm(self) -> float:
        """The height in cm."""
        return self.height_m * CM_PER_M

    @property
    def bmi_kg_m2(self) -> float:
        """Weight over the square of the height."""
        return self.weight_kg / self.height_m**2


def _lean_mass_kg(body: Body, share: float, loss: float) -> float:
    return share * body.weight_kg - loss * (body.weight_kg / body.height_cm) ** 2


def _janmahasatian_kg(body: Body, offset: float, slope: float) -> float:
    return 9270 * body.weight_kg / (offset + slope * body.bmi_kg_m2)


def _ideal_weight_kg(body: Body, base: float, slope: float) -> float:
    return base + slope * (body.height_cm - 152)


Formula = Callable[[Body], float]
MASS_KG: dict[SuvType, tuple[Formula, Formula]] = {
    "LBM": (lambda one: _lean_mass_kg(one, 1.10, 120), lambda one: _lean_mass_kg(one, 1.07, 148)),
    "LBMJAMES128": (lambda one: _lean_mass_kg(one, 1.10, 128), lambda one: _lean_mass_kg(one, 1.07, 148)),
    "LBMJANMA": (lambda one: _janmahasatian_kg(one, 6680, 216), lambda one: _janmahasatian_kg(one, 8780, 244)),
    "IBW": (lambda one: _ideal_weight_kg(one, 48.0, 1.06), lambda one: _ideal_weight_kg(one, 45.5, 0.91)),
}
"""Kind to the mass of a man and of a woman, in kg. Table of this module."""


def body_surface_m2(body: Body) -> float:
    """Surface of the body, Du Bois & Du Bois 1916."""
    return 0.007184 * math.pow(body.weight_kg, 0.425) * math.pow(body.height_cm, 0.725)


def find_height_m(series: SeriesFacts) -> tuple[float, list[str]]:
    """The patient's height in m, and flags: ``height_in_cm``.

    Raises:
        ItemDropped: ``suv_no_height``, ``suv_implausible_height``.
    """
    height, flags = series.height, []
    if height is None or height <= 0:
        raise ItemDropped(Reason.SUV_NO_HEIGHT, "PatientSize is missing or not positive")
    if height > HEIGHT_M_ABOVE_WHICH_IT_IS_CM:
        height, flags = height / CM_PER_M, ["height_in_cm"]
    low, high = HEIGHT_M_POSSIBLE
    if not low <= height <= high:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_HEIGHT, f"a height of {height:g} m")
    return height, flags


def find_body(series: SeriesFacts) -> Body:
    """Weight, height and sex of the patient.

    Raises:
        ItemDropped: weight or height is missing or implausible, or they can't be those of one person.
    """
    weight_kg, weight_flags = find_weight_kg(series)
    height_m, height_flags = find_height_m(series)
    body = Body(weight_kg, height_m, series.sex, (*weight_flags, *height_flags))
    low, high = BMI_KG_M2_POSSIBLE
    if not low <= body.bmi_kg_m2 <= high:
        detail = f"{height_m:g} m do not go with {weight_kg:g} kg"
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_HEIGHT, detail)
    return body


def type_factor(kind: SuvType, body: Body) -> float:
    """SUVkind / SUVbw: 1 for BW, a number for masses, cm2/g for BSA.

    Raises:
        ItemDropped: ``suv_no_height`` without the sex that the kind needs, ``suv_type`` where its formula gives no
            positive mass (it was not made for such a body).
    """
    if kind == "BW":
        return 1.0
    if kind == "BSA":
        return body_surface_m2(body) * CM2_PER_M2 / (body.weight_kg * GRAMS_PER_KG)
    male, female = MASS_KG[kind]
    formulas = {"M": (male,), "F": (female,), "O": (male, female)}.get(body.sex)
    if formulas is None:
        raise ItemDropped(Reason.SUV_NO_HEIGHT, f"an SUV of type {kind} needs PatientSex M, F or O")
    masses_kg = [formula(body) for formula in formulas]
    if min(masses_kg) <= 0:
        raise ItemDropped(Reason.SUV_TYPE, f"the formula of {kind} gives no positive mass for this body")
    return sum(masses_kg) / len(masses_kg) / body.weight_kg


def type_factors(kinds: Sequence[SuvType], series: SeriesFacts) -> tuple[dict[str, float], list[str]]:
    """Ratios to SUVbw of the kinds that can be known, and flags.

    Returns:
        Kind to SUVkind / SUVbw; the flags of ``Body``, and ``suv_types_unknown`` where a kind is left out because
        height, sex or weight is missing or makes no sense.
    """
    if not kinds:
        return {}, []
    try:
        body = find_body(series)
    except ItemDropped:
        known: dict[str, float] = {kind: 1.0 for kind in kinds if kind == "BW"}
        return known, ["suv_types_unknown"] if len(known) < len(set(kinds)) else []
    factors: dict[str, float] = {}
    flags = list(body.flags)
    for kind in kinds:
        try:
            factors[kind] = type_factor(kind, body)
        except ItemDropped:
            flags.append("suv_types_unknown")
    return factors, list(dict.fromkeys(flags))
