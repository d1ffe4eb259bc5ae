"""The frames of a DICOM file: raw pixels, each with its own rescale and its own place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.dicom.errors import PARSE_ERRORS
from pet_ground.dicom.foreign import ForeignHeader, quiet, read_foreign
from pet_ground.dicom.header import PLAIN, Header
from pet_ground.dicom.reading import Source, read_whole
from pet_ground.dicom.values import number, numbers, text
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason

PIXEL_BITS = (8, 16, 32)


@dataclass(frozen=True, eq=False)
class Frame:
    """One slice: raw pixels [row, column], what turns them into values, and where it lies.

    Attributes:
        header: what is said of this frame, and of all frames of its file.
        position_lps_mm: ImagePositionPatient, () where it is missing; likewise the others.
        orientation: ImageOrientationPatient: direction cosines along a row, then along a column.
        spacing_mm: PixelSpacing: between rows, then between columns.
    """

    header: Source
    pixels: NDArray[Any]
    slope: float
    intercept: float
    position_lps_mm: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing_mm: tuple[float, ...]


def read_frames(path: Path) -> list[Frame]:
    """Read the frames of a file.

    Raises:
        ItemFailed: ``corrupt_file``, ``missing_file``.
        ItemDropped: ``suv_inconsistent``, ``geometry_size``.
    """
    header = read_whole(path)
    if isinstance(header, Header) and header.syntax not in PLAIN:
        header = read_foreign(path, with_pixels=True)
    return [_single(header, _plain_pixels(header) if isinstance(header, Header) else _decoded_pixels(header))]


def _single(header: Source, pixels: NDArray[Any]) -> Frame:
    slope, intercept = number(header, "RescaleSlope"), number(header, "RescaleIntercept")
    if slope is None and "RescaleSlope" not in header and text(header, "Modality") == "CT":
        slope, intercept = 1.0, 0.0
    if intercept is None and "RescaleIntercept" in header:
        raise ItemFailed(Reason.CORRUPT_FILE, "RescaleIntercept is no number")
    if slope is None or slope == 0:
        raise ItemDropped(Reason.SUV_INCONSISTENT, "RescaleSlope is missing or zero")
    return Frame(
        header,
        pixels,
        slope,
        intercept or 0.0,
        numbers(header, "ImagePositionPatient"),
        numbers(header, "ImageOrientationPatient"),
        numbers(header, "PixelSpacing"),
    )


def _decoded_pixels(header: ForeignHeader) -> NDArray[Any]:
    """Pixels through pydicom and its decoders."""
    if "PixelData" not in header:
        raise ItemFailed(Reason.CORRUPT_FILE, "a file without pixels")
    try:
        with quiet():
            pixels: NDArray[Any] = header.dataset.pixel_array
    except (*PARSE_ERRORS, RuntimeError) as exc:
        detail = f"the pixels can't be decoded ({type(exc).__name__})"
        raise ItemFailed(Reason.CORRUPT_FILE, detail) from exc
    if pixels.ndim != 2:
        raise ItemDropped(Reason.GEOMETRY_SIZE, f"pixels of {pixels.ndim} dimensions in one slice")
    return pixels


def _plain_pixels(header: Header) -> NDArray[Any]:
    """Pixels as they lie in the file, uncompressed, without a copy."""
    if header.pixels is None:
        raise ItemFailed(Reason.CORRUPT_FILE, "a file without pixels")
    start, length = header.pixels
    rows, columns, bits = (_whole(header, key) for key in ("Rows", "Columns", "BitsAllocated"))
    if bits not in PIXEL_BITS:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{bits} bits per pixel")
    kind = np.dtype(f"<{'i' if _whole(header, 'PixelRepresentation') else 'u'}{bits // 8}")
    expected = rows * columns * kind.itemsize
    if not expected <= length <= expected + 1 or start + expected > len(header.walk.data):
        raise ItemFailed(Reason.CORRUPT_FILE, f"{length} bytes of pixels, not {expected}")
    words = np.frombuffer(header.walk.data, dtype=kind, count=rows * columns, offset=start).reshape(rows, columns)
    return _stored_bits(words, header, bits)


def _stored_bits(words: NDArray[Any], header: Source, bits: int) -> NDArray[Any]:
    """The BitsStored bits up to HighBit; above them lie copies of the sign, zeros, or overlays (PS3.5 8.1.1).

    Shifting up and down again drops them, and carries the sign of signed words.
    """
    stored = int(number(header, "BitsStored") or bits)
    high = number(header, "HighBit")
    high = stored - 1 if high is None else int(high)
    if not 0 < stored <= high + 1 <= bits:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{stored} bits below bit {high} of {bits}")
    if stored == bits:
        return words
    pixels: NDArray[Any] = (words << (bits - 1 - high)) >> (bits - stored)
    return pixels


def _whole(header: Source, key: str) -> int:
    value = number(header, key)
    if value is None:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{key} is missing")
    return int(value)
