"""The frames of a DICOM file: raw pixels, each with its own rescale and its own place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from pet_ground.dicom.enhanced import check_one_volume, frame_headers, is_multi_frame
from pet_ground.dicom.errors import broken_data
from pet_ground.dicom.pixels import is_lossy, read_pixels
from pet_ground.dicom.reading import Source, read_whole
from pet_ground.dicom.values import number, numbers, text
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason


@dataclass(frozen=True, eq=False)
class Frame:
    """One slice: raw pixels [row, column], what turns them into values, and where it lies.

    Attributes:
        header: what is said of this frame, and of all frames of its file.
        position_lps_mm: ImagePositionPatient, () where it is missing; likewise the others.
        orientation: ImageOrientationPatient: direction cosines along a row, then along a column.
        spacing_mm: PixelSpacing: between rows, then between columns.
        is_lossy: whether the pixels were compressed with loss, or by a method that may lose.
    """

    header: Source
    pixels: NDArray[Any]
    slope: float
    intercept: float
    position_lps_mm: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing_mm: tuple[float, ...]
    is_lossy: bool = False


@broken_data()
def read_frames(path: Path) -> list[Frame]:
    """Read the frames of a file: one of a classic slice, all of a multi-frame PET or CT object.

    Raises:
        ItemFailed: ``corrupt_file``, ``missing_file``.
        ItemDropped: ``suv_inconsistent``, ``geometry_size``, ``geometry_several_times``.
    """
    whole = read_whole(path)
    headers: tuple[Source, ...] = (whole,)
    if is_multi_frame(whole):
        headers = frames = frame_headers(whole)
        check_one_volume(frames)
    planes = read_pixels(whole)
    if len(planes) != len(headers):
        raise ItemDropped(Reason.GEOMETRY_SIZE, f"{len(planes)} frames without a place of their own")
    lossy = is_lossy(whole)
    return [single_frame(header, pixels, lossy=lossy) for header, pixels in zip(headers, planes, strict=True)]


def single_frame(header: Source, pixels: NDArray[Any], *, lossy: bool) -> Frame:
    """The frame that a header describes.

    Args:
        header: what is said of it.
        pixels: its stored pixels, [row, column].
        lossy: whether they were compressed with loss.

    Raises:
        ItemFailed: ``corrupt_file``, RescaleIntercept is no number.
        ItemDropped: ``suv_inconsistent``, no slope.
    """
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
        lossy,
    )
