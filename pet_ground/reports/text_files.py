"""The text of a report from bytes or a file, in one way for tables, folders and single files."""

from __future__ import annotations

import codecs
from pathlib import Path

from pet_ground.errors import InputNotFoundError

_REPLACED = (
    ("_x000D_\n", "\n"),
    ("_x000D_", "\n"),
    ("\r\n", "\n"),
    ("\r", "\n"),
    ("\u00a0", " "),
    ("\ufeff", ""),
    ("\0", ""),
)


def read_report_text(path: Path) -> str:
    """The text of one report in a text file, decoded by ``decoded`` and cleaned by ``cleaned``.

    Raises:
        InputNotFoundError: the file does not exist or can't be read.
    """
    try:
        return cleaned(decoded(path.read_bytes()))
    except OSError as exc:
        raise InputNotFoundError(f"the report at {path} can't be read ({type(exc).__name__})") from None


def decoded(data: bytes) -> str:
    """Text of bytes: UTF-8 with or without a mark, UTF-16 with its mark, or else Windows-1252. Never fails."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def cleaned(text: str) -> str:
    """Plain line feeds at line ends, without Excel's ``_x000D_``, hard blanks, byte order marks and NUL."""
    for old, new in _REPLACED:
        text = text.replace(old, new)
    return text.strip()
