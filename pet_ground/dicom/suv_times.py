"""The two moments of an SUV: the injection, and the time to which the scanner corrected the decay (START)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from pet_ground.dicom.facts import SeriesFacts, SliceFacts
from pet_ground.dicom.values import moment
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, decay_constant_per_s

UPTAKE_S_ACROSS_MIDNIGHT = 6 * SECONDS_PER_HOUR
"""A clock time later than the scan is one of the day before only where the uptake stays under this."""
HALF_LIVES_BEFORE_THE_DATE_IS_DOUBTED = 2.0
"""An injection DateTime farther than this from the scan has a wrong date: only its clock is used."""
HALF_LIVES_POSSIBLE = 5.0
"""Longest uptake: later, 3 % of the dose is left and no scan is made; a wrong clock or a default time is told."""
HALF_LIFE_S_FROM_WHICH_A_DATE_IS_NEEDED = SECONDS_PER_DAY
"""Tracers that live longer are scanned days after the injection: its clock alone says nothing."""
DISAGREEMENT = 0.01
"""Relative difference in SUV between candidates for the reference time above which the study is flagged."""


@dataclass(frozen=True)
class Reference:
    """The reference time of a START-corrected series, in seconds after the injection.

    Attributes:
        uptake_s: the time taken.
        rule: the candidate that it is.
        candidates_s: every candidate.
        flags: those of ``injection_moment``, and ``reference_time_disagreement``.
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
    after = {name: (when - injected).total_seconds() for name, when in candidates.items()}
    farthest_s = max(abs(other - after[rule]) for other in after.values())
    if farthest_s * decay_constant_per_s(half_life_s) > math.log1p(DISAGREEMENT):
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
    scan otherwise. Flags: ``injection_date_doubted``, ``injection_before_midnight``, ``injection_at_midnight`` (exactly
    00:00:00, which some systems write where they know no time).

    Raises:
        ItemDropped: no injection time, or no injection before the scan within reason.
    """
    injected, flags = _injected(series, reference, half_life_s)
    if (reference - injected).total_seconds() > HALF_LIVES_POSSIBLE * half_life_s:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, f"more than {HALF_LIVES_POSSIBLE:g} half-lives of uptake")
    return injected, flags + (["injection_at_midnight"] if injected.time() == time.min else [])


def _injected(series: SeriesFacts, reference: datetime, half_life_s: float) -> tuple[datetime, list[str]]:
    told = series.injection_datetime
    needs_date = half_life_s > HALF_LIFE_S_FROM_WHICH_A_DATE_IS_NEEDED
    if told is not None:
        uptake_s = (reference - told).total_seconds()
        if 0 <= uptake_s <= HALF_LIVES_BEFORE_THE_DATE_IS_DOUBTED * half_life_s:
            return told, []
        if needs_date:
            raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, "an injection date far from the scan's")
        return _by_clock(told, reference, ["injection_date_doubted"])
    clock = moment(reference.strftime("%Y%m%d"), series.injection_time)
    if clock is None:
        raise ItemDropped(Reason.SUV_NO_INJECTION_TIME, "neither RadiopharmaceuticalStartDateTime nor ...StartTime")
    if needs_date:
        raise ItemDropped(Reason.SUV_NO_INJECTION_TIME, "a time without a date, of a nuclide that lives for days")
    return _by_clock(clock, reference, [])


def _by_clock(clock: datetime, reference: datetime, flags: list[str]) -> tuple[datetime, list[str]]:
    same_day = datetime.combine(reference.date(), clock.time())
    if same_day <= reference:
        return same_day, flags
    day_before = same_day - timedelta(days=1)
    if (reference - day_before).total_seconds() <= UPTAKE_S_ACROSS_MIDNIGHT:
        return day_before, [*flags, "injection_before_midnight"]
    raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, "the injection lies after the scan")
