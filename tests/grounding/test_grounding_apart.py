"""Which parts of a contour are neighbours, and which are one lesion that noise or the sharpening parts."""

import numpy as np
import pytest
from grounding_phantoms import FWHM_MM, Sphere, affine_of, dice, inside, peak_of, phantom
from scipy.ndimage import gaussian_filter

from pet_ground.grounding.boxes import contact_mm2, saddle_suv
from pet_ground.grounding.own_side import lesion_contour
from pet_ground.imaging import Volume
from pet_ground.units import FWHM_PER_SIGMA

SHAPE, SPACING_MM = (17, 30, 36), (3.3, 3.6, 3.4)
PARTS = 3
"""Parts of a voxel per axis on which a tube is painted."""

BEND_MM, LENGTH_MM = 60.0, 80.0


def tube(diameter_mm: float, suv: float) -> tuple[np.ndarray, np.ndarray]:
    """A bent tube as a scanner sees it in SUV 1, and its voxels."""
    axes = [(np.arange(n * PARTS) + 0.5) / PARTS - 0.5 for n in SHAPE]
    k, j, i = np.meshgrid(*(a * step for a, step in zip(axes, SPACING_MM, strict=True)), indexing="ij", sparse=True)
    angle = np.clip(np.arctan2(i - 61.0, j + 4.0), -LENGTH_MM / BEND_MM / 2, LENGTH_MM / BEND_MM / 2)
    off_axis = (k - 27.0) ** 2 + (j + 4.0 - BEND_MM * np.cos(angle)) ** 2 + (i - 61.0 - BEND_MM * np.sin(angle)) ** 2
    fine = np.broadcast_to(off_axis <= (diameter_mm / 2) ** 2, [n * PARTS for n in SHAPE])
    share = fine.reshape(SHAPE[0], PARTS, SHAPE[1], PARTS, SHAPE[2], PARTS).mean(axis=(1, 3, 5))
    seen = gaussian_filter(1 + share * (suv - 1), [FWHM_MM / FWHM_PER_SIGMA / step for step in SPACING_MM])
    return seen, share >= 0.5


def with_noise(clean: np.ndarray, level: float, seed: int) -> Volume:
    """Noise of the scanner's grain, ``level`` in SUV 1, that grows with the root of the SUV."""
    sigma = [FWHM_MM / FWHM_PER_SIGMA / step for step in SPACING_MM]
    grain = gaussian_filter(np.random.default_rng(seed).standard_normal(clean.shape), sigma)
    return Volume((clean + level * np.sqrt(clean) * grain / grain.std()).astype(np.float32), affine_of(SPACING_MM))


def drawn(clean: np.ndarray, truth: np.ndarray, seed: int) -> float:
    """Dice of the contour of a tube's maximum in noise of 4 %."""
    pet = with_noise(clean, 0.1, seed)
    k, j, i = np.unravel_index(int(np.argmax(np.where(truth, pet.array, 0))), SHAPE)
    return dice(lesion_contour(pet, (int(k), int(j), int(i)), FWHM_MM).mask, truth)


@pytest.mark.parametrize("diameter_mm", [13.0, 16.0])
def test_noise_does_not_cut_an_even_tube(diameter_mm: float) -> None:
    """Half of those of 16 mm were cut in two, and most of those of 13 mm."""
    clean, truth = tube(diameter_mm, 7.0)
    overlaps = [drawn(clean, truth, seed) for seed in range(8)]
    assert min(overlaps) >= 0.65
    assert sum(overlap >= 0.8 for overlap in overlaps) >= 7


HEART_MM = (62.0, 58.0, 72.0)


@pytest.mark.parametrize(("diameter_mm", "suv"), [(11.0, 13.0), (12.0, 12.0), (13.0, 11.0), (20.0, 9.5)])
def test_a_lesion_hardly_hotter_than_the_heart_is_not_drawn_with_it(diameter_mm: float, suv: float) -> None:
    spacing_mm = (3.3, 3.6, 3.4)
    way = np.array([0.5, 0.3, -0.81])
    away = way / np.linalg.norm(way) * (36.0 + diameter_mm / 2)
    k, j, i = (float(n) for n in HEART_MM + away)
    lesion = Sphere((k, j, i), diameter_mm, suv)
    wall, cavity = Sphere(HEART_MM, 72.0, 8.0), Sphere(HEART_MM, 50.0, 1.8)
    pet = phantom((40, 35, 38), spacing_mm, [wall, cavity, lesion])
    contour = lesion_contour(pet, peak_of(pet, lesion), FWHM_MM)
    assert dice(contour.mask, inside(lesion, pet.shape_kji, spacing_mm)) >= 0.65
    assert "touches_hot_organ" in contour.flags


def test_contact_is_counted_in_the_faces_area() -> None:
    mask, warm = np.zeros((5, 6, 7), dtype=np.bool_), np.zeros((5, 6, 7), dtype=np.bool_)
    mask[1:3, 2:4, 2:5], warm[3, 2:4, 2:4] = True, True
    contact, surface = contact_mm2(mask, warm, (2.0, 3.0, 5.0))
    assert contact == pytest.approx(4 * 3.0 * 5.0)
    assert surface == pytest.approx(2 * (6 * 15.0 + 6 * 10.0 + 4 * 6.0))


def test_the_saddle_between_two_masks_is_the_highest_step_over_a_face() -> None:
    suv = np.zeros((4, 5, 6), dtype=np.float32)
    suv[1, 2], suv[2, 2] = (9.0, 7.0, 5.0, 6.0, 8.0, 2.0), (3.0, 4.0, 4.5, 9.0, 5.5, 1.0)
    one, two = np.zeros(suv.shape, dtype=np.bool_), np.zeros(suv.shape, dtype=np.bool_)
    one[1, 2, :4], two[1, 2, 4:], two[2, 2, :3] = True, True, True
    assert saddle_suv(suv, one, two) == pytest.approx(6.0)
    assert saddle_suv(suv, one, np.zeros_like(one)) == -np.inf
