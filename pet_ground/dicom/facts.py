"""The facts of a PET series that decide its SUV, read from headers once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import Dataset

from pet_ground.dicom.values import date_time, moment, number, text

GE_SCAN_DATETIME = (0x0009, 0x100D)
PHILIPS_SUV_FACTOR = (0x7053, 0x1000)
PHILIPS_ACTIVITY_FACTOR = (0x7053, 0x1009)
MS_PER_S = 1000.0

RADIONUCLIDE_CODES = {
    "C-111A1": "F-18",
    "C-131A3": "Ga-68",
    "C-105A1": "C-11",
    "C-127A2": "Cu-64",
    "C-168A4": "Zr-89",
}
"""SNOMED RT codes of DICOM CID 4020."""

RADIONUCLIDE_WORDS = (
    ("F-18", re.compile(r"\b18[\^-]*F(?:luorine)?\b|\bF(?:luorine)?[\^-]*18\b|\^18\^Fluorine", re.IGNORECASE)),
    ("Ga-68", re.compile(r"\b68[\^-]*Ga(?:llium)?\b|\bGa(?:llium)?[\^-]*68\b|\^68\^Gallium", re.IGNORECASE)),
    ("C-11", re.compile(r"\b11[\^-]*C(?:arbon)?\b|\bC(?:arbon)?[\^-]*11\b|\^11\^Carbon", re.IGNORECASE)),
    ("Cu-64", re.compile(r"\b64[\^-]*Cu\b|\bCu[\^-]*64\b|\^64\^Copper", re.IGNORECASE)),
    ("Zr-89", re.compile(r"\b89[\^-]*Zr\b|\bZr[\^-]*89\b|\^89\^Zirconium", re.IGNORECASE)),
)

TRACER_WORDS = (
    ("FDG", re.compile(r"FDG|deoxyglucose", re.IGNORECASE)),
    ("DOTATATE", re.compile(r"dotatate|netspot|detectnet", re.IGNORECASE)),
    ("DOTATOC", re.compile(r"dotatoc|edotreotide", re.IGNORECASE)),
    ("fluciclovine", re.compile(r"fluciclovine|axumin|facbc", re.IGNORECASE)),
    ("DCFPyL", re.compile(r"dcfpyl|piflufolastat|pylarify", re.IGNORECASE)),
    ("PSMA-11", re.compile(r"psma|gozetotide", re.IGNORECASE)),
    ("FES", re.compile(r"\bFES\b|fluoroestradiol|cerianna", re.IGNORECASE)),
    ("sodium fluoride", re.compile(r"\bNaF\b|sodium fluoride", re.IGNORECASE)),
    ("choline", re.compile(r"choline", re.IGNORECASE)),
)
"""Tracers under the names that are published; a header's free text never is."""


@dataclass(frozen=True)
class SliceFacts:
    """What may differ between the slices of a series. Times in the scanner's clock, durations in seconds."""

    acquired: datetime | None
    frame_reference_s: float | None
    frame_duration_s: float | None


@dataclass(frozen=True)
class SeriesFacts:
    """What all slices of a series must share, as in the header: nothing converted, None or "" where missing."""

    units: str = ""
    suv_type: str = ""
    decay_correction: str = ""
    weight: float | None = None
    height: float | None = None
    sex: str = ""
    dose: float | None = None
    half_life_s: float | None = None
    radionuclide: str = ""
    tracer: str = ""
    tracers: int = 0
    series: datetime | None = None
    injection_datetime: datetime | None = None
    injection_time: str = ""
    series_date: str = ""
    ge_scan: datetime | None = None
    philips_suv_factor: float | None = None
    philips_activity_factor: float | None = None
    manufacturer: str = ""
    model: str = ""


def read_series_facts(header: Dataset) -> SeriesFacts:
    """The shared facts of one PET header."""
    doses = header.get("RadiopharmaceuticalInformationSequence") or []
    dose = doses[0] if len(doses) else Dataset()
    offset = text(header, "TimezoneOffsetFromUTC")
    date = text(header, "SeriesDate") or text(header, "AcquisitionDate") or text(header, "StudyDate")
    return SeriesFacts(
        units=text(header, "Units").upper(),
        suv_type=text(header, "SUVType").upper(),
        decay_correction=text(header, "DecayCorrection").upper(),
        weight=number(header, "PatientWeight"),
        height=number(header, "PatientSize"),
        sex=text(header, "PatientSex").upper(),
        dose=number(dose, "RadionuclideTotalDose"),
        half_life_s=number(dose, "RadionuclideHalfLife"),
        radionuclide=_radionuclide(dose),
        tracer=_tracer(dose),
        tracers=len(doses),
        series=moment(date, text(header, "SeriesTime")),
        injection_datetime=date_time(text(dose, "RadiopharmaceuticalStartDateTime"), offset),
        injection_time=text(dose, "RadiopharmaceuticalStartTime"),
        series_date=date,
        ge_scan=date_time(_private(header, GE_SCAN_DATETIME, "GEMS_PETD_01"), offset),
        philips_suv_factor=number(header, PHILIPS_SUV_FACTOR),
        philips_activity_factor=number(header, PHILIPS_ACTIVITY_FACTOR),
        manufacturer=_vendor(text(header, "Manufacturer")),
        model=text(header, "ManufacturerModelName"),
    )


def read_slice_facts(header: Dataset) -> SliceFacts:
    """The facts of one slice."""
    date = text(header, "AcquisitionDate") or text(header, "SeriesDate") or text(header, "StudyDate")
    acquired = date_time(text(header, "AcquisitionDateTime"), text(header, "TimezoneOffsetFromUTC"))
    return SliceFacts(
        acquired=moment(date, text(header, "AcquisitionTime")) or acquired,
        frame_reference_s=_seconds(number(header, "FrameReferenceTime")),
        frame_duration_s=_seconds(number(header, "ActualFrameDuration")),
    )


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / MS_PER_S


def _private(header: Dataset, tag: tuple[int, int], creator: str) -> str:
    """A private value; some archives drop the private creator, so a missing one is no obstacle."""
    block = text(header, (tag[0], tag[1] >> 8))
    return text(header, tag) if block in ("", creator) else ""


def _radionuclide(dose: Dataset) -> str:
    for item in dose.get("RadionuclideCodeSequence") or []:
        known = RADIONUCLIDE_CODES.get(text(item, "CodeValue"))
        if known:
            return known
        for name, words in RADIONUCLIDE_WORDS:
            if words.search(text(item, "CodeMeaning")):
                return name
    return ""


def _tracer(dose: Dataset) -> str:
    told = [text(dose, "Radiopharmaceutical")]
    told += [text(item, "CodeMeaning") for item in dose.get("RadiopharmaceuticalCodeSequence") or []]
    for name, words in TRACER_WORDS:
        if any(words.search(part) for part in told):
            return name
    return ""


def _vendor(manufacturer: str) -> str:
    """The manufacturer under one of the usual names; free text is not published."""
    for name in ("Siemens", "GE", "Philips", "Canon", "United Imaging"):
        if manufacturer.upper().startswith(name.upper()):
            return name
    return "other" if manufacturer else ""
