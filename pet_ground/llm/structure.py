"""A language model as structurer: the fields of one focus, from its sentence alone, each held against its quote."""

from __future__ import annotations

import re
from typing import Literal

from pet_ground.errors import ItemDropped
from pet_ground.llm.answers import Answer, checked, read_json, unusable
from pet_ground.llm.evidence import quote_spans
from pet_ground.llm.focus_words import FocusWords, Span, fault_of_findings, is_about
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


async def structure_by_model(
    model: Model, prompt: Prompt, mention: Mention, words: FocusWords | None = None
) -> StructuredReading:
    """The structured fields of the focus of a mention, each with its evidence; ``N/A`` where the sentence is silent.

    Args:
        model: the model.
        prompt: a ``structure`` prompt; its schema tells which answer is read.
        mention: a kept mention.
        words: the words of its sentence that may tell of its focus; None where they are not known.

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
            if quoted:
                return read_quoted_answer(answer, mention, words)
            return read_structure_answer(answer, mention.sentence, words)
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


def read_structure_answer(answer: Json, sentence: str, words: FocusWords | None = None) -> StructuredReading:
    """The fields in an answer without quotes; evidence where their words stand in the sentence.

    Raises:
        ItemDropped: ``unusable_answer``, it is not of the schema, the findings do not stand in the sentence, or words
            stand only where the sentence speaks of another focus.
    """
    fields = checked(StructureAnswer, answer)
    spans: dict[str, Span | None] = {
        name: _span(name, said, sentence, words) for name in _FIELDS if (said := getattr(fields, name)) != NOT_STATED
    }
    if "findings" in spans:
        if spans["findings"] is None:
            raise unusable("findings: the words do not stand in the sentence in this order")
        if fault := fault_of_findings(sentence, spans["findings"], words):
            raise unusable(fault)
    findings = spans.get("findings")
    return StructuredReading(
        region=fields.region,
        organ=fields.organ,
        anatomic_subsite=fields.anatomic_subsite,
        findings=sentence[slice(*findings)] if findings else NOT_STATED,
        evidence=evidence_of(sentence, spans),
    )


def _span(name: str, said: str, sentence: str, words: FocusWords | None) -> Span | None:
    """Where the words of a field stand, on the focus where they do; None where they do not stand there at all."""
    spans = list(quote_spans(sentence, said))
    about = next((span for span in spans if is_about(sentence, span, words)), None)
    if spans and about is None and name != "findings":
        raise unusable(f"{name}: the words are about another focus than the one that is meant")
    return about or (spans[0] if spans else None)
