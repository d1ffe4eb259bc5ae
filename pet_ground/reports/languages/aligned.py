"""A text that was rewritten, with the place in the original of each of its characters."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

_CLOSING = frozenset(")]")
_OPENING = frozenset("([")


def _places() -> array[int]:
    return array("q")


@dataclass(frozen=True, slots=True)
class Aligned:
    """A rewritten text and where it comes from.

    Character ``i`` of ``text`` stands for ``original[begins[i]:ends[i]]``: one character, the whole phrase that it
    translates, or nothing (``begins[i] == ends[i]``) where it was put in. Both arrays never fall.
    """

    text: str
    begins: array[int]
    ends: array[int]
    original_length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Place in the original of ``text[start:end]``; an empty stretch gives an empty one."""
        if start >= len(self.text):
            return self.original_length, self.original_length
        if start >= end:
            return self.begins[start], self.begins[start]
        return self.begins[start], max(self.begins[start], self.ends[end - 1])

    def after(self, earlier: Aligned) -> Aligned:
        """The same text, mapped to the original of ``earlier``, whose text this one was made from."""
        begins, ends = _places(), _places()
        for begin, end in zip(self.begins, self.ends, strict=True):
            first, last = earlier.original(begin, end)
            begins.append(first)
            ends.append(last)
        return Aligned(self.text, begins, ends, earlier.original_length)


@dataclass(slots=True)
class Writer:
    """Writes a text and its alignment from left to right."""

    pieces: list[str] = field(default_factory=list)
    begins: array[int] = field(default_factory=_places)
    ends: array[int] = field(default_factory=_places)
    last: str = ""
    copied_to: int = -1
    """Where the copied stretch ended, if nothing was written since."""

    def copy(self, source: str, start: int, end: int) -> None:
        """Write ``source[start:end]`` as it is."""
        if start < end:
            self.pieces.append(source[start:end])
            self.begins.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))
            self.last = source[end - 1]
            self.copied_to = end

    def write(self, text: str, start: int, end: int) -> None:
        """Write ``text`` for the original's ``start`` to ``end``; an empty stretch puts it in."""
        if text:
            self.pieces.append(text)
            self.begins.extend([start] * len(text))
            self.ends.extend([end] * len(text))
            self.last = text[-1]
            self.copied_to = -1

    def part(self, following: str, place: int) -> None:
        """Put a blank in where a word or number would touch the one before it."""
        touches = self.last.isalnum() or self.last in _CLOSING
        if touches and (following[:1].isalnum() or following[:1] in _OPENING):
            self.write(" ", place, place)

    def done(self, original_length: int) -> Aligned:
        """What was written."""
        return Aligned("".join(self.pieces), self.begins, self.ends, original_length)
