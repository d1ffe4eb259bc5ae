"""The cases of the reference objects of the OncoRay/IBSI manual (its list of 2026), on headers of our own making.

The header is that of a man of 80 kg and 160 cm, injected with 400 MBq of F-18 at 09:00 and scanned from 10:00 on.
"""

from __future__ import annotations

from typing import Any

import pytest
from suv_cases import HALF_LIFE_S, START_FACTOR, UNDECAYED, decide_header, header_refusal

from pet_ground.reasons import Reason

BODY = {"PatientSize": 1.6, "PatientSex": "M"}
SERIES_LATE = {"SeriesTime": "113000"}
BED = {"AcquisitionTime": "100500", "FrameReferenceTime": 450000, "ActualFrameDuration": 300000}
"""A frame from 10:05 to 10:10 whose average count is at 10:07:30, 450 s after the reference."""
UNCORRECTED = {"DecayCorrection": "NONE", "AcquisitionTime": "100500", "ActualFrameDuration": 300000}
AT_THE_MEAN = UNDECAYED * 2 ** ((3600 + 450) / HALF_LIFE_S)
DATETIME, TIME = "RadiopharmaceuticalStartDateTime", "RadiopharmaceuticalStartTime"
SIEMENS, GE, PHILIPS, SYNTHETIC = "SIEMENS", "GE MEDICAL SYSTEMS", "Philips Medical Systems", "Synthetic"

COMPUTED: dict[str, tuple[dict[str, Any], dict[str, Any], float]] = {
    "DRO_0_0": ({}, {}, START_FACTOR),
    "DRO_2_0": ({}, {"Units": "GML"}, 1.0),
    "DRO_2_1_0 LBMJAMES128 M": ({}, BODY | {"Units": "GML", "SUVType": "LBMJAMES128"}, 80 / 56),
    "DRO_2_1_1 F": ({}, BODY | {"Units": "GML", "SUVType": "LBMJAMES128", "PatientSex": "F"}, 80 / 48.6),
    "DRO_2_1_2 O": ({}, BODY | {"Units": "GML", "SUVType": "LBMJAMES128", "PatientSex": "O"}, 80 / 52.3),
    "DRO_2_2_0 IBW M": ({}, BODY | {"Units": "GML", "SUVType": "IBW"}, 80 / 56.48),
    "DRO_2_2_1 F": ({}, BODY | {"Units": "GML", "SUVType": "IBW", "PatientSex": "F"}, 80 / 52.78),
    "DRO_2_2_2 O": ({}, BODY | {"Units": "GML", "SUVType": "IBW", "PatientSex": "O"}, 80 / 54.63),
    "DRO_2_3 CM2ML": ({}, BODY | {"Units": "CM2ML", "SUVType": "BSA"}, 80e3 / (71.84 * 80**0.425 * 160**0.725)),
    "DRO_2_6_0 LBMJANMA M": ({}, BODY | {"Units": "GML", "SUVType": "LBMJANMA"}, 13430 / 9270),
    "DRO_2_6_1 F": ({}, BODY | {"Units": "GML", "SUVType": "LBMJANMA", "PatientSex": "F"}, 16405 / 9270),
    "DRO_3_0 MBq": ({"RadionuclideTotalDose": 400}, {}, START_FACTOR),
    "DRO_3_1 ADMIN": ({}, {"DecayCorrection": "ADMIN"}, UNDECAYED),
    "DRO_3_2_0 Siemens": ({}, SERIES_LATE | BED | {"Manufacturer": SIEMENS}, START_FACTOR),
    "DRO_3_2_1 GE": ({}, SERIES_LATE | BED | {"Manufacturer": GE, "FrameReferenceTime": 300000}, START_FACTOR),
    "DRO_3_2_2 Philips": ({}, SERIES_LATE | BED | {"Manufacturer": PHILIPS}, START_FACTOR),
    "DRO_3_2_3 synthetic": ({}, SERIES_LATE | BED | {"Manufacturer": SYNTHETIC}, START_FACTOR),
    "DRO_3_4_0 NONE": ({}, UNCORRECTED | {"Manufacturer": SIEMENS}, AT_THE_MEAN),
    "DRO_3_4_1 NONE GE": ({}, UNCORRECTED | {"Manufacturer": GE}, AT_THE_MEAN),
    "DRO_3_5_0": ({}, {"Manufacturer": SIEMENS, "FrameReferenceTime": 60000}, START_FACTOR),
    "DRO_3_5_1": ({}, {"Manufacturer": GE, "FrameReferenceTime": 60000}, START_FACTOR),
    "DRO_4_0": ({DATETIME: "20200310090000", TIME: None}, {}, START_FACTOR),
    "DRO_4_1": ({TIME: "090000"}, {}, START_FACTOR),
    "DRO_4_2": ({TIME: "233000"}, {"SeriesTime": "003000", "AcquisitionTime": "003000"}, START_FACTOR),
    "DRO_4_3": (
        {DATETIME: "20200309233000", TIME: "233000"},
        {"SeriesTime": "003000", "AcquisitionTime": "003000"},
        START_FACTOR,
    ),
    "DRO_4_4": (
        {DATETIME: "20200309233000", TIME: "233000"},
        {"SeriesTime": "003000", "AcquisitionTime": "003000", "AcquisitionDate": "19000101"},
        START_FACTOR,
    ),
    "DRO_5_0": (
        {"RadionuclideHalfLife": 4057.7, "RadionuclideCodeSequence": None, "Radiopharmaceutical": "Ga68-PSMA"},
        {},
        UNDECAYED * 2 ** (3600 / 4057.7),
    ),
}
ZIRCONIUM = {"RadionuclideHalfLife": 282240, "RadionuclideCodeSequence": None, "Radiopharmaceutical": ""}
IDEAL = BODY | {"Units": "GML", "SUVType": "IBW"}
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], Reason]] = {
    "DRO_error_2_0": ({}, {"PatientWeight": None}, Reason.SUV_NO_WEIGHT),
    "DRO_error_2_1": ({}, {"PatientWeight": 0}, Reason.SUV_NO_WEIGHT),
    "DRO_error_2_2": ({}, IDEAL | {"PatientSex": None}, Reason.SUV_NO_HEIGHT),
    "DRO_error_2_3": ({}, IDEAL | {"PatientSex": "X"}, Reason.SUV_NO_HEIGHT),
    "DRO_error_2_4": ({}, IDEAL | {"PatientSize": None}, Reason.SUV_NO_HEIGHT),
    "DRO_error_2_5": ({}, IDEAL | {"PatientSize": 0}, Reason.SUV_NO_HEIGHT),
    "DRO_error_2_6": ({}, {"Units": "CNTS", "Manufacturer": PHILIPS}, Reason.SUV_UNITS),
    "DRO_error_2_7": ({}, {"Units": "PROPCNTS"}, Reason.SUV_UNITS),
    "DRO_error_3_0": ({"RadionuclideTotalDose": None}, {}, Reason.SUV_NO_DOSE),
    "DRO_error_3_1": ({"RadionuclideTotalDose": -4e8}, {}, Reason.SUV_NO_DOSE),
    "DRO_error_3_2": ({}, SERIES_LATE | BED | {"ActualFrameDuration": None}, Reason.SUV_NO_SCAN_TIME),
    "DRO_error_4_0": ({TIME: None}, {}, Reason.SUV_NO_INJECTION_TIME),
    "DRO_error_4_1": (ZIRCONIUM, {}, Reason.SUV_NO_INJECTION_TIME),
    "DRO_error_4_2": (ZIRCONIUM | {DATETIME: "19000101090000"}, {}, Reason.SUV_IMPLAUSIBLE_UPTAKE),
    "DRO_error_5_0": (
        {"RadionuclideHalfLife": None, "RadionuclideCodeSequence": None},
        {},
        Reason.SUV_NO_HALF_LIFE,
    ),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_the_manuals_computable_cases_give_the_suv(name: str) -> None:
    dose, changes, expected = COMPUTED[name]
    assert decide_header(dose, **changes).factors[0] == pytest.approx(expected, rel=5e-4)


@pytest.mark.parametrize("name", REFUSED)
def test_the_manuals_errors_are_refused_with_their_reason(name: str) -> None:
    dose, changes, reason = REFUSED[name]
    assert header_refusal(dose, **changes) is reason


def test_zirconium_scanned_more_than_24_hours_later() -> None:
    dose = ZIRCONIUM | {DATETIME: "20200309040000", TIME: None}
    assert decide_header(dose).factors[0] == pytest.approx(UNDECAYED * 2 ** (30 * 3600 / 282240))


def test_we_differ_a_missing_half_life_comes_from_the_radionuclide_code() -> None:
    """The manual refuses it (DRO_error_5_0)."""
    assert decide_header({"RadionuclideHalfLife": None}).factors[0] == pytest.approx(START_FACTOR)
