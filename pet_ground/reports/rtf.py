"""RTF, whole or what is left of it in a text field, to plain text. Nothing in it is run, fetched or decompressed.

Control words: Rich Text Format Specification 1.9.1 (Microsoft 2008). Own code because the remains of RTF have no
header and nothing names their code page; striprtf 0.0.35 reads them as Windows-1252 whatever they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pet_ground.reports.decoding import decode
from pet_ground.reports.digit_joins import TAIL_CHARS, between, off_line
from pet_ground.reports.tokens import words

_WHOLE = re.compile(r"\s{0,100}\{\\rtf")
_REMAINS = re.compile(
    r"\\(?:par|pard|plain|fs\d{1,3})(?![A-Za-z0-9])"  # codespell:ignore pard
    r"|\\'[89a-fA-F][0-9a-fA-F]|\\u-?\d{3,5}(?: ?\?)"
)
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])|(?P<lines>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_SKIPPED = words(
    "fonttbl colortbl stylesheet info pict object objdata listtable listoverridetable rsidtbl generator xmlnstbl "
    "themedata colorschememapping datastore latentstyles revtbl filetbl fldinst bkmkstart bkmkend"
) | {f"{place}{pages}" for place in ("header", "footer") for pages in ("", "l", "r", "f")}
"""Destinations whose content is no text of the document."""
_WORDS = {
    **dict.fromkeys(("par", "line", "sect", "page", "row", "nestrow"), "\n"),
    **dict.fromkeys(("tab", "cell", "nestcell"), "\t"),
    **dict.fromkeys(("emspace", "enspace", "qmspace"), " "),
    "footnote": " ",
    "emdash": "\u2014",
    "endash": "\u2013",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "bullet": "\u2022",
}
_SIGNS = {"\\": "\\", "{": "{", "}": "}", "~": " ", "_": "-", "-": "", "\n": "\n", "\r": "\n", "\t": "\t"}
_CHARSETS = {128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 204: 1251, 238: 1250}
"""Character set of a font to its code page; others follow the document's."""
_UTF8_PAGE = 65001
_UNSEEN = words("strike striked deleted v")
"""Character formats of text that is struck out, deleted in a revision, or hidden; 0 behind the word ends them."""
_OFF_LINE = {"super": "raised", "up": "raised", "sub": "lowered", "dn": "lowered", "nosupersub": ""}


def is_rtf(text: str) -> bool:
    """Whether the text is RTF, or holds control words that only RTF has."""
    return bool("\\" in text and (_WHOLE.match(text) or _REMAINS.search(text)))


def rtf_to_text(text: str) -> str:
    """The text of an RTF document or of what is left of one; takes time linear in its length.

    Raises:
        ItemFailed: ``report_encoding``: bytes of a code page that nothing names and that can't be told.
    """
    reader = _Reader(whole=_WHOLE.match(text) is not None)
    for token in _TOKEN.finditer(text):
        reader.read(token)
    return reader.finished()


@dataclass(frozen=True)
class _Group:
    """What holds inside a pair of braces."""

    skipped: bool = False
    in_fonts: bool = False
    fallback: int = 1
    page: int | None = None
    unseen: frozenset[str] = frozenset()
    level: str = ""

    @property
    def is_read(self) -> bool:
        """Whether its content is text that the document shows."""
        return not (self.skipped or self.unseen)


@dataclass
class _Reader:
    """The state of a reading; ``pieces`` are texts, and bytes with the code page that holds for them."""

    whole: bool
    pieces: list[str | tuple[bytearray, int | None]] = field(default_factory=list)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    fonts: dict[int, int | None] = field(default_factory=dict)
    font: int = 0
    document_page: int | None = None
    to_skip: int = 0
    tail: str = ""
    parted: bool = False
    off_line: list[str] = field(default_factory=list)
    lowered: bool = False

    def read(self, token: re.Match[str]) -> None:
        """Take one token."""
        if token["word"]:
            self._word(token["word"], token["number"])
        elif token["hex"]:
            self._byte(int(token["hex"], 16))
        elif token["sign"]:
            self._sign(token["sign"])
        elif token["brace"]:
            self._brace(token["brace"])
        elif token["lines"]:
            self._add("" if self.whole else token["lines"])
        else:
            self._text(token["text"] or token[0])

    def finished(self) -> str:
        """The text so far."""
        self._settle("")
        unnamed = b" ".join(bytes(one[0]) for one in self.pieces if not isinstance(one, str) and one[1] is None)
        page = decode(unnamed).encoding if unnamed else "ascii"
        parts = [one if isinstance(one, str) else _decoded(bytes(one[0]), one[1], page) for one in self.pieces]
        joined = "".join(parts)
        return joined.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")

    def _brace(self, brace: str) -> None:
        self.to_skip = 0
        self.parted = True
        if brace == "{":
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.group = replace(self.group, skipped=True)
        else:
            self._text(_SIGNS.get(sign, "\\" + sign))

    def _word(self, word: str, number: str | None) -> None:
        value = int(number) if number else 0
        self.parted = True
        if word == "u" and number:
            self._add(chr(value % 0x10000))
            self.to_skip = self.group.fallback
        elif word == "uc":
            self.group = replace(self.group, fallback=value)
        elif word == "fonttbl":
            self.group = replace(self.group, skipped=True, in_fonts=True)
        elif word in _SKIPPED:
            self.group = replace(self.group, skipped=True)
        elif word in _UNSEEN or word in _OFF_LINE:
            self._format(word, is_on=number != "0")
        elif word in ("ansicpg", "fcharset", "f", "deff", "plain"):
            self._page(word, value)
        else:
            self._add(_WORDS.get(word, ""))

    def _page(self, word: str, value: int) -> None:
        if word == "ansicpg":
            self.document_page = value or None
        elif word == "fcharset":
            self.fonts[self.font] = _CHARSETS.get(value)
        elif word == "f" and self.group.in_fonts:
            self.font = value
        elif word == "f":
            self.group = replace(self.group, page=self.fonts.get(value))
        elif word == "plain":
            self.group = replace(self.group, page=None, unseen=self.group.unseen & {"deleted"}, level="")

    def _format(self, word: str, *, is_on: bool) -> None:
        if word in _OFF_LINE:
            self.group = replace(self.group, level=_OFF_LINE[word] if is_on else "")
        else:
            unseen = self.group.unseen | {word} if is_on else self.group.unseen - {word}
            self.group = replace(self.group, unseen=unseen)

    def _text(self, text: str) -> None:
        skipped = min(self.to_skip, len(text))
        self.to_skip -= skipped
        self._add(text[skipped:])

    def _byte(self, byte: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif self.group.is_read:
            char = chr(byte) if byte < 0x80 else "\ufffd"
            self._settle(char)
            self._buffer().extend([*self._join(char).encode("ascii"), byte])
            self._follow(char)

    def _add(self, text: str) -> None:
        if not text or not self.group.is_read:
            return
        if self.group.level and not text.isspace():
            self.off_line.append(text)
            self.lowered = self.group.level == "lowered"
            return
        self._settle(text)
        self._put(self._join(text) + text)

    def _join(self, text: str) -> str:
        """What parts the text from that before it: lines of a file may end inside a number, formats may not."""
        return between(self.tail, text) if self.parted else ""

    def _settle(self, following: str) -> None:
        """Write what was raised or lowered, now that it is known what follows."""
        if self.off_line:
            text, self.off_line = "".join(self.off_line), []
            self._put(off_line(text, self.tail, following, lowered=self.lowered))

    def _put(self, text: str) -> None:
        last = self.pieces[-1] if self.pieces else ""
        if text.isascii() and not isinstance(last, str) and last[1] is not None:
            last[0].extend(text.encode("ascii"))  # the second byte of a Chinese character may be written plainly
        else:
            self.pieces.append(text)
        self._follow(text)

    def _follow(self, text: str) -> None:
        self.tail = (self.tail + text[-TAIL_CHARS:])[-TAIL_CHARS:]
        self.parted = False

    def _buffer(self) -> bytearray:
        page = self.group.page or self.document_page
        if self.pieces and not isinstance(self.pieces[-1], str) and self.pieces[-1][1] == page:
            return self.pieces[-1][0]
        fresh = bytearray()
        self.pieces.append((fresh, page))
        return fresh


def _decoded(data: bytes, page: int | None, unnamed: str) -> str:
    encoding = unnamed if page is None else "utf-8" if page == _UTF8_PAGE else f"cp{page}"
    try:
        return data.decode(encoding, errors="replace")
    except LookupError:
        return decode(data).text
