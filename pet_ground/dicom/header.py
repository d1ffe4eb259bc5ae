"""The header of a plain DICOM file, decoded where it is asked for, without pydicom.

Source: DICOM PS3.5 section 6.2 (value representations), PS3.10 section 7.1 (file meta information).
"""

from __future__ import annotations

from struct import Struct
from typing import Any

from pet_ground.dicom.attributes import (
    PIXEL_DATA,
    REPRESENTATION,
    Key,
    PrivateKey,
    creator_tags,
    private_tags,
    tag_of,
)
from pet_ground.dicom.beginning import FIRST_GROUP, begin_of, is_explicit
from pet_ground.dicom.foreign import decode_text, foreign_items
from pet_ground.dicom.inflate import Inflated
from pet_ground.dicom.walk import DELIMITED, ITEM, UNDEFINED, NotPlainError, Place, TooShortError, Walk

END_OF_META = 0x00030000
NO_ELEMENT = -1
IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
IMPLICIT_BIG_PIXELS = "1.2.840.113619.5.2"
"""GE's private syntax: implicit little endian, but pixels big endian."""
PLAIN = (IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED, IMPLICIT_BIG_PIXELS)
RUN_LENGTH = "1.2.840.10008.1.2.5"
ENCAPSULATED = "1.2.840.10008.1.2.4."
"""Beginning of the transfer syntaxes of compressed pixels; their headers are explicit, little endian."""

ONE_TEXT = frozenset(("LT", "ST", "UT", "UR"))
"""Text in which a backslash is a character, not a separator of values."""
BINARY = {
    "US": Struct("<H"),
    "SS": Struct("<h"),
    "UL": Struct("<I"),
    "SL": Struct("<i"),
    "FL": Struct("<f"),
    "FD": Struct("<d"),
}


class Header:
    """The elements of one data set.

    Attributes:
        walk: the bytes that hold it.
        syntax: the transfer syntax UID of the file.
    """

    __slots__ = ("_charset", "_places", "syntax", "walk")

    def __init__(self, walk: Walk, places: dict[int, Place], syntax: str, charset: str | list[str] = "") -> None:
        self.walk = walk
        self.syntax = syntax
        self._places = places
        self._charset = charset
        self._charset = self.get("SpecificCharacterSet") or charset

    @property
    def pixels(self) -> tuple[int, int] | None:
        """Offset and length of PixelData, None without; the length is ``UNDEFINED`` where it is encapsulated."""
        found = self._places.get(PIXEL_DATA)
        return None if found is None else found[1:]

    def __contains__(self, key: Key) -> bool:
        return self._tag(key) in self._places

    def get(self, key: Key, default: Any = None) -> Any:
        """A value: text, a number of a binary element, a list of them, a list of headers of a sequence, or bytes.

        Numbers that DICOM writes as text stay text.

        Raises:
            KeyError: the keyword is not one of ``ATTRIBUTES``.
            whatever pydicom raises on a broken sequence (``PARSE_ERRORS``).
        """
        found = self._places.get(self._tag(key))
        if found is None:
            return default
        told, start, length = found
        vr = REPRESENTATION.get(tag_of(key), "UN") if told in ("", "UN") else told
        if vr in ("SQ", DELIMITED):
            return self._items(start, start + length, delimited=vr == DELIMITED)
        raw = self.walk.data[start : start + length]
        if vr in BINARY:
            return _one_or_all([value for (value,) in BINARY[vr].iter_unpack(raw)])
        if vr[0] == "O" or vr in ("UN", "AT"):
            return raw
        text = _decoded(raw, self._charset).rstrip("\0 ")
        return text if vr in ONE_TEXT or "\\" not in text else text.split("\\")

    def raw(self, key: Key) -> bytes | None:
        """The undecoded bytes of an element, None where there is none."""
        found = self._places.get(key if isinstance(key, int) else self._tag(key))
        return None if found is None else self.walk.data[found[1] : found[1] + found[2]]

    def _tag(self, key: Key) -> int:
        """The tag of a key, of a private element in its maker's block; that of no element where there is no block."""
        if not isinstance(key, PrivateKey):
            return tag_of(key)
        names = [(tag, self._creator(tag)) for tag in creator_tags(self._places, key.group)]
        return next((tag for tag in private_tags(key, names) if tag in self._places), NO_ELEMENT)

    def _creator(self, tag: int) -> str:
        return (self.raw(tag) or b"").decode("ascii", "replace")

    def _items(self, pos: int, end: int, *, delimited: bool) -> list[Any]:
        try:
            places, _ = self.walk.items(pos, end, delimited=delimited)
            return [
                Header(self.walk, self.walk.elements(start, stop, ITEM)[0], self.syntax, self._charset)
                for start, stop in places
            ]
        except NotPlainError:
            raw = self.walk.data[pos:end]
            return foreign_items(raw, self._charset, explicit=self.walk.explicit, delimited=delimited)


def parse_header(data: bytes, size: int, stop: int = PIXEL_DATA + 1) -> Header:
    """The header at the beginning of a file, up to its pixels.

    Args:
        data: the first bytes of the file, or all.
        size: the size of the file.
        stop: the first tag that is of no interest.

    Raises:
        NotPlainError: pydicom must read it.
        TooShortError: more of the file is needed.
        ValueError, zlib.error: a deflated file is damaged.
    """
    begin = begin_of(data)
    if begin is None:
        raise NotPlainError("not a DICOM file")
    syntax, pos = _transfer_syntax(data, begin, size)
    if syntax == DEFLATED:
        if len(data) < size:
            raise TooShortError
        return _deflated_header(data[pos:], stop)
    if syntax not in (*PLAIN, RUN_LENGTH) and not syntax.startswith(ENCAPSULATED):
        raise NotPlainError("another transfer syntax")
    walk = Walk(data, explicit=syntax not in (IMPLICIT_LITTLE, IMPLICIT_BIG_PIXELS))
    return Header(walk, walk.elements(pos, size, stop)[0], syntax)


def _transfer_syntax(data: bytes, begin: int, size: int) -> tuple[str, int]:
    """The transfer syntax, and where the data set begins; without file meta information, how it looks."""
    if int.from_bytes(data[begin : begin + 2], "little") == FIRST_GROUP:
        return EXPLICIT_LITTLE if is_explicit(data, begin) else IMPLICIT_LITTLE, begin
    meta, pos = Walk(data, explicit=True).elements(begin, size, END_OF_META)
    _, start, length = meta.get(tag_of("TransferSyntaxUID"), ("", 0, 0))
    return data[start : start + length].rstrip(b"\0 ").decode("ascii", "replace"), pos


def _deflated_header(deflated: bytes, stop: int) -> Header:
    inflated = Inflated(deflated)
    while True:
        walk = Walk(inflated.data, explicit=True)
        try:
            places, _ = walk.elements(0, len(inflated.data) if inflated.is_whole else UNDEFINED, stop)
        except TooShortError:
            if inflated.is_whole:
                raise ValueError("a deflated data set without an end") from None
            inflated.grow(2 * len(inflated.data))
            continue
        except NotPlainError as exc:
            raise ValueError("a deflated data set that is not plain") from exc
        header = Header(walk, places, DEFLATED)
        start, length = header.pixels or (0, 0)
        if start + length <= len(inflated.data) or inflated.is_whole:
            return header
        inflated.grow(start + length)


def _decoded(raw: bytes, charset: str | list[str]) -> str:
    """Text in its character set (PS3.5 section 6.1); nearly all of it is ASCII."""
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    return decode_text(raw, charset)


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values or None
