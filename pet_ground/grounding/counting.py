"""Counting for how many mentions a numbering of slices is right, and whether that decides for one.

For every convention: how many mentions have a local maximum of the reported SUVmax, within the rounding of the report,
on the slice that the convention says? The one with the most is taken where it is better than each other beyond chance.
Where this strict count decides nothing, wider ones are tried: sites differ in how exact their numbers are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from pet_ground.grounding.tolerances import near_anywhere, slices_within
from pet_ground.grounding.trials import CONVENTIONS
from pet_ground.records.profile import Convention, ConventionCount, ConventionEvidence, MentionTrial, TrialsResult

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

DIGITS, P_DIGITS = 4, 3
"""Decimals of shares, and significant digits of probabilities, in the evidence."""

Hits = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Group:
    """The distinctive trials of some studies.

    Attributes:
        trials: theirs.
        studies: how many studies they come from.
    """

    trials: Sequence[MentionTrial]
    studies: int

    @classmethod
    def of(cls, results: Sequence[TrialsResult]) -> Group:
        """Those of their trials that can tell (``LARGEST_CHANCE``)."""
        useful = [[one for one in result.trials if _chance(one) <= LARGEST_CHANCE] for result in results]
        trials = [one for part in useful for one in part]
        return cls(trials, sum(bool(part) for part in useful))

    def hits(self, within: tuple[float, float]) -> Hits:
        """Whether a maximum lies where the convention says, shape (trials, conventions)."""
        found = [_hits(one, *within) for one in self.trials]
        return np.array(found, dtype=bool).reshape(len(found), len(CONVENTIONS))


def evidence_of(group: Group, default: Convention, scanner: str = "") -> ConventionEvidence:
    """What a group says, by the first count that decides; its winner is ``default`` where none does."""
    strict = _counted(group, STRICT, LARGEST_P, default, scanner)
    if strict.decided or strict.mentions < LEAST_MENTIONS:
        return strict
    for within in WIDER_COUNTS:
        wider = _counted(group, within, LARGEST_P / len(WIDER_COUNTS), default, scanner)
        if wider.decided:
            return wider
    return strict


def _counted(
    group: Group, within: tuple[float, float], largest_p: float, default: Convention, scanner: str
) -> ConventionEvidence:
    """What one count of a group says."""
    mentions = len(group.trials)
    facts = {"scanner": scanner, "studies": group.studies, "mentions": mentions, "within": within}
    if not mentions:
        return ConventionEvidence(**facts, winner=default, flags=("too_few_mentions",))
    hits = group.hits(within)
    totals = hits.sum(axis=0)
    order = sorted(range(len(CONVENTIONS)), key=lambda n: (-totals[n], n))
    best = order[0]
    same = [n for n in order[1:] if _mean_the_same(n, best, group.trials)]
    rivals = [n for n in order[1:] if n not in same]
    p_value = max(_sign_test(hits[:, best], hits[:, n]) for n in rivals)
    decided = mentions >= LEAST_MENTIONS and p_value < largest_p
    return ConventionEvidence(
        **facts,
        certain=sum(one.certain for one in group.trials),
        by_chance=round(float(np.mean([_chance(one, *within) for one in group.trials])), DIGITS),
        counts=tuple(_count(CONVENTIONS[n], int(totals[n]), mentions) for n in order),
        winner=_given_name(best, same, default) if decided else default,
        decided=decided,
        margin=round(float(totals[best] - totals[rivals[0]]) / mentions, DIGITS),
        p_value=rounded(p_value),
        same_as=tuple(CONVENTIONS[n] for n in same),
        flags=_flags(mentions, float(totals[best]) / mentions, decided=decided),
        decimals=_decimals(group.trials),
    )


def _flags(mentions: int, share: float, *, decided: bool) -> tuple[str, ...]:
    flags = [] if decided else ["undecided" if mentions >= LEAST_MENTIONS else "too_few_mentions"]
    return (*flags, "few_matches") if share < LEAST_SHARE else tuple(flags)


def _mean_the_same(a: int, b: int, trials: Sequence[MentionTrial]) -> bool:
    """Whether a CT has the slices of the PET, so that counting either is the same.

    From the head or from the feet may mean the same slices of all mentions too, where lesions lie in the middle; that
    holds for no other mention, so these stay rivals.
    """
    alike = CONVENTIONS[a].origin == CONVENTIONS[b].origin and CONVENTIONS[a].base == CONVENTIONS[b].base
    on_slices = "mm" not in (CONVENTIONS[a].numbered, CONVENTIONS[b].numbered)
    return alike and on_slices and all(one.places[a] == one.places[b] for one in trials)


def _given_name(best: int, same: Sequence[int], default: Convention) -> Convention:
    """The given convention where it means the same slices as the best, else the best."""
    return default if default in [CONVENTIONS[n] for n in same] else CONVENTIONS[best]


def _sign_test(winner: Hits, rival: Hits) -> float:
    """Probability that the winner is ahead as often, or more often, among the mentions that tell the two apart."""
    ahead, behind = int((winner & ~rival).sum()), int((rival & ~winner).sum())
    if ahead + behind == 0:
        return 1.0
    return float(binomtest(ahead, ahead + behind, 0.5, alternative="greater").pvalue)


def _count(convention: Convention, matches: int, mentions: int) -> ConventionCount:
    interval = binomtest(matches, mentions).proportion_ci(method="wilson")
    return ConventionCount(
        convention=convention,
        matches=matches,
        share=round(matches / mentions, DIGITS),
        low=round(float(interval.low), DIGITS),
        high=round(float(interval.high), DIGITS),
    )


def _decimals(trials: Sequence[MentionTrial]) -> dict[str, int]:
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
