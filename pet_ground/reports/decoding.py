"""The text of bytes whose encoding nobody names: decoded where it is certain, refused where it is not.

A statistical detector always answers. On short clinical sentences charset-normalizer 3.5.2 read French and Polish
umlauts and short Chinese wrongly (4 of 12 sentences), and the confidence of chardet 7.7.0 was the same for right and
wrong answers; so the few encodings that archives use are tried here, each with evidence of its own (``scripts``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason
from pet_ground.reports.scripts import (
    is_chinese,
    is_english_with_wide_signs,
    is_latin,
    is_readable,
    is_vietnamese,
    is_western,
    with_composed_letters,
)

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNIT_BYTES = {"utf-32": 4, "utf-16": 2}
_FILE_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "an Office file (xlsx, docx) or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file (xls, doc)"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x1f\x8b\x08", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"\xfd7zXZ\0", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"SQLite format 3\0", "a database"),
)
_DICOM = (128, b"DICM", "a DICOM file")
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1b\x7f]")
MAX_CONTROL_SHARE = 0.01
MAX_CONTROLS = 4
"""Control characters beyond line ends that a text may hold, as a share and at least: padding and framing of exports
leave a few, binary data have one in nine bytes."""


class Decoded(NamedTuple):
    """A text and the encoding in which it was written, by its name in Python."""

    text: str
    encoding: str


class _Candidate(NamedTuple):
    encoding: str
    test: Callable[[str], bool]


_CANDIDATES = (
    _Candidate("cp1252", is_western),
    _Candidate("gb18030", lambda text: is_chinese(text) or is_english_with_wide_signs(text)),
    _Candidate("cp950", lambda text: is_chinese(text) or is_english_with_wide_signs(text)),
    _Candidate("cp1258", is_vietnamese),
)
_CHINESE = ("gb18030", "cp950")


def decode(data: bytes, preferred: str | None = None) -> Decoded:
    """Decode the bytes of a report, or refuse them.

    In this order: a byte order mark; UTF-16 without one; UTF-8; else the one of Windows-1252, GB 18030, Big5 and
    Windows-1258 (Vietnamese) whose text is certain to be meant.

    Args:
        data: the bytes.
        preferred: encoding of the table that the bytes come from; it needs less evidence then.

    Raises:
        ItemFailed: ``report_not_text``, or ``report_encoding`` where no encoding or more than one fits.
    """
    if data.isascii() and not _CONTROLS.search(data):
        return Decoded(data.decode("ascii"), "ascii")
    found = _by_mark(data)
    if found is not None:
        return found
    _refuse_file_kinds(data)
    found = _utf16_without_mark(data)
    if found is not None:
        return found
    data = data.rstrip(b"\0\x1a")
    controls = len(_CONTROLS.findall(data))
    if controls > max(MAX_CONTROLS, MAX_CONTROL_SHARE * len(data)):
        raise ItemFailed(Reason.REPORT_NOT_TEXT, "binary data")
    return _utf8(data) or _by_letters(data, preferred)


def file_kind(data: bytes) -> str | None:
    """What a file is by its first bytes, in words, where it is a well-known kind that is no text."""
    at, mark, kind = _DICOM
    if data[at : at + len(mark)] == mark:
        return kind
    return next((kind for mark, kind in _FILE_KINDS if data.startswith(mark)), None)


def _refuse_file_kinds(data: bytes) -> None:
    kind = file_kind(data)
    if kind is not None:
        raise ItemFailed(Reason.REPORT_NOT_TEXT, kind)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if not data.startswith(mark):
            continue
        try:
            whole = data if encoding == "utf-8-sig" else data[: len(data) - len(data) % _UNIT_BYTES[encoding]]
            return Decoded(whole.decode(encoding), encoding)
        except UnicodeDecodeError:
            raise ItemFailed(Reason.REPORT_ENCODING, "its byte order mark does not fit its bytes") from None
    return None


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 by the NUL bytes inside ASCII characters, where the text that comes out can be one."""
    if len(data) % 2 or b"\0" not in data.rstrip(b"\0") + data[:1]:
        return None
    best: Decoded | None = None
    for encoding, ascii_bytes, high_bytes in (
        ("utf-16-le", data[::2], data[1::2]),
        ("utf-16-be", data[1::2], data[::2]),
    ):
        if not high_bytes.count(0) > ascii_bytes.count(0):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_readable(text) and (is_latin(text) or is_chinese(text)):
            best = Decoded(text, encoding)
    return best


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as exc:
        # A field that was cut at a number of bytes ends inside a character: what came before is whole.
        if exc.reason == "unexpected end of data" and not data[: exc.start].isascii():
            return Decoded(data[: exc.start].decode("utf-8"), "utf-8")
    return None


def _by_letters(data: bytes, preferred: str | None) -> Decoded:
    found = []
    for encoding, test in _CANDIDATES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if test(text) or (encoding == preferred and encoding in _CHINESE and is_readable(text)):
            composed = with_composed_letters(text) if encoding == "cp1258" else text
            found.append(Decoded(composed, encoding))
    if len(found) != 1:
        told = "several encodings fit" if found else "neither UTF-8, UTF-16 nor a code page that fits its letters"
        raise ItemFailed(Reason.REPORT_ENCODING, told)
    return found[0]
