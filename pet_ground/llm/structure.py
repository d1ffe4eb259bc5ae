"""A language model as structurer: the fields of one focus, from its sentence alone, each held against its quote."""

from __future__ import annotations

import re
from typing import Literal

from pet_ground.errors import ItemDropped
from pet_ground.llm.answers import Answer, checked, read_json, unusable
from pet_ground.llm.evidence import quote_spans
from pet_ground.llm.model import Json, Model, Question
from pet_ground.llm.prompts import Prompt
from pet_ground.llm.structure_quotes import Region, Words, evidence_of, read_quoted_answer
from pet_ground.records import NOT_STATED, Mention, StructuredReading

TRIES = 2
"""Times that a sentence is asked about. The second try names the fault; a model that fails again will not learn."""

FOCUS_WORDS = 3
"""Words before the SUVmax that single the focus out: enough for its SUV word, or for the value before it in a list."""
_FOCUS = re.compile(rf"(?:\S{{1,40}}\s{{1,5}}){{0,{FOCUS_WORDS}}}\S{{0,40}}\Z")

_FOCUS_REACH = 180
"""Characters in which those words are looked for."""

_Field = Literal["region", "organ", "anatomic_subsite", "findings"]
_FIELDS: tuple[_Field, ...] = ("region", "organ", "anatomic_subsite", "findings")


class StructureAnswer(Answer):
    """The answer to version 1 of the prompt, without quotes."""

    region: Region
    organ: Words
    anatomic_subsite: Words
    findings: Words


async def structure_by_model(model: Model, prompt: Prompt, mention: Mention) -> StructuredReading:
    """The structured fields of the focus of a mention, each with its evidence; ``N/A`` where the sentence is silent.

    Args:
        model: the model.
        prompt: a ``structure`` prompt; its schema tells which answer is read.
        mention: a kept mention.

    An answer that can't be used is asked for once more, with its fault named.

    Raises:
        ItemDropped: ``unusable_answer``, both answers can't be used, or the service refuses the question.
        ServiceError: the model did not answer.
    """
    quoted = "organ_quote" in prompt.schema["properties"]
    fault = ""
    for _ in range(TRIES):
        messages = prompt.messages(sentence=mention.sentence, focus=focus_words(mention), fault=fault)
        reply = await model.reply(Question(messages, prompt.schema))
        try:
            answer = read_json(reply, prompt.schema)
            return read_quoted_answer(answer, mention) if quoted else read_structure_answer(answer, mention.sentence)
        except ItemDropped as dropped:
            fault = dropped.detail
    raise unusable(f"{fault} (asked {TRIES} times)")


def focus_words(mention: Mention) -> str:
    """The words that end with the mention's SUVmax: a number alone may stand twice in a sentence."""
    focus = next(item for item in mention.evidence if item.field == "suv_max")
    reach = max(0, focus.start - _FOCUS_REACH)
    before = _FOCUS.search(mention.sentence[reach : focus.start])
    start = focus.start if before is None else reach + before.start()
    return mention.sentence[start : focus.end].strip()


def read_structure_answer(answer: Json, sentence: str) -> StructuredReading:
    """The fields in an answer without quotes; evidence where their words stand in the sentence.

    Raises:
        ItemDropped: ``unusable_answer``, it is not of the schema, or the findings do not stand in the sentence.
    """
    fields = checked(StructureAnswer, answer)
    spans: dict[str, tuple[int, int] | None] = {
        name: next(quote_spans(sentence, getattr(fields, name)), None)
        for name in _FIELDS
        if getattr(fields, name) != NOT_STATED
    }
    if "findings" in spans and spans["findings"] is None:
        raise unusable("findings: the words do not stand in the sentence in this order")
    findings = spans.get("findings")
    return StructuredReading(
        region=fields.region,
        organ=fields.organ,
        anatomic_subsite=fields.anatomic_subsite,
        findings=sentence[slice(*findings)] if findings else NOT_STATED,
        evidence=evidence_of(sentence, spans),
    )
