"""Large faint lesions are drawn past the noise on them, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest
from grounding_phantoms import Sphere, peak_of, phantom
from scipy.ndimage import gaussian_filter

from pet_ground.grounding.delineate import avg_itm
from pet_ground.grounding.noise import SMOOTHED
from pet_ground.imaging import Volume
from pet_ground.units import FWHM_PER_SIGMA

SHAPE, SPACING_MM, FWHM_MM = (36, 32, 34), (3.27, 3.65, 3.65), 4.0
BALL = Sphere((58.0, 57.0, 62.0), 60.0, 2.0)
BALL_ML = 113.1


def noisy(pet: Volume, share: float, seed: int) -> Volume:
    """Noise of the resolution's grain, whose standard deviation is a share of the SUV's square root."""
    sigma = [FWHM_MM / FWHM_PER_SIGMA / step for step in SPACING_MM]
    grain = gaussian_filter(np.random.default_rng(seed).normal(size=pet.shape_kji), sigma)
    suv = pet.array + share * grain / grain.std() * np.sqrt(np.maximum(pet.array, 0))
    return pet.like(np.maximum(suv, 0).astype(np.float32))


def volume_ml(pet: Volume, contour) -> float:
    return contour.mask.voxels * pet.voxel_ml


@pytest.mark.parametrize("seed", [4, 6, 14, 38])
def test_a_large_faint_lesion_is_drawn_and_not_a_spike_of_noise_on_it(seed: int) -> None:
    pet = noisy(phantom(SHAPE, SPACING_MM, [BALL], fwhm_mm=FWHM_MM), 0.15, seed)
    peak = peak_of(pet, BALL)
    contour = avg_itm(pet, peak, FWHM_MM)
    assert volume_ml(pet, contour) == pytest.approx(BALL_ML, rel=0.05)
    assert SMOOTHED in contour.flags
    assert contour.peak_kji == peak
    inside = pet.array[contour.mask.box][contour.mask.array]
    assert contour.threshold_suv == pytest.approx(float(inside.min()))
    assert float(inside.max()) == float(pet.array[peak])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("suv", [4.0, 6.0])
def test_a_small_lesion_in_a_noisy_organ_stays_small(seed: int, suv: float) -> None:
    lesion = Sphere(BALL.centre_mm, 14.0, suv)
    pet = noisy(phantom(SHAPE, SPACING_MM, [BALL, lesion], fwhm_mm=FWHM_MM), 0.10, seed)
    contour = avg_itm(pet, peak_of(pet, lesion), FWHM_MM)
    assert volume_ml(pet, contour) < 3 * 1.44
    assert SMOOTHED not in contour.flags


def test_noise_without_a_lesion_stays_what_it_was() -> None:
    pet = noisy(phantom(SHAPE, SPACING_MM, [], fwhm_mm=FWHM_MM), 0.15, 0)
    contour = avg_itm(pet, peak_of(pet, BALL), FWHM_MM)
    assert SMOOTHED not in contour.flags


def test_a_large_lesion_at_the_end_of_the_field_is_drawn_up_to_it() -> None:
    ball = Sphere((10.0, 57.0, 62.0), 60.0, 2.0)
    found = []
    for seed in range(12):
        pet = noisy(phantom(SHAPE, SPACING_MM, [ball], fwhm_mm=FWHM_MM), 0.15, seed)
        contour = avg_itm(pet, peak_of(pet, ball), FWHM_MM)
        if SMOOTHED in contour.flags:
            assert "edge_of_field" in contour.flags
            found.append(volume_ml(pet, contour))
    assert found
    assert np.median(found) > 50


@pytest.mark.parametrize("seed", range(4))
def test_a_small_faint_lesion_in_a_small_volume_does_not_become_all_of_it(seed: int) -> None:
    small = Sphere((33.0, 31.0, 32.0), 8.0, 2.0)
    pet = noisy(phantom((20, 18, 19), SPACING_MM, [small], fwhm_mm=FWHM_MM), 0.15, seed)
    contour = avg_itm(pet, peak_of(pet, small), FWHM_MM)
    assert volume_ml(pet, contour) < 0.2 * pet.array.size * pet.voxel_ml
