"""The phantom of ``dicom_files`` as one multi-frame object, by hand from DICOM PS3.3 A.56, A.70, A.72 and C.7.6.16."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from dicom_files import BQML_PER_SUV, SPACING_MM, change, pet_header, radiopharmaceutical, suv_phantom, uid
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

ENHANCED_PET = "1.2.840.10008.5.1.4.1.1.130"
LEGACY_PET = "1.2.840.10008.5.1.4.1.1.128.1"
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
LEGACY_CT = "1.2.840.10008.5.1.4.1.1.2.2"
SLOPES = np.linspace(0.4, 1.9, 9)
"""One for each slice of the phantom."""


def item(**values: Any) -> Dataset:
    return change(Dataset(), values)


def group(name: str, *contents: Dataset) -> dict[str, Items]:
    return {name: Items(contents)}


def code(value: str, meaning: str = "unit") -> Dataset:
    told = {"CodeValue" if len(value) <= 16 else "LongCodeValue": value}
    return item(**told, CodingSchemeDesignator="UCUM", CodeMeaning=meaning)


def real_world(slope: float, unit: str = "Bq/ml", intercept: float = 0.0) -> Dataset:
    return item(
        RealWorldValueFirstValueMapped=-32768,
        RealWorldValueLastValueMapped=32767,
        RealWorldValueIntercept=intercept,
        RealWorldValueSlope=slope,
        LUTLabel="map",
        LUTExplanation="",
        MeasurementUnitsCodeSequence=Items([code(unit)]),
    )


def rescale(slope: float, kind: str = "US", intercept: float = 0.0) -> dict[str, Items]:
    told = item(RescaleSlope=f"{slope:.12g}", RescaleIntercept=f"{intercept:.12g}", RescaleType=kind)
    return group("PixelValueTransformationSequence", told)


def position_mm(k: int) -> list[float]:
    """Where ``dicom_files.write_slices`` puts slice k."""
    return [-27.5, -30.0, -900.0 + k * SPACING_MM[0]]


def shared_groups(**more: Any) -> Dataset:
    return item(
        **group("PixelMeasuresSequence", item(PixelSpacing=[SPACING_MM[1], SPACING_MM[2]], SliceThickness=3)),
        **group("PlaneOrientationSequence", item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])),
        **more,
    )


def frame_content(k: int, **values: Any) -> dict[str, Items]:
    told = {"FrameAcquisitionDateTime": "20200310100000", "FrameAcquisitionDuration": 120000.0}
    return group("FrameContentSequence", item(**{**told, **values}, StackID="1", InStackPositionNumber=k + 1))


def enhanced_dose(**changes: Any) -> Dataset:
    """By the standard, the dose of an Enhanced PET is in MBq, and the injection has a date."""
    values: dict[str, Any] = {
        "RadiopharmaceuticalAgentNumber": 1,
        "RadionuclideTotalDose": 400,
        "RadiopharmaceuticalStartTime": None,
        "RadiopharmaceuticalStartDateTime": "20200310090000",
    }
    return radiopharmaceutical(**{**values, **changes})


def enhanced_header(**changes: Any) -> Dataset:
    """An Enhanced PET without its frames: what the classic header has and this has not is removed."""
    classic = ("ImageOrientationPatient", "PixelSpacing", "Units", "DecayCorrection", "CorrectedImage", "SeriesType")
    classic += ("ActualFrameDuration", "FrameReferenceTime", "AcquisitionDate", "AcquisitionTime", "RescaleIntercept")
    header = pet_header(enhanced_dose(), **dict.fromkeys(classic))
    header.SOPClassUID = ENHANCED_PET
    header.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    header.AcquisitionDateTime = header.DecayCorrectionDateTime = "20200310100000"
    header.DecayCorrected = header.AttenuationCorrected = header.ScatterCorrected = header.RandomsCorrected = "YES"
    return change(header, changes)


def assemble(header: Dataset, pixels: np.ndarray[Any, Any], shared: Dataset, frames: Sequence[Dataset]) -> Dataset:
    """Put pixels [frame, row, column] and functional groups into a header."""
    whole = copy.deepcopy(header)
    whole.SOPInstanceUID = uid(header.SeriesInstanceUID, "whole")
    whole.NumberOfFrames, whole.Rows, whole.Columns = pixels.shape
    whole.SharedFunctionalGroupsSequence = Items([shared])
    whole.PerFrameFunctionalGroupsSequence = Items(frames)
    whole.PixelData = pixels.astype("<i2").tobytes()
    return whole


def stored_pixels(per_suv: float = BQML_PER_SUV, slopes: np.ndarray[Any, Any] = SLOPES) -> np.ndarray[Any, Any]:
    """The phantom as stored pixels, each slice with its slope, in a unit of which ``per_suv`` make SUV 1."""
    return np.rint(suv_phantom() * per_suv / slopes[:, None, None]).astype("<i2")


def enhanced_pet(
    pixels: np.ndarray[Any, Any] | None = None,
    frame: Callable[[int], dict[str, Any]] = lambda k: group("RealWorldValueMappingSequence", real_world(SLOPES[k])),
    shared: Dataset | None = None,
    content: Callable[[int], dict[str, Any]] = lambda _: {},
    **changes: Any,
) -> Dataset:
    """An Enhanced PET of the phantom; ``frame`` and ``content`` give further groups and contents of frame k."""
    stored = stored_pixels() if pixels is None else pixels
    frames = [
        item(
            **group("PlanePositionSequence", item(ImagePositionPatient=position_mm(k))),
            **frame_content(k, **content(k)),
            **group("PETFrameTypeSequence", item(FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"])),
            **frame(k),
        )
        for k in range(len(stored))
    ]
    return assemble(enhanced_header(**changes), stored, shared or shared_groups(), frames)


OLD_SHARED = ("Units", "DecayCorrection", "CorrectedImage", "SeriesType", "SUVType")
OLD_PER_FRAME = ("ActualFrameDuration", "FrameReferenceTime", "AcquisitionDate", "AcquisitionTime")


def legacy_converted(header: Dataset, sop_class: str, pixels: np.ndarray[Any, Any], slopes: Sequence[float]) -> Dataset:
    """Classic slices of one ``header`` as a Legacy Converted object: what has no group is kept as unassigned."""
    shared = shared_groups(
        UnassignedSharedConvertedAttributesSequence=Items(
            [item(**{k: header[k].value for k in OLD_SHARED if k in header})]
        )
    )
    shared.PixelMeasuresSequence[0].PixelSpacing = header.PixelSpacing
    shared.PlaneOrientationSequence[0].ImageOrientationPatient = header.ImageOrientationPatient
    old = {key: header[key].value for key in OLD_PER_FRAME if key in header}
    frames = [
        item(
            **group("PlanePositionSequence", item(ImagePositionPatient=position_mm(k))),
            **rescale(slope, "HU" if header.Modality == "CT" else "US", float(header.RescaleIntercept)),
            **group("UnassignedPerFrameConvertedAttributesSequence", item(**old)),
        )
        for k, slope in enumerate(slopes)
    ]
    gone = dict.fromkeys((*OLD_SHARED, *OLD_PER_FRAME, "ImageOrientationPatient", "PixelSpacing"))
    whole = change(copy.deepcopy(header), {**gone, "RescaleSlope": None, "RescaleIntercept": None})
    whole.SOPClassUID = sop_class
    return assemble(whole, pixels, shared, frames)


def save(whole: Dataset, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.save_as(path, enforce_file_format=True)
    return path
