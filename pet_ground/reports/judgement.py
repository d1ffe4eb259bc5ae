"""Whether a value is a lesion's on the current scan: earlier scan, reference region, negated, or none of these.

Each value is judged by the words around it first. Then the members of a list that have no word of their own take what
the list's word says: ``previously 6.0 and 7.0``, ``6.0 and 7.0 on the prior study``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from pet_ground.reasons import Reason
from pet_ground.reports.earlier_scans import earlier_scan_told
from pet_ground.reports.gone_words import changed_to, gone_after, gone_before, is_gone
from pet_ground.reports.lesion_words import Span, names_lesion
from pet_ground.reports.list_times import (
    Judgement,
    Link,
    Told,
    end_with_slice,
    links,
    spread_backward,
    spread_forward,
)
from pet_ground.reports.negation_words import negation
from pet_ground.reports.reference_words import (
    compared_with_reference,
    may_name_reference,
    named_before,
    reference_in_brackets,
    reference_region,
    under_reference,
)
from pet_ground.reports.side_words import sides
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.time_words import (
    dated,
    now_after,
    past_tense,
    prior_after,
    prior_before,
)
from pet_ground.reports.values import SuvValue

AFTER_CHARS = 60
"""Characters after a number in which words still speak of it directly."""
_COMPARING = ("compar", "versus", "vs", "from", "against")
REFERENCE_CHARS = 240
"""Characters before a value in which ``Reference:`` may open the list in which it stands."""
_UNCHANGED = re.compile(r"\b(?:unchanged|stable|similar|no change|the same)\s?[(\[]\s?\Z", re.IGNORECASE)
"""``SUVmax 2.3, unchanged (2.3)``"""
_CLOSED = re.compile(r"\s{0,2}(?:g/ml\s?)?[)\]]")
"""The brackets around a value end before the slice: ``above liver (SUV 2.8), image 160``."""
BESIDE_TOKENS = 6
"""A slice at most so many tokens after a number stands beside it."""


def judge(text: str, values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> list[Judgement]:
    """One judgement for each value, in order; ``values`` are the SUVmax of one passage."""
    if not values:
        return []
    told = _each_alone(text, values, slices)
    joins = links(text, values, slices)
    _settle_past_tense(text, values, told, joins, slices)
    spread_backward(told, joins)
    spread_forward(told, joins)
    return [item.judgement for item in told]


def _each_alone(text: str, values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> list[Told]:
    """What the words around each value say of it; the words of one value are not read again for the next."""
    starts = [item.start for item in slices]
    told: list[Told] = []
    may_refer = may_name_reference(text)
    scope_start = 0
    for rank, value in enumerate(values):
        limit = values[rank + 1].range_start if rank + 1 < len(values) else len(text)
        following = bisect_left(starts, value.end)
        item = slices[following] if following < len(slices) else None
        if item is not None and ";" in text[value.end : item.start]:
            item = None
        beside = item is not None and item.first_token - value.token <= BESIDE_TOKENS
        beside = beside and _CLOSED.match(text, value.range_end) is None
        if beside and may_refer and rank and bisect_left(starts, values[rank - 1].end) < following:
            beside = not reference_in_brackets(text[scope_start : value.range_start])
        behind, behind_end = _told_behind(text, value, limit, slices, starts)
        told.append(_judge(text, value, scope_start, behind, has_slice=beside, may_refer=may_refer))
        scope_start = max(behind_end, item.end if item is not None and item.end <= limit else value.range_end)
    return told


def _told_behind(
    text: str, value: SuvValue, limit: int, slices: Sequence[SliceRef], starts: Sequence[int]
) -> tuple[Told | None, int]:
    """What the words directly behind the value, or behind its slice, say of its time; and where they end."""
    with_slice = end_with_slice(text, value, limit, slices, starts)
    for start in (value.range_end,) if with_slice is None else (value.range_end, with_slice):
        after = text[start : start + AFTER_CHARS]
        now = now_after(after)
        if now is not None:
            return Told(Judgement(None, None), now=True), start + now.end
        prior = (
            None
            if start == with_slice and _other_slice_told(text, value, start, slices, starts)
            else prior_after(after)
        )
        if prior is not None:
            span = Span(start + prior.start, start + prior.end)
            return Told(Judgement(Reason.PRIOR_STUDY, span), behind=True), span.end
        if changed_to(after) is not None:
            return Told(Judgement(Reason.PRIOR_STUDY, None), behind=True), start
    return None, 0


_NEW_BRACKET = re.compile(r"[)\]]?\s?[(\[][^()\[\]]{0,20}\Z")
"""``5.6 on slice 48 (slice 45 on the prior)``: the words on time are those of the second slice alone."""


def _other_slice_told(text: str, value: SuvValue, end: int, slices: Sequence[SliceRef], starts: Sequence[int]) -> bool:
    """Whether the last slice before ``end`` stands in brackets of its own behind the slice of the value."""
    last = bisect_left(starts, end) - 1
    if last < 1 or slices[last - 1].start < value.range_end:
        return False
    return _NEW_BRACKET.match(text[slices[last - 1].end : slices[last].start]) is not None


def _judge(
    text: str, value: SuvValue, scope_start: int, behind: Told | None, *, has_slice: bool, may_refer: bool
) -> Told:
    if value.says_before:
        return Told(Judgement(Reason.PRIOR_STUDY, Span(value.start, value.end)))
    before = text[scope_start : value.range_start]
    now = value.says_now or (behind is not None and behind.now)
    if not now:
        earlier = _earlier(text, value, scope_start, before, behind)
        if earlier is not None:
            return earlier
    after = text[value.range_end : value.range_end + AFTER_CHARS]
    if may_refer and _is_reference(text, value, before, after, has_slice=has_slice):
        return Told(Judgement(Reason.REFERENCE_REGION, None), now=now)
    return Told(Judgement(None if negation(before) is None else Reason.NEGATED, None), now=now)


def _is_reference(text: str, value: SuvValue, before: str, after: str, *, has_slice: bool) -> bool:
    if under_reference(text[max(0, value.range_start - REFERENCE_CHARS) : value.range_start]):
        return True
    return reference_region(before, after, has_slice=has_slice) is not None or (not has_slice and named_before(before))


def _earlier(text: str, value: SuvValue, scope_start: int, before: str, behind: Told | None) -> Told | None:
    """What tells that the value is not of today, or that it is what today's is compared with; else None."""
    after = text[value.range_end : value.range_end + AFTER_CHARS]
    span = _time_before(text, value, scope_start, before)
    if span is not None:
        comparing = text[span.start : span.end].lower().startswith(_COMPARING)
        is_reference = comparing and (compared_with_reference(after) or named_before(before))
        reason = Reason.REFERENCE_REGION if is_reference else Reason.PRIOR_STUDY
        return Told(Judgement(reason, None if is_reference else span))
    if behind is not None:
        return behind
    gone = gone_after(after)
    if gone is not None:
        return Told(Judgement(Reason.PRIOR_STUDY, Span(gone.start + value.range_end, gone.end + value.range_end)))
    told = _UNCHANGED.search(before) is not None or gone_before(before, after)
    return Told(Judgement(Reason.PRIOR_STUDY, None)) if told else None


def _time_before(text: str, value: SuvValue, scope_start: int, before: str) -> Span | None:
    """The words before the value that make it an earlier one; a place in the text."""
    of_range = value.other_token is not None
    earlier = prior_before(before, of_range=of_range, is_first=not scope_start) or dated(before)
    if earlier is not None:
        return Span(earlier.start + scope_start, earlier.end + scope_start)
    return earlier_scan_told(text[: value.range_start])


def _settle_past_tense(
    text: str, values: Sequence[SuvValue], told: list[Told], joins: Sequence[Link], slices: Sequence[SliceRef]
) -> None:
    """``was 7.4`` is an earlier value only beside a current one, or where the focus is gone; so is its list."""
    free = [rank for rank, item in enumerate(told) if item.judgement.reason is None]
    past: dict[int, Span] = {}
    for rank in free:
        own = None if told[rank].now else _past(text, values, rank)
        in_list = rank > 0 and joins[rank - 1] in {Link.AND, Link.COMMA, Link.SLICE} and not told[rank].now
        span = own or (past.get(rank - 1) if in_list else None)
        if span is not None:
            past[rank] = span
    current = [rank for rank, item in enumerate(told) if item.judgement.reason in {None, Reason.REFERENCE_REGION}]
    present = [rank for rank in current if rank not in past]
    starts = [item.start for item in slices]
    certain = is_gone(text) or any(told[rank].now for rank in present)
    for rank, span in past.items():
        apart = present and not _list_has_slice(text, values, rank, joins, starts)
        if certain or apart or _beside_present(text, values, rank, set(present), told):
            told[rank] = Told(Judgement(Reason.PRIOR_STUDY, span))


def _list_has_slice(
    text: str, values: Sequence[SuvValue], rank: int, joins: Sequence[Link], starts: Sequence[int]
) -> bool:
    """Whether a slice stands behind the value's list, before the next value."""
    last = rank
    while joins[last] in {Link.AND, Link.COMMA}:
        last += 1
    limit = values[last + 1].start if last + 1 < len(values) else len(text)
    return bisect_left(starts, values[last].end) < bisect_left(starts, limit)


def _beside_present(
    text: str, values: Sequence[SuvValue], rank: int, present: Collection[int], told: Sequence[Told]
) -> bool:
    """Whether a current value of the same lesion stands next to it: ``3.9 (was 7.7)``."""
    other = rank - 1
    while other >= 0 and told[other].is_prior:
        other -= 1
    for left, right in ((other, rank), (rank, rank + 1)):
        if (left if right == rank else right) in present:
            between = text[values[left].range_end : values[right].range_start]
            if not names_lesion(between) and not sides(between):
                return True
    return False


def _past(text: str, values: Sequence[SuvValue], rank: int) -> Span | None:
    begin = values[rank - 1].end if rank else 0
    span = past_tense(text[begin : values[rank].start])
    return None if span is None else Span(span.start + begin, span.end + begin)
