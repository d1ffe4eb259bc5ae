"""The hottest voxel lies at the same millimetres for DICOM's formula, our volume, nibabel and SimpleITK.

However the slices were cut and the patient lay. The phantom has no two axes alike and one hottest voxel off all middles.
"""

from __future__ import annotations

from pathlib import Path

import dicom_files
import nibabel as nib
import numpy as np
import pydicom
import pytest
import SimpleITK as sitk

from pet_ground.dicom.stack import arrange
from pet_ground.imaging import Volume, read_nifti, write_nifti
from pet_ground.imaging.volume import LPS_FROM_RAS, canonical

SHAPE = (7, 6, 5)
SPACING_MM = (3.27, 2.5, 4.07)
FIRST = (-101.5, 33.25, -712.0)
HOT = (5, 1, 3)
STORED_HOT = 4000


def turned(degrees: tuple[float, float, float]) -> tuple[float, ...]:
    """The direction cosines of axial slices after turns about x, then y, then z."""
    matrix = np.eye(3)
    for axis, angle in enumerate(np.radians(degrees)):
        one, other = (axis + 1) % 3, (axis + 2) % 3
        turn = np.eye(3)
        turn[one, one] = turn[other, other] = np.cos(angle)
        turn[one, other], turn[other, one] = -np.sin(angle), np.sin(angle)
        matrix = turn @ matrix
    return tuple(float(f"{one:.10f}") for one in (*matrix[:, 0], *matrix[:, 1]))


ORIENTATIONS: dict[str, tuple[float, ...]] = {
    "head first supine": (1, 0, 0, 0, 1, 0),
    "head first prone": (-1, 0, 0, 0, -1, 0),
    "feet first supine": (-1, 0, 0, 0, 1, 0),
    "feet first prone": (1, 0, 0, 0, -1, 0),
    "on the side": (0, 1, 0, -1, 0, 0),
    "coronal": (1, 0, 0, 0, 0, -1),
    "sagittal": (0, 1, 0, 0, 0, -1),
    "tilted head": turned((12, 0, 0)),
    "turned in the plane": turned((0, 0, 7)),
    "leaning": turned((0, -15, 0)),
    "doubly oblique": turned((20, -15, 30)),
    "oblique coronal": turned((-75, 10, 5)),
}
NATIVE = {
    "head first supine": "LPS",
    "head first prone": "RAS",
    "feet first supine": "RPI",
    "feet first prone": "LAI",
    "on the side": "PRS",
    "coronal": "LIP",
    "sagittal": "PIR",
}


@pytest.fixture(params=ORIENTATIONS)
def orientation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def series(orientation: str, tmp_path: Path) -> list[Path]:
    """A series of that orientation, in files named in no useful order."""
    cosines = ORIENTATIONS[orientation]
    normal = np.cross(cosines[:3], cosines[3:])
    header = dicom_files.ct_header(PixelSpacing=list(SPACING_MM[1:]), ImageOrientationPatient=list(cosines))
    stored = np.random.default_rng(5).integers(0, 3000, SHAPE).astype(float)
    stored[HOT] = STORED_HOT
    paths = dicom_files.write_slices(tmp_path / "dicom", header, stored)
    for k, path in enumerate(paths):
        one = pydicom.dcmread(path)
        one.ImagePositionPatient = [f"{x:.8f}" for x in FIRST + k * SPACING_MM[0] * normal]
        one.save_as(path)
    return [paths[k] for k in (3, 6, 0, 5, 1, 4, 2)]


def by_the_standard(series: list[Path]) -> np.ndarray:
    """LPS millimetres of the hottest pixel by equation C.7.6.2.1-1 of PS3.3, from its own slice's header."""
    headers = [pydicom.dcmread(path) for path in series]
    hottest = max(headers, key=lambda one: one.pixel_array.max())
    row_index, column_index = np.unravel_index(hottest.pixel_array.argmax(), hottest.pixel_array.shape)
    x, y = np.array(hottest.ImageOrientationPatient[:3], float), np.array(hottest.ImageOrientationPatient[3:], float)
    between_rows, between_columns = (float(one) for one in hottest.PixelSpacing)
    position = np.array(hottest.ImagePositionPatient, float)
    return position + x * between_columns * column_index + y * between_rows * row_index


def converted(series: list[Path]) -> Volume:
    headers = [pydicom.dcmread(path) for path in series]
    stack = arrange(
        [tuple(map(float, one.ImagePositionPatient)) for one in headers],
        [tuple(map(float, one.ImageOrientationPatient)) for one in headers],
        [tuple(map(float, one.PixelSpacing)) for one in headers],
        [one.pixel_array.shape for one in headers],
        lambda a, b: False,
    )
    array = np.stack([headers[index].pixel_array for index in stack.order]).astype(np.int16)
    assert stack.flags == ()
    return canonical(array.transpose(2, 1, 0), LPS_FROM_RAS @ stack.affine_lps)


def hottest_of(image: sitk.Image) -> np.ndarray:
    k, j, i = (int(n) for n in np.unravel_index(sitk.GetArrayFromImage(image).argmax(), image.GetSize()[::-1]))
    return np.array(image.TransformIndexToPhysicalPoint((i, j, k)))


def test_the_hottest_voxel_lies_where_the_standard_puts_it_for_every_reader(series: list[Path], tmp_path: Path) -> None:
    expected = by_the_standard(series)
    volume = converted(series)
    path = tmp_path / "ct.nii.gz"
    write_nifti(volume, path)
    again, seen = read_nifti(path), nib.load(path)
    for one in (volume, again):
        at = np.unravel_index(int(one.array.argmax()), one.shape_kji)
        np.testing.assert_allclose(one.to_lps(at), expected, atol=1e-3)
    at = np.unravel_index(int(np.asarray(seen.dataobj).argmax()), seen.shape)
    np.testing.assert_allclose(([-1, -1, 1, 1] * (seen.affine @ [*at, 1]))[:3], expected, atol=1e-3)
    np.testing.assert_allclose(hottest_of(sitk.ReadImage(str(path))), expected, atol=1e-3)


def test_simpleitk_reads_the_same_place_from_the_dicom_files(series: list[Path], tmp_path: Path) -> None:
    volume = converted(series)
    write_nifti(volume, tmp_path / "ct.nii.gz")
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(series[0].parent)))
    theirs, ours = reader.Execute(), sitk.ReadImage(str(tmp_path / "ct.nii.gz"))
    np.testing.assert_allclose(hottest_of(theirs), by_the_standard(series), atol=1e-3)
    far = [float(n - 1) for n in theirs.GetSize()]
    for index in ((0.0, 0.0, 0.0), far, (far[0], 0.0, 0.0), (0.0, 0.0, far[2])):
        place = theirs.TransformContinuousIndexToPhysicalPoint(index)
        inside = np.array(ours.TransformPhysicalPointToContinuousIndex(place))
        assert np.all((inside > -1e-3) & (inside < np.array(ours.GetSize()) - 1 + 1e-3))


def test_a_written_file_is_right_handed_in_scanner_coordinates_and_its_two_forms_agree(
    series: list[Path], orientation: str, tmp_path: Path
) -> None:
    volume = converted(series)
    write_nifti(volume, tmp_path / "ct.nii.gz")
    header = nib.load(tmp_path / "ct.nii.gz").header
    assert (int(header["sform_code"]), int(header["qform_code"])) == (1, 1)
    assert header.get_xyzt_units()[0] == "mm"
    sform, qform = header.get_sform(), header.get_qform()
    assert np.linalg.det(sform[:3, :3]) > 0
    corners = np.array(np.meshgrid(*[(0, n - 1) for n in header.get_data_shape()])).reshape(3, -1)
    apart_mm = (qform - sform)[:3, :3] @ corners + (qform - sform)[:3, 3:]
    assert np.abs(np.linalg.inv(sform[:3, :3]) @ apart_mm).max() < 0.01
    if orientation in NATIVE:
        assert "".join(volume.native_axcodes) == NATIVE[orientation]
    np.testing.assert_allclose(header.get_zooms(), (SPACING_MM[2], SPACING_MM[1], SPACING_MM[0]), atol=1e-6)


def test_in_memory_every_series_runs_to_the_left_to_posterior_and_to_the_head(series: list[Path]) -> None:
    affine = converted(series).affine_lps[:3, :3]
    assert np.all(np.diag(affine) > 0)
    assert np.linalg.det(affine) > 0
