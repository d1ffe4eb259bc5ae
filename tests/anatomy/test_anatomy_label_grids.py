"""The grids of label maps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phantom_labels import phantom
from scipy import ndimage

from pet_ground.anatomy import label_grid, on_small_grid
from pet_ground.anatomy.label_grids import nearest_index, on_shape, spread
from pet_ground.imaging import Grid, Volume, grid_of

SHAPES = st.tuples(*[st.integers(1, 40)] * 3)
FINE = Volume(
    np.random.default_rng(5).integers(0, 118, (30, 61, 46)).astype(np.uint8),
    np.array([[-0.9, 0.1, 0.0, 7.0], [0.1, 0.9, 0.0, -3.0], [0.0, 0.0, 5.0, 100.0], [0.0, 0.0, 0.0, 1.0]]),
    ("R", "P", "S"),
)


@settings(deadline=None, max_examples=40)
@given(SHAPES, SHAPES, st.integers(0, 2**32 - 1))
def test_a_map_takes_the_voxels_that_ndimage_zoom_takes(old: tuple[int, ...], new: tuple[int, ...], seed: int) -> None:
    labels = np.random.default_rng(seed).integers(0, 118, old).astype(np.uint8)
    single = tuple(1 if b == 1 else a for a, b in zip(old, new, strict=True))
    labels = on_shape(labels, single)  # type: ignore[arg-type]
    zoom = [b / a for a, b in zip(labels.shape, new, strict=True)]
    expected = ndimage.zoom(labels.astype(np.float64), zoom, order=0, mode="nearest").astype(np.uint8)
    assert np.array_equal(on_shape(labels, new), expected)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 600), st.integers(1, 600))
def test_each_voxel_takes_one_that_is_nearest_by_place(old: int, new: int) -> None:
    index = nearest_index(old, new)
    assert len(index) == new
    place = np.linspace(0, old - 1, new) if new > 1 else np.array([(old - 1) / 2])
    assert np.abs(index - place).max() <= 0.5 + 1e-9


def test_the_small_grid_keeps_the_field_of_view_and_its_order_of_axes() -> None:
    small = label_grid(FINE, "3mm")
    assert small.shape_kji == (30, 18, 14), "the coarse axis keeps its voxels"
    assert small.native_axcodes == FINE.native_axcodes
    last, last_small = [n - 1 for n in FINE.shape_kji], [n - 1 for n in small.shape_kji]
    np.testing.assert_allclose(small.blank.to_lps([(0, 0, 0), last_small]), FINE.to_lps([(0, 0, 0), last]))
    _, j_mm, i_mm = small.blank.spacing_mm
    assert (j_mm, i_mm) == pytest.approx((3.0, 3.0), abs=0.25)


def test_a_voxel_of_the_small_map_holds_the_label_at_its_place() -> None:
    small = on_small_grid(FINE)
    at = np.argwhere(small.array >= 0)
    index = np.clip(np.rint(FINE.to_index(small.to_lps(at)) - 1e-9).astype(int), 0, np.array(FINE.shape_kji) - 1)
    agree = FINE.array[tuple(index.T)] == small.array[tuple(at.T)]
    assert agree.mean() > 0.9, "all but those half way between two voxels"


def test_the_grid_of_the_ct_is_the_cts() -> None:
    grid = label_grid(FINE, "ct")
    assert grid.shape_kji == FINE.shape_kji
    assert np.array_equal(grid.affine_lps, FINE.affine_lps)


def test_a_map_coarser_than_3_mm_stays_as_it_is() -> None:
    small = on_small_grid(phantom())
    assert small.same_grid(phantom())
    assert np.array_equal(small.array, phantom().array)


def test_a_grid_of_one_voxel_lies_in_the_middle() -> None:
    one = spread(grid_of(phantom()), (1, 1, 1))
    assert isinstance(one, Grid)
    middle = phantom().to_lps([(n - 1) / 2 for n in phantom().shape_kji])
    np.testing.assert_allclose(one.blank.to_lps((0, 0, 0)), middle)
    assert one.blank.spacing_mm == pytest.approx(
        [n * mm for n, mm in zip(phantom().shape_kji, phantom().spacing_mm, strict=True)]
    )
