"""The last word on a lesion: its side after another method drew it, its organ's own sides, values that are none."""

import numpy as np
import pytest
from every_method import all_methods, each
from grounding_phantoms import FWHM_MM, Sphere, affine_of, mention, mention_of, peak_of, phantom
from scipy.ndimage import gaussian_filter

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import AvgItm, Fixed
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason
from pet_ground.units import FWHM_PER_SIGMA

ALL = all_methods(2.5, (1.5, 0.1))
EVERY = each(ALL)


def reason_of(pet, asked, method, **changes):
    options = GroundSettings(method=method, agreement=False, **changes)
    (result,) = ground_mentions(pet, [asked], options, SiteProfile())
    return result.reason if isinstance(result, Refusal) else None


@pytest.mark.parametrize(("method", "expected"), [(AvgItm(), None), (Fixed(suv=2.5), Reason.LATERALITY)])
def test_the_side_is_held_against_the_contour_that_the_method_drew(method, expected):
    """A low threshold takes a colder organ on the other side of the body with the lesion."""
    array = np.full((20, 40, 90), 0.02, dtype=np.float32)
    array[:, 8:34, 8:82] = 0.6
    array[8:13, 15:25, 15:51] = 3.2
    lesion = Sphere((40.0, 80.0, 44.5 * 4 + 35.0), 22.0, 9.0)
    seen = phantom(array.shape, (4.0, 4.0, 4.0), [lesion], background_suv=0.0)
    pet = seen.like(np.maximum(array, seen.array))
    assert reason_of(pet, mention_of(pet, lesion, side="left"), method) is expected


def in_the_liver(side, words):
    """A lesion 40 mm to the right of the body's middle, with a sentence on it."""
    array = np.full((20, 40, 90), 0.02, dtype=np.float32)
    array[:, 8:34, 8:82] = 0.6
    lesion = Sphere((40.0, 80.0, 44.5 * 4 - 40.0), 22.0, 9.0)
    seen = phantom(array.shape, (4.0, 4.0, 4.0), [lesion], background_suv=0.0)
    pet = seen.like(np.maximum(array, seen.array))
    one = mention_of(pet, lesion, side=side)
    fields = one.model_dump()
    told = words + " " + one.sentence
    shift = len(words) + 1
    moved = [item | {"start": item["start"] + shift, "end": item["end"] + shift} for item in fields["evidence"]]
    return pet, type(one).model_validate(fields | {"sentence": told, "end": len(told), "evidence": moved})


@pytest.mark.parametrize(
    ("side", "words", "expected"),
    [
        ("left", "Left hepatic lobe, segment 4.", None),
        ("left", "Left axillary node.", Reason.LATERALITY),
        ("right", "Right hepatic lobe.", None),
        ("left", "", Reason.LATERALITY),
    ],
)
def test_the_left_part_of_an_organ_in_the_middle_may_lie_on_the_right(side, words, expected):
    pet, asked = in_the_liver(side, words)
    assert reason_of(pet, asked, AvgItm()) is expected


@EVERY
def test_a_spike_in_values_below_zero_is_refused_and_no_crash(method):
    array = np.full((16, 17, 18), -1.0, dtype=np.float32)
    array[9, 8, 7] = 5.0
    pet = Volume(array, affine_of((3.0, 3.6, 3.3)))
    assert reason_of(pet, mention(5.0, 16 - 9), method) is Reason.NO_CONTOUR


@EVERY
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_voxels_without_a_value_beside_a_lesion_are_no_crash(method, value):
    lesion = Sphere((30.0, 40.0, 38.0), 16.0, 8.0)
    pet = phantom((20, 22, 24), (3.0, 3.6, 3.3), [lesion], 0.6)
    asked = mention_of(pet, lesion)
    pet.array[14, 11, 12] = value
    pet.array[0, 0, 0] = value
    (result,) = ground_mentions(pet, [asked], GroundSettings(method=method), SiteProfile())
    if isinstance(result, Grounded):
        assert np.isfinite(result.measures.suv_peak)


@pytest.mark.parametrize("off", [-0.9, -0.7, -0.5, -0.3])
@pytest.mark.parametrize("suv_tolerance", [0.0, 0.1])
def test_a_lesion_with_another_suvmax_is_not_taken_for_a_shoulder_of_itself(off, suv_tolerance):
    sphere = Sphere((50.0, 50.0, 60.0), 20.0, 8.0)
    pet = phantom((36, 30, 40), (3.0, 3.6, 3.3), [sphere])
    right = mention_of(pet, sphere)
    asked = mention(round(right.suv_max + off, 1), right.axial_slice)
    refused = {Reason.NO_CANDIDATE, Reason.SUV_MISMATCH}
    assert reason_of(pet, asked, AvgItm(), suv_tolerance=suv_tolerance) in refused


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("too_low", [0.3, 0.8])
def test_no_piece_of_a_lesion_is_taken_where_its_suvmax_is_reported_too_low(seed: int, too_low: float) -> None:
    ball = Sphere((60.0, 60.0, 60.0), 28.0, 8.0)
    clean = phantom((38, 34, 34), (3.27, 3.65, 3.65), [ball])
    sigma = [FWHM_MM / FWHM_PER_SIGMA / step for step in clean.spacing_mm]
    grain = gaussian_filter(np.random.default_rng(seed).normal(size=clean.shape_kji), sigma)
    noise = 0.1 * grain / grain.std() * np.sqrt(clean.array)
    pet = clean.like((clean.array + noise).astype(np.float32))
    peak = peak_of(pet, ball)
    told = round(float(pet.array[peak]) - too_low, 1)
    (found,) = ground_mentions(pet, [mention(told, pet.shape_kji[0] - peak[0])], GroundSettings(), SiteProfile())
    assert isinstance(found, Refusal)


@pytest.mark.parametrize(("slices_off", "flagged"), [(0, False), (2, False), (4, True)])
def test_a_mask_whose_maximum_lies_far_from_the_reported_slice_is_flagged(slices_off: int, flagged: bool) -> None:
    ball = Sphere((60.0, 60.0, 60.0), 40.0, 8.0)
    pet = phantom((38, 34, 34), (3.27, 3.65, 3.65), [ball])
    k, j, i = peak_of(pet, ball)
    told = mention(round(float(pet.array[k, j, i]), 1), pet.shape_kji[0] - k + slices_off)
    (found,) = ground_mentions(pet, [told], GroundSettings(), SiteProfile())
    assert isinstance(found, Grounded)
    assert ("far_from_slice" in found.flags) == flagged
