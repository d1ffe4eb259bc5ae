"""A mention before it has its number in the report."""

from __future__ import annotations

from dataclasses import dataclass

from pet_ground.reasons import Reason
from pet_ground.records import Interpretation
from pet_ground.reports.lesion_words import Span
from pet_ground.reports.passages import Passage
from pet_ground.reports.side_words import Side
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.values import SuvValue


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of one SUV of a passage; spans are places in the passage's text."""

    passage: Passage
    value: SuvValue | None = None
    slice_ref: SliceRef | None = None
    slice_last: int | None = None
    side: Side | None = None
    size_span: Span | None = None
    interpretation: Interpretation = Interpretation.UNSPECIFIED
    interpretation_span: Span | None = None
    time_span: Span | None = None
    reason: Reason | None = None
    detail: str = ""


def first_token(draft: Draft) -> int:
    """The first token of the draft's value and slice."""
    places = [] if draft.value is None else [draft.value.phrase_token, draft.value.token]
    return min(places + ([draft.slice_ref.first_token] if draft.slice_ref else []))


def last_token(draft: Draft) -> int:
    """The last token of the draft's value and slice."""
    places = [] if draft.value is None else [draft.value.token]
    return max(places + ([draft.slice_ref.last_token] if draft.slice_ref else []))
