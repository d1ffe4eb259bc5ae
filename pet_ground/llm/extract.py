"""A language model as voter: what it says of each candidate sentence, held against the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from pet_ground.errors import ItemDropped
from pet_ground.llm.answers import Answer, ask_json, checked
from pet_ground.llm.evidence import find_side
from pet_ground.llm.focus import FocusAnswer, FocusReading, read_focus
from pet_ground.llm.gathering import all_or_first_fault
from pet_ground.llm.model import Json, Message, Model
from pet_ground.llm.passages import Passage, passages
from pet_ground.llm.prompts import Prompt
from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Interpretation, Laterality, Mention, Vote

SERIES = re.compile(r"\b(?P<series>PET|CT)\b(?!\s*/)", re.IGNORECASE)
"""The series that a slice is counted in, where the quote of the slice names one; PET/CT names none."""

QUOTE_CHARACTERS = 200
"""Longest quote in a vote; the schema of the prompts allows 100, but not every server holds to it."""


class ExtractAnswer(Answer):
    """The whole answer for one sentence."""

    mentions: list[FocusAnswer]


async def extract_by_model(
    model: Model,
    prompt: Prompt,
    text: str,
    candidates: Sequence[Mention],
    report_id: str,
    voter: str,
) -> list[Mention]:
    """What the model reads in a report: kept and dropped mentions, numbered from 1 in the order of the text.

    Args:
        model: the model; all sentences of the report are asked about at once.
        prompt: an ``extract`` prompt.
        text: the report's text, into which the candidates' spans point; it gives the neighbours.
        candidates: mentions of another voter, kept or dropped; the model is asked about each place with an SUV once.
        report_id: written into the mentions.
        voter: name of this voter, written into its votes.

    A value is believed only where it is quoted from the sentence, from a number that may be one: what is not there is
    dropped with ``not_in_text``, and so are sizes, slice numbers and means as SUVmax. Old values are dropped with
    ``prior_study``, values with a coronal or sagittal slice with ``not_axial``, those without a slice with
    ``no_slice``, an answer that can't be used with ``unusable_answer``, and a sentence in which the model sees no
    focus with ``no_value``.

    Raises:
        ServiceError: the model did not answer; the report was not judged.
    """
    asked = passages(text, candidates)
    read = await all_or_first_fault(
        _ask(model, extract_messages(prompt, passage), prompt.schema, passage, report_id, voter) for passage in asked
    )
    found = [
        (passage.start, _position(mention), mention)
        for passage, mentions in zip(asked, read, strict=True)
        for mention in mentions
    ]
    found.sort(key=lambda item: item[:2])
    return [mention.model_copy(update={"number": rank}) for rank, (_, _, mention) in enumerate(found, start=1)]


def extract_messages(prompt: Prompt, passage: Passage) -> list[Message]:
    """The chat that asks about one passage."""
    return prompt.messages(before=passage.before, sentence=passage.sentence, after=passage.after)


def read_extract_answer(answer: Json, passage: Passage, report_id: str, voter: str) -> list[Mention]:
    """The mentions in an answer about one passage, all numbered 1.

    One number of the text is the SUVmax of one focus, whatever words are quoted with it: what is said of it again is
    the same focus where slice and time are the same, and else dropped with ``disagreement``, unless the text itself
    gives the number to several foci (``both 3.1``), each with its slice.

    Raises:
        ItemDropped: ``unusable_answer``, the answer is not of the schema.
    """
    readings: list[FocusReading] = []
    for focus in dict.fromkeys(checked(ExtractAnswer, answer).mentions):
        reading = read_focus(focus, passage.sentence, readings)
        readings += [] if reading is None else [reading]
    mentions = [_mention(reading, passage, report_id, voter) for reading in readings]
    return mentions or [_nothing(Reason.NO_VALUE, "the voter sees no focus here", passage, report_id, voter)]


async def _ask(
    model: Model,
    messages: Sequence[Message],
    schema: dict[str, Any],
    passage: Passage,
    report_id: str,
    voter: str,
) -> list[Mention]:
    try:
        answer = await ask_json(model, messages, schema)
        return read_extract_answer(answer, passage, report_id, voter)
    except ItemDropped as dropped:
        return [_nothing(dropped.reason, dropped.detail, passage, report_id, voter)]


def _mention(reading: FocusReading, passage: Passage, report_id: str, voter: str) -> Mention:
    sentence = passage.sentence
    focus, suv, place = reading.focus, reading.suv, reading.place
    near = suv.start if suv else 0
    side = _side(focus, sentence, near)
    spans = {
        "suv_max": suv.evidence(sentence) if suv else None,
        "axial_slice": place.evidence(sentence) if place else None,
        "laterality": find_side(sentence, side, near) if side else None,
    }
    return Mention(
        **_frame(passage, report_id),
        suv_max=focus.suv_max if suv else None,
        suv_decimals=suv.decimals if suv else None,
        axial_slice=focus.axial_slice if place else None,
        slice_series=_series(sentence[place.start : place.end]) if place else "unspecified",
        laterality=side,
        interpretation=Interpretation(focus.interpretation),
        status="dropped" if reading.reason else "kept",
        reason=reading.reason,
        detail=reading.detail,
        evidence=_evidence(sentence, spans),
        votes=(_vote(reading, voter),),
    )


def _side(focus: FocusAnswer, sentence: str, near: int) -> Laterality | None:
    # A side that the sentence does not name is not taken over; it only leaves the side open.
    side = Laterality(focus.laterality) if focus.laterality else None
    return side if side and find_side(sentence, side, near) else None


def _series(quote: str) -> Literal["pet", "ct", "unspecified"]:
    named = {found["series"].lower() for found in SERIES.finditer(quote)}
    if named == {"ct"}:
        return "ct"
    return "pet" if named == {"pet"} else "unspecified"


def _evidence(sentence: str, spans: dict[str, tuple[int, int] | None]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence.model_validate({"field": field, "start": span[0], "end": span[1], "quote": sentence[slice(*span)]})
        for field, span in spans.items()
        if span
    )


def _vote(reading: FocusReading, voter: str) -> Vote:
    focus = reading.focus
    return Vote(
        voter=voter,
        suv_max=focus.suv_max,
        axial_slice=focus.axial_slice,
        agrees=reading.reason not in {Reason.NOT_IN_TEXT, Reason.DISAGREEMENT},
        detail=reading.detail,
        suv_quote=focus.suv_quote[:QUOTE_CHARACTERS],
        slice_quote=(focus.slice_quote or "")[:QUOTE_CHARACTERS],
    )


def _nothing(reason: Reason, detail: str, passage: Passage, report_id: str, voter: str) -> Mention:
    vote = Vote(voter=voter, suv_max=None, axial_slice=None, agrees=False, detail=detail)
    frame = _frame(passage, report_id)
    return Mention(**frame, status="dropped", reason=reason, detail=detail, votes=(vote,))


def _frame(passage: Passage, report_id: str) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "number": 1,
        "sentence": passage.sentence,
        "start": passage.start,
        "end": passage.end,
        "section": passage.section,
    }


def _position(mention: Mention) -> int:
    return next((item.start for item in mention.evidence if item.field == "suv_max"), len(mention.sentence))
