"""On which side a mask lies."""

import numpy as np
import pytest
from grounding_phantoms import affine_of

from pet_ground.grounding.side import left_of_midline_mm, wrong_side_mm
from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import Laterality


def body():
    array = np.zeros((12, 20, 40), dtype=np.float32)
    array[:, 4:16, 10:36] = 0.8  # not in the middle of the volume: its own middle is i = 22.5
    return Volume(array, affine_of((3.0, 4.0, 5.0)))


def test_the_midline_is_the_bodys_not_the_volumes():
    mask = LocalMask((5, 8, 25), np.ones((2, 3, 2), dtype=bool))
    assert left_of_midline_mm(body(), mask) == pytest.approx((25.5 - 22.5) * 5.0)


def test_flipping_the_patient_swaps_the_sides():
    pet = body()
    flipped = pet.like(np.ascontiguousarray(pet.array[:, :, ::-1]))
    one = LocalMask((5, 8, 30), np.ones((1, 1, 1), dtype=bool))
    two = LocalMask((5, 8, 39 - 30), np.ones((1, 1, 1), dtype=bool))
    assert left_of_midline_mm(flipped, two) == pytest.approx(-left_of_midline_mm(pet, one))


def test_without_a_body_there_is_no_midline():
    empty = Volume(np.zeros((12, 20, 40), dtype=np.float32), affine_of((3.0, 4.0, 5.0)))
    assert left_of_midline_mm(empty, LocalMask((5, 8, 25), np.ones((1, 1, 1), dtype=bool))) is None


@pytest.mark.parametrize(
    ("side", "left_mm", "wrong_mm"),
    [
        (Laterality.LEFT, 12.0, 0.0),
        (Laterality.LEFT, -12.0, 12.0),
        (Laterality.RIGHT, 12.0, 12.0),
        (Laterality.RIGHT, -12.0, 0.0),
        (Laterality.BILATERAL, 12.0, 0.0),
        (None, 12.0, 0.0),
        (Laterality.LEFT, None, 0.0),
    ],
)
def test_only_a_named_side_and_a_known_midline_can_be_wrong(side, left_mm, wrong_mm):
    assert wrong_side_mm(side, left_mm) == wrong_mm


def test_one_arm_beside_the_body_does_not_move_its_midline():
    pet = body()
    pet.array[:, 8:12, 37:40] = 0.8
    mask = LocalMask((5, 8, 25), np.ones((2, 3, 2), dtype=bool))
    assert left_of_midline_mm(pet, mask) == pytest.approx((25.5 - 22.5) * 5.0)
