"""Which maxima hang together with one that was followed in vain."""

import numpy as np
from grounding_phantoms import affine_of

from pet_ground.grounding.uptakes import Uptakes
from pet_ground.imaging import Volume

SHAPE = (12, 14, 16)
FAILED, SAME, OTHER, CLEAR = (3, 4, 5), (8, 4, 9), (3, 11, 5), (8, 9, 9)


def uptakes():
    """An organ of SUV 2 with two maxima of 2.3, a lesion of 2.3 elsewhere, and one of 3 on the organ."""
    array = np.full(SHAPE, 0.5, dtype=np.float32)
    array[2:10, 3:10, 4:12] = 2.0
    array[FAILED] = array[SAME] = array[OTHER] = 2.3
    array[CLEAR] = 3.0
    return Uptakes(Volume(array, affine_of((3.0, 4.0, 5.0))))


def test_nothing_is_held_before_something_failed():
    assert not uptakes().hold(FAILED)


def test_maxima_of_one_uptake_fail_together_and_others_do_not():
    organ = uptakes()
    organ.add(FAILED)
    assert organ.hold(FAILED)
    assert organ.hold(SAME)
    assert not organ.hold(OTHER)


def test_a_lesion_that_stands_out_does_not_hold_the_organ_under_it():
    organ = uptakes()
    organ.add(CLEAR)
    organ.add(OTHER)
    assert organ.hold(CLEAR)
    assert organ.hold(OTHER)
    assert not organ.hold(SAME)
