"""Foci that a report tells twice: once among the findings, once in the impression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pet_ground.reasons import Reason
from pet_ground.records import Laterality
from pet_ground.reports.drafts import Draft
from pet_ground.reports.section_names import SUMMARY_SECTIONS

_AGAIN = re.compile(
    r"\b(?:(?:the|this) same|above|aforementioned|(?:previously|already) (?:mentioned|described) (?:above|here)|"
    r"as (?:noted|described|"
    r"mentioned)|in summary)\b",
    re.IGNORECASE,
)
"""Words by which a section itself tells a focus again."""


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """Drop what the impression repeats of another section (or that of it): same SUVmax, same slice, no other side."""
    seen: dict[tuple[float, int | None, float | None], set[tuple[str, Laterality | None]]] = {}
    result = []
    for draft in drafts:
        if draft.reason is None and draft.value is not None and draft.slice_ref is not None:
            place = (draft.slice_ref.number, draft.slice_ref.table_mm)
            earlier = seen.setdefault((draft.value.suv, *place), set())
            own = (draft.passage.section, None if draft.side is None else draft.side.laterality)
            again = bool(earlier) and _AGAIN.search(draft.passage.text) is not None
            if any(_repeats(own, other, again=again) for other in earlier):
                result.append(replace(draft, reason=Reason.DUPLICATE))
                continue
            earlier.add(own)
        result.append(draft)
    return result


def _repeats(own: tuple[str, Laterality | None], other: tuple[str, Laterality | None], *, again: bool) -> bool:
    if not again and (own[0] == other[0] or not {own[0], other[0]} & SUMMARY_SECTIONS):
        return False
    return {own[1], other[1]} != {Laterality.LEFT, Laterality.RIGHT}
