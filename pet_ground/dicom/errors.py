"""What is raised on damaged files, translated at the border. Header values never reach a message."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason

PARSE_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What readers raise on damaged files; a damaged file is data, not a bug."""


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


@contextmanager
def translated() -> Iterator[None]:
    """Translate what reading a file raises.

    Raises:
        ItemFailed: ``corrupt_file`` or ``missing_file``.
    """
    try:
        yield
    except OSError as exc:
        raise ItemFailed(Reason.MISSING_FILE, f"a file can't be opened ({type(exc).__name__})") from exc
    except PARSE_ERRORS as exc:
        raise ItemFailed(Reason.CORRUPT_FILE, f"a header can't be read ({type(exc).__name__})") from exc
