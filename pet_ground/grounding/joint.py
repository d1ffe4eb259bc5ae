"""All mentions of a report and the lesions that fit them: who gets which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pet_ground.config import GroundSettings
from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Index
from pet_ground.grounding.finding import Finding
from pet_ground.grounding.matching import Target, assign, runner_up
from pet_ground.grounding.search import LesionSearch
from pet_ground.imaging import LocalMask
from pet_ground.reasons import Reason

WEAK_SCORE = 0.8
"""Score of a maximum from which it is taken without a look for lesions that melt into an organ: it is one slice off, or
beyond rounding by a third of the tolerance. Anything hot can be so near by chance; a shoulder that has the exact
numbers is as likely."""


@dataclass(frozen=True, eq=False)
class Match:
    """A lesion that a mention got."""

    target: Target
    finding: Finding
    mask: LocalMask
    score: float
    runner_up: float | None
    flags: tuple[str, ...]


def matched(
    search: LesionSearch,
    targets: Mapping[int, Target],
    found: Mapping[int, Mapping[Index, Finding]],
    settings: GroundSettings,
    refused: dict[int, ItemDropped],
) -> dict[int, Match]:
    """Assign lesions; a mention whose lesion is another's may have meant one that is a mere shoulder of an organ.

    Not where the other mention says the same: then both mean one lesion.
    """
    lost: dict[int, ItemDropped] = {}
    matches = _assigned(targets, found, settings, lost)
    kept = [match.target for match in matches.values()]
    without = [row for row, why in lost.items() if why.reason is Reason.OVERLAP and targets[row] not in kept]
    melted = {row: fits for row in without if (fits := search.melted(targets[row]))}
    if melted:
        lost = {}
        matches = _assigned(targets, {**found, **melted}, settings, lost)
    refused.update(lost)
    return _sure(search, matches, melted, settings.ambiguity_margin, refused)


def _sure(
    search: LesionSearch,
    matches: Mapping[int, Match],
    melted: Mapping[int, Mapping[Index, Finding]],
    margin: float,
    refused: dict[int, ItemDropped],
) -> dict[int, Match]:
    """Without weak matches where a lesion that melts into something hotter fits as well (``melted`` are such)."""
    sure = {}
    for row, match in matches.items():
        rival = None if row in melted or match.score >= WEAK_SCORE else _melted_rival(search, match, matches)
        if rival is None or match.score - rival >= margin:
            sure[row] = match
            continue
        detail = f"scores {match.score:.2f} and {rival:.2f} beside something hotter"
        refused[row] = ItemDropped(Reason.AMBIGUOUS, detail)
    return sure


def _melted_rival(search: LesionSearch, match: Match, matches: Mapping[int, Match]) -> float | None:
    """The best score of a lesion that melts into something hotter and is no mention's yet; None without one."""
    free = [
        fit.score
        for peak, fit in search.melted(match.target).items()
        if not any(one.finding.holds(peak) or fit.holds(one.finding.contour.peak_kji) for one in matches.values())
    ]
    return max(free, default=None)


def _assigned(
    targets: Mapping[int, Target],
    found: Mapping[int, Mapping[Index, Finding]],
    settings: GroundSettings,
    refused: dict[int, ItemDropped],
) -> dict[int, Match]:
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
        matches[row] = Match(targets[row], finding, contour.mask, finding.score, second, contour.flags)
    return matches
