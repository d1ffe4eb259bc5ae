"""Whether a value is a lesion's on the current scan: earlier scan, reference region, negated, or none of these."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pet_ground.reasons import Reason
from pet_ground.reports.lesion_words import Span
from pet_ground.reports.negation_words import negation
from pet_ground.reports.reference_words import compared_with_reference, reference_region
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.time_words import is_gone, past_tense, prior_after, prior_before
from pet_ground.reports.values import SuvValue

AFTER_CHARS = 60
"""Characters after a number in which words still speak of it directly."""
BESIDE_TOKENS = 6
"""A slice at most so many tokens after a number stands beside it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why the value is not a current lesion's, or None; and the words on time that say so."""

    reason: Reason | None
    time_span: Span | None


def judge(text: str, values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> list[Judgement]:
    """One judgement for each value, in order; ``values`` are the SUVmax of one passage."""
    judgements: list[Judgement] = []
    starts = [item.start for item in slices]
    scope_start = 0
    for rank, value in enumerate(values):
        before = text[scope_start : value.start]
        limit = values[rank + 1].start if rank + 1 < len(values) else len(text)
        after = text[value.end : value.end + AFTER_CHARS]
        following = bisect_left(starts, value.end)
        item = slices[following] if following < len(slices) else None
        beside = item is not None and item.first_token - value.token <= BESIDE_TOKENS
        judgements.append(_judge(before, after, value, scope_start, has_slice=beside))
        scope_start = item.end if item is not None and item.end <= limit else value.end
    return _settle_past_tense(text, values, judgements, slices)


def _judge(before: str, after: str, value: SuvValue, offset: int, *, has_slice: bool) -> Judgement:
    told = _told_by_time(before, after, value, offset)
    if told is not None:
        return told
    if reference_region(before, after, has_slice=has_slice) is not None:
        return Judgement(Reason.REFERENCE_REGION, None)
    return Judgement(None if negation(before) is None else Reason.NEGATED, None)


def _told_by_time(before: str, after: str, value: SuvValue, offset: int) -> Judgement | None:
    if value.says_before:
        return Judgement(Reason.PRIOR_STUDY, Span(value.start, value.end))
    if value.says_now:
        return None
    earlier = prior_before(before)
    if earlier is not None:
        if compared_with_reference(after):
            return Judgement(Reason.REFERENCE_REGION, None)
        return Judgement(Reason.PRIOR_STUDY, Span(earlier.start + offset, earlier.end + offset))
    later = prior_after(after)
    return (
        None if later is None else Judgement(Reason.PRIOR_STUDY, Span(later.start + value.end, later.end + value.end))
    )


def _settle_past_tense(
    text: str, values: Sequence[SuvValue], judgements: list[Judgement], slices: Sequence[SliceRef]
) -> list[Judgement]:
    """``was 7.4`` is an earlier value only beside a current one, or where the focus is gone."""
    free = [rank for rank, item in enumerate(judgements) if item.reason is None]
    past = {rank: span for rank in free if (span := _past(text, values, rank)) is not None}
    present = [rank for rank in free if rank not in past]
    starts = [item.start for item in slices]
    gone = is_gone(text)
    told_now = any(values[other].says_now for other in present)
    for rank, span in past.items():
        limit = values[rank + 1].start if rank + 1 < len(values) else len(text)
        own_slice = bisect_left(starts, values[rank].end) < bisect_left(starts, limit)
        if gone or told_now or (present and not own_slice):
            judgements[rank] = Judgement(Reason.PRIOR_STUDY, span)
    return judgements


def _past(text: str, values: Sequence[SuvValue], rank: int) -> Span | None:
    if values[rank].says_now:
        return None
    begin = values[rank - 1].end if rank else 0
    span = past_tense(text[begin : values[rank].start])
    return None if span is None else Span(span.start + begin, span.end + begin)
