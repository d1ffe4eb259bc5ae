"""Deflated data sets, inflated no further than needed: a file of a megabyte may hold a gigabyte of zeros.

Source: DICOM PS3.5 section A.5, Deflated Explicit VR Little Endian.
"""

from __future__ import annotations

import zlib

FIRST_BYTES = 1 << 20
MOST_BYTES = 1 << 30
"""The largest data set that is inflated, 1 GiB: a whole-body CT in one object has a quarter of it."""


class Inflated:
    """The beginning of a deflated data set, which grows on demand.

    Attributes:
        data: what is inflated so far.
    """

    def __init__(self, deflated: bytes) -> None:
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self.data = self._inflater.decompress(deflated, FIRST_BYTES)

    @property
    def is_whole(self) -> bool:
        """Whether nothing more will come."""
        return self._inflater.eof or not self._inflater.unconsumed_tail

    def grow(self, size: int) -> None:
        """Inflate up to ``size`` bytes in all, if there are as many.

        Raises:
            ValueError: more than ``MOST_BYTES`` are asked for.
            zlib.error: the data are damaged.
        """
        if size > MOST_BYTES:
            raise ValueError("a deflated data set beyond all sizes")
        parts = [self.data]
        missing = size - len(self.data)
        while missing > 0 and not self.is_whole:
            parts.append(self._inflater.decompress(self._inflater.unconsumed_tail, missing))
            missing -= len(parts[-1])
        self.data = b"".join(parts)
