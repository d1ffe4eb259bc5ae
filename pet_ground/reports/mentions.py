"""The rule voter: from a report's text to its mentions, kept or dropped with a reason, each value with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pet_ground.reasons import Reason
from pet_ground.records import Mention, Sentence
from pet_ground.reports.bare_values import find_bare_values, find_values
from pet_ground.reports.contexts import with_context
from pet_ground.reports.drafts import Draft, first_token, mention_of
from pet_ground.reports.instructions import is_instruction, without_objects
from pet_ground.reports.judgement import judge
from pet_ground.reports.list_times import Judgement
from pet_ground.reports.negation_words import negation
from pet_ground.reports.pairing import pair
from pet_ground.reports.passages import Passage, passages
from pet_ground.reports.repeats import without_repeats
from pet_ground.reports.row_values import read_row
from pet_ground.reports.section_names import HISTORY_SECTIONS, PRELIMINARY_SECTIONS, TECHNIQUE_SECTIONS
from pet_ground.reports.sentences import split_sentences
from pet_ground.reports.slice_times import of_earlier_scan
from pet_ground.reports.slice_words import NUMBER_MARK, SLICE_NAMES
from pet_ground.reports.slices import SliceRef, find_slices
from pet_ground.reports.suv_words import names_suv
from pet_ground.reports.text_tables import TableRow, find_table_rows
from pet_ground.reports.tokens import Token, tokenize
from pet_ground.reports.values import SuvValue

_UNSURE = "a number without an SUV word of its own"
_DIGIT = re.compile(r"\d")
_INSTRUCTION = "an instruction to a reader, not a finding"
_A_LIMIT = "a limit, not a measurement"


def extract_mentions(text: str, report_id: str) -> list[Mention]:
    """Mentions of a report in the order of the text; every sentence gives at least one, kept or dropped.

    Every SUVmax of the text is in exactly one mention. Other statistics (SUVmean, SUVpeak) and limits (``above 2.5``)
    are no mentions of their own where the passage also has an SUVmax. The function never raises on any text, and
    takes time linear in its length.
    """
    rows = find_table_rows(text)
    has_suv = names_suv(text)
    drafts: list[Draft] = []
    for passage, row in _readings(text, split_sentences(text, rows), {row.start: row for row in rows}):
        drafts += _read_passage(passage, has_suv=has_suv) if row is None else read_row(passage, row)
    return [mention_of(draft, report_id, rank) for rank, draft in enumerate(without_repeats(drafts), start=1)]


def _readings(
    text: str, sentences: Sequence[Sentence], rows: Mapping[int, TableRow]
) -> Iterator[tuple[Passage, TableRow | None]]:
    """The passages of the text in order; the row of a table is one of its own."""
    if not rows:
        yield from ((passage, None) for passage in passages(text, sentences))
        return
    for is_row, group in groupby(sentences, key=lambda sentence: sentence.start in rows):
        if not is_row:
            yield from ((passage, None) for passage in passages(text, list(group)))
            continue
        for one in group:
            yield Passage(one.start, one.end, one.text, one.section), rows[one.start]


def _read_passage(passage: Passage, *, has_suv: bool) -> list[Draft]:
    if not has_suv or _DIGIT.search(passage.text) is None:
        return [Draft(passage, reason=Reason.NO_VALUE)]
    readable = without_objects(passage.text)
    if not names_suv(passage.text):
        return _read_without_word(passage)
    tokens = tokenize(readable, passage.breaks)
    slices = find_slices(tokens)
    taken = {place for item in slices for place in range(item.first_token, item.last_token + 1)}
    every_value = find_values(tokens, taken)
    if every_value and is_instruction(readable):
        return [Draft(passage, reason=Reason.NO_VALUE, detail=_INSTRUCTION)]
    values = [value for value in every_value if value.kind == "max"]
    if not values or passage.section in TECHNIQUE_SECTIONS:
        return _without_values(passage, every_value)
    judgements = judge(passage.text, values, slices)
    if passage.section in HISTORY_SECTIONS:
        judgements = _of_history(judgements)
    drafts = _drafts(passage, tokens, values, judgements, slices)
    others = _unsure(passage, every_value, slices) + _negated_limits(passage, every_value)
    return sorted([*drafts, *others], key=first_token) if others else drafts


_BARE = re.compile(
    rf"\d[.,]\d(?![\d.,]|\s?(?:x|cm|mm)).{{0,30}}\b(?:{SLICE_NAMES}|ax|axial){NUMBER_MARK}\d"
    rf"|\d[.,]\d\s?[(\[]\d{{1,2}}[:/]\d|\b(?:{SLICE_NAMES}){NUMBER_MARK}\d{{1,4}}\b.{{0,30}}\d[.,]\d"
    r"|\b(?:prev\w{0,6}|prior|was|were|before|formerly|baseline|EOT|from)\b[^.;]{0,40}\d[.,]\d",
    re.IGNORECASE,
)
"""A quick test for numbers that may be SUVs without an SUV word: beside a slice, or told to be earlier ones."""


def _read_without_word(passage: Passage) -> list[Draft]:
    """A sentence such as ``Lt adrenal 10.3 (im 149)`` in a report that gives SUVs elsewhere."""
    nothing = [Draft(passage, reason=Reason.NO_VALUE)]
    if passage.section in PRELIMINARY_SECTIONS or not _BARE.search(passage.text):
        return nothing
    tokens = tokenize(passage.text, passage.breaks)
    slices = find_slices(tokens)
    taken = {place for item in slices for place in range(item.first_token, item.last_token + 1)}
    values = find_bare_values(tokens, taken)
    if not values or is_instruction(passage.text):
        return nothing
    drafts = _drafts(passage, tokens, values, judge(passage.text, values, slices), slices)
    return [draft for draft in drafts if draft.reason is not Reason.NO_SLICE] or nothing


def _of_history(judgements: Sequence[Judgement]) -> list[Judgement]:
    """In the history every value is an earlier one, but beside one that is told to be earlier: that is a comparison."""
    compares = any(item.reason is Reason.PRIOR_STUDY for item in judgements)
    return [item if item.reason or compares else Judgement(Reason.PRIOR_STUDY, None) for item in judgements]


def _without_values(passage: Passage, values: Sequence[SuvValue]) -> list[Draft]:
    if passage.section in TECHNIQUE_SECTIONS:
        return [Draft(passage, reason=Reason.NO_VALUE, detail="section on technique" if values else "")]
    kinds = ", ".join(sorted({value.kind for value in values}))
    no_value = Draft(passage, reason=Reason.NO_VALUE, detail=f"only {kinds}" if values else "")
    return _negated_limits(passage, values) or [no_value]


def _unsure(passage: Passage, values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> list[Draft]:
    """Bare numbers that may be SUVs: dropped in any case, as an earlier or a reference value where the words say so."""
    unsure = [value for value in values if value.kind == "unsure"]
    if not unsure:
        return []
    likely = [value for value in values if value.kind in {"max", "unsure"}]
    told = {value.token: item for value, item in zip(likely, judge(passage.text, likely, slices), strict=True)}
    return [
        Draft(
            passage,
            value,
            reason=told[value.token].reason or Reason.NO_SLICE,
            time_span=told[value.token].time_span,
            detail=_UNSURE,
        )
        for value in unsure
    ]


_NOT_SEEN = re.compile(
    r"\b(?:not|never) (?:\w{1,12} )?(?:pointed|seen|identified|found|observed|detected|noted|evident|visible|"
    r"demonstrated|present|"
    r"recognized|above|exceed\w*|greater)\b",
    re.IGNORECASE,
)


def _denied(before: str) -> bool:
    """Whether the words before a limit say that there is nothing above it."""
    return negation(before) is not None or _NOT_SEEN.search(before) is not None


def _negated_limits(passage: Passage, values: Sequence[SuvValue]) -> list[Draft]:
    """Limits of what is said not to be there: ``no uptake above SUV 2.5``."""
    return [
        Draft(passage, value, reason=Reason.NEGATED, detail=_A_LIMIT)
        for value in values
        if value.kind == "bound" and _denied(passage.text[: value.start])
    ]


def _drafts(
    passage: Passage, tokens: list[Token], values: list[SuvValue], judgements: list[Judgement], slices: list[SliceRef]
) -> list[Draft]:
    lesions = [rank for rank, item in enumerate(judgements) if item.reason in {None, Reason.PRIOR_STUDY}]
    compares = any(item.reason is Reason.PRIOR_STUDY for item in judgements)
    now = [item for item in slices if not of_earlier_scan(passage.text, item, beside_earlier=compares)]
    axial = _without_surplus([item for item in now if item.is_axial], len(lesions))
    other = [item for item in slices if not item.is_axial]
    chosen = [values[rank] for rank in lesions]
    earlier = [judgements[rank].reason is not None for rank in lesions]
    pairs = pair(tokens, chosen, earlier, axial)
    other_pairs = pair(tokens, chosen, earlier, other) if other else {}
    rank_of = {rank: place for place, rank in enumerate(lesions)}
    drafts = []
    for rank, (value, judgement) in enumerate(zip(values, judgements, strict=True)):
        place = rank_of.get(rank)
        refs = [] if place is None else [axial[item] for item in pairs.get(place, ())]
        draft = Draft(passage, value, reason=judgement.reason, time_span=judgement.time_span)
        if refs:
            refs = _of_one_series(refs)
            draft = replace(draft, slice_ref=refs[0], slice_last=refs[-1].last or _last(refs))
        elif judgement.reason is None:
            reason = Reason.NOT_AXIAL if place in other_pairs else Reason.NO_SLICE
            draft = replace(draft, reason=reason, detail=_why_no_slice(chosen, axial))
        drafts.append(draft)
    return with_context(tokens, drafts, chosen, slices)


def _without_surplus(refs: list[SliceRef], values: int) -> list[SliceRef]:
    """Several slices may be the range of one lesion; of more table positions than values none can be taken."""
    return [] if sum(item.table_mm is not None for item in refs) > values else refs


def _of_one_series(refs: list[SliceRef]) -> list[SliceRef]:
    """Of a slice of the PET and one of the CT that of the PET: the SUV was measured there."""
    of_pet = [item for item in refs if item.series == "pet"]
    return of_pet if of_pet and any(item.series == "ct" for item in refs) else refs


def _last(refs: Sequence[SliceRef]) -> int | None:
    return refs[-1].number if len(refs) > 1 else None


def _why_no_slice(values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> str:
    return f"{len(values)} values and {len(slices)} axial slices in the passage" if slices else ""
