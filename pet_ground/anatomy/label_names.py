"""The class names that TotalSegmentator writes into the header extension of a label map.

The extension is an XML text with a ``LabelTable`` (the form of Caret and Connectome Workbench)::

    <LabelTable><Label Key="1" Red="0.0" ...><![CDATA[spleen]]></Label> ... </LabelTable>
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from nibabel.filebasedimages import ImageFileError
from nibabel.nifti1 import Nifti1Header
from nibabel.spatialimages import HeaderDataError
from nibabel.wrapstruct import WrapStructError

from pet_ground.anatomy.classes import BACKGROUND_ID, CLASSES, TOTALSEGMENTATOR_VERSION
from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason

TEXT_EXTENSIONS = frozenset({0, 30})
"""NIfTI's codes of the extensions that may hold a label table: 0, which TotalSegmentator writes, and 30, Caret's."""

GZIP_MAGIC = b"\x1f\x8b"

_LABEL = re.compile(
    rb"""<Label\b[^<>]*\bKey=["'](\d+)["'][^<>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]*?)\s*(?:\]\]>)?\s*</Label>"""
)
# A pattern and not an XML parser: label maps come from outside, and a pattern expands no entities.


def read_label_names(path: Path) -> dict[int, str]:
    """The names by id in the header of a NIfTI file, without the background; empty where the header names none.

    Raises:
        ItemFailed: the header is damaged (``corrupt_file``).
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
            header = Nifti1Header.from_fileobj(stream, check=False)
            texts = [e.get_content() for e in header.extensions if e.get_code() in TEXT_EXTENSIONS]
    except (EOFError, OSError, ValueError, zlib.error, ImageFileError, HeaderDataError, WrapStructError) as exc:
        raise ItemFailed(Reason.CORRUPT_FILE, f"not a readable NIfTI header ({type(exc).__name__})") from exc
    pairs = [pair for text in texts for pair in _LABEL.findall(text)]
    return {int(key): name.decode("utf-8", "replace") for key, name in pairs if int(key) != BACKGROUND_ID}


def refuse_foreign_names(names: dict[int, str]) -> None:
    """Refuse a label map whose header gives an id another name than the pinned class map.

    Raises:
        ItemFailed: a name disagrees (``corrupt_file``); the detail says which id. The header's own name is foreign
            text and is not repeated.
    """
    for class_id, name in sorted(names.items()):
        pinned = CLASSES.get(class_id)
        if pinned is None or pinned.name != name:
            expected = f"not {pinned.name}" if pinned else "no class"
            detail = f"the header's label {class_id} is {expected} of TotalSegmentator {TOTALSEGMENTATOR_VERSION} total"
            raise ItemFailed(Reason.CORRUPT_FILE, detail)
