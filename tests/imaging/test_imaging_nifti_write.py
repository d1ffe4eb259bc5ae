"""The NIfTI files that we write by ourselves are those that nibabel would write, and that others read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.imaging.gzip_file import MEMBER_BEGIN, write_gzip
from pet_ground.imaging.nifti import write_planes
from pet_ground.imaging.nifti_header import LONGEST_AXIS, VOXELS_BEGIN, nifti_header
from pet_ground.imaging.volume import native

AXCODES = [("L", "P", "S"), ("R", "A", "S"), ("L", "P", "I"), ("S", "L", "P"), ("A", "I", "R")]
TYPES = [np.uint8, np.int8, np.int16, np.uint16, np.int32, np.uint32, np.float32, np.float64]


def turned(angles_deg: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> np.ndarray:
    """An affine of LPS millimetres, turned about x, then y, then z."""
    affine = np.diag([4.07, 3.5, 5.0, 1.0])
    for axis, angle in enumerate(np.radians(angles_deg)):
        one, other = [n for n in range(3) if n != axis]
        turn = np.eye(4)
        turn[one, one] = turn[other, other] = np.cos(angle)
        turn[one, other], turn[other, one] = -np.sin(angle), np.sin(angle)
        affine = turn @ affine
    affine[:3, 3] = (-101.5, 33.25, -712.0)
    return affine


def volume_of(dtype: type = np.float32, axcodes: tuple[str, ...] = ("L", "P", "S"), **kind: object) -> Volume:
    array = np.random.default_rng(1).uniform(0, 100, (3, 4, 5)).astype(dtype)
    return Volume(array, turned(**kind), axcodes)  # type: ignore[arg-type]


def by_nibabel(volume: Volume, path: Path) -> nib.Nifti1Header:
    """The header of the file that nibabel writes of the same volume."""
    array_ijk, affine_ras = native(volume)
    image = nib.Nifti1Image(array_ijk, affine_ras)
    image.set_sform(affine_ras, code=1)
    image.set_qform(affine_ras, code=1)
    image.header.set_xyzt_units("mm")
    nib.save(image, path)
    return header_in(gzip.decompress(path.read_bytes()))


def header_in(content: bytes) -> nib.Nifti1Header:
    """The fields as they stand in the bytes."""
    return nib.Nifti1Header(content[: nib.Nifti1Header.sizeof_hdr], check=False)


@pytest.mark.parametrize("axcodes", AXCODES)
@pytest.mark.parametrize("angles_deg", [(0.0, 0.0, 0.0), (8.0, 0.0, 0.0), (-12.0, 5.0, 31.0)])
def test_every_field_is_the_one_that_nibabel_writes(
    tmp_path: Path, axcodes: tuple[str, ...], angles_deg: tuple[float, float, float]
) -> None:
    volume = volume_of(axcodes=axcodes, angles_deg=angles_deg)
    write_nifti(volume, tmp_path / "ours.nii.gz")
    ours = header_in(gzip.decompress((tmp_path / "ours.nii.gz").read_bytes()))
    theirs = by_nibabel(volume, tmp_path / "theirs.nii.gz")
    assert list(ours.keys()) == list(theirs.keys())
    for field in ours:
        if ours[field].dtype.kind == "f":
            np.testing.assert_allclose(ours[field], theirs[field], rtol=1e-6, atol=1e-6, err_msg=field)
        else:
            assert np.array_equal(ours[field], theirs[field]), field


@pytest.mark.parametrize("dtype", TYPES)
def test_each_voxel_type_is_read_by_nibabel_simpleitk_and_ourselves(tmp_path: Path, dtype: type) -> None:
    volume = volume_of(dtype)
    write_nifti(volume, tmp_path / "a.nii.gz")
    seen = np.asarray(nib.load(tmp_path / "a.nii.gz").dataobj)
    assert (seen.dtype, seen.shape) == (dtype, (5, 4, 3))
    for array in (
        seen.transpose(2, 1, 0),
        sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / "a.nii.gz"))),
        read_nifti(tmp_path / "a.nii.gz").array,
    ):
        assert np.array_equal(array, volume.array)


def test_a_type_that_readers_do_not_share_is_refused_and_no_file_is_left(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="int64"):
        write_nifti(volume_of(np.int64), tmp_path / "a.nii.gz")
    assert not list(tmp_path.iterdir())


def test_an_axis_that_nifti_can_not_count_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        nifti_header((LONGEST_AXIS + 1, 1, 1), np.dtype(np.int16), np.eye(4))


def test_big_endian_voxels_are_written_as_their_values(tmp_path: Path) -> None:
    volume = volume_of(np.int16)
    write_nifti(volume.like(volume.array.astype(">i2")), tmp_path / "a.nii.gz")
    assert np.array_equal(read_nifti(tmp_path / "a.nii.gz").array, volume.array)


def test_a_sheared_volume_keeps_its_shear_in_the_sform_and_the_nearest_rotation_in_the_qform(tmp_path: Path) -> None:
    affine = turned()
    affine[1, 2] = 0.7
    volume = Volume(np.zeros((3, 4, 5), np.float32), affine)
    write_nifti(volume, tmp_path / "a.nii.gz")
    theirs = by_nibabel(volume, tmp_path / "theirs.nii.gz")
    ours = nib.load(tmp_path / "a.nii.gz").header
    np.testing.assert_allclose(ours.get_sform(), native(volume)[1], rtol=1e-6)
    np.testing.assert_allclose(ours.get_qform(), theirs.get_qform(), atol=1e-4)


@pytest.mark.parametrize("dtype", [np.float32, np.int16])
def test_the_same_volume_gives_the_same_bytes(tmp_path: Path, dtype: type) -> None:
    for name in ("a.nii.gz", "b.nii.gz"):
        write_nifti(volume_of(dtype), tmp_path / name)
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()


@settings(max_examples=30, deadline=None)
@given(
    hnp.arrays(st.sampled_from([np.int16, np.float32, np.uint8]), hnp.array_shapes(min_dims=3, max_dims=3)),
    st.binary(max_size=400),
)
def test_the_file_is_one_gzip_member_that_ends_with_its_check_sum(array: np.ndarray, header: bytes) -> None:
    from io import BytesIO

    stream = BytesIO()
    write_gzip(stream, header, array)
    unpacker = zlib.decompressobj(31)
    content = unpacker.decompress(stream.getvalue())
    assert content == header + array.tobytes()
    assert unpacker.eof
    assert not unpacker.unused_data
    assert stream.getvalue().startswith(MEMBER_BEGIN)
    assert gzip.decompress(stream.getvalue()) == content


def test_a_header_too_long_for_its_block_is_refused() -> None:
    from io import BytesIO

    with pytest.raises(ValueError, match="header"):
        write_gzip(BytesIO(), b"\0" * (1 << 16), np.zeros((1, 1, 1), np.int16))


def test_planes_of_an_iterator_give_the_file_of_the_whole_volume(tmp_path: Path) -> None:
    volume = volume_of(np.int16)
    array_ijk, affine_ras = native(volume)
    passing = np.empty(volume.shape_kji[1:], np.int16)

    def planes() -> Iterator[np.ndarray]:
        for plane in array_ijk.transpose(2, 1, 0):
            passing[...] = plane
            yield passing

    write_nifti(volume, tmp_path / "whole.nii.gz")
    write_planes(tmp_path / "planes.nii.gz", planes(), volume.shape_kji, np.dtype(np.int16), affine_ras)
    assert (tmp_path / "planes.nii.gz").read_bytes() == (tmp_path / "whole.nii.gz").read_bytes()


def test_planes_that_break_off_leave_no_file(tmp_path: Path) -> None:
    def planes() -> Iterator[np.ndarray]:
        yield np.zeros((4, 5), np.int16)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        write_planes(tmp_path / "a.nii.gz", planes(), (3, 4, 5), np.dtype(np.int16), np.eye(4))
    assert not list(tmp_path.iterdir())


def test_the_voxels_begin_where_the_header_says() -> None:
    assert len(nifti_header((5, 4, 3), np.dtype(np.int16), np.eye(4))) == VOXELS_BEGIN
