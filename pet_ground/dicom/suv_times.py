"""The two moments of an SUV: the injection, and the time to which the scanner corrected the decay (START)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pet_ground.dicom.facts import SeriesFacts, SliceFacts
from pet_ground.dicom.values import moment
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import SECONDS_PER_HOUR, decay_constant_per_s, decayed

UPTAKE_S_ACROSS_MIDNIGHT = 6 * SECONDS_PER_HOUR
"""A clock time later than the scan is one of the day before only where the uptake stays under this."""
HALF_LIVES_BEFORE_THE_DATE_IS_DOUBTED = 2.0
"""An injection DateTime farther than this from the scan has a wrong date: only its clock is used."""
DISAGREEMENT = 0.01
"""Relative difference in SUV between candidates for the reference time above which the study is flagged."""


@dataclass(frozen=True)
class Reference:
    """The reference time of a START-corrected series, in seconds after the injection.

    Attributes:
        uptake_s: the time taken.
        rule: the candidate that it is.
        candidates_s: every candidate.
        flags: ``injection_date_doubted``, ``injection_before_midnight``, ``reference_time_disagreement``.
    """

    uptake_s: float
    rule: str
    candidates_s: Mapping[str, float]
    flags: tuple[str, ...]


def find_reference(series: SeriesFacts, slices: Sequence[SliceFacts], half_life_s: float) -> Reference:
    """Find the reference time: the first in the order of the SUV manual that the header holds.

    (1) SeriesDateTime, if not after the series' earliest acquisition; (2) GE's private scan time; (3) acquisition +
    average-count time - FrameReferenceTime, if FrameReferenceTime > 0; (4) the earliest acquisition.

    Raises:
        ItemDropped: no time at all, no injection, or an impossible uptake time.
    """
    candidates = _candidates(series, slices, half_life_s)
    if not candidates:
        raise ItemDropped(Reason.SUV_NO_SCAN_TIME, "neither SeriesTime nor AcquisitionTime")
    rule, reference = next(iter(candidates.items()))
    injected, flags = injection_moment(series, reference, half_life_s)
    after = {name: (time - injected).total_seconds() for name, time in candidates.items()}
    taken = decayed(1.0, after[rule], half_life_s)
    if any(abs(decayed(1.0, other, half_life_s) / taken - 1) > DISAGREEMENT for other in after.values()):
        flags = [*flags, "reference_time_disagreement"]
    return Reference(after[rule], rule, after, tuple(flags))


def _candidates(series: SeriesFacts, slices: Sequence[SliceFacts], half_life_s: float) -> dict[str, datetime]:
    """The candidates in their order of preference."""
    found: dict[str, datetime] = {}
    acquired = [(one.acquired, index) for index, one in enumerate(slices) if one.acquired is not None]
    first, index = min(acquired, default=(None, 0))
    if series.series is not None and (first is None or series.series <= first):
        found["series"] = series.series
    if series.ge_scan is not None:
        found["ge_scan"] = series.ge_scan
    if first is not None:
        shift = _frame_shift(slices[index], half_life_s)
        if shift is not None:
            found["frame_reference"] = first + shift
        found["acquisition"] = first
    return found


def _frame_shift(one: SliceFacts, half_life_s: float) -> timedelta | None:
    """From the acquisition to the reference: the average-count time of the frame minus FrameReferenceTime."""
    if not one.frame_reference_s or one.frame_reference_s <= 0 or not one.frame_duration_s or one.frame_duration_s <= 0:
        return None
    rate = decay_constant_per_s(half_life_s)
    decays = rate * one.frame_duration_s
    average_s = math.log(decays / -math.expm1(-decays)) / rate
    return timedelta(seconds=average_s - one.frame_reference_s)


def injection_moment(series: SeriesFacts, reference: datetime, half_life_s: float) -> tuple[datetime, list[str]]:
    """The moment of injection for a scan at ``reference``, and flags.

    The injection's DateTime is taken where it fits the scan; its clock, or the injection's time, on the date of the
    scan otherwise.

    Raises:
        ItemDropped: no injection time, or no injection before the scan within reason.
    """
    told = series.injection_datetime
    if told is not None:
        uptake_s = (reference - told).total_seconds()
        if 0 <= uptake_s <= HALF_LIVES_BEFORE_THE_DATE_IS_DOUBTED * half_life_s:
            return told, []
        return _by_clock(told, reference, ["injection_date_doubted"])
    clock = moment(reference.strftime("%Y%m%d"), series.injection_time)
    if clock is None:
        raise ItemDropped(Reason.SUV_NO_INJECTION_TIME, "neither RadiopharmaceuticalStartDateTime nor ...StartTime")
    return _by_clock(clock, reference, [])


def _by_clock(clock: datetime, reference: datetime, flags: list[str]) -> tuple[datetime, list[str]]:
    same_day = datetime.combine(reference.date(), clock.time())
    if same_day <= reference:
        return same_day, flags
    day_before = same_day - timedelta(days=1)
    if (reference - day_before).total_seconds() <= UPTAKE_S_ACROSS_MIDNIGHT:
        return day_before, [*flags, "injection_before_midnight"]
    raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, "the injection lies after the scan")
