"""The uptake of every structure of a label map, measured on the PET.

**Which voxels.** Labels lie on the CT's grid, the PET on its own. Each PET voxel takes the label of the voxel in which
its centre lies. The other way, sampling the PET at every label voxel, would interpolate (an SUVmax would be that of no
voxel, always too low) and count each PET voxel as often as the CT is finer. The volume is the label map's.

**The core.** The PET is blurred: near a border it shows a mixture of both sides, and breathing moves the border between
CT and PET. References are therefore measured away from it: PERCIST puts a sphere of 3 cm into the liver and a cylinder
of 1 cm into the aorta, clear of its wall (Wahl 2009). Here the core is every PET voxel from whose centre no PET voxel
outside the structure lies nearer than one resolution (FWHM) and half the largest voxel edge, so that the border itself,
which runs half a voxel before the first centre outside, is one FWHM away. At one FWHM from a plane border, a Gaussian
blur lets 0.9 % of the difference between the two sides through; in phantoms, whose voxels move the border a little, no
voxel of a core took up more than 3 %. What lies beyond the PET counts as outside.

Lesions are not taken out: the median is there for organs that hold some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import affine_transform, distance_transform_edt, find_objects

from pet_ground.anatomy.classes import BACKGROUND_ID, CLASSES, ID_OF, LARGEST_ID
from pet_ground.anatomy.tally import classes_at_border, voxels_per_class
from pet_ground.imaging import Volume
from pet_ground.records import StructureUptake

TOUCHES_BORDER = "touches_border"
"""Flag of a structure that reaches an outer face of the label map and may be cut there: its volume may be too small."""

TOUCHES_PET_BORDER = "touches_pet_border"
OUTSIDE_PET = "outside_pet"
NO_CORE = "no_core"

MIN_CORE_ML = 1.0
"""The smallest core whose SUV is given: the volume over which PERCIST averages its SUVpeak (Wahl 2009)."""

LIVER = "liver"

LIVER_SUV_USUAL = (1.0, 4.0)
"""SUVmean of the liver in FDG PET, g/ml; outside, the SUV itself is in doubt. Normal livers have about 1.9 +- 0.4, so
what the range leaves out is rare or wrong: a flag, and no reason to drop."""

TRACER_OF_USUAL_LIVER = "FDG"
"""Other tracers have other usual values: a liver takes up several times as much PSMA-1007 as FDG."""

LIVER_SUV_UNUSUAL = "liver_suv_unusual"
"""Flag of an FDG study whose liver is outside ``LIVER_SUV_USUAL``."""


def _members(*starts: str) -> tuple[int, ...]:
    return tuple(class_id for name, class_id in ID_OF.items() if name.startswith(starts))


GROUPS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "blood_pool": _members("aorta"),
        "muscle": _members("gluteus_", "autochthon_", "iliopsoas_"),
        "bone_marrow": _members("vertebrae_T", "vertebrae_L"),
    }
)
"""Structures that are measured as one: their voxels together, and as core the cores of all. The core of a thoracic or
lumbar vertebra is the middle of its body; cervical ones are too thin to have one."""

STRUCTURES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {**{entry.name: (class_id,) for class_id, entry in CLASSES.items()}, **GROUPS}
)
"""The class ids of everything that is measured, by its name."""

REFERENCE_ORGANS = (LIVER, "spleen", "blood_pool", "muscle", "brain", "bone_marrow")
"""What the data card shows of the table."""


def measure_structures(labels: Volume, pet: Volume, psf_fwhm_mm: float) -> tuple[StructureUptake, ...]:
    """Size and uptake of every class of a label map, in the order of the ids, then of the groups that have a member.

    Args:
        labels: label map, uint8 [k, j, i] of class ids, on any grid in the PET's frame.
        pet: SUV volume, g/ml; its axes stand at right angles.
        psf_fwhm_mm: resolution of the PET.

    Returns:
        Nothing for an empty label map. What can't be measured is None and flagged (``StructureUptake``).
    """
    volumes_ml = voxels_per_class(labels) * labels.voxel_ml
    at_border = np.flatnonzero(classes_at_border(labels)).tolist()
    voxels = _voxels(labels_on(labels, pet), pet, psf_fwhm_mm)
    found = []
    for name, wanted in STRUCTURES.items():
        ids = tuple(class_id for class_id in wanted if volumes_ml[class_id] > 0)
        if ids:
            parts = [voxels[class_id] for class_id in ids if class_id in voxels]
            flags = (TOUCHES_BORDER,) if set(ids).intersection(at_border) else ()
            found.append(_uptake(_Size(name, ids, float(volumes_ml[list(ids)].sum()), flags), parts, pet.voxel_ml))
    return tuple(found)


def labels_on(labels: Volume, pet: Volume) -> NDArray[np.uint8]:
    """For every voxel of the PET the label at its centre, 0 outside the label map; uint8, the PET's shape."""
    corner, *steps = labels.to_index(pet.to_lps(np.vstack([np.zeros(3), np.eye(3)])))
    matrix = np.stack([step - corner for step in steps], axis=1)
    found: NDArray[np.uint8] = affine_transform(
        labels.array, matrix, corner, pet.shape_kji, np.uint8, order=0, mode="grid-constant", cval=BACKGROUND_ID
    )
    return found


def study_flags(structures: Sequence[StructureUptake], tracer: str) -> tuple[str, ...]:
    """What the uptake of its organs says against the SUV of a whole study: ``liver_suv_unusual`` or nothing."""
    low, high = LIVER_SUV_USUAL
    livers = [one.suv_mean for one in structures if one.structure == LIVER and one.suv_mean is not None]
    unusual = tracer == TRACER_OF_USUAL_LIVER and any(not low <= suv <= high for suv in livers)
    return (LIVER_SUV_UNUSUAL,) if unusual else ()


@dataclass(frozen=True)
class _Size:
    """What the label map says of a structure."""

    name: str
    class_ids: tuple[int, ...]
    volume_ml: float
    flags: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Voxels:
    """The SUVs of a class's voxels and of those of its core, and whether one lies on an outer face of the PET."""

    whole: NDArray[np.float64]
    core: NDArray[np.float64]
    at_border: bool


def _voxels(on_pet: NDArray[np.uint8], pet: Volume, psf_fwhm_mm: float) -> dict[int, _Voxels]:
    """The voxels of every class that the PET shows, by class id."""
    at_border = classes_at_border(pet.like(on_pet))
    found = {}
    for class_id, box in enumerate(find_objects(on_pet, LARGEST_ID), start=1):
        if box is not None:
            inside = on_pet[box] == class_id
            suv = pet.array[box]
            core = _core(inside, pet.spacing_mm, psf_fwhm_mm)
            found[class_id] = _Voxels(suv[inside].astype(float), suv[core].astype(float), bool(at_border[class_id]))
    return found


def _core(inside: NDArray[np.bool_], spacing_mm: tuple[float, float, float], psf_fwhm_mm: float) -> NDArray[np.bool_]:
    """The voxels of a box [k, j, i] that no voxel outside comes near; what lies beyond the box is outside."""
    distance_mm = distance_transform_edt(np.pad(inside, 1), sampling=spacing_mm)[1:-1, 1:-1, 1:-1]
    core: NDArray[np.bool_] = distance_mm >= psf_fwhm_mm + max(spacing_mm) / 2
    return core


def _uptake(size: _Size, parts: Sequence[_Voxels], voxel_ml: float) -> StructureUptake:
    whole = np.concatenate([part.whole for part in parts] or [np.empty(0)])
    core = np.concatenate([part.core for part in parts] or [np.empty(0)])
    has_core = len(core) > 1 and len(core) * voxel_ml >= MIN_CORE_ML
    flags = {
        TOUCHES_PET_BORDER: any(part.at_border for part in parts),
        OUTSIDE_PET: not len(whole),
        NO_CORE: not has_core,
    }
    return StructureUptake(
        structure=size.name,
        class_ids=size.class_ids,
        volume_ml=size.volume_ml,
        pet_ml=len(whole) * voxel_ml,
        core_ml=len(core) * voxel_ml,
        suv_mean=float(core.mean()) if has_core else None,
        suv_median=float(np.median(core)) if has_core else None,
        suv_sd=float(core.std(ddof=1)) if has_core else None,
        suv_max=float(core.max()) if has_core else None,
        whole_suv_mean=float(whole.mean()) if len(whole) else None,
        whole_suv_max=float(whole.max()) if len(whole) else None,
        flags=(*size.flags, *(flag for flag, holds in flags.items() if holds)),
    )
