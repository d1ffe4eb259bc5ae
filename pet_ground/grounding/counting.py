"""Counting for how many mentions a numbering of slices is right, and whether that decides for one.

For every convention: how many mentions have a local maximum of the reported SUVmax, within the rounding of the report,
on the slice that the convention says? The one with the most is taken where it is better than each other beyond chance.
Where this strict count decides nothing, wider ones are tried: sites differ in how exact their numbers are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pet_ground.grounding.shares import Hits, beyond_chance, interval, sign_test
from pet_ground.grounding.tolerances import near_anywhere, slices_within
from pet_ground.grounding.trials import CONVENTIONS_OF
from pet_ground.records.profile import (
    Convention,
    ConventionCount,
    ConventionEvidence,
    MentionTrial,
    Told,
    TrialsResult,
)

LARGEST_P = 0.001
"""Level of the sign test against each rival: 1 % for all ten conventions together (Bonferroni)."""

WIDER_COUNTS: tuple[tuple[float, float], ...] = (
    (0.05, 0.0),
    (0.1, 0.0),
    (0.2, 0.0),
    (0.0, 7.5),
    (0.1, 7.5),
    (0.2, 7.5),
)
"""Counts tried after the strict one, in this order: share of the SUVmax, and mm, by which a maximum may be off. One
hospital needed a fifth of the SUVmax, and up to three slices; each further try asks for a smaller p (Bonferroni)."""

STRICT: tuple[float, float] = (0.0, 0.0)

LEAST_MENTIONS = 10
"""Fewer can't decide: even where all ten speak for one of two conventions, that happens by chance in 2^-10 = 0.00098 of
all cases, just below ``LARGEST_P``; nine give 0.00195."""

LARGEST_CHANCE = 0.15
"""Mentions whose SUVmax is met on a larger share of all slices say too little about any convention."""

LEAST_SHARE = 0.5
"""Below this share of matches the best convention is flagged: most reported slices do not hold their maximum."""

LEAST_MIXED = 0.1
"""A second convention that alone explains this share of the mentions is flagged: several people count in several ways,
or several scanners go by one name."""

LARGEST_MIXED = 0.25
"""Where a second convention explains more than this part of what the best does, none is taken: a profile that is wrong
for every fifth report is none."""

FAR_MM = 20.0
"""How far apart two conventions must place a mention to be told apart here: readers are off by some slices (one
hospital needed 3), and that is no other way of counting."""

DIGITS, P_DIGITS = 4, 3
"""Decimals of shares, and significant digits of probabilities, in the evidence."""


@dataclass(frozen=True, eq=False)
class Group:
    """The distinctive trials of some studies.

    Attributes:
        trials: theirs.
        study_of: the number of the study of each.
        told: what these mentions tell of their slice.
    """

    trials: Sequence[MentionTrial]
    study_of: Sequence[int]
    told: Told = "number"

    @classmethod
    def of(cls, results: Sequence[TrialsResult], told: Told = "number") -> Group:
        """Those of their trials that can tell (``LARGEST_CHANCE``), of one kind."""
        useful = [
            (one, study)
            for study, result in enumerate(results)
            for one in result.trials
            if one.told == told and _chance(one) <= LARGEST_CHANCE
        ]
        return cls([one for one, _ in useful], [study for _, study in useful], told)

    @property
    def studies(self) -> int:
        """How many studies the trials come from."""
        return len(set(self.study_of))

    @property
    def conventions(self) -> Sequence[Convention]:
        """Those that may hold for what is told."""
        return CONVENTIONS_OF[self.told]

    def hits(self, within: tuple[float, float]) -> Hits:
        """Whether a maximum lies where the convention says, shape (trials, conventions)."""
        found = [_hits(one, *within) for one in self.trials]
        return np.array(found, dtype=bool).reshape(len(found), len(self.conventions))


def evidence_of(group: Group, default: Convention) -> ConventionEvidence:
    """What a group says, by the first count that decides; its winner is ``default`` where none does.

    Wider counts are for inexact numbers. They blur two ways of counting, and are not tried where these are mixed.
    """
    strict = _counted(group, STRICT, LARGEST_P, default)
    if strict.decided or strict.mentions < LEAST_MENTIONS or "mixed" in strict.flags:
        return strict
    for within in WIDER_COUNTS:
        wider = _counted(group, within, LARGEST_P / len(WIDER_COUNTS), default)
        if wider.decided:
            return wider
    return strict


def _counted(group: Group, within: tuple[float, float], largest_p: float, default: Convention) -> ConventionEvidence:
    """What one count of a group says."""
    mentions = len(group.trials)
    facts = {"studies": group.studies, "mentions": mentions, "within": within}
    if not mentions:
        return ConventionEvidence(**facts, winner=default, flags=("too_few_mentions",))
    hits = group.hits(within)
    totals = hits.sum(axis=0)
    ways = group.conventions
    order = sorted(range(len(ways)), key=lambda n: (-totals[n], n))
    best = order[0]
    same = [n for n in order[1:] if _mean_the_same(n, best, group)]
    rivals = [n for n in order[1:] if n not in same]
    p_value = max(sign_test(hits[:, best], hits[:, n], group.study_of) for n in rivals)
    by_chance = [_chance(one, *within) for one in group.trials]
    second = max((_of_another(group, hits, best, n, by_chance) for n in rivals), default=0)
    clear = mentions >= LEAST_MENTIONS and p_value < largest_p
    decided = clear and bool(second <= LARGEST_MIXED * totals[best])
    return ConventionEvidence(
        **facts,
        certain=sum(one.certain for one in group.trials),
        by_chance=round(float(np.mean(by_chance)), DIGITS),
        counts=tuple(_count(ways[n], hits[:, n], group.study_of) for n in order),
        winner=_given_name(ways[best], [ways[n] for n in same], default) if decided else default,
        decided=decided,
        margin=round(float(totals[best] - totals[rivals[0]]) / mentions, DIGITS),
        p_value=rounded(p_value),
        same_as=tuple(ways[n] for n in same),
        flags=_flags(mentions, int(totals[best]), second, decided=decided),
        decimals=decimals_of(group.trials),
    )


def _flags(mentions: int, matches: int, second: int, *, decided: bool) -> tuple[str, ...]:
    flags = [] if decided else ["undecided" if mentions >= LEAST_MENTIONS else "too_few_mentions"]
    flags += ["mixed"] if second >= LEAST_MIXED * mentions else []
    return (*flags, "few_matches") if matches < LEAST_SHARE * mentions else tuple(flags)


def _of_another(group: Group, hits: Hits, best: int, rival: int, by_chance: Sequence[float]) -> int:
    """How many mentions only the rival explains, far from where the best places them; 0 where that may be chance."""
    missed = ~hits[:, best]
    far = np.array([_far(one, best, rival) for one in group.trials], dtype=bool)
    found = int((missed & far & hits[:, rival]).sum())
    chance = float(np.mean(np.asarray(by_chance)[missed])) if missed.any() else 0.0
    return found if beyond_chance(found, int(missed.sum()), chance) else 0


def _far(trial: MentionTrial, a: int, b: int) -> bool:
    """Whether two conventions place a mention so far apart that no reader mixes the places up."""
    one, other = trial.places[a], trial.places[b]
    return one is None or other is None or abs(one[0] - other[0]) * trial.step_mm > FAR_MM


def _mean_the_same(a: int, b: int, group: Group) -> bool:
    """Whether a CT has the slices of the PET, so that counting either is the same.

    From the head or from the feet may mean the same slices of all mentions too, where lesions lie in the middle; that
    holds for no other mention, so these stay rivals.
    """
    one, other = group.conventions[a], group.conventions[b]
    alike = one.origin == other.origin and one.base == other.base
    on_slices = "mm" not in (one.numbered, other.numbered)
    return alike and on_slices and all(trial.places[a] == trial.places[b] for trial in group.trials)


def _given_name(best: Convention, same: Sequence[Convention], default: Convention) -> Convention:
    """The given convention where it means the same slices as the best, else the best."""
    return default if default in same else best


def _count(convention: Convention, hits: Hits, studies: Sequence[int]) -> ConventionCount:
    low, high = interval(hits, studies)
    return ConventionCount(
        convention=convention,
        matches=int(hits.sum()),
        share=round(float(hits.mean()), DIGITS),
        low=round(low, DIGITS),
        high=round(high, DIGITS),
    )


def decimals_of(trials: Iterable[MentionTrial]) -> dict[str, int]:
    """Number of mentions by the decimals of their SUVmax."""
    found = Counter("unknown" if one.decimals is None else str(one.decimals) for one in trials)
    return dict(sorted(found.items()))


def _chance(trial: MentionTrial, suv_share: float = 0.0, reach_mm: float = 0.0) -> float:
    """Share of the slices that have, on them or within reach, a maximum of the reported SUVmax."""
    return near_anywhere(slices_within(trial, suv_share * trial.suv_max), 1 + 2 * int(reach_mm / trial.step_mm))


def _hits(trial: MentionTrial, suv_share: float, reach_mm: float) -> list[bool]:
    near = slices_within(trial, suv_share * trial.suv_max)
    steps = int(reach_mm / trial.step_mm)
    return [
        place is not None and bool(near[max(0, place[0] - steps) : place[1] + steps + 1].any())
        for place in trial.places
    ]


def rounded(p_value: float) -> float:
    """A probability as the evidence holds it."""
    return float(f"{p_value:.{P_DIGITS}g}")
