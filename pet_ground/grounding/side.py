"""On which side of the body a mask lies, and where a named side is not the body's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pet_ground.imaging import LocalMask, Volume
from pet_ground.lexicon import Phrase, find_phrases
from pet_ground.records import Laterality, Mention

BODY_SUV = 0.2
"""Voxels above belong to the body, g/ml: air is below 0.05, lung about 0.5, fat 0.3."""

NEIGHBOURHOOD_MM = 10.0
"""Slices within this distance of the mask's centre show where the body's middle is."""

SAME_OVERLAP = 1e-6
"""Relative difference up to which two overlaps are one: more than the rounding of the transform."""

FEWEST_BODY_VOXELS = 100
"""With fewer, the body's middle is not known."""

MIDLINE_ORGANS = frozenset(
    {
        "anus", "bile duct", "esophagus", "heart", "hypopharynx", "larynx", "liver", "nasopharynx", "oral cavity",
        "oropharynx", "pancreas", "penis", "pharynx", "prostate", "rectum", "sacrum", "seminal vesicle", "sternum",
        "stomach", "thymus", "tongue", "trachea", "urethra", "urinary bladder", "uterus", "vagina",
        "vertebra",
    }
)  # fmt: skip
"""Unpaired organs that lie on or across the midline, by the names of the lexicon: their left and right are parts of the
organ. Segment 4 of the liver's left lobe lies to the right of the body's midline; a full bladder pushes the prostate
and the uterus aside."""


def left_of_midline_mm(pet: Volume, mask: LocalMask) -> float | None:
    """How far to the patient's left of the body's midline the centre of a mask lies, negative to the right.

    The midline is where the body in the slices around the mask is most like its own mirror image: an arm that hangs
    on one side only moves the body's centre, but not this. None where no body is seen.
    """
    centre = mask.indices().mean(axis=0)
    reach = int(NEIGHBOURHOOD_MM / pet.spacing_mm[0])
    k = round(float(centre[0]))
    slab = pet.array[max(0, k - reach) : k + reach + 1] > BODY_SUV
    if int(np.count_nonzero(slab)) < FEWEST_BODY_VOXELS:
        return None
    middle_i = _mirror_line(slab.mean(axis=0))
    return float((centre[2] - middle_i) * pet.spacing_mm[2])


def _mirror_line(body: NDArray[np.float64]) -> float:
    """The column (in halves) about which an image [j, i] overlaps its mirror image most.

    The overlap for all columns at once is each row's convolution with itself.
    """
    length = 2 * body.shape[1]
    spectrum = np.fft.rfft(body, length, axis=1)
    overlap = np.fft.irfft((spectrum**2).sum(axis=0), length)
    best = np.flatnonzero(overlap >= (1.0 - SAME_OVERLAP) * overlap.max())
    return float(best.mean()) / 2.0


def wrong_side_mm(side: Laterality | None, left_mm: float | None) -> float:
    """How far over the midline a mask lies for the side that is named; 0 on that side or where nothing is known."""
    if left_mm is None or side not in (Laterality.LEFT, Laterality.RIGHT):
        return 0.0
    return max(0.0, -left_mm if side is Laterality.LEFT else left_mm)


def in_midline_organ(mention: Mention) -> bool:
    """Whether the side that a mention names is that of an organ in the body's middle, which may lie over the midline.

    The words on the organ that hold the side decide (``left lobe of the prostate``); where they name no organ, all
    organs and places of the sentence must be such.
    """
    if mention.laterality not in (Laterality.LEFT, Laterality.RIGHT):
        return False
    places = [phrase for phrase in find_phrases(mention.sentence) if phrase.is_place]
    spans = [(one.start, one.end) for one in mention.evidence if one.field == "laterality"]
    own = [phrase for phrase in places if any(_holds(phrase, start, end) for start, end in spans)]
    return bool(places) and all(phrase.organ in MIDLINE_ORGANS for phrase in own or places)


def _holds(phrase: Phrase, start: int, end: int) -> bool:
    return phrase.start <= start and end <= phrase.end
