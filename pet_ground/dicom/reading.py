"""Reading DICOM files: the plain ones fast, all others through pydicom."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pet_ground.dicom.attributes import PIXEL_DATA, Key
from pet_ground.dicom.errors import translated
from pet_ground.dicom.foreign import ForeignHeader, read_foreign
from pet_ground.dicom.header import MAGIC, PREAMBLE_BYTES, Header, parse_header
from pet_ground.dicom.walk import NotPlainError, TooShortError

CHUNKS_BYTES = (16 << 10, 256 << 10, -1)
"""How much of a file is read for its header: most headers are smaller than the first, the last is all of it."""


class Source(Protocol):
    """A data set that gives its values by keyword or tag: a ``Header`` or a ``ForeignHeader``."""

    def get(self, key: Key, default: Any = None) -> Any:
        """A value, or ``default`` where there is none."""

    def __contains__(self, key: Key) -> bool: ...


def is_dicom(path: Path) -> bool:
    """Whether the file bears DICOM's magic after its preamble.

    Raises:
        OSError: the file can't be opened.
    """
    with path.open("rb") as stream:
        return stream.read(PREAMBLE_BYTES + len(MAGIC))[PREAMBLE_BYTES:] == MAGIC


def read_header(path: Path, stop: int = PIXEL_DATA) -> Header | ForeignHeader:
    """The header of a file without its pixels; ``stop`` is the first tag that is of no interest.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    with translated():
        try:
            with path.open("rb", buffering=0) as stream:
                return _plain_header(stream, stop)
        except NotPlainError:
            pass
    return read_foreign(path, with_pixels=False)


def read_whole(path: Path) -> Header | ForeignHeader:
    """A whole file, header and pixels.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    with translated():
        try:
            data = path.read_bytes()
            return parse_header(data, len(data))
        except NotPlainError:
            pass
    return read_foreign(path, with_pixels=True)


def _plain_header(stream: BinaryIO, stop: int) -> Header:
    size = os.fstat(stream.fileno()).st_size
    data = b""
    for chunk in CHUNKS_BYTES:
        data += stream.read(chunk)
        try:
            return parse_header(data, size, stop)
        except TooShortError:
            continue
    raise NotPlainError("the file is shorter than its size")
