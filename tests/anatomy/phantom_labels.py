"""A label volume in which no two axes are alike: 12 slices of 10 rows and 15 columns, 14 x 12 x 8 mm."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
from numpy.typing import NDArray

from pet_ground.anatomy.classes import ID_OF
from pet_ground.imaging import Volume

SHAPE_KJI = (12, 10, 15)
SPACING_KJI_MM = (14.0, 12.0, 8.0)
VOXEL_ML = 1.344

BOXES: dict[str, tuple[slice, slice, slice]] = {
    "lung_lower_lobe_right": (slice(8, 12), slice(3, 7), slice(1, 5)),
    "lung_lower_lobe_left": (slice(8, 12), slice(3, 7), slice(10, 14)),
    "heart": (slice(8, 11), slice(2, 5), slice(6, 9)),
    "liver": (slice(5, 8), slice(2, 6), slice(1, 7)),
    "spleen": (slice(5, 8), slice(5, 8), slice(11, 14)),
    "kidney_right": (slice(3, 5), slice(5, 8), slice(2, 5)),
    "kidney_left": (slice(3, 5), slice(5, 8), slice(10, 13)),
    "aorta": (slice(1, 8), slice(4, 5), slice(7, 10)),
    "vertebrae_L5": (slice(1, 4), slice(6, 8), slice(6, 9)),
    "vertebrae_T12": (slice(5, 8), slice(6, 8), slice(7, 10)),
    "autochthon_left": (slice(1, 8), slice(8, 9), slice(8, 11)),
    "urinary_bladder": (slice(0, 1), slice(2, 6), slice(5, 10)),
}
"""Where each class lies: j to the back, i to the left, k to the head. Only lungs and bladder reach a border."""


def phantom(names: tuple[str, ...] | None = None) -> Volume:
    """The phantom with all classes, or with some."""
    array = np.zeros(SHAPE_KJI, dtype=np.uint8)
    for name, box in BOXES.items():
        if names is None or name in names:
            array[box] = ID_OF[name]
    k, j, i = SPACING_KJI_MM
    affine = np.diag([i, j, k, 1.0])
    affine[:3, 3] = (-31.0, -212.0, 905.0)
    return Volume(array, affine)


CLASS_FREE_CT = phantom(()).like(np.arange(1800, dtype=np.int16).reshape(SHAPE_KJI) - 1000)
"""A CT on the phantom's grid."""


def save(path: Path, array_kji: NDArray[np.generic], like: Volume, extension: str | None = None) -> Path:
    """Write an array on the grid of a volume, in RAS order of axes, with a header extension."""
    affine_ras = np.diag([-1.0, -1.0, 1.0, 1.0]) @ like.affine_lps
    image = nib.Nifti1Image(array_kji.transpose(2, 1, 0), affine_ras).as_reoriented(
        nib.orientations.ornt_transform(
            nib.orientations.io_orientation(affine_ras), nib.orientations.axcodes2ornt("RAS")
        )
    )
    if extension is not None:
        image.header.extensions.append(nib.nifti1.Nifti1Extension(0, extension.encode()))
    path.parent.mkdir(parents=True, exist_ok=True)
    nib.save(image, path)
    return path


def label_table(names: dict[int, str]) -> str:
    """The extension that TotalSegmentator writes for these names."""
    rows = "\n".join(f'<Label Key="{n}" Red="0.0" Alpha="1"><![CDATA[{name}]]></Label>' for n, name in names.items())
    return f"<CaretExtension><VolumeInformation><LabelTable>{rows}</LabelTable></VolumeInformation></CaretExtension>"
