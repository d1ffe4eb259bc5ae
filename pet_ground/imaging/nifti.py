"""NIfTI in and out, never a half file under a final name."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.errors import InputNotFoundError, ItemFailed
from pet_ground.imaging.files import write_beside
from pet_ground.imaging.gzip_file import write_gzip
from pet_ground.imaging.nifti_header import nifti_header
from pet_ground.imaging.volume import Affine, Volume, canonical, native
from pet_ground.reasons import Reason


def write_nifti(volume: Volume, path: Path) -> None:
    """Write ``path`` (``.nii.gz``), in the volume's native order of axes, RAS affine, scanner coordinates.

    The voxels keep their type (float32, int16, uint8); booleans become uint8. The same volume gives the same bytes.

    Raises:
        ValueError: the voxels are of a type that NIfTI readers do not share, such as int64.
    """
    array_ijk, affine_ras = native(volume)
    if array_ijk.dtype == np.bool_:
        array_ijk = array_ijk.view(np.uint8)
    array_ijk = array_ijk.astype(array_ijk.dtype.newbyteorder("<"), copy=False)
    planes = array_ijk.transpose(2, 1, 0)
    write_planes(path, planes, planes.shape, planes.dtype, affine_ras)


def write_planes(
    path: Path,
    planes: Iterable[NDArray[Any]],
    shape_kji: tuple[int, ...],
    dtype: np.dtype[Any],
    affine_ras: Affine,
) -> None:
    """Write ``path`` (``.nii.gz``) from the planes [j, i] of a volume, in the order of k of the file.

    Integers may come from an iterator; each plane is packed before the next is asked for.

    Args:
        path: where the whole file will be, or nothing.
        planes: the voxels, of ``dtype``, little endian.
        shape_kji: number of planes, and their shape.
        dtype: type of the voxels.
        affine_ras: maps (i, j, k, 1) to RAS millimetres.

    Raises:
        ValueError: the voxels are of a type that NIfTI readers do not share, such as int64.
        whatever ``planes`` raises; then there is no file.
    """
    header = nifti_header(shape_kji[::-1], dtype, affine_ras)
    with write_beside(path) as partial, partial.open("wb") as stream:
        write_gzip(stream, header, planes)


def read_nifti(path: Path) -> Volume:
    """Read a 3D NIfTI file (``.nii`` or ``.nii.gz``) as a canonical volume.

    Scaled values become float32; unscaled ones keep their type.

    Raises:
        InputNotFoundError: there is no such file.
        ItemFailed: the file is damaged (``corrupt_file``) or not three-dimensional (``geometry_size``).
    """
    if not path.is_file():
        raise InputNotFoundError(f"there is no file {path}")
    array, affine_ras = _read_image(path)
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    if array.ndim != 3:
        raise ItemFailed(Reason.GEOMETRY_SIZE, f"a NIfTI file of {array.ndim} dimensions, not 3")
    return canonical(array, affine_ras)


def _read_image(path: Path) -> tuple[NDArray[Any], Affine]:
    """The array of a file in its own order of axes, and its RAS affine."""
    import nibabel as nib  # takes as long to load as a PET to convert: only who reads waits for it
    from isal import igzip
    from isal.igzip_lib import IsalError
    from nibabel.filebasedimages import ImageFileError
    from nibabel.spatialimages import HeaderDataError
    from nibabel.wrapstruct import WrapStructError

    damage: tuple[type[Exception], ...] = (
        EOFError,
        OSError,
        ValueError,
        zlib.error,
        IsalError,  # type: ignore[assignment]
        ImageFileError,
        HeaderDataError,
        WrapStructError,  # shorter than a header
    )
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = igzip.decompress(content)
        image = nib.Nifti1Image.from_stream(BytesIO(content))
        scaled = image.dataobj.slope != 1 or image.dataobj.inter != 0
        array = np.asanyarray(image.dataobj)
    except damage as exc:
        raise ItemFailed(Reason.CORRUPT_FILE, f"not a readable NIfTI file ({type(exc).__name__})") from exc
    return array.astype(np.float32) if scaled else array, np.asarray(image.affine, dtype=np.float64)
