"""The page that a document shows, written tag by tag: lines, rows of tables, nothing that is struck out or hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pet_ground.reports.digit_joins import TAIL_CHARS, between, off_line
from pet_ground.reports.html_tags import CELLS, INLINE, ROWS, XML_INLINE, Element, holds_content, special_element

MAX_CELL_CHARS = 120
"""A longer cell of several lines is prose, whose lines stay."""
_MANY_LINES = re.compile(r"\n{3,}")
_HARD_BLANK = re.compile("&(?:nbsp|#160|#[xX][aA]0);|\u00a0")
"""What an empty cell often holds."""
_DIGIT = re.compile(r"\d")


@dataclass
class Page:
    """The text so far. ``foreign`` says that the document is XML of another kind than HTML.

    Rows of a table are lines without an empty one between them, and cells are parted by tabs.
    """

    foreign: bool = False
    _out: list[str] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    _cell: list[str] | None = None
    _special: list[Element] = field(default_factory=list)
    _hidden: int = 0
    _off_line: list[str] = field(default_factory=list)
    _lowered: bool = False
    _tail: str = ""
    _among_rows: bool = False

    def finished(self) -> str:
        """The whole text, its lines without blanks at their ends, and at most one empty line in a row."""
        self._end_row()
        lines = (line.strip(" \t") for line in "".join(self._out).split("\n"))
        return _MANY_LINES.sub("\n\n", "\n".join(lines))

    def text(self, text: str) -> None:
        """Take text between two tags."""
        if not text or self._hidden:
            return
        if self._cell is None and (self._row or self._among_rows) and not text.strip():
            return
        if self._special:
            self._off_line.append(text)
            self._lowered = self._special[-1].lowered
            return
        self._settle(text)
        if self._cell is None:
            self._end_row()
            self._among_rows = False
        self._write(between(self._tail, text) + text)

    def tag(self, name: str, rest: str, *, is_end: bool) -> None:
        """Take a tag; ``name`` is in lower case."""
        inline = name in INLINE or name in XML_INLINE
        if is_end:
            self._close(name, inline=inline)
        else:
            self._open(name, rest)
        if self._hidden:
            return
        if not inline:
            self._settle("")
            self._tail = ""
        if name in CELLS:
            self._at_cell(opens=not is_end, closes=is_end or not holds_content(name, rest))
        elif name in ROWS or name == "table":
            self._end_row()
            self._among_rows = True
            self._break(once=name != "table")
        elif not inline:
            self._write(("" if is_end else "\n- ") if name == "li" else "\n")

    def _open(self, name: str, rest: str) -> None:
        while self._special and self._special[-1].ends_at_start_of(name):
            self._leave()
        if not holds_content(name, rest):
            return
        special = special_element(name, rest, foreign=self.foreign)
        if special is not None:
            self._special.append(special)
            self._hidden += special.hidden
        elif self._special:
            self._special[-1].opened[name] += 1

    def _close(self, name: str, *, inline: bool) -> None:
        while self._special:
            top = self._special[-1]
            if top.opened[name]:
                top.opened[name] -= 1
                return
            if top.name == name:
                self._leave()
                return
            if inline or not top.ends_with_block():
                return
            self._leave()

    def _leave(self) -> None:
        self._hidden -= self._special.pop().hidden

    def _settle(self, following: str) -> None:
        """Write what was raised or lowered, now that it is known what follows."""
        if self._off_line:
            text, self._off_line = "".join(self._off_line), []
            self._write(off_line(text, self._tail, following, lowered=self._lowered))

    def _write(self, text: str) -> None:
        (self._out if self._cell is None else self._cell).append(text)
        self._tail = (self._tail + text[-TAIL_CHARS:])[-TAIL_CHARS:]

    def _at_cell(self, *, opens: bool, closes: bool) -> None:
        self._end_cell()
        if opens:
            self._cell = []
        if closes:
            self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is not None:
            self._row.append(_HARD_BLANK.sub(" ", "".join(self._cell)))
            self._cell = None

    def _end_row(self) -> None:
        self._settle("")
        self._end_cell()
        row, self._row = _row_text(self._row), []
        if row:
            self._break(once=True)
            self._out += [row, "\n"]
            self._among_rows = True

    def _break(self, *, once: bool) -> None:
        """End the line; ``once`` adds none where the text is at the begin of one."""
        last = next((piece for piece in reversed(self._out) if piece.strip(" \t")), "\n")
        if not once or not last.rstrip(" \t").endswith("\n"):
            self._out.append("\n")


def _row_text(cells: list[str]) -> str:
    """A row in one line, where each cell is one; a cell with numbers in several of its lines is no cell of a table."""
    lines = [[line for line in map(str.strip, cell.split("\n")) if line] for cell in cells]
    if not any(lines):
        return ""
    if len(cells) == 1:
        return cells[0]
    if all(len(one) < 2 or _is_one_line(one) for one in lines):
        return "\t".join(" ".join(one) for one in lines)
    text = ""
    for one in lines:
        text += "\n".join(one) + ("\t" if len(one) < 2 and not _DIGIT.search("".join(one)) else "\n")
    return text.rstrip()


def _is_one_line(lines: list[str]) -> bool:
    return sum(map(len, lines)) <= MAX_CELL_CHARS and sum(bool(_DIGIT.search(line)) for line in lines) < 2
