"""The slices of one series as a volume: sorted along their normal, each with its own rescale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import UID

from pet_ground.dicom.reading import PARSE_ERRORS, read_whole
from pet_ground.dicom.stack import Stack, arrange
from pet_ground.dicom.values import number, numbers, text
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.imaging.volume import LPS_FROM_RAS, Volume, canonical
from pet_ground.reasons import Reason

NATIVE_SYNTAXES = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1"}
"""Little-endian, uncompressed: read as they lie in the file. All others go through pydicom's decoders."""
PIXEL_BITS = (8, 16, 32)


@dataclass(frozen=True, eq=False)
class Slice:
    """One decoded slice: its header, raw pixels [row, column] and rescale."""

    header: Dataset
    pixels: NDArray[Any]
    slope: float
    intercept: float


@dataclass(frozen=True, eq=False)
class SliceStack:
    """The slices of a series in the order of their positions, and the geometry that they span."""

    slices: tuple[Slice, ...]
    stack: Stack


def read_slices(files: Sequence[Path]) -> SliceStack:
    """Read the files of one series, once each, and put them in order.

    Raises:
        ItemFailed: ``corrupt_file``, ``missing_file``.
        ItemDropped: ``geometry_*``.
    """
    slices = [_decode(read_whole(path)) for path in files]
    stack = arrange(
        [numbers(s.header, "ImagePositionPatient") for s in slices],
        [numbers(s.header, "ImageOrientationPatient") for s in slices],
        [numbers(s.header, "PixelSpacing") for s in slices],
        [s.pixels.shape for s in slices],
        lambda a, b: slices[a].slope == slices[b].slope and np.array_equal(slices[a].pixels, slices[b].pixels),
    )
    return SliceStack(tuple(slices[index] for index in stack.order), stack)


def to_volume(stack: SliceStack, factors: Sequence[float]) -> Volume:
    """A float32 volume: (raw x slope + intercept) x factor, slice by slice.

    Raises:
        ItemFailed: ``corrupt_file`` where a value is not finite.
    """
    first = stack.slices[0].pixels
    array = np.empty((len(stack.slices), *first.shape), dtype=np.float32)
    for plane, one, factor in zip(array, stack.slices, factors, strict=True):
        np.multiply(one.pixels, one.slope * factor, out=plane, casting="unsafe")
        if one.intercept:
            np.add(plane, one.intercept * factor, out=plane)
    if not np.isfinite((array.min(), array.max())).all():
        raise ItemFailed(Reason.CORRUPT_FILE, "values beyond what a float32 holds")
    return canonical(array.transpose(2, 1, 0), LPS_FROM_RAS @ stack.stack.affine_lps)


def to_hounsfield(stack: SliceStack) -> Volume:
    """A CT in Hounsfield units: int16 where every value is a whole number that fits, else float32."""
    volume = to_volume(stack, [1.0] * len(stack.slices))
    rounded = np.rint(volume.array)
    limits = np.iinfo(np.int16)
    whole = np.array_equal(rounded, volume.array) and rounded.min() >= limits.min and rounded.max() <= limits.max
    return volume.like(rounded.astype(np.int16)) if whole else volume


def _decode(header: Dataset) -> Slice:
    if "PixelData" not in header:
        raise ItemFailed(Reason.CORRUPT_FILE, "a file without pixels")
    slope, intercept = number(header, "RescaleSlope"), number(header, "RescaleIntercept")
    if slope is None and "RescaleSlope" not in header and text(header, "Modality") == "CT":
        slope, intercept = 1.0, 0.0
    if intercept is None and "RescaleIntercept" in header:
        raise ItemFailed(Reason.CORRUPT_FILE, "RescaleIntercept is no number")
    if slope is None or slope == 0:
        raise ItemDropped(Reason.SUV_INCONSISTENT, "RescaleSlope is missing or zero")
    return Slice(header, _pixels(header), slope, intercept or 0.0)


def _pixels(header: Dataset) -> NDArray[Any]:
    syntax = UID(str(getattr(header.file_meta, "TransferSyntaxUID", "")))
    try:
        if syntax in NATIVE_SYNTAXES:
            return _native_pixels(header)
        pixels: NDArray[Any] = header.pixel_array
    except (*PARSE_ERRORS, RuntimeError) as exc:
        detail = f"the pixels can't be decoded ({type(exc).__name__})"
        raise ItemFailed(Reason.CORRUPT_FILE, detail) from exc
    if pixels.ndim != 2:
        raise ItemDropped(Reason.GEOMETRY_SIZE, f"pixels of {pixels.ndim} dimensions in one slice")
    return pixels


def _native_pixels(header: Dataset) -> NDArray[Any]:
    rows, columns, bits = int(header.Rows), int(header.Columns), int(header.BitsAllocated)
    if bits not in PIXEL_BITS:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{bits} bits per pixel")
    kind = np.dtype(f"<{'i' if header.PixelRepresentation else 'u'}{bits // 8}")
    expected = rows * columns * kind.itemsize
    data = header.PixelData
    if len(data) < expected or len(data) > expected + 1:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{len(data)} bytes of pixels, not {expected}")
    words = np.frombuffer(data, dtype=kind, count=rows * columns).reshape(rows, columns)
    return _stored_bits(words, header, bits)


def _stored_bits(words: NDArray[Any], header: Dataset, bits: int) -> NDArray[Any]:
    """The BitsStored bits up to HighBit; above them lie copies of the sign, zeros, or overlays (PS3.5 8.1.1).

    Shifting up and down again drops them, and carries the sign of signed words.
    """
    stored = int(header.get("BitsStored", bits))
    high = int(header.get("HighBit", stored - 1))
    if not 0 < stored <= high + 1 <= bits:
        raise ItemFailed(Reason.CORRUPT_FILE, f"{stored} bits below bit {high} of {bits}")
    if stored == bits:
        return words
    pixels: NDArray[Any] = (words << (bits - 1 - high)) >> (bits - stored)
    return pixels
