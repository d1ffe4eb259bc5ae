"""The site profile that an archive's reports speak for: one numbering of slices, and those of scanners that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import fisher_exact

from pet_ground.config import ScannerProfile, SiteProfile, scanner_key
from pet_ground.grounding.counting import LEAST_MENTIONS, Group, decimals_of, evidence_of, rounded
from pet_ground.grounding.tolerances import Placed, estimate_tolerances
from pet_ground.grounding.trials import CONVENTIONS_OF
from pet_ground.records.profile import (
    Convention,
    ConventionEvidence,
    NumberingEvidence,
    ProfileEvidence,
    Told,
    TrialsResult,
)

LARGEST_P_DIFFERS = 0.01
"""Level of Fisher's test that a scanner differs from the others; its own sign test must be passed too."""

LEAST_USUAL_DECIMALS = 0.5
"""The decimals of a site are those of this share of its SUVs at least; where none has it, there is no rule."""

ByScanner = Mapping[str, Sequence[TrialsResult]]


@dataclass(frozen=True)
class Estimate:
    """An estimated site profile with its evidence."""

    site: SiteProfile
    evidence: ProfileEvidence


@dataclass(frozen=True)
class _Numbering:
    """What the mentions of one kind say: of all, of each scanner by its key, and the keys of those with an own one."""

    whole: ConventionEvidence
    scanners: Mapping[str, ConventionEvidence]
    own: frozenset[str]

    def winners(self, keys: Sequence[str]) -> dict[str, Convention]:
        """The convention of each scanner where it is decided."""
        known = {key: (self.scanners[key] if key in self.own else self.whole) for key in keys}
        return {key: one.winner for key, one in known.items() if one.decided}

    @property
    def evidence(self) -> NumberingEvidence:
        """The same as it is written down."""
        return NumberingEvidence(
            whole=self.whole,
            scanners=tuple(self.scanners[key] for key in sorted(self.scanners)),
            own=tuple(self.scanners[key].scanner for key in sorted(self.own)),
        )


def estimate_site(results: Sequence[TrialsResult], given: SiteProfile) -> Estimate:
    """The site profile that the mentions of an archive speak for.

    A scanner gets a numbering of its own where its mentions decide for another convention than that of the others, and
    Fisher's test says that it differs from them. Positions that the reports call so are judged apart from numbers.

    Args:
        results: the trials of each study.
        given: what holds where the mentions say too little; resolution and reconstruction stay as they are.
    """
    by_scanner: dict[str, list[TrialsResult]] = {}
    for result in results:
        by_scanner.setdefault(scanner_key(result.scanner), []).append(result)
    numbers = _numbering(by_scanner, _convention_of(given), "number")
    site = _with_numbers(given, numbers)
    positions = _numbering(by_scanner, _position_of(site), "position")
    placed = [
        *_placed(by_scanner, numbers.winners(list(by_scanner)), "number"),
        *_placed(by_scanner, positions.winners(list(by_scanner)), "position"),
    ]
    decimals = decimals_of(one for result in results for one in result.trials)
    evidence = ProfileEvidence(
        **{name: getattr(numbers.evidence, name) for name in NumberingEvidence.model_fields},
        positions=positions.evidence if positions.whole.mentions else None,
        tolerances=estimate_tolerances(placed).model_copy(update={"decimals": decimals}),
    )
    return Estimate(_with_rest(_with_positions(site, positions), evidence), evidence)


def _convention_of(site: SiteProfile) -> Convention:
    return Convention(numbered=site.numbered, origin=site.origin, base=1 if site.numbered == "mm" else site.base)


def _position_of(site: SiteProfile) -> Convention:
    return Convention(numbered="mm", origin=site.table_counts_from, base=1)


def _numbering(by_scanner: ByScanner, default: Convention, told: Told) -> _Numbering:
    """What the mentions of one kind say about the numbering of all, and of scanners that differ."""
    results = [one for part in by_scanner.values() for one in part]
    whole = evidence_of(Group.of(results, told), default)
    scanners = _scanners(by_scanner, results, whole.winner, told) if len(by_scanner) > 1 else {}
    common = _common(whole, scanners, CONVENTIONS_OF[told])
    own = frozenset(key for key, one in scanners.items() if one.scanner and _has_own(one, common))
    if own:
        rest = Group.of([one for key, part in by_scanner.items() if key not in own for one in part], told)
        of_rest = evidence_of(rest, common if whole.decided else default)
        whole = of_rest if of_rest.mentions and (of_rest.decided or not whole.decided) else whole
    return _Numbering(whole, scanners, own)


def _scanners(
    by_scanner: ByScanner, results: Sequence[TrialsResult], default: Convention, told: Told
) -> dict[str, ConventionEvidence]:
    """The evidence of each scanner, with the test whether it differs from the others."""
    found = {}
    for key, part in by_scanner.items():
        group = Group.of(part, told)
        one = evidence_of(group, default, part[0].scanner)
        others = Group.of([result for result in results if scanner_key(result.scanner) != key], told)
        if group.trials and others.trials:
            column = group.conventions.index(one.counts[0].convention)
            hits = [side.hits(one.within)[:, column] for side in (group, others)]
            table = [[int(side.sum()) for side in hits], [int((~side).sum()) for side in hits]]
            one = one.model_copy(update={"p_differs": rounded(float(fisher_exact(table).pvalue))})
        found[key] = one
    return found


def _common(
    whole: ConventionEvidence, scanners: Mapping[str, ConventionEvidence], ways: Sequence[Convention]
) -> Convention:
    """The numbering of all, else that which the scanners with the most mentions have decided for."""
    mentions: Counter[int] = Counter()
    for one in scanners.values():
        if one.decided:
            mentions[ways.index(one.winner)] += one.mentions
    if whole.decided or not mentions:
        return whole.winner
    return ways[min(mentions, key=lambda column: (-mentions[column], column))]


def _has_own(one: ConventionEvidence, common: Convention) -> bool:
    """Whether a scanner's numbering is surely its own, and not the common one under any name."""
    differs = one.p_differs is not None and one.p_differs < LARGEST_P_DIFFERS
    return one.decided and differs and common not in (one.winner, *one.same_as)


def _placed(by_scanner: ByScanner, winners: Mapping[str, Convention], told: Told) -> Placed:
    """The distinctive trials of the scanners whose numbering is decided, with the slices that it says."""
    column_of = CONVENTIONS_OF[told].index
    found = [
        (one, one.places[column_of(winner)])
        for key, winner in winners.items()
        for one in Group.of(by_scanner[key], told).trials
    ]
    return [(one, place) for one, place in found if place is not None]


def _with_numbers(given: SiteProfile, numbers: _Numbering) -> SiteProfile:
    own = {numbers.scanners[key].scanner: numbers.scanners[key].winner.model_dump() for key in numbers.own}
    changes = {**numbers.whole.winner.model_dump(), "scanners": _entries(given, own), "estimate": False}
    return given.model_copy(update=changes)


def _with_positions(site: SiteProfile, positions: _Numbering) -> SiteProfile:
    """The profile with the sign of table positions, where it is decided."""
    scanners = {key: positions.scanners[key] for key in positions.own}
    own = {one.scanner: {"table_origin": one.winner.origin} for one in scanners.values()}
    changes: dict[str, object] = {"scanners": _entries(site, own)}
    if positions.whole.decided:
        changes["table_origin"] = positions.whole.winner.origin
    return site.model_copy(update=changes)


def _entries(site: SiteProfile, own: Mapping[str, Mapping[str, object]]) -> tuple[ScannerProfile, ...]:
    """The entries of single scanners with what is their own."""
    scanners = {scanner_key(one.scanner): one for one in site.scanners}
    for name, settings in own.items():
        before = scanners.get(scanner_key(name), ScannerProfile(scanner=name))
        scanners[scanner_key(name)] = before.model_copy(update=dict(settings))
    return tuple(scanners[key] for key in sorted(scanners))


def _with_rest(site: SiteProfile, evidence: ProfileEvidence) -> SiteProfile:
    """The profile with tolerances and decimals, where the mentions say enough."""
    measured = evidence.tolerances
    changes: dict[str, object] = {}
    if measured.suv_tolerance is not None:
        changes |= {
            "suv_tolerance": measured.suv_tolerance,
            "suv_tolerance_share": measured.suv_tolerance_share,
            "slice_tolerance_mm": measured.slice_tolerance_mm,
        }
    if site.suv_decimals is None and (usual := _usual(measured.decimals)) is not None:
        changes["suv_decimals"] = usual
    return site.model_copy(update=changes)


def _usual(decimals: Mapping[str, int]) -> int | None:
    """The decimals of most mentions, where there are enough; of two that are as frequent, the fewer."""
    known = {int(name): count for name, count in decimals.items() if name != "unknown"}
    if sum(known.values()) < LEAST_MENTIONS:
        return None
    usual = min(known, key=lambda digits: (-known[digits], digits))
    return usual if known[usual] >= LEAST_USUAL_DECIMALS * sum(known.values()) else None
