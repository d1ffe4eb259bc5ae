"""The archive folder of one study: PET, CT, and the series that lie beside them in a hospital."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.demo.identity import make_uid
from pet_ground.demo.phantom import Axes
from pet_ground.demo.study import Study
from pet_ground.demo.vendors import da, ds, tm
from pet_ground.dicom.write import PrivateBlock, SeriesWriter

PET_CLASS = "1.2.840.10008.5.1.4.1.1.128"
CT_CLASS = "1.2.840.10008.5.1.4.1.1.2"
SECONDARY_CAPTURE_CLASS = "1.2.840.10008.5.1.4.1.1.7"
SCOUT_NUMBER, CT_NUMBER, PET_NUMBER, NAC_NUMBER, DOSE_REPORT_NUMBER = 1, 2, 4, 5, 99


def _study_header(study: Study) -> dict[str, Any]:
    person, patient = study.identity, study.patient
    begin = study.dose.reference - timedelta(minutes=4)
    age_years = (study.dose.reference.date() - person.birth_date).days // 365
    return {
        "SpecificCharacterSet": "ISO_IR 100",
        "StudyInstanceUID": person.study_instance_uid,
        "StudyID": f"{1000 + study.index}",
        "StudyDate": da(begin),
        "StudyTime": tm(begin),
        "StudyDescription": "PET^WHOLEBODY_FDG (Adult)",
        "AccessionNumber": person.accession_number,
        "PatientName": person.patient_name,
        "PatientID": person.patient_id,
        "PatientBirthDate": person.birth_date.strftime("%Y%m%d"),
        "PatientSex": patient.sex,
        "PatientAge": f"{age_years:03d}Y",
        "PatientWeight": ds(patient.weight_kg),
        "PatientSize": ds(patient.height_m),
        "ReferringPhysicianName": person.referring_physician,
        "InstitutionName": person.institution,
        "StationName": f"PETCT{study.index % 4 + 1}",
        "Manufacturer": study.vendor.manufacturer,
        "ManufacturerModelName": study.vendor.model,
        "SoftwareVersions": "7.1",
    }


def _series_header(study: Study, modality: str, number: int, description: str, sop_class: str) -> dict[str, Any]:
    return _study_header(study) | {
        "Modality": modality,
        "SOPClassUID": sop_class,
        "SeriesInstanceUID": make_uid(study.identity.study_instance_uid, number),
        "SeriesNumber": number,
        "SeriesDescription": description,
        "SeriesDate": da(study.dose.reference),
        "SeriesTime": tm(study.dose.reference),
        "FrameOfReferenceUID": make_uid(study.identity.study_instance_uid, "frame"),
        "PositionReferenceIndicator": "",
        "PatientPosition": "HFS",
    }


def _file_name(kind: str, number: int, uid: str) -> str:
    return {"uid": f"{uid}.dcm", "bare": f"IM{number:06d}", "number": f"{number:05d}.dcm"}[kind]


def _write_stack(
    folder: Path,
    study: Study,
    common: Mapping[str, Any],
    slices: tuple[Mapping[str, Any], ...],
    stored: NDArray[Any],
    private: tuple[PrivateBlock, ...] = (),
) -> None:
    """Write a stack of axial slices, ``stored`` [k, j, i] on the grid that ``common`` does not yet name."""
    axes = study.pet_axes if common["Modality"] == "PT" else study.ct_axes
    writer = SeriesWriter({**common, **_geometry(axes)}, private)
    folder.mkdir(parents=True)
    count = len(stored)
    for k in range(count):
        number = count - k if study.vendor.instances_from_head else k + 1
        uid = make_uid(common["SeriesInstanceUID"], k)
        own = {
            "SOPInstanceUID": uid,
            "InstanceNumber": number,
            "ImagePositionPatient": [ds(axes.x_mm[0]), ds(axes.y_mm[0]), ds(axes.z_mm[k])],
            "SliceLocation": ds(axes.z_mm[k]),
            **slices[k],
        }
        writer.write(folder / _file_name(study.vendor.file_name, number, uid), own, stored[k])


def _geometry(axes: Axes) -> dict[str, Any]:
    dz, dy, dx = axes.spacing_kji_mm
    return {
        "ImageOrientationPatient": ["1", "0", "0", "0", "1", "0"],
        "PixelSpacing": [ds(dy), ds(dx)],
        "SliceThickness": ds(dz),
    }


def _pet_header(study: Study, number: int, description: str, corrections: list[str]) -> dict[str, Any]:
    return _series_header(study, "PT", number, description, PET_CLASS) | {
        "ImageType": ["ORIGINAL", "PRIMARY"],
        "SeriesType": ["WHOLE BODY", "IMAGE"],
        "NumberOfSlices": study.pet_axes.shape_kji[0],
        "CountsSource": "EMISSION",
        "CorrectedImage": corrections,
        "AttenuationCorrectionMethod": "CT" if "ATTN" in corrections else "NONE",
        "ReconstructionMethod": "OSEM3D 4i8s",
        "ScatterCorrectionMethod": "Model-based",
        "RandomsCorrectionMethod": "DLYD",
        **study.pet.series,
    }


def _write_pet(folder: Path, study: Study) -> None:
    corrections = ["NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN"]
    common = _pet_header(study, PET_NUMBER, "PET WB AC", corrections)
    _write_stack(
        folder / f"PET_WB_AC_{PET_NUMBER}", study, common, study.pet.slices, study.pet.stored, study.pet.private
    )


def _write_nac(folder: Path, study: Study) -> None:
    """A PET without attenuation correction: too dark in the depth of the body."""
    common = _pet_header(study, NAC_NUMBER, "PET WB NAC", ["NORM", "DTIM", "DECY", "RAN"])
    axes = study.pet_axes
    radius2 = (axes.y_mm[:, None] / 130) ** 2 + (axes.x_mm[None, :] / 190) ** 2
    darker = np.minimum(0.12 + 0.5 * radius2, 0.9)
    stored = (study.pet.stored * darker).astype(study.pet.stored.dtype)
    _write_stack(folder / f"PET_WB_NAC_{NAC_NUMBER}", study, common, study.pet.slices, stored, study.pet.private)


def _write_ct(folder: Path, study: Study) -> None:
    begin = study.dose.reference - timedelta(minutes=2)
    common = _series_header(study, "CT", CT_NUMBER, "CT WB 5.0 B30f", CT_CLASS) | {
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "SeriesTime": tm(begin),
        "AcquisitionDate": da(begin),
        "AcquisitionTime": tm(begin),
        "KVP": "120",
        "XRayTubeCurrent": "110",
        "ConvolutionKernel": "B30f",
        "RescaleIntercept": "-1024",
        "RescaleSlope": "1",
        "RescaleType": "HU",
        "WindowCenter": "40",
        "WindowWidth": "400",
    }
    stored = (study.ct.astype(np.int32) + 1024).astype(np.uint16)
    empty: tuple[Mapping[str, Any], ...] = tuple({} for _ in range(len(stored)))
    _write_stack(folder / f"CT_WB_{CT_NUMBER}", study, common, empty, stored)


def _write_scout(folder: Path, study: Study) -> None:
    """A localizer from the front and one from the side: sums of the CT."""
    axes = study.ct_axes
    path = folder / f"TOPOGRAM_{SCOUT_NUMBER}"
    path.mkdir(parents=True)
    common = _series_header(study, "CT", SCOUT_NUMBER, "Topogram", CT_CLASS) | {
        "RescaleIntercept": "-1024",
        "RescaleSlope": "1",
        "KVP": "120",
    }
    writer = SeriesWriter(common)
    dz, dy, dx = axes.spacing_kji_mm
    corner = [ds(axes.x_mm[0]), ds(axes.y_mm[0]), ds(axes.z_mm[-1])]
    views = (("A", 1, ["1", "0", "0", "0", "0", "-1"], dx), ("L", 2, ["0", "1", "0", "0", "0", "-1"], dy))
    for number, (view, axis, orientation, pixel) in enumerate(views, start=1):
        shadow = (study.ct.mean(axis=axis)[::-1] + 1024).astype(np.uint16)
        uid = make_uid(common["SeriesInstanceUID"], view)
        own = {
            "SOPInstanceUID": uid,
            "InstanceNumber": number,
            "ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"],
            "ImageOrientationPatient": orientation,
            "ImagePositionPatient": corner,
            "PixelSpacing": [ds(dz), ds(pixel)],
            "SliceThickness": "500",
        }
        writer.write(path / _file_name(study.vendor.file_name, number, uid), own, shadow)


def _write_dose_report(folder: Path, study: Study) -> None:
    """A screen capture, filed under CT as some consoles do, with bars instead of a page of text."""
    path = folder / f"DOSE_REPORT_{DOSE_REPORT_NUMBER}"
    path.mkdir(parents=True)
    header = _series_header(study, "CT", DOSE_REPORT_NUMBER, "Dose Report", SECONDARY_CAPTURE_CLASS)
    del header["FrameOfReferenceUID"], header["PositionReferenceIndicator"], header["PatientPosition"]
    uid = make_uid(header["SeriesInstanceUID"], 0)
    own = {
        "SOPInstanceUID": uid,
        "InstanceNumber": 1,
        "ImageType": ["DERIVED", "SECONDARY", "OTHER"],
        "ConversionType": "WSD",
        "BurnedInAnnotation": "YES",
    }
    page = np.zeros((160, 200), dtype=np.uint8)
    for line in range(12):
        page[10 + 12 * line : 16 + 12 * line, 12 : 60 + (line * 53 + study.index * 17) % 120] = 220
    SeriesWriter(header).write(path / _file_name(study.vendor.file_name, 1, uid), own, page)


def write_archive(archive: Path, study: Study) -> None:
    """Write all series of a study below ``archive/<patient folder>``.

    Every study has its PET and its CT; every third a PET without attenuation correction, every other one a localizer,
    and those without a localizer a dose report.
    """
    name = study.identity.patient_name.replace("^", "_")
    folder = archive / f"{name}_{study.identity.patient_id}"
    _write_pet(folder, study)
    _write_ct(folder, study)
    if study.index % 3 == 0:
        _write_nac(folder, study)
    if study.index % 2 == 0:
        _write_scout(folder, study)
    else:
        _write_dose_report(folder, study)
