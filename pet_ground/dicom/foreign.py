"""The border to pydicom: what is not plain, it reads; in silence, and with plain Python values.

Nothing else of the reader knows pydicom, and plain files are read without importing it.
"""

from __future__ import annotations

import io
import logging
import os
import warnings
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pet_ground.dicom.attributes import Key, PrivateKey, creator_tags, private_tags
from pet_ground.dicom.errors import translated
from pet_ground.dicom.walk import SEQUENCE_CLOSED, UNDEFINED

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


@contextmanager
def quiet() -> Iterator[None]:
    """Let pydicom work tolerantly and in silence: its warnings quote header values.

    pydicom converts values when they are asked for, so whatever asks for them runs inside.
    """
    from pydicom import config

    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    before = config.settings.reading_validation_mode
    config.settings.reading_validation_mode = config.IGNORE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        config.settings.reading_validation_mode = before


@contextmanager
def _own_errors() -> Iterator[None]:
    """Translate the errors of pydicom that are no kind of ``PARSE_ERRORS``; an OSError is one of a value in memory.

    Raises:
        ValueError
    """
    from pydicom.errors import BytesLengthException, InvalidDicomError

    try:
        yield
    except (OSError, BytesLengthException, InvalidDicomError) as exc:
        raise ValueError("a value that pydicom refuses") from exc


class ForeignHeader:
    """A pydicom data set as a source of plain values, as ``Header`` gives them.

    Attributes:
        dataset: the pydicom data set.
        syntax: the transfer syntax UID of the file, "" where it names none.
    """

    __slots__ = ("dataset", "syntax")

    def __init__(self, dataset: Dataset, syntax: str = "") -> None:
        self.dataset = dataset
        self.syntax = syntax

    def __contains__(self, key: Key) -> bool:
        return any(one in self.dataset for one in self._keys(key))

    def get(self, key: Key, default: Any = None) -> Any:
        """A value: text, a number, a list of them, a list of headers of a sequence, or bytes."""
        if isinstance(key, PrivateKey):
            found = next((tag for tag in self._keys(key) if tag in self.dataset), None)
            return default if found is None else self.get(found, default)
        with quiet(), _own_errors():
            value = self.dataset.get(key)
            return default if value is None else _plain(getattr(value, "value", value))

    def _keys(self, key: Key) -> list[Any]:
        """What pydicom may know a key by; a private element by its tags in its maker's blocks."""
        if not isinstance(key, PrivateKey):
            return [key]
        names = [(tag, self._creator(tag)) for tag in creator_tags(self.dataset.keys(), key.group)]
        return private_tags(key, names)

    def _creator(self, tag: int) -> str:
        value = self.get(tag, "")
        return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)

    @property
    def is_big_endian(self) -> bool:
        """Whether the file is written in big endian."""
        return self.dataset.original_encoding[1] is False

    @property
    def pixel_data(self) -> bytes:
        """The value of PixelData, b"" without; bytes that are written as big-endian words in their own order."""
        value = self.get("PixelData")
        if not isinstance(value, bytes):
            return b""
        is_swapped = self.is_big_endian and self.get("BitsAllocated") == 8 and self.dataset["PixelData"].VR == "OW"
        return (
            bytes(part for pair in zip(value[1::2], value[::2], strict=False) for part in pair) if is_swapped else value
        )

    @property
    def encapsulated(self) -> bytes:
        """Encapsulated pixels up to their delimiter, which pydicom leaves out."""
        return self.pixel_data + SEQUENCE_CLOSED

    @property
    def is_encapsulated(self) -> bool:
        """Whether the transfer syntax is one of compressed pixels."""
        with quiet():
            from pydicom.uid import UID

            return bool(self.syntax) and not UID(self.syntax).is_private and UID(self.syntax).is_compressed


def _plain(value: Any) -> Any:
    from pydicom.dataset import Dataset

    if isinstance(value, MutableSequence) and not isinstance(value, bytearray):
        return [ForeignHeader(one) if isinstance(one, Dataset) else _plain(one) for one in value]
    return value if value is None or isinstance(value, bytes | int | float) else str(value)


class ClippedReader(io.BufferedReader):
    """A file that is never asked for more than it holds: memory for 4 GiB is reserved before the file's end is seen."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to ``size`` bytes, or all that is left."""
        left = max(os.fstat(self.fileno()).st_size - self.tell(), 0)
        return super().read(left if size is None or size < 0 else min(size, left))


def read_foreign(path: Path, *, with_pixels: bool) -> ForeignHeader:
    """Read a file with pydicom, which begins as DICOM does (``begin_of``).

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    with translated(), quiet():
        from pydicom import dcmread

        with ClippedReader(io.FileIO(path)) as stream, _own_errors():
            dataset = dcmread(stream, stop_before_pixels=not with_pixels, force=True)
        return ForeignHeader(dataset, str(dataset.file_meta.get("TransferSyntaxUID", "")))


def foreign_items(raw: bytes, charset: str | list[str], *, explicit: bool, delimited: bool) -> list[ForeignHeader]:
    """The items of a sequence that is not plain, of a plain little-endian header.

    Raises:
        whatever pydicom raises on damaged data.
    """
    with quiet(), _own_errors():
        from pydicom.charset import convert_encodings
        from pydicom.filereader import read_sequence

        length = UNDEFINED if delimited else len(raw)
        encodings = convert_encodings(charset or "ISO_IR 6")
        found = read_sequence(io.BytesIO(raw), not explicit, True, length, encodings)
        return [ForeignHeader(one) for one in found]


def decode_text(raw: bytes, charset: str | list[str]) -> str:
    """Text in a character set of DICOM (PS3.5 section 6.1)."""
    with quiet():
        from pydicom.charset import convert_encodings, decode_bytes

        return str(decode_bytes(raw, convert_encodings(charset or "ISO_IR 6"), {"\\", "^", "="}))
