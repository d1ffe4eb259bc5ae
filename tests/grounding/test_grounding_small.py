"""The size of small lesions: the blurred ellipsoid, its fit, and the contour that is given the fitted volume."""

import numpy as np
import pytest
from grounding_phantoms import FWHM_MM, Sphere, peak_of, phantom
from phantom_cases import Setting, cases
from phantom_shapes import Ellipsoid, blurred, rotation, share_inside

from pet_ground.grounding import avg_itm, profile
from pet_ground.grounding.ellipsoid import Cloud, blurred_ellipsoid, fitted_half_axes_mm
from pet_ground.units import FWHM_PER_SIGMA

SIGMA_MM = FWHM_MM / FWHM_PER_SIGMA


def places(reach_mm=14.0, step_mm=2.1):
    axis = np.arange(-reach_mm, reach_mm, step_mm) + 0.3
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)


def test_an_ellipsoid_of_equal_axes_is_the_sphere_of_the_published_profile():
    near = places()
    seen = blurred_ellipsoid(near, np.full(3, 6.0), SIGMA_MM)
    np.testing.assert_allclose(seen, profile(np.linalg.norm(near, axis=1), 6.0, SIGMA_MM), atol=1e-3)


@pytest.mark.parametrize("half_axes_mm", [(4.0, 4.0, 8.0), (3.5, 5.2, 7.0), (9.0, 5.0, 5.0)])
def test_an_ellipsoid_is_that_of_an_exact_blur(half_axes_mm):
    shape_kji, spacing_mm = (29, 31, 33), (2.0, 1.8, 1.9)
    shape = Ellipsoid((28.3, 27.4, 30.9), np.diag(half_axes_mm))
    exact = blurred(shape, shape_kji, spacing_mm, FWHM_MM)
    at = np.stack(np.indices(shape_kji), axis=-1).reshape(-1, 3) * spacing_mm - shape.centre_mm
    seen = blurred_ellipsoid(at, np.asarray(half_axes_mm), SIGMA_MM)
    np.testing.assert_allclose(seen, exact.ravel(), atol=0.04 * exact.max())


def test_the_fit_gives_back_the_axes_from_wrong_ones():
    truth = np.array([4.5, 6.0, 8.5])
    near = places()
    seen = blurred_ellipsoid(near - np.array([0.4, -0.3, 0.2]), truth, SIGMA_MM)
    near, seen = near[seen > 0.1 * seen.max()], seen[seen > 0.1 * seen.max()]
    found = fitted_half_axes_mm(Cloud(near, seen), np.full(3, 6.5), SIGMA_MM)
    np.testing.assert_allclose(found, truth, rtol=0.01)


def test_a_fit_that_runs_away_is_none():
    """A slope without a maximum is no ellipsoid."""
    near = places()
    assert fitted_half_axes_mm(Cloud(near, near[:, 0] / 14.0), np.full(3, 5.0), SIGMA_MM) is None


def test_the_phantoms_shapes_have_their_volume():
    shape = Ellipsoid.of((30.3, 28.8, 31.1), 20.0, (1, 1.5, 2), rotation(np.random.default_rng(2)))
    spacing_mm = (3.3, 2.7, 2.5)
    voxel_ml = np.prod(spacing_mm) / 1000
    assert shape.volume_ml == pytest.approx(4.18879, rel=1e-5)
    assert share_inside(shape, (20, 24, 26), spacing_mm).sum() * voxel_ml == pytest.approx(4.18879, rel=2e-3)
    assert blurred(shape, (20, 24, 26), spacing_mm, 5.0).sum() * voxel_ml == pytest.approx(4.18879, rel=2e-3)


@pytest.mark.parametrize("shape", ["sphere", "1:1:2", "1:1.5:2"])
@pytest.mark.parametrize("diameter_mm", [10.0, 13.0, 17.0])
def test_the_volume_of_a_small_ellipsoid_is_right_to_one_voxel(diameter_mm, shape):
    (case,) = cases(Setting(diameter_mm, shape, 6.0, "GE 3.65"), [8.0], [0.0])
    contour = avg_itm(case.pet, case.seed_kji, 6.0)
    voxels = case.truth_ml / case.pet.voxel_ml
    assert contour.mask.voxels == pytest.approx(voxels, abs=max(1.0, 0.03 * voxels))
    inside = case.pet.array[contour.mask.box][contour.mask.array]
    assert inside.min() == pytest.approx(contour.threshold_suv)
    assert inside.max() == case.pet.array[contour.peak_kji]


def test_the_mirrored_small_lesion_has_the_mirrored_mask():
    (case,) = cases(Setting(13.0, "1:1.5:2", 6.0, "Siemens 1.65"), [8.0], [0.1])
    one = avg_itm(case.pet, case.seed_kji, 6.0).mask.full(case.pet.shape_kji)
    k, j, i = case.seed_kji
    mirrored = case.pet.like(np.ascontiguousarray(case.pet.array[:, ::-1]))
    two = avg_itm(mirrored, (k, case.pet.shape_kji[1] - 1 - j, i), 6.0).mask.full(case.pet.shape_kji)
    np.testing.assert_array_equal(one, two[:, ::-1])


def test_scaling_the_suv_leaves_a_small_lesions_mask_alone():
    sphere = Sphere((40.7, 39.4, 41.1), 12.0, 9.0)
    pet = phantom((27, 28, 29), (3.0, 2.9, 2.7), [sphere])
    hotter = pet.like((pet.array * 8).astype(np.float32))
    one, two = (avg_itm(volume, peak_of(pet, sphere), FWHM_MM) for volume in (pet, hotter))
    np.testing.assert_array_equal(one.mask.array, two.mask.array)
    assert two.threshold_suv == pytest.approx(8 * one.threshold_suv, rel=1e-5)


def test_a_large_lesion_keeps_the_contour_of_its_threshold():
    sphere = Sphere((40.7, 39.4, 41.1), 30.0, 9.0)
    pet = phantom((27, 28, 29), (3.0, 2.9, 2.7), [sphere])
    contour = avg_itm(pet, peak_of(pet, sphere), FWHM_MM)
    assert contour.mask.voxels == np.count_nonzero(pet.array >= contour.threshold_suv)


@pytest.mark.parametrize("diameter_mm", [16.0, 20.0, 24.0])
def test_a_lesion_that_the_first_slice_cuts_gets_the_volume_that_is_seen(diameter_mm: float) -> None:
    shape, spacing_mm = (24, 24, 26), (3.27, 3.65, 3.65)
    ball = Sphere((-spacing_mm[0] / 2, 42.0, 46.0), diameter_mm, 10.0)
    pet = phantom(shape, spacing_mm, [ball])
    contour = avg_itm(pet, peak_of(pet, ball), FWHM_MM)
    seen_ml = np.pi * diameter_mm**3 / 12 / 1000
    assert "edge_of_field" in contour.flags
    assert contour.mask.voxels * pet.voxel_ml == pytest.approx(seen_ml, rel=0.25)
