"""The rule voter: from a report's text to its mentions, kept or dropped with a reason, each value with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Interpretation, Laterality, Mention, Vote
from pet_ground.reports.bare_values import find_values
from pet_ground.reports.judgement import judge
from pet_ground.reports.lesion_parts import lesion_part
from pet_ground.reports.lesion_words import Span
from pet_ground.reports.list_times import Judgement
from pet_ground.reports.meaning_words import Side, interpretation, nearest_side, sides
from pet_ground.reports.negation_words import negation
from pet_ground.reports.pairing import pair, segments
from pet_ground.reports.passages import SUV_WORD, Passage, passages
from pet_ground.reports.places import Place, find_places
from pet_ground.reports.sections import HISTORY_SECTIONS, SUMMARY_SECTIONS, TECHNIQUE_SECTIONS
from pet_ground.reports.sentences import split_sentences
from pet_ground.reports.slices import SliceRef, find_slices
from pet_ground.reports.tokens import Token, tokenize
from pet_ground.reports.values import SuvValue

RULE_VOTER = "rules"

_UNSURE = "a number without an SUV word of its own"
_NOTHING = (Vote(voter=RULE_VOTER, suv_max=None, axial_slice=None, agrees=True),)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention before it has its number."""

    passage: Passage
    value: SuvValue | None = None
    slice_ref: SliceRef | None = None
    slice_last: int | None = None
    side: Side | None = None
    interpretation: Interpretation = Interpretation.UNSPECIFIED
    interpretation_span: Span | None = None
    time_span: Span | None = None
    reason: Reason | None = None
    detail: str = ""


def extract_mentions(text: str, report_id: str) -> list[Mention]:
    """Mentions of a report in the order of the text; every sentence gives at least one, kept or dropped.

    Every SUVmax of the text is in exactly one mention. Other statistics (SUVmean, SUVpeak) and limits (``above 2.5``)
    are no mentions of their own where the passage also has an SUVmax. The function never raises on any text, and
    takes time linear in its length.
    """
    drafts: list[Draft] = []
    for passage in passages(text, split_sentences(text)):
        drafts += _read_passage(passage)
    return [_mention(draft, report_id, rank) for rank, draft in enumerate(_without_repeats(drafts), start=1)]


def _read_passage(passage: Passage) -> list[Draft]:
    if not SUV_WORD.search(passage.text):
        return [Draft(passage, reason=Reason.NO_VALUE)]
    tokens = tokenize(passage.text, passage.breaks)
    slices = find_slices(tokens)
    taken = {place for item in slices for place in range(item.first_token, item.last_token + 1)}
    every_value = find_values(tokens, taken)
    values = [value for value in every_value if value.kind == "max"]
    if not values or passage.section in TECHNIQUE_SECTIONS:
        return [_without_value(passage, every_value)]
    judgements = judge(passage.text, values, slices)
    if passage.section in HISTORY_SECTIONS:
        judgements = [item if item.reason else Judgement(Reason.PRIOR_STUDY, None) for item in judgements]
    drafts = _drafts(passage, tokens, values, judgements, slices)
    unsure = [
        Draft(passage, value, reason=Reason.NO_SLICE, detail=_UNSURE) for value in every_value if value.kind == "unsure"
    ]
    return sorted([*drafts, *unsure], key=_first) if unsure else drafts


def _without_value(passage: Passage, values: Sequence[SuvValue]) -> Draft:
    if passage.section in TECHNIQUE_SECTIONS:
        return Draft(passage, reason=Reason.NO_VALUE, detail="section on technique" if values else "")
    limits = [value for value in values if value.kind == "bound"]
    if limits and negation(passage.text[: limits[0].start]) is not None:
        return Draft(passage, reason=Reason.NEGATED, detail="a limit, not a measurement")
    return Draft(
        passage, reason=Reason.NO_VALUE, detail="only " + ", ".join(sorted({v.kind for v in values})) if values else ""
    )


def _drafts(
    passage: Passage, tokens: list[Token], values: list[SuvValue], judgements: list[Judgement], slices: list[SliceRef]
) -> list[Draft]:
    lesions = [rank for rank, item in enumerate(judgements) if item.reason in {None, Reason.PRIOR_STUDY}]
    axial = [item for item in slices if item.is_axial]
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
            draft = replace(draft, slice_ref=refs[0], slice_last=refs[-1].last or _last(refs))
        elif judgement.reason is None:
            reason = Reason.NOT_AXIAL if place in other_pairs else Reason.NO_SLICE
            draft = replace(draft, reason=reason, detail=_why_no_slice(chosen, axial))
        drafts.append(draft)
    return _with_context(tokens, drafts, chosen)


def _last(refs: Sequence[SliceRef]) -> int | None:
    return refs[-1].number if len(refs) > 1 else None


def _why_no_slice(values: Sequence[SuvValue], slices: Sequence[SliceRef]) -> str:
    return f"{len(values)} values and {len(slices)} axial slices in the passage" if slices else ""


def _with_context(tokens: list[Token], drafts: list[Draft], lesions: Sequence[SuvValue]) -> list[Draft]:
    """Side and interpretation, each from the lesion's own part of the passage."""
    text = drafts[0].passage.text
    known = {value.token for value in lesions}
    current = [
        draft
        for draft in drafts
        if draft.value is not None and draft.value.token in known and draft.reason is not Reason.PRIOR_STUDY
    ]
    groups = _groups(current)
    places = find_places(text) if len(current) > 1 else []
    claims = [(min(_first(item) for item in group), max(_last_token(item) for item in group)) for group in groups]
    described: dict[int, Draft] = {}
    for group, (begin, end) in zip(groups, segments(tokens, claims, len(text)), strict=True):
        part = text[begin:end]
        meaning, span = interpretation(part)
        in_order = _sides_in_order(part, len(group))
        for rank, draft in enumerate(group):
            place = tokens[_first(draft)].start - begin
            side = in_order[rank] if in_order else nearest_side(part, place)
            if not in_order and len(current) > 1:
                side = _own_side(text, draft, places, begin, side, listed=len(group) > 1)
            described[id(draft)] = replace(
                draft,
                side=None if side is None else Side(side.laterality, _moved(side.span, begin)),
                interpretation=meaning,
                interpretation_span=None if span is None else _moved(span, begin),
            )
    return [described.get(id(draft), draft) for draft in drafts]


def _groups(drafts: list[Draft]) -> list[list[Draft]]:
    """Drafts whose claims interleave (a list of values with a list of slices) share their part of the passage."""
    groups: list[list[Draft]] = []
    reach = -1
    for draft in drafts:
        if groups and _first(draft) <= reach:
            groups[-1].append(draft)
        else:
            groups.append([draft])
        reach = max(reach, _last_token(draft))
    return groups


def _first(draft: Draft) -> int:
    places = [] if draft.value is None else [draft.value.phrase_token, draft.value.token]
    return min(places + ([draft.slice_ref.first_token] if draft.slice_ref else []))


def _last_token(draft: Draft) -> int:
    places = [] if draft.value is None else [draft.value.token]
    return max(places + ([draft.slice_ref.last_token] if draft.slice_ref else []))


def _own_side(
    text: str, draft: Draft, places: Sequence[Place], begin: int, nearest: Side | None, *, listed: bool
) -> Side | None:
    """The side that a lesion of a list has in its own words; one that all of them share where it can't be told apart.

    Where there is no list, ``nearest`` holds; it and the result are relative to ``begin``. ``listed`` says that the
    values stand together, apart from the lesions' words.
    """
    if draft.value is None:
        return nearest
    own = lesion_part(text, draft.value.start, places)
    if own.rank is None and (nearest is None or not listed):
        return nearest
    spans = [own.items[own.rank]] if own.rank is not None else list(own.items) or [(own.start, own.end)]
    named = [Side(one.laterality, _moved(one.span, start)) for start, end in spans for one in sides(text[start:end])]
    if len({one.laterality for one in named}) != 1:
        return None
    return Side(named[0].laterality, _moved(named[0].span, -begin))


def _sides_in_order(part: str, count: int) -> list[Side] | None:
    """Sides of a list of values, in order: ``left and right axillary nodes with SUV max 3.2 and 4.4 respectively``."""
    if count < 2:
        return None
    separate = [
        side
        for named in sides(part)
        for side in (_both_sides(part, named) if named.laterality is Laterality.BILATERAL else [named])
    ]
    return separate if len(separate) == count and len({side.laterality for side in separate}) == count else None


def _both_sides(part: str, named: Side) -> list[Side]:
    words = part[named.span.start : named.span.end].lower()
    found = []
    for laterality in (Laterality.LEFT, Laterality.RIGHT):
        at = words.find(laterality.value)
        if at >= 0:
            begin = named.span.start + at
            found.append(Side(laterality, Span(begin, begin + len(laterality.value))))
    return sorted(found, key=lambda side: side.span.start)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _without_repeats(drafts: list[Draft]) -> list[Draft]:
    """Drop what the impression repeats of another section (or that of it): same SUVmax, same slice, no other side."""
    seen: dict[tuple[float, int], set[tuple[str, Laterality | None]]] = {}
    result = []
    for draft in drafts:
        if draft.reason is None and draft.value is not None and draft.slice_ref is not None:
            earlier = seen.setdefault((draft.value.suv, draft.slice_ref.number), set())
            own = (draft.passage.section, None if draft.side is None else draft.side.laterality)
            if any(_repeats(own, other) for other in earlier):
                result.append(replace(draft, reason=Reason.DUPLICATE))
                continue
            earlier.add(own)
        result.append(draft)
    return result


def _repeats(own: tuple[str, Laterality | None], other: tuple[str, Laterality | None]) -> bool:
    if own[0] == other[0] or not {own[0], other[0]} & SUMMARY_SECTIONS:
        return False
    return own[1] is None or other[1] is None or own[1] == other[1]


def _mention(draft: Draft, report_id: str, number: int) -> Mention:
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
        ("axial_slice", None if item is None else Span(item.start, item.end)),
        ("laterality", None if draft.side is None else draft.side.span),
        ("time", draft.time_span),
        ("interpretation", draft.interpretation_span),
    )
    return tuple(
        Evidence(field=field, start=span.start, end=span.end, quote=text[span.start : span.end])
        for field, span in places
        if span is not None
    )
