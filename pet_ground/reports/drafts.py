"""A mention before it has its number in the report, and the mention that it becomes."""

from __future__ import annotations

from dataclasses import dataclass

from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Interpretation, Mention, Vote
from pet_ground.reports.lesion_words import Span
from pet_ground.reports.passages import Passage
from pet_ground.reports.side_words import Side
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.values import SuvValue

RULE_VOTER = "rules"

_NOTHING = (Vote(voter=RULE_VOTER, suv_max=None, axial_slice=None, agrees=True),)


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


def mention_of(draft: Draft, report_id: str, number: int) -> Mention:
    """The mention of a draft, kept or dropped, each value with its evidence."""
    passage, value, item = draft.passage, draft.value, draft.slice_ref
    suv = None if value is None else value.suv
    axial = None if item is None else item.number
    votes = (Vote(voter=RULE_VOTER, suv_max=suv, axial_slice=axial, agrees=True),) if value else _NOTHING
    return Mention(
        report_id=report_id,
        number=number,
        sentence=passage.text,
        start=passage.start,
        end=passage.end,
        section=passage.section,
        suv_max=suv,
        suv_decimals=None if value is None else value.decimals,
        axial_slice=axial,
        slice_series="unspecified" if item is None else item.series,
        slice_last=draft.slice_last,
        table_mm=None if item is None else item.table_mm,
        laterality=None if draft.side is None else draft.side.laterality,
        interpretation=draft.interpretation,
        status="kept" if draft.reason is None else "dropped",
        reason=draft.reason,
        detail=draft.detail,
        evidence=_evidence(draft),
        votes=votes,
    )


def _evidence(draft: Draft) -> tuple[Evidence, ...]:
    text = draft.passage.text
    value, item = draft.value, draft.slice_ref
    places = (
        ("suv_max", None if value is None else Span(value.start, value.end)),
        ("axial_slice", None if item is None or item.number is None else Span(item.start, item.end)),
        ("table_mm", None if item is None or item.table_mm is None else Span(item.start, item.end)),
        ("laterality", None if draft.side is None else draft.side.span),
        ("time", draft.time_span),
        ("size", draft.size_span),
        ("interpretation", draft.interpretation_span),
    )
    return tuple(
        Evidence(field=field, start=span.start, end=span.end, quote=text[span.start : span.end])
        for field, span in places
        if span is not None
    )
