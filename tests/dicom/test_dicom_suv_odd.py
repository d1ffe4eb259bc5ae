"""Headers that bend the rules: stale dates at midnight, odd time zones, private blocks, long-lived nuclides."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from dicom_files import pet_header
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
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
    refusal,
)

from pet_ground.dicom.facts import read_series_facts, read_slice_facts
from pet_ground.dicom.foreign import ForeignHeader, quiet
from pet_ground.dicom.header import Header, parse_header
from pet_ground.dicom.reading import Source
from pet_ground.dicom.repeated import Repeated
from pet_ground.dicom.suv import SuvDecision, decide_suv
from pet_ground.dicom.values import zone_offset
from pet_ground.reasons import Reason

ZIRCONIUM = replace(SERIES, radionuclide="Zr-89", half_life_s=282240.0, tracer="", injection_time="")
COPPER = replace(ZIRCONIUM, radionuclide="Cu-64", half_life_s=45721.0)
EVENING = datetime(2020, 3, 10, 23, 55)
STALE = datetime(2020, 3, 10, 0, 10)


# ---- midnight


@pytest.mark.parametrize("date", [None, "20200310", "20200311"])
@pytest.mark.parametrize("times", [("235500", "001000", "225500"), ("235900", "000200", "225900")])
@pytest.mark.parametrize("with_date", [False, True])
def test_a_scan_begun_before_midnight_is_timed_by_its_series_whatever_the_acquisition_date(
    date: str | None, times: tuple[str, str, str], with_date: bool
) -> None:
    series, acquired, injected = times
    dose = {"RadiopharmaceuticalStartTime": injected}
    if with_date:
        dose["RadiopharmaceuticalStartDateTime"] = f"20200310{injected}"
    changes: dict[str, Any] = {"SeriesTime": series, "AcquisitionTime": acquired, "FrameReferenceTime": 300000}
    decision = decide_header(dose, AcquisitionDate=date, **changes)
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("series", 3600.0)
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert ("scan_dates_disagree" in decision.flags) is (date == "20200310")
    assert not {"injection_before_midnight", "injection_date_doubted"} & set(decision.flags)


def test_without_decay_correction_a_stale_date_leads_to_the_same_moments() -> None:
    told = replace(SERIES, decay_correction="NONE", series=EVENING, injection_datetime=EVENING - timedelta(hours=1))
    counted = [replace(SLICE, acquired=STALE + timedelta(days=1))]
    stale = decide_suv(told, [replace(SLICE, acquired=STALE)])
    assert stale.factors == decide_suv(told, counted).factors
    assert "injection_date_doubted" not in stale.flags


def test_a_scan_without_any_date_goes_on_after_midnight_too() -> None:
    nowhere = {"StudyDate": "", "SeriesDate": "", "AcquisitionDate": ""}
    dose = {"RadiopharmaceuticalStartTime": "225500"}
    decision = decide_header(dose, **nowhere, SeriesTime="235500", AcquisitionTime="001000")
    assert (decision.provenance.uptake_s, decision.provenance.reference_rule) == (3600.0, "series")


@pytest.mark.parametrize("with_date", [False, True])
@pytest.mark.parametrize("clocks", [("090000", "100000", "235500"), ("040000", "050000", "233000")])
def test_a_series_made_later_on_the_day_of_the_scan_is_a_reconstruction(
    clocks: tuple[str, str, str], with_date: bool
) -> None:
    injected, acquired, series = clocks
    dose = {"RadiopharmaceuticalStartTime": injected}
    if with_date:
        dose["RadiopharmaceuticalStartDateTime"] = f"20200310{injected}"
    decision = decide_header(dose, SeriesTime=series, AcquisitionTime=acquired)
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("acquisition", 3600.0)
    assert decision.flags == ()


def test_an_injection_dated_the_day_before_tells_a_reconstruction_from_a_stale_date() -> None:
    told = replace(SERIES, series=EVENING, injection_datetime=STALE - timedelta(hours=1))
    decision = decide_suv(told, [replace(SLICE, acquired=STALE)])
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("acquisition", 3600.0)


@pytest.mark.parametrize(
    ("series", "rule", "uptake_h"),
    [(EVENING, "series", 4 * 24 + 12), (EVENING - timedelta(hours=3), "acquisition", 3 * 24 + 12.25)],
)
def test_where_both_days_are_possible_the_scan_follows_a_series_begun_within_the_hour_and_is_flagged(
    series: datetime, rule: str, uptake_h: float
) -> None:
    told = replace(ZIRCONIUM, series=series, injection_datetime=EVENING - timedelta(days=4, hours=12))
    decision = decide_suv(told, [replace(SLICE, acquired=STALE)])
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == (rule, uptake_h * 3600)
    assert "scan_dates_disagree" in decision.flags


# ---- time zones


@pytest.mark.parametrize(
    ("told", "minutes"),
    [
        ("+0100", 60),
        ("+01:00", 60),
        ("-0330", -210),
        ("Z", 0),
        ("+0100\\+0100", 60),
        ("+0100\\+0200", None),
        ("+1", None),
        ("0100", None),
        ("+9900", None),
        ("+0175", None),
        ("", None),
    ],
)
def test_an_offset_from_utc_is_read_where_only_one_can_be_meant(told: str, minutes: int | None) -> None:
    assert zone_offset(told) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize("offset", ["+0100", "+01:00", ["+0100", "+0100"]])
def test_an_offset_in_another_form_still_moves_the_datetime(offset: Any) -> None:
    dose = {"RadiopharmaceuticalStartDateTime": "20200310080000+0000", "RadiopharmaceuticalStartTime": None}
    with quiet():
        decision = decide_header(dose, TimezoneOffsetFromUTC=offset)
    assert (decision.provenance.uptake_s, decision.flags) == (3600.0, ())


def test_a_z_is_no_offset_from_utc() -> None:
    dose = {"RadiopharmaceuticalStartDateTime": "20200310110000+0200", "RadiopharmaceuticalStartTime": None}
    decision = decide_header(dose, TimezoneOffsetFromUTC="Z")
    assert (decision.provenance.uptake_s, decision.flags) == (3600.0, ())


@pytest.mark.parametrize("offset", ["+1", "0100", "CET", ["+0100", "+0200"]])
def test_an_offset_that_cannot_be_read_is_as_unknown_as_a_missing_one(offset: Any) -> None:
    dose = {"RadiopharmaceuticalStartDateTime": "20200310090000+0000", "RadiopharmaceuticalStartTime": None}
    with quiet():
        decision = decide_header(dose, TimezoneOffsetFromUTC=offset)
        by_time = decide_header(dose | {"RadiopharmaceuticalStartTime": "091500"}, TimezoneOffsetFromUTC=offset)
    assert decision.flags == ("injection_zone_unknown",)
    assert by_time.provenance.uptake_s == 2700.0
    assert decide_header({}, TimezoneOffsetFromUTC="+1").flags == ()


# ---- private blocks

GE = (0x0009, 0x0D, "GEMS_PETD_01", "DT", "20200310095500")
SIEMENS = (0x0071, 0x22, "SIEMENS MED PT", "DT", "20200310095500")
PHILIPS_SUV = (0x7053, 0x00, "Philips PET Private Group", "DS", "0.25")
PHILIPS_ACTIVITY = (0x7053, 0x09, "Philips PET Private Group", "DS", "2.5")
FACTS = {
    GE: ("ge_scan", datetime(2020, 3, 10, 9, 55)),
    SIEMENS: ("siemens_decay", datetime(2020, 3, 10, 9, 55)),
    PHILIPS_SUV: ("philips_suv_factor", 0.25),
    PHILIPS_ACTIVITY: ("philips_activity_factor", 2.5),
}


def private_header(private: tuple[Any, ...], block: int, creators: dict[int, str], vr: str = "") -> Dataset:
    group, element, _, own_vr, value = private
    header = pet_header()
    for number, name in creators.items():
        header.add_new((group, number), "LO", name)
    told = value.encode() if vr == "UN" else value
    header.add_new((group, block << 8 | element), vr or own_vr, told)
    return header


def as_read(header: Dataset, syntax: str, *, plain: bool) -> Source:
    """The header as a file gives it, by either reader."""
    header.file_meta.TransferSyntaxUID = syntax
    header.file_meta.MediaStorageSOPClassUID, header.file_meta.MediaStorageSOPInstanceUID = header.SOPClassUID, "1.2.3"
    buffer = io.BytesIO()
    header.save_as(buffer, enforce_file_format=True)
    if plain:
        return parse_header(buffer.getvalue(), len(buffer.getvalue()))
    with quiet():
        return ForeignHeader(dcmread(io.BytesIO(buffer.getvalue())), syntax)


@pytest.mark.parametrize("private", FACTS, ids=lambda one: FACTS[one][0])
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("vr", ["", "UN"])
@pytest.mark.parametrize("block", [0x10, 0x11, 0xA7, 0xFF])
def test_a_private_element_is_found_in_whatever_block_its_creator_reserved(
    private: tuple[Any, ...], plain: bool, syntax: str, vr: str, block: int
) -> None:
    creators = {0x10: "ACME 1.0", block: private[2].lower() + " "}
    header = as_read(private_header(private, block, creators, vr), syntax, plain=plain)
    name, value = FACTS[private]
    assert isinstance(header, Header) is plain
    assert getattr(read_series_facts(header), name) == value


@pytest.mark.parametrize("private", FACTS, ids=lambda one: FACTS[one][0])
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("block", "creators", "taken"),
    [
        (0x10, {}, True),
        (0x10, {0x10: ""}, True),
        (0x11, {}, False),
        (0x10, {0x10: "ACME 1.0"}, False),
        (0x11, {0x11: "ACME 1.0"}, False),
        (0x10, {0x10: "ACME 1.0", 0x11: "own"}, False),
        (0x10, {0x11: "ACME 1.0"}, False),
        (0x12, {0x11: "own", 0x12: "own"}, True),
    ],
)
def test_a_private_element_is_taken_from_its_creators_block_or_of_a_group_without_creators(
    private: tuple[Any, ...], plain: bool, block: int, creators: dict[int, str], taken: bool
) -> None:
    named = {number: private[2] if name == "own" else name for number, name in creators.items()}
    header = as_read(private_header(private, block, named), ExplicitVRLittleEndian, plain=plain)
    name, value = FACTS[private]
    assert getattr(read_series_facts(header), name) == (value if taken else None)


def test_facts_that_repeat_see_a_private_block_that_comes_moves_or_goes() -> None:
    headers = [
        as_read(private_header(GE, block, creators), ExplicitVRLittleEndian, plain=True)
        for block, creators in (
            (0x11, {0x11: GE[2]}),
            (0x12, {0x12: GE[2]}),
            (0x12, {0x12: "ACME 1.0"}),
            (0x10, {}),
        )
    ]
    repeated = Repeated(read_series_facts)
    assert [repeated(one).ge_scan for one in headers] == [read_series_facts(one).ge_scan for one in headers]
    assert [bool(repeated(one).ge_scan) for one in headers] == [True, True, False, True]


def decide_private(private: tuple[Any, ...], **changes: Any) -> SuvDecision:
    header = private_header(private, 0x11, {0x10: "ACME 1.0", 0x11: private[2]})
    for keyword, value in changes.items():
        setattr(header, keyword, value)
    return decide_dataset(header)


def test_the_suv_follows_a_private_value_of_another_block() -> None:
    scan = decide_private(GE, SeriesTime="120000", Manufacturer="GE MEDICAL SYSTEMS")
    assert (scan.provenance.reference_rule, scan.provenance.uptake_s) == ("ge_scan", 3300.0)
    assert decide_private(PHILIPS_SUV, Units="CNTS", Manufacturer="Philips").factors == (0.25,)


def test_slices_borrow_a_date_or_have_their_own() -> None:
    for date, borrowed in (("20200310", False), (None, True)):
        assert read_slice_facts(ForeignHeader(pet_header(AcquisitionDate=date))).date_borrowed is borrowed


# ---- long-lived nuclides


@pytest.mark.parametrize(("series", "hours"), [(ZIRCONIUM, 7 * 24), (ZIRCONIUM, 16 * 24), (COPPER, 26), (COPPER, 60)])
def test_the_date_of_a_nuclide_that_lives_for_days_is_trusted_as_long_as_a_scan_is_possible(
    series: Any, hours: int
) -> None:
    decision = decide_suv(replace(series, injection_datetime=SCAN - timedelta(hours=hours)), [SLICE])
    assert decision.factors[0] == pytest.approx(UNDECAYED * 2 ** (hours * 3600 / series.half_life_s))
    assert decision.flags == ("uptake_unusual",)


@pytest.mark.parametrize(("series", "hours"), [(ZIRCONIUM, 17 * 24), (COPPER, 64), (ZIRCONIUM, -1)])
def test_beyond_five_half_lives_or_after_the_scan_that_date_is_refused(series: Any, hours: int) -> None:
    assert refusal(replace(series, injection_datetime=SCAN - timedelta(hours=hours))) is Reason.SUV_IMPLAUSIBLE_UPTAKE


def test_a_short_lived_nuclide_keeps_only_the_clock_of_a_date_beyond_two_half_lives() -> None:
    told = replace(SERIES, injection_datetime=SCAN - timedelta(hours=25))
    assert 5 * HALF_LIFE_S < 25 * 3600
    assert factor(told) == pytest.approx(START_FACTOR)
