"""Looking over an archive, or over the folder of one study. Every conversion begins here, so it loads little."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pet_ground.dicom import ArchiveScan, Selection, scan_archive
from pet_ground.errors import InputNotFoundError
from pet_ground.records.catalog import StudyEntry


def scan(archive: Path, cache: Path | None = None, on_listed: Callable[[int, int], None] | None = None) -> ArchiveScan:
    """Scan an archive that must hold something; the arguments are those of ``scan_archive``.

    Raises:
        InputNotFoundError: it does not exist or holds no DICOM file.
    """
    if not archive.is_dir():
        raise InputNotFoundError(f"there is no folder {archive}")
    found = scan_archive(archive, cache, on_listed)
    if not found.files and not found.orphans:
        raise InputNotFoundError(f"{archive} holds no DICOM file ({found.strangers} other files)")
    return found


def damaged_beside(study: StudyEntry, selection: Selection) -> list[str]:
    """The damaged files in the folders of the chosen series: any of them may be one of its slices."""
    chosen = [name for series in (selection.pet, selection.ct) if series is not None for name in series.files]
    folders = {PurePosixPath(name).parent for name in chosen}
    return [name for name in study.unreadable if PurePosixPath(name).parent in folders]
