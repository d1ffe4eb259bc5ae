"""NIfTI in and out, gzip by ISA-L, never a half file under a final name."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import nibabel as nib
import numpy as np
from isal import igzip
from isal.igzip_lib import IsalError
from nibabel.filebasedimages import ImageFileError
from nibabel.spatialimages import HeaderDataError

from pet_ground.errors import InputNotFoundError, ItemFailed
from pet_ground.imaging.files import write_beside
from pet_ground.imaging.volume import Volume, canonical, native
from pet_ground.reasons import Reason

GZIP_LEVEL = 1
"""ISA-L's levels run from 0 to 3; 1 is several times faster than zlib and within a few percent of its size."""

SCANNER_ANATOMICAL = 1
"""NIfTI's xform code for coordinates of the scanner."""

DAMAGE: tuple[type[Exception], ...] = (
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    IsalError,  # type: ignore[assignment]
    ImageFileError,
    HeaderDataError,
)
"""What the readers raise on a damaged file."""


def write_nifti(volume: Volume, path: Path) -> None:
    """Write ``path`` (``.nii.gz``), in the volume's native order of axes, RAS affine, scanner coordinates.

    The voxels keep their type (float32, int16, uint8); booleans become uint8. The same volume gives the same bytes.
    """
    array_ijk, affine_ras = native(volume)
    if array_ijk.dtype == np.bool_:
        array_ijk = array_ijk.astype(np.uint8)
    image = nib.Nifti1Image(array_ijk, affine_ras)
    image.set_sform(affine_ras, code=SCANNER_ANATOMICAL)
    image.set_qform(affine_ras, code=SCANNER_ANATOMICAL)
    image.header.set_xyzt_units("mm")
    with (
        write_beside(path) as partial,
        partial.open("wb") as raw,
        igzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=GZIP_LEVEL, mtime=0) as stream,
    ):
        image.to_stream(stream)


def read_nifti(path: Path) -> Volume:
    """Read a 3D NIfTI file (``.nii`` or ``.nii.gz``) as a canonical volume.

    Scaled values become float32; unscaled ones keep their type.

    Raises:
        InputNotFoundError: there is no such file.
        ItemFailed: the file is damaged (``corrupt_file``) or not three-dimensional (``geometry_size``).
    """
    if not path.is_file():
        raise InputNotFoundError(f"there is no file {path}")
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = igzip.decompress(content)
        image = nib.Nifti1Image.from_stream(BytesIO(content))
        scaled = image.dataobj.slope != 1 or image.dataobj.inter != 0
        array = np.asanyarray(image.dataobj)
    except DAMAGE as exc:
        raise ItemFailed(Reason.CORRUPT_FILE, f"not a readable NIfTI file ({type(exc).__name__})") from exc
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    if array.ndim != 3:
        raise ItemFailed(Reason.GEOMETRY_SIZE, f"a NIfTI file of {array.ndim} dimensions, not 3")
    return canonical(array.astype(np.float32) if scaled else array, np.asarray(image.affine, dtype=np.float64))
