"""How far a lesion lies from the organ that its sentence names."""

from __future__ import annotations

import numpy as np
import pytest
from grounding_phantoms import Sphere, inside, mention, peak_of, phantom
from scipy.spatial.transform import Rotation

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, NamedOrgans, Refusal, ground_mentions
from pet_ground.grounding.matching import organ_score
from pet_ground.grounding.organs import OrganDistances
from pet_ground.imaging import LocalMask, Volume
from pet_ground.reasons import Reason
from pet_ground.records import Mention

LIVER, KIDNEY, SPLEEN = 5, 2, 1
PET_MM, CT_MM = (4.0, 3.5, 3.0), (2.0, 1.0, 1.2)


def pet_volume() -> Volume:
    affine = np.diag([PET_MM[2], PET_MM[1], PET_MM[0], 1.0])
    affine[:3, 3] = (-60.0, -70.0, -300.0)
    return Volume(np.zeros((40, 42, 44), dtype=np.float32), affine)


def label_map(balls: dict[int, tuple[tuple[float, float, float], float]], turn_deg: float = 0.0) -> Volume:
    """Balls (centre in LPS mm, radius in mm) on a CT's grid that covers z from -300 to -180 mm, perhaps turned."""
    affine = np.eye(4)
    affine[:3, :3] = Rotation.from_euler("z", turn_deg, degrees=True).as_matrix() @ np.diag(
        [CT_MM[2], CT_MM[1], CT_MM[0]]
    )
    affine[:3, 3] = (-75.0, -80.0, -300.0)
    labels = Volume(np.zeros((61, 170, 130), dtype=np.uint8), affine)
    lps = labels.to_lps(np.moveaxis(np.indices(labels.shape_kji), 0, -1))
    for class_id, (centre, radius_mm) in balls.items():
        labels.array[np.linalg.norm(lps - np.array(centre), axis=-1) <= radius_mm] = class_id
    return labels


def mask_at(pet: Volume, centre_lps: tuple[float, float, float], radius_mm: float = 6.0) -> LocalMask:
    lps = pet.to_lps(np.moveaxis(np.indices(pet.shape_kji), 0, -1))
    return LocalMask((0, 0, 0), np.linalg.norm(lps - np.array(centre_lps), axis=-1) <= radius_mm)


@pytest.mark.parametrize("turn_deg", [0.0, 7.0])
@pytest.mark.parametrize(("away_mm", "expected_mm"), [(0, 0), (15, 0), (30, 10), (45, 25)])
def test_the_distance_is_that_of_the_lesions_middle_from_the_organs_border(
    away_mm: float, expected_mm: float, turn_deg: float
) -> None:
    pet = pet_volume()
    distances = OrganDistances(label_map({LIVER: ((-20.0, 0.0, -240.0), 20.0)}, turn_deg))
    found = distances.median_mm(pet, mask_at(pet, (-20.0, away_mm, -240.0)), frozenset({LIVER}))
    assert found == pytest.approx(expected_mm, abs=3.0)


def test_the_nearest_of_several_classes_counts() -> None:
    pet = pet_volume()
    distances = OrganDistances(label_map({LIVER: ((-20.0, -20.0, -240.0), 15.0), SPLEEN: ((30.0, 30.0, -220.0), 12.0)}))
    mask = mask_at(pet, (30.0, 30.0, -220.0))
    assert distances.median_mm(pet, mask, frozenset({LIVER, SPLEEN})) == pytest.approx(0.0, abs=3.0)
    far = distances.median_mm(pet, mask, frozenset({LIVER}))
    assert far == pytest.approx(np.linalg.norm([50.0, 50.0, 20.0]) - 15.0, abs=3.0)


def test_nothing_is_told_without_the_organ_or_outside_the_label_map() -> None:
    pet = pet_volume()
    distances = OrganDistances(label_map({LIVER: ((-20.0, 0.0, -240.0), 20.0)}))
    inside, above = mask_at(pet, (-20.0, 0.0, -240.0)), mask_at(pet, (-20.0, 0.0, -160.0))
    assert distances.median_mm(pet, inside, frozenset({KIDNEY})) is None
    assert distances.median_mm(pet, inside, frozenset()) is None
    assert distances.median_mm(pet, above, frozenset({LIVER})) is None
    assert distances.median_mm(pet, inside, frozenset({LIVER, KIDNEY})) is not None


LEFT_BALL, RIGHT_BALL = Sphere((100.0, 60.0, 50.0), 16.0, 6.0), Sphere((100.0, 60.0, 150.0), 16.0, 6.0)


def two_equal_lesions() -> tuple[Volume, Volume, list[Mention]]:
    """Two equal lesions in one slice, a label map with the one in the liver and the other in the spleen, a mention."""
    shape, spacing_mm = (50, 34, 70), (4.0, 3.5, 3.0)
    pet = phantom(shape, spacing_mm, [LEFT_BALL, RIGHT_BALL])
    labels = pet.like(np.zeros(shape, dtype=np.uint8))
    labels.array[inside(Sphere(LEFT_BALL.centre_mm, 40.0, 0), shape, spacing_mm)] = LIVER
    labels.array[inside(Sphere(RIGHT_BALL.centre_mm, 40.0, 0), shape, spacing_mm)] = SPLEEN
    k, j, i = peak_of(pet, LEFT_BALL)
    return pet, labels, [mention(float(pet.array[k, j, i]), shape[0] - k)]


@pytest.mark.parametrize(("classes", "ball"), [({LIVER}, LEFT_BALL), ({SPLEEN}, RIGHT_BALL)])
def test_of_two_equal_lesions_the_one_in_the_named_organ_is_meant(classes: set[int], ball: Sphere) -> None:
    pet, labels, mentions = two_equal_lesions()
    (found,) = ground_mentions(
        pet, mentions, GroundSettings(), SiteProfile(), organs=NamedOrgans(labels, [frozenset(classes)])
    )
    assert isinstance(found, Grounded)
    assert found.mask.full(pet.shape_kji)[peak_of(pet, ball)]


@pytest.mark.parametrize("classes", [frozenset(), frozenset({KIDNEY}), frozenset({LIVER, SPLEEN})])
def test_without_a_word_that_tells_them_apart_they_stay_ambiguous(classes: frozenset[int]) -> None:
    pet, labels, mentions = two_equal_lesions()
    (found,) = ground_mentions(pet, mentions, GroundSettings(), SiteProfile(), organs=NamedOrgans(labels, [classes]))
    assert isinstance(found, Refusal)
    assert found.reason is Reason.AMBIGUOUS


def test_the_score_falls_with_the_distance_and_says_nothing_where_nothing_is_known() -> None:
    scores = [organ_score(distance_mm) for distance_mm in (None, 0.0, 10.0, 35.0, 60.0, 500.0)]
    assert scores == pytest.approx([1.0, 1.0, 1.0, 0.65, 0.3, 0.3])


SHAPE, STEP_MM, CORNER = (20, 30, 40), (4.0, 3.5, 3.0), (-50.0, -40.0, 100.0)


def block() -> Volume:
    """A block with three different edges on a grid whose corner is no origin."""
    affine = np.diag([*STEP_MM[::-1], 1.0])
    affine[:3, 3] = CORNER
    labels = np.zeros(SHAPE, dtype=np.uint8)
    labels[3:9, 10:24, 4:36] = LIVER
    labels[14:18, 5:9, 20:24] = KIDNEY
    return Volume(labels, affine)


@pytest.mark.parametrize(("axis", "first", "last"), [(0, 4, 35), (1, 10, 23), (2, 3, 8)])
def test_the_edges_of_a_structure_are_those_of_its_voxels(axis: int, first: int, last: int) -> None:
    step_mm = STEP_MM[::-1][axis]
    distances = OrganDistances(block())
    low, middle, high = (
        distances.edge_mm(frozenset({LIVER}), axis, share, CORNER[2] + 20) for share in (0.0, 0.5, 1.0)
    )
    assert low == pytest.approx(CORNER[axis] + first * step_mm)
    assert middle == pytest.approx(CORNER[axis] + (first + last) / 2 * step_mm)
    assert high == pytest.approx(CORNER[axis] + last * step_mm)


def test_across_the_body_only_what_lies_at_the_height_counts() -> None:
    distances = OrganDistances(block())
    both = frozenset({LIVER, KIDNEY})
    at_kidney_mm, far_mm = CORNER[2] + 17 * STEP_MM[0] + 18, CORNER[2] + 500
    assert distances.edge_mm(both, 0, 0.0, at_kidney_mm) == pytest.approx(CORNER[0] + 20 * STEP_MM[2])
    assert distances.edge_mm(both, 0, 0.0, far_mm) == pytest.approx(CORNER[0] + 4 * STEP_MM[2]), "none there: all count"


def test_a_structure_that_is_not_there_has_no_edge() -> None:
    assert OrganDistances(block()).edge_mm(frozenset({SPLEEN}), 0, 0.5, 0.0) is None


def test_the_depth_is_that_of_the_middle_voxel_from_the_border() -> None:
    labels = block()
    distances = OrganDistances(labels)
    middle = LocalMask((5, 16, 19), np.ones((1, 1, 1), np.bool_))
    assert distances.depth_mm(labels, middle, frozenset({LIVER}), 0.8) == pytest.approx(3 * STEP_MM[0])
    assert distances.depth_mm(labels, middle, frozenset({KIDNEY}), 0.8) == 0.0
    across = LocalMask((5, 16, 34), np.ones((1, 1, 4), np.bool_))
    assert distances.depth_mm(labels, across, frozenset({LIVER}), 0.8) == 0.0, "half of it lies outside"
