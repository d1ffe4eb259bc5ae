"""A tiny PET/CT study as DICOM files, every header value of which a test may change. No two axes are alike."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

PET_STORAGE = "1.2.840.10008.5.1.4.1.1.128"
CT_STORAGE = "1.2.840.10008.5.1.4.1.1.2"
SHAPE_KJI = (9, 14, 11)
SPACING_MM = (3.0, 4.0, 5.0)
DOSE_BQ = 4.0e8
WEIGHT_KG = 80.0
HALF_LIFE_S = 6586.2
UPTAKE_S = 3600.0
BQML_PER_SUV = DOSE_BQ * 2 ** (-UPTAKE_S / HALF_LIFE_S) / (WEIGHT_KG * 1000)
"""Bq/ml that make SUV 1: injection at 09:00, series at 10:00."""


def uid(*parts: object) -> str:
    return generate_uid(entropy_srcs=[str(part) for part in parts])


def radiopharmaceutical(**changes: Any) -> Dataset:
    nuclide = Dataset()
    nuclide.CodeValue, nuclide.CodingSchemeDesignator, nuclide.CodeMeaning = "C-111A1", "SRT", "^18^Fluorine"
    item = Dataset()
    item.Radiopharmaceutical = "FDG"
    item.RadionuclideTotalDose = DOSE_BQ
    item.RadionuclideHalfLife = HALF_LIFE_S
    item.RadiopharmaceuticalStartTime = "090000"
    item.RadionuclideCodeSequence = Sequence([nuclide])
    return change(item, changes)


def change(header: Dataset, changes: Mapping[str, Any]) -> Dataset:
    """Set values; None removes them."""
    for keyword, value in changes.items():
        if value is not None:
            setattr(header, keyword, value)
        elif keyword in header:
            delattr(header, keyword)
    return header


def base_header(study: str = "1", series: str = "pet", patient: str = "PID-1", **changes: Any) -> Dataset:
    header = Dataset()
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    header.StudyInstanceUID = uid("study", study)
    header.SeriesInstanceUID = uid("series", study, series)
    header.FrameOfReferenceUID = uid("frame", study)
    header.PatientName, header.PatientID, header.PatientBirthDate = "Muster^Anna", patient, "19501224"
    header.AccessionNumber = f"ACC-{study}"
    header.StudyDate = header.SeriesDate = header.AcquisitionDate = "20200310"
    header.StudyTime = header.SeriesTime = header.AcquisitionTime = "100000"
    header.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    header.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    header.PixelSpacing = [SPACING_MM[1], SPACING_MM[2]]
    header.SeriesNumber = 1
    header.SamplesPerPixel, header.PhotometricInterpretation = 1, "MONOCHROME2"
    header.BitsAllocated = header.BitsStored = 16
    header.HighBit, header.PixelRepresentation = 15, 1
    header.RescaleIntercept = 0
    return change(header, changes)


def pet_header(dose: Dataset | None = None, **changes: Any) -> Dataset:
    header = base_header(**{key: changes.pop(key) for key in ("study", "series", "patient") if key in changes})
    header.Modality, header.SOPClassUID = "PT", PET_STORAGE
    header.Units, header.DecayCorrection = "BQML", "START"
    header.CorrectedImage = ["DECY", "ATTN"]
    header.SeriesType = ["WHOLE BODY", "IMAGE"]
    header.PatientWeight = WEIGHT_KG
    header.ActualFrameDuration, header.FrameReferenceTime = 120000, 0
    header.RadiopharmaceuticalInformationSequence = Sequence([dose or radiopharmaceutical()])
    return change(header, changes)


def ct_header(**changes: Any) -> Dataset:
    header = base_header(
        series=changes.pop("series", "ct"), study=changes.pop("study", "1"), patient=changes.pop("patient", "PID-1")
    )
    header.Modality, header.SOPClassUID = "CT", CT_STORAGE
    header.RescaleSlope, header.RescaleIntercept = 1, -1024
    return change(header, changes)


def suv_phantom(seed: int = 3) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Body of SUV about 1 with a hot voxel: [k, j, i]."""
    array = np.random.default_rng(seed).uniform(0.5, 1.5, SHAPE_KJI)
    array[6, 4, 8] = 7.25
    return array


def write_slices(
    folder: Path, header: Dataset, stored: np.ndarray[Any, Any], slopes: np.ndarray[Any, Any] | None = None
) -> list[Path]:
    """One file per slice, from the feet; ``stored`` in the unit of the header; own slope each, as scanners do."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for k, plane in enumerate(stored):
        one = copy.deepcopy(header)
        slope = float(plane.max()) / 30000 if slopes is None else float(slopes[k])
        if header.Modality == "PT" and "RescaleSlope" not in header:
            one.RescaleSlope = f"{slope:.9g}"
        else:
            slope = float(header.get("RescaleSlope", 1))
        one.SOPInstanceUID = uid(header.SeriesInstanceUID, k)
        one.InstanceNumber = len(stored) - k
        one.ImagePositionPatient = [-27.5, -30.0, -900.0 + k * SPACING_MM[0]]
        one.Rows, one.Columns = plane.shape
        pixels = np.rint((plane - float(header.RescaleIntercept)) / float(one.get("RescaleSlope", slope)))
        one.PixelData = pixels.astype("<i2").tobytes()
        path = folder / f"{k:03d}.dcm"
        one.save_as(path, enforce_file_format=True)
        paths.append(path)
    return paths


def write_study(archive: Path, study: str = "1", patient: str = "PID-1", **pet_changes: Any) -> Path:
    """PET and CT of one study below ``archive``; returns the study's folder."""
    folder = archive / f"study{study}"
    pet = pet_header(study=study, patient=patient, **pet_changes)
    write_slices(folder / "pet", pet, suv_phantom() * BQML_PER_SUV)
    hounsfield = np.full((9, 28, 22), 40.0)
    hounsfield[:, :3] = -1000
    ct = ct_header(study=study, patient=patient, PixelSpacing=[2.0, 2.5])
    write_slices(folder / "ct", ct, hounsfield)
    return folder
