"""How a DICOM file may begin: with preamble and file meta information, or without either.

Source: DICOM PS3.10 section 7.1. Files without them come from old archives and from exports of network streams.
"""

from __future__ import annotations

from struct import Struct

from pet_ground.dicom.walk import LONG_FORM, SHORT_FORM

PREAMBLE_BYTES = 128
MAGIC = b"DICM"
ENOUGH_BYTES = 2048
"""How much of a file shows whether it is DICOM."""
STANDARD_ROOT = b"1.2.840.10008."
"""Every SOP class and transfer syntax of the standard is below it: a data set of images names one early on."""
META_GROUP, FIRST_GROUP = 0x0002, 0x0008
"""What a file without a preamble begins with: file meta information, or the first group of an image."""
FIRST_ELEMENTS = 0x0018
"""The last element with which a data set can begin: SOPInstanceUID, which every instance has."""
FIRST_BYTES = 256
"""Values that come before SOPInstanceUID are shorter: a group length, a character set, an image type, a date."""

_LITTLE = Struct("<HHI").unpack_from
_BIG = Struct(">HH").unpack_from
_SHORT_LENGTH = Struct("<H").unpack_from


def begin_of(data: bytes) -> int | None:
    """Where the elements of a DICOM file begin: behind the preamble, or at 0; None where the file is not DICOM.

    Without a preamble, the first element must be one with which a data set begins, of a plausible form, and a UID of
    the standard must follow soon.
    """
    behind = PREAMBLE_BYTES + len(MAGIC)
    if data[PREAMBLE_BYTES:behind] == MAGIC:
        return behind
    return 0 if len(data) > 8 and _begins_data_set(data) and STANDARD_ROOT in data[:ENOUGH_BYTES] else None


def is_explicit(data: bytes, pos: int) -> bool:
    """Whether the element at ``pos`` names its value representation."""
    code = data[pos + 4 : pos + 6]
    return code in SHORT_FORM or code in LONG_FORM


def _begins_data_set(data: bytes) -> bool:
    group, number, length = _LITTLE(data)
    if group in (META_GROUP, FIRST_GROUP):
        if is_explicit(data, 0):
            length = 0 if data[4:6] in LONG_FORM else _SHORT_LENGTH(data, 6)[0]
    else:
        group, number = _BIG(data)
        length = 0 if group == FIRST_GROUP and is_explicit(data, 0) else FIRST_BYTES
    return bool(number <= FIRST_ELEMENTS and length < FIRST_BYTES)
