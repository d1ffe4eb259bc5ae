"""Shapes, blur and lesions obey their formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.demo.lesions import Lesion, coverage_of, mask_of, peak_recovery
from pet_ground.demo.phantom import Axes
from pet_ground.demo.scanner import scan_pet
from pet_ground.demo.shapes import Canvas, Capsule, Ellipsoid, Stack, tilted
from pet_ground.demo.sites import SOFT_HU, Site, all_sites

X = np.arange(-40.0, 41.0, 1.0)
Y = np.arange(-30.0, 31.0, 1.0)
Z = np.arange(-50.0, 51.0, 1.0)
SHAPES = [
    (Ellipsoid((3, -2, 5), (12, 8, 20)), 4 / 3 * math.pi * 12 * 8 * 20),
    (tilted((0, 0, 0), (12, 8, 20), 35, "xz"), 4 / 3 * math.pi * 12 * 8 * 20),
    (Capsule((-10, 0, -20), (10, 5, 20), 7, 7), math.pi * 49 * math.hypot(20, 5, 40) + 4 / 3 * math.pi * 343),
    (Stack(((20, 10, 15, 0), (-20, 10, 15, 0)), exponent=2.0), math.pi * 10 * 15 * 40),
]


@pytest.mark.parametrize(("shape", "volume_mm3"), SHAPES)
def test_a_painted_shape_has_its_volume(shape, volume_mm3):
    canvas = Canvas(X, Y, Z)
    canvas.paint(shape, 7)
    assert np.count_nonzero(canvas.tissue == 7) == pytest.approx(volume_mm3, rel=0.03)


def test_painting_keeps_to_the_allowed_tissues():
    canvas = Canvas(X, Y, Z)
    canvas.paint(Ellipsoid((0, 0, 0), (10, 10, 10)), 1)
    canvas.paint(Ellipsoid((0, 0, 0), (20, 20, 20)), 2, over={1})
    assert set(np.unique(canvas.tissue)) == {0, 2}
    assert np.count_nonzero(canvas.tissue) == pytest.approx(4189, rel=0.03)


def lesion(centre, radii, uptake=5.0):
    site = Site("node", "Chest", "lymph node", None, (0, 0, 0), (9, 20), hu=SOFT_HU)
    return Lesion(site, centre, radii, uptake)


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[st.floats(-3, 3)] * 3), st.tuples(*[st.floats(4.5, 14)] * 3))
def test_coverage_and_mask_add_up_to_the_volume_of_the_lesion(centre, radii):
    axes = Axes(np.arange(-20, 21, 1.3), np.arange(-22, 23, 1.7), np.arange(-24, 25, 2.1))
    one = lesion(centre, radii)
    voxel_ml = 1.3 * 1.7 * 2.1 / 1000
    assert coverage_of(one, axes)[1].sum() * voxel_ml == pytest.approx(one.volume_ml, rel=0.03)
    assert mask_of(one, axes).sum() * voxel_ml == pytest.approx(one.volume_ml, rel=0.25)


def test_the_scanner_keeps_activity_and_blurs_a_sphere_as_the_sphere_model_says():
    fine = Axes(np.arange(-60, 61, 2.0), np.arange(-50, 51, 2.0), np.arange(-45, 46, 1.5))
    pet = Axes(np.arange(-56, 57, 4.0), np.arange(-44, 45, 4.0), fine.z_mm)
    radius = 8.0
    box, share = coverage_of(lesion((0, 0, 0), (radius,) * 3), fine)
    activity = np.zeros(fine.shape_kji, dtype=np.float32)
    activity[box] = share
    scan = scan_pet(activity, fine, pet)
    assert scan.sum() * 16 == pytest.approx(activity.sum() * 4, rel=1e-3)
    assert scan.max() == pytest.approx(peak_recovery(radius), abs=0.03)
    k, j, i = np.unravel_index(scan.argmax(), scan.shape)
    assert (pet.x_mm[i], pet.y_mm[j], pet.z_mm[k]) == (0, 0, 0)


def test_sites_bear_their_side_in_name_and_place():
    sites = all_sites()
    assert len({site.phrase for site in sites}) == len(sites)
    for site in sites:
        named = next((side for side in ("left", "right") if side in site.phrase.split()), None)
        assert named == site.laterality, site.phrase
        if site.laterality:
            assert (site.centre[0] > 0) == (site.laterality == "left")
