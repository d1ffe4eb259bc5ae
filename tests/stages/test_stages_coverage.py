"""Whether a CT covers its PET: the slices, and the body in them."""

from __future__ import annotations

import numpy as np
import pytest

from pet_ground.imaging import Volume
from pet_ground.stages.convert import _covers_part

Point = tuple[float, float, float]


def pet() -> Volume:
    """A body of 96 x 128 mm, 100 mm long, in a field of view of 120 x 192 mm."""
    array = np.zeros((20, 48, 40), np.float32)
    array[:, 8:40, 4:36] = 1.0
    affine = np.diag([3.0, 4.0, 5.0, 1.0])
    affine[:3, 3] = (-60.0, -96.0, -900.0)
    return Volume(array, affine)


def ct(low_lps: Point, high_lps: Point) -> Volume:
    affine = np.diag([2.0, 2.0, 2.0, 1.0])
    affine[:3, 3] = low_lps
    i, j, k = np.ceil(np.subtract(high_lps, low_lps) / 2.0).astype(int)
    return Volume(np.zeros((k, j, i), np.int16), affine)


@pytest.mark.parametrize(
    ("low", "high", "flagged"),
    [
        ((-70, -100, -905), (70, 100, -795), False),  # all of it
        ((-52, -68, -905), (52, 68, -795), False),  # the body, not the air beside it
        ((-70, -100, -905), (70, 100, -850), True),  # half of the slices
        ((-52, -68, -905), (0, 68, -795), True),  # half of the body in every slice
        ((-52, -68, -905), (52, 0, -795), True),
    ],
)
def test_a_ct_that_leaves_out_a_tenth_of_the_slices_or_of_the_body_covers_part(
    low: Point, high: Point, *, flagged: bool
) -> None:
    assert _covers_part(pet(), ct(low, high)) is flagged
