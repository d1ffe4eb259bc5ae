"""The side check against whole bodies: arms, turned and shifted patients, any orientation, organs of the middle."""

import itertools

import numpy as np
import pytest
from grounding_phantoms import Sphere, affine_of, mention, mention_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.grounding.side import in_midline_organ, left_of_midline_mm, wrong_side_mm
from pet_ground.imaging import LocalMask, Volume
from pet_ground.imaging.volume import canonical, native
from pet_ground.reasons import Reason
from pet_ground.records import Laterality

SHAPE, SPACING_MM = (12, 60, 100), (4.0, 5.0, 5.0)
AXES = [np.arange(n) * step for n, step in zip(SHAPE, SPACING_MM, strict=True)]
HALF_MM = (150.0, 95.0)
"""Half axes of the trunk, to the side and to the front."""


def body(middle_mm=(145.0, 250.0), turn_deg=0.0, arms=(), noise=0):
    """A trunk of SUV 0.8 with arms at angles of the circle about it, seen through the scanner, in air of 0.02."""
    angle = np.deg2rad(turn_deg)
    j, i = np.meshgrid(AXES[1] - middle_mm[0], AXES[2] - middle_mm[1], indexing="ij")
    across, front = np.cos(angle) * i + np.sin(angle) * j, -np.sin(angle) * i + np.cos(angle) * j
    plane = np.where((across / HALF_MM[0]) ** 2 + (front / HALF_MM[1]) ** 2 <= 1, 0.8, 0.02)
    for side in arms:
        plane[(across - side * 195.0) ** 2 + (front - 20.0) ** 2 <= 35.0**2] = 0.9
    array = np.repeat(gaussian_filter(plane, 0.6)[None], SHAPE[0], axis=0)
    array = array * np.random.default_rng(noise).normal(1.0, 0.1, SHAPE)
    return Volume(array.astype(np.float32), affine_of(SPACING_MM))


def at(left_mm, middle_mm=(145.0, 250.0), front_mm=0.0, turn_deg=0.0):
    """A mask of a voxel, so far to the left of the body's middle and in front of it."""
    angle = np.deg2rad(turn_deg)
    j = middle_mm[0] + np.sin(angle) * left_mm + np.cos(angle) * front_mm
    i = middle_mm[1] + np.cos(angle) * left_mm - np.sin(angle) * front_mm
    place = (SHAPE[0] // 2, round(j / SPACING_MM[1]), round(i / SPACING_MM[2]))
    return LocalMask(place, np.ones((1, 1, 1), dtype=bool))


@pytest.mark.parametrize("arms", [(), (-1, 1), (1,), (-1,)], ids=["none", "both", "left", "right"])
@settings(max_examples=6, deadline=None)
@given(left_mm=st.floats(-130.0, 130.0), shift_mm=st.floats(-40.0, 40.0), seed=st.integers(0, 9))
def test_arms_and_an_off_centre_table_do_not_move_the_midline(arms, left_mm, shift_mm, seed):
    middle_mm = (145.0, 250.0 + shift_mm)
    found = left_of_midline_mm(body(middle_mm, arms=arms, noise=seed), at(left_mm, middle_mm))
    assert found == pytest.approx(left_mm, abs=2 * SPACING_MM[2])


@pytest.mark.parametrize("turn_deg", [-15.0, -8.0, 8.0, 15.0])
@pytest.mark.parametrize("arms", [(), (-1, 1), (1,)], ids=["none", "both", "left"])
def test_in_a_turned_patient_the_side_is_right_within_the_tolerance(turn_deg, arms):
    tolerance_mm = GroundSettings().laterality_tolerance_mm
    pet = body(turn_deg=turn_deg, arms=arms)
    for left_mm, front_mm in itertools.product((-100.0, -50.0, -20.0, 20.0, 50.0, 100.0), (-60.0, 0.0, 60.0)):
        own = Laterality.LEFT if left_mm > 0 else Laterality.RIGHT
        found = left_of_midline_mm(pet, at(left_mm, front_mm=front_mm, turn_deg=turn_deg))
        assert wrong_side_mm(own, found) <= tolerance_mm


LESION = Sphere((24.0, 145.0, 330.0), 24.0, 6.0)


@pytest.fixture(scope="module")
def lesion_on_the_left():
    pet = body(arms=(1,))
    k, j, i = (axis - c for axis, c in zip(np.meshgrid(*AXES, indexing="ij"), LESION.centre_mm, strict=True))
    return pet.like(pet.array + 5.0 * np.exp(-(k**2 + j**2 + i**2) / (2 * 8.0**2)).astype(np.float32))


def reason_of(pet, asked, **changes):
    (result,) = ground_mentions(pet, [asked], GroundSettings(agreement=False, **changes), SiteProfile())
    return result.reason if isinstance(result, Refusal) else None


@pytest.mark.parametrize(
    ("side", "expected"), [("left", None), ("right", Reason.LATERALITY), ("bilateral", None), (None, None)]
)
def test_a_lesion_80_mm_from_the_middle_is_on_its_side_and_bilateral_is_exempt(lesion_on_the_left, side, expected):
    assert reason_of(lesion_on_the_left, mention_of(lesion_on_the_left, LESION, side=side)) is expected


@pytest.mark.parametrize("axcodes", ["RAS", "LPS", "LAI", "SRP", "PIR", "ASL", "IRA"])
def test_left_is_the_patients_left_however_the_file_is_turned(lesion_on_the_left, axcodes):
    """The same volume in other orders of axes with their affine, as files of other programs have it."""
    turned = Volume(lesion_on_the_left.array, lesion_on_the_left.affine_lps, tuple(axcodes))
    read = canonical(*native(turned))
    asked = mention_of(lesion_on_the_left, LESION)
    assert reason_of(read, mention(asked.suv_max, asked.axial_slice, side="left")) is None
    assert reason_of(read, mention(asked.suv_max, asked.axial_slice, side="right")) is Reason.LATERALITY


def test_a_volume_flipped_without_its_affine_has_its_sides_swapped(lesion_on_the_left):
    flipped = lesion_on_the_left.like(np.ascontiguousarray(lesion_on_the_left.array[:, :, ::-1]))
    asked = mention_of(lesion_on_the_left, LESION)
    assert reason_of(flipped, mention(asked.suv_max, asked.axial_slice, side="left")) is Reason.LATERALITY


def test_a_side_without_a_body_is_flagged_as_not_checked():
    array = np.zeros((20, 22, 24), dtype=np.float32)
    array[10, 11, 12] = 5.0
    pet = Volume(array, affine_of((4.0, 4.0, 4.0)))
    (result,) = ground_mentions(pet, [mention(5.0, 10, side="left")], GroundSettings(agreement=False), SiteProfile())
    assert isinstance(result, Grounded)
    assert "side_unchecked" in result.flags


def said(sentence, side):
    """A mention whose sentence names a side at ``side``, with the evidence for it."""
    start = sentence.index(side)
    one = mention(5.0, 90)
    quote = {"field": "laterality", "start": start, "end": start + len(side), "quote": side}
    fields = one.model_dump() | {"sentence": sentence, "evidence": (quote,), "status": "dropped", "reason": "no_value"}
    return type(one).model_validate(fields | {"end": len(sentence), "laterality": side.lower()})


@pytest.mark.parametrize(
    ("sentence", "side", "exempt"),
    [
        ("Focus in the left lobe of the prostate with SUVmax 5.0 on slice 90.", "left", True),
        ("Prostate gland with a focus at the RIGHT apex, SUVmax 5.0, slice 90.", "RIGHT", True),
        ("LEFT HEPATIC LOBE lesion with SUVmax 5.0 on slice 90.", "LEFT", True),
        ("Left bladder wall thickening with SUVmax 5.0 on slice 90.", "Left", True),
        ("Left aspect of the L3 vertebral body with SUVmax 5.0 on slice 90.", "Left", True),
        ("Left external iliac node, SUVmax 5.0, slice 90, beside the bladder.", "Left", False),
        ("Left axillary node with SUVmax 5.0 on slice 90.", "Left", False),
        ("Right kidney and left lobe of the liver, SUVmax 5.0, slice 90.", "Right", False),
        ("Left breast lesion with SUVmax 5.0 on slice 90.", "Left", False),
        ("Focus on the left with SUVmax 5.0 on slice 90.", "left", False),
    ],
)
def test_left_and_right_parts_of_organs_in_the_middle_are_known(sentence, side, exempt):
    """The left lobe of the liver reaches over the body's midline; of a paired organ the side is the body's."""
    assert in_midline_organ(said(sentence, side)) is exempt


def test_without_a_named_side_there_is_nothing_to_exempt():
    assert not in_midline_organ(mention(5.0, 90))
    assert not in_midline_organ(mention(5.0, 90, side="bilateral"))
