"""Slices whose headers are read and whose pixels are not: those of a plain file stay on disk until they are used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.dicom.attributes import PIXEL_DATA
from pet_ground.dicom.enhanced import is_multi_frame
from pet_ground.dicom.errors import translated
from pet_ground.dicom.frames import Frame, read_frames, single_frame
from pet_ground.dicom.header import EXPLICIT_LITTLE, IMPLICIT_BIG_PIXELS, IMPLICIT_LITTLE, Header
from pet_ground.dicom.pixels import is_lossy, read_pixels
from pet_ground.dicom.reading import Source, read_header
from pet_ground.dicom.values import number
from pet_ground.dicom.walk import Walk
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

AS_THEY_LIE = (IMPLICIT_LITTLE, EXPLICIT_LITTLE, IMPLICIT_BIG_PIXELS)
"""Transfer syntaxes whose pixels lie in the file as they are, at the place that the header tells."""


@dataclass(frozen=True, eq=False)
class Slice:
    """One slice of a series.

    Attributes:
        frame: the slice without its pixels, if they are still in the file: there are zeros in their place.
        path: the file that holds the pixels, None where ``frame`` does.
    """

    frame: Frame
    path: Path | None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.frame.pixels.shape
        return rows, columns

    def pixels(self) -> NDArray[Any]:
        """The raw pixels [row, column]; read at each call where they are in the file.

        Raises:
            ItemFailed: ``corrupt_file``, ``missing_file``.
        """
        header = self.frame.header
        if self.path is None or not isinstance(header, Header):
            return self.frame.pixels
        beginning = header.walk
        try:
            with translated():
                header.walk = Walk(self.path.read_bytes(), beginning.explicit)
            plane: NDArray[Any] = read_pixels(header)[0]
        finally:
            header.walk = beginning
        return plane


def open_slices(path: Path) -> list[Slice]:
    """The slices of a file: of a plain classic one the header only, of all others the pixels too.

    Raises:
        ItemFailed: ``corrupt_file``, ``missing_file``.
        ItemDropped: as ``read_frames``.
    """
    header = read_header(path, PIXEL_DATA + 1)
    if not isinstance(header, Header) or header.syntax not in AS_THEY_LIE or is_multi_frame(header):
        return [Slice(frame, None) for frame in read_frames(path)]
    if number(header, "NumberOfFrames") not in (None, 1.0):
        raise ItemDropped(Reason.GEOMETRY_SIZE, "frames without a place of their own")
    zeros = np.broadcast_to(np.uint8(0), (_count(header, "Rows"), _count(header, "Columns")))
    return [Slice(single_frame(header, zeros, lossy=is_lossy(header)), path)]


def _count(header: Source, key: str) -> int:
    return max(0, int(number(header, key) or 0))
