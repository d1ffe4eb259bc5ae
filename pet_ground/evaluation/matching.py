"""Which of the found mentions is which of the labelled ones. ``docs/extraction.md`` defines it in words.

A found mention has the labelled number where the quote of its SUVmax covers the number's place in the text and its
value is the number. It is right where both are kept and the axial slices are the same. Each found mention answers for
one labelled number at most, and as many as possible are matched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from pet_ground.records import Mention
from pet_ground.records.labelled import LabelledMention, LabelledText

NOT_FOUND = "not_found"

SAME_VALUE = 1e-9
"""Relative difference below which two SUVs are one number; both come from decimal digits."""

RIGHT, RIGHT_SIDE, SAME_OUTCOME, SAME_NUMBER = 1e9, 1e6, 1e3, 1.0
"""Worth of a pair in the assignment: a right mention counts for more than all agreements in lesser things."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled number and what the reader made of it.

    ``found`` is a mention with the number; or, where there is none, a dropped mention without a value whose text holds
    the number; or None.
    """

    labelled: LabelledMention
    found: Mention | None

    @property
    def outcome(self) -> str:
        """What the reader made of the number: ``kept``, the code of a reason, or ``not_found``."""
        return NOT_FOUND if self.found is None else found_outcome(self.found)

    @property
    def both_kept(self) -> bool:
        """The number is to be kept, and the reader kept it, whatever the slice."""
        return self.labelled.status == "kept" and self.found is not None and self.found.status == "kept"

    @property
    def right(self) -> bool:
        """Kept by both with the same axial slice."""
        return self.both_kept and self.found is not None and self.found.axial_slice == self.labelled.slice

    @property
    def right_with_side(self) -> bool:
        """Right, and the sides are the same, none being a side like the others."""
        return self.right and self.found is not None and self.found.laterality == self.labelled.side

    @property
    def same_interpretation(self) -> bool:
        """The reader calls the focus what the label calls it."""
        return self.found is not None and self.found.interpretation is self.labelled.interpretation


@dataclass(frozen=True, slots=True)
class Match:
    """One text as one reader read it.

    Attributes:
        labelled: the text.
        pairs: one for every labelled number, in the order of the text.
        invented: kept mentions that are no labelled number of the text.
    """

    labelled: LabelledText
    pairs: tuple[Pair, ...]
    invented: tuple[Mention, ...]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Kept mentions: right, right with side, found (right or wrong), labelled."""
        found = len(self.invented) + sum(pair.outcome == "kept" for pair in self.pairs)
        labelled = sum(pair.labelled.status == "kept" for pair in self.pairs)
        sided = sum(pair.right_with_side for pair in self.pairs)
        return sum(pair.right for pair in self.pairs), sided, found, labelled


def match(labelled: LabelledText, found: Sequence[Mention]) -> Match:
    """Match what a reader found in a text with its labels.

    Raises:
        ValueError: the span of a found mention is not its sentence in this text.
    """
    for mention in found:
        if labelled.text[mention.start : mention.end] != mention.sentence:
            raise ValueError("the sentence of a found mention does not stand at its span in the text")
    spans = [labelled.span(mention) for mention in labelled.mentions]
    valued = [mention for mention in found if mention.suv_max is not None]
    partner = _assign(labelled.mentions, spans, valued)
    empty = [mention for mention in found if mention.suv_max is None]
    pairs = tuple(
        Pair(one, valued[partner[rank]] if rank in partner else _holding(empty, spans[rank]))
        for rank, one in enumerate(labelled.mentions)
    )
    taken = set(partner.values())
    invented = [one for rank, one in enumerate(valued) if rank not in taken and one.status == "kept"]
    return Match(labelled, pairs, tuple(invented))


def found_outcome(mention: Mention) -> str:
    """``kept``, or the code of the reason."""
    return "kept" if mention.reason is None else mention.reason.value


def _assign(
    labels: Sequence[LabelledMention], spans: Sequence[tuple[int, int]], found: Sequence[Mention]
) -> dict[int, int]:
    worth = np.array([[_worth(one, span, other) for other in found] for one, span in zip(labels, spans, strict=True)])
    if not worth.size:
        return {}
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if worth[row, column] > 0}


def _worth(label: LabelledMention, span: tuple[int, int], found: Mention) -> float:
    if not _has_number(found, span, label.suv_max):
        return 0.0
    pair = Pair(label, found)
    agreements = (
        (RIGHT, pair.right),
        (RIGHT_SIDE, pair.right_with_side),
        (SAME_OUTCOME, pair.outcome == label.outcome),
        (SAME_NUMBER, True),
    )
    return sum(worth for worth, holds in agreements if holds)


def _has_number(found: Mention, span: tuple[int, int], suv_max: float) -> bool:
    if found.suv_max is None or not math.isclose(found.suv_max, suv_max, rel_tol=SAME_VALUE):
        return False
    start, end = span[0] - found.start, span[1] - found.start
    return any(item.field == "suv_max" and item.start <= start and end <= item.end for item in found.evidence)


def _holding(empty: Sequence[Mention], span: tuple[int, int]) -> Mention | None:
    return next((mention for mention in empty if mention.start <= span[0] and span[1] <= mention.end), None)
