"""The NIfTI-1 header of a volume: 348 bytes of our own, so that nothing has to be imported to write a file.

Source: NIfTI-1 standard, nifti1.h (fields), section "3D image (volume) orientation and location in space" (methods 2
and 3: quaternion and affine).
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

LAYOUT = struct.Struct("<i35xB 8h 3f 4h 8f 3f h 2B 4f 2i 80x24x 2h 6f 12f 16x 4s")
"""Fields from sizeof_hdr to magic, little endian; descrip, aux_file and intent_name stay empty."""

VOXELS_BEGIN = 352
"""The header, and four bytes that say that no extension follows it."""

DATATYPE = {"|u1": 2, "<i2": 4, "<i4": 8, "<f4": 16, "<f8": 64, "|i1": 256, "<u2": 512, "<u4": 768}
"""NIfTI's codes of the voxel types that every reader knows."""

SCANNER_ANATOMICAL = 1
"""NIfTI's xform code for coordinates of the scanner."""

MILLIMETRES = 2
"""NIfTI's code for the unit of space."""

LONGEST_AXIS = 32767
"""Dimensions are 16-bit numbers."""


def nifti_header(shape_ijk: tuple[int, ...], dtype: np.dtype[np.generic], affine_ras: NDArray[np.float64]) -> bytes:
    """The bytes before the voxels of an unscaled single-file NIfTI-1 image.

    Both forms of the geometry are written, for scanner coordinates in mm. A sheared affine stands whole in the sform;
    the qform holds the nearest rotation.

    Args:
        shape_ijk: number of voxels along (i, j, k), i running fastest in the file.
        dtype: type of the voxels, little endian.
        affine_ras: 4 x 4; maps (i, j, k, 1) to RAS millimetres.

    Returns:
        ``VOXELS_BEGIN`` bytes.

    Raises:
        ValueError: the voxels are of a type that ``DATATYPE`` lacks, or an axis is longer than ``LONGEST_AXIS``.
    """
    if dtype.str not in DATATYPE:
        raise ValueError(f"voxels of type {dtype} have no common NIfTI type")
    if len(shape_ijk) != 3 or max(shape_ijk) > LONGEST_AXIS:
        raise ValueError(f"a NIfTI volume of shape {shape_ijk}")
    qfac, lengths_mm, bcd = _qform(affine_ras)
    place_mm = affine_ras[:3, 3].tolist()
    header = LAYOUT.pack(
        *(LAYOUT.size, 0),  # sizeof_hdr, dim_info
        *(3, *shape_ijk, 1, 1, 1, 1),  # dim
        *(0.0, 0.0, 0.0, 0),  # intent_p1 to intent_code
        *(DATATYPE[dtype.str], 8 * dtype.itemsize, 0),  # datatype, bitpix, slice_start
        *(qfac, *lengths_mm, 1.0, 1.0, 1.0, 1.0),  # pixdim
        *(float(VOXELS_BEGIN), 1.0, 0.0),  # vox_offset, scl_slope, scl_inter
        *(0, 0, MILLIMETRES),  # slice_end, slice_code, xyzt_units
        *(0.0, 0.0, 0.0, 0.0, 0, 0),  # cal_max to glmin
        *(SCANNER_ANATOMICAL, SCANNER_ANATOMICAL),  # qform_code, sform_code
        *(*bcd, *place_mm),  # quatern_*, qoffset_*
        *affine_ras[:3].ravel().tolist(),  # srow_*
        b"n+1\0",
    )
    return header.ljust(VOXELS_BEGIN, b"\0")


def _qform(affine_ras: NDArray[np.float64]) -> tuple[float, list[float], list[float]]:
    """The qform of an affine: the sign of its third axis, the spacing in mm, and b, c, d of the unit quaternion."""
    columns = affine_ras[:3, :3]
    lengths_mm = np.linalg.norm(columns, axis=0)
    left, _, right = np.linalg.svd(columns / lengths_mm)
    turn = left @ right
    qfac = 1.0 if np.linalg.det(turn) > 0 else -1.0
    return qfac, lengths_mm.tolist(), _quaternion(turn * (1.0, 1.0, qfac))[1:].tolist()


def _quaternion(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The unit quaternion (a, b, c, d), a >= 0, of a rotation: the eigenvector of Bar-Itzhack's symmetric matrix."""
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = turn
    lower = np.array(
        [
            [xx + yy + zz, 0, 0, 0],
            [zy - yz, xx - yy - zz, 0, 0],
            [xz - zx, yx + xy, yy - xx - zz, 0],
            [yx - xy, zx + xz, zy + yz, zz - xx - yy],
        ]
    )
    found: NDArray[np.float64] = np.linalg.eigh(lower, UPLO="L")[1][:, -1]
    return -found if found[0] < 0 else found
