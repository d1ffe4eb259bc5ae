"""A volume: an array [k, j, i] = (z, y, x) with its place in the patient, in LPS millimetres.

In memory every volume is *canonical*: i runs most nearly to the patient's left, j to posterior, k to the head. That
is a permutation and flips, never an interpolation; oblique directions stay in the affine. ``native_axcodes`` remembers
the order of axes in which the volume was read, so that a mask can be written voxel for voxel like its image.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.imaging.orientation import axcodes_of, reoriented

Affine = NDArray[np.float64]
LPS_FROM_RAS = np.diag([-1.0, -1.0, 1.0, 1.0])
"""Turns RAS millimetres (NIfTI) into LPS millimetres (DICOM), and back: it is its own inverse."""

CANONICAL_AXCODES = ("L", "P", "S")


@dataclass(frozen=True, eq=False)
class Volume:
    """Voxels with their geometry.

    Attributes:
        array: shape (K, J, I).
        affine_lps: 4 x 4; maps the column (i, j, k, 1) of a voxel's centre to LPS millimetres.
        native_axcodes: axis codes in the order (i, j, k), of the file or series it was read from.
    """

    array: NDArray[Any]
    affine_lps: Affine
    native_axcodes: tuple[str, ...] = CANONICAL_AXCODES

    def __post_init__(self) -> None:
        if self.array.ndim != 3:
            raise ValueError(f"a volume has three axes, not {self.array.ndim}")
        if self.affine_lps.shape != (4, 4):
            raise ValueError(f"an affine is 4 x 4, not {self.affine_lps.shape}")

    @property
    def shape_kji(self) -> tuple[int, int, int]:
        """Number of voxels along (k, j, i)."""
        k, j, i = self.array.shape
        return int(k), int(j), int(i)

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between neighbouring voxels along (k, j, i), in mm."""
        i, j, k = np.linalg.norm(self.affine_lps[:3, :3], axis=0)
        return float(k), float(j), float(i)

    @property
    def voxel_ml(self) -> float:
        """Volume of one voxel in ml."""
        return float(abs(np.linalg.det(self.affine_lps[:3, :3]))) / 1000.0

    def to_lps(self, index_kji: Sequence[float] | NDArray[Any]) -> NDArray[np.float64]:
        """LPS millimetres of voxel indices, shape (..., 3) to (..., 3)."""
        ijk = np.asarray(index_kji, dtype=np.float64)[..., ::-1]
        mapped: NDArray[np.float64] = ijk @ self.affine_lps[:3, :3].T + self.affine_lps[:3, 3]
        return mapped

    def to_index(self, lps_mm: Sequence[float] | NDArray[Any]) -> NDArray[np.float64]:
        """Continuous voxel indices (k, j, i) of LPS millimetres, shape (..., 3) to (..., 3)."""
        inverse = np.linalg.inv(self.affine_lps)
        ijk: NDArray[np.float64] = np.asarray(lps_mm, dtype=np.float64) @ inverse[:3, :3].T + inverse[:3, 3]
        return ijk[..., ::-1]

    def same_grid(self, other: Volume, tolerance_mm: float = 0.01) -> bool:
        """Whether both have the same shape and their voxels lie within ``tolerance_mm`` of each other."""
        if self.shape_kji != other.shape_kji:
            return False
        corners = np.array(np.meshgrid(*[(0, n - 1) for n in self.shape_kji])).reshape(3, -1).T
        return bool(np.abs(self.to_lps(corners) - other.to_lps(corners)).max() <= tolerance_mm)

    def thinned(self, step: int) -> Volume:
        """Every ``step``-th voxel along each axis, each at its place: a view, for what needs a sample only."""
        affine = self.affine_lps.copy()
        affine[:3, :3] *= step
        return replace(self, array=self.array[::step, ::step, ::step], affine_lps=affine)

    def like(self, array: NDArray[Any]) -> Volume:
        """Another array on the same grid.

        Raises:
            ValueError: the shapes differ.
        """
        if array.shape != self.array.shape:
            raise ValueError(f"an array of shape {array.shape} does not fit a grid of {self.array.shape}")
        return replace(self, array=array)


def canonical(array_ijk: NDArray[Any], affine_ras: Affine) -> Volume:
    """A canonical volume from an array in the order (i, j, k) and its RAS affine (NIfTI's conventions).

    The voxels are copied only where they do not lie in the volume's order of memory already. They do for a series of
    axial slices and for a NIfTI file whose axes run to L, P, S: there the volume is a view of ``array_ijk``.

    Raises:
        ValueError: the affine is not finite, or flattens the volume.
    """
    codes = axcodes_of(affine_ras)
    turned, affine = reoriented(array_ijk, affine_ras, codes, CANONICAL_AXCODES)
    return Volume(np.ascontiguousarray(turned.transpose(2, 1, 0)), LPS_FROM_RAS @ affine, codes)


def native(volume: Volume) -> tuple[NDArray[Any], Affine]:
    """The inverse of ``canonical``: an array (i, j, k) in the native order of axes, and its RAS affine.

    The array is a view of the volume's.
    """
    array_ijk = volume.array.transpose(2, 1, 0)
    return reoriented(array_ijk, LPS_FROM_RAS @ volume.affine_lps, CANONICAL_AXCODES, volume.native_axcodes)
