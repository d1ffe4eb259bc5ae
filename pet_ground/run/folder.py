"""One study in a folder of its own: the PET and CT of a DICOM folder, or of NIfTI files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pet_ground.dicom import Selection, convert_ct, select_series
from pet_ground.errors import InputNotFoundError, ItemDropped, ItemFailed, UsageError
from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import StudyRecord, SuvOverride
from pet_ground.records.catalog import StudyEntry
from pet_ground.run.counted import studies_counted
from pet_ground.stages.convert import Converted, convert_series, study_record, write_volumes
from pet_ground.stages.scan import damaged_beside, scan

if TYPE_CHECKING:  # `pet-ground convert` needs none of them; loading them takes as long as converting
    from pet_ground.dataset import DatasetLayout
    from pet_ground.stages.overrides import OverrideTable

LEAST_SUV = -5.0
"""Reconstructions may leave small negative values; a CT in Hounsfield units begins at -1000."""
NIFTI_ENDINGS = (".nii", ".nii.gz")


@dataclass(frozen=True, eq=False)
class FolderStudy:
    """A study that was read from a path.

    Attributes:
        pet: SUV volume.
        ct: CT, or None.
        flags: what a person should look at.
        entry: the study's DICOM headers, or None where the PET is a NIfTI file.
        converted: the conversion, or None likewise.
    """

    pet: Volume
    ct: Volume | None
    flags: tuple[str, ...]
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
        suv, flags = measured(read_nifti(pet))
        given = None if ct is None else read_ct(ct, None)
        return FolderStudy(suv, given, ("suv_as_given", *flags), None, None)
    entry, converted = convert_folder(pet, with_ct=ct is None)
    if ct is not None:
        converted = replace(converted, ct=read_ct(ct, entry), ct_flags=())
    return FolderStudy(converted.pet.volume, converted.ct, converted.flags, entry, converted)


def measured(pet: Volume) -> tuple[Volume, tuple[str, ...]]:
    """A given SUV volume as float32. Voxels without a number (NaN) hold no activity, and are flagged.

    Raises:
        ItemDropped: it holds infinite or complex values (``suv_inconsistent``).
    """
    if not (np.issubdtype(pet.array.dtype, np.floating) or np.issubdtype(pet.array.dtype, np.integer)):
        raise ItemDropped(Reason.SUV_INCONSISTENT, f"voxels of type {pet.array.dtype}")
    array = pet.array.astype(np.float32)
    if np.isinf(array).any():
        raise ItemDropped(Reason.SUV_INCONSISTENT, "infinite voxels")
    least = float(np.nanmin(array, initial=0.0))
    if least < LEAST_SUV:
        raise ItemDropped(Reason.SUV_UNITS, f"voxels down to {least:.0f}: these are no SUVs")
    missing = np.isnan(array)
    if not missing.any():
        return pet.like(array), ()
    array[missing] = 0.0
    return pet.like(array), ("nan_voxels",)


@dataclass(frozen=True)
class ChosenFiles:
    """What is converted of a DICOM folder.

    Attributes:
        study: its only study.
        pet, ct: the files of the chosen series; no CT where there is none.
        override: what an override file says about the study.
        flags: those of the choice.
    """

    study: StudyEntry
    pet: list[Path]
    ct: list[Path]
    override: SuvOverride | None
    flags: tuple[str, ...]


def choose_files(folder: Path, overrides: OverrideTable | None = None) -> ChosenFiles:
    """What is to be converted of a DICOM folder; ``overrides`` may have a row for its study.

    Raises:
        UsageError: there is no such folder, no DICOM in it, or more than one study; several rows are of the study.
        ItemDropped: it holds no PET that can be taken (``no_pet_series``).
        ItemFailed: damaged files lie beside the slices (``corrupt_file``).
    """
    study, selection = choose_in(folder)
    override = None if overrides is None else override_of(overrides, study)
    if selection.pet is None:
        raise ItemDropped(Reason.NO_PET_SERIES, selection.faults or f"no PET among {len(study.series)} series")
    damaged = damaged_beside(study, selection)
    if damaged:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{len(damaged)} damaged files beside the slices")
    pet = [folder / name for name in selection.pet.files]
    ct = [] if selection.ct is None else [folder / name for name in selection.ct.files]
    return ChosenFiles(study, pet, ct, override, selection.flags)


def convert_folder(
    folder: Path, *, with_ct: bool = True, overrides: OverrideTable | None = None
) -> tuple[StudyEntry, Converted]:
    """Convert the only study of a DICOM folder; a CT that can't be converted is left out and flagged.

    Args:
        folder: where it lies.
        with_ct: whether its CT is converted too.
        overrides: an override file, which may have a row for the study.

    Raises:
        UsageError, ItemDropped, ItemFailed: as ``choose_files``; or the PET can't be converted.
    """
    chosen = choose_files(folder, overrides)
    ct = chosen.ct if with_ct else ()
    converted = convert_series(chosen.pet, ct, require_ct=False, override=chosen.override)
    return chosen.study, replace(converted, selection_flags=chosen.flags)


def override_of(overrides: OverrideTable, study: StudyEntry) -> SuvOverride | None:
    """What an override file says about a study, None where it says nothing.

    Raises:
        UsageError: several of its rows are of the study.
    """
    from pet_ground.stages.overrides import KnownStudy, assign

    known = KnownStudy("", study.study_instance_uid, study.accession_numbers)
    return assign(overrides, [known]).overrides.get(study.study_instance_uid)


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
        raise UsageError(f"{folder} holds {studies_counted(len(found.studies))}; name the folder of one")
    study = found.studies[0]
    return study, select_series(study)


def read_ct(path: Path, pet: StudyEntry | None) -> Volume:
    """A CT from a NIfTI file or a DICOM folder.

    Args:
        path: where it lies.
        pet: the study of the PET, whose frame of reference a DICOM CT must share; None where it is not known.

    Raises:
        UsageError: there is no such path, or no CT in it.
        ItemDropped, ItemFailed: it can't be read, or lies in another frame of reference.
    """
    if is_nifti(path):
        return read_nifti(path)
    _, selection = choose_in(path)
    if selection.ct is None:
        raise InputNotFoundError(f"{path} holds no axial CT series")
    frames = {series.frame_of_reference_uid for series in pet.series} if pet else set()
    if frames and selection.ct.frame_of_reference_uid not in frames:
        raise ItemDropped(Reason.GEOMETRY_MISMATCH, "the CT lies in another frame of reference than the PET")
    return convert_ct([path / name for name in selection.ct.files])[0]


def write_study(study: FolderStudy, layout: DatasetLayout, study_id: str, patient_id: str) -> StudyRecord:
    """Write the volumes of a study and return its record."""
    if study.converted is not None:
        record = study_record(study.converted, layout, study_id, patient_id, None)
        write_volumes(study.converted, layout, record, with_3mm=False)
        return record
    write_nifti(study.pet, layout.suv(study_id))
    if study.ct is not None:
        write_nifti(study.ct, layout.ct(study_id))
    return StudyRecord(
        study_id=study_id,
        patient_id=patient_id,
        split=None,
        status="kept",
        flags=study.flags,
        pet_shape_kji=study.pet.shape_kji,
        pet_spacing_mm=study.pet.spacing_mm,
        ct_shape_kji=None if study.ct is None else study.ct.shape_kji,
        ct_spacing_mm=None if study.ct is None else study.ct.spacing_mm,
        suv_volume_max=float(study.pet.array.max()),
        pet=layout.relative(layout.suv(study_id)),
        ct=None if study.ct is None else layout.relative(layout.ct(study_id)),
    )
