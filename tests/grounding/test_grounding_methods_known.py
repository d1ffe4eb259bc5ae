"""Methods whose threshold follows from a formula, on blurred spheres whose volume at a threshold is known."""

import numpy as np
import pytest
from every_method import BACKGROUND, SUV, draw, sphere_of
from grounding_phantoms import FWHM_MM, peak_of

from pet_ground.config.delineation import A50p, Fixed, Gradient, PercentMax, Percist
from pet_ground.grounding import profile
from pet_ground.grounding.measures import PEAK_RADIUS_MM
from pet_ground.units import FWHM_PER_SIGMA


def analytic_ml(diameter_mm, threshold):
    """Volume inside which a blurred sphere exceeds a threshold: where its profile falls to it."""
    r = np.linspace(0.01, diameter_mm, 20_000)
    suv = BACKGROUND + (SUV - BACKGROUND) * profile(r, diameter_mm / 2, FWHM_MM / FWHM_PER_SIGMA)
    return np.pi / 6 * (2 * r[suv >= threshold].max()) ** 3 / 1000


def maximum(diameter_mm):
    return BACKGROUND + (SUV - BACKGROUND) * float(profile(0.0, diameter_mm / 2, FWHM_MM / FWHM_PER_SIGMA))


def peak_1ml(diameter_mm):
    r = (np.arange(2000) + 0.5) / 2000 * PEAK_RADIUS_MM
    values = BACKGROUND + (SUV - BACKGROUND) * profile(r, diameter_mm / 2, FWHM_MM / FWHM_PER_SIGMA)
    return float((values * r**2).sum() / (r**2).sum())


@pytest.mark.parametrize("diameter_mm", [14.0, 20.0, 30.0])
@pytest.mark.parametrize(
    ("method", "threshold"),
    [
        (PercentMax(fraction=0.41), lambda d: 0.41 * maximum(d)),
        (PercentMax(fraction=0.5), lambda d: 0.5 * maximum(d)),
        (PercentMax(fraction=0.7), lambda d: 0.7 * maximum(d)),
        (A50p(), lambda d: 0.5 * (peak_1ml(d) + BACKGROUND)),
        (Fixed(suv=2.5), lambda d: 2.5),
        (Fixed(suv=3), lambda d: 3.0),
        (Fixed(suv=4), lambda d: 4.0),
        (Percist(), lambda d: 1.5 * 2.0 + 2 * 0.25),
    ],
)
def test_a_threshold_method_has_its_formulas_threshold_and_the_volume_that_follows(method, threshold, diameter_mm):
    pet, sphere = sphere_of(diameter_mm)
    contour = draw(pet, peak_of(pet, sphere), method)
    assert contour.threshold_suv == pytest.approx(threshold(diameter_mm), rel=0.05)
    assert contour.mask.voxels * pet.voxel_ml == pytest.approx(
        analytic_ml(diameter_mm, contour.threshold_suv), rel=0.06
    )
    assert contour.iterations == 1


@pytest.mark.parametrize("diameter_mm", [17.0, 24.0, 36.0])
def test_the_gradient_contour_lies_where_the_blurred_sphere_falls_steepest(diameter_mm):
    """That is inside the true border: by 0.9, 0.6 and 0.4 mm. What is missing beyond is the grid's share."""
    pet, sphere = sphere_of(diameter_mm)
    contour = draw(pet, peak_of(pet, sphere), Gradient())
    r = np.linspace(1.0, diameter_mm, 20_000)
    steepest = r[np.argmin(np.gradient(profile(r, diameter_mm / 2, FWHM_MM / FWHM_PER_SIGMA), r))]
    found_mm = (3 * contour.mask.voxels * pet.voxel_ml * 1000 / (4 * np.pi)) ** (1 / 3)
    assert found_mm == pytest.approx(steepest, abs=0.5)
    assert found_mm <= steepest + 0.1
