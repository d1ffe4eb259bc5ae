"""The site profile that an archive's reports speak for: one numbering of slices, and those of parts that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pet_ground.config import GroupProfile, ScannerProfile, SiteProfile, group_key, scanner_key
from pet_ground.grounding.counting import LEAST_MENTIONS, decimals_of
from pet_ground.grounding.parts import Numbering, numbering_of
from pet_ground.grounding.tolerances import estimate_tolerances
from pet_ground.records.profile import Convention, ConventionEvidence, NumberingEvidence, ProfileEvidence, TrialsResult

LEAST_USUAL_DECIMALS = 0.5
"""The decimals of a site are those of this share of its SUVs at least; where none has it, there is no rule."""

Own = tuple[ConventionEvidence, Mapping[str, object]]
"""A part with a numbering of its own, and the settings that are its own."""


@dataclass(frozen=True)
class Estimate:
    """An estimated site profile with its evidence."""

    site: SiteProfile
    evidence: ProfileEvidence


def estimate_site(results: Sequence[TrialsResult], given: SiteProfile) -> Estimate:
    """The site profile that the mentions of an archive speak for.

    A scanner, a site group or a scanner of a group gets a numbering of its own where its mentions decide for another
    convention than that of the others, and Fisher's test says that it differs from them (see ``parts``). Positions that
    the reports call so are judged apart from numbers.

    Args:
        results: the trials of each study.
        given: what holds where the mentions say too little; resolution and reconstruction stay as they are.
    """
    numbers = numbering_of(results, _convention_of(given), "number")
    site = _with_numbers(given, numbers)
    positions = numbering_of(results, _position_of(site), "position")
    placed = [*numbers.placed(results), *positions.placed(results)]
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


def _with_numbers(given: SiteProfile, numbers: Numbering) -> SiteProfile:
    own = [(numbers.parts[part], numbers.parts[part].winner.model_dump()) for part in numbers.own]
    return _with_entries(given.model_copy(update={**numbers.whole.winner.model_dump(), "estimate": False}), own)


def _with_positions(site: SiteProfile, positions: Numbering) -> SiteProfile:
    """The profile with the sign of table positions, where it is decided."""
    own = [(one, {"table_origin": one.winner.origin}) for one in (positions.parts[part] for part in positions.own)]
    if positions.whole.decided:
        site = site.model_copy(update={"table_origin": positions.whole.winner.origin})
    return _with_entries(site, own)


def _with_entries(site: SiteProfile, own: Sequence[Own]) -> SiteProfile:
    """The profile with the entries of single scanners and site groups, and what is their own."""
    scanners = {scanner_key(one.scanner): one for one in site.scanners}
    groups = {(group_key(one.group), scanner_key(one.scanner)): one for one in site.groups}
    for part, settings in own:
        scanner = scanner_key(part.scanner)
        if part.group:
            key = group_key(part.group), scanner
            entry = groups.get(key, GroupProfile(group=part.group, scanner=part.scanner))
            groups[key] = entry.model_copy(update=dict(settings))
        else:
            before = scanners.get(scanner, ScannerProfile(scanner=part.scanner))
            scanners[scanner] = before.model_copy(update=dict(settings))
    changes = {
        "scanners": tuple(scanners[key] for key in sorted(scanners)),
        "groups": tuple(groups[key] for key in sorted(groups)),
    }
    return site.model_copy(update=changes)


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
