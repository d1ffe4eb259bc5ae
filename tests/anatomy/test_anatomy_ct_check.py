"""The guard before segmentation."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.anatomy import check_ct
from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume, read_nifti
from pet_ground.reasons import Reason

HEAD, BACK, LEFT = 0, 1, 2
SHAPE_KJI, SPACING_MM = (130, 60, 80), (6.0, 6.5, 5.5)


def ball(grid: list[np.ndarray], centre: tuple[float, float, float], half: tuple[float, float, float]) -> np.ndarray:
    return sum(((g - c) / h) ** 2 for g, c, h in zip(grid, centre, half, strict=True)) < 1


def body(*, arms: bool = False, bowel_hu: float = 40.0) -> Volume:
    """From the skull to the thighs, in mm from the middle: k up, j back, i left. Air around, a spine behind."""
    k, j, i = np.meshgrid(
        *[(np.arange(n) - (n - 1) / 2) * mm for n, mm in zip(SHAPE_KJI, SPACING_MM, strict=True)], indexing="ij"
    )
    grid = [k, j, i]
    hu = np.full(SHAPE_KJI, -1000.0)
    hu[((j / 100) ** 2 + (i / 160) ** 2 < 1) & (k < 200)] = 40.0
    hu[ball(grid, (290, 0, 0), (110, 90, 75))] = 40.0
    hu[((j / 45) ** 2 + (i / 55) ** 2 < 1) & (k > 190) & (k < 230)] = 40.0
    if arms:
        for side in (-1, 1):
            hu[((j - 10) ** 2 + (i - side * 120) ** 2 < 40**2) & (k > 150)] = 40.0
    for side in (-1, 1):
        hu[ball(grid, (90, 0, side * 70), (95, 70, 55))] = -800.0
    hu[((j - 70) ** 2 + i**2 < 18**2) & (k < 230)] = 700.0
    hu[ball(grid, (-120, -40, 0), (60, 30, 90))] = bowel_hu
    affine = np.diag([*SPACING_MM[::-1], 1.0])
    return Volume(hu.astype(np.int16), affine)


def turned(ct: Volume, order: tuple[int, ...], steps: tuple[int, ...]) -> Volume:
    """A CT under a header that takes its axes for others, or for reversed ones."""
    array = ct.array.transpose(order)[tuple(slice(None, None, step) for step in steps)]
    spacing = np.array(ct.spacing_mm)[list(order)]
    return Volume(array, np.diag([*spacing[::-1], 1.0]))


def refused(ct: Volume) -> str:
    with pytest.raises(ItemDropped) as caught:
        check_ct(ct)
    assert caught.value.reason is Reason.GEOMETRY_FLIPPED
    return caught.value.detail


@pytest.mark.parametrize("arms", [False, True])
def test_a_patient_the_right_way_round_passes_with_arms_up_and_down(*, arms: bool) -> None:
    check_ct(body(arms=arms))


def test_head_for_feet_is_caught() -> None:
    assert "head and feet are swapped" in refused(turned(body(), (0, 1, 2), (-1, 1, 1)))


def test_front_for_back_is_caught() -> None:
    assert "front and back are swapped" in refused(turned(body(), (0, 1, 2), (1, -1, 1)))


@pytest.mark.parametrize("order", [one for one in itertools.permutations(range(3)) if one[0] != 0])
def test_another_axis_taken_for_the_long_one_is_caught(order: tuple[int, ...]) -> None:
    ct = body()
    for steps in ((1, 1, 1), (-1, 1, 1), (1, -1, -1)):
        refused(turned(ct, order, steps))


def test_left_for_right_is_left_to_the_labels() -> None:
    check_ct(turned(body(), (0, 1, 2), (1, 1, -1)))


def test_contrast_medium_in_the_bowel_is_no_spine() -> None:
    check_ct(body(bowel_hu=500.0))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 7, 40]), st.integers(-1100, 2000))
def test_noise_and_even_volumes_are_not_judged(seed: int, size: int, hu: int) -> None:
    noise = np.random.default_rng(seed).normal(hu, 5.0, (size, size + 3, size + 1))
    check_ct(Volume(noise.astype(np.int16), np.diag([2.0, 3.0, 4.0, 1.0])))


@pytest.mark.parametrize("name", ["example_ct.nii.gz", "example_ct_sm.nii.gz"])
def test_a_real_abdomen_passes_and_mixed_axes_are_caught(golden: Path, name: str) -> None:
    ct = read_nifti(golden / "totalseg_ref" / name)
    check_ct(ct)
    for order in itertools.permutations(range(3)):
        if order[0] != 0:
            refused(turned(ct, order, (1, 1, 1)))
