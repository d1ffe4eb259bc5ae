"""The names of files: which of them say that a file should be DICOM."""

from __future__ import annotations

import os
import re
from pathlib import PurePath

DICOM_SUFFIXES = frozenset((".dcm", ".ima", ".dicom", ".img"))
"""A file with such a name that is not DICOM inside is a damaged one, not a stranger."""
NUMBER = re.compile(r"\.\d+")
"""The end of a UID or of an instance number ("1.2.840.7", "i47.PTDC.9"): no suffix that says what the file is."""
NEVER_SLICES = frozenset(("DICOMDIR", "LICENSE", "LOCKFILE", "README", "VERSION"))
"""Names without a suffix that burned media and exports put beside the slices."""


def is_text(name: str) -> bool:
    """Whether a file name is valid UTF-8; records are, so other names can't be kept in them."""
    return readable(name) == name


def readable(name: str) -> str:
    r"""A file name with each byte that is no UTF-8 written as ``\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def says_dicom(path: PurePath) -> bool:
    """Whether the suffix says that the file is DICOM."""
    return path.suffix.lower() in DICOM_SUFFIXES


def kind(path: PurePath) -> str:
    """The suffix in lower case; "" where there is none or only a number."""
    suffix = path.suffix.lower()
    return "" if NUMBER.fullmatch(suffix) else suffix


def could_be_slice(path: PurePath, kinds: set[str]) -> bool:
    """Whether a file that is not DICOM looks like the DICOM files beside it, which have these ``kinds``."""
    if not kinds or path.name.upper() in NEVER_SLICES:
        return False
    return kind(path) in kinds | {""}
