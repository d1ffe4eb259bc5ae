"""Names from headers: only known ones, and only where they are certain, may leave the archive."""

from __future__ import annotations

from typing import Any

import pytest
from dicom_files import pet_header, radiopharmaceutical
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from pet_ground.dicom.facts import SeriesFacts, read_series_facts
from pet_ground.dicom.foreign import ForeignHeader
from pet_ground.dicom.names import vendor_name


def facts(**changes: Any) -> SeriesFacts:
    return read_series_facts(ForeignHeader(pet_header(**changes)))


def coded(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "SCT", meaning
    return item


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("FDG -- fluorodeoxyglucose", "FDG"),
        ("Fludeoxyglucose F^18^", "FDG"),
        ("Ga-68 DOTATATE", "DOTATATE"),
        ("Detectnet Cu-64", "DOTATATE"),
        ("68Ga-DOTATOC", "DOTATOC"),
        ("DOTA-NOC", "DOTANOC"),
        ("Axumin", "fluciclovine"),
        ("18F-DCFPyL (PSMA)", "DCFPyL"),
        ("Ga-68 PSMA-11", "PSMA-11"),
        ("PSMA 11", "PSMA-11"),
        ("18F-PSMA-1007", "PSMA-1007"),
        ("PSMA-1107", ""),
        ("rhPSMA-7.3", "rhPSMA-7.3"),
        ("flotufolastat", "rhPSMA-7.3"),
        ("Ga68-PSMA", ""),
        ("PSMA-617", ""),
        ("PSMA-I&T", ""),
        ("fluorocholine", "fluorocholine"),
        ("C-11 choline", "choline"),
        ("FDG or DOTATATE", ""),
        ("Dulcinea's own", ""),
    ],
)
def test_a_tracer_is_named_only_where_its_text_fits_that_one_alone(told: str, name: str) -> None:
    assert facts(dose=radiopharmaceutical(Radiopharmaceutical=told)).tracer == name


@pytest.mark.parametrize(
    ("value", "meaning", "name"),
    [
        ("C-111A1", "", "F-18"),
        ("77004003", "", "F-18"),
        ("129504001", "^15^Oxygen", "O-15"),
        ("40937006", "^124^Iodine", "I-124"),
        ("C-131A1", "^68^Gallium", "Ga-68"),
        ("x", "Fluorine 18", "F-18"),
        ("x", "^99m^Technetium", ""),
        ("x", "^118^Fluorine", ""),
    ],
)
def test_a_radionuclide_is_known_by_its_code_or_its_meaning(value: str, meaning: str, name: str) -> None:
    dose = radiopharmaceutical(RadionuclideCodeSequence=Sequence([coded(value, meaning)]))
    assert facts(dose=dose).radionuclide == name


@pytest.mark.parametrize(
    "model",
    [
        "Discovery ST", "Discovery MI", "Discovery 690", "Omni Legend", "SIGNA PET/MR", "Biograph64_mCT", "Biograph40_TruePoint",
        "Biograph128_Vision 600 Edge", "Biograph 64-4R TruePoint", "GEMINI TF TOF 64", "Ingenuity TF PET/CT",
        "Vereos PET/CT", "uMI 780", "uEXPLORER", "Celesteion PCA-9000A", "Cartesion Prime", "ECAT HR+", "Allegro Body(C)", "1094",
    ],
)  # fmt: skip
def test_a_known_scanner_model_is_published_as_it_is_written(model: str) -> None:
    assert facts(ManufacturerModelName=model).model == model


@pytest.mark.parametrize(
    "model",
    [
        "TobosoGeneral PET1 SN4711", "Discovery Toboso", "Discovery SN4711", "Discovery 4711 123456", "Biograph 19410923",
        "Dulcinea's Biograph", "Vision of Dulcinea", "uMI 780 room 3", "4711",
    ],
)  # fmt: skip
def test_a_model_name_that_holds_anything_else_is_not_published(model: str) -> None:
    assert facts(ManufacturerModelName=model).model == ""


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("SIEMENS", "Siemens"),
        ("GE MEDICAL SYSTEMS", "GE"),
        ("UIH", "United Imaging"),
        ("CANON_MEC", "Canon"),
        ("TOSHIBA", "Toshiba"),
        ("Gerolamo Hospital", "other"),
        ("", ""),
    ],
)
def test_a_manufacturer_goes_by_one_of_the_usual_names(told: str, name: str) -> None:
    assert vendor_name(told) == name


def test_free_text_in_the_place_of_a_defined_term_is_not_repeated() -> None:
    told = facts(Units="QUIXADA", DecayCorrection="DULCINEA", SUVType="TOBOSO", PatientSex="ALDONZA")
    assert {told.units, told.decay_correction, told.suv_type, told.sex} == {"an unknown term"}
    assert (facts().units, facts().decay_correction, facts().suv_type) == ("BQML", "START", "")


def test_a_dose_sequence_that_is_no_sequence_leaves_its_facts_missing() -> None:
    header = pet_header()
    del header["RadiopharmaceuticalInformationSequence"]
    header.add_new(0x00540016, "LO", "garbage")
    told = read_series_facts(ForeignHeader(header))
    assert (told.tracers, told.dose, told.radionuclide, told.tracer) == (0, None, "", "")


def test_a_code_sequence_that_is_no_sequence_leaves_the_nuclide_unknown() -> None:
    dose = radiopharmaceutical()
    del dose["RadionuclideCodeSequence"]
    dose.add_new(0x00540300, "LO", "garbage")
    assert facts(dose=dose).radionuclide == ""
