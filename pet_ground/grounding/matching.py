"""How well a lesion of the PET fits a mention, and which mention gets which lesion."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from pet_ground.config import GroundSettings
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Index
from pet_ground.grounding.side import in_midline_organ
from pet_ground.grounding.slices import SliceNumbering
from pet_ground.reasons import Reason
from pet_ground.records import Laterality, Mention

SCORE_AT_SUV_LIMIT = 0.5
"""Score of a maximum that differs by rounding plus the whole tolerance; 1 within rounding, linear between."""

SLICE_SCALE_MM = 20.0
"""Distance of the maximum from the reported slice at which the score has fallen to 1/e: reports name the slice of the
maximum, and one slice (2 to 5 mm) off must already weigh more than nothing."""

CROSSING_SCORE = 0.4
"""Least score of the slice where the mask crosses it, however far away its maximum is."""

SCORE_AT_SIDE_LIMIT = 0.5
"""Score of a mask that lies over the midline by the whole tolerance; 1 on the named side, linear between."""

NEAR_ORGAN_MM = 10.0
"""Distance from the named organ up to which a lesion lies in it: breathing moves organs by about as much between CT and
PET, and a label map ends where the organ's healthy part does."""

FAR_FROM_ORGAN_MM = 60.0
"""Distance from which it lies elsewhere: more than breathing and a lesion's own size explain."""

SCORE_FAR_FROM_ORGAN = 0.3
"""Score there; linear between. Not 0: label maps miss parts, and reports name organs loosely."""

SADDLE_WEIGHT = 0.3
"""Share of the score that a maximum loses which hardly rises out of something hotter: it may be noise of that."""

NOISE_SADDLE = 0.85
"""Saddle to something hotter, relative to the maximum's height, up to which nothing is lost; linear from there to 1.
Noise of 10 % makes saddles of about 0.9, and a third of all lesions touch something hotter: a clear maximum beside an
organ must not lose against one that happens to have its SUV elsewhere."""

LOWEST_CONTRAST_SCORE = 0.3
"""Least score for contrast; linear up to 1."""

CLEAR_CONTRAST = 1.5
"""Maximum over background from which contrast costs nothing: the noise of an organ reaches 1.2 to 1.35."""

FLOAT_MARGIN = 1e-4
"""Added to SUV tolerances, so that 7.95 is within 0.05 of 7.9 in float32 too."""


@dataclass(frozen=True)
class Target:
    """What a mention asks for, in the terms of the volume.

    Attributes:
        suv: reported SUVmax, g/ml.
        half_unit: half a unit of its last decimal.
        tolerance: of the site, beyond rounding, g/ml.
        first_k, last_k: the reported slice or slices.
        side: the named side.
        in_midline_organ: whether it is the side of an organ in the body's middle, which may lie over the midline.
        classes: ids of the label map's classes in which the lesion can lie; empty where the words do not tell.
    """

    suv: float
    half_unit: float
    tolerance: float
    first_k: int
    last_k: int
    side: Laterality | None
    in_midline_organ: bool = False
    classes: frozenset[int] = frozenset()

    @classmethod
    def of(cls, mention: Mention, numbering: SliceNumbering, settings: GroundSettings) -> Target:
        """Read a mention.

        Raises:
            ItemDropped: it has no SUVmax or no slice, or a number that the PET does not have.
        """
        if mention.suv_max is None:
            raise ItemDropped(Reason.NO_VALUE)
        site = numbering.site
        first_k, last_k = numbering.of_mention(mention)
        decimals = site.suv_decimals if mention.suv_decimals is None else mention.suv_decimals
        half_unit = 0.0 if decimals is None else 0.5 * 10.0**-decimals
        tolerance = max(settings.suv_tolerance, site.suv_tolerance_share * mention.suv_max)
        return cls(
            mention.suv_max, half_unit, tolerance, first_k, last_k, mention.laterality, in_midline_organ(mention)
        )

    @property
    def suv_range(self) -> tuple[float, float]:
        """Lowest and highest maximum that the report can have meant."""
        reach = self.half_unit + self.tolerance + FLOAT_MARGIN
        return self.suv - reach, self.suv + reach

    def gap_mm(self, first_k: int, last_k: int, step_mm: float) -> float:
        """Distance of some slices from the reported ones, 0 where they meet."""
        return max(0, first_k - self.last_k, self.first_k - last_k) * step_mm


def suv_score(target: Target, suv: float) -> float:
    """1 within rounding, ``SCORE_AT_SUV_LIMIT`` at the tolerance's end."""
    beyond = max(0.0, abs(suv - target.suv) - target.half_unit - FLOAT_MARGIN)
    return 1.0 - _share(beyond, target.tolerance) * (1.0 - SCORE_AT_SUV_LIMIT)


def slice_score(gap_mm: float, *, crosses: bool) -> float:
    """1 where the maximum lies in the reported slice; falls with its distance, less where the mask crosses it."""
    near = math.exp(-gap_mm / SLICE_SCALE_MM)
    return max(CROSSING_SCORE, near) if crosses else near


def side_score(wrong_side_mm: float, tolerance_mm: float) -> float:
    """1 on the named side, ``SCORE_AT_SIDE_LIMIT`` at the tolerance's end."""
    return 1.0 - _share(wrong_side_mm, tolerance_mm) * (1.0 - SCORE_AT_SIDE_LIMIT)


def organ_score(distance_mm: float | None) -> float:
    """1 near the named organ or where nothing can be told, ``SCORE_FAR_FROM_ORGAN`` far from it."""
    if distance_mm is None:
        return 1.0
    beyond = max(0.0, distance_mm - NEAR_ORGAN_MM)
    return 1.0 - _share(beyond, FAR_FROM_ORGAN_MM - NEAR_ORGAN_MM) * (1.0 - SCORE_FAR_FROM_ORGAN)


def distinctness_score(peak_suv: float, background_suv: float, saddle_ratio: float) -> float:
    """1 for a clear maximum; less for what may be noise, of something hotter or of its background."""
    contrast = peak_suv / background_suv if background_suv > 0 else math.inf
    faint = min(1.0, max(LOWEST_CONTRAST_SCORE, (contrast - 1.0) / (CLEAR_CONTRAST - 1.0)))
    noisy = max(0.0, saddle_ratio - NOISE_SADDLE) / (1.0 - NOISE_SADDLE)
    return faint * (1.0 - SADDLE_WEIGHT * noisy)


def _share(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole > 0 else float(part > 0)


Scores = Mapping[Index, float]
"""Scores of the lesions that fit one mention, by their maximum."""


def assign(scores: Mapping[int, Scores]) -> dict[int, Index]:
    """Give each mention at most one lesion and each lesion at most one mention, with the largest sum of scores."""
    lesions = sorted({peak for fits in scores.values() for peak in fits})
    rows = sorted(scores)
    table: NDArray[np.float64] = np.zeros((len(rows), len(lesions)))
    for r, row in enumerate(rows):
        for peak, score in scores[row].items():
            table[r, lesions.index(peak)] = score
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return {rows[r]: lesions[c] for r, c in pairs if table[r, c] > 0}


def runner_up(
    row: int, taken: Mapping[int, Index], scores: Mapping[int, Scores], same: frozenset[Index]
) -> float | None:
    """Score of the second best reading of the report for one mention; None where there is no other lesion.

    A lesion that another mention holds is a rival only as far as that mention could do without it: what the other
    loses by moving to this mention's lesion, or to a free one, is taken off. ``same`` are maxima of the own lesion.
    """
    own = taken[row]
    holder = {peak: other for other, peak in taken.items()}
    rivals = []
    for peak, score in scores[row].items():
        if peak == own or peak in same:
            continue
        loss = 0.0
        if peak in holder:
            other = scores[holder[peak]]
            free = [s for p, s in other.items() if p == own or p not in holder]
            loss = other[peak] - max(free, default=0.0)
        rivals.append(max(0.0, score - loss))
    return max(rivals, default=None)
