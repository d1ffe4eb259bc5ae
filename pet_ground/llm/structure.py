"""A language model as structurer: region, organ, subsite and findings of one focus, from its sentence alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from pet_ground.errors import ItemDropped
from pet_ground.llm.answers import Answer, checked, unusable
from pet_ground.llm.evidence import quote_spans
from pet_ground.llm.model import Json, JsonModel
from pet_ground.llm.prompts import Prompt
from pet_ground.records import NOT_STATED, StructuredFields

TRIES = 2
"""Times that a sentence is asked about. The second try names the fault; a model that fails again will not learn."""

Region = Literal["Head and neck", "Chest", "Abdomen", "Pelvis", "Spine", "Upper extremity", "Lower extremity", "N/A"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class StructureAnswer(Answer):
    """The answer for one focus; the field names are those of the schema in ``prompts/structure-*.md``."""

    region: Region
    organ: Words
    anatomic_subsite: Words
    findings: Words


def structure_by_model(client: JsonModel, prompt: Prompt, sentence: str, focus: str) -> StructuredFields:
    """The structured fields of one focus, ``N/A`` where the sentence does not say.

    Args:
        client: the model.
        prompt: a ``structure`` prompt.
        sentence: the sentence of the mention.
        focus: the words of the sentence that single the focus out, such as the quote of its SUVmax.

    ``findings`` is cut from the sentence where the model's quote stands in it. An answer that can't be used is asked
    for once more, with its fault named.

    Raises:
        ItemDropped: ``unusable_answer``, both answers can't be used.
        ServiceError: the model did not answer.
    """
    fault = ""
    for _ in range(TRIES):
        messages = prompt.messages(sentence=sentence, focus=focus, fault=fault)
        try:
            return read_structure_answer(client.complete_json(messages, prompt.schema), sentence)
        except ItemDropped as dropped:
            fault = dropped.detail
    raise unusable(f"{fault} (asked {TRIES} times)")


def read_structure_answer(answer: Json, sentence: str) -> StructuredFields:
    """The fields in an answer about ``sentence``.

    Raises:
        ItemDropped: ``unusable_answer``, it is not of the schema, or the findings do not stand in the sentence.
    """
    fields = checked(StructureAnswer, answer)
    return StructuredFields(
        region=fields.region,
        organ=fields.organ,
        anatomic_subsite=fields.anatomic_subsite,
        findings=_verbatim(fields.findings, sentence),
    )


def _verbatim(findings: str, sentence: str) -> str:
    if findings == NOT_STATED:
        return NOT_STATED
    span = next(quote_spans(sentence, findings), None)
    if span is None:
        raise unusable("findings: the words do not stand in the sentence in this order")
    return sentence[slice(*span)]
