"""Longest axial diameter and sphericity."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.grounding.shape import longest_axial_mm, sphericity

SPACING_MM = (3.0, 4.0, 5.0)
HOLES = ((1, 2, 0), (2, 0, 3), (2, 0, 4), (2, 2, 2), (3, 0, 3), (3, 0, 4))


def test_the_sphericity_of_the_ibsi_digital_phantom_is_the_reference_value():
    """74 voxels of 2 mm: mesh volume 556 mm3, surface 388 mm2, sphericity 0.843 (Zwanenburg 2020)."""
    mask = np.ones((4, 4, 5), dtype=bool)
    mask[tuple(np.transpose(HOLES))] = False
    assert mask.sum() == 74
    assert sphericity(mask, (2.0, 2.0, 2.0)) == pytest.approx(math.cbrt(36 * math.pi * 556**2) / 388, rel=2e-3)


def ball(half_axes_mm):
    shape = [2 * int(r / s) + 3 for r, s in zip(half_axes_mm, SPACING_MM, strict=True)]
    k, j, i = np.meshgrid(*((np.arange(n) - n // 2) * s for n, s in zip(shape, SPACING_MM, strict=True)), indexing="ij")
    a, b, c = half_axes_mm
    return (k / a) ** 2 + (j / b) ** 2 + (i / c) ** 2 <= 1


def test_a_ball_is_round_and_an_ellipsoid_less_so():
    assert sphericity(ball((40.0, 40.0, 40.0)), SPACING_MM) == pytest.approx(0.91, abs=0.02)
    assert sphericity(ball((60.0, 20.0, 12.0)), SPACING_MM) < 0.8


def test_one_voxel_has_a_shape():
    one = np.ones((1, 1, 1), dtype=bool)
    assert 0 < sphericity(one, SPACING_MM) <= 1
    assert longest_axial_mm(one, SPACING_MM) == 5.0


def test_the_longest_diameter_lies_in_one_axial_slice_and_never_along_the_patient():
    rod = np.zeros((30, 9, 8), dtype=bool)
    rod[2:28, 3:5, 2] = True
    assert longest_axial_mm(rod, SPACING_MM) == pytest.approx(2 * 4.0)
    flat = np.zeros((4, 20, 18), dtype=bool)
    flat[2, 3, 2:17] = True
    assert longest_axial_mm(flat, SPACING_MM) == pytest.approx(15 * 5.0)


def test_the_longest_diameter_of_a_slanted_line_is_its_length():
    plane = np.eye(11, dtype=bool)[None]
    assert longest_axial_mm(plane, SPACING_MM) == pytest.approx(10 * math.hypot(4, 5), rel=0.1)


def test_the_longest_diameter_of_an_ellipsoid_is_its_longest_axis_in_the_plane():
    assert longest_axial_mm(ball((60.0, 30.0, 21.0)), SPACING_MM) == pytest.approx(60.0, abs=4.0)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_quick_search_of_the_outline_finds_what_all_pairs_of_faces_give(seed):
    plane = np.random.default_rng(seed).random((6, 7)) < 0.3
    plane[2, 3] = True
    j, i = np.nonzero(plane)
    faces = np.concatenate([np.stack((j + a, i + b), 1) for a, b in ((0.5, 0), (-0.5, 0), (0, 0.5), (0, -0.5))])
    apart = (faces[:, None] - faces[None]) * SPACING_MM[1:]
    assert longest_axial_mm(plane[None], SPACING_MM) == pytest.approx(np.sqrt((apart**2).sum(-1)).max())
