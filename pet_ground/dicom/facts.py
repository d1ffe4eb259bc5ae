"""The facts of a PET series that decide its SUV, read from headers once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from pet_ground.dicom.attributes import PrivateKey
from pet_ground.dicom.names import (
    DECAY_CORRECTIONS,
    SEXES,
    SUV_TYPES,
    UNITS,
    defined_term,
    model_name,
    radionuclide_name,
    tracer_name,
    vendor_name,
)
from pet_ground.dicom.reading import Source
from pet_ground.dicom.values import date_time, items, moment, number, text, texts, zone_offset

GE_SCAN_DATETIME = PrivateKey(0x0009, 0x0D, "GEMS_PETD_01")
SIEMENS_DECAY_DATETIME = PrivateKey(0x0071, 0x22, "SIEMENS MED PT")
PHILIPS_SUV_FACTOR = PrivateKey(0x7053, 0x00, "Philips PET Private Group")
PHILIPS_ACTIVITY_FACTOR = PrivateKey(0x7053, 0x09, "Philips PET Private Group")
MS_PER_S = 1000.0
CLOCKS_ONLY_DATE = "20000101"
"""Stands for the date of a scan whose header has times but no date: differences between its clocks still hold."""
ZONED = re.compile(r".*([+-]\d{4})")


@dataclass(frozen=True)
class SliceFacts:
    """What may differ between the slices of a series. Times in the scanner's clock, durations in seconds.

    Attributes:
        acquired: start of the acquisition of the slice or frame.
        frame_reference_s: FrameReferenceTime (0054,1300).
        frame_duration_s: ActualFrameDuration (0018,1242).
        reference: FrameReferenceDateTime (0018,9151) of an Enhanced PET, the moment for which the mean of the frame
            stands; without decay correction it needs no frame duration.
        date_borrowed: the header has the time of the acquisition only; its date is that of the series or the study.
    """

    acquired: datetime | None
    frame_reference_s: float | None
    frame_duration_s: float | None
    reference: datetime | None = None
    date_borrowed: bool = False


@dataclass(frozen=True)
class SeriesFacts:
    """What all slices of a series must share: no number is converted, None or "" where missing.

    Text is one of DICOM's defined terms or a name of ``pet_ground.dicom.names``; dates and times are as they stand.

    Attributes:
        decay_corrected: whether CorrectedImage (0028,0051) names the decay (DECY); None where it is empty.
        height: PatientSize as told (metres by the standard).
        sex: PatientSex, "M", "F" or "O".
        dated: False where the header has no date of the scan: ``series`` and the slices then hold clocks only.
        injection_zone_unknown: the injection's DateTime names its offset from UTC, the header none that can be read.
        ge_scan, siemens_decay: the vendors' private moments to which the decay was corrected.
        decay_reference: the moment to which the header says the decay was corrected, DecayCorrectionDateTime
            (0018,9701) of an Enhanced PET; where it is given, ``decay_correction`` is START for DecayCorrected YES.
            DecayCorrected NO is NONE, without it.
        overridden: the facts that a person replaced, by name (``pet_ground.dicom.overrides``).
    """

    units: str = ""
    suv_type: str = ""
    decay_correction: str = ""
    decay_corrected: bool | None = None
    weight: float | None = None
    height: float | None = None
    sex: str = ""
    dose: float | None = None
    half_life_s: float | None = None
    radionuclide: str = ""
    tracer: str = ""
    tracers: int = 0
    series: datetime | None = None
    dated: bool = True
    injection_datetime: datetime | None = None
    injection_time: str = ""
    injection_zone_unknown: bool = False
    ge_scan: datetime | None = None
    siemens_decay: datetime | None = None
    decay_reference: datetime | None = None
    philips_suv_factor: float | None = None
    philips_activity_factor: float | None = None
    manufacturer: str = ""
    model: str = ""
    overridden: tuple[str, ...] = ()


def read_series_facts(header: Source) -> SeriesFacts:
    """The shared facts of one PET header."""
    doses = items(header, "RadiopharmaceuticalInformationSequence")
    dose: Source = doses[0] if doses else {}
    offset = text(header, "TimezoneOffsetFromUTC")
    injection = text(dose, "RadiopharmaceuticalStartDateTime")
    date = _date(header, "SeriesDate", "AcquisitionDate")
    return SeriesFacts(
        units=defined_term(text(header, "Units"), UNITS),
        suv_type=defined_term(text(header, "SUVType"), SUV_TYPES),
        decay_correction=defined_term(text(header, "DecayCorrection"), DECAY_CORRECTIONS),
        decay_corrected=_names_decay(texts(header, "CorrectedImage")),
        weight=number(header, "PatientWeight"),
        height=number(header, "PatientSize"),
        sex=defined_term(text(header, "PatientSex"), SEXES),
        dose=number(dose, "RadionuclideTotalDose"),
        half_life_s=number(dose, "RadionuclideHalfLife"),
        radionuclide=_radionuclide(dose),
        tracer=_tracer(dose),
        tracers=len(doses),
        series=moment(date or CLOCKS_ONLY_DATE, text(header, "SeriesTime")),
        dated=bool(date),
        injection_datetime=date_time(injection, offset),
        injection_time=text(dose, "RadiopharmaceuticalStartTime"),
        injection_zone_unknown=_zone_unknown(injection, offset),
        ge_scan=date_time(text(header, GE_SCAN_DATETIME), offset),
        siemens_decay=date_time(text(header, SIEMENS_DECAY_DATETIME), offset),
        decay_reference=date_time(text(header, "DecayCorrectionDateTime"), offset),
        philips_suv_factor=number(header, PHILIPS_SUV_FACTOR),
        philips_activity_factor=number(header, PHILIPS_ACTIVITY_FACTOR),
        manufacturer=vendor_name(text(header, "Manufacturer")),
        model=model_name(text(header, "ManufacturerModelName")),
    )


def read_slice_facts(header: Source) -> SliceFacts:
    """The facts of one slice."""
    date = _date(header, "AcquisitionDate", "SeriesDate") or CLOCKS_ONLY_DATE
    offset = text(header, "TimezoneOffsetFromUTC")
    by_clock = moment(date, text(header, "AcquisitionTime"))
    return SliceFacts(
        acquired=by_clock or date_time(text(header, "AcquisitionDateTime"), offset),
        frame_reference_s=_seconds(number(header, "FrameReferenceTime")),
        frame_duration_s=_seconds(number(header, "ActualFrameDuration")),
        reference=date_time(text(header, "FrameReferenceDateTime"), offset),
        date_borrowed=by_clock is not None and not text(header, "AcquisitionDate"),
    )


def _date(header: Source, *keywords: str) -> str:
    """The first date that the header holds, of the study at last."""
    return next((told for one in (*keywords, "StudyDate") if (told := text(header, one))), "")


def _names_decay(corrections: tuple[str, ...]) -> bool | None:
    return "DECY" in corrections if any(corrections) else None


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / MS_PER_S


def _zone_unknown(told: str, local_offset: str) -> bool:
    """Whether a DateTime names an offset from UTC that can't be moved to the header's."""
    zoned = ZONED.fullmatch(told)
    return zoned is not None and None in (zone_offset(zoned[1]), zone_offset(local_offset))


def _radionuclide(dose: Source) -> str:
    codes = items(dose, "RadionuclideCodeSequence")
    names = (radionuclide_name(text(one, "CodeValue"), text(one, "CodeMeaning")) for one in codes)
    return next((name for name in names if name), "")


def _tracer(dose: Source) -> str:
    codes = items(dose, "RadiopharmaceuticalCodeSequence")
    return tracer_name([text(dose, "Radiopharmaceutical"), *(text(one, "CodeMeaning") for one in codes)])
