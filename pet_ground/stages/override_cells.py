"""The cells of an override file: each holds a plausible value in the unit of its column, or is refused.

What is wrong is said without the value: it is a patient's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from pet_ground.dicom.names import DECAY_CORRECTIONS, SEXES, UNITS
from pet_ground.dicom.suv_doses import DOSE_BQ_POSSIBLE, WEIGHT_KG_POSSIBLE, radionuclide_of
from pet_ground.errors import UsageError
from pet_ground.units import BQ_PER_MBQ

HEIGHT_M_POSSIBLE = (0.2, 2.6)
"""A preterm child, and somewhat less than the tallest person ever measured (2.72 m)."""
CM_PER_M = 100.0

NUMBER = re.compile(r"\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
DECIMAL_COMMA = re.compile(r"\d+,(\d{1,2}|\d{4,})")
"""Three digits behind a comma may be thousands: such a number is refused, not guessed."""
ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
DICOM_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2}(?:\.\d{1,6})?))?")
MOMENT_WITH_ZONE = re.compile(r".*\d(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
MOMENT_FORMS = "YYYY-MM-DDTHH:MM[:SS] or YYYYMMDDHHMM[SS]"


@dataclass(frozen=True)
class ValueColumn:
    """A column of values: the field of ``SuvOverride`` that it gives, and how its cells are read.

    ``read`` raises ``UsageError`` with a sentence that does not hold the cell.
    """

    fact: str
    read: Callable[[str], object]


def _between(limits: tuple[float, float], unit: str, factor: float = 1.0) -> Callable[[str], float]:
    """A reader of numbers: ``factor`` turns the column's unit into the unit of the limits and of the result."""
    low, high = limits[0] / factor, limits[1] / factor

    def read(cell: str) -> float:
        value = _number(cell)
        if not low <= value <= high:
            raise UsageError(f"a value from {low:g} to {high:g} {unit} is needed")
        return value * factor

    return read


def _number(cell: str) -> float:
    text = cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    if math.isfinite(value):
        return value
    more = "; write its decimals behind a point" if "," in cell else ""
    raise UsageError(f"a positive number without its unit is needed{more}")


def _half_life_s(cell: str) -> float:
    value = _number(cell)
    if value <= 0 or not radionuclide_of(value):
        raise UsageError("the half-life of a PET radionuclide in seconds is needed, such as 6586.2")
    return value


def _one_of(terms: Iterable[str]) -> Callable[[str], str]:
    known = sorted(terms)

    def read(cell: str) -> str:
        word = cell.upper()
        if word not in known:
            raise UsageError(f"one of {', '.join(known)} is needed")
        return word

    return read


def _moment(cell: str) -> datetime:
    """Date and time of the scanner's own clock, in ISO 8601 or as a DICOM DT."""
    if MOMENT_WITH_ZONE.fullmatch(cell) and not (ISO_MOMENT.fullmatch(cell) or DICOM_MOMENT.fullmatch(cell)):
        raise UsageError(f"the scanner's own clock is needed, without a time zone: {MOMENT_FORMS}")
    dicom = DICOM_MOMENT.fullmatch(cell)
    if dicom is not None:
        year, month, day, hour, minute, second = dicom.groups(default="00")
        cell = f"{year}-{month}-{day}T{hour}:{minute}:{second}"
    moment = _from_iso(cell) if ISO_MOMENT.fullmatch(cell) else None
    if moment is None:
        raise UsageError(f"a date with its time is needed: {MOMENT_FORMS}")
    return moment


def _from_iso(cell: str) -> datetime | None:
    """None for what is no day or no time. Fractions get six digits, which every Python reads."""
    whole, point, fraction = cell.partition(".")
    try:
        return datetime.fromisoformat(f"{whole}.{fraction:0<6}" if point else whole)
    except ValueError:
        return None


def _injection_time_alone(_cell: str) -> object:
    raise UsageError(
        f"a time alone does not say on which day: write the column injection_datetime ({MOMENT_FORMS}) instead"
    )


VALUE_COLUMNS: Mapping[str, ValueColumn] = MappingProxyType(
    {
        "weight_kg": ValueColumn("weight_kg", _between(WEIGHT_KG_POSSIBLE, "kg")),
        "height_m": ValueColumn("height_m", _between(HEIGHT_M_POSSIBLE, "m")),
        "height_cm": ValueColumn("height_m", _between(HEIGHT_M_POSSIBLE, "cm", 1 / CM_PER_M)),
        "sex": ValueColumn("sex", _one_of(SEXES)),
        "dose_mbq": ValueColumn("dose_bq", _between(DOSE_BQ_POSSIBLE, "MBq", BQ_PER_MBQ)),
        "dose_bq": ValueColumn("dose_bq", _between(DOSE_BQ_POSSIBLE, "Bq")),
        "half_life_s": ValueColumn("half_life_s", _half_life_s),
        "injection_datetime": ValueColumn("injection", _moment),
        "injection_time": ValueColumn("injection", _injection_time_alone),
        "units": ValueColumn("units", _one_of(UNITS)),
        "decay_correction": ValueColumn("decay_correction", _one_of(DECAY_CORRECTIONS)),
    }
)
"""The columns that give facts, by name."""
