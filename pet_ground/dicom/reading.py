"""The border to pydicom: quiet, and its errors translated. Header values never reach a log or a warning."""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pydicom
from pydicom import config as pydicom_config
from pydicom.dataset import FileDataset
from pydicom.errors import BytesLengthException, InvalidDicomError

from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason

PREAMBLE_BYTES = 128
MAGIC = b"DICM"

PARSE_ERRORS = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    EOFError,
    InvalidDicomError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pydicom raises on damaged files; a damaged file is data, not a bug."""

logging.getLogger("pydicom").setLevel(logging.CRITICAL)


@contextmanager
def quiet() -> Iterator[None]:
    """Read tolerantly: pydicom's warnings quote header values, so none is shown.

    pydicom converts values when they are asked for, so whatever reads headers runs inside, not only the reading of the
    file. As a decorator: ``@quiet()``.
    """
    before = pydicom_config.settings.reading_validation_mode
    pydicom_config.settings.reading_validation_mode = pydicom_config.IGNORE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        pydicom_config.settings.reading_validation_mode = before


@contextmanager
def broken_data() -> Iterator[None]:
    """Turn what is raised on senseless header values into a failure of the item, so that the other studies go on.

    As a decorator: ``@broken_data()``.

    Raises:
        ItemFailed: ``corrupt_file``.
    """
    try:
        yield
    except PARSE_ERRORS as exc:
        raise ItemFailed(Reason.CORRUPT_FILE, f"a header makes no sense ({type(exc).__name__})") from exc


def is_dicom(path: Path) -> bool:
    """Whether the file bears DICOM's magic after its preamble.

    Raises:
        OSError: the file can't be opened.
    """
    with path.open("rb") as stream:
        return stream.read(PREAMBLE_BYTES + len(MAGIC))[PREAMBLE_BYTES:] == MAGIC


def read_header(path: Path, tags: Sequence[str | int | tuple[int, int]] | None = None) -> FileDataset:
    """The header of a file without its pixels, only ``tags`` where they are given.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    return _read(path, stop_before_pixels=True, specific_tags=None if tags is None else list(tags))


def read_whole(path: Path) -> FileDataset:
    """A whole file, header and pixels.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    return _read(path)


def _read(path: Path, **options: object) -> FileDataset:
    try:
        return pydicom.dcmread(path, **options)
    except OSError as exc:
        raise ItemFailed(Reason.MISSING_FILE, f"a file can't be opened ({type(exc).__name__})") from exc
    except PARSE_ERRORS as exc:
        raise ItemFailed(Reason.CORRUPT_FILE, f"a header can't be read ({type(exc).__name__})") from exc
