"""Kinds of SUV: every formula against values worked out by hand, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from suv_cases import SERIES, SLICE, decide_header, factor, header_refusal, refusal

from pet_ground.dicom.suv import decide_suv
from pet_ground.dicom.suv_types import Body, body_surface_m2, find_body, type_factor
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason
from pet_ground.units import SuvType

KINDS: tuple[SuvType, ...] = get_args(SuvType)
MASSES_KG = {
    # 80 kg, 160 cm: W/H = 0.5 kg/cm, (W/H)^2 = 0.25; BMI = 31.25
    ("LBM", "M"): 58.0,  # 88 - 30
    ("LBM", "F"): 48.6,  # 85.6 - 37
    ("LBM", "O"): 53.3,
    ("LBMJAMES128", "M"): 56.0,  # 88 - 32
    ("LBMJAMES128", "F"): 48.6,
    ("LBMJAMES128", "O"): 52.3,
    ("LBMJANMA", "M"): 741600 / 13430,  # 6680 + 6750
    ("LBMJANMA", "F"): 741600 / 16405,  # 8780 + 7625
    ("LBMJANMA", "O"): (741600 / 13430 + 741600 / 16405) / 2,
    ("IBW", "M"): 56.48,  # 48 + 8.48
    ("IBW", "F"): 52.78,  # 45.5 + 7.28
    ("IBW", "O"): 54.63,
}
KNOWN = replace(SERIES, weight=80.0, height=1.60, sex="M", units="GML", suv_type="LBM")


@pytest.mark.parametrize(("kind", "sex"), MASSES_KG)
def test_each_mass_is_the_one_worked_out_by_hand(kind: SuvType, sex: str) -> None:
    assert type_factor(kind, Body(80.0, 1.60, sex)) * 80.0 == pytest.approx(MASSES_KG[kind, sex], rel=1e-12)


def test_the_body_surface_is_that_of_du_bois() -> None:
    """70 kg and 170 cm: 0.007184 x 6.08368 x 41.40716 m2; the surface of a man of that size is 1.81 m2 in their tables."""
    assert body_surface_m2(Body(70.0, 1.70, "")) == pytest.approx(1.80971, abs=1e-5)
    assert type_factor("BSA", Body(70.0, 1.70, "")) == pytest.approx(0.25853, abs=1e-5)


@pytest.mark.parametrize(("kind", "sex"), MASSES_KG)
def test_gml_of_another_suv_type_is_converted_to_body_weight_and_never_decayed_again(kind: str, sex: str) -> None:
    decision = decide_suv(replace(KNOWN, suv_type=kind, sex=sex), [SLICE])
    assert decision.factors[0] == pytest.approx(80.0 / MASSES_KG[kind, sex], rel=1e-12)
    assert (decision.provenance.rule, decision.provenance.suv_type) == (f"GML/{kind}", kind)
    assert (decision.provenance.weight_kg, decision.provenance.uptake_s, decision.flags) == (80.0, None, ())


@pytest.mark.parametrize("suv_type", ["", "BSA"])
def test_cm2ml_is_an_suv_of_body_surface_whether_its_type_says_so_or_is_absent(suv_type: str) -> None:
    decision = decide_suv(replace(KNOWN, units="CM2ML", suv_type=suv_type, sex="", weight=70.0, height=1.70), [SLICE])
    assert decision.factors[0] == pytest.approx(1 / 0.25853, rel=1e-4)
    assert decision.provenance.suv_type == "BSA"
    assert decision.flags == (() if suv_type else ("suv_type_absent",))


@pytest.mark.parametrize(("units", "suv_type"), [("GML", "BSA"), ("CM2ML", "BW"), ("CM2ML", "LBM"), ("CNTS", "LBM")])
def test_units_and_a_type_that_contradict_each_other_are_refused(units: str, suv_type: str) -> None:
    assert refusal(replace(KNOWN, units=units, suv_type=suv_type, philips_suv_factor=0.001)) is Reason.SUV_TYPE


def test_an_unknown_suv_type_is_refused() -> None:
    assert header_refusal(Units="GML", SUVType="TOBOSO") is Reason.SUV_TYPE


@pytest.mark.parametrize("sex", [None, "", "X", "MANN"])
@pytest.mark.parametrize("kind", ["LBM", "LBMJAMES128", "LBMJANMA", "IBW"])
def test_a_sex_that_is_missing_or_neither_m_f_nor_o_is_refused(kind: str, sex: str | None) -> None:
    assert header_refusal(Units="GML", SUVType=kind, PatientSize=1.6, PatientSex=sex) is Reason.SUV_NO_HEIGHT


@pytest.mark.parametrize("height", [None, 0, -1.7])
def test_a_missing_height_is_refused_and_body_weight_needs_none(height: float | None) -> None:
    assert header_refusal(Units="GML", SUVType="IBW", PatientSize=height, PatientSex="M") is Reason.SUV_NO_HEIGHT
    assert header_refusal(Units="CM2ML", PatientSize=height, PatientSex="M") is Reason.SUV_NO_HEIGHT
    assert decide_header(Units="GML", SUVType="BW", PatientSize=height).factors == (1.0,)


@pytest.mark.parametrize("weight", [None, 0.0])
def test_a_missing_weight_is_refused_where_the_type_needs_it(weight: float | None) -> None:
    assert refusal(replace(KNOWN, weight=weight)) is Reason.SUV_NO_WEIGHT
    assert factor(replace(KNOWN, suv_type="BW", weight=weight)) == 1.0


def test_height_over_3_is_cm_and_a_weight_of_1000_or_more_is_grams() -> None:
    decision = decide_suv(replace(KNOWN, height=160.0, weight=80000.0), [SLICE])
    assert decision.factors[0] == pytest.approx(80.0 / 58.0)
    assert decision.flags == ("weight_in_grams", "height_in_cm")


@pytest.mark.parametrize("height", [2.9, 0.2, 3.5, 1750.0])
def test_a_height_that_nobody_has_is_refused(height: float) -> None:
    assert refusal(replace(KNOWN, height=height)) is Reason.SUV_IMPLAUSIBLE_HEIGHT


def test_a_height_in_inches_read_as_cm_does_not_go_with_an_adult_weight() -> None:
    assert refusal(replace(KNOWN, height=63.0)) is Reason.SUV_IMPLAUSIBLE_HEIGHT


def test_a_formula_that_gives_no_positive_mass_is_refused() -> None:
    assert refusal(replace(KNOWN, suv_type="IBW", height=1.0, weight=16.0)) is Reason.SUV_TYPE
    assert refusal(replace(KNOWN, sex="F", height=1.55, weight=200.0)) is Reason.SUV_TYPE


def test_an_suv_of_uncorrected_voxels_is_flagged() -> None:
    assert "suv_without_decay_correction" in decide_header(Units="GML", SUVType="BW", DecayCorrection="NONE").flags


def test_the_ratio_of_every_kind_that_was_asked_for_is_in_the_provenance() -> None:
    decision = decide_suv(replace(SERIES, height=1.60, sex="M"), [SLICE], suv_types=KINDS)
    ratios = decision.provenance.type_factors
    assert set(ratios) == set(KINDS)
    assert ratios["BW"] == 1.0
    assert ratios["LBMJAMES128"] == pytest.approx(0.7)
    assert decision.flags == ()
    assert decide_suv(SERIES, [SLICE]).provenance.type_factors == {}


@pytest.mark.parametrize("changes", [{"height": None}, {"height": 2.9}])
def test_kinds_that_cant_be_known_are_left_out_and_flagged_but_body_weight_stays(changes: dict[str, float]) -> None:
    decision = decide_suv(replace(SERIES, sex="M", **changes), [SLICE], suv_types=("BW", "LBM"))
    assert decision.provenance.type_factors == {"BW": 1.0}
    assert "suv_types_unknown" in decision.flags
    assert decision.factors == decide_suv(SERIES, [SLICE]).factors


def test_body_surface_needs_no_sex() -> None:
    decision = decide_suv(replace(SERIES, height=1.60), [SLICE], suv_types=("BSA", "LBM"))
    assert set(decision.provenance.type_factors) == {"BSA"}
    assert "suv_types_unknown" in decision.flags


def test_repairs_for_the_kinds_are_flagged() -> None:
    assert "height_in_cm" in decide_suv(replace(SERIES, height=160.0, sex="F"), [SLICE], suv_types=("LBM",)).flags


@given(
    weight=st.floats(45, 140),
    height=st.floats(1.5, 2.0),
    sex=st.sampled_from("MFO"),
    kind=st.sampled_from(["LBM", "LBMJAMES128", "LBMJANMA", "IBW"]),
)
@settings(deadline=None, max_examples=80)
def test_converting_back_and_forth_is_the_identity(weight: float, height: float, sex: str, kind: SuvType) -> None:
    series = replace(KNOWN, weight=weight, height=height, sex=sex, suv_type=kind)
    try:
        ratio = type_factor(kind, find_body(series))
    except ItemDropped:
        return
    assert factor(series) * ratio == pytest.approx(1.0)
    ratios = [type_factor(kind, Body(weight, height, one)) for one in "MF"]
    assert min(ratios) <= ratio <= max(ratios)
