"""From the row of a table of lesions to its mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pet_ground.reasons import Reason
from pet_ground.reports.drafts import Draft
from pet_ground.reports.meaning_words import interpretation
from pet_ground.reports.passages import Passage
from pet_ground.reports.reference_words import reference_region
from pet_ground.reports.side_words import nearest_side
from pet_ground.reports.size_words import own_size
from pet_ground.reports.slices import SliceRef
from pet_ground.reports.text_tables import Cell, TableRow
from pet_ground.reports.tokens import plain_number
from pet_ground.reports.values import MAX_SUV, SuvValue

_SUV = re.compile(
    r"[^\d<>.,-]{0,12}(?P<suv>\d{1,3}(?:[.,\u00b7\u2219\u22c5\uff0e\uff0c]\d{1,3})?|\.\d{1,3})"
    r"(?![\d%_^\ufffd\u00bc-\u00be\u2150-\u215e]|[.,:'`\u2018\u2019\u00b7\u2219\u22c5\uff0e\uff0c]{1,2}\d)"
)
"""A piece of a longer expression (``5.6.1``, ``5:6``) is no SUV."""
_EARLIER_BEHIND = re.compile(
    r"\s{0,3}[(\[]?\s?(?:prior|prev(?:ious(?:ly)?)?|was|from)?\.?:?\s{0,2}(?P<suv>\d{1,3}[.,]\d{1,3})\s?[)\]]?\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"[(\[]\s?ref(?:erence)?\.?\s?[)\]]", re.IGNORECASE)
_SLICE = re.compile(
    r"[^\d.-]{0,14}(?:\d{1,2}\s?[/:]\s?)?(?P<first>\d{1,4})(?:\s?[-\u2013]\s?(?P<last>\d{1,4}))?(?![\d.]|,\d{3}(?!\d))"
)


def read_row(passage: Passage, row: TableRow) -> list[Draft]:
    """The values of a row; one draft without a value where it has none (a header, ``n/a``)."""
    cells = [replace(cell, start=cell.start - passage.start, end=cell.end - passage.start) for cell in row.cells]
    item = next((ref for cell in cells if cell.column == "slice" and (ref := _slice(passage.text, cell))), None)
    names = [passage.text[cell.start : cell.end] for cell in cells if cell.column == "text"]
    drafts = []
    for cell in cells:
        for value, is_earlier in _values(passage.text, cell):
            drafts.append(_draft(passage, value, None if is_earlier else item, names, is_earlier=is_earlier))
    return drafts or [Draft(passage, reason=Reason.NO_VALUE)]


def _names_reference(name: str) -> bool:
    return _REFERENCE.search(name) is not None or reference_region(f"{name} SUVmax ", "", has_slice=False) is not None


def _draft(
    passage: Passage, value: SuvValue, item: SliceRef | None, names: Sequence[str], *, is_earlier: bool
) -> Draft:
    draft = Draft(passage, value)
    if is_earlier:
        return replace(draft, reason=Reason.PRIOR_STUDY)
    if any(_names_reference(name) for name in names):
        return replace(draft, reason=Reason.REFERENCE_REGION)
    meaning, span = interpretation(passage.text)
    return replace(
        draft,
        slice_ref=item,
        slice_last=None if item is None else item.last,
        side=nearest_side(passage.text, value.start),
        size_span=own_size(passage.text, value.start),
        interpretation=meaning,
        interpretation_span=span,
        reason=None if item is not None else Reason.NO_SLICE,
    )


def _values(text: str, cell: Cell) -> Iterator[tuple[SuvValue, bool]]:
    """The SUVs of a cell, each with whether it is an earlier one: ``5.1 (prior 7.7)``."""
    if cell.column not in {"suv_max", "earlier"}:
        return
    match = _SUV.match(text, cell.start, cell.end)
    if match is None:
        return
    yield from _value(match, is_earlier=cell.column == "earlier")
    behind = _EARLIER_BEHIND.match(text, match.end(), cell.end)
    if behind is not None and cell.column == "suv_max":
        yield from _value(behind, is_earlier=True)


def _value(match: re.Match[str], *, is_earlier: bool) -> Iterator[tuple[SuvValue, bool]]:
    written = plain_number(match["suv"]).replace(",", ".")
    suv = float(written)
    if 0 < suv < MAX_SUV:
        start, end = match.span("suv")
        decimals = len(written.partition(".")[2])
        yield SuvValue(suv, decimals, "max", start, end, 0, 0, start, end), is_earlier


def _slice(text: str, cell: Cell) -> SliceRef | None:
    match = _SLICE.match(text, cell.start, cell.end)
    if match is None:
        return None
    last = None if match["last"] is None else int(match["last"])
    end = match.end("first") if last is None else match.end("last")
    return SliceRef(int(match["first"]), last, match.start("first"), end, 0, 0, is_axial=True, series="unspecified")
