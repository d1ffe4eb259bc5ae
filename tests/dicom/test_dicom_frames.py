"""What a DICOM file may be: its transfer syntax, its preamble, its pixels. The numbers are the same in every dress."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dicom_files import pet_header, uid
from multiframe_files import SLOPES, enhanced_pet, save, stored_pixels
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from pet_ground.dicom.attributes import ATTRIBUTES
from pet_ground.dicom.decoding import HELPER
from pet_ground.dicom.facts import read_series_facts, read_slice_facts
from pet_ground.dicom.foreign import ForeignHeader
from pet_ground.dicom.frames import read_frames
from pet_ground.dicom.header import Header
from pet_ground.dicom.reading import open_header, read_header, read_whole
from pet_ground.dicom.values import number, text
from pet_ground.errors import ItemDropped, ItemError, ItemFailed
from pet_ground.reasons import Reason

ROWS, COLUMNS = 13, 17
FORMATS = [(16, 16, False), (16, 16, True), (16, 12, False), (16, 12, True), (8, 8, False), (8, 8, True)]
LOSSLESS = {
    "57": "JPEGLosslessProcess14",
    "70": "JPEGLosslessProcess14_1",
    "80": "JPEGLSLossless",
    "81": "JPEGLSNearLossless",
    "90": "JPEG2000Lossless",
    "91": "JPEG2000",
}
"""Ends of transfer syntaxes below 1.2.840.10008.1.2.4, and their names in the encoder, which loses nothing."""
RUN_LENGTH = "1.2.840.10008.1.2.5"
FOUR_GIB = 0xFFFFFFF0


def plane_of(stored: int, *, signed: bool) -> np.ndarray[Any, Any]:
    low, high = (-(1 << stored - 1), (1 << stored - 1) - 1) if signed else (0, (1 << stored) - 1)
    plane = np.random.default_rng(stored).integers(low, high + 1, (ROWS, COLUMNS))
    plane[0, :4] = [low, high, low, 0]
    return plane


def slice_of(plane: np.ndarray[Any, Any], bits: int = 16, stored: int = 16, *, signed: bool = True) -> Dataset:
    header = pet_header(RescaleSlope=1, InstanceNumber=1, ImagePositionPatient=[0, 0, 0])
    header.SOPInstanceUID = uid("slice")
    header.BitsAllocated, header.BitsStored, header.HighBit = bits, stored, stored - 1
    header.PixelRepresentation = int(signed)
    header.Rows, header.Columns = plane.shape
    data = plane.astype(f"<{'i' if signed else 'u'}{bits // 8}").tobytes()
    header.PixelData = data + b"\0" * (len(data) % 2)
    return header


def written(header: Dataset, path: Path) -> Path:
    header.save_as(path, enforce_file_format=True)
    return path


def compressed(path: Path, name: str) -> Path:
    """Compress a file as another toolkit does."""
    gdcm = pytest.importorskip("gdcm", reason="the encoder for these tests is not installed")
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(getattr(gdcm.TransferSyntax, name)))
    assert reader.Read()
    change.SetInput(reader.GetImage())
    if not change.Change():
        pytest.skip("the encoder does not take this format")
    writer = gdcm.ImageWriter()
    writer.SetFileName(str(path.with_suffix(".out.dcm")))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    return path.with_suffix(".out.dcm")


def encapsulated(path: Path, syntax: str, frames: list[bytes]) -> Path:
    header = dcmread(path)
    header.PixelData = encapsulate(frames)
    header["PixelData"].VR = "OB"
    header["PixelData"].is_undefined_length = True
    header.file_meta.TransferSyntaxUID = syntax
    return written(header, path)


def run_length(path: Path) -> Path:
    header = dcmread(path)
    header.compress(RUN_LENGTH, encoding_plugin="pydicom")
    return written(header, path)


def assert_fails(path: Path) -> None:
    with pytest.raises(ItemFailed) as caught:
        read_frames(path)
    assert caught.value.reason is Reason.CORRUPT_FILE


# ---- compressed pixels


@pytest.mark.parametrize(("bits", "stored", "signed"), FORMATS)
@pytest.mark.parametrize("end", LOSSLESS)
def test_compressed_pixels_are_the_pixels(end: str, bits: int, stored: int, signed: bool, tmp_path: Path) -> None:
    plane = plane_of(stored, signed=signed)
    path = written(slice_of(plane, bits, stored, signed=signed), tmp_path / "plain.dcm")
    path = compressed(path, LOSSLESS[end])
    assert dcmread(path).file_meta.TransferSyntaxUID == f"1.2.840.10008.1.2.4.{end}"
    (frame,) = read_frames(path)
    np.testing.assert_array_equal(frame.pixels, plane)
    assert frame.is_lossy == (end in {"81", "91"})


@pytest.mark.parametrize(("bits", "stored", "signed"), FORMATS)
def test_run_length_pixels_are_the_pixels(bits: int, stored: int, signed: bool, tmp_path: Path) -> None:
    plane = plane_of(stored, signed=signed)
    path = run_length(written(slice_of(plane, bits, stored, signed=signed), tmp_path / "a.dcm"))
    (frame,) = read_frames(path)
    np.testing.assert_array_equal(frame.pixels, plane)
    assert not frame.is_lossy


def test_lossy_jpeg_is_read_and_said_to_be_lossy(tmp_path: Path) -> None:
    plane = np.add.outer(np.arange(ROWS), np.arange(COLUMNS)) * 7
    buffer = io.BytesIO()
    Image.fromarray(plane.astype(np.uint8)).save(buffer, "JPEG", quality=95)
    path = written(slice_of(plane, 8, 8, signed=False), tmp_path / "a.dcm")
    (frame,) = read_frames(encapsulated(path, "1.2.840.10008.1.2.4.50", [buffer.getvalue()]))
    assert np.abs(frame.pixels.astype(int) - plane).max() <= 4
    assert frame.is_lossy


def test_lossy_jpeg_of_twelve_bits_is_read(tmp_path: Path) -> None:
    plane = np.add.outer(np.arange(ROWS), np.arange(COLUMNS)) * 100
    path = written(slice_of(plane, 16, 12, signed=False), tmp_path / "a.dcm")
    (frame,) = read_frames(compressed(path, "JPEGExtendedProcess2_4"))
    assert np.abs(frame.pixels.astype(int) - plane).max() <= 4
    assert frame.is_lossy


def test_pixels_once_compressed_with_loss_stay_lossy(tmp_path: Path) -> None:
    header = slice_of(plane_of(16, signed=True))
    header.LossyImageCompression = "01"
    assert read_frames(written(header, tmp_path / "a.dcm"))[0].is_lossy


def test_frames_of_a_compressed_multi_frame_object_stay_apart(tmp_path: Path) -> None:
    path = run_length(save(enhanced_pet(), tmp_path / "whole.dcm"))
    frames = read_frames(path)
    np.testing.assert_array_equal([one.pixels for one in frames], stored_pixels())
    assert [one.slope for one in frames] == pytest.approx(list(SLOPES))


def test_compressed_pixels_beyond_what_the_header_allows_fail(tmp_path: Path) -> None:
    """A JPEG 2000 image of 16 bits under a header of 12 would lose its upper bits."""
    plane = plane_of(16, signed=False)
    path = compressed(written(slice_of(plane, signed=False), tmp_path / "a.dcm"), "JPEG2000Lossless")
    header = dcmread(path)
    header.BitsStored, header.HighBit = 12, 11
    assert_fails(written(header, path))


def test_a_compressed_image_of_another_size_fails(tmp_path: Path) -> None:
    path = run_length(written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm"))
    header = dcmread(path)
    header.Rows += 4
    assert_fails(written(header, path))


def test_encapsulated_pixels_that_are_cut_off_fail(tmp_path: Path) -> None:
    """Decoders fill up what is missing; the file ends before the delimiter of its items."""
    path = run_length(written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm"))
    path.write_bytes(path.read_bytes()[:-60])
    assert_fails(path)


def test_a_decoder_that_died_is_started_again(tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    path = run_length(written(slice_of(plane), tmp_path / "a.dcm"))
    read_frames(path)
    HELPER._process.kill()
    HELPER._process.wait()
    np.testing.assert_array_equal(read_frames(path)[0].pixels, plane)


@pytest.mark.parametrize("name", ["JPEGLosslessProcess14_1", "JPEGLSLossless", "JPEG2000Lossless", None])
def test_damaged_compressed_pixels_never_crash_the_worker(name: str | None, tmp_path: Path) -> None:
    """Decoders abort the process on some of these: an error of ours, or pixels of the right shape."""
    path = written(slice_of(plane_of(12, signed=False), 16, 12, signed=False), tmp_path / "a.dcm")
    whole = (run_length(path) if name is None else compressed(path, name)).read_bytes()
    begin = whole.index(b"\xe0\x7f\x10\x00OB") + 12
    for seed in range(60):
        chance, damaged = random.Random(seed), bytearray(whole)
        for _ in range(chance.choice([1, 2, 5, 20])):
            place = min(begin + chance.randrange(400), len(damaged) - 1)
            damaged[place] = chance.choice([0, 255, 127, 128, damaged[place] ^ (1 << chance.randrange(8))])
        path.write_bytes(damaged)
        try:
            (frame,) = read_frames(path)
        except ItemError:
            continue
        assert frame.pixels.shape == (ROWS, COLUMNS)


# ---- other transfer syntaxes and beginnings


def bare(path: Path) -> bytes:
    """A file without preamble and file meta information."""
    whole = path.read_bytes()
    length = struct.unpack("<I", whole[140:144])[0]
    return whole[144 + length :]


@pytest.mark.parametrize("implicit", [True, False])
def test_a_file_without_preamble_and_meta_information_is_read(implicit: bool, tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    header = slice_of(plane)
    if implicit:
        header.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    path = written(header, tmp_path / "whole.dcm")
    naked = tmp_path / "IM000001"
    naked.write_bytes(bare(path))
    np.testing.assert_array_equal(read_frames(naked)[0].pixels, plane)
    assert isinstance(open_header(naked), Header)


def test_meta_information_without_a_preamble_is_read(tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    path = written(slice_of(plane), tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes()[132:])
    np.testing.assert_array_equal(read_frames(path)[0].pixels, plane)


def test_a_data_set_behind_a_preamble_without_meta_information_is_read(tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    path = written(slice_of(plane), tmp_path / "a.dcm")
    path.write_bytes(bytes(128) + b"DICM" + bare(path))
    np.testing.assert_array_equal(read_frames(path)[0].pixels, plane)


@pytest.mark.parametrize("naked", [True, False])
def test_big_endian_is_read(naked: bool, tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    header = slice_of(plane)
    header.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    header.PixelData = plane.astype(">i2").tobytes()
    path = written(header, tmp_path / "a.dcm")
    if naked:
        path.write_bytes(bare(path))
    np.testing.assert_array_equal(read_frames(path)[0].pixels, plane)
    assert number(read_header(path), "PatientWeight") == 80.0


def test_bytes_written_as_big_endian_words_are_put_in_order(tmp_path: Path) -> None:
    plane = plane_of(8, signed=False)[:, :16]
    header = slice_of(plane, 8, 8, signed=False)
    header.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    words = plane.astype("<u1").tobytes()
    header.PixelData = b"".join(words[k + 1 : k + 2] + words[k : k + 1] for k in range(0, len(words), 2))
    header["PixelData"].VR = "OW"
    np.testing.assert_array_equal(read_frames(written(header, tmp_path / "a.dcm"))[0].pixels, plane)


def test_big_endian_multi_frame_objects_are_read(tmp_path: Path) -> None:
    header = enhanced_pet()
    header.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    header.PixelData = stored_pixels().astype(">i2").tobytes()
    frames = read_frames(save(header, tmp_path / "whole.dcm"))
    np.testing.assert_array_equal([one.pixels for one in frames], stored_pixels())
    assert isinstance(read_whole(tmp_path / "whole.dcm"), ForeignHeader)


def renamed(path: Path, syntax: bytes, other: bytes) -> bytes:
    """A file under another transfer syntax UID of the same length."""
    whole = path.read_bytes()
    assert whole.count(syntax) == 1
    return whole.replace(syntax, other)


def test_the_private_syntax_of_ge_has_big_endian_pixels(tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    header = slice_of(plane)
    header.PixelData = plane.astype(">i2").tobytes()
    header.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    path = written(header, tmp_path / "a.dcm")
    told = struct.pack("<HH2sH", 2, 0x10, b"UI", 18)
    private = b"1.2.840.113619.5.2"
    assert len(private) == 18
    path.write_bytes(renamed(path, told + b"1.2.840.10008.1.2\0", told + private))
    np.testing.assert_array_equal(read_frames(path)[0].pixels, plane)


def deflated(path: Path, body: bytes | None = None) -> Path:
    whole = path.read_bytes()
    data_set = bare(path)
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = deflater.compress(data_set if body is None else body) + deflater.flush()
    meta = struct.pack("<HH2sH", 2, 0x10, b"UI", 22) + b"1.2.840.10008.1.2.1.99"
    length = struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(meta))
    path.write_bytes(whole[:132] + length + meta + packed)
    return path


def test_a_deflated_file_is_read(tmp_path: Path) -> None:
    plane = plane_of(16, signed=True)
    path = deflated(written(slice_of(plane), tmp_path / "a.dcm"))
    np.testing.assert_array_equal(read_frames(path)[0].pixels, plane)
    header = open_header(path)
    assert isinstance(header, Header)
    assert text(header, "Modality") == "PT"


def test_a_long_deflated_file_is_read(tmp_path: Path) -> None:
    header = slice_of(np.tile(plane_of(16, signed=True), (80, 70)))
    path = deflated(written(header, tmp_path / "a.dcm"))
    assert read_frames(path)[0].pixels.shape == (80 * ROWS, 70 * COLUMNS)


def test_a_cut_deflated_file_fails(tmp_path: Path) -> None:
    path = deflated(written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm"))
    path.write_bytes(path.read_bytes()[:-40])
    assert_fails(path)


def test_a_deflated_file_is_inflated_no_further_than_its_pixels(tmp_path: Path) -> None:
    path = written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm")
    deflated(path, bare(path) + bytes(300_000_000))
    assert peak_bytes(path) < 20_000_000


def test_a_deflated_file_that_claims_more_than_any_image_fails(tmp_path: Path) -> None:
    path = written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm")
    head = bare(path)
    pixels = head.index(b"\xe0\x7f\x10\x00OW")
    deflated(path, head[: pixels + 8] + struct.pack("<I", FOUR_GIB) + bytes(100_000_000))
    assert peak_bytes(path) < 20_000_000
    assert_fails(path)


def peak_bytes(path: Path) -> int:
    """The most memory that reading a file takes."""
    tracemalloc.start()
    try:
        read_frames(path)
    except ItemError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


@pytest.mark.parametrize("tag", [0x00101030, 0x7FE00010, 0x00540016])
@pytest.mark.parametrize("odd", [True, False])
def test_a_length_of_four_gigabytes_reserves_no_memory(tag: int, odd: bool, tmp_path: Path) -> None:
    path = written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm")
    whole = path.read_bytes()
    if odd:  # elements out of order are left to pydicom
        whole += struct.pack("<HH2sH", 0x0008, 0x0060, b"CS", 2) + b"PT"
    long = struct.pack("<HH2sHI", tag >> 16, tag & 0xFFFF, b"UN", 0, FOUR_GIB)
    path.write_bytes(whole + long + bytes(100))
    read_frames(path)  # what follows the pixels does not matter
    head = whole[: whole.index(b"\xe0\x7f\x10\x00OW")]
    path.write_bytes(head + long + bytes(100))
    assert peak_bytes(path) < 20_000_000
    assert_fails(path)


def test_rows_and_columns_beyond_all_images_reserve_no_memory(tmp_path: Path) -> None:
    path = run_length(written(slice_of(plane_of(16, signed=True)), tmp_path / "a.dcm"))
    header = dcmread(path)
    header.Rows = header.Columns = 65535
    written(header, path)
    assert peak_bytes(path) < 20_000_000
    assert_fails(path)


def dressed(kind: str, path: Path) -> bytes:
    """A valid file of some kind."""
    header = enhanced_pet() if kind == "multi-frame" else slice_of(plane_of(16, signed=True))
    if kind == "implicit":
        header.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    if kind == "big endian":
        header.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    written(header, path)
    if kind == "deflated":
        deflated(path)
    return bare(path) if kind == "naked" else path.read_bytes()


def spoilt(whole: bytes, seed: int) -> bytes:
    """Flip, cut, insert, or make lengths huge, most of it in the header."""
    chance, damaged = random.Random(seed), bytearray(whole)
    for _ in range(chance.choice([1, 2, 4])):
        place = chance.randrange(min(len(damaged), chance.choice([400, 4000, 10**9])))
        kind = chance.randrange(4)
        if kind == 0:
            damaged[place] ^= 1 << chance.randrange(8)
        elif kind == 1 and len(damaged) > 600:
            del damaged[chance.randrange(500, len(damaged)) :]
        elif kind == 2:
            damaged[place:place] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        else:
            damaged[place : place + 4] = chance.choice([b"\xff" * 4, b"\xff\xff\xff\x7f", bytes(4)])
    return bytes(damaged)


@pytest.mark.parametrize("kind", ["explicit", "implicit", "big endian", "deflated", "naked", "multi-frame"])
def test_a_damaged_file_is_an_error_of_ours_in_bounded_time(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    whole = dressed(kind, path)
    for seed in range(150):
        path.write_bytes(spoilt(whole, seed))
        try:
            header = open_header(path)
            for key in ATTRIBUTES if header else ():
                text(header, key)
            for frame in read_frames(path):
                read_series_facts(frame.header)
                read_slice_facts(frame.header)
                assert frame.pixels.ndim == 2
        except ItemError:
            pass


# ---- what is no DICOM file, and pixels that are none


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 a zip archive that mentions 1.2.840.10008.1.2",
        b"\xff\xd8\xff\xe0 a photograph",
        struct.pack("<i", 348) + bytes(344) + b"1.2.840.10008.1.2",
        b"The SOP class is 1.2.840.10008.5.1.4.1.1.128, says this text.",
        b"\x08\0\x05\0CS\x0a\0ISO_IR 100 and then nothing of DICOM" + bytes(3000),
        b"\x08\0",
    ],
    ids=["empty", "zip", "jpeg", "nifti", "text", "no UID", "two bytes"],
)
def test_files_that_are_not_dicom_are_told_from_those_that_are(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert open_header(path) is None
    assert_fails(path)


def test_a_file_that_can_not_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        open_header(tmp_path)
    with pytest.raises(OSError, match="No such file"):
        open_header(tmp_path / "missing")
    with pytest.raises(ItemFailed) as caught:
        read_header(tmp_path / "missing")
    assert caught.value.reason is Reason.MISSING_FILE


def test_colour_is_no_slice(tmp_path: Path) -> None:
    header = slice_of(np.zeros((ROWS, 3 * COLUMNS)), 8, 8, signed=False)
    header.SamplesPerPixel, header.PlanarConfiguration, header.Columns = 3, 0, COLUMNS
    header.PhotometricInterpretation = "RGB"
    with pytest.raises(ItemDropped) as caught:
        read_frames(written(header, tmp_path / "a.dcm"))
    assert caught.value.reason is Reason.GEOMETRY_SIZE


def test_several_frames_of_a_classic_object_have_no_places(tmp_path: Path) -> None:
    header = slice_of(np.zeros((2 * ROWS, COLUMNS)))
    header.NumberOfFrames, header.Rows = 2, ROWS
    with pytest.raises(ItemDropped) as caught:
        read_frames(written(header, tmp_path / "a.dcm"))
    assert caught.value.reason is Reason.GEOMETRY_SIZE


@pytest.mark.parametrize("change", [{"Rows": 12}, {"Rows": None}, {"BitsAllocated": 12}, {"HighBit": 3}, {"Rows": 0}])
def test_pixels_that_the_header_does_not_describe_fail(change: dict[str, Any], tmp_path: Path) -> None:
    header = slice_of(plane_of(12, signed=False), 16, 12, signed=False)
    for keyword, value in change.items():
        setattr(header, keyword, value)
    assert_fails(written(header, tmp_path / "a.dcm"))


@pytest.mark.parametrize(("stored", "high"), [(12, 11), (12, 15), (10, 12)])
@pytest.mark.parametrize("signed", [True, False])
def test_bits_outside_bits_stored_are_no_part_of_the_value(
    stored: int, high: int, signed: bool, tmp_path: Path
) -> None:
    plane = plane_of(stored, signed=signed)
    low = high + 1 - stored
    dirt = np.random.default_rng(1).integers(0, 1 << 16, plane.shape) & ~(((1 << stored) - 1) << low)
    words = ((plane & ((1 << stored) - 1)) << low) | dirt
    header = slice_of(words.astype("<u2"), 16, stored, signed=False)
    header.PixelRepresentation, header.HighBit = int(signed), high
    np.testing.assert_array_equal(read_frames(written(header, tmp_path / "a.dcm"))[0].pixels, plane)
