"""The records that an evaluation gives, as ``pet-ground evaluate-extraction --json`` prints them."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt

from pet_ground.records.base import Record

GroupKind = Literal["all", "file", "category", "language", "style"]


class Rate(Record):
    """``count`` of ``total`` with Wilson's 95 % interval; nothing but zeros and None where ``total`` is 0."""

    count: NonNegativeInt
    total: NonNegativeInt
    value: float | None
    low: float | None
    high: float | None


class Estimate(Record):
    """A figure with its 95 % interval from the bootstrap; None where it can't be told."""

    value: float | None
    low: float | None
    high: float | None


class Group(Record):
    """Kept mentions in a group of texts.

    Attributes:
        kind, name: what the texts have in common.
        texts: how many there are.
        precision: right ones of those found.
        recall: right ones of those labelled.
        f1: of the two.
        f1_with_side: the same where the side must be right too.
    """

    kind: GroupKind
    name: str
    texts: NonNegativeInt
    precision: Rate
    recall: Rate
    f1: Estimate
    f1_with_side: Estimate


class ReaderScores(Record):
    """How well one reader did: a voter alone, or voters together.

    Attributes:
        name: of the reader.
        voters, agreement: who read, and how many had to agree.
        seconds: wall clock of the reading; answers that were remembered cost nothing.
        unanswered: texts for which a model did not answer. What they hold counts as not found.
        groups: all texts first, then by file, category, language and style.
        slices: same slice, of the numbers that both kept.
        sides, interpretations: the same, of the right mentions.
        reasons: dropped for the labelled reason, of the numbers that are to be dropped.
        outcomes: labelled outcome -> the reader's outcome -> numbers.
    """

    name: str
    voters: tuple[str, ...]
    agreement: int
    seconds: NonNegativeFloat
    unanswered: NonNegativeInt
    groups: tuple[Group, ...]
    slices: Rate
    sides: Rate
    interpretations: Rate
    reasons: Rate
    outcomes: dict[str, dict[str, NonNegativeInt]]

    @property
    def overall(self) -> Group:
        """The group of all texts."""
        return self.groups[0]


class Difference(Record):
    """F1 of ``reader`` less that of ``than``, on the same draws of the same texts."""

    reader: str
    than: str
    f1: Estimate


class Evaluation(Record):
    """What a corpus says of its readers.

    Attributes:
        version: of the package.
        corpus_sha256: hash of the corpus's files.
        texts, kept, dropped: what the corpus holds.
        readers: in the order in which they were asked for.
        differences: of every pair of readers, the later less the earlier.
    """

    version: str
    corpus_sha256: str
    texts: NonNegativeInt
    kept: NonNegativeInt
    dropped: NonNegativeInt
    readers: tuple[ReaderScores, ...]
    differences: tuple[Difference, ...]
