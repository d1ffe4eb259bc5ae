"""The lesions of a PET that fit a mention."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Box, Grid, Index
from pet_ground.grounding.candidates import HotVoxels
from pet_ground.grounding.catchment import climb, first_background
from pet_ground.grounding.delineate import BOX_MARGINS_MM, Contour
from pet_ground.grounding.finding import Finding, check_side, check_slice
from pet_ground.grounding.matching import (
    Target,
    distinctness_score,
    organ_score,
    side_score,
    slice_score,
    suv_score,
)
from pet_ground.grounding.melted import bulging, parted
from pet_ground.grounding.organs import OrganDistances
from pet_ground.grounding.own_side import lesion_contour
from pet_ground.grounding.shoulder import shoulders
from pet_ground.grounding.side import left_of_midline_mm
from pet_ground.grounding.uptakes import Uptakes
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

SEARCH_MM = 150.0
"""How far from the reported slice a maximum can lie: half the longest lesion."""

PATH_MARGIN_MM = 80.0
"""How far aside a lesion's way from its maximum to the reported slice can lead."""

PATH_FRACTION = 0.25
"""Part of the maximum that the way must not fall below: no contour has a lower threshold."""

RUNNER_UP_WINDOW = 0.3
"""Search stops at maxima whose score must be lower than the best by more: they are neither match nor rival."""

MOST_MAXIMA = 40
"""Maxima of the reported SUV that are looked at, nearest to the slice and value first: more are noise of an organ, and
what is meant cannot be told among them."""

LEAST_FIT = 0.4
"""Least product of the scores for SUV and slice of a maximum beyond rounding and the slice tolerance. One of the two
numbers may be inexact; where both are, a ureter or a loop of bowel is as likely (a fifth of what was taken for wrong
numbers)."""

SMALLEST_SUV = 0.01
"""Nothing below has a contour, g/ml."""

PROGRESS = (Reason.NO_CANDIDATE, Reason.SUV_MISMATCH, Reason.SLICE_MISMATCH, Reason.LEAK, Reason.LATERALITY)
"""Where nothing fits, the reason of the maximum that came furthest in this order is given."""


class LesionSearch:
    """One PET and the mentions of its report: maxima, contours and sides are computed once for all of them."""

    def __init__(
        self,
        pet: Volume,
        targets: Sequence[Target],
        settings: GroundSettings,
        site: SiteProfile,
        organs: OrganDistances | None = None,
    ) -> None:
        self.pet = pet
        self.settings = settings
        self.organs = organs
        self.fwhm_mm = site.psf_fwhm_mm
        self.grid = Grid.of(pet)
        lowest = min((target.suv_range[0] for target in targets), default=math.inf)
        self.hot = HotVoxels.above(pet, max(lowest, SMALLEST_SUV))
        self._contours: dict[Index, Contour | ItemDropped] = {}
        self._leaks = Uptakes(pet)

    def fitting(self, target: Target) -> Mapping[Index, Finding]:
        """The lesions that fit a mention, by their maximum; at least one.

        Raises:
            ItemDropped: none fits; the reason is that of the maximum that came furthest.
        """
        every = self._seeds(target)
        seeds = every[:MOST_MAXIMA]
        findings, failure = self._among(target, seeds)
        findings = findings or self.melted(target)
        if findings:
            return findings
        if len(every) > len(seeds):
            raise ItemDropped(failure.reason, f"{failure.detail}; {len(seeds)} of {len(every)} maxima looked at")
        raise failure

    def _among(self, target: Target, seeds: Sequence[tuple[Index, float]]) -> tuple[dict[Index, Finding], ItemDropped]:
        """The lesions that fit among maxima, best first, and why the one that came furthest of the others does not."""
        low, high = target.suv_range
        failure = ItemDropped(Reason.NO_CANDIDATE, f"no maximum from {low:.2f} to {high:.2f}")
        findings: dict[Index, Finding] = {}
        given_up = Uptakes(self.pet)
        best = 0.0
        for seed, bound in seeds:
            if bound < best - max(RUNNER_UP_WINDOW, self.settings.ambiguity_margin):
                break
            is_off = target.gap_mm(seed[0], seed[0], self.grid.spacing_mm[0]) > self.settings.slice_tolerance_mm
            if is_off and given_up.hold(seed):
                continue  # only a large lesion reaches the slice from here, and that holds what failed
            try:
                finding = self._judge(target, seed)
            except ItemDropped as exc:
                failure = max(failure, exc, key=lambda item: PROGRESS.index(item.reason))
                given_up.add(seed)
                continue
            findings.setdefault(finding.contour.peak_kji, finding)
            best = max(best, finding.score)
        return findings, failure

    def melted(self, target: Target) -> dict[Index, Finding]:
        """Lesions that are one with something hotter until the image is sharpened, by their maximum; none is no fault.

        Maxima in the reported slice come before shoulders, which are drawn less well. To be asked for where no lesion
        that stands alone fits.
        """
        seeds = [seed for seed, _ in self._seeds(target) if target.gap_mm(seed[0], seed[0], 1.0) == 0]
        found: dict[Index, Finding] = {}
        for contours in (
            parted(self.pet, seeds, self.fwhm_mm),
            bulging(self.pet, seeds, self.fwhm_mm),
            shoulders(self.pet, target, self.fwhm_mm),
        ):
            for peak, one in self._best(target, contours).items():
                if not any(one.holds(p) or other.holds(peak) for p, other in found.items()):
                    found[peak] = one
        return found

    def _best(self, target: Target, contours: Iterable[tuple[Contour, float]]) -> dict[Index, Finding]:
        """The contours that fit, with their prominence as their saddle; of several with one maximum the best."""
        findings: dict[Index, Finding] = {}
        for contour, prominence in contours:
            try:
                finding = self._scored(target, replace(contour, saddle_ratio=1.0 - prominence))
            except ItemDropped:
                continue
            known = findings.get(contour.peak_kji)
            if known is None or known.score < finding.score:
                findings[contour.peak_kji] = finding
        return findings

    def _seeds(self, target: Target) -> list[tuple[Index, float]]:
        """Maxima of the reported SUV near the reported slice, with the highest score they can reach, best first."""
        step_mm = self.grid.spacing_mm[0]
        reach = int(SEARCH_MM / step_mm)
        slices = self.grid.shape_kji[0]
        first, last = max(0, target.first_k - reach), min(slices - 1, target.last_k + reach)
        seeds = []
        for k, j, i in self.hot.maxima(*target.suv_range, first, last).tolist():
            near = slice_score(target.gap_mm(k, k, step_mm), crosses=True)
            seeds.append(((k, j, i), near * suv_score(target, float(self.pet.array[k, j, i]))))
        return sorted(seeds, key=lambda item: (-item[1], target.gap_mm(item[0][0], item[0][0], step_mm), item[0]))

    def _judge(self, target: Target, seed: Index) -> Finding:
        """The lesion of a maximum with its score.

        Raises:
            ItemDropped: it does not fit, or has no contour.
        """
        self._check_way(target, seed)
        peak = self._peak(seed)
        self._check_suv(target, peak)
        return self._scored(target, self._contour(peak, target.suv_range[1]))

    def _scored(self, target: Target, contour: Contour) -> Finding:
        """A contour with its score.

        Raises:
            ItemDropped: it does not fit.
        """
        self._check_suv(target, contour.peak_kji)
        outside_mm = check_slice(target, contour.mask, self.grid.spacing_mm[0], self.settings)
        left_mm = left_of_midline_mm(self.pet, contour.mask)
        wrong_mm = check_side(target, left_mm, self.settings)
        k = contour.peak_kji[0]
        peak_suv = float(self.pet.array[contour.peak_kji])
        gap_mm = target.gap_mm(k, k, self.grid.spacing_mm[0])
        by_suv = suv_score(target, peak_suv)
        fit = by_suv * slice_score(gap_mm, crosses=outside_mm == 0)
        if by_suv < 1.0 and gap_mm > self.settings.slice_tolerance_mm and fit < LEAST_FIT:
            raise ItemDropped(Reason.SLICE_MISMATCH, f"a maximum of {peak_suv:.2f}, {gap_mm:.1f} mm from the slice")
        score = (
            fit
            * side_score(wrong_mm, self.settings.laterality_tolerance_mm)
            * organ_score(self._from_organ_mm(target, contour))
            * distinctness_score(peak_suv, contour.background_suv, contour.saddle_ratio)
        )
        return Finding(contour, left_mm, score)

    def _check_way(self, target: Target, seed: Index) -> None:
        """Refuse a maximum from which no lesion can reach the reported slice: a cheap test before the contour."""
        k, j, i = seed
        nearest = min(max(k, target.first_k), target.last_k)
        tolerance = int(self.settings.slice_tolerance_mm / self.grid.spacing_mm[0])
        steps = max(0, abs(nearest - k) - tolerance)
        if not steps:
            return
        box = Box.around((k, j, i), (k, j, i), PATH_MARGIN_MM, self.grid)
        ends = (k, k + steps + 1) if nearest > k else (k - steps, k + 1)
        way = self.pet.array[slice(*ends), box.slices[1], box.slices[2]]
        if float(way.max(axis=(1, 2)).min()) < PATH_FRACTION * float(self.pet.array[seed]):
            raise ItemDropped(Reason.SLICE_MISMATCH, f"a maximum {steps + tolerance} slices away")

    def _check_suv(self, target: Target, peak: Index) -> None:
        low, high = target.suv_range
        value = float(self.pet.array[peak])
        if not low <= value <= high:
            raise ItemDropped(Reason.SUV_MISMATCH, f"{value:.2f} in the lesion")

    def _peak(self, seed: Index) -> Index:
        """The maximum of the lesion that a local maximum belongs to."""
        box = Box.around(seed, seed, BOX_MARGINS_MM[0], self.grid)
        suv = self.pet.array[box.slices]
        background = first_background(suv, float(self.pet.array[seed]))
        return box.outer(climb(suv, box.local(seed), background))

    def _contour(self, peak: Index, highest_suv: float) -> Contour:
        """The contour of a maximum; computed once, unless it was given up for being too hot for another mention."""
        known = self._contours.get(peak)
        if known is None and self._leaks.hold(peak):
            raise ItemDropped(Reason.LEAK, "part of what leaked")
        if known is None:
            try:
                known = lesion_contour(self.pet, peak, self.fwhm_mm, highest_suv)
            except ItemDropped as exc:
                if exc.reason is Reason.SUV_MISMATCH:
                    raise
                known = exc
                if exc.reason is Reason.LEAK:
                    self._leaks.add(peak)
            self._contours[peak] = known
        if isinstance(known, ItemDropped):
            raise known
        return known

    def _from_organ_mm(self, target: Target, contour: Contour) -> float | None:
        if self.organs is None or not target.classes:
            return None
        return self.organs.median_mm(self.pet, contour.mask, target.classes)
