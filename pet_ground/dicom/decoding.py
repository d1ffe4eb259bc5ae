"""Compressed pixels, decoded in a process of its own.

The decoders of JPEG, JPEG-LS, JPEG 2000 and RLE are C and C++ libraries inside SimpleITK. On damaged pixels they may
crash, which must not take the worker with it. So a helper process (``pet_ground.dicom.decoder``) decodes; one that dies
is a damaged file, and the next file gets a new helper.

Source: DICOM PS3.5 section A.4 (encapsulated pixel data).
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pet_ground.dicom.walk import ITEM, SEQUENCE_END

SECONDS_PER_FILE = 120.0
"""How long a file may take: the slowest, a whole-body CT of 800 frames of JPEG 2000, takes half a minute."""
ANSWER = Struct("<QQQQ2s")
"""What the helper answers before the pixels: frames, rows, columns, bytes of pixels, and numpy's kind of number."""
SECONDARY_CAPTURE = b"1.2.840.10008.5.1.4.1.1.7"
"""The SOP class as which pixels are handed over: it has no rescale, so that stored values come back."""
Pixels = NDArray[Any]
_ITEM_HEAD = Struct("<HHI")


class Helper:
    """The helper process; started when it is first needed, and again after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def decode(self, path: Path) -> Pixels:
        """The stored pixels of a DICOM file: [frame, row, column].

        Raises:
            ValueError: it can't be decoded.
        """
        with self._lock:
            try:
                return self._asked(path)
            except (OSError, EOFError, TimeoutError) as exc:
                self._stop()
                raise ValueError(f"the decoder gave up ({type(exc).__name__})") from exc

    def forget(self) -> None:
        """Leave the helper to the process that started it: after a fork, it is not ours to talk to."""
        self._lock = threading.Lock()
        if self._process is not None:
            self._process.returncode = 0
        self._process = None

    def close(self) -> None:
        """Stop the helper, if it runs."""
        with self._lock:
            self._stop()

    def _asked(self, path: Path) -> Pixels:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(os.fsencode(path) + b"\n")
        process.stdin.flush()
        until = time.monotonic() + SECONDS_PER_FILE
        answer = _read(process.stdout.fileno(), ANSWER.size, until)
        frames, rows, columns, size, kind = ANSWER.unpack(answer)
        if not size:
            raise ValueError("the decoder refused")
        pixels = np.frombuffer(_read(process.stdout.fileno(), size, until), dtype=np.dtype(kind.decode()))
        return pixels.reshape(frames, rows, columns)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pet_ground.dicom.decoder"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None


HELPER = Helper()
atexit.register(HELPER.close)
os.register_at_fork(after_in_child=HELPER.forget)


def decode(syntax: str, data: bytes, shape: tuple[int, int, int], bits: tuple[int, int], *, signed: bool) -> Pixels:
    """Decode encapsulated pixels.

    Args:
        syntax: their transfer syntax.
        data: the value of PixelData: items up to the delimiter; what follows does not matter.
        shape: frames, rows, columns.
        bits: BitsAllocated and BitsStored.
        signed: whether PixelRepresentation is 1.

    Returns:
        The stored pixels, in the shape that the compressed image has.

    Raises:
        ValueError: they can't be decoded.
        OSError: no temporary file can be written, or no process started.
    """
    whole = _bare_file(syntax, data[: _end_of_items(data)], shape, bits, signed=signed)
    with tempfile.NamedTemporaryFile(suffix=".dcm") as stream:
        stream.write(whole)
        stream.flush()
        return HELPER.decode(Path(stream.name))


def _end_of_items(data: bytes) -> int:
    """Where the items end, with their delimiter: without it the file is cut off, and pixels would be made up."""
    pos = 0
    while pos + _ITEM_HEAD.size <= len(data):
        group, number, length = _ITEM_HEAD.unpack_from(data, pos)
        tag, pos = group << 16 | number, pos + _ITEM_HEAD.size
        if tag == SEQUENCE_END:
            return pos
        if tag != ITEM:
            break
        pos += length
    raise ValueError("encapsulated pixels without an end")


def _bare_file(syntax: str, data: bytes, shape: tuple[int, int, int], bits: tuple[int, int], *, signed: bool) -> bytes:
    """A DICOM file that holds nothing but the pixels: no name, no rescale."""
    frames, rows, columns = shape
    meta = _uid(0x0002, SECONDARY_CAPTURE) + _uid(0x0003, b"2.25.1") + _uid(0x0010, syntax.encode())
    numbers = {
        0x0010: rows,
        0x0011: columns,
        0x0100: bits[0],
        0x0101: bits[1],
        0x0102: bits[1] - 1,
        0x0103: int(signed),
    }
    body = [
        _element(0x0008, 0x0016, b"UI", SECONDARY_CAPTURE + b"\0"),
        _element(0x0008, 0x0018, b"UI", b"2.25.1"),
        _element(0x0028, 0x0002, b"US", _short(1)),
        _element(0x0028, 0x0004, b"CS", b"MONOCHROME2 "),
        _element(0x0028, 0x0008, b"IS", f"{frames:6d}".encode()),
        *(_element(0x0028, number, b"US", _short(value)) for number, value in numbers.items()),
    ]
    head = bytes(128) + b"DICM" + _element(0x0002, 0x0000, b"UL", len(meta).to_bytes(4, "little")) + meta
    return b"".join((head, *body, b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff", data))


def _uid(number: int, value: bytes) -> bytes:
    return _element(0x0002, number, b"UI", value + b"\0" * (len(value) % 2))


def _element(group: int, number: int, representation: bytes, value: bytes) -> bytes:
    return b"".join((_short(group), _short(number), representation, _short(len(value)), value))


def _short(value: int) -> bytes:
    return value.to_bytes(2, "little")


def _read(descriptor: int, size: int, until: float) -> bytes:
    """Exactly ``size`` bytes.

    Raises:
        EOFError: the helper died.
        TimeoutError: it takes too long.
    """
    parts = bytearray()
    while len(parts) < size:
        if not select.select([descriptor], [], [], max(until - time.monotonic(), 0.0))[0]:
            raise TimeoutError
        part = os.read(descriptor, min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
