"""The text that hides in the headers of pictures and volumes: PNG chunks, gzip names, NIfTI fields and extensions."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip
from isal.igzip_lib import IsalError

GZIP_MAGIC = b"\x1f\x8b"
_EXTRA, _NAME, _COMMENT = 4, 8, 16
"""Flags of a gzip header (RFC 1952, section 2.3.1)."""
GZIP_FIXED_BYTES = 10
MAX_GZIP_HEADER_BYTES = 4096

NIFTI1_BYTES = 348
NIFTI1_TEXTS = ((4, 10), (14, 18), (148, 80), (228, 24), (328, 16))
"""Offset and length of ``data_type``, ``db_name``, ``descrip``, ``aux_file`` and ``intent_name`` (nifti1.h)."""
NIFTI1_OFFSET_AT, NIFTI1_VOXELS_FROM = 108, 352
MAX_EXTENSION_BYTES = 1 << 24
"""A header extension of more than 16 MiB is no header; the volume is reported as unreadable."""

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
PNG_TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_DAMAGE: tuple[type[Exception], ...] = (
    EOFError,
    IndexError,
    OverflowError,
    OSError,
    ValueError,
    struct.error,
    zlib.error,
    IsalError,  # type: ignore[assignment]
)


def nifti_texts(path: Path) -> Iterator[str] | None:
    """Every text of a NIfTI-1 file, plain or in gzip, and of the gzip header; None where it can't be read."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            names = _gzip_texts(raw.read(MAX_GZIP_HEADER_BYTES)) if packed else []
            raw.seek(0)
            if not packed:
                return iter(_nifti_texts(raw))
            with igzip.GzipFile(fileobj=raw, mode="rb") as stream:
                return iter([*names, *_nifti_texts(cast("BinaryIO", stream))])
    except _DAMAGE:
        return None


def png_texts(path: Path) -> Iterator[str] | None:
    """Every text of a PNG's chunks; None where it can't be read. What is drawn in the picture is not read."""
    try:
        with path.open("rb") as stream:
            return iter(_png_texts(stream))
    except _DAMAGE:
        return None


def _gzip_texts(head: bytes) -> list[str]:
    flags, place = head[3], GZIP_FIXED_BYTES
    found: list[bytes] = []
    if flags & _EXTRA:
        (length,) = struct.unpack_from("<H", head, place)
        found.append(head[place + 2 : place + 2 + length])
        place += 2 + length
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = head.index(b"\0", place)
            found.append(head[place:end])
            place = end + 1
    return [printable(one) for one in found]


def _nifti_texts(stream: BinaryIO) -> list[str]:
    header = stream.read(NIFTI1_BYTES)
    order = "<" if struct.unpack_from("<i", header)[0] == NIFTI1_BYTES else ">"
    if struct.unpack_from(f"{order}i", header)[0] != NIFTI1_BYTES:
        raise ValueError("no NIfTI-1 header")
    texts = [printable(header[offset : offset + length].split(b"\0")[0]) for offset, length in NIFTI1_TEXTS]
    begin = int(struct.unpack_from(f"{order}f", header, NIFTI1_OFFSET_AT)[0])
    length = max(begin, NIFTI1_VOXELS_FROM) - NIFTI1_BYTES
    if length > MAX_EXTENSION_BYTES:
        raise ValueError("too long a header")
    return [one for one in (*texts, printable(stream.read(length))) if one.strip()]


def _png_texts(stream: BinaryIO) -> list[str]:
    if stream.read(len(PNG_MAGIC)) != PNG_MAGIC:
        raise ValueError("no PNG")
    found: list[str] = []
    while head := stream.read(8):
        length, name = struct.unpack(">I4s", head)
        if name in PNG_TEXT_CHUNKS and length <= MAX_EXTENSION_BYTES:
            found.append(_chunk_text(name, stream.read(length)))
            stream.seek(4, 1)
        else:
            stream.seek(length + 4, 1)
    return found


def _chunk_text(name: bytes, data: bytes) -> str:
    if name == b"tIME":
        year, month, day = struct.unpack_from(">HBB", data)
        return f"{year:04d}-{month:02d}-{day:02d}"
    keyword, _, rest = data.partition(b"\0")
    if name == b"zTXt":
        rest = zlib.decompressobj().decompress(rest[1:], MAX_EXTENSION_BYTES)
    elif name == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
        rest = zlib.decompressobj().decompress(rest, MAX_EXTENSION_BYTES) if packed else rest
    return printable(keyword + b" " + rest)


def printable(data: bytes) -> str:
    """Bytes as text; what is no UTF-8 is read as Latin-1, and control characters become blanks."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return "".join(char if char.isprintable() else " " for char in text)
