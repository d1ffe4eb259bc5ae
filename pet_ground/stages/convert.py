"""Stage ``convert``: the chosen series of one study to SUV and CT volumes, on their own grids and on the 3 mm grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pet_ground.dicom import BODY_SUV, SuvVolume, convert_ct, convert_pet, in_suv_type, write_ct
from pet_ground.errors import ItemError, ItemFailed
from pet_ground.imaging import Volume, grid_3mm, resample_image, resample_pet, write_nifti
from pet_ground.imaging.files import write_beside
from pet_ground.imaging.resample import OUTSIDE_HU
from pet_ground.reasons import Reason
from pet_ground.records import Rejection, Split, StudyRecord, SuvOverride
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.results import ConvertResult
from pet_ground.units import SuvType

if TYPE_CHECKING:  # they load what draws, writes tables and reads YAML; a conversion waits for none of that
    from pet_ground.config import ConvertSettings, Pipeline
    from pet_ground.dataset import DatasetLayout

COVERED_SHARE = 0.9
"""Share of the PET's slices, and of its body, that a whole-body CT covers at least; below: ``ct_covers_part``. The air
beside the body does not count: a CT's field of view (500 mm) leaves out much of the PET's (600 to 700 mm)."""
BEYOND_SHARE = 0.01
"""Share of the body beyond the ends of the 3 mm grid from which on a study is flagged: as much as a foot's toes."""
EVERY = 4
"""The body is looked at in every fourth voxel along each axis: enough for a share."""


@dataclass(frozen=True, eq=False)
class Converted:
    """The volumes of a study.

    Attributes:
        pet, ct: the volumes.
        ct_flags: those of the CT's own conversion.
        selection_flags: those of the choice of the series.
    """

    pet: SuvVolume
    ct: Volume | None
    ct_flags: tuple[str, ...]
    selection_flags: tuple[str, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should look at, of PET and CT."""
        ct: tuple[str, ...] = ("no_ct",)
        if self.ct is not None:
            ct = ("ct_covers_part",) if _covers_part(self.pet.volume, self.ct) else ()
        return tuple(dict.fromkeys((*self.pet.flags, *self.ct_flags, *ct, *self.selection_flags)))


def convert_order(order: WorkOrder, archive: Path, layout: DatasetLayout, pipeline: Pipeline) -> ConvertResult:
    """Convert the study of a work order and write its volumes. A refusal is a result, not an error."""
    try:
        if order.damaged_files:
            raise ItemFailed(Reason.CORRUPT_FILE, f"{order.damaged_files} damaged files beside the slices")
        converted = convert_series(
            _paths(archive, order.pet_files),
            _paths(archive, order.ct_files),
            require_ct=pipeline.index.require_ct,
            override=order.override,
            settings=pipeline.convert,
        )
    except ItemError as exc:
        return refused(exc, order.study_id, order.patient_id, order.split)
    converted = replace(converted, selection_flags=order.selection_flags)
    record = study_record(converted, layout, order.study_id, order.patient_id, order.split)
    with_3mm = pipeline.dataset.grid_3mm
    cut = ("body_cut_by_3mm_grid",) if with_3mm and _longer_than_3mm(converted.pet.volume) else ()
    record = record.model_copy(update={**order.keys.model_dump(), "flags": (*record.flags, *cut)})
    write_volumes(converted, layout, record, with_3mm=with_3mm)
    return ConvertResult(study=record)


def convert_series(
    pet_files: Sequence[Path],
    ct_files: Sequence[Path],
    *,
    require_ct: bool,
    override: SuvOverride | None = None,
    settings: ConvertSettings | None = None,
) -> Converted:
    """Convert a PET series and, where there is one, its CT.

    Args:
        pet_files: the PET series.
        ct_files: the CT series; may be empty.
        require_ct: whether a CT that can't be converted refuses the study; it is left out otherwise.
        override: facts that a person gave for the PET.
        settings: how DICOM becomes SUV; None for the usual.

    Raises:
        ItemDropped, ItemFailed: as ``convert_pet`` and ``convert_ct``.
    """
    pet = convert_pet(pet_files, override, settings)
    if not ct_files:
        return Converted(pet, None, ())
    try:
        ct, ct_flags = convert_ct(ct_files, settings)
    except ItemError:
        if require_ct:
            raise
        return Converted(pet, None, ("ct_refused",))
    return Converted(pet, ct, ct_flags)


@dataclass(frozen=True, eq=False)
class Written:
    """A study that was written as NIfTI files.

    Attributes:
        converted: the study; its CT has a grid and no voxels.
        suv_ratio: of the kind of SUV that was written to the body-weight SUV.
        suv_max: highest voxel, of that kind.
        pet, ct: the files; no CT where there is none, or none that can be converted.
    """

    converted: Converted
    suv_ratio: float
    suv_max: float
    pet: Path
    ct: Path | None


def write_series(
    pet_files: Sequence[Path],
    ct_files: Sequence[Path],
    out: Path,
    *,
    kind: SuvType = "BW",
    override: SuvOverride | None = None,
) -> Written:
    """Convert a PET series and its CT as ``convert_series`` does, to ``suv.nii.gz`` and ``ct.nii.gz`` in ``out``.

    The CT never lies in memory as a whole, where that can be done; where it can't be converted, it is left out.

    Args:
        pet_files: the PET series.
        ct_files: the CT series; may be empty.
        out: a folder.
        kind: the kind of SUV that is written.
        override: facts that a person gave for the PET.

    Raises:
        ItemDropped, ItemFailed: as ``convert_pet`` and ``in_suv_type``.
    """
    pet = convert_pet(pet_files, override, _settings_for(kind))
    suv, ratio = in_suv_type(pet, kind)
    paths = out / "suv.nii.gz", out / "ct.nii.gz"
    write_nifti(suv, paths[0])
    converted = Converted(pet, None, ())
    if ct_files:
        try:
            converted = Converted(pet, *write_ct(ct_files, paths[1]))
        except ItemError:
            converted = Converted(pet, None, ("ct_refused",))
    ct = None if converted.ct is None else paths[1]
    return Written(converted, ratio, float(suv.array.max()), paths[0], ct)


def _settings_for(kind: SuvType) -> ConvertSettings | None:
    """Settings by which the ratio of a kind of SUV goes into the provenance; BW needs none."""
    if kind == "BW":
        return None
    from pet_ground.config import ConvertSettings

    return ConvertSettings(suv_types=(kind,))


def study_record(
    converted: Converted, layout: DatasetLayout, study_id: str, patient_id: str, split: Split | None
) -> StudyRecord:
    """The publishable facts of a converted study."""
    pet, ct = converted.pet, converted.ct
    return StudyRecord(
        study_id=study_id,
        patient_id=patient_id,
        split=split,
        status="kept",
        flags=converted.flags,
        tracer=pet.facts.tracer,
        radionuclide=pet.facts.radionuclide,
        manufacturer=pet.facts.manufacturer,
        model=pet.facts.model,
        pet_shape_kji=pet.volume.shape_kji,
        pet_spacing_mm=pet.volume.spacing_mm,
        ct_shape_kji=None if ct is None else ct.shape_kji,
        ct_spacing_mm=None if ct is None else ct.spacing_mm,
        suv_volume_max=float(pet.volume.array.max()),
        suv=pet.decision.provenance,
        pet=layout.relative(layout.suv(study_id)),
        ct=None if ct is None else layout.relative(layout.ct(study_id)),
    )


def write_volumes(converted: Converted, layout: DatasetLayout, record: StudyRecord, *, with_3mm: bool) -> None:
    """Write ``suv.nii.gz``, ``ct.nii.gz`` and ``study.json``, and where wanted both volumes on the 3 mm grid."""
    pet, ct, study_id = converted.pet.volume, converted.ct, record.study_id
    write_nifti(pet, layout.suv(study_id))
    if ct is not None:
        write_nifti(ct, layout.ct(study_id))
    if with_3mm:
        grid = grid_3mm(pet)
        write_nifti(resample_pet(pet, grid), layout.suv_3mm(study_id))
        if ct is not None:
            write_nifti(resample_image(ct, grid, OUTSIDE_HU), layout.ct_3mm(study_id))
    with write_beside(layout.study_json(study_id)) as partial:
        partial.write_text(record.model_dump_json(indent=1, exclude={"labels"}) + "\n", encoding="utf-8")


def refused(error: ItemError, study_id: str, patient_id: str, split: Split) -> ConvertResult:
    """The result for a study that could not be converted."""
    rejection = Rejection.of(error, "convert", study_id)
    record = StudyRecord(
        study_id=study_id, patient_id=patient_id, split=split, status=rejection.outcome, reason=error.reason
    )
    return ConvertResult(study=record, rejections=(rejection,))


def _paths(archive: Path, names: Sequence[str]) -> list[Path]:
    return [archive / name for name in names]


def _covers_part(pet: Volume, ct: Volume) -> bool:
    """Whether the CT leaves out a tenth or more of the PET's slices, or of the body in them."""
    slices, rows, columns = pet.shape_kji
    middle = np.full((slices, 3), (0.0, rows / 2, columns / 2))
    middle[:, 0] = np.arange(slices)
    k = ct.to_index(pet.to_lps(middle))[:, 0]
    if np.mean((k > -1) & (k < ct.shape_kji[0])) < COVERED_SHARE:
        return True
    thin = pet.thinned(EVERY)
    index = ct.to_index(thin.to_lps(np.argwhere(thin.array > BODY_SUV)))
    inside = ((index > -1) & (index < ct.shape_kji)).all(axis=1)
    return bool(inside.size and inside.mean() < COVERED_SHARE)


def _longer_than_3mm(pet: Volume) -> bool:
    """Whether part of the body lies beyond the ends of the 3 mm grid. Beside it, the air's noise looks like a body."""
    thin, grid = pet.thinned(EVERY), grid_3mm(pet)
    k = grid.blank.to_index(thin.to_lps(np.argwhere(thin.array > BODY_SUV)))[:, 0]
    return bool(k.size and np.mean((k < -1) | (k > grid.shape_kji[0])) > BEYOND_SHARE)
