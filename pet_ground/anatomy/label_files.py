"""Finding the label map of a study among those that the user gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pet_ground.errors import InputNotFoundError

LABEL_SUFFIX = ".nii.gz"


def find_label_map(folder: Path, keys: Sequence[str]) -> Path | None:
    """The label map of a study: ``<key>.nii.gz`` or the folder ``<key>/``, for the first key that has one.

    Args:
        folder: the folder of label maps that the user gives.
        keys: names of the study, the most certain first: StudyInstanceUID, accession number, pseudonym. Keys that
            can't name a file in ``folder`` (empty, or with a path separator) are passed over.

    Returns:
        A multilabel NIfTI file or a folder of binary masks; None where no key has one.

    Raises:
        InputNotFoundError: ``folder`` is not a folder.
    """
    if not folder.is_dir():
        raise InputNotFoundError(f"there is no folder of label maps {folder}")
    for key in filter(_names_a_file, keys):
        for path, there in ((folder / f"{key}{LABEL_SUFFIX}", Path.is_file), (folder / key, Path.is_dir)):
            if there(path):
                return path
    return None


def _names_a_file(key: str) -> bool:
    # A key comes from a header: it must not lead out of the folder, nor to the folder itself.
    return key not in {"", ".", ".."} and not any(character in key for character in "/\\\0")
