"""The border to pydicom: what is not plain, it reads; in silence, and with plain Python values.

Nothing else of the reader knows pydicom, and plain files are read without importing it.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pet_ground.dicom.errors import translated

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


class ForeignHeader:
    """A pydicom data set as a source of plain values, as ``Header`` gives them.

    Attributes:
        dataset: the pydicom data set.
    """

    __slots__ = ("dataset",)

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def __contains__(self, key: Any) -> bool:
        return key in self.dataset

    def get(self, key: Any, default: Any = None) -> Any:
        """A value: text, a number, a list of them, a list of headers of a sequence, or bytes."""
        with quiet():
            value = self.dataset.get(key)
            return default if value is None else _plain(getattr(value, "value", value))


def _plain(value: Any) -> Any:
    from pydicom.dataset import Dataset

    if isinstance(value, MutableSequence) and not isinstance(value, bytearray):
        return [ForeignHeader(one) if isinstance(one, Dataset) else _plain(one) for one in value]
    return value if value is None or isinstance(value, bytes | int | float) else str(value)


def read_foreign(path: Path, *, with_pixels: bool) -> ForeignHeader:
    """Read a file with pydicom.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    with translated(), quiet():
        from pydicom import dcmread
        from pydicom.errors import InvalidDicomError

        try:
            return ForeignHeader(dcmread(path, stop_before_pixels=not with_pixels))
        except InvalidDicomError as exc:
            raise ValueError("not a DICOM file") from exc


def decode_text(raw: bytes, charset: str | list[str]) -> str:
    """Text in a character set of DICOM (PS3.5 section 6.1)."""
    with quiet():
        from pydicom.charset import convert_encodings, decode_bytes

        return str(decode_bytes(raw, convert_encodings(charset or "ISO_IR 6"), {"\\", "^", "="}))
