"""Facts that most slices of a series share, read once for all slices whose headers say the same byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pet_ground.dicom.attributes import Key, PrivateKey, tag_of
from pet_ground.dicom.header import Header
from pet_ground.dicom.reading import Source

Facts = TypeVar("Facts")


class Repeated(Generic[Facts]):
    """A reader of facts that gives its last answer again where nothing that went into it has changed.

    Which attributes went into an answer is not told but watched while it is read, so no list of them can be incomplete.
    Only plain headers are compared; all others are read anew.
    """

    def __init__(self, read: Callable[[Source], Facts]) -> None:
        self._read = read
        self._seen: dict[Key, bytes | None] = {}
        self._writing: tuple[str, bool] | None = None
        self._last: Facts | None = None

    def __call__(self, header: Source) -> Facts:
        """The facts of a header; the same object as before where its attributes are the same."""
        if not isinstance(header, Header):
            return self._read(header)
        writing = header.syntax, header.walk.explicit
        if self._last is None or writing != self._writing or any(header.raw(k) != v for k, v in self._seen.items()):
            watched = _Watched(header)
            self._last = self._read(watched)
            self._seen = {key: header.raw(key) for key in watched.asked}
            self._writing = writing
        return self._last


class _Watched:
    """A header that remembers what it was asked for, and the character set, on which the texts depend."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self.asked: set[Key] = {tag_of("SpecificCharacterSet")}

    def __contains__(self, key: Key) -> bool:
        self._watch(key)
        return key in self._header

    def get(self, key: Key, default: Any = None) -> Any:
        """As ``Header.get``."""
        self._watch(key)
        return self._header.get(key, default)

    def _watch(self, key: Key) -> None:
        self.asked.add(key if isinstance(key, PrivateKey) else tag_of(key))
