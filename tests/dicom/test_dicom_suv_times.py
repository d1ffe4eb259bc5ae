"""Reference times, dates that make no sense, clocks alone and time zones: each test in the rule's own words."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from dicom_files import pet_header
from pydicom.dataset import Dataset
from suv_cases import (
    HALF_LIFE_S,
    SCAN,
    SERIES,
    SLICE,
    START_FACTOR,
    UNDECAYED,
    decide_dataset,
    decide_header,
    factor,
    header_refusal,
    refusal,
)

from pet_ground.dicom.foreign import quiet
from pet_ground.dicom.suv import SuvDecision, decide_suv
from pet_ground.dicom.suv_reference import average_count_s
from pet_ground.reasons import Reason

RATE = math.log(2) / HALF_LIFE_S
LATE = replace(SERIES, series=SCAN + timedelta(minutes=40))
ZIRCONIUM = replace(SERIES, radionuclide="Zr-89", half_life_s=282240.0, tracer="", injection_time="")


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize("manufacturer", ["SIEMENS", "GE MEDICAL SYSTEMS", "Philips Medical Systems", "Synthetic", ""])
@pytest.mark.parametrize("series_time", ["093000", "100000"])
def test_a_series_time_before_or_at_the_earliest_acquisition_is_the_reference_for_every_vendor(
    manufacturer: str, series_time: str
) -> None:
    decision = decide_header(Manufacturer=manufacturer, SeriesTime=series_time)
    uptake_s = 1800.0 if series_time == "093000" else 3600.0
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("series", uptake_s)


@pytest.mark.parametrize("manufacturer", ["SIEMENS", "Philips Medical Systems", "Synthetic", ""])
def test_after_the_acquisition_the_frame_reference_time_counts_to_the_average_count_time(manufacturer: str) -> None:
    """A frame of 603 s acquired from 10:02:30, of FrameReferenceTime 450 s, was corrected to 10:00."""
    decision = decide_header(
        Manufacturer=manufacturer,
        SeriesTime="113000",
        AcquisitionTime="100230",
        FrameReferenceTime=450000,
        ActualFrameDuration=603000,
    )
    assert decision.provenance.reference_rule == "frame_reference"
    assert decision.provenance.uptake_s == pytest.approx(3600 + 150 + average_count_s(603, HALF_LIFE_S) - 450)
    assert decision.factors[0] == pytest.approx(START_FACTOR, rel=5e-4)


@pytest.mark.parametrize("duration", [600000, None])
def test_ge_counts_the_frame_reference_time_to_the_start_of_the_frame_and_needs_no_duration(
    duration: int | None,
) -> None:
    decision = decide_header(
        Manufacturer="GE MEDICAL SYSTEMS",
        SeriesTime="113000",
        AcquisitionTime="100500",
        FrameReferenceTime=300000,
        ActualFrameDuration=duration,
    )
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("frame_reference", 3600.0)


@pytest.mark.parametrize("duration", [None, 0])
def test_without_a_frame_duration_the_frame_reference_time_of_other_vendors_tells_nothing(duration: int | None) -> None:
    changes: dict[str, Any] = {
        "SeriesTime": "113000",
        "FrameReferenceTime": 450000,
        "ActualFrameDuration": duration,
        "Manufacturer": "SIEMENS",
    }
    assert header_refusal(**changes) is Reason.SUV_NO_SCAN_TIME
    assert decide_header(**(changes | {"SeriesTime": "100000"})).factors[0] == pytest.approx(START_FACTOR)


def test_a_frame_reference_time_of_0_leaves_the_earliest_acquisition() -> None:
    decision = decide_header(SeriesTime="113000", FrameReferenceTime=0)
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("acquisition", 3600.0)


@pytest.mark.parametrize(
    ("manufacturer", "tag", "rule"),
    [
        ("GE MEDICAL SYSTEMS", 0x0009100D, "ge_scan"),
        ("", 0x0009100D, "ge_scan"),
        ("SIEMENS", 0x00711022, "siemens_decay"),
    ],
)
def test_a_private_scan_time_is_the_reference_where_the_series_time_is_after_the_acquisition(
    manufacturer: str, tag: int, rule: str
) -> None:
    decision = decide_private(tag, "20200310100000.00", SeriesTime="113000", AcquisitionTime="101000",
                              Manufacturer=manufacturer)  # fmt: skip
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == (rule, 3600.0)


def decide_private(tag: int, value: str, creator: str = "", **changes: Any) -> SuvDecision:
    dataset: Dataset = pet_header(**changes)
    if creator:
        dataset.add_new((tag & 0xFFFF0000) | 0x10, "LO", creator)
    dataset.add_new(tag, "UN", value.encode())
    return decide_dataset(dataset)


@pytest.mark.parametrize(
    ("creator", "manufacturer"), [("SOMEBODY ELSE", "GE MEDICAL SYSTEMS"), ("", "SIEMENS"), ("", "Philips")]
)
def test_a_private_element_of_somebody_else_is_no_scan_time(creator: str, manufacturer: str) -> None:
    decision = decide_private(0x0009100D, "20200310095500", creator, SeriesTime="113000", Manufacturer=manufacturer)
    assert decision.provenance.reference_rule == "acquisition"


def test_the_private_creator_may_be_there_or_dropped() -> None:
    for creator in ("GEMS_PETD_01", ""):
        decision = decide_private(0x0009100D, "20200310095500", creator, SeriesTime="113000", Manufacturer="GE")
        assert decision.provenance.reference_rule == "ge_scan"


@pytest.mark.parametrize(("series", "acquired"), [(None, SCAN), (SCAN, None)])
def test_a_reference_time_that_nothing_checks_is_flagged(series: datetime | None, acquired: datetime | None) -> None:
    decision = decide_suv(replace(SERIES, series=series), [replace(SLICE, acquired=acquired)])
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert decision.flags == ("scan_time_missing",)
    enhanced = replace(SERIES, series=series, decay_reference=SCAN)
    assert decide_suv(enhanced, [replace(SLICE, acquired=acquired)]).flags == ()


def test_the_time_that_an_enhanced_pet_names_is_exactly_the_reference_and_the_first_candidate() -> None:
    told = replace(SERIES, decay_reference=SCAN - minutes(10))
    decision = decide_suv(told, [SLICE])
    assert decision.provenance.reference_candidates_s == {
        "decay_correction_datetime": 3000.0,
        "series": 3600.0,
        "acquisition": 3600.0,
    }
    assert next(iter(decision.provenance.reference_candidates_s)) == decision.provenance.reference_rule
    assert decision.factors[0] == pytest.approx(UNDECAYED * 2 ** (3000 / HALF_LIFE_S))
    assert "reference_time_disagreement" in decision.flags


def test_a_frame_that_names_the_moment_of_its_mean_needs_no_duration_where_nothing_was_corrected() -> None:
    frames = [replace(SLICE, frame_duration_s=None, reference=SCAN + minutes(10 * n)) for n in range(3)]
    decision = decide_suv(replace(SERIES, decay_correction="NONE"), frames)
    assert decision.factors == pytest.approx([UNDECAYED * math.exp(RATE * (3600 + 600 * n)) for n in range(3)])


def test_every_slice_without_decay_correction_has_its_own_time_and_duration() -> None:
    slices = [
        replace(SLICE, acquired=SCAN + minutes(5 * n), frame_duration_s=60.0 * n, frame_reference_s=9e9)
        for n in range(1, 5)
    ]
    decision = decide_suv(replace(SERIES, decay_correction="NONE"), slices)
    for n, got in enumerate(decision.factors, 1):
        seconds, frame = 3600 + 300 * n, RATE * 60 * n
        assert got == pytest.approx(UNDECAYED * math.exp(RATE * seconds) * frame / (1 - math.exp(-frame)), rel=1e-9)


@pytest.mark.parametrize("missing", ["acquired", "frame_duration_s"])
def test_without_decay_correction_time_and_duration_of_every_slice_are_needed(missing: str) -> None:
    slices = [SLICE, replace(SLICE, **{missing: None})]
    for order in permutations(slices):
        with pytest.raises(Exception, match="suv_no_scan_time"):
            decide_suv(replace(SERIES, decay_correction="NONE"), order)


def test_shuffling_the_slices_changes_nothing() -> None:
    """GE writes one AcquisitionTime into all beds; the FrameReferenceTime tells them apart."""
    slices = [replace(SLICE, frame_reference_s=243.0 * n + 10) for n in range(4)]
    decisions = {repr(decide_suv(LATE, order).provenance) for order in permutations(slices)}
    assert len(decisions) == 1


@pytest.mark.parametrize("years", [-120, 5])
def test_a_private_date_that_was_not_moved_with_the_others_counts_by_its_clock(years: int) -> None:
    told = replace(LATE, ge_scan=(SCAN - minutes(5)).replace(year=2020 + years))
    decision = decide_suv(told, [SLICE])
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("ge_scan", 3300.0)
    assert set(decision.provenance.reference_candidates_s.values()) == {3300.0, 3600.0}
    assert "scan_dates_disagree" in decision.flags


def test_a_series_date_long_before_the_acquisition_counts_by_its_clock() -> None:
    told = replace(SERIES, series=SCAN.replace(year=1900) - minutes(5))
    decision = decide_suv(told, [SLICE])
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("series", 3300.0)
    assert "scan_dates_disagree" in decision.flags
    late_clock = decide_suv(replace(SERIES, series=SCAN.replace(year=1900) + minutes(5)), [SLICE])
    assert late_clock.provenance.reference_rule == "acquisition"


@pytest.mark.parametrize("clock", ["090000", "113000"])
def test_a_series_time_of_a_reconstruction_on_a_later_day_is_no_reference(clock: str) -> None:
    decision = decide_header(SeriesDate="20200312", SeriesTime=clock)
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("acquisition", 3600.0)
    assert decision.flags == ()


def test_dates_that_make_no_sense_against_each_other_leave_the_clocks_across_midnight_too() -> None:
    """The injection at 23:30 has its date, the acquisition at 00:30 another century."""
    dose = {"RadiopharmaceuticalStartDateTime": "20200309233000", "RadiopharmaceuticalStartTime": "233000"}
    decision = decide_header(dose, SeriesTime="003000", AcquisitionTime="003000", AcquisitionDate="19000101")
    assert decision.provenance.uptake_s == 3600.0
    assert set(decision.flags) == {"injection_date_doubted", "injection_before_midnight", "scan_dates_disagree"}


@pytest.mark.parametrize("told", [{}, {"RadiopharmaceuticalStartDateTime": "20200309233000"}])
def test_across_midnight_with_and_without_a_date_of_the_injection(told: dict[str, str]) -> None:
    dose = {"RadiopharmaceuticalStartTime": "233000"} | told
    decision = decide_header(dose, SeriesTime="003000", AcquisitionTime="003000")
    assert decision.provenance.uptake_s == 3600.0
    assert ("injection_before_midnight" in decision.flags) is not bool(told)


@pytest.mark.parametrize("decay", ["START", "NONE"])
def test_an_acquisition_date_that_does_not_count_on_at_midnight_is_put_right_and_flagged(decay: str) -> None:
    """Two beds at 23:58 and 00:04 of the same date; the injection was at 22:58."""
    evening = datetime(2020, 3, 10, 23, 58)
    told = replace(SERIES, series=evening, decay_correction=decay, injection_datetime=evening - timedelta(hours=1))
    beds = [replace(SLICE, acquired=evening), replace(SLICE, acquired=datetime(2020, 3, 10, 0, 4))]
    rolled = [beds[0], replace(SLICE, acquired=datetime(2020, 3, 11, 0, 4))]
    decision = decide_suv(told, beds)
    assert decision.factors == decide_suv(told, rolled).factors
    assert decision.factors[0] == pytest.approx(START_FACTOR, rel=7e-3)
    assert "scan_dates_disagree" in decision.flags


def test_slices_acquired_more_than_half_a_day_apart_are_no_one_scan() -> None:
    slices = [SLICE, replace(SLICE, acquired=SCAN + timedelta(days=3))]
    with pytest.raises(Exception, match="suv_inconsistent"):
        decide_suv(SERIES, slices)


def test_a_scan_without_any_date_is_timed_by_its_clocks_alone_and_flagged() -> None:
    nowhere = {"StudyDate": "", "SeriesDate": "", "AcquisitionDate": ""}
    for dose in ({}, {"RadiopharmaceuticalStartDateTime": "20200310090000"}):
        decision = decide_header(dose, **nowhere)
        assert decision.factors[0] == pytest.approx(START_FACTOR)
        assert decision.flags == ("scan_date_missing",)
    dose = {"RadiopharmaceuticalStartTime": "233000"}
    assert decide_header(dose, **nowhere, SeriesTime="003000", AcquisitionTime="003000").provenance.uptake_s == 3600


def test_the_study_date_stands_in_for_the_others() -> None:
    dose = {"RadiopharmaceuticalStartDateTime": "20200310090000"}
    assert decide_header(dose, SeriesDate="", AcquisitionDate=None).flags == ()


@pytest.mark.parametrize(("nuclide", "half_life_s"), [("Zr-89", 282240.0), ("Cu-64", 45721.0), ("I-124", 360806.0)])
def test_a_nuclide_that_lives_over_11_5_hours_needs_dates_that_fit(nuclide: str, half_life_s: float) -> None:
    slow = replace(SERIES, radionuclide=nuclide, half_life_s=half_life_s, tracer="")
    assert refusal(slow) is Reason.SUV_NO_INJECTION_TIME
    dated = replace(slow, injection_datetime=SCAN - timedelta(hours=23))
    assert factor(dated) == pytest.approx(UNDECAYED * 2 ** (23 * 3600 / half_life_s))
    assert refusal(replace(dated, dated=False)) is Reason.SUV_IMPLAUSIBLE_UPTAKE
    anonymous = replace(slow, injection_datetime=SCAN.replace(year=1900))
    assert refusal(anonymous) is Reason.SUV_IMPLAUSIBLE_UPTAKE


def test_zirconium_after_more_than_24_hours_with_a_date_and_time() -> None:
    decision = decide_suv(replace(ZIRCONIUM, injection_datetime=SCAN - timedelta(hours=30)), [SLICE])
    assert decision.factors[0] == pytest.approx(UNDECAYED * 2 ** (30 * 3600 / 282240.0))
    assert decision.flags == ()


@pytest.mark.parametrize(
    ("offset", "told", "flags"),
    [
        ("+0100", "20200310080000+0000", ()),
        ("+0100", "20200310090000+0100", ()),
        ("+0100", "20200310090000", ()),
        ("-0500", "20200310140000.000000+0000", ()),
        ("", "20200310090000.000000", ()),
        ("", "20200310080000+0000", ("injection_zone_unknown",)),
        ("", "20200310090000+0100", ("injection_zone_unknown",)),
        ("", "20200309230000-1000", ("injection_zone_unknown",)),
        ("+0100", "20200310073000", ("injection_times_disagree",)),
    ],
)
def test_a_datetime_with_an_offset_is_brought_to_the_scanners_clock(
    offset: str, told: str, flags: tuple[str, ...]
) -> None:
    """Injected at 09:00 by the scanner's clock, as StartTime says; the last DateTime says 07:30 and is believed."""
    decision = decide_header({"RadiopharmaceuticalStartDateTime": told}, TimezoneOffsetFromUTC=offset)
    uptake_s = 9000.0 if "injection_times_disagree" in flags else 3600.0
    assert decision.provenance.uptake_s == uptake_s
    assert set(flags) <= set(decision.flags) <= {*flags, "uptake_unusual"}


def test_an_offset_of_unknown_relation_without_a_time_leaves_the_datetimes_own_clock_and_a_flag() -> None:
    dose = {"RadiopharmaceuticalStartDateTime": "20200310090000+0000", "RadiopharmaceuticalStartTime": None}
    decision = decide_header(dose)
    assert (decision.provenance.uptake_s, decision.flags) == (3600.0, ("injection_zone_unknown",))


@pytest.mark.parametrize("told", ["09:00:00", "0900", "09", "090000.0", "090000.123456"])
@pytest.mark.parametrize("date", ["20200310", "2020.03.10", "2020-03-10"])
def test_old_forms_of_dates_and_times_are_read(told: str, date: str) -> None:
    with quiet():
        header = pet_header(SeriesDate=date, AcquisitionDate=date, SeriesTime="10:00:00", AcquisitionTime="1000")
        header.RadiopharmaceuticalInformationSequence[0].RadiopharmaceuticalStartTime = told
        decision = decide_dataset(header)
    assert decision.factors[0] == pytest.approx(START_FACTOR, rel=2e-5)


@pytest.mark.parametrize(
    "dose",
    [
        {"RadiopharmaceuticalStartDateTime": "20200310090000", "RadiopharmaceuticalStartTime": None},
        {"RadiopharmaceuticalStartDateTime": None, "RadiopharmaceuticalStartTime": "090000"},
        {"RadiopharmaceuticalStartDateTime": "", "RadiopharmaceuticalStartTime": "090000"},
    ],
)
def test_either_the_datetime_or_the_time_of_the_injection_is_enough(dose: dict[str, str | None]) -> None:
    decision = decide_header(dose)
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert decision.flags == ()
