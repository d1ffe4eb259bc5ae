"""Volumes and pictures that are cut or spoilt have no readable text; they are no bug of the gate."""

from __future__ import annotations

import gzip
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.dataset.residual.headers import NIFTI1_OFFSET_AT, nifti_texts, png_texts

NIFTI = nib.Nifti1Image(np.zeros((2, 3, 4), dtype=np.float32), np.eye(4)).to_bytes()
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I4s", 9, b"tEXt")
    + b"Author\0me"
    + b"\0\0\0\0"
    + struct.pack(">I4s", 7, b"tIME")
)


def texts_of(read: Callable[[Path], Iterator[str] | None], data: bytes) -> list[str] | None:
    with tempfile.NamedTemporaryFile() as stream:
        stream.write(data)
        stream.flush()
        texts = read(Path(stream.name))
        return None if texts is None else list(texts)


@pytest.mark.parametrize("whole", [NIFTI[:360], gzip.compress(NIFTI[:360])], ids=["plain", "gzip"])
def test_a_volume_cut_anywhere_in_its_header_is_unreadable_or_told(whole: bytes) -> None:
    for length in range(len(whole)):
        texts = texts_of(nifti_texts, whole[:length])
        assert texts is None or all(isinstance(one, str) for one in texts)


def test_two_bytes_of_gzip_are_unreadable() -> None:
    assert texts_of(nifti_texts, b"\x1f\x8b") is None


@pytest.mark.parametrize("offset", [np.inf, np.nan, -np.inf])
def test_a_volume_whose_voxels_begin_nowhere_is_unreadable(offset: float) -> None:
    spoilt = bytearray(NIFTI)
    struct.pack_into("<f", spoilt, NIFTI1_OFFSET_AT, offset)
    assert texts_of(nifti_texts, bytes(spoilt)) is None


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, 2000), noise=st.binary(min_size=1, max_size=12), cut=st.integers(0, 2000))
@pytest.mark.parametrize("packed", [True, False])
def test_spoilt_bytes_are_no_bug(packed: bool, place: int, noise: bytes, cut: int) -> None:
    for whole, read in ((gzip.compress(NIFTI) if packed else NIFTI, nifti_texts), (PNG, png_texts)):
        begin = place % len(whole)
        spoilt = whole[:begin] + noise + whole[begin + len(noise) :]
        texts = texts_of(read, spoilt[: max(1, cut % (len(whole) + 1))])
        assert texts is None or all(isinstance(one, str) for one in texts)
