"""Where the voxels of a NIfTI file lie, without reading them: a CT of 500 slices takes seconds to unpack."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import numpy as np

from pet_ground.errors import InputNotFoundError, ItemFailed
from pet_ground.imaging.orientation import axcodes_of, reoriented
from pet_ground.imaging.volume import CANONICAL_AXCODES, LPS_FROM_RAS, Volume
from pet_ground.reasons import Reason

HEADER_BYTES = 352
"""Of a NIfTI-1 header with the four bytes of its extension flag."""


def read_nifti_grid(path: Path) -> Volume:
    """A canonical volume of zeros that takes no memory, on the grid of a 3D NIfTI file.

    Raises:
        InputNotFoundError: there is no such file.
        ItemFailed: its header is damaged (``corrupt_file``) or not of three dimensions (``geometry_size``).
    """
    import nibabel as nib
    from isal import igzip
    from isal.igzip_lib import IsalError
    from nibabel.spatialimages import HeaderDataError
    from nibabel.wrapstruct import WrapStructError

    if not path.is_file():
        raise InputNotFoundError(f"there is no file {path}")
    try:
        opened = igzip.open(path) if path.suffix == ".gz" else path.open("rb")
        with opened as stream:
            header = nib.Nifti1Header.from_fileobj(BytesIO(stream.read(HEADER_BYTES)))
        shape, affine_ras = header.get_data_shape(), np.asarray(header.get_best_affine(), dtype=np.float64)
    except (EOFError, OSError, ValueError, zlib.error, IsalError, HeaderDataError, WrapStructError) as exc:  # type: ignore[misc]
        raise ItemFailed(Reason.CORRUPT_FILE, f"not a readable NIfTI file ({type(exc).__name__})") from exc
    if len(shape) == 4 and shape[3] == 1:
        shape = shape[:3]
    if len(shape) != 3:
        raise ItemFailed(Reason.GEOMETRY_SIZE, f"a NIfTI file of {len(shape)} dimensions, not 3")
    codes = axcodes_of(affine_ras)
    blank, affine = reoriented(np.broadcast_to(np.uint8(0), shape), affine_ras, codes, CANONICAL_AXCODES)
    return Volume(blank.transpose(2, 1, 0), LPS_FROM_RAS @ affine, codes)
