"""The files of an archive: which there are, and which are not DICOM though they should be."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from pet_ground.dicom.reading import is_dicom

DICOM_SUFFIXES = frozenset((".dcm", ".ima", ".dicom", ".img"))
"""A file with such a name that is not DICOM inside is a damaged one, not a stranger."""
NUMBER = re.compile(r"\.\d+")
"""The end of a UID or of an instance number ("1.2.840.7", "i47.PTDC.9"): no suffix that says what the file is."""
NEVER_SLICES = frozenset(("DICOMDIR", "LICENSE", "LOCKFILE", "README", "VERSION"))
"""Names without a suffix that burned media and exports put beside the slices."""


def archive_files(archive: Path) -> Iterator[Path]:
    """Every file below ``archive``, in sorted order; hidden files and folders are left out.

    Linked folders are followed, each real folder once. Broken links are yielded as files, and folders that can't be
    listed at the end, so that whoever opens them learns of it.
    """
    unlisted: list[str] = []
    seen = {os.path.realpath(archive)}
    for folder, names, files in os.walk(archive, onerror=lambda exc: unlisted.append(exc.filename), followlinks=True):
        names[:] = [name for name in sorted(names) if not name.startswith(".") and _is_new(Path(folder, name), seen)]
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(folder, name)
    yield from sorted(Path(name) for name in unlisted)


def _is_new(folder: Path, seen: set[str]) -> bool:
    real = os.path.realpath(folder)
    if real in seen:
        return False
    seen.add(real)
    return True


def holds_dicom(path: Path) -> bool:
    """Whether a path is a regular file with DICOM's magic. Pipes and devices are never opened.

    Raises:
        OSError: it can't be opened: a broken link, a folder, no permission.
    """
    mode = path.stat().st_mode
    return (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and is_dicom(path)


def is_text(name: str) -> bool:
    """Whether a file name is valid UTF-8; records are, so other names can't be kept in them."""
    return readable(name) == name


def readable(name: str) -> str:
    r"""A file name with each byte that is no UTF-8 written as ``\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def says_dicom(path: Path) -> bool:
    """Whether the suffix says that the file is DICOM."""
    return path.suffix.lower() in DICOM_SUFFIXES


def kind(path: Path) -> str:
    """The suffix in lower case; "" where there is none or only a number."""
    suffix = path.suffix.lower()
    return "" if NUMBER.fullmatch(suffix) else suffix


def could_be_slice(path: Path, kinds: set[str]) -> bool:
    """Whether a file that is not DICOM looks like the DICOM files beside it, which have these ``kinds``."""
    if not kinds or path.name.upper() in NEVER_SLICES:
        return False
    return kind(path) in kinds | {""}
