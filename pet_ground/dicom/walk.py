"""Walking over the elements of plain DICOM: little endian, in order, with nothing odd in it.

pydicom reads everything, at some 700 headers a second; an archive of 33,000 studies holds 20 million. This walk makes
no objects of the elements and takes only what is plain: whatever else it meets, it raises ``NotPlainError`` and pydicom
decides. Tests hold both against each other.

Source: DICOM PS3.5 sections 7.1 (elements) and 7.5 (sequences).
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from pet_ground.dicom.attributes import PIXEL_DATA

UNDEFINED = 0xFFFFFFFF
ITEM, SEQUENCE_END = 0xFFFEE000, 0xFFFEE0DD
ITEM_CLOSED = b"\xfe\xff\x0d\xe0\0\0\0\0"
SEQUENCE_CLOSED = b"\xfe\xff\xdd\xe0\0\0\0\0"
DEEPEST = 16
"""Sequences nest a few levels deep; a file that goes deeper is left to pydicom."""

LONG_FORM = {
    code.encode(): code for code in ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
}
SHORT_FORM = {
    code.encode(): code
    for code in (
        *("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT"),
        *("PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"),
    )
}
_EXPLICIT = Struct("<HH2sH").unpack_from
_IMPLICIT = Struct("<HHI").unpack_from
_LENGTH = Struct("<I").unpack_from

DELIMITED = "SQ..."
"""Stands for the representation of a sequence whose length is not told: it ends with a delimiter."""
Place = tuple[str, int, int]
"""Value representation ("" where only a table knows it), offset and length of a value."""


class NotPlainError(ValueError):
    """The bytes are not what this walk takes."""


class TooShortError(Exception):
    """The elements go on behind the bytes that were given."""


@dataclass(frozen=True)
class Walk:
    """The first bytes of a file, or all of them, and how their elements are written."""

    data: bytes
    explicit: bool

    def elements(self, pos: int, end: int, stop: int, depth: int = 0) -> tuple[dict[int, Place], int]:
        """The elements from ``pos`` to ``end`` by their tags, and where the walk ended.

        It ends before the first element whose tag is ``stop`` or beyond, and at the value of PixelData, unless it is
        that of an icon, inside an item (``stop`` is ``ITEM``).

        Raises:
            NotPlainError, TooShortError
        """
        found: dict[int, Place] = {}
        last, reach = -1, min(end, len(self.data))
        element = self._explicit if self.explicit else self._implicit
        while pos < end:
            if pos + 8 > reach:
                self._reach(pos + 8, end)
            tag, vr, start, length = element(pos, end, stop)
            if tag >= stop:
                return found, pos
            if tag <= last:
                raise NotPlainError("elements out of order")
            last = tag
            is_image = tag == PIXEL_DATA and stop != ITEM
            if length == UNDEFINED and not is_image:
                if vr not in ("SQ", ""):
                    raise NotPlainError("a value without a length")
                vr, length = DELIMITED, self.items(start, end, delimited=True, depth=depth + 1)[1] - start
            found[tag] = vr, start, length
            if is_image:
                return found, start
            pos = start + length
        if pos > end:
            raise NotPlainError("a value goes beyond its end")
        return found, pos

    def items(self, pos: int, end: int, *, delimited: bool, depth: int = 0) -> tuple[list[tuple[int, int]], int]:
        """Start and stop of each item of a sequence, and the place behind the sequence.

        ``delimited``: the sequence ends with its delimiter, not at ``end``.

        Raises:
            NotPlainError, TooShortError
        """
        places: list[tuple[int, int]] = []
        while pos < end:
            self._reach(pos + 8, end)
            group, number, length = _IMPLICIT(self.data, pos)
            tag, pos = group << 16 | number, pos + 8
            if tag == SEQUENCE_END and delimited:
                return places, pos
            if tag != ITEM or depth > DEEPEST:
                raise NotPlainError("no item where one must be")
            stop, after = self._item(pos, end, length, depth)
            places.append((pos, stop))
            pos = after
        if delimited or pos > end:
            raise NotPlainError("a sequence without an end")
        return places, pos

    def _explicit(self, pos: int, end: int, stop: int) -> tuple[int, str, int, int]:
        """Tag, value representation, offset and length of the element at ``pos``."""
        group, number, code, length = _EXPLICIT(self.data, pos)
        vr = SHORT_FORM.get(code)
        if vr is not None:
            return group << 16 | number, vr, pos + 8, length
        tag = group << 16 | number
        if tag >= stop:
            return tag, "", pos + 8, length
        if code not in LONG_FORM:
            raise NotPlainError("an unknown value representation")
        self._reach(pos + 12, end)
        return tag, LONG_FORM[code], pos + 12, _LENGTH(self.data, pos + 8)[0]

    def _implicit(self, pos: int, _end: int, _stop: int) -> tuple[int, str, int, int]:
        """The same where only the table knows the value representation."""
        group, number, length = _IMPLICIT(self.data, pos)
        return group << 16 | number, "", pos + 8, length

    def _item(self, pos: int, end: int, length: int, depth: int) -> tuple[int, int]:
        """Where an item stops, and where the next begins."""
        if length != UNDEFINED:
            return pos + length, pos + length
        _, stop = self.elements(pos, end, ITEM, depth)
        after = stop + len(ITEM_CLOSED)
        self._reach(after, end)
        if self.data[stop:after] != ITEM_CLOSED:
            raise NotPlainError("an item without an end")
        return stop, after

    def _reach(self, pos: int, end: int) -> None:
        """Make sure that the bytes go up to ``pos``."""
        if pos > end:
            raise NotPlainError("an element is cut off")
        if pos > len(self.data):
            raise TooShortError
