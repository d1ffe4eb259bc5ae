"""Writing DICOM objects from plain values: keywords, numbers, text and pixels.

The callers need no pydicom: a header is a mapping from DICOM keyword to value, a sequence a list of such mappings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_data_element, write_file_meta_info
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import ExplicitVRLittleEndian

Header = Mapping[str, Any]

IMPLEMENTATION_CLASS_UID = "2.25.301783930581474105943301184273514519403"
"""A UUID-derived UID of this writer."""

IMPLEMENTATION_VERSION = "PET_GROUND_DEMO"


@dataclass(frozen=True)
class PrivateBlock:
    """Private elements of one creator.

    Attributes:
        group: odd group number.
        creator: name of the private creator.
        elements: offset in the block to (value representation, value).
    """

    group: int
    creator: str
    elements: Mapping[int, tuple[str, Any]]


def make_dataset(header: Header) -> Dataset:
    """A data set from keywords and values.

    Raises:
        ValueError: a keyword is not in the DICOM dictionary.
    """
    dataset = Dataset()
    for keyword, value in header.items():
        _set(dataset, keyword, value)
    return dataset


def _set(dataset: Dataset, keyword: str, value: Any) -> None:
    if tag_for_keyword(keyword) is None:
        raise ValueError(f"{keyword} is not a DICOM keyword")
    if isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
        value = DicomSequence([make_dataset(item) for item in value])
    setattr(dataset, keyword, value)


class SeriesWriter:
    """Writes the objects of one series, which share most of their header.

    Shared elements are encoded once, so that a series of hundreds of slices is written in a second or less.

    Args:
        common: header values of all objects.
        private: private blocks of all objects.
    """

    def __init__(self, common: Header, private: Sequence[PrivateBlock] = ()) -> None:
        dataset = make_dataset(common)
        for block in private:
            elements = dataset.private_block(block.group, block.creator, create=True)
            for offset, (representation, value) in block.elements.items():
                elements.add_new(offset, representation, value)
        self._common = _encoded(dataset)
        self._uids = {key: common[key] for key in ("SOPClassUID", "SOPInstanceUID") if key in common}

    def write(self, path: Path, own: Header, pixels: NDArray[Any]) -> None:
        """Write one object in explicit VR little endian.

        Args:
            path: where to; its folder must exist.
            own: header values of this object, with its ``SOPClassUID`` and ``SOPInstanceUID`` here or in ``common``.
            pixels: uint8, uint16 or int16, shape (rows, columns).

        Raises:
            ValueError: the pixels have another type or more axes, or a keyword is not in the DICOM dictionary.
        """
        dataset = make_dataset(own)
        _set_pixels(dataset, pixels)
        uids = {**self._uids, **own}
        meta = FileMetaDataset()
        meta.FileMetaInformationVersion = b"\x00\x01"
        meta.MediaStorageSOPClassUID = uids["SOPClassUID"]
        meta.MediaStorageSOPInstanceUID = uids["SOPInstanceUID"]
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.ImplementationClassUID = IMPLEMENTATION_CLASS_UID
        meta.ImplementationVersionName = IMPLEMENTATION_VERSION
        elements = self._common | _encoded(dataset)
        with path.open("wb") as stream:
            stream.write(b"\0" * 128 + b"DICM")
            write_file_meta_info(stream, meta)
            stream.write(b"".join(elements[tag] for tag in sorted(elements)))


def _encoded(dataset: Dataset) -> dict[int, bytes]:
    """Each element's bytes in explicit VR little endian, by its tag."""
    found = {}
    for element in dataset:
        buffer = DicomBytesIO()
        buffer.is_little_endian, buffer.is_implicit_VR = True, False
        write_data_element(buffer, element)
        found[int(element.tag)] = buffer.getvalue()
    return found


def _set_pixels(dataset: Dataset, pixels: NDArray[Any]) -> None:
    if pixels.dtype not in (np.uint8, np.uint16, np.int16) or pixels.ndim != 2:
        raise ValueError(f"pixels of type {pixels.dtype} with {pixels.ndim} axes can't be written")
    bits = pixels.dtype.itemsize * 8
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    dataset.PixelRepresentation = int(pixels.dtype == np.int16)
    little_endian = np.ascontiguousarray(pixels).astype(pixels.dtype.newbyteorder("<"), copy=False)
    dataset.add_new("PixelData", "OB" if bits == 8 else "OW", little_endian.tobytes())
