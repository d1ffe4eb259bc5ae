"""Two-dimensional pictures of a volume as radiologists hang them.

The rows of coronal and sagittal pictures run from head to feet. The columns of coronal and axial pictures run from
the patient's right to the patient's left, so the patient's right is on the left of the picture; a canonical volume
needs no flip for it. Sagittal columns run from anterior to posterior, axial rows too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.imaging.volume import Volume


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture with the size of its pixels.

    Attributes:
        array: shape (rows, columns), the first row on top.
        row_mm, column_mm: distance between neighbouring rows, and between neighbouring columns, in mm.
    """

    array: NDArray[Any]
    row_mm: float
    column_mm: float

    @property
    def size_mm(self) -> tuple[float, float]:
        """Height and width in mm, outer edge to outer edge."""
        rows, columns = self.array.shape
        return rows * self.row_mm, columns * self.column_mm


def coronal_mip(volume: Volume) -> Picture:
    """Maximum-intensity projection from the front: rows head to feet, columns patient's right to left."""
    k_mm, _, i_mm = volume.spacing_mm
    return Picture(volume.array.max(axis=1)[::-1], k_mm, i_mm)


def sagittal_mip(volume: Volume) -> Picture:
    """Maximum-intensity projection from the side: rows head to feet, columns anterior to posterior."""
    k_mm, j_mm, _ = volume.spacing_mm
    return Picture(volume.array.max(axis=2)[::-1], k_mm, j_mm)


def axial_slice(volume: Volume, k: int) -> Picture:
    """The axial slice k (from 0, at the feet): rows anterior to posterior, columns patient's right to left.

    Raises:
        IndexError: there is no such slice.
    """
    if not 0 <= k < volume.shape_kji[0]:
        raise IndexError(f"no slice {k} in a volume of {volume.shape_kji[0]}")
    _, j_mm, i_mm = volume.spacing_mm
    return Picture(np.asarray(volume.array[k]), j_mm, i_mm)
