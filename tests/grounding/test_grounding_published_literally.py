"""The published rules once more, written down literally and slowly, against the quick ones: voxel by voxel."""

from itertools import product

import numpy as np
from grounding_phantoms import affine_of, mention
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import Huemann2025
from pet_ground.grounding import Grounded, ground_mentions
from pet_ground.imaging import Volume

PUBLISHED = GroundSettings(search="huemann2025", method=Huemann2025(), agreement=False)
SHAPE, SPACING_MM = (9, 8, 29), (4.0, 5.0, 3.0)
VOXEL_ML = 0.060
FACES = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
EIGHTEEN = [step for step in product((-1, 0, 1), repeat=3) if 1 <= sum(map(abs, step)) <= 2]


def near(voxel, steps):
    """The neighbours of a voxel that the volume has."""
    for step in steps:
        other = tuple(a + b for a, b in zip(voxel, step, strict=True))
        if all(0 <= n < size for n, size in zip(other, SHAPE, strict=True)):
            yield other


def regions_above(suv, threshold):
    """Six-connected sets of voxels above a threshold."""
    left, regions = {voxel for voxel, value in suv.items() if value > threshold}, []
    while left:
        front = [left.pop()]
        region = set(front)
        while front:
            grown = {other for voxel in front for other in near(voxel, FACES)} & left
            left -= grown
            region |= grown
            front = list(grown)
        regions.append(region)
    return regions


def shell(mask):
    return {other for voxel in mask for other in near(voxel, FACES)} - mask


def mean_around(suv, mask):
    """The mean of the outer boundary of the mask dilated by three voxels."""
    dilated = set(mask)
    for _ in range(3):
        dilated |= shell(dilated)
    border = shell(dilated)
    return sum(suv[voxel] for voxel in border) / len(border) if border else 0.0


def literal_mask(suv, region, reported):
    """Rule 4, from the region's maximum; None where T/S ends above 0.9."""
    seed = max(sorted(region), key=suv.__getitem__)
    mask = {seed, *near(seed, EIGHTEEN)}
    before = 0.617 * mean_around(suv, mask) + 0.316 * reported
    while True:
        ratio = 0.078 / (len(mask) * VOXEL_ML) + 0.617 * mean_around(suv, mask) / reported + 0.316
        threshold = ratio * reported
        mask |= {voxel for voxel in shell(mask) if suv[voxel] > threshold}
        if abs(threshold - before) <= 0.01 * before:
            return mask if ratio <= 0.9 else None
        before = threshold


def literal(suv, reported, axial_slice, side):
    """Rules 3 to 5: the mask, or the name of what refuses it."""
    if reported < 2.5:
        return "no_candidate"
    hot = [
        region
        for region in regions_above(suv, 0.617 + 0.316 * reported)
        if abs(max(suv[voxel] for voxel in region) - reported) <= 0.1
    ]
    if not hot:
        return "no_candidate"
    crossing = [region for region in hot if any(SHAPE[0] - k == axial_slice for k, _, _ in region)]
    if not crossing:
        return "slice_mismatch"
    if len(crossing) > 1:
        return "ambiguous"
    mask = literal_mask(suv, crossing[0], reported)
    if mask is None:
        return "no_contour"
    left = sum(i for _, _, i in mask) / len(mask) - (SHAPE[2] - 1) / 2
    if (side == "left" and left < -10) or (side == "right" and left > 10):
        return "laterality"
    if abs(max(suv[voxel] for voxel in mask) - reported) > 0.2:
        return "suv_mismatch"
    return mask


def random_phantom(seed, lesions, twin):
    """Lesions of some voxels in a noisy background, the first as hot as the second where they are twins."""
    random = np.random.default_rng(seed)
    array = random.uniform(0.3, 1.2, SHAPE)
    places = []
    for _ in range(lesions):
        place = np.array([random.integers(1, size - 1) for size in SHAPE])
        half = random.uniform(4.0, 11.0)
        grid = np.meshgrid(
            *((np.arange(n) - c) * s for n, c, s in zip(SHAPE, place, SPACING_MM, strict=True)), indexing="ij"
        )
        array[sum(axis**2 for axis in grid) <= half**2] += random.uniform(3.0, 20.0)
        places.append(tuple(place))
    array = gaussian_filter(array, 0.6)
    if twin:
        array[places[0]] = array[places[-1]] = array.max() + 0.3
    return Volume(array.astype(np.float32), affine_of(SPACING_MM)), places


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32 - 1),
    lesions=st.integers(1, 3),
    twin=st.booleans(),
    off=st.sampled_from([0.0, 0.0, 0.04, -0.06, 0.13, -0.5]),
    slices_off=st.sampled_from([0, 0, 0, 1, 3]),
    side=st.sampled_from([None, "left", "right", "bilateral"]),
)
def test_the_quick_rules_give_what_the_rules_say_word_for_word(seed, lesions, twin, off, slices_off, side):
    pet, places = random_phantom(seed, lesions, twin)
    suv = {voxel: float(pet.array[voxel]) for voxel in product(*map(range, SHAPE))}
    asked = mention(
        round(max(0.1, suv[places[0]] + off), 3),
        min(SHAPE[0], SHAPE[0] - int(places[0][0]) + slices_off),
        side=side,
        decimals=3,
    )
    (result,) = ground_mentions(pet, [asked], PUBLISHED, SiteProfile())
    expected = literal(suv, asked.suv_max, asked.axial_slice, side)
    if isinstance(result, Grounded):
        assert {tuple(index) for index in result.mask.indices().tolist()} == expected
    else:
        assert result.reason.value == expected
