"""Which parts of an archive number slices in a way of their own: scanners, site groups, or scanners of a group.

The scanners or the site groups, whichever explain more mentions, divide the archive; in a tie the scanners, which need
no further column. Within a part of that division, a scanner of a group (a cell) that differs gets a numbering again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import fisher_exact

from pet_ground.config import group_key, scanner_key
from pet_ground.grounding.counting import LEAST_MENTIONS, Group, evidence_of, rounded
from pet_ground.grounding.shares import Hits
from pet_ground.grounding.tolerances import Placed
from pet_ground.grounding.trials import CONVENTIONS_OF
from pet_ground.records.profile import Convention, ConventionEvidence, NumberingEvidence, Told, TrialsResult

LARGEST_P_DIFFERS = 0.01
"""Level of Fisher's test that a part differs from the others; its own sign test must be passed too."""

MOST_GROUPS = 50
"""A column with more values in a sample of studies names no houses; few of them would have mentions enough, too."""

TOO_MANY_GROUPS = "too_many_site_groups"

Part = tuple[str | None, str | None]
"""The keys of a site group and of a scanner; None is any. The key "" is that of unknown ones."""

Results = Sequence[TrialsResult]
Divided = Mapping[Part, Results]
PartOf = Callable[[TrialsResult], Part]


def by_scanner(result: TrialsResult) -> Part:
    """The scanner of a study, whatever its site group."""
    return None, scanner_key(result.scanner)


def by_group(result: TrialsResult) -> Part:
    """The site group of a study, whatever its scanner."""
    return group_key(result.group), None


def cell_of(result: TrialsResult) -> Part:
    """Site group and scanner of a study."""
    return group_key(result.group), scanner_key(result.scanner)


@dataclass(frozen=True)
class Numbering:
    """What the mentions of one kind say: of all, of each part, and which parts have a numbering of their own."""

    told: Told
    whole: ConventionEvidence
    parts: Mapping[Part, ConventionEvidence]
    own: frozenset[Part]

    def part_of(self, result: TrialsResult) -> Part | None:
        """The part whose own numbering holds for a study: what it says of a group goes before a scanner's."""
        ways = (cell_of(result), by_group(result), by_scanner(result))
        return next((one for one in ways if one in self.own), None)

    def of(self, result: TrialsResult) -> ConventionEvidence:
        """The evidence by which the slices of a study are numbered."""
        part = self.part_of(result)
        return self.whole if part is None else self.parts[part]

    def placed(self, results: Results) -> Placed:
        """The distinctive trials of the studies whose numbering is decided, with the slices that it says."""
        group = Group.of(results, self.told)
        found = [
            (trial, trial.places[group.conventions.index(one.winner)])
            for trial, study in zip(group.trials, group.study_of, strict=True)
            if (one := self.of(results[study])).decided
        ]
        return [(trial, place) for trial, place in found if place is not None]

    @property
    def evidence(self) -> NumberingEvidence:
        """The same as it is written down."""
        cells = [part for part in self.parts if None not in part and self.parts[part].mentions >= LEAST_MENTIONS]
        return NumberingEvidence(
            whole=self.whole,
            scanners=self._of([part for part in self.parts if part[0] is None]),
            groups=self._of([part for part in self.parts if part[1] is None]),
            group_scanners=self._of(cells),
            own=tuple(one.name for one in self._of(self.own)),
        )

    def _of(self, parts: Sequence[Part] | frozenset[Part]) -> tuple[ConventionEvidence, ...]:
        return tuple(self.parts[part] for part in sorted(parts, key=lambda one: (one[1] or "", one[0] or "")))


def numbering_of(results: Results, default: Convention, told: Told) -> Numbering:
    """What the mentions of one kind say about the numbering of all, and of parts that differ.

    Args:
        results: the trials of each study.
        default: the convention where they decide nothing.
        told: the kind.
    """
    if len({group_key(one.group) for one in results}) > MOST_GROUPS:
        made = numbering_of([one.model_copy(update={"group": ""}) for one in results], default, told)
        flagged = made.whole.model_copy(update={"flags": (*made.whole.flags, TOO_MANY_GROUPS)})
        return replace(made, whole=flagged)
    whole = evidence_of(Group.of(results, told), default)
    scanners, groups = (_divided(results, whole, default, told, way) for way in (by_scanner, by_group))
    base, way = (groups, by_group) if _explains_more(groups, scanners, results) else (scanners, by_scanner)
    refined = _refined(base, results, default, way)
    return replace(refined, parts={**scanners.parts, **groups.parts, **refined.parts})


def _divided(results: Results, whole: ConventionEvidence, default: Convention, told: Told, way: PartOf) -> Numbering:
    """The numbering of an archive that is divided by its scanners alone, or by its site groups alone."""
    divided = _by(results, way)
    parts = _evidence(divided, whole.winner, told) if len(divided) > 1 else {}
    common = _common(whole, parts, CONVENTIONS_OF[told])
    own = frozenset(part for part, one in parts.items() if any(part) and _has_own(one, common))
    return _with_rest(Numbering(told, whole, parts, own), results, common, default)


def _refined(base: Numbering, results: Results, default: Convention, way: PartOf) -> Numbering:
    """The same with a numbering for each cell that differs from the others in its part of the division."""
    parts = dict(base.parts)
    own = set(base.own)
    for inside in _by(results, way).values():
        cells = _by(inside, cell_of)
        if len(cells) < 2:
            continue
        holds = base.of(inside[0]).winner
        found = _evidence(cells, holds, base.told)
        parts |= found
        own |= {cell for cell, one in found.items() if all(cell) and _has_own(one, holds)}
    if own == base.own:
        return replace(base, parts=parts)
    return _with_rest(replace(base, parts=parts, own=frozenset(own)), results, base.whole.winner, default)


def _with_rest(numbering: Numbering, results: Results, common: Convention, default: Convention) -> Numbering:
    """The same with the evidence on the whole from the studies that have no numbering of their own, where it tells."""
    if not numbering.own:
        return numbering
    whole = numbering.whole
    rest = Group.of([one for one in results if numbering.part_of(one) is None], numbering.told)
    of_rest = evidence_of(rest, common if whole.decided else default)
    taken = of_rest.mentions and (of_rest.decided or not whole.decided)
    return replace(numbering, whole=of_rest) if taken else numbering


def _by(results: Results, way: PartOf) -> dict[Part, list[TrialsResult]]:
    divided: dict[Part, list[TrialsResult]] = {}
    for result in results:
        divided.setdefault(way(result), []).append(result)
    return divided


def _evidence(divided: Divided, default: Convention, told: Told) -> dict[Part, ConventionEvidence]:
    """The evidence of each part, with the test whether it differs from the other parts."""
    everything = _Compared(divided, told)
    found = {}
    for part, inside in divided.items():
        one = evidence_of(Group.of(inside, told), default)
        changes = {
            "group": "" if part[0] is None else inside[0].group,
            "scanner": "" if part[1] is None else inside[0].scanner,
            "p_differs": everything.p_differs(part, one),
        }
        found[part] = one.model_copy(update=changes)
    return found


class _Compared:
    """The mentions of several parts, to compare each part with the others; each is counted once."""

    def __init__(self, divided: Divided, told: Told) -> None:
        results = [(part, result) for part, inside in divided.items() for result in inside]
        self._group = Group.of([result for _, result in results], told)
        self._part_of = [results[study][0] for study in self._group.study_of]
        self._hits: dict[tuple[float, float], Hits] = {}

    def p_differs(self, part: Part, one: ConventionEvidence) -> float | None:
        """Fisher's test of the best convention of a part among its own mentions and those of the others."""
        own = np.array([other == part for other in self._part_of], dtype=bool)
        if own.all() or not own.any():
            return None
        if one.within not in self._hits:
            self._hits[one.within] = self._group.hits(one.within)
        hits = self._hits[one.within][:, self._group.conventions.index(one.counts[0].convention)]
        table = [
            [int((hits & side).sum()) for side in (own, ~own)],
            [int((~hits & side).sum()) for side in (own, ~own)],
        ]
        return rounded(float(fisher_exact(table).pvalue))


def _common(
    whole: ConventionEvidence, parts: Mapping[Part, ConventionEvidence], ways: Sequence[Convention]
) -> Convention:
    """The numbering of all, else that which the parts with the most mentions have decided for."""
    mentions: Counter[int] = Counter()
    for one in parts.values():
        if one.decided:
            mentions[ways.index(one.winner)] += one.mentions
    if whole.decided or not mentions:
        return whole.winner
    return ways[min(mentions, key=lambda column: (-mentions[column], column))]


def _has_own(one: ConventionEvidence, common: Convention) -> bool:
    """Whether a part's numbering is surely its own, and not the common one under any name."""
    differs = one.p_differs is not None and one.p_differs < LARGEST_P_DIFFERS
    return one.decided and differs and common not in (one.winner, *one.same_as)


def _explains_more(one: Numbering, other: Numbering, results: Results) -> bool:
    """Whether more mentions have a maximum where the one says, by the widest count that any of the two needed."""
    if not one.own:
        return False
    used = [numbering.parts[part] for numbering in (one, other) for part in numbering.own]
    used += [one.whole, other.whole]
    group = Group.of(results, one.told)
    hits = group.hits((max(part.within[0] for part in used), max(part.within[1] for part in used)))
    rows = range(len(group.trials))

    def explained(numbering: Numbering) -> int:
        ways = [group.conventions.index(numbering.of(results[study]).winner) for study in group.study_of]
        return int(hits[rows, ways].sum())

    return explained(one) > explained(other)
