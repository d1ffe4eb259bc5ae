# ruff: noqa: RUF001 (signs that look alike are what this module is about)
"""Text that was decoded wrongly before it came here ("LÃ¤sion", "â€“", "å·¦"): repaired exactly, or refused.

A repair turns characters back into the bytes they were read from, and these must be whole characters of the right
encoding that a report may hold. What is lost stays lost: nothing is guessed.
"""

from __future__ import annotations

import re

from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason
from pet_ground.reports.scripts import has_hanzi, is_chinese, is_readable, is_western

LOST = "\ufffd"
"""The sign for a character that is lost."""
MAX_LOST_SHARE = 0.01
"""Largest share of lost characters: one in a line of a hundred, such as an umlaut, leaves the line readable."""
MAX_PASSES = 3
"""Text that was decoded wrongly twice needs two passes; more than three are not seen."""

_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BYTE_OF = {chr(code): code for code in range(0x80, 0x100)} | {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0x100) if code not in _UNDEFINED
}
"""The byte that was read as each character, by Windows-1252 or by Latin-1."""
_HIGH = "".join(re.escape(one) for one in _BYTE_OF)
_RUN = re.compile(f"[{_HIGH}]{{2,}}")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\x80-\xff]"
)
_PLAUSIBLE = re.compile(
    "[\u00a0-\u00bf\u00d7\u00f7ÄÖÜäöüßÀÂÇÈÉÊËÎÏÔÙÛàâçèéêëîïôùûœŒæÆÁÍÓÚÑáíóúñÃÕãõØÅøåìòÌÒýÝăĂđĐĩĨũŨơƠưƯ"
    "\u0391-\u03a9\u03b1-\u03c9\u1ea0-\u1ef9\u2010-\u2027\u2030-\u203a\u2070-\u20ac\u2103\u2122\u2190-\u2193\u2212-\u2265"
    "\u200b\u200d\u2028\u2029\u202f\u2060-\u2264\u25a0-\u25ff\u3000-\u3011\u3400-\u9fff\uff00-\uff5e\ufeff\ufffd]"
)
_C1 = re.compile("[\u0080-\u009f]")
_LOST_QUOTE = re.compile("â€(?![\u0080-\u00bf])")
"""The closing quotation mark (E2 80 9D), whose last byte Windows-1252 does not know and many programs drop."""
_LOST_A = re.compile(r"(?<![A-ZÀ-Ý])Ã(?= )")
"""A lower-case a with grave (C3 A0), whose hard blank became a plain one."""
_SIGNS = re.compile(
    "[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]|â€|ï¿½|[ÐÑ][\u0080-\u00bf€‚ƒ„…†‡‰]|锟斤拷"
    "|[À-ÖØ-öø-ÿ]{4}|[\u0080-\u009f]|[ÄÅ][‚™›ƒ„†‡ˆ‰ŒŽž]|¨[¡-¿]|[0-9]¡"
)
"""What only wrongly decoded text holds; no Western word has four accented letters in a row."""


def repaired(text: str) -> str:
    """The text as it was meant; unchanged where nothing is wrong with it.

    Raises:
        ItemFailed: ``report_encoding``: it is garbled beyond an exact repair, or too many characters are lost.
    """
    if text.isascii():
        return text
    text = _from_utf8_bytes(text)
    text = _from_chinese_bytes(text)
    text = _from_latin_1(text)
    text = _LOST_A.sub(LOST, _LOST_QUOTE.sub(LOST, text))
    if _SIGNS.search(text):
        raise ItemFailed(Reason.REPORT_ENCODING, "its characters were decoded wrongly before and can't be restored")
    if text.count(LOST) > max(1, MAX_LOST_SHARE * len(text)):
        raise ItemFailed(Reason.REPORT_ENCODING, "too many of its characters are lost")
    return text


def _from_utf8_bytes(text: str) -> str:
    """UTF-8 that was read as Windows-1252 or Latin-1, run by run."""
    for _ in range(MAX_PASSES):
        before = text
        text = _RUN.sub(lambda run: _utf8_run(run[0], hanzi=True), text)
        if has_hanzi(text) and not has_hanzi(before) and not is_chinese(text):
            text = _RUN.sub(lambda run: _utf8_run(run[0], hanzi=False), before)
        if text == before:
            break
    return text


def _utf8_run(run: str, *, hanzi: bool) -> str:
    pieces = []
    place = 0
    for found in _UTF8_SEQUENCE.finditer(bytes(_BYTE_OF[one] for one in run)):
        length = found.end() - found.start()
        meant = _meant(found[0]) if length > 1 else None
        fits = meant is not None and _PLAUSIBLE.fullmatch(meant) and (hanzi or not has_hanzi(meant))
        pieces.append(meant if fits and meant is not None else run[place : place + length])
        place += length
    return "".join(pieces)


def _meant(sequence: bytes) -> str | None:
    try:
        return sequence.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _from_chinese_bytes(text: str) -> str:
    """Chinese bytes that were read as Windows-1252, or UTF-8 that was read as GB 18030: the whole text, or not.

    Raises:
        ItemFailed: ``report_encoding``: it was UTF-8, but of a language that nobody reads here.
    """
    if has_hanzi(text):
        meant = None if is_chinese(text) else _redecoded(text, "gb18030", "utf-8")
        if meant is None:
            return text
        if not is_readable(meant):
            raise ItemFailed(Reason.REPORT_ENCODING, "its characters were decoded wrongly before")
        return meant
    if is_western(text) or any(one > "\x7f" and one not in _BYTE_OF for one in text):
        return text
    data = bytes(_BYTE_OF.get(one, ord(one) & 0x7F) for one in text)
    read = (_decoded(data, name) for name in ("gb18030", "cp950"))
    found = {meant for meant in read if meant is not None and (is_chinese(meant) or is_western(meant))}
    return found.pop() if len(found) == 1 else text


def _redecoded(text: str, written: str, meant: str) -> str | None:
    try:
        return _decoded(text.encode(written), meant)
    except UnicodeEncodeError:
        return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _from_latin_1(text: str) -> str:
    """Windows-1252 that was read as Latin-1: its dashes and quotation marks are control characters then."""
    found = set(_C1.findall(text))
    if found == {"\x85"} and "\n" not in text and is_readable(text.replace("\x85", "")):
        return text.replace("\x85", "\n")  # the line end of mainframes
    return _C1.sub(lambda one: bytes([ord(one[0])]).decode("cp1252", errors="replace"), text)
