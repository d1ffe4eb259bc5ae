"""One study in a folder of its own: the PET and CT of a DICOM folder, or of NIfTI files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pet_ground.dataset import DatasetLayout
from pet_ground.dicom import Selection, convert_ct, select_series
from pet_ground.errors import InputNotFoundError, ItemDropped, ItemFailed, UsageError
from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import StudyRecord
from pet_ground.records.catalog import StudyEntry
from pet_ground.stages.convert import Converted, convert_series, study_record, write_volumes
from pet_ground.stages.index import scan

NIFTI_ENDINGS = (".nii", ".nii.gz")


@dataclass(frozen=True, eq=False)
class FolderStudy:
    """A study that was read from a path.

    Attributes:
        pet: SUV volume.
        ct: CT, or None.
        entry: the study's DICOM headers, or None where the PET is a NIfTI file.
        converted: the conversion, or None likewise.
    """

    pet: Volume
    ct: Volume | None
    entry: StudyEntry | None
    converted: Converted | None


def is_nifti(path: Path) -> bool:
    """Whether the name is that of a NIfTI file."""
    return path.name.lower().endswith(NIFTI_ENDINGS)


def read_study(pet: Path, ct: Path | None) -> FolderStudy:
    """Read a PET (DICOM folder, or NIfTI in SUV) and its CT (likewise; else the one in the PET's folder).

    Raises:
        UsageError: a path does not exist, or holds no study or several.
        ItemDropped, ItemFailed: the study can't be converted.
    """
    if is_nifti(pet):
        return FolderStudy(read_nifti(pet), None if ct is None else read_ct(ct), None, None)
    entry, converted = convert_folder(pet, with_ct=ct is None)
    return FolderStudy(
        pet=converted.pet.volume,
        ct=converted.ct if ct is None else read_ct(ct),
        entry=entry,
        converted=converted,
    )


def convert_folder(folder: Path, *, with_ct: bool = True) -> tuple[StudyEntry, Converted]:
    """Convert the only study of a DICOM folder.

    Raises:
        UsageError: there is no such folder, no DICOM in it, or more than one study.
        ItemDropped, ItemFailed: the study can't be converted.
    """
    entry, selection = choose_in(folder)
    if selection.pet is None:
        raise ItemDropped(Reason.NO_PET_SERIES, "; ".join(sorted(set(selection.verdicts.values()))))
    if entry.unreadable:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{len(entry.unreadable)} damaged files beside the slices")
    ct = selection.ct.files if with_ct and selection.ct is not None else ()
    return entry, convert_series([folder / name for name in selection.pet.files], [folder / name for name in ct])


def choose_in(folder: Path) -> tuple[StudyEntry, Selection]:
    """The only study of a folder, and the choice of its series.

    Raises:
        UsageError: there is no such folder, no DICOM in it, or more than one study.
        ItemFailed: all its DICOM files are damaged.
    """
    found = scan(folder)
    if not found.studies:
        raise ItemFailed(Reason.CORRUPT_FILE, f"all {len(found.orphans)} DICOM files are damaged")
    if len(found.studies) > 1:
        raise UsageError(f"{folder} holds {len(found.studies)} studies; name the folder of one")
    return found.studies[0], select_series(found.studies[0])


def read_ct(path: Path) -> Volume:
    """A CT from a NIfTI file or a DICOM folder.

    Raises:
        UsageError: there is no such path, or no CT in it.
        ItemDropped, ItemFailed: it can't be read.
    """
    if is_nifti(path):
        return read_nifti(path)
    _, selection = choose_in(path)
    if selection.ct is None:
        raise InputNotFoundError(f"{path} holds no axial CT series")
    return convert_ct([path / name for name in selection.ct.files])[0]


def write_study(study: FolderStudy, layout: DatasetLayout, study_id: str, patient_id: str) -> StudyRecord:
    """Write the volumes of a study and return its record."""
    if study.converted is not None:
        converted = Converted(study.converted.pet, study.ct, study.converted.flags)
        record = study_record(converted, layout, study_id, patient_id, None)
        write_volumes(converted, layout, record, with_3mm=False)
        return record
    write_nifti(study.pet, layout.suv(study_id))
    if study.ct is not None:
        write_nifti(study.ct, layout.ct(study_id))
    return StudyRecord(
        study_id=study_id,
        patient_id=patient_id,
        split=None,
        status="kept",
        flags=("suv_as_given",),
        pet_shape_kji=study.pet.shape_kji,
        pet_spacing_mm=study.pet.spacing_mm,
        ct_shape_kji=None if study.ct is None else study.ct.shape_kji,
        ct_spacing_mm=None if study.ct is None else study.ct.spacing_mm,
        suv_volume_max=max(0.0, float(study.pet.array.max())),
        pet=layout.relative(layout.suv(study_id)),
        ct=None if study.ct is None else layout.relative(layout.ct(study_id)),
    )
