"""Reading a label map: one multilabel NIfTI file, or a folder of binary masks, on the grid of the CT."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.anatomy.classes import BACKGROUND_ID, ID_OF, LARGEST_ID
from pet_ground.anatomy.label_files import LABEL_SUFFIX
from pet_ground.anatomy.label_names import read_label_names, refuse_foreign_names
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.imaging import Volume, read_nifti
from pet_ground.reasons import Reason

GRID_TOLERANCE_MM = 0.1
"""How far a label map's voxels may lie from the CT's. Converters round the geometry of a header to float32 or to a
quaternion, which moves the far corner of a body by some hundredths of a millimetre; a CT voxel measures about 1 mm."""


def read_label_map(path: Path, ct: Volume) -> Volume:
    """Read a label map of TotalSegmentator's task ``total`` onto the grid of its CT.

    Args:
        path: a multilabel NIfTI file, or a folder of binary masks named ``<class>.nii.gz``.
        ct: the CT; only its grid is used.

    Returns:
        uint8 [k, j, i] of class ids, 0 for background, with the CT's affine and native order of axes.

    Raises:
        ItemDropped: the shape or the affine is not the CT's (``geometry_mismatch``).
        ItemFailed: the path is gone (``missing_file``), or the content is not a label map of the pinned classes:
            damaged, unknown ids, names that disagree, masks that overlap (``corrupt_file``).
    """
    if path.is_dir():
        return ct.like(_merged(path, ct))
    return ct.like(_multilabel(path, ct))


def _multilabel(path: Path, ct: Volume) -> NDArray[np.uint8]:
    array = _whole_numbers(_on_grid(path, ct))
    refuse_foreign_names(read_label_names(path))
    smallest, largest = int(array.min()), int(array.max())
    if smallest < BACKGROUND_ID or largest > LARGEST_ID:
        detail = f"label ids run from {smallest} to {largest}, not from {BACKGROUND_ID} to at most {LARGEST_ID}"
        raise ItemFailed(Reason.CORRUPT_FILE, detail)
    return array.astype(np.uint8)


def _merged(folder: Path, ct: Volume) -> NDArray[np.uint8]:
    masks = sorted(folder.glob(f"*{LABEL_SUFFIX}"))
    if not masks:
        raise ItemFailed(Reason.MISSING_FILE, f"the folder of the label map holds no {LABEL_SUFFIX} file")
    unknown = [mask for mask in masks if _class_name(mask) not in ID_OF]
    if unknown:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{len(unknown)} of {len(masks)} masks are not named after a class")
    merged = np.zeros(ct.shape_kji, dtype=np.uint8)
    for mask in masks:
        inside = _binary(mask, ct)
        # Which of two classes a voxel belongs to is not ours to decide.
        if (shared := int(np.count_nonzero(merged[inside]))) > 0:
            detail = f"the mask {_class_name(mask)} shares {shared} voxels with another"
            raise ItemFailed(Reason.CORRUPT_FILE, detail)
        merged[inside] = ID_OF[_class_name(mask)]
    return merged


def _class_name(mask: Path) -> str:
    return mask.name.removesuffix(LABEL_SUFFIX)


def _binary(path: Path, ct: Volume) -> NDArray[np.bool_]:
    array = _on_grid(path, ct)
    inside: NDArray[np.bool_] = array == 1
    if not np.array_equal(inside, array != 0):
        raise ItemFailed(Reason.CORRUPT_FILE, f"the mask {_class_name(path)} holds other values than 0 and 1")
    return inside


def _on_grid(path: Path, ct: Volume) -> NDArray[Any]:
    if not path.is_file():
        raise ItemFailed(Reason.MISSING_FILE, "the label map is gone")
    labels = read_nifti(path)
    if labels.shape_kji != ct.shape_kji:
        detail = f"label map of {labels.shape_kji} voxels (k, j, i), CT of {ct.shape_kji}"
        raise ItemDropped(Reason.GEOMETRY_MISMATCH, detail)
    if not labels.same_grid(ct, GRID_TOLERANCE_MM):
        detail = f"the voxels of label map and CT lie more than {GRID_TOLERANCE_MM} mm apart"
        raise ItemDropped(Reason.GEOMETRY_MISMATCH, detail)
    return labels.array


def _whole_numbers(array: NDArray[Any]) -> NDArray[Any]:
    if np.issubdtype(array.dtype, np.integer):
        return array
    if not np.issubdtype(array.dtype, np.floating):
        raise ItemFailed(Reason.CORRUPT_FILE, f"label ids of type {array.dtype}")
    if not (np.isfinite(array).all() and (array == np.rint(array)).all()):
        raise ItemFailed(Reason.CORRUPT_FILE, "label ids that are not whole numbers")
    return array
