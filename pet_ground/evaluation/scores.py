"""From matches to precision, recall, F1 and the shares of right slices, sides, interpretations and reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pet_ground.evaluation.corpus import Corpus, CorpusText
from pet_ground.evaluation.intervals import f1, f1_draws, percentile_interval, wilson
from pet_ground.evaluation.matching import Match, Pair
from pet_ground.evaluation.results import Difference, Estimate, Group, GroupKind, Rate, ReaderScores

_KINDS: tuple[Literal["file", "category", "language", "style"], ...] = ("file", "category", "language", "style")


def score_reader(
    name: str, corpus: Corpus, matches: Sequence[Match], voters: Sequence[str], agreement: int, **more: Any
) -> ReaderScores:
    """The scores of one reader.

    Args:
        name: of the reader.
        corpus: the texts.
        matches: one for every text, in the corpus's order.
        voters: names of those who read.
        agreement: how many had to agree.
        more: ``seconds`` and ``unanswered`` of ``ReaderScores``.
    """
    pairs = [pair for match in matches for pair in match.pairs]
    both = [pair for pair in pairs if pair.both_kept]
    right = [pair for pair in both if pair.right]
    dropped = [pair for pair in pairs if pair.labelled.status == "dropped"]
    return ReaderScores(
        name=name,
        voters=tuple(voters),
        agreement=agreement,
        groups=tuple(_groups(corpus.texts, _counts(matches))),
        slices=rate(len(right), len(both)),
        sides=rate(sum(pair.right_with_side for pair in right), len(right)),
        interpretations=rate(sum(pair.same_interpretation for pair in right), len(right)),
        reasons=rate(sum(pair.outcome == pair.labelled.outcome for pair in dropped), len(dropped)),
        outcomes=_outcomes(pairs),
        **more,
    )


def compare(matches: Mapping[str, Sequence[Match]]) -> tuple[Difference, ...]:
    """Differences in F1 between every two readers of the same texts, the later less the earlier."""
    counts = {name: _counts(of_reader) for name, of_reader in matches.items()}
    draws = {name: f1_draws(of_reader[:, [0, 2, 3]]) for name, of_reader in counts.items()}
    value = {name: _f1(of_reader, right=0) for name, of_reader in counts.items()}
    names = list(matches)
    result = []
    for rank, name in enumerate(names):
        for earlier in names[:rank]:
            own, other = value[name], value[earlier]
            gain = None if own is None or other is None else own - other
            result.append(Difference(reader=name, than=earlier, f1=_estimate(gain, draws[name] - draws[earlier])))
    return tuple(result)


def rate(count: int, total: int) -> Rate:
    """A share with its interval, or without any where ``total`` is 0."""
    if not total:
        return Rate(count=0, total=0, value=None, low=None, high=None)
    low, high = wilson(count, total)
    return Rate(count=count, total=total, value=count / total, low=low, high=high)


def _counts(matches: Sequence[Match]) -> NDArray[np.int64]:
    return np.array([match.counts for match in matches], dtype=np.int64)


def _groups(texts: Sequence[CorpusText], counts: NDArray[np.int64]) -> Iterable[Group]:
    yield _group("all", "all", counts)
    for kind in _KINDS:
        ranks: dict[str, list[int]] = defaultdict(list)
        for rank, text in enumerate(texts):
            for name in _names(kind, text):
                ranks[name].append(rank)
        for name in sorted(ranks):
            yield _group(kind, name, counts[ranks[name]])


def _names(kind: GroupKind, text: CorpusText) -> tuple[str, ...]:
    if kind == "file":
        return (text.file,)
    if kind == "category":
        return tuple(category.value for category in text.labelled.categories)
    return (text.labelled.language if kind == "language" else text.labelled.style,)


def _group(kind: GroupKind, name: str, counts: NDArray[np.int64]) -> Group:
    right, _, found, labelled = (int(number) for number in counts.sum(axis=0))
    return Group(
        kind=kind,
        name=name,
        texts=len(counts),
        precision=rate(right, found),
        recall=rate(right, labelled),
        f1=_estimate(_f1(counts, right=0), f1_draws(counts[:, [0, 2, 3]])),
        f1_with_side=_estimate(_f1(counts, right=1), f1_draws(counts[:, [1, 2, 3]])),
    )


def _f1(counts: NDArray[np.int64], right: int) -> float | None:
    """F1 of all texts together; ``right`` is the column of what counts as right."""
    total = counts.sum(axis=0)
    return f1(int(total[right]), int(total[2]), int(total[3]))


def _estimate(value: float | None, draws: NDArray[np.float64]) -> Estimate:
    interval = None if value is None else percentile_interval(draws)
    low, high = interval or (None, None)
    return Estimate(value=value, low=low, high=high)


def _outcomes(pairs: Iterable[Pair]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        found[pair.labelled.outcome][pair.outcome] += 1
    return {labelled: dict(sorted(counter.items())) for labelled, counter in sorted(found.items())}
