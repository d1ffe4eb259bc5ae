"""The checks of the final mask, whatever method drew it: maximum, slice, side, overlap, each with its reason."""

import itertools
from functools import lru_cache

import numpy as np
import pytest
from every_method import all_methods, each
from grounding_phantoms import Sphere, affine_of, mention, mention_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import (
    PercentMax,
)
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

ALL = all_methods(2.5, (1.5, 0.1))
EVERY = each(ALL)
SHAPE, SPACING_MM = (36, 30, 40), (3.0, 3.6, 3.3)


@lru_cache
def seen(*spheres):
    return phantom(SHAPE, SPACING_MM, spheres)


def ground(pet, method, *asked, **changes):
    options = GroundSettings(method=method, agreement=False, **changes)
    return ground_mentions(pet, asked, options, SiteProfile())


@EVERY
@pytest.mark.parametrize("gap_mm", [1.0, 6.0])
def test_two_lesions_side_by_side_never_share_a_voxel(method, gap_mm):
    """The thresholds of most methods lie below the valley between them: the contours are parted, or one is refused."""
    one = Sphere((50.0, 50.0, 45.0), 16.0, 8.0)
    two = Sphere((53.0, 52.0, 45.0 + 16.0 + gap_mm), 16.0, 7.0)
    pet = seen(one, two)
    results = ground(pet, method, *(mention_of(pet, Sphere(s.centre_mm, 8.0, 0.0), n) for n, s in ((1, one), (2, two))))
    found = [result for result in results if isinstance(result, Grounded)]
    assert found
    for a, b in itertools.combinations(found, 2):
        assert not a.mask.overlaps(b.mask)
    for result in found:
        assert result.measures.suv_max_measured == pytest.approx(result.mention.suv_max, abs=0.151)
    refused = [result.reason for result in results if isinstance(result, Refusal)]
    assert set(refused) <= {Reason.OVERLAP, Reason.SUV_MISMATCH, Reason.AMBIGUOUS}


def column():
    """A lesion of 60 mm along the patient, hot at its feet end and half as hot at its head end."""
    array = np.full((40, 20, 22), 0.5, dtype=np.float32)
    array[10:30, 8:13, 9:14] = np.linspace(8.0, 4.5, 20)[:, None, None]
    array[10, 10, 11] = 8.4
    return Volume(array, affine_of((3.0, 4.0, 4.4)))


@pytest.mark.parametrize(
    ("fraction", "expected"), [(0.41, None), (0.9, Reason.SLICE_MISMATCH)], ids=["whole", "hot end only"]
)
def test_the_slice_is_held_against_the_contour_that_the_method_drew(fraction, expected):
    (result,) = ground(column(), PercentMax(fraction=fraction), mention(8.4, 40 - 28), slice_tolerance_mm=0.0)
    assert (result.reason if isinstance(result, Refusal) else None) is expected


@pytest.mark.parametrize(("tolerance_mm", "expected"), [(2.9, Reason.SLICE_MISMATCH), (3.0, None)])
def test_the_slice_may_lie_beside_the_contour_by_the_tolerance(tolerance_mm, expected):
    (result,) = ground(column(), PercentMax(), mention(8.4, 40 - 30), slice_tolerance_mm=tolerance_mm)
    assert (result.reason if isinstance(result, Refusal) else None) is expected


@EVERY
@pytest.mark.parametrize("suv_tolerance", [0.0, 0.4])
def test_the_maximum_of_every_mask_is_the_reported_one_within_tolerance_and_rounding(method, suv_tolerance):
    sphere = Sphere((50.0, 50.0, 60.0), 20.0, 8.0)
    pet = seen(sphere)
    right = mention_of(pet, sphere)
    hottest = float(pet.array.max())
    for off in (-0.5, -0.1, 0.0, 0.1, 0.3):
        asked = mention(round(right.suv_max + off, 1), right.axial_slice)
        (result,) = ground(pet, method, asked, suv_tolerance=suv_tolerance)
        if abs(asked.suv_max - hottest) <= suv_tolerance + 0.05:
            assert isinstance(result, Grounded)
        if isinstance(result, Grounded):
            assert abs(result.measures.suv_max_measured - asked.suv_max) <= suv_tolerance + 0.05 + 1e-4
