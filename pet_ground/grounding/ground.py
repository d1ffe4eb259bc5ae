"""From what a report says of a lesion, SUVmax and slice, to its mask and measures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Index
from pet_ground.grounding.finding import Finding, check_side, check_slice
from pet_ground.grounding.joint import Match, matched
from pet_ground.grounding.matching import Target
from pet_ground.grounding.measures import measure
from pet_ground.grounding.organs import NamedOrgans, OrganDistances
from pet_ground.grounding.overlap import split
from pet_ground.grounding.published import check_as_published, left_of_middle_voxels, published_maximum
from pet_ground.grounding.redraw import Draughtsman
from pet_ground.grounding.results import Grounded, Refusal
from pet_ground.grounding.search import LesionSearch
from pet_ground.grounding.side import left_of_midline_mm
from pet_ground.grounding.slices import SliceNumbering, SliceStack
from pet_ground.grounding.sphere import equivalent_diameter_mm
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason
from pet_ground.records import Mention

FAR_FROM_SLICE_MM = 10.0
"""Distance of the maximum from the reported slice above which a lesion is flagged: reports name the maximum's slice, so
the mask may be of something else that crosses it."""

MANY_SLICES = 50
"""Slices above which a mask is flagged (Huemann 2025 drops such regions)."""


def ground_mentions(
    pet: Volume,
    mentions: Sequence[Mention],
    settings: GroundSettings,
    site: SiteProfile,
    ct: SliceStack | None = None,
    organs: NamedOrgans | None = None,
) -> list[Grounded | Refusal]:
    """Find and delineate the lesion of each mention of one report.

    All mentions are matched together, so that no two get the same lesion.

    Args:
        pet: SUV volume [k, j, i], g/ml.
        mentions: those of one report.
        settings: tolerances and the delineation.
        site: how slices are numbered, and the scanner's resolution.
        ct: where the slices of the CT lie, for numbers that count them.
        organs: where the mentions say that their lesions lie, in a label map; delineations that need the liver find it
            there too.

    Returns:
        One result for each mention, in their order.
    """
    pet = measured(pet)
    refused: dict[int, ItemDropped] = {}
    targets = _targets(mentions, SliceNumbering(SliceStack.of(pet), ct, site), settings, refused)
    if organs is not None:
        targets = {row: replace(target, classes=organs.places[row]) for row, target in targets.items()}
    draughtsman = Draughtsman(pet, settings, site, None if organs is None else organs.labels)
    if settings.search == "huemann2025":
        matches = _as_published(draughtsman, targets, refused)
    else:
        matches = _among_maxima(draughtsman, targets, refused)
    results: list[Grounded | Refusal] = []
    for row, mention in enumerate(mentions):
        if row in matches:
            try:
                results.append(_grounded(draughtsman, mention, matches[row]))
                continue
            except ItemDropped as exc:
                refused[row] = exc
        results.append(Refusal(mention, refused[row].reason, refused[row].detail))
    return results


def measured(pet: Volume) -> Volume:
    """The volume with 0 where it has no finite value, as scanners write what lies outside their field of view."""
    if np.isfinite(pet.array).all():
        return pet
    return pet.like(np.nan_to_num(pet.array, nan=0.0, posinf=0.0, neginf=0.0))


def _among_maxima(
    draughtsman: Draughtsman, targets: Mapping[int, Target], refused: dict[int, ItemDropped]
) -> dict[int, Match]:
    """Find lesions among the local maxima, all together, and draw those that were found."""
    pet, settings = draughtsman.pet, draughtsman.settings
    labels = draughtsman.labels if any(target.classes for target in targets.values()) else None
    organs = None if labels is None else OrganDistances(labels)
    search = LesionSearch(pet, list(targets.values()), settings, draughtsman.site, organs)
    found: dict[int, Mapping[Index, Finding]] = {}
    for row, target in targets.items():
        try:
            found[row] = search.fitting(target)
        except ItemDropped as exc:
            refused[row] = exc
    drawn = {}
    for row, match in matched(search, targets, found, settings, refused).items():
        try:
            contour = draughtsman.redrawn(match.finding.contour, match.target)
        except ItemDropped as exc:
            refused[row] = exc
            continue
        drawn[row] = replace(
            match, finding=replace(match.finding, contour=contour), mask=contour.mask, flags=contour.flags
        )
    checked = {}
    for row, match in _part_overlaps(pet, drawn, refused).items():
        try:
            _check(pet, match, settings)
        except ItemDropped as exc:
            refused[row] = exc
            continue
        checked[row] = match
    return checked


def _as_published(
    draughtsman: Draughtsman, targets: Mapping[int, Target], refused: dict[int, ItemDropped]
) -> dict[int, Match]:
    """Find and draw each lesion by itself, by the published rules, which know no degrees: what fits scores 1."""
    pet = draughtsman.pet
    matches = {}
    for row, target in targets.items():
        try:
            contour = draughtsman.drawn(published_maximum(pet, target), target.suv, math.inf)
            check_as_published(pet, contour, target)
        except ItemDropped as exc:
            refused[row] = exc
            continue
        left_mm = left_of_middle_voxels(pet, contour.mask) * pet.spacing_mm[2]
        matches[row] = Match(target, Finding(contour, left_mm, 1.0), contour.mask, 1.0, None, contour.flags)
    return matches


def _targets(
    mentions: Sequence[Mention], numbering: SliceNumbering, settings: GroundSettings, refused: dict[int, ItemDropped]
) -> dict[int, Target]:
    targets = {}
    for row, mention in enumerate(mentions):
        try:
            targets[row] = Target.of(mention, numbering, settings)
        except ItemDropped as exc:
            refused[row] = exc
    return targets


def _part_overlaps(pet: Volume, matches: dict[int, Match], refused: dict[int, ItemDropped]) -> dict[int, Match]:
    """Part masks that overlap along the valley between them; where there is none, the weaker match is refused."""
    order = sorted(matches, key=lambda row: (-matches[row].score, row))
    kept: dict[int, Match] = {}
    for row in order:
        match = matches[row]
        changed: dict[int, Match] = {}
        for other, rival in kept.items():
            if not match.mask.overlaps(rival.mask):
                continue
            parts = split(pet, rival.mask, rival.finding.contour.peak_kji, match.mask, match.finding.contour.peak_kji)
            if parts is None:
                refused[row] = ItemDropped(Reason.OVERLAP, f"scores {match.score:.2f} and {rival.score:.2f}")
                break
            changed[other] = replace(rival, mask=parts[0], flags=_with_flag(rival.flags, "split"))
            match = replace(match, mask=parts[1], flags=_with_flag(match.flags, "split"))
        else:
            kept.update(changed)
            kept[row] = match
    return kept


def _with_flag(flags: tuple[str, ...], flag: str) -> tuple[str, ...]:
    return flags if flag in flags else (*flags, flag)


def _check(pet: Volume, match: Match, settings: GroundSettings) -> None:
    """Check a final mask against the report once more: another method, or parting, may have changed it."""
    low, high = match.target.suv_range
    hottest = float(pet.array[match.mask.box][match.mask.array].max())
    if not low <= hottest <= high:
        raise ItemDropped(Reason.SUV_MISMATCH, f"{hottest:.2f} in the mask")
    check_slice(match.target, match.mask, pet.spacing_mm[0], settings)
    check_side(match.target, left_of_midline_mm(pet, match.mask) if match.target.side else None, settings)


def _grounded(draughtsman: Draughtsman, mention: Mention, match: Match) -> Grounded:
    """Measure the final mask."""
    contour = match.finding.contour
    measures = measure(
        draughtsman.pet,
        match.mask,
        contour.threshold_suv,
        draughtsman.site,
        iterations=contour.iterations,
        agreement=draughtsman.agreement(match.mask, contour.peak_kji),
    )
    return Grounded(
        mention=mention,
        mask=match.mask,
        measures=measures,
        method=draughtsman.name,
        flags=_flags(draughtsman.pet, draughtsman.site.psf_fwhm_mm, mention, match),
        match_score=match.score,
        runner_up_score=match.runner_up,
    )


def _flags(pet: Volume, psf_fwhm_mm: float, mention: Mention, match: Match) -> tuple[str, ...]:
    """The match's flags, those of the mask as it is at last: parting and trimming change it."""
    mask, k = match.mask, match.finding.contour.peak_kji[0]
    ends = zip(mask.box, pet.shape_kji, strict=True)
    of_mask = {
        "below_resolution": equivalent_diameter_mm(mask.voxels * pet.voxel_ml) < psf_fwhm_mm,
        "edge_of_field": any(part.start == 0 or part.stop == end for part, end in ends),
        "many_slices": mask.array.shape[0] > MANY_SLICES,
        "far_from_slice": match.target.gap_mm(k, k, pet.spacing_mm[0]) > FAR_FROM_SLICE_MM,
        "side_unchecked": mention.laterality is not None and match.finding.left_mm is None,
    }
    kept = [flag for flag in match.flags if flag not in of_mask]
    return (*kept, *(flag for flag, is_true in of_mask.items() if is_true))
