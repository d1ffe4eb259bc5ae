"""The pixels of a DICOM file: as they lie in it, or decoded.

Source: DICOM PS3.5 section 8 (encoding of pixel data) and annex A (transfer syntaxes).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.dicom.decoding import decode
from pet_ground.dicom.errors import PARSE_ERRORS
from pet_ground.dicom.foreign import ForeignHeader
from pet_ground.dicom.header import ENCAPSULATED, IMPLICIT_BIG_PIXELS, PLAIN, Header
from pet_ground.dicom.reading import Source
from pet_ground.dicom.values import number, text
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason

PIXEL_BITS = (8, 16, 32)
MOST_PIXELS = 1 << 30
"""In all frames of a file: 4,000 of 512 x 512. Memory for more is not asked for on the word of a damaged header."""
LOSSY = frozenset(ENCAPSULATED + end for end in ("50", "51", "81", "91", "203"))
"""Transfer syntaxes that may have changed the pixels: JPEG, near-lossless JPEG-LS, JPEG 2000."""


def read_pixels(header: Header | ForeignHeader) -> NDArray[Any]:
    """The stored pixels of a file: [frame, row, column]; a view on the file's bytes where they lie there as they are.

    Raises:
        ItemFailed: ``corrupt_file``.
        ItemDropped: ``geometry_size``: several samples per pixel.
    """
    rows, columns, bits = (_whole(header, key) for key in ("Rows", "Columns", "BitsAllocated"))
    frames = _whole(header, "NumberOfFrames", 1)
    samples = _whole(header, "SamplesPerPixel", 1)
    shape = frames, rows, columns
    if samples != 1:
        raise ItemDropped(Reason.GEOMETRY_SIZE, f"{samples} samples per pixel")
    if bits not in PIXEL_BITS or min(shape) < 1 or math.prod(shape) > MOST_PIXELS:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{frames} frames of {rows} x {columns} pixels of {bits} bits")
    if header.syntax in PLAIN or (isinstance(header, ForeignHeader) and not header.is_encapsulated):
        return _stored_bits(_native(header, shape, bits), header, bits)
    return _decoded(header, shape, bits)


def is_lossy(header: Header | ForeignHeader) -> bool:
    """Whether the pixels were compressed with loss, or by a method that may lose."""
    return text(header, "LossyImageCompression") == "01" or header.syntax in LOSSY


def _native(header: Header | ForeignHeader, shape: tuple[int, int, int], bits: int) -> NDArray[Any]:
    """Pixels as they lie in the file, uncompressed, without a copy."""
    if isinstance(header, ForeignHeader):
        data, is_big = header.pixel_data, header.is_big_endian
        start, length = 0, len(data)
    else:
        data, is_big = header.walk.data, header.syntax == IMPLICIT_BIG_PIXELS
        start, length = _place(header)
    signed = _whole(header, "PixelRepresentation")
    kind = np.dtype(f"{'>' if is_big else '<'}{'i' if signed else 'u'}{bits // 8}")
    expected = math.prod(shape) * kind.itemsize
    if not expected <= length <= expected + 1 or start + expected > len(data):
        raise ItemFailed(Reason.CORRUPT_FILE, f"{length} bytes of pixels, not {expected}")
    return np.frombuffer(data, dtype=kind, count=math.prod(shape), offset=start).reshape(shape)


def _decoded(header: Header | ForeignHeader, shape: tuple[int, int, int], bits: int) -> NDArray[Any]:
    """Compressed pixels, decoded."""
    stored = _whole(header, "BitsStored", bits)
    signed = bool(_whole(header, "PixelRepresentation"))
    if not 0 < stored <= bits:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{stored} bits of {bits}")
    data = header.encapsulated if isinstance(header, ForeignHeader) else header.walk.data[_place(header)[0] :]
    with _decoding():
        pixels = decode(header.syntax, data, shape, (bits, stored), signed=signed)
        if pixels.shape != shape:
            raise ValueError("the compressed image has another size than the header says")
        return _in_range(pixels, stored, signed=signed)


def _in_range(pixels: NDArray[Any], stored: int, *, signed: bool) -> NDArray[Any]:
    """Decoded pixels as numbers of BitsStored bits; JPEG lossless knows no sign and leaves it in the highest bit.

    Raises:
        ValueError: a pixel does not fit: the compressed image is another than the header says.
    """
    lowest, highest = int(pixels.min()), int(pixels.max())
    if highest >= 1 << stored or lowest < (-1 << (stored - 1) if signed else 0):
        raise ValueError("decoded pixels beyond BitsStored")
    if not signed:
        return pixels
    wide = pixels.astype(np.dtype(f"i{pixels.itemsize}"), copy=False)
    up = 8 * pixels.itemsize - stored
    return (wide << up) >> up if highest >= 1 << (stored - 1) else wide


@contextmanager
def _decoding() -> Iterator[None]:
    """Translate what decoders raise on damaged pixels.

    Raises:
        ItemFailed: ``corrupt_file``.
    """
    try:
        yield
    except (*PARSE_ERRORS, MemoryError, RuntimeError) as exc:
        detail = f"the pixels can't be decoded ({type(exc).__name__})"
        raise ItemFailed(Reason.CORRUPT_FILE, detail) from exc


def _place(header: Header) -> tuple[int, int]:
    if header.pixels is None:
        raise ItemFailed(Reason.CORRUPT_FILE, "a file without pixels")
    return header.pixels


def _stored_bits(words: NDArray[Any], header: Source, bits: int) -> NDArray[Any]:
    """The BitsStored bits up to HighBit; above them lie copies of the sign, zeros, or overlays (PS3.5 8.1.1).

    Shifting up and down again drops them, and carries the sign of signed words. Frames in which nothing changes stay
    views on the file.
    """
    stored = _whole(header, "BitsStored", bits)
    high = _whole(header, "HighBit", stored - 1)
    if not 0 < stored <= high + 1 <= bits:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{stored} bits below bit {high} of {bits}")
    if high == stored - 1 and all(_holds(one, stored) for one in words):
        return words
    pixels: NDArray[Any] = (words << (bits - 1 - high)) >> (bits - stored)
    return pixels


def _holds(words: NDArray[Any], stored: int) -> bool:
    """Whether the values are those of so many bits, so that the bits above them say nothing."""
    signed = words.dtype.kind == "i"
    lowest, highest = (-(1 << (stored - 1)), (1 << (stored - 1)) - 1) if signed else (0, (1 << stored) - 1)
    return int(words.min(initial=0)) >= lowest and int(words.max(initial=0)) <= highest


def _whole(header: Source, key: str, default: int | None = None) -> int:
    value = number(header, key)
    if value is None and default is None:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{key} is missing")
    return int(value if value is not None else default or 0)
