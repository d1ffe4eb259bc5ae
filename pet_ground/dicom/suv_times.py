"""The moment of injection of a scan: from a date and time, or from a clock alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from pet_ground.dicom.facts import SeriesFacts
from pet_ground.dicom.values import moment
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import SECONDS_PER_HOUR, decay_constant_per_s

DAY = timedelta(days=1)
UPTAKE_S_ACROSS_MIDNIGHT = 6 * SECONDS_PER_HOUR
"""A clock time later than the scan is one of the day before only where the uptake stays under this."""
HALF_LIVES_BEFORE_THE_DATE_IS_DOUBTED = 2.0
"""An injection DateTime farther than this from the scan has a wrong date: only its clock is used. Nuclides that need a
date have no other: theirs is trusted up to ``HALF_LIVES_POSSIBLE``."""
HALF_LIVES_POSSIBLE = 5.0
"""Longest uptake: later, 3 % of the dose is left and no scan is made; a wrong clock or a default time is told."""
HALF_LIFE_S_FROM_WHICH_A_DATE_IS_NEEDED = 41_400.0
"""11.5 h (OncoRay/IBSI manual): tracers that live longer may be scanned a day or more after the injection, so that its
clock alone says nothing."""
DISAGREEMENT = 0.01
"""Relative difference in SUV between two readings of one moment above which the study is flagged."""


def differs(apart_s: float, half_life_s: float) -> bool:
    """Whether two moments, so many seconds apart, give SUVs that differ by more than ``DISAGREEMENT``."""
    return abs(apart_s) * decay_constant_per_s(half_life_s) > math.log1p(DISAGREEMENT)


def nearest_day(when: datetime, to: datetime) -> datetime:
    """The clock of ``when`` on the day that brings it within 12 hours of ``to``."""
    return when + round((to - when) / DAY) * DAY


def injection_moment(series: SeriesFacts, reference: datetime, half_life_s: float) -> tuple[datetime, list[str]]:
    """The moment of injection for a scan at ``reference``, and flags.

    The injection's DateTime is taken where it fits the scan; its clock, or the injection's time, on the date of the
    scan otherwise. A DateTime that a person gave is taken as it is. Flags: ``injection_date_doubted``,
    ``injection_before_midnight``, ``injection_times_disagree`` (date-time and time have other clocks),
    ``injection_zone_unknown`` (the DateTime is of a time zone that the header does not relate to its own clock),
    ``scan_date_missing``, ``injection_at_midnight`` (exactly 00:00:00, which some systems write where they know none).

    Raises:
        ItemDropped: no injection time, or no injection before the scan within reason.
    """
    injected, flags = _injected(series, reference, half_life_s)
    check_uptake((reference - injected).total_seconds(), half_life_s)
    if not series.dated:
        flags = [*flags, "scan_date_missing"]
    return injected, flags + (["injection_at_midnight"] if injected.time() == time.min else [])


def check_uptake(uptake_s: float, half_life_s: float) -> None:
    """Refuse an uptake time that nobody waits for.

    Raises:
        ItemDropped: ``suv_implausible_uptake``, if negative or beyond ``HALF_LIVES_POSSIBLE``.
    """
    if uptake_s < 0:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, "the injection lies after the scan")
    if uptake_s > HALF_LIVES_POSSIBLE * half_life_s:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, f"more than {HALF_LIVES_POSSIBLE:g} half-lives of uptake")


def injection_near(series: SeriesFacts, scans: Sequence[datetime], half_life_s: float) -> datetime | None:
    """The injection for a scan whose day is in doubt; None without one.

    By its DateTime where that fits one of the moments, else by its clock on the day of the last.
    """
    told, _ = _told(series, half_life_s)
    if told is not None and series.dated:
        uptakes_s = [(scan - told).total_seconds() for scan in scans]
        if "injection" in series.overridden or any(0 <= one <= HALF_LIVES_POSSIBLE * half_life_s for one in uptakes_s):
            return told
    clock = series.injection_time if told is None else told.strftime("%H%M%S")
    return moment(scans[-1].strftime("%Y%m%d"), clock)


def _injected(series: SeriesFacts, reference: datetime, half_life_s: float) -> tuple[datetime, list[str]]:
    needs_date = half_life_s >= HALF_LIFE_S_FROM_WHICH_A_DATE_IS_NEEDED
    told, flags = _told(series, half_life_s)
    if told is None:
        clock = moment(reference.strftime("%Y%m%d"), series.injection_time)
        if clock is None:
            raise ItemDropped(Reason.SUV_NO_INJECTION_TIME, "neither RadiopharmaceuticalStartDateTime nor ...StartTime")
        if needs_date:
            raise ItemDropped(Reason.SUV_NO_INJECTION_TIME, "a time without a date, of a nuclide that lives for days")
        return _by_clock(clock, reference, flags)
    uptake_s = (reference - told).total_seconds()
    limit = HALF_LIVES_POSSIBLE if needs_date else HALF_LIVES_BEFORE_THE_DATE_IS_DOUBTED
    fits = 0 <= uptake_s <= limit * half_life_s
    if series.dated and (fits or "injection" in series.overridden):
        return told, flags
    if needs_date:
        raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, "an injection date far from the scan's")
    return _by_clock(told, reference, [*flags, *(["injection_date_doubted"] if series.dated else [])])


def _told(series: SeriesFacts, half_life_s: float) -> tuple[datetime | None, list[str]]:
    """The injection's DateTime, compared with the injection's time, which is in the scanner's clock."""
    told = series.injection_datetime
    if told is None:
        return None, []
    clock = moment(told.strftime("%Y%m%d"), series.injection_time)
    near = told if clock is None else nearest_day(clock, told)
    if series.injection_zone_unknown:
        return near, ["injection_zone_unknown"]
    apart = differs((near - told).total_seconds(), half_life_s)
    return told, ["injection_times_disagree"] if apart else []


def _by_clock(clock: datetime, reference: datetime, flags: list[str]) -> tuple[datetime, list[str]]:
    same_day = datetime.combine(reference.date(), clock.time())
    if same_day <= reference:
        return same_day, flags
    day_before = same_day - DAY
    if (reference - day_before).total_seconds() <= UPTAKE_S_ACROSS_MIDNIGHT:
        return day_before, [*flags, "injection_before_midnight"]
    raise ItemDropped(Reason.SUV_IMPLAUSIBLE_UPTAKE, "the injection lies after the scan")
