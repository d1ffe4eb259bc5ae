"""The facts of a PET series that decide its SUV, read from headers once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import Dataset

from pet_ground.dicom.names import (
    DECAY_CORRECTIONS,
    SUV_TYPES,
    UNITS,
    defined_term,
    model_name,
    radionuclide_name,
    tracer_name,
    vendor_name,
)
from pet_ground.dicom.values import date_time, items, moment, number, text

GE_SCAN_DATETIME = (0x0009, 0x100D)
PHILIPS_SUV_FACTOR = (0x7053, 0x1000)
PHILIPS_ACTIVITY_FACTOR = (0x7053, 0x1009)
MS_PER_S = 1000.0


@dataclass(frozen=True)
class SliceFacts:
    """What may differ between the slices of a series. Times in the scanner's clock, durations in seconds."""

    acquired: datetime | None
    frame_reference_s: float | None
    frame_duration_s: float | None


@dataclass(frozen=True)
class SeriesFacts:
    """What all slices of a series must share: no number is converted, None or "" where missing.

    Text is one of DICOM's defined terms or a name of ``pet_ground.dicom.names``; dates and times are as they stand.
    """

    units: str = ""
    suv_type: str = ""
    decay_correction: str = ""
    weight: float | None = None
    dose: float | None = None
    half_life_s: float | None = None
    radionuclide: str = ""
    tracer: str = ""
    tracers: int = 0
    series: datetime | None = None
    injection_datetime: datetime | None = None
    injection_time: str = ""
    ge_scan: datetime | None = None
    philips_suv_factor: float | None = None
    philips_activity_factor: float | None = None
    manufacturer: str = ""
    model: str = ""


def read_series_facts(header: Dataset) -> SeriesFacts:
    """The shared facts of one PET header."""
    doses = items(header, "RadiopharmaceuticalInformationSequence")
    dose = doses[0] if doses else Dataset()
    offset = text(header, "TimezoneOffsetFromUTC")
    date = text(header, "SeriesDate") or text(header, "AcquisitionDate") or text(header, "StudyDate")
    return SeriesFacts(
        units=defined_term(text(header, "Units"), UNITS),
        suv_type=defined_term(text(header, "SUVType"), SUV_TYPES),
        decay_correction=defined_term(text(header, "DecayCorrection"), DECAY_CORRECTIONS),
        weight=number(header, "PatientWeight"),
        dose=number(dose, "RadionuclideTotalDose"),
        half_life_s=number(dose, "RadionuclideHalfLife"),
        radionuclide=_radionuclide(dose),
        tracer=_tracer(dose),
        tracers=len(doses),
        series=moment(date, text(header, "SeriesTime")),
        injection_datetime=date_time(text(dose, "RadiopharmaceuticalStartDateTime"), offset),
        injection_time=text(dose, "RadiopharmaceuticalStartTime"),
        ge_scan=date_time(_private(header, GE_SCAN_DATETIME, "GEMS_PETD_01"), offset),
        philips_suv_factor=number(header, PHILIPS_SUV_FACTOR),
        philips_activity_factor=number(header, PHILIPS_ACTIVITY_FACTOR),
        manufacturer=vendor_name(text(header, "Manufacturer")),
        model=model_name(text(header, "ManufacturerModelName")),
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
    codes = items(dose, "RadionuclideCodeSequence")
    names = (radionuclide_name(text(one, "CodeValue"), text(one, "CodeMeaning")) for one in codes)
    return next((name for name in names if name), "")


def _tracer(dose: Dataset) -> str:
    codes = items(dose, "RadiopharmaceuticalCodeSequence")
    return tracer_name([text(dose, "Radiopharmaceutical"), *(text(one, "CodeMeaning") for one in codes)])
