"""From what a report says of a lesion, SUVmax and slice, to its mask and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Index
from pet_ground.grounding.matching import Target, assign, runner_up
from pet_ground.grounding.measures import measure
from pet_ground.grounding.overlap import split
from pet_ground.grounding.results import Grounded, Refusal
from pet_ground.grounding.search import Finding, LesionSearch, check_slice
from pet_ground.imaging import LocalMask, Volume
from pet_ground.reasons import Reason
from pet_ground.records import Mention

MANY_SLICES = 50
"""Slices above which a mask is flagged (Huemann 2025 drops such regions)."""


@dataclass(frozen=True, eq=False)
class _Match:
    """A lesion that a mention got."""

    target: Target
    finding: Finding
    mask: LocalMask
    score: float
    runner_up: float | None
    flags: tuple[str, ...]


def ground_mentions(
    pet: Volume, mentions: Sequence[Mention], settings: GroundSettings, site: SiteProfile
) -> list[Grounded | Refusal]:
    """Find and delineate the lesion of each mention of one report.

    All mentions are matched together, so that no two get the same lesion.

    Args:
        pet: SUV volume [k, j, i], g/ml.
        mentions: those of one report.
        settings: tolerances and the delineation.
        site: how slices are numbered, and the scanner's resolution.

    Returns:
        One result for each mention, in their order.
    """
    refused: dict[int, ItemDropped] = {}
    targets = _targets(pet, mentions, settings, site, refused)
    search = LesionSearch(pet, list(targets.values()), settings, site)
    found: dict[int, Mapping[Index, Finding]] = {}
    for row, target in targets.items():
        try:
            found[row] = search.fitting(target)
        except ItemDropped as exc:
            refused[row] = exc
    matches = _part_overlaps(pet, _match(targets, found, settings, refused), refused)
    results: list[Grounded | Refusal] = []
    for row, mention in enumerate(mentions):
        if row in matches:
            results.append(_result(pet, mention, matches[row], settings, site))
        else:
            results.append(Refusal(mention, refused[row].reason, refused[row].detail))
    return results


def _targets(
    pet: Volume,
    mentions: Sequence[Mention],
    settings: GroundSettings,
    site: SiteProfile,
    refused: dict[int, ItemDropped],
) -> dict[int, Target]:
    targets = {}
    for row, mention in enumerate(mentions):
        try:
            targets[row] = Target.of(mention, pet.shape_kji[0], settings, site)
        except ItemDropped as exc:
            refused[row] = exc
    return targets


def _match(
    targets: Mapping[int, Target],
    found: Mapping[int, Mapping[Index, Finding]],
    settings: GroundSettings,
    refused: dict[int, ItemDropped],
) -> dict[int, _Match]:
    """Assign lesions to mentions; those whose lesion is another's, or not clear, are refused."""
    scores = {row: {peak: finding.score for peak, finding in fits.items()} for row, fits in found.items()}
    taken = assign(scores)
    for row, fits in scores.items():
        given = fits[taken[row]] if row in taken else 0.0
        if max(fits.values()) - given > settings.ambiguity_margin or row not in taken:
            refused[row] = ItemDropped(
                Reason.OVERLAP, f"another mention has the lesion that scores {max(fits.values()):.2f}"
            )
            taken.pop(row, None)
    matches = {}
    for row, peak in taken.items():
        finding = found[row][peak]
        same = frozenset(other for other, rival in found[row].items() if finding.holds(other) or rival.holds(peak))
        second = runner_up(row, taken, scores, same)
        if second is not None and finding.score - second < settings.ambiguity_margin:
            refused[row] = ItemDropped(Reason.AMBIGUOUS, f"scores {finding.score:.2f} and {second:.2f}")
            continue
        contour = finding.contour
        matches[row] = _Match(targets[row], finding, contour.mask, finding.score, second, contour.flags)
    return matches


def _part_overlaps(pet: Volume, matches: dict[int, _Match], refused: dict[int, ItemDropped]) -> dict[int, _Match]:
    """Part masks that overlap along the valley between them; where there is none, the weaker match is refused."""
    order = sorted(matches, key=lambda row: (-matches[row].score, row))
    kept: dict[int, _Match] = {}
    for row in order:
        match = matches[row]
        changed: dict[int, _Match] = {}
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


def _result(
    pet: Volume, mention: Mention, match: _Match, settings: GroundSettings, site: SiteProfile
) -> Grounded | Refusal:
    """Measure the final mask and check it against the report once more: parting may have changed it."""
    measures = measure(pet, match.mask, match.finding.contour.threshold_suv, site)
    low, high = match.target.suv_range
    if not low <= measures.suv_max_measured <= high:
        return Refusal(mention, Reason.SUV_MISMATCH, f"{measures.suv_max_measured:.2f} in the mask")
    try:
        check_slice(match.target, match.mask, pet.spacing_mm[0], settings)
    except ItemDropped as exc:
        return Refusal(mention, exc.reason, exc.detail)
    flags = match.flags
    if match.mask.array.shape[0] > MANY_SLICES:
        flags = _with_flag(flags, "many_slices")
    if mention.laterality is not None and match.finding.left_mm is None:
        flags = _with_flag(flags, "side_unchecked")
    return Grounded(
        mention=mention,
        mask=match.mask,
        measures=measures,
        method=settings.method,
        flags=flags,
        match_score=match.score,
        runner_up_score=match.runner_up,
    )
