"""Header values as plain Python values: None where a value is missing, blank or not of its kind. Nothing is guessed."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Any

from pet_ground.dicom.errors import PARSE_ERRORS
from pet_ground.dicom.reading import Source

DA = re.compile(r"(\d{4})[.:-]?(\d{2})[.:-]?(\d{2})")
TM = re.compile(r"(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6}))?")
DT = re.compile(r"(\d{8})(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)([+-]\d{4})?")
OFFSET = re.compile(r"([+-])(\d{2}):?([0-5]\d)|Z")
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)
"""The offsets from UTC that there are."""


def text(source: Source, key: Any) -> str:
    """A value as stripped text, "" where there is none."""
    value = _value(source, key)
    return "" if value is None else _string(value)


def texts(source: Source, key: Any) -> tuple[str, ...]:
    """A multi-valued text as a tuple, () where there is none."""
    value = _value(source, key)
    if value is None:
        return ()
    return tuple(_string(part) for part in (value if isinstance(value, list) else [value]))


def number(source: Source, key: Any) -> float | None:
    """A finite number, or None. Text such as Philips' private factors is read as a number."""
    value = _value(source, key)
    try:
        result = float(_string(value) if isinstance(value, bytes) else value)
    except (TypeError, ValueError):
        return None
    return result if math.isfinite(result) else None


def numbers(source: Source, key: Any) -> tuple[float, ...]:
    """A multi-valued number as a tuple; () where one of them is missing or not finite."""
    try:
        values = tuple(float(part) for part in texts(source, key))
    except ValueError:
        return ()
    return values if all(math.isfinite(v) for v in values) else ()


def items(source: Source, key: Any) -> tuple[Source, ...]:
    """The items of a sequence; () where there is none, or the value is no sequence."""
    value = _value(source, key)
    return tuple(value) if isinstance(value, list) and all(hasattr(one, "get") for one in value) else ()


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
    own, local = zone_offset(offset), zone_offset(local_offset)
    try:
        return result if own is None or local is None else result + (local - own)
    except OverflowError:
        return None


def zone_offset(value: str) -> timedelta | None:
    """An offset from UTC (TimezoneOffsetFromUTC, or the end of a DT); None where it is not told or can't be read.

    Besides DICOM's +HHMM the forms are read that can mean nothing else: +HH:MM, Z, and one value written twice.
    Source: DICOM PS3.3 C.12.1.1.8, PS3.5 section 6.2 (an offset lies between -1200 and +1400).
    """
    told = {one.strip() for one in value.split("\\")}
    match = OFFSET.fullmatch(told.pop()) if len(told) == 1 else None
    if match is None:
        return None
    if match[0] == "Z":
        return timedelta(0)
    sign, hours, minutes = match.groups()
    ahead = (1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes))
    return ahead if WEST <= ahead <= EAST else None


def _below(digits: str, limit: int) -> int:
    value = int(digits)
    if value >= limit:
        raise ValueError(f"{value} is not below {limit}")
    return value


def _string(value: Any) -> str:
    """Text without padding; several values as they stand in the file, with backslashes between them."""
    if isinstance(value, list):
        return "\\".join(_string(one) for one in value)
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="ignore")
    return str(value).strip("\0 \t\r\n")


def _value(source: Source, key: Any) -> Any:
    try:
        value = source.get(key)
    except PARSE_ERRORS:
        return None
    return None if value is None or value == "" else value
