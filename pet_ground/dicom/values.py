"""Header values as plain Python values: None where a value is missing, blank or not of its kind. Nothing is guessed."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Any

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence

from pet_ground.dicom.reading import PARSE_ERRORS

DA = re.compile(r"(\d{4})[.:-]?(\d{2})[.:-]?(\d{2})")
TM = re.compile(r"(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6}))?")
DT = re.compile(r"(\d{8})(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)([+-]\d{4})?")


def text(dataset: Dataset, key: Any) -> str:
    """A value as stripped text, "" where there is none."""
    value = _value(dataset, key)
    return "" if value is None else str(value).strip().strip("\0")


def texts(dataset: Dataset, key: Any) -> tuple[str, ...]:
    """A multi-valued text as a tuple, () where there is none."""
    value = _value(dataset, key)
    if value is None:
        return ()
    parts = value if isinstance(value, MultiValue | list | tuple) else [value]
    return tuple(str(part).strip() for part in parts)


def number(dataset: Dataset, key: Any) -> float | None:
    """A finite number, or None. Text such as Philips' private factors is read as a number."""
    value = _value(dataset, key)
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="ignore").strip("\0 ")
    try:
        result = float(value)
    except (TypeError, ValueError):
        return None
    return result if math.isfinite(result) else None


def numbers(dataset: Dataset, key: Any) -> tuple[float, ...]:
    """A multi-valued number as a tuple; () where one of them is missing or not finite."""
    try:
        values = tuple(float(part) for part in texts(dataset, key))
    except ValueError:
        return ()
    return values if all(math.isfinite(v) for v in values) else ()


def items(dataset: Dataset, key: Any) -> tuple[Dataset, ...]:
    """The items of a sequence; () where there is none, or the value is no sequence."""
    value = _value(dataset, key)
    return tuple(value) if isinstance(value, Sequence) else ()


def moment(date: str, time: str) -> datetime | None:
    """A DICOM date (DA) and time (TM) as a naive datetime in the scanner's clock, or None.

    Source: DICOM PS3.5 section 6.2, value representations DA and TM; the old forms with separators are read too.
    """
    day, clock = DA.fullmatch(date.strip()), TM.fullmatch(time.strip())
    if day is None or clock is None:
        return None
    hour, minute, second, fraction = clock.groups(default="0")
    try:
        start = datetime(*(int(part) for part in day.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 (scanner's own clock)
        return start + timedelta(
            hours=_below(hour, 24),
            minutes=_below(minute, 60),
            seconds=_below(second, 61),
            microseconds=int(fraction.ljust(6, "0")),
        )
    except (OverflowError, ValueError):
        return None


def date_time(value: str, local_offset: str = "") -> datetime | None:
    """A DICOM DateTime (DT) as a naive datetime in the scanner's clock, or None.

    Where both the value and the header (``local_offset``, TimezoneOffsetFromUTC) name their offset from UTC, the value
    is moved to the header's; otherwise the value's own clock is taken.
    """
    match = DT.fullmatch(value.strip())
    if match is None:
        return None
    day, clock, offset = match.groups()
    result = moment(day, clock)
    if result is None or offset is None:
        return result
    own, local = _offset(offset), _offset(local_offset)
    try:
        return result if own is None or local is None else result + (local - own)
    except OverflowError:
        return None


def _offset(value: str) -> timedelta | None:
    match = re.fullmatch(r"([+-])(\d{2})(\d{2})", value.strip())
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    return (1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes))


def _below(digits: str, limit: int) -> int:
    value = int(digits)
    if value >= limit:
        raise ValueError(f"{value} is not below {limit}")
    return value


def _value(dataset: Dataset, key: Any) -> Any:
    try:
        value = dataset.get(key)
        value = getattr(value, "value", value)
    except PARSE_ERRORS:
        return None
    return None if value is None or value == "" else value
