"""The sphere model against its published table and a numeric blur."""

import numpy as np
import pytest
from grounding_phantoms import FWHM_MM, Sphere, phantom

from pet_ground.grounding import brt_avg, brt_max, profile
from pet_ground.grounding.sphere import equivalent_diameter_mm
from pet_ground.units import FWHM_PER_SIGMA

TABLE = [
    (0.5, 0.851, 0.937),
    (0.75, 0.717, 0.872),
    (1, 0.594, 0.804),
    (1.25, 0.500, 0.743),
    (1.5, 0.438, 0.695),
    (2, 0.383, 0.633),
    (2.5, 0.377, 0.599),
    (3, 0.389, 0.578),
    (4, 0.415, 0.554),
    (6, 0.444, 0.533),
    (10, 0.466, 0.519),
    (20, 0.483, 0.509),
]


@pytest.mark.parametrize(("diameter", "of_max", "of_mean"), TABLE)
def test_thresholds_are_those_of_the_table(diameter, of_max, of_mean):
    assert brt_max(diameter) == pytest.approx(of_max, abs=0.001)
    assert brt_avg(diameter) == pytest.approx(of_mean, abs=0.001)


def test_thresholds_go_to_1_for_points_and_to_a_half_for_planes():
    assert brt_avg(0.0) == pytest.approx(1.0, abs=0.001)
    assert brt_avg(1e4) == pytest.approx(0.5, abs=0.001)
    assert brt_max(1e4) == pytest.approx(0.5, abs=0.002)


def test_the_profile_is_that_of_a_blurred_sphere():
    spacing_mm = (1.0, 1.2, 1.1)
    sphere = Sphere((30.0, 36.0, 33.0), 14.0, 1.0)
    pet = phantom((61, 61, 61), spacing_mm, [sphere], background_suv=0.0)
    along_j = pet.array[30, 30:, 30]
    expected = profile(np.arange(31) * 1.2, 7.0, FWHM_MM / FWHM_PER_SIGMA)
    np.testing.assert_allclose(along_j, expected, atol=0.01)


def test_a_sphere_of_37_mm_has_26_5_ml():
    assert equivalent_diameter_mm(26.52) == pytest.approx(37.0, abs=0.01)
