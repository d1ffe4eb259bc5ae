"""The rules of SUV, each test in the rule's own words."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suv_cases import HALF_LIFE_S, SCAN, SERIES, SLICE, START_FACTOR, factor, refusal

from pet_ground.dicom.facts import SeriesFacts, SliceFacts
from pet_ground.dicom.names import UNKNOWN_TERM
from pet_ground.dicom.suv import decide_suv
from pet_ground.dicom.values import date_time, moment
from pet_ground.reasons import Reason
from pet_ground.units import HALF_LIFE_S as PUBLISHED_HALF_LIFE_S


def test_bqml_decays_the_dose_from_injection_to_the_reference_time() -> None:
    assert factor() == pytest.approx(START_FACTOR, rel=1e-12)


def test_one_half_life_later_the_factor_doubles() -> None:
    later = replace(SERIES, injection_datetime=SCAN - timedelta(seconds=3600 + HALF_LIFE_S))
    assert factor(later) == pytest.approx(2 * START_FACTOR, rel=1e-9)


def test_a_dose_spread_evenly_over_the_body_is_suv_1() -> None:
    at_scan_bq = 4e8 * 2 ** (-3600 / HALF_LIFE_S)
    assert factor() * at_scan_bq / 80e3 == pytest.approx(1.0)


def test_gml_of_body_weight_is_an_suv_already_and_is_never_decayed_again() -> None:
    assert factor(replace(SERIES, units="GML")) == 1.0
    assert factor(replace(SERIES, units="GML", suv_type="BW")) == 1.0


COUNTS = replace(SERIES, units="CNTS", philips_suv_factor=0.0005, philips_activity_factor=4.0)


def test_cnts_takes_philips_suv_per_count_first_then_activity_per_count_else_is_refused() -> None:
    assert factor(COUNTS) == 0.0005
    assert factor(replace(COUNTS, philips_suv_factor=None)) == pytest.approx(4 * START_FACTOR)
    assert factor(replace(COUNTS, philips_suv_factor=0.0)) == pytest.approx(4 * START_FACTOR)
    assert refusal(replace(COUNTS, philips_suv_factor=None, philips_activity_factor=None)) is Reason.SUV_UNITS
    assert refusal(replace(COUNTS, philips_suv_factor=0.0, philips_activity_factor=-1.0)) is Reason.SUV_UNITS


def test_philips_two_factors_that_give_other_suvs_are_flagged() -> None:
    assert decide_suv(COUNTS, [SLICE]).flags == ("philips_factors_disagree",)
    agreeing = replace(COUNTS, philips_suv_factor=4 * START_FACTOR * 1.005)
    assert decide_suv(agreeing, [SLICE]).flags == ()
    assert decide_suv(replace(COUNTS, weight=None), [SLICE]).flags == ()


@pytest.mark.parametrize("kind", ["NONE", "ADMIN", ""])
def test_philips_suv_per_count_is_for_voxels_that_are_corrected_to_the_start_of_the_scan(kind: str) -> None:
    alone = replace(COUNTS, philips_activity_factor=None, decay_correction=kind)
    assert refusal(alone) is Reason.SUV_DECAY_CORRECTION
    if kind:
        activity = replace(alone, philips_suv_factor=None, units="BQML")
        assert factor(replace(COUNTS, decay_correction=kind)) == pytest.approx(4 * factor(activity))


def test_cnts_without_decay_correction_is_per_slice_from_the_activity_per_count() -> None:
    beds = [replace(SLICE, acquired=SCAN + timedelta(minutes=5 * n)) for n in range(3)]
    uncorrected = replace(COUNTS, decay_correction="NONE")
    factors = decide_suv(uncorrected, beds).factors
    becquerel = decide_suv(replace(uncorrected, units="BQML"), beds).factors
    assert factors == pytest.approx([4 * one for one in becquerel])
    assert factors[2] / factors[0] == pytest.approx(2 ** (600 / HALF_LIFE_S))


@pytest.mark.parametrize("units", ["CPS", "PROPCPS", "PROPCNTS", "1CM", "NONE", "", "STDDEV", "PCNT", UNKNOWN_TERM])
def test_cps_propcps_propcnts_1cm_and_no_unit_are_refused(units: str) -> None:
    both = replace(COUNTS, units=units)
    assert refusal(both) is Reason.SUV_UNITS


def test_decay_correction_admin_means_no_decay() -> None:
    decision = decide_suv(replace(SERIES, decay_correction="ADMIN", injection_time=""), [SLICE])
    assert decision.factors[0] == pytest.approx(80e3 / 4e8)
    assert decision.provenance.uptake_s is None
    assert decision.flags == ("decay_corrected_to_injection",)


@pytest.mark.parametrize(("kind", "corrected"), [("START", False), ("ADMIN", False), ("NONE", True)])
def test_a_decay_correction_that_corrected_image_contradicts_is_flagged(kind: str, corrected: bool) -> None:
    series = replace(SERIES, decay_correction=kind, decay_corrected=corrected)
    assert "decay_correction_contradicted" in decide_suv(series, [SLICE]).flags
    for told in (None, not corrected):
        assert "decay_correction_contradicted" not in decide_suv(replace(series, decay_corrected=told), [SLICE]).flags


def test_decay_correction_none_is_per_slice_from_the_mean_over_the_frame() -> None:
    rate = math.log(2) / HALF_LIFE_S
    slices = [replace(SLICE, acquired=SCAN + timedelta(seconds=600 * n)) for n in range(3)]
    decision = decide_suv(replace(SERIES, decay_correction="NONE"), slices)
    for n, got in enumerate(decision.factors):
        expected = 80e3 / 4e8 * math.exp(rate * (3600 + 600 * n)) * rate * 120 / (1 - math.exp(-rate * 120))
        assert got == pytest.approx(expected, rel=1e-9)
    assert decision.provenance.suv_factor == decision.factors


@pytest.mark.parametrize("kind", ["", UNKNOWN_TERM])
def test_a_missing_or_unknown_decay_correction_is_refused(kind: str) -> None:
    assert refusal(replace(SERIES, decay_correction=kind)) is Reason.SUV_DECAY_CORRECTION


def test_the_series_time_is_the_reference_where_it_is_not_after_the_earliest_acquisition() -> None:
    decision = decide_suv(SERIES, [replace(SLICE, acquired=SCAN + timedelta(minutes=m)) for m in (20, 5, 10)])
    assert (decision.provenance.reference_rule, decision.provenance.uptake_s) == ("series", 3600.0)


def test_a_series_time_after_the_acquisition_gives_way_to_ge_then_frame_reference_then_acquisition() -> None:
    late = replace(SERIES, series=SCAN + timedelta(minutes=40))
    ge = decide_suv(replace(late, ge_scan=SCAN - timedelta(minutes=1)), [SLICE]).provenance
    assert (ge.reference_rule, ge.uptake_s) == ("ge_scan", 3540.0)
    frame = decide_suv(late, [replace(SLICE, frame_reference_s=300.0)]).provenance
    assert frame.reference_rule == "frame_reference"
    assert frame.uptake_s == pytest.approx(3600 + 60 - 300, abs=0.2)
    assert decide_suv(late, [SLICE]).provenance.reference_rule == "acquisition"


def test_every_candidate_is_kept_and_more_than_1_percent_apart_is_flagged() -> None:
    far = decide_suv(SERIES, [replace(SLICE, acquired=SCAN + timedelta(minutes=10))])
    assert far.provenance.reference_candidates_s == {"series": 3600.0, "acquisition": 4200.0}
    assert "reference_time_disagreement" in far.flags
    near = decide_suv(SERIES, [replace(SLICE, acquired=SCAN + timedelta(seconds=30))])
    assert "reference_time_disagreement" not in near.flags


def test_an_injection_time_without_a_date_takes_the_date_of_the_series_across_midnight_under_6_hours() -> None:
    night = replace(SERIES, series=datetime(2020, 3, 11, 0, 10), injection_time="231000")
    decision = decide_suv(night, [replace(SLICE, acquired=datetime(2020, 3, 11, 0, 10))])
    assert (decision.provenance.uptake_s, "injection_before_midnight" in decision.flags) == (3600.0, True)


def test_never_a_negative_uptake_time() -> None:
    assert refusal(replace(SERIES, injection_time="110000")) is Reason.SUV_IMPLAUSIBLE_UPTAKE


@pytest.mark.parametrize("days", [-400, -1, 1, 30])
def test_an_injection_datetime_more_than_2_half_lives_off_is_used_for_its_clock_only(days: int) -> None:
    told = replace(SERIES, injection_datetime=SCAN - timedelta(hours=1) + timedelta(days=days))
    decision = decide_suv(told, [SLICE])
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert "injection_date_doubted" in decision.flags


def test_no_injection_time_or_no_scan_time_is_refused() -> None:
    assert refusal(replace(SERIES, injection_time="")) is Reason.SUV_NO_INJECTION_TIME
    assert refusal(replace(SERIES, series=None), replace(SLICE, acquired=None)) is Reason.SUV_NO_SCAN_TIME


def test_a_dose_below_1e5_is_in_mbq_and_flagged() -> None:
    decision = decide_suv(replace(SERIES, dose=400.0), [SLICE])
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert "dose_in_mbq" in decision.flags


@pytest.mark.parametrize("dose", [None, 0.0, -4e8])
def test_a_missing_dose_is_refused(dose: float | None) -> None:
    assert refusal(replace(SERIES, dose=dose)) is Reason.SUV_NO_DOSE


@pytest.mark.parametrize("dose", [2e5, 9e9, 0.01, 9e4])
def test_a_dose_that_nobody_gets_is_refused_whatever_its_unit(dose: float) -> None:
    assert refusal(replace(SERIES, dose=dose)) is Reason.SUV_IMPLAUSIBLE_DOSE


def test_a_weight_of_1000_or_more_is_in_grams_and_flagged() -> None:
    decision = decide_suv(replace(SERIES, weight=80000.0), [SLICE])
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert "weight_in_grams" in decision.flags


def test_a_missing_weight_is_never_filled_in() -> None:
    assert refusal(replace(SERIES, weight=None)) is Reason.SUV_NO_WEIGHT
    assert refusal(replace(SERIES, weight=0.0)) is Reason.SUV_NO_WEIGHT
    assert refusal(replace(SERIES, weight=700.0)) is Reason.SUV_IMPLAUSIBLE_WEIGHT


@pytest.mark.parametrize(
    ("nuclide", "half_life_s"),
    [("F-18", 6586.2), ("Ga-68", 4057.7), ("C-11", 1223.0), ("Cu-64", 45721.0), ("Zr-89", 282240.0)],
)
@pytest.mark.parametrize("told", [None, 0.0, -1.0])
def test_a_missing_half_life_comes_from_the_radionuclide_code(
    nuclide: str, half_life_s: float, told: float | None
) -> None:
    series = replace(SERIES, half_life_s=told, radionuclide=nuclide, tracer="", injection_time="")
    dated = replace(series, injection_datetime=SCAN - timedelta(hours=1))
    assert factor(dated) == pytest.approx(80e3 / 4e8 * 2 ** (3600 / half_life_s))
    assert refusal(replace(dated, radionuclide="")) is Reason.SUV_NO_HALF_LIFE


def test_a_half_life_that_is_implausible_against_the_code_is_refused() -> None:
    assert refusal(replace(SERIES, half_life_s=109.8)) is Reason.SUV_IMPLAUSIBLE_HALF_LIFE
    assert refusal(replace(SERIES, half_life_s=4057.7, tracer="")) is Reason.SUV_IMPLAUSIBLE_HALF_LIFE
    assert decide_suv(replace(SERIES, half_life_s=6588.0), [SLICE]).provenance.half_life_s == 6588.0


def test_gallium_68_decays_with_its_own_half_life() -> None:
    gallium = replace(SERIES, radionuclide="Ga-68", half_life_s=4057.7, tracer="DOTATATE")
    assert factor(gallium) == pytest.approx(80e3 / 4e8 * 2 ** (3600 / 4057.7))


@pytest.mark.parametrize("kind", ["START", "NONE"])
@pytest.mark.parametrize("half_life_s", [1.0, 1e-300, 109.77, 20.4, 67.7, 762.0, 12.7, 78.4, 6700.0, 1e9])
def test_without_a_known_nuclide_the_half_life_must_be_that_of_some_pet_nuclide(half_life_s: float, kind: str) -> None:
    unknown = replace(SERIES, radionuclide="", half_life_s=half_life_s, decay_correction=kind)
    assert refusal(unknown) is Reason.SUV_IMPLAUSIBLE_HALF_LIFE


def test_a_half_life_that_fits_a_pet_nuclide_is_taken_and_flagged_where_the_nuclide_is_not_named() -> None:
    decision = decide_suv(replace(SERIES, radionuclide="", half_life_s=6588.0), [SLICE])
    assert decision.factors[0] == pytest.approx(START_FACTOR, rel=1e-3)
    assert "radionuclide_unknown" in decision.flags
    assert decide_suv(SERIES, [SLICE]).flags == ()


@pytest.mark.parametrize("radionuclide", ["Ga-68", ""])
def test_a_tracer_that_is_always_labelled_with_fluorine_has_its_half_life(radionuclide: str) -> None:
    assert refusal(replace(SERIES, half_life_s=4057.7, radionuclide=radionuclide)) is Reason.SUV_IMPLAUSIBLE_HALF_LIFE
    assert factor(replace(SERIES, half_life_s=4057.7, radionuclide=radionuclide, tracer="PSMA-11")) > 0


@pytest.mark.parametrize("units", ["BQML", "CNTS", "GML"])
def test_more_than_one_radiopharmaceutical_is_refused(units: str) -> None:
    assert refusal(replace(COUNTS, units=units, tracers=2)) is Reason.SUV_SEVERAL_TRACERS


@given(
    weight=st.floats(1, 400),
    dose=st.floats(1e6, 4e9),
    half_lives=st.floats(0, 2),
    half_life_s=st.sampled_from(sorted(PUBLISHED_HALF_LIFE_S.values())),
)
@settings(deadline=None, max_examples=60)
def test_the_suv_is_proportional_to_weight_and_inverse_to_the_dose_at_the_scan(
    weight: float, dose: float, half_lives: float, half_life_s: float
) -> None:
    injected = SCAN - timedelta(seconds=half_lives * half_life_s)
    series = replace(
        SERIES,
        weight=weight,
        dose=dose,
        half_life_s=half_life_s,
        radionuclide="",
        tracer="",
        injection_datetime=injected,
    )
    uptake_s = (SCAN - injected).total_seconds()
    if uptake_s > 2 * half_life_s:
        return
    assert factor(series) == pytest.approx(weight * 1000 / (dose * 2 ** (-uptake_s / half_life_s)), rel=1e-6)


def test_more_than_five_half_lives_from_injection_to_scan_are_refused() -> None:
    early = replace(SERIES, injection_time="000000")
    assert 10 * 3600 / HALF_LIFE_S > 5
    assert refusal(early) is Reason.SUV_IMPLAUSIBLE_UPTAKE
    assert refusal(replace(early, decay_correction="NONE")) is Reason.SUV_IMPLAUSIBLE_UPTAKE
    assert refusal(replace(SERIES, half_life_s=75.0, radionuclide="Rb-82", tracer="")) is Reason.SUV_IMPLAUSIBLE_UPTAKE


@pytest.mark.parametrize("kind", ["START", "NONE"])
def test_an_injection_at_exactly_midnight_is_a_default_of_some_systems_and_flagged(kind: str) -> None:
    early = SCAN.replace(hour=1)
    series = replace(SERIES, injection_time="000000.00", series=early, decay_correction=kind)
    assert "injection_at_midnight" in decide_suv(series, [replace(SLICE, acquired=early)]).flags
    told = replace(series, injection_time="", injection_datetime=SCAN.replace(hour=0))
    assert "injection_at_midnight" in decide_suv(told, [replace(SLICE, acquired=early)]).flags
    assert "injection_at_midnight" not in decide_suv(replace(SERIES, decay_correction=kind), [SLICE]).flags


@pytest.mark.parametrize("kind", ["START", "NONE"])
@pytest.mark.parametrize(("tracer", "minutes"), [("FDG", 20), ("FDG", 150), ("DCFPyL", 240), ("", 240)])
def test_an_unusual_uptake_is_flagged_for_every_tracer(tracer: str, minutes: int, kind: str) -> None:
    time = (SCAN - timedelta(minutes=minutes)).strftime("%H%M%S")
    series = replace(SERIES, tracer=tracer, injection_time=time, decay_correction=kind)
    assert "uptake_unusual" in decide_suv(series, [SLICE]).flags
    assert "uptake_unusual" not in decide_suv(replace(series, injection_time="090000"), [SLICE]).flags


def test_the_flags_of_the_injection_are_kept_without_decay_correction() -> None:
    doubted = replace(SERIES, decay_correction="NONE", injection_datetime=SCAN - timedelta(days=30, hours=1))
    assert "injection_date_doubted" in decide_suv(doubted, [SLICE]).flags
    night = datetime(2020, 3, 11, 0, 10)
    across = replace(SERIES, decay_correction="NONE", series=night, injection_time="231000")
    assert decide_suv(across, [replace(SLICE, acquired=night)] * 3).flags == ("injection_before_midnight",)


def test_a_nuclide_that_lives_for_days_needs_the_date_of_its_injection() -> None:
    slow = replace(SERIES, radionuclide="Zr-89", half_life_s=282240.0, tracer="")
    assert refusal(slow) is Reason.SUV_NO_INJECTION_TIME
    dated = replace(slow, injection_datetime=SCAN - timedelta(days=5))
    assert factor(dated) == pytest.approx(80e3 / (4e8 * 2 ** (-5 * 86400 / 282240.0)))
    assert refusal(replace(slow, injection_datetime=SCAN - timedelta(days=17))) is Reason.SUV_IMPLAUSIBLE_UPTAKE


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("20200310", "101530.250000", datetime(2020, 3, 10, 10, 15, 30, 250000)),
        ("20200310", "1015", datetime(2020, 3, 10, 10, 15)),
        ("2020.03.10", "10:15:30", datetime(2020, 3, 10, 10, 15, 30)),
        ("20200310", "256000", None),
        ("20201310", "100000", None),
        ("99991231", "235960", None),
        ("", "100000", None),
        ("20200310", "", None),
    ],
)
def test_a_date_and_time_are_read_or_missing_but_never_guessed(date: str, time: str, expected: datetime | None) -> None:
    assert moment(date, time) == expected


def test_a_datetime_with_an_offset_is_moved_to_the_offset_of_the_header() -> None:
    assert date_time("20200310080000+0000", "+0100") == datetime(2020, 3, 10, 9, 0)
    assert date_time("20200310080000+0000") == datetime(2020, 3, 10, 8, 0)
    assert date_time("00010101000000+0500", "+0000") is None
    assert date_time("99991231230000-0500", "+0000") is None


VENDORS = {
    "SIEMENS": 4.2748316187197236e-4,
    "GE_MEDICAL_AND_BQML": 5.367387681819742e-4,
    "PHILIPS_BQML": 7.463747013889488e-4,
    "PHILIPS_CNTS_AND_SUV": 7.28e-4,
}


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_real_headers_of_four_scanners_give_their_published_factors(golden: Path, vendor: str) -> None:
    headers = json.loads((golden / "suv_headers" / f"{vendor}-instances.json").read_text(encoding="utf-8"))
    decision = decide_suv(_series(headers[0]), [_slice(header) for header in headers])
    assert decision.factors[0] == pytest.approx(VENDORS[vendor], rel=1e-5)


def _series(header: dict[str, object]) -> SeriesFacts:
    philips = header["PhilipsPETPrivateGroup"]
    assert isinstance(philips, dict)
    suv, activity = philips.get("SUVScaleFactor"), philips.get("ActivityConcentrationScaleFactor")
    return SeriesFacts(
        units=str(header["Units"]),
        decay_correction=str(header["DecayCorrection"]),
        weight=float(str(header["PatientWeight"])),
        dose=float(str(header["RadionuclideTotalDose"])),
        half_life_s=float(str(header["RadionuclideHalfLife"])),
        tracers=1,
        series=moment(str(header["SeriesDate"]), str(header["SeriesTime"])),
        injection_datetime=date_time(str(header.get("RadiopharmaceuticalStartDateTime", ""))),
        injection_time=str(header["RadiopharmaceuticalStartTime"]),
        philips_suv_factor=None if suv is None else float(suv),
        philips_activity_factor=None if activity is None else float(activity),
    )


def _slice(header: dict[str, object]) -> SliceFacts:
    return SliceFacts(
        acquired=moment(str(header["AcquisitionDate"]), str(header["AcquisitionTime"])),
        frame_reference_s=float(str(header["FrameReferenceTime"])) / 1000,
        frame_duration_s=float(str(header["ActualFrameDuration"])) / 1000,
    )
