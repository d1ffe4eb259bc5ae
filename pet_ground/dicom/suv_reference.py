"""The time to which the scanner corrected the decay (DecayCorrection START), and the times of the slices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pet_ground.dicom.facts import SeriesFacts, SliceFacts
from pet_ground.dicom.suv_times import (
    DAY,
    HALF_LIVES_POSSIBLE,
    UPTAKE_S_ACROSS_MIDNIGHT,
    differs,
    injection_moment,
    injection_near,
    nearest_day,
)
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import decay_constant_per_s

HALF_DAY = DAY / 2
"""Times of one scan lie closer together; where they don't, a date is wrong and their clocks alone are compared."""
ACROSS_MIDNIGHT = timedelta(seconds=UPTAKE_S_ACROSS_MIDNIGHT)
"""A scan begun before midnight makes its first image within this time."""
SHORTLY_BEFORE = timedelta(hours=1)
"""From the beginning of a series to its first image: one bed or a short wait. A reconstruction made nearly 24 hours
after its acquisition, to within this time, is less likely than a date that was not counted on."""
LATEST_RECONSTRUCTION = 366 * DAY
"""A SeriesDate later than the acquisition is that of a late reconstruction; past a year, one of the dates is wrong."""


@dataclass(frozen=True)
class Reference:
    """The reference time of a START-corrected series, in seconds after the injection.

    Attributes:
        uptake_s: the time taken.
        rule: the candidate that it is.
        candidates_s: every candidate.
        flags: those of ``injection_moment``, ``reference_time_disagreement``, ``scan_dates_disagree``, and
            ``scan_time_missing`` where series or slices don't say when they were made: nothing checks the other.
    """

    uptake_s: float
    rule: str
    candidates_s: Mapping[str, float]
    flags: tuple[str, ...]


def find_reference(series: SeriesFacts, slices: Sequence[SliceFacts], half_life_s: float) -> Reference:
    """Find the reference time: the first in this order that the header holds.

    (0) DecayCorrectionDateTime of an Enhanced PET; (1) SeriesDateTime, if not after the series' earliest acquisition;
    (2) GE's private scan time, Siemens' private time of decay correction; (3) the earliest acquisition less its
    FrameReferenceTime, if that is positive (``frame_shift``); (4) the earliest acquisition.

    Raises:
        ItemDropped: no time at all, no injection, or an impossible uptake time.
    """
    acquired, flags = acquisitions(series, slices, half_life_s)
    candidates = _candidates(series, slices, acquired, half_life_s)
    if not candidates:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "neither SeriesTime nor AcquisitionTime")
    rule, reference = next(iter(candidates.items()))
    near = {name: _near(when, reference) for name, when in candidates.items()}
    if near != candidates or _dates_disagree(series, acquired):
        flags.append("scan_dates_disagree")
    if series.decay_reference is None and (series.series is None or not any(acquired)):
        flags.append("scan_time_missing")
    injected, injection_flags = injection_moment(series, reference, half_life_s)
    after_s = {name: (when - injected).total_seconds() for name, when in near.items()}
    flags += injection_flags
    if any(differs(other - after_s[rule], half_life_s) for other in after_s.values()):
        flags.append("reference_time_disagreement")
    return Reference(after_s[rule], rule, after_s, tuple(dict.fromkeys(flags)))


def acquisitions(
    series: SeriesFacts, slices: Sequence[SliceFacts], half_life_s: float
) -> tuple[list[datetime | None], list[str]]:
    """When each slice was acquired, on the next day where its date was not counted on at midnight.

    Flag: ``scan_dates_disagree`` where a date that the header states was moved, or may have to be.

    Raises:
        ItemDropped: ``suv_inconsistent`` where the slices of one series lie more than half a day apart.
    """
    told = [one.acquired for one in slices]
    known = [when for when in told if when is not None]
    if not known:
        return list(told), []
    last = max(known)
    moved = [when if when is None or last - when <= HALF_DAY else when + DAY for when in told]
    known = [when for when in moved if when is not None]
    if max(known) - min(known) > HALF_DAY:
        raise ItemDropped(Reason.SUV_INCONSISTENT, "the slices were acquired more than half a day apart")
    is_next_day, in_doubt = _next_day(series, min(known), half_life_s)
    if is_next_day:
        moved = [when and when + DAY for when in moved]
    stated = any(now != then and not one.date_borrowed for now, then, one in zip(moved, told, slices, strict=True))
    return moved, ["scan_dates_disagree"] if stated or in_doubt else []


def _next_day(series: SeriesFacts, first: datetime, half_life_s: float) -> tuple[bool, bool]:
    """Whether a series begun before midnight was acquired after it, under the date of the day before; if in doubt.

    The date of the acquisition is then a day early, whether it was not counted on or borrowed from the series. A series
    that was made late on the day of its acquisition looks the same: there the injection lies before the acquisition as
    it stands. Where the injection is days earlier and does not tell, a series begun shortly before does.
    """
    if series.series is None or not timedelta(0) <= first + DAY - series.series <= ACROSS_MIDNIGHT:
        return False, False
    injected = injection_near(series, (first, series.series), half_life_s)
    if injected is None or not 0 <= (series.series - injected).total_seconds() <= HALF_LIVES_POSSIBLE * half_life_s:
        return False, False
    if injected > first:
        return True, False
    return first + DAY - series.series <= SHORTLY_BEFORE, True


def _candidates(
    series: SeriesFacts, slices: Sequence[SliceFacts], acquired: Sequence[datetime | None], half_life_s: float
) -> dict[str, datetime]:
    """The candidates in their order of preference, on the day of the earliest acquisition."""
    found: dict[str, datetime] = {}
    if series.decay_reference is not None:
        found["decay_correction_datetime"] = series.decay_reference
    starts = [(when, one.frame_reference_s or 0.0, one) for when, one in zip(acquired, slices, strict=True) if when]
    first, _, frame = min(starts, key=lambda start: start[:2], default=(None, 0.0, None))
    if series.series is not None and (first is None or _before(series.series, first)):
        found["series"] = _near(series.series, first)
    for vendor, name, when in (("GE", "ge_scan", series.ge_scan), ("Siemens", "siemens_decay", series.siemens_decay)):
        if when is not None and series.manufacturer in (vendor, "other", ""):
            found[name] = _near(when, first)
    if first is not None and frame is not None:
        shift = frame_shift(frame, series.manufacturer, half_life_s)
        if shift is not None:
            found["frame_reference"] = first + shift
        elif not found and (frame.frame_reference_s or 0.0) > 0:
            raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "FrameReferenceTime needs ActualFrameDuration")
        found["acquisition"] = first
    return found


def frame_shift(one: SliceFacts, manufacturer: str, half_life_s: float) -> timedelta | None:
    """From the acquisition of a frame to the reference time; None where its FrameReferenceTime does not tell.

    FrameReferenceTime counts from the reference time to the moment for which the mean of the frame stands, which is
    its average-count time (PS3.3 C.8.9.4.1.5); GE counts to the start of the frame and needs no frame duration
    (OncoRay/IBSI manual; seen in real series, where it grows by the duration of a frame from bed to bed, from 0).
    """
    if one.frame_reference_s is None or one.frame_reference_s <= 0:
        return None
    if manufacturer == "GE":
        return timedelta(seconds=-one.frame_reference_s)
    if one.frame_duration_s is None or one.frame_duration_s <= 0:
        return None
    return timedelta(seconds=average_count_s(one.frame_duration_s, half_life_s) - one.frame_reference_s)


def average_count_s(duration_s: float, half_life_s: float) -> float:
    """When, after the start of a frame, its activity equals its mean over the frame, in s.

    T_ave = 1/lambda x ln(lambda T / (1 - exp(-lambda T))), PS3.3 C.8.9.4.1.5.
    """
    rate = decay_constant_per_s(half_life_s)
    decays = rate * duration_s
    return math.log(decays / -math.expm1(-decays)) / rate


def _before(series: datetime, first: datetime) -> bool:
    """Whether the series was begun no later than its first acquisition, by the clocks where its date is far before."""
    return series <= first and _near(series, first) <= first


def _near(when: datetime, anchor: datetime | None) -> datetime:
    return when if anchor is None or abs(when - anchor) <= HALF_DAY else nearest_day(when, anchor)


def _dates_disagree(series: SeriesFacts, acquired: Sequence[datetime | None]) -> bool:
    """Whether a date of the scan is too far from that of the acquisition."""
    first = min((when for when in acquired if when is not None), default=None)
    if first is None:
        return False
    told = (series.ge_scan, series.siemens_decay, series.decay_reference)
    far = any(when is not None and abs(when - first) > HALF_DAY for when in told)
    return far or (series.series is not None and not -LATEST_RECONSTRUCTION <= first - series.series <= HALF_DAY)
