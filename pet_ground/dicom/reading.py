"""Reading DICOM files: the plain ones fast, all others through pydicom."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, Protocol

from pet_ground.dicom.attributes import PIXEL_DATA, Key
from pet_ground.dicom.beginning import begin_of
from pet_ground.dicom.errors import broken_data, translated
from pet_ground.dicom.foreign import ForeignHeader, read_foreign
from pet_ground.dicom.header import Header, parse_header
from pet_ground.dicom.sop_classes import MULTI_FRAME
from pet_ground.dicom.walk import NotPlainError, TooShortError

CHUNKS_BYTES = (16 << 10, 256 << 10, 4 << 20)
"""How much of a file is read for its header, then all of it: most headers are smaller than the first."""
MOST_AT_ONCE_BYTES = 1 << 30


class Source(Protocol):
    """A data set that gives its values by keyword or tag: a ``Header`` or a ``ForeignHeader``."""

    def get(self, key: Key, default: Any = None) -> Any:
        """A value, or ``default`` where there is none."""

    def __contains__(self, key: Key) -> bool: ...


def open_header(path: Path, stop: int = PIXEL_DATA) -> Header | ForeignHeader | None:
    """The header of a file without its pixels, in one opening; None where the file is not DICOM.

    Pipes and devices are never opened. Multi-frame objects are read up to their pixels, whatever ``stop`` says: their
    geometry comes last.

    Args:
        path: the file.
        stop: the first tag that is of no interest.

    Raises:
        OSError: it can't be opened: a broken link, a folder, no permission.
        ItemFailed: ``corrupt_file``: it begins as DICOM does, but can't be read.
    """
    about = os.stat(path)  # noqa: PTH116 (Path.stat and Path.open cost more than the rest of a small header)
    if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        data = os.read(descriptor, CHUNKS_BYTES[0])
        if begin_of(data) is None:
            return None
        with broken_data():
            try:
                return _plain_header(descriptor, data, about.st_size, stop)
            except NotPlainError:
                pass
    finally:
        os.close(descriptor)
    return read_foreign(path, with_pixels=False)


def read_header(path: Path, stop: int = PIXEL_DATA) -> Header | ForeignHeader:
    """The header of a file without its pixels; ``stop`` is the first tag that is of no interest.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    with translated():
        header = open_header(path, stop)
        if header is None:
            raise ValueError("not a DICOM file")
        return header


def read_whole(path: Path) -> Header | ForeignHeader:
    """A whole file, header and pixels.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    with translated():
        data = path.read_bytes()
        if begin_of(data) is None:
            raise ValueError("not a DICOM file")
        try:
            return parse_header(data, len(data))
        except (NotPlainError, TooShortError):
            del data
    return read_foreign(path, with_pixels=True)


def _plain_header(descriptor: int, data: bytes, size: int, stop: int) -> Header:
    """The header, of which ``data`` are the first bytes; more of the file is read where it needs more."""
    for chunk in (*CHUNKS_BYTES[1:], size, 0):
        try:
            header = parse_header(data, size, stop)
            if stop < PIXEL_DATA and header.get("SOPClassUID") in MULTI_FRAME:
                header = parse_header(data, size)
        except TooShortError:
            data += _read(descriptor, chunk)
            continue
        return header
    raise NotPlainError("the file is shorter than its size")


def _read(descriptor: int, size: int) -> bytes:
    """Up to ``size`` bytes; a single read gives at most 2 GiB."""
    parts = []
    while size > 0 and (part := os.read(descriptor, min(size, MOST_AT_ONCE_BYTES))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
