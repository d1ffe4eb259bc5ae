"""From stored pixels to values with a unit: what a frame of a multi-frame PET says of it.

Source: DICOM PS3.3 C.7.6.16.2.9 (Pixel Value Transformation), C.7.6.16.2.11 (Real World Value Mapping), PS3.16 CID 84
(PET Units, in UCUM), PS3.3 C.8.9.1.1.3 (Units).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pet_ground.dicom.reading import Source
from pet_ground.dicom.values import items, number, text
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

UNITS_AND_TYPES = {
    "bq/ml": ("BQML", ""),
    "g/ml": ("GML", ""),
    "g/ml{suvbw}": ("GML", "BW"),
    "g/ml{suvlbm}": ("GML", "LBM"),
    "g/ml{suvlbm(james128)}": ("GML", "LBMJAMES128"),
    "g/ml{suvlbm(janma)}": ("GML", "LBMJANMA"),
    "g/ml{suvibw}": ("GML", "IBW"),
    "cm2/ml": ("CM2ML", ""),
    "cm2/ml{suvbsa}": ("CM2ML", "BSA"),
    "{counts}": ("CNTS", ""),
    "{counts}/s": ("CPS", ""),
    "{propcounts}": ("PROPCNTS", ""),
    "{propcounts}/s": ("PROPCPS", ""),
    "/cm": ("1CM", ""),
    "%": ("PCNT", ""),
}
"""UCUM codes of PET units, in lower case, to Units (0054,1001) and SUVType (0054,1006)."""
TERMS = frozenset(units for units, _ in UNITS_AND_TYPES.values())
PREFERRED = (("BQML", ""), ("GML", "BW"))
"""Of several mappings of one frame, which is taken: what is measured, before what was computed from it."""
IDENTITY = (1.0, 0.0)
SAME_RELATIVE = 1e-6
"""Slopes that differ by less are the same: RescaleSlope has up to 16 characters, RealWorldValueSlope is binary."""


@dataclass(frozen=True)
class PixelMeaning:
    """value = stored pixel x slope + intercept, in ``units`` (and ``suv_type``), both "" where not known.

    ``slope`` and ``intercept`` are None where the header has none.
    """

    slope: float | None
    intercept: float | None
    units: str
    suv_type: str


def pixel_meaning(rescale: Mapping[str, Any], mappings: Sequence[Source], units: str, suv_type: str) -> PixelMeaning:
    """What the stored pixels of a PET frame mean.

    A real-world mapping in a unit of PET holds, for it alone is defined to have a unit. Without one, the rescale does,
    in ``units``, or in RescaleType, where some vendors put it.

    Args:
        rescale: has RescaleSlope, RescaleIntercept and RescaleType.
        mappings: the items of RealWorldValueMappingSequence.
        units: Units of the header, "" without.
        suv_type: SUVType of the header, "" without.

    Raises:
        ItemDropped: ``suv_inconsistent``: two mappings in one unit differ, or the mapping is the identity where the
            rescale is not, so that it can't be known whether the mapping follows the rescale.
    """
    told: Any = rescale  # a mapping gives its values as a header does
    slope, intercept = number(told, "RescaleSlope"), number(told, "RescaleIntercept")
    if units not in TERMS:
        units, suv_type = _unit(text(told, "RescaleType"))
    meanings = _linear(mappings)
    chosen = min(meanings, key=lambda one: _rank(one, units), default=None)
    if chosen is None:
        return PixelMeaning(slope, intercept, units, suv_type)
    for other in meanings:
        if (other.units, other.suv_type) == (chosen.units, chosen.suv_type) and not _same(other, chosen):
            raise ItemDropped(Reason.SUV_INCONSISTENT, "two real-world mappings of a frame differ")
    is_rescaled = slope is not None and (slope, intercept or 0.0) != IDENTITY
    if is_rescaled and (chosen.slope, chosen.intercept) == IDENTITY:
        raise ItemDropped(Reason.SUV_INCONSISTENT, "the real-world mapping contradicts the rescale")
    return chosen


def _linear(mappings: Sequence[Source]) -> list[PixelMeaning]:
    """The mappings that have a slope and a unit of PET; the others (tables, derived quantities) are left out."""
    found = []
    for one in mappings:
        slope, intercept = number(one, "RealWorldValueSlope"), number(one, "RealWorldValueIntercept")
        codes = [
            text(code, "CodeValue") or text(code, "LongCodeValue")
            for code in items(one, "MeasurementUnitsCodeSequence")
        ]
        units, suv_type = _unit(codes[0] if len(codes) == 1 else "")
        if slope and units:
            found.append(PixelMeaning(slope, intercept or 0.0, units, suv_type))
    return found


def _unit(code: str) -> tuple[str, str]:
    """Units and SUVType of a UCUM code, or of a term of Units itself."""
    term = code.upper()
    return (term, "") if term in TERMS else UNITS_AND_TYPES.get("".join(code.split()).lower(), ("", ""))


def _rank(one: PixelMeaning, units: str) -> tuple[bool, int]:
    unit = (one.units, one.suv_type)
    return one.units != units, PREFERRED.index(unit) if unit in PREFERRED else len(PREFERRED)


def _same(one: PixelMeaning, other: PixelMeaning) -> bool:
    slope, intercept = one.slope or 0.0, one.intercept or 0.0
    differences = abs(slope - (other.slope or 0.0)), abs(intercept - (other.intercept or 0.0))
    return max(differences) <= SAME_RELATIVE * max(abs(slope), abs(intercept))
