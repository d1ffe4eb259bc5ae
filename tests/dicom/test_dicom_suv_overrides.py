"""What a person says in place of a header: used as given, seen in the provenance, and checked like a header."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from suv_cases import HALF_LIFE_S, SCAN, SERIES, SLICE, START_FACTOR, UNDECAYED

from pet_ground.dicom.facts import SeriesFacts
from pet_ground.dicom.overrides import FACT_OF, apply_override
from pet_ground.dicom.suv import SuvDecision, decide_suv
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.records import SuvOverride


def decide(override: SuvOverride, facts: SeriesFacts = SERIES) -> SuvDecision:
    return decide_suv(apply_override(facts, override), [SLICE])


def refusal(override: SuvOverride, facts: SeriesFacts = SERIES) -> Reason:
    with pytest.raises(ItemDropped) as caught:
        decide(override, facts)
    return caught.value.reason


def test_without_an_override_the_facts_stay_as_they_are() -> None:
    assert apply_override(SERIES, None) is SERIES
    assert apply_override(SERIES, SuvOverride()) is SERIES
    assert decide_suv(SERIES, [SLICE]).provenance.overrides == ()


def test_every_field_of_an_override_has_its_fact() -> None:
    assert set(FACT_OF) == set(SuvOverride.model_fields)
    assert set(FACT_OF.values()) <= set(vars(SERIES))


@pytest.mark.parametrize(
    ("broken", "override"),
    [
        ({"weight": None}, SuvOverride(weight_kg=80.0)),
        ({"dose": 0.0}, SuvOverride(dose_bq=4e8)),
        ({"half_life_s": 109.8}, SuvOverride(half_life_s=HALF_LIFE_S)),
        ({"injection_time": ""}, SuvOverride(injection=SCAN - timedelta(hours=1))),
        ({"units": "PROPCNTS"}, SuvOverride(units="bqml ")),
        ({"decay_correction": ""}, SuvOverride(decay_correction="start")),
    ],
)
def test_a_refused_study_is_repaired_and_the_override_is_visible(
    broken: dict[str, object], override: SuvOverride
) -> None:
    facts = replace(SERIES, **broken)
    with pytest.raises(ItemDropped):
        decide_suv(facts, [SLICE])
    decision = decide(override, facts)
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert decision.provenance.overrides == override.names


def test_height_and_sex_repair_a_lean_body_mass() -> None:
    facts = replace(SERIES, units="GML", suv_type="LBM")
    decision = decide(SuvOverride(height_m=1.6, sex="M"), facts)
    assert decision.factors[0] == pytest.approx(80 / 58)
    assert decision.provenance.overrides == ("height_m", "sex")


def test_a_persons_injection_replaces_date_and_time_and_its_date_is_not_doubted() -> None:
    facts = replace(SERIES, injection_datetime=SCAN.replace(year=1900), injection_time="070000")
    early = SCAN - timedelta(seconds=3 * HALF_LIFE_S)
    decision = decide(SuvOverride(injection=early), facts)
    assert decision.factors[0] == pytest.approx(8 * UNDECAYED)
    assert decision.flags == ("uptake_unusual",)


@pytest.mark.parametrize("hours", [-1, 24])
def test_a_persons_injection_after_the_scan_or_days_before_is_refused(hours: int) -> None:
    assert refusal(SuvOverride(injection=SCAN - timedelta(hours=hours))) is Reason.SUV_IMPLAUSIBLE_UPTAKE


def test_a_persons_injection_at_a_scan_without_a_date_counts_by_its_clock() -> None:
    undated = replace(SERIES, series=SCAN.replace(year=2000), dated=False)
    slices = [replace(SLICE, acquired=SCAN.replace(year=2000))]
    decision = decide_suv(apply_override(undated, SuvOverride(injection=SCAN - timedelta(hours=1))), slices)
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert decision.flags == ("scan_date_missing",)


def test_a_person_errs_too() -> None:
    assert refusal(SuvOverride(weight_kg=700)) is Reason.SUV_IMPLAUSIBLE_WEIGHT
    assert refusal(SuvOverride(dose_bq=2e5)) is Reason.SUV_IMPLAUSIBLE_DOSE
    assert refusal(SuvOverride(half_life_s=110)) is Reason.SUV_IMPLAUSIBLE_HALF_LIFE
    decision = decide(SuvOverride(dose_bq=400, weight_kg=80000))
    assert decision.factors[0] == pytest.approx(START_FACTOR)
    assert decision.flags == ("weight_in_grams", "dose_in_mbq")


def test_a_persons_half_life_names_the_radionuclide_but_not_against_the_tracer() -> None:
    gallium = SuvOverride(half_life_s=4057.7)
    facts = apply_override(replace(SERIES, tracer="DOTATATE"), gallium)
    assert facts.radionuclide == "Ga-68"
    assert decide_suv(facts, [SLICE]).factors[0] == pytest.approx(UNDECAYED * 2 ** (3600 / 4057.7))
    assert refusal(gallium) is Reason.SUV_IMPLAUSIBLE_HALF_LIFE


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        (SuvOverride(units="kBq/ml"), Reason.SUV_UNITS),
        (SuvOverride(decay_correction="YES"), Reason.SUV_DECAY_CORRECTION),
        (SuvOverride(injection=datetime(2020, 3, 10, 9, tzinfo=UTC)), Reason.SUV_NO_INJECTION_TIME),
    ],
)
def test_terms_that_are_none_of_dicoms_and_other_time_zones_are_refused(override: SuvOverride, reason: Reason) -> None:
    assert refusal(override) is reason


def test_several_radiopharmaceuticals_cant_be_overridden() -> None:
    everything = SuvOverride(dose_bq=4e8, half_life_s=HALF_LIFE_S, injection=SCAN - timedelta(hours=1))
    assert refusal(everything, replace(SERIES, tracers=2)) is Reason.SUV_SEVERAL_TRACERS
    assert decide(everything, replace(SERIES, tracers=0)).factors[0] == pytest.approx(START_FACTOR)
