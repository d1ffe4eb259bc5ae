"""The slices of one series as a volume: sorted along their normal, each with its own rescale.

Memory that is touched for the first time costs more than computing on it, and a CT of usual size takes 160 MB. So the
headers are read first, and the pixels of a plain slice only when its turn has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from pet_ground.dicom.reading import Source
from pet_ground.dicom.regular import regularize
from pet_ground.dicom.slices import Slice, open_slices
from pet_ground.dicom.stack import Gaps, Stack, arrange, one_frame
from pet_ground.dicom.values import text
from pet_ground.errors import ItemFailed
from pet_ground.imaging.orientation import axcodes_of, reoriented
from pet_ground.imaging.volume import CANONICAL_AXCODES, LPS_FROM_RAS, Affine, Volume, canonical, native
from pet_ground.reasons import Reason

INT16 = np.iinfo(np.int16)
FLOAT32_MAX = float(np.finfo(np.float32).max)

Note = TypeVar("Note")


class NotWholeError(ValueError):
    """The values of a slice are no whole numbers that fit int16."""


@dataclass(frozen=True, eq=False)
class SliceStack(Generic[Note]):
    """The slices of a series in the order of their positions, and the geometry that they span.

    Attributes:
        slices: the slices of ``stack.order``.
        notes: what was noted of the header of each of them.
        copies: what was noted of each slice that is the copy of another, and of that one.
        stack: their order and geometry.
        frame_uid: FrameOfReferenceUID, "" where no slice names one.
    """

    slices: tuple[Slice, ...]
    notes: tuple[Note, ...]
    stack: Stack
    frame_uid: str
    copies: tuple[tuple[Note, Note], ...] = ()

    @property
    def shape_kji(self) -> tuple[int, int, int]:
        """Slices, rows and columns as they were read."""
        rows, columns = self.slices[0].shape
        return len(self.slices), rows, columns

    @property
    def affine_ras(self) -> Affine:
        """Column, row, slice number of the volume to RAS millimetres."""
        return LPS_FROM_RAS @ self.stack.affine_lps


def read_slices(files: Sequence[Path], note: Callable[[Source], Note], gaps: Gaps = "refuse") -> SliceStack[Note]:
    """Read the headers of the files of one series, once each, and put them in order.

    Args:
        files: the files, in any order.
        note: what to keep of each header.
        gaps: what becomes of an uneven or sheared series, as ``arrange`` says.

    Raises:
        ItemFailed: ``corrupt_file``, ``missing_file``.
        ItemDropped: ``geometry_*``, and whatever ``note`` raises.
    """
    slices: list[Slice] = []
    notes: list[Note] = []
    uids: list[str] = []
    for path in files:
        for one in open_slices(path):
            slices.append(one)
            notes.append(note(one.frame.header))
            uids.append(text(one.frame.header, "FrameOfReferenceUID"))
    frame_uid = one_frame(uids)
    copies: list[tuple[Note, Note]] = []

    def identical(a: int, b: int) -> bool:
        is_copy = _same(slices[a], slices[b])
        copies.extend([(notes[b], notes[a])] if is_copy else [])
        return is_copy

    stack = arrange(
        [one.frame.position_lps_mm for one in slices],
        [one.frame.orientation for one in slices],
        [one.frame.spacing_mm for one in slices],
        [one.shape for one in slices],
        identical,
        gaps,
    )
    order = stack.order
    ordered = tuple(slices[k] for k in order), tuple(notes[k] for k in order)
    return SliceStack(*ordered, stack, frame_uid, tuple(copies))


def to_volume(stack: SliceStack[Note], factors: Sequence[float], outside: float = 0.0) -> Volume:
    """A float32 volume: (raw x slope + intercept) x factor, slice by slice.

    Args:
        stack: the slices.
        factors: one per slice.
        outside: what stands where a resampled series has no voxel.

    Raises:
        ItemFailed: ``corrupt_file``, also where a value is beyond what a float32 holds; ``missing_file``.
    """
    volume, array = _blank(stack, np.float32)
    for plane, one, factor in zip(array, stack.slices, factors, strict=True):
        pixels, slope, intercept = one.pixels(), one.frame.slope * factor, one.frame.intercept * factor
        if not abs(slope) * max(abs(int(pixels.min())), abs(int(pixels.max()))) + abs(intercept) <= FLOAT32_MAX:
            raise ItemFailed(Reason.CORRUPT_FILE, "values beyond what a float32 holds")
        np.multiply(pixels, slope, out=plane, casting="unsafe")
        if intercept:
            np.add(plane, intercept, out=plane, casting="unsafe")
    return volume or _resampled(stack, array, outside)


def to_hounsfield(stack: SliceStack[Note], outside: float) -> Volume:
    """A CT in Hounsfield units: int16 where its values are whole and fit (see ``whole_planes``), else float32.

    Args:
        stack: the slices.
        outside: what stands where a resampled series has no voxel, in HU.

    Raises:
        ItemFailed: as ``to_volume``.
    """
    try:
        volume, array = _blank(stack, np.int16)
        for _ in whole_planes(stack, array):
            pass
    except NotWholeError:
        return to_volume(stack, [1.0] * len(stack.slices), outside)
    return volume or _resampled(stack, array, outside)


def whole_planes(stack: SliceStack[Note], array: NDArray[Any] | None = None) -> Iterator[NDArray[np.int16]]:
    """The rescaled planes in the order of the stack, [row, column], as int16; read one after the other.

    Args:
        stack: the slices.
        array: where to write them, [slice, row, column]; without it each plane is valid until the next is asked for.

    Raises:
        NotWholeError: a slope or intercept is no whole number, or a value does not fit.
        ItemFailed: ``corrupt_file``, ``missing_file``.
    """
    passing = np.empty(stack.slices[0].shape, np.int16)
    for plane, one in zip(repeat(passing) if array is None else array, stack.slices, strict=False):
        _write_whole(one, plane)
        yield plane


def _write_whole(one: Slice, plane: NDArray[np.int16]) -> None:
    if not (one.frame.slope.is_integer() and one.frame.intercept.is_integer()):
        raise NotWholeError
    pixels, slope, intercept = one.pixels(), int(one.frame.slope), int(one.frame.intercept)
    ends = [slope * int(pixel) + intercept for pixel in (pixels.min(), pixels.max())]
    if min(ends) < INT16.min or max(ends) > INT16.max:
        raise NotWholeError
    if slope == 1 and pixels.dtype in (np.int16, np.uint16):
        wrapped = (intercept - INT16.min) % (1 << INT16.bits) + INT16.min
        np.add(pixels.view(np.int16), np.int16(wrapped), out=plane)  # modulo 2^16, as the result fits
    else:
        plane[...] = pixels.astype(np.int64) * slope + intercept


def blank_volume(stack: SliceStack[Note]) -> Volume:
    """A canonical volume on the grid of slices that need no resampling; its zeros take no memory."""
    codes = axcodes_of(stack.affine_ras)
    zeros = np.broadcast_to(np.uint8(0), stack.shape_kji[::-1])
    turned, affine = reoriented(zeros, stack.affine_ras, codes, CANONICAL_AXCODES)
    return Volume(turned.transpose(2, 1, 0), LPS_FROM_RAS @ affine, codes)


def _same(one: Slice, other: Slice) -> bool:
    """Whether two slices hold the same values."""
    a, b = one.frame, other.frame
    return (a.slope, a.intercept) == (b.slope, b.intercept) and np.array_equal(one.pixels(), other.pixels())


def _blank(stack: SliceStack[Note], dtype: DTypeLike) -> tuple[Volume | None, NDArray[Any]]:
    """An empty canonical volume, and a view of it as [slice, row, column] in the order of the stack.

    No volume where the slices must be resampled first: then the array stands alone.
    """
    if stack.stack.resampling is not None:
        return None, np.empty(stack.shape_kji, dtype)
    place = blank_volume(stack)
    volume = place.like(np.empty(place.shape_kji, dtype))
    return volume, native(volume)[0].transpose(2, 1, 0)


def _resampled(stack: SliceStack[Note], array: NDArray[Any], outside: float) -> Volume:
    if stack.stack.resampling is None:
        raise ValueError("slices that need no resampling")
    regular = regularize(array, stack.stack.resampling, outside)
    return canonical(regular.transpose(2, 1, 0), stack.affine_ras)
