"""The site profile that an archive's reports speak for: one numbering of slices, and those of scanners that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import fisher_exact

from pet_ground.config import ScannerProfile, SiteProfile, scanner_key
from pet_ground.grounding.counting import LEAST_MENTIONS, Group, evidence_of, rounded
from pet_ground.grounding.tolerances import estimate_tolerances
from pet_ground.grounding.trials import CONVENTIONS
from pet_ground.records.profile import (
    Convention,
    ConventionEvidence,
    MentionTrial,
    ProfileEvidence,
    TrialsResult,
)

LARGEST_P_DIFFERS = 0.01
"""Level of Fisher's test that a scanner differs from the others; its own sign test must be passed too."""


@dataclass(frozen=True)
class Estimate:
    """An estimated site profile with its evidence."""

    site: SiteProfile
    evidence: ProfileEvidence


def estimate_site(results: Sequence[TrialsResult], given: SiteProfile) -> Estimate:
    """The site profile that the mentions of an archive speak for.

    A scanner gets a numbering of its own where its mentions decide for another convention than that of the others, and
    Fisher's test says that it differs from them.

    Args:
        results: the trials of each study.
        given: what holds where the mentions say too little; resolution and reconstruction stay as they are.
    """
    by_scanner: dict[str, list[TrialsResult]] = {}
    for result in results:
        by_scanner.setdefault(scanner_key(result.scanner), []).append(result)
    whole = evidence_of(Group.of(results), _convention_of(given))
    scanners = _scanners(by_scanner, results, whole.winner) if len(by_scanner) > 1 else {}
    common = _common(whole, scanners)
    own = {key for key, one in scanners.items() if one.scanner and _has_own(one, common)}
    if own:
        rest = Group.of([one for key, part in by_scanner.items() if key not in own for one in part])
        of_rest = evidence_of(rest, common if whole.decided else _convention_of(given))
        whole = of_rest if of_rest.mentions and (of_rest.decided or not whole.decided) else whole
    known = {key: (scanners[key] if key in own else whole) for key in by_scanner}
    winners = {key: one.winner for key, one in known.items() if one.decided}
    tolerances = estimate_tolerances(_placed(by_scanner, winners))
    evidence = ProfileEvidence(
        whole=whole,
        scanners=tuple(scanners[key] for key in sorted(scanners)),
        own=tuple(scanners[key].scanner for key in sorted(own)),
        tolerances=tolerances,
    )
    return Estimate(_site(given, evidence), evidence)


def _convention_of(site: SiteProfile) -> Convention:
    return Convention(numbered=site.numbered, origin=site.origin, base=1 if site.numbered == "mm" else site.base)


def _scanners(
    by_scanner: Mapping[str, Sequence[TrialsResult]], results: Sequence[TrialsResult], default: Convention
) -> dict[str, ConventionEvidence]:
    """The evidence of each scanner, with the test whether it differs from the others."""
    found = {}
    for key, part in by_scanner.items():
        group = Group.of(part)
        one = evidence_of(group, default, part[0].scanner)
        others = Group.of([result for result in results if scanner_key(result.scanner) != key])
        if group.trials and others.trials:
            column = CONVENTIONS.index(one.counts[0].convention)
            hits = [side.hits(one.within)[:, column] for side in (group, others)]
            table = [[int(side.sum()) for side in hits], [int((~side).sum()) for side in hits]]
            one = one.model_copy(update={"p_differs": rounded(float(fisher_exact(table).pvalue))})
        found[key] = one
    return found


def _common(whole: ConventionEvidence, scanners: Mapping[str, ConventionEvidence]) -> Convention:
    """The numbering of all, else that which the scanners with the most mentions have decided for."""
    mentions: Counter[int] = Counter()
    for one in scanners.values():
        if one.decided:
            mentions[CONVENTIONS.index(one.winner)] += one.mentions
    if whole.decided or not mentions:
        return whole.winner
    return CONVENTIONS[min(mentions, key=lambda column: (-mentions[column], column))]


def _has_own(one: ConventionEvidence, common: Convention) -> bool:
    """Whether a scanner's numbering is surely its own, and not the common one under any name."""
    differs = one.p_differs is not None and one.p_differs < LARGEST_P_DIFFERS
    return one.decided and differs and common not in (one.winner, *one.same_as)


def _placed(
    by_scanner: Mapping[str, Sequence[TrialsResult]], winners: Mapping[str, Convention]
) -> list[tuple[MentionTrial, tuple[int, int]]]:
    """The distinctive trials of the scanners whose numbering is decided, with the slices that it says."""
    placed = []
    for key, winner in winners.items():
        for one in Group.of(by_scanner[key]).trials:
            place = one.places[CONVENTIONS.index(winner)]
            if place is not None:
                placed.append((one, place))
    return placed


def _site(given: SiteProfile, evidence: ProfileEvidence) -> SiteProfile:
    whole, measured = evidence.whole, evidence.tolerances
    scanners = {scanner_key(one.scanner): one for one in given.scanners}
    for one in evidence.scanners:
        if one.scanner in evidence.own:
            before = scanners.get(scanner_key(one.scanner), ScannerProfile(scanner=one.scanner))
            scanners[scanner_key(one.scanner)] = before.model_copy(update=one.winner.model_dump())
    changes: dict[str, object] = {
        **whole.winner.model_dump(),
        "scanners": tuple(scanners[key] for key in sorted(scanners)),
        "estimate": False,
    }
    if measured.suv_tolerance is not None:
        changes |= {
            "suv_tolerance": measured.suv_tolerance,
            "suv_tolerance_share": measured.suv_tolerance_share,
            "slice_tolerance_mm": measured.slice_tolerance_mm,
        }
    known = {name: number for name, number in whole.decimals.items() if name != "unknown"}
    if known and whole.mentions >= LEAST_MENTIONS and given.suv_decimals is None:
        changes["suv_decimals"] = int(max(known, key=lambda name: known[name]))
    return given.model_copy(update=changes)
