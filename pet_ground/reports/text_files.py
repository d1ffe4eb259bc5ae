"""The text of a report from bytes or a file, in one way for tables, folders and single files.

Everything that changes a report's text happens here, before anything reads it: spans in records refer to this text.
"""

from __future__ import annotations

import re
from pathlib import Path

from pet_ground.errors import InputNotFoundError, ItemFailed, ReportFormatError
from pet_ground.reasons import Reason
from pet_ground.reports.decoding import MAX_CONTROL_SHARE, MAX_CONTROLS, decode, file_kind
from pet_ground.reports.garbled import LOST, repaired
from pet_ground.reports.markup import plain_text
from pet_ground.reports.scripts import with_composed_letters

MAX_REPORT_CHARACTERS = 1_000_000
"""Longest text of one report, in characters: some 300 printed pages. More is a table or an archive in one field."""
MAX_FILE_BYTES = 64_000_000
"""Largest file or field of one report, in bytes: RTF and HTML may hold a picture, which is no text of the report."""

_LINE_ENDS = re.compile("\r\n?|[\v\f\u2028\u2029]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = (
    "[\0-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
"""Characters that nobody sees: controls, soft hyphens, zero width, marks of direction and variants, and tags, in which
text can hide. The right sign would be a blank for none of them."""
_NOTHING = re.compile(_UNSEEN)
_JOINERS = re.compile("[\u200d\u2060]")
"""They say that what stands beside them belongs together: a number that they stand in is one."""
_IN_NUMBER = re.compile(rf"(?<=[\d.,\u00b7\u2219]){_UNSEEN}++(?=[\d.,\u00b7\u2219])")
"""Others between digits: nobody can tell whether these are one number."""
_CONTROLS = re.compile("[\0-\x08\x0e-\x1b\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENCODED = re.compile(r"[A-Za-z0-9+/\r\n]{400,}={0,2}\s{0,100}")
"""Base64: a document that was put into a text field."""
_WORD_BYTES = 80
"""Longer runs of letters and digits without a blank are no words: lines of base64 have 64 or 76."""


def read_report_text(path: Path) -> str:
    """The text of one report in a file: decoded, repaired, and free of markup (``report_text``).

    Raises:
        InputNotFoundError: the file does not exist or can't be read.
        ReportFormatError: what it holds is no text, too long, or of an encoding that can't be told.
    """
    try:
        return text_of_file(path)
    except OSError as exc:
        raise InputNotFoundError(f"the report at {path} can't be read ({type(exc).__name__})") from None
    except ItemFailed as exc:
        raise ReportFormatError(f"the report at {path} can't be read: {exc.detail}") from None


def text_of_file(path: Path) -> str:
    """The text of one report in a file.

    Raises:
        OSError: the file can't be read.
        ItemFailed: the text can't be had, as ``report_text`` says.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _too_long("bytes", MAX_FILE_BYTES)
    return report_text(path.read_bytes())


def report_text(raw: bytes | str, preferred: str | None = None) -> str:
    r"""The plain text of a report.

    Plain text without markup comes back as it is, but for line ends (``\n``), hard blanks (plain ones), characters
    that nobody sees (none), and blanks at its ends (none).

    Args:
        raw: bytes, or text of a table.
        preferred: encoding of the table around the bytes, as ``decode`` takes it.

    Raises:
        ItemFailed: ``report_not_text``, ``report_encoding`` or ``report_too_long``.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise _too_long("characters", MAX_FILE_BYTES)
    text = raw if isinstance(raw, str) else decode(raw, preferred).text
    _refuse_no_text(text)
    text = repaired(_SURROGATES.sub("\ufffd", text))
    plain = plain_text(text)
    if plain != text:
        plain = repaired(_SURROGATES.sub("\ufffd", plain))
    plain = cleaned(plain)
    if len(plain) > MAX_REPORT_CHARACTERS:
        raise _too_long("characters", MAX_REPORT_CHARACTERS)
    return plain


def decoded(data: bytes) -> str:
    """The text of a table's bytes.

    Raises:
        ItemFailed: ``report_not_text`` or ``report_encoding``.
    """
    return decode(data).text


def cleaned(text: str) -> str:
    """Plain line feeds and blanks, composed letters, and no characters that nobody sees.

    Where one of these parts two digits, the sign for a lost character takes its place.
    """
    text = _JOINERS.sub("", _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text)))
    text = _NOTHING.sub("", _IN_NUMBER.sub(LOST, text))
    return with_composed_letters(text).strip()


def _refuse_no_text(text: str) -> None:
    kind = file_kind(text[:200].encode("latin-1", errors="replace"))
    if kind is not None:
        raise ItemFailed(Reason.REPORT_NOT_TEXT, kind)
    controls = len(_CONTROLS.findall(text.rstrip("\0\x1a")))
    if controls > max(MAX_CONTROLS, MAX_CONTROL_SHARE * len(text)):
        raise ItemFailed(Reason.REPORT_NOT_TEXT, "binary data")
    if _ENCODED.fullmatch(text) and min(map(len, text.split()[:3])) > _WORD_BYTES // 2:
        raise ItemFailed(Reason.REPORT_NOT_TEXT, "a document in base64")


def _too_long(unit: str, limit: int) -> ItemFailed:
    return ItemFailed(Reason.REPORT_TOO_LONG, f"more than {limit:,} {unit}")
