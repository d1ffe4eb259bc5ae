"""The fast reader of plain headers says what pydicom says, and never raises anything but its two errors."""

from __future__ import annotations

import io
import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.datadict import dictionary_VR, keyword_dict, private_dictionary_VR

from pet_ground.dicom.attributes import ATTRIBUTES, PIXEL_DATA, PRIVATE, REPRESENTATION
from pet_ground.dicom.foreign import ForeignHeader, quiet
from pet_ground.dicom.header import BINARY, EXPLICIT_LITTLE, IMPLICIT_LITTLE, Header, parse_header
from pet_ground.dicom.reading import open_header, read_header
from pet_ground.dicom.values import items, number, numbers, text, texts
from pet_ground.dicom.walk import LONG_FORM, SHORT_FORM, UNDEFINED, NotPlainError, TooShortError

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = ("DS", "IS", *BINARY)
KEYS: list[Any] = [*ATTRIBUTES, *PRIVATE]
CHARSETS = {
    "": ["Muster^Anna", "plain"],
    "ISO_IR 100": ["Müller^Jörg", "Größe", "Ångström=x"],
    "ISO_IR 192": ["Wang^XiaoDong=王^小東", "naïve ✓", "Łódź"],
    "ISO_IR 144": ["Люксембург", "Иванов^Пётр"],
    "GB18030": ["王^小东", "放射科"],
    "ISO_IR 13": ["ﾔﾏﾀﾞ^ﾀﾛｳ"],
}
CODECS = {
    "": "ascii",
    "ISO_IR 100": "latin-1",
    "ISO_IR 192": "utf-8",
    "ISO_IR 144": "iso8859_5",
    "GB18030": "gb18030",
    "ISO_IR 13": "shift_jis",
}
ISO_2022 = [
    ("\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B"),
    (
        "\\ISO 2022 IR 149",
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
    ),
    ("ISO 2022 IR 100\\ISO 2022 IR 126", b"M\xfcller^\x1b-F\xc4\xc9\xcf\xcd"),
    ("ISO 2022 IR 13\\ISO 2022 IR 87", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J"),
]
"""Examples of PS3.5 annexes H and I: names that change their character set by escape sequences."""


def element(tag: int, vr: str, value: bytes, *, explicit: bool, length: int | None = None) -> bytes:
    """The bytes of an element, little endian; the value's length is told as it is, even or odd."""
    told = len(value) if length is None else length
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF)
    if not explicit:
        return head + struct.pack("<I", told) + value
    if vr.encode() in SHORT_FORM:
        return head + vr.encode() + struct.pack("<H", told) + value
    return head + vr.encode() + b"\0\0" + struct.pack("<I", told) + value


def sequence(contents: list[bytes], *, delimited: bool) -> tuple[bytes, int | None]:
    """The value of a sequence and its length, undefined or told."""
    if not delimited:
        return b"".join(b"\xfe\xff\x00\xe0" + struct.pack("<I", len(one)) + one for one in contents), None
    value = b"".join(b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + one + b"\xfe\xff\x0d\xe0\0\0\0\0" for one in contents)
    return value + b"\xfe\xff\xdd\xe0\0\0\0\0", UNDEFINED


def file_of(body: bytes, syntax: str = EXPLICIT_LITTLE) -> bytes:
    meta = element(0x00020010, "UI", (syntax + "\0" * (len(syntax) % 2)).encode(), explicit=True)
    length = element(0x00020000, "UL", struct.pack("<I", len(meta)), explicit=True)
    return bytes(128) + b"DICM" + length + meta + body


def of_pydicom(data: bytes) -> ForeignHeader:
    with quiet():
        return ForeignHeader(dcmread(io.BytesIO(data), stop_before_pixels=True))


def values_of(source: Any, key: Any) -> Any:
    """All that the rest of the reader can learn of an attribute."""
    vr = REPRESENTATION[ATTRIBUTES[key][0] if isinstance(key, str) else key]
    if vr == "SQ":
        return [{inner: values_of(one, inner) for inner in KEYS} for one in items(source, key)]
    if key in PRIVATE:  # pydicom knows no private element without its creator and gives its bytes
        return number(source, key), text(source, key)
    if vr in NUMBERS:
        return number(source, key), numbers(source, key)
    return text(source, key), texts(source, key)


def assert_equal(plain: Header, foreign: ForeignHeader) -> None:
    for key in KEYS:
        if key != "TransferSyntaxUID":
            assert values_of(plain, key) == values_of(foreign, key), key


# ---- the tables


def test_the_table_of_attributes_is_that_of_the_standard() -> None:
    assert {key: (keyword_dict[key], dictionary_VR(keyword_dict[key])) for key in ATTRIBUTES} == ATTRIBUTES


@pytest.mark.parametrize(
    ("tag", "creator"),
    [
        (0x0009100D, "GEMS_PETD_01"),
        (0x70531000, "Philips PET Private Group"),
        (0x70531009, "Philips PET Private Group"),
    ],
)
def test_the_table_of_private_elements_is_that_of_the_vendors(tag: int, creator: str) -> None:
    assert PRIVATE[tag] == private_dictionary_VR(tag, creator)


def test_every_value_representation_is_known_in_its_form() -> None:
    from pydicom.valuerep import EXPLICIT_VR_LENGTH_32, STANDARD_VR

    assert set(LONG_FORM.values()) == {str(vr) for vr in EXPLICIT_VR_LENGTH_32}
    assert set(SHORT_FORM.values()) | set(LONG_FORM.values()) == {str(vr) for vr in STANDARD_VR}


# ---- agreement with pydicom


def texts_in(charset: str) -> st.SearchStrategy[bytes]:
    known = st.sampled_from(CHARSETS[charset])
    single = st.one_of(known, st.text("abcXYZ 0123^-_.", max_size=12))
    return st.lists(single, min_size=1, max_size=3).map(lambda parts: "\\".join(parts).encode(CODECS[charset]))


def decimals() -> st.SearchStrategy[bytes]:
    value = st.one_of(
        st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: f"{x:.9g}"),
        st.integers(-(10**9), 10**9).map(str),
        st.sampled_from(["", " 7.5", "1e-3 ", "+3", "-0", "0.0001"]),
    )
    return st.lists(value, min_size=1, max_size=3).map(lambda parts: "\\".join(parts).encode())


def raw_values(vr: str, charset: str) -> st.SearchStrategy[bytes]:
    if vr == "DS":
        return decimals()
    if vr == "IS":
        return st.lists(st.integers(-(2**31), 2**31 - 1).map(str), max_size=3).map(lambda p: "\\".join(p).encode())
    if vr in BINARY:
        return st.lists(st.binary(min_size=BINARY[vr].size, max_size=BINARY[vr].size), max_size=3).map(b"".join)
    if vr == "UI":
        return st.sampled_from([b"1.2.840.10008.5.1.4.1.1.128\0", b"1.2.3", b"", b"2.25.17\\2.25.18"])
    if vr in ("DA", "TM", "DT", "CS", "AE", "AS"):
        return st.sampled_from([b"20200310", b"100000.25", b"20200310100000", b"AXIAL", b"A\\B\\\\C", b"", b"PT "])
    return texts_in(charset)


@st.composite
def data_sets(draw: st.DrawFn, *, explicit: bool, charset: str, depth: int = 0) -> bytes:
    """The bytes of a data set: a random choice of attributes, in order, some with the VR UN, some of odd length."""
    chosen = draw(
        st.lists(st.sampled_from(sorted(REPRESENTATION.items())), unique=True, max_size=14 if depth == 0 else 4)
    )
    told = dict(chosen) | ({0x00080005: "CS"} if charset and depth == 0 else {})
    parts = []
    for tag, vr in sorted(told.items()):
        if tag < 0x00080000 or (tag == 0x00080005 and depth > 0):
            continue
        if tag == 0x00080005:
            value: bytes = charset.encode()
        elif vr == "SQ":
            if depth == 2:
                continue
            inner = st.lists(data_sets(explicit=explicit, charset=charset, depth=depth + 1), max_size=3)
            value, length = sequence(draw(inner), delimited=draw(st.booleans()))
            parts.append(element(tag, vr, value, explicit=explicit, length=length))
            continue
        elif tag in PRIVATE:
            value = draw(st.sampled_from([b"4.5", b"20200310100000", b"GEMS_PETD_01", b""]))
        else:
            value = draw(raw_values(vr, charset))
        if len(value) % 2 and draw(st.integers(0, 9)):
            value += b"\0" if vr == "UI" else b" "
        shown = vr if draw(st.integers(0, 9)) else "UN"
        parts.append(element(tag, shown, value, explicit=explicit))
    return b"".join(parts)


@QUICK
@given(st.data(), st.booleans(), st.sampled_from(sorted(CHARSETS)))
def test_a_header_is_read_as_pydicom_reads_it(data: st.DataObject, explicit: bool, charset: str) -> None:
    body = data.draw(data_sets(explicit=explicit, charset=charset))
    whole = file_of(body, EXPLICIT_LITTLE if explicit else IMPLICIT_LITTLE)
    assert_equal(parse_header(whole, len(whole)), of_pydicom(whole))


@pytest.mark.parametrize(("charset", "name"), ISO_2022)
def test_names_that_switch_character_sets_are_read_as_pydicom_reads_them(charset: str, name: bytes) -> None:
    body = element(0x00080005, "CS", charset.encode() + b" " * (len(charset) % 2), explicit=True)
    body += element(0x00081030, "LO", name + b" " * (len(name) % 2), explicit=True)
    body += element(0x00100010, "PN", name + b" " * (len(name) % 2), explicit=True)
    whole = file_of(body)
    plain, foreign = parse_header(whole, len(whole)), of_pydicom(whole)
    assert text(plain, "PatientName") == text(foreign, "PatientName") != ""
    assert text(plain, "StudyDescription") == text(foreign, "StudyDescription")


def test_a_character_set_that_does_not_exist_leaves_the_name_readable() -> None:
    body = element(0x00080005, "CS", b"ISO_IR 4711 ", explicit=True) + element(
        0x00100010, "PN", b"M\xfcller", explicit=True
    )
    whole = file_of(body)
    assert text(parse_header(whole, len(whole)), "PatientName") == text(of_pydicom(whole), "PatientName")


def test_headers_of_real_files_are_read_as_pydicom_reads_them(golden: Path) -> None:
    files = sorted(golden.rglob("*.dcm"))
    assert files
    for path in files[::3]:
        plain = open_header(path)
        assert isinstance(plain, Header), "a real file is read by the fast reader"
        with quiet():
            foreign = ForeignHeader(dcmread(path, stop_before_pixels=True))
        assert_equal(plain, foreign)


def test_the_walk_ends_where_it_is_told_to() -> None:
    body = element(0x00100020, "LO", b"ID", explicit=True) + element(0x00280010, "US", b"\x07\0", explicit=True)
    header = parse_header(file_of(body), len(file_of(body)), 0x00200000)
    assert "PatientID" in header
    assert "Rows" not in header


def test_pixels_of_an_icon_are_not_those_of_the_image() -> None:
    icon = element(PIXEL_DATA, "OW", b"\1\2\3\4", explicit=True)
    value, length = sequence([icon], delimited=True)
    body = element(0x00880200, "SQ", value, explicit=True, length=length)
    whole = file_of(body + element(PIXEL_DATA, "OW", b"\5\6", explicit=True))
    start, size = parse_header(whole, len(whole)).pixels or (0, 0)
    assert whole[start : start + size] == b"\5\6"


# ---- what is not plain


@pytest.mark.parametrize(
    "body",
    [
        element(0x00100020, "LO", b"ID", explicit=True) + element(0x00080060, "CS", b"PT", explicit=True),
        element(0x00100020, "ZZ", b"ID", explicit=True),
        element(0x00100020, "LO", b"ID", explicit=True, length=40),
        element(0x00540016, "SQ", b"", explicit=True, length=UNDEFINED),
        element(0x00091010, "UN", b"", explicit=True, length=UNDEFINED),
        b"\x10\0\x20",
    ],
    ids=["out of order", "unknown VR", "cut off", "no end", "UN of no length", "half an element"],
)
def test_whatever_is_odd_is_left_to_pydicom(body: bytes) -> None:
    whole = file_of(body)
    with pytest.raises((NotPlainError, TooShortError)):
        parse_header(whole, len(whole))


def test_a_sequence_that_is_not_plain_is_read_by_pydicom() -> None:
    dose = element(0x00181074, "DS", b"370000000 ", explicit=True) + element(0x00180031, "LO", b"FDG ", explicit=True)
    value, _ = sequence([dose], delimited=False)
    body = element(0x00540016, "SQ", value, explicit=True)
    whole = file_of(body)
    header = parse_header(whole, len(whole))
    assert number(items(header, "RadiopharmaceuticalInformationSequence")[0], "RadionuclideTotalDose") == 370000000
    assert_equal(header, of_pydicom(whole))


def test_sequences_nested_beyond_all_sense_are_left_to_pydicom() -> None:
    body = b""
    for _ in range(400):
        value, length = sequence([body], delimited=True)
        body = element(0x00540016, "SQ", value, explicit=True, length=length)
    whole = file_of(body)
    with pytest.raises(NotPlainError):
        parse_header(whole, len(whole))


def valid_file() -> bytes:
    dose = element(0x00181074, "DS", b"400000000 ", explicit=True)
    value, length = sequence([dose], delimited=True)
    parts = [
        element(0x00080016, "UI", b"1.2.840.10008.5.1.4.1.1.128\0", explicit=True),
        element(0x00080060, "CS", b"PT", explicit=True),
        element(0x00101030, "DS", b"80.5", explicit=True),
        element(0x00280010, "US", b"\2\0", explicit=True),
        element(0x00540016, "SQ", value, explicit=True, length=length),
        element(PIXEL_DATA, "OW", bytes(8), explicit=True),
    ]
    return file_of(b"".join(parts))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_damaged_header_raises_nothing_but_the_two_errors(data: st.DataObject) -> None:
    damaged = bytearray(valid_file())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(132, len(damaged) - 1))
        kind = data.draw(st.sampled_from(["flip", "cut", "insert", "length"]))
        if kind == "flip":
            damaged[place] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "cut" and place > 140:
            del damaged[place:]
        elif kind == "insert":
            damaged[place:place] = data.draw(st.binary(min_size=1, max_size=9))
        else:
            damaged[place : place + 4] = b"\xff\xff\xff\x7f"
    try:
        header = parse_header(bytes(damaged), len(damaged))
    except (NotPlainError, TooShortError):
        return
    for key in KEYS:
        got = values_of(header, key)
        assert not isinstance(got, float) or math.isfinite(got)


def test_a_header_longer_than_the_first_bytes_is_read_on(tmp_path: Path) -> None:
    long = element(0x00091010, "OB", bytes(5_000_000), explicit=True)
    path = tmp_path / "long.dcm"
    path.write_bytes(file_of(long + element(0x00101030, "DS", b"80.5", explicit=True)))
    assert number(read_header(path), "PatientWeight") == 80.5
    assert isinstance(read_header(path), Header)
