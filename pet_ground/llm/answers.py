"""From what a server sends to an answer that can be trusted to have its shape; nothing is guessed or repaired.

Every fault becomes an error whose text is made of positions and types: an answer quotes the report, so no part of it
may reach a log. For the same reason the parser's own error, which holds the whole answer, is not chained.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pet_ground.errors import ItemDropped, ServiceError
from pet_ground.llm.model import Json, Message, Model, Question, Reply
from pet_ground.reasons import Reason

JSON_TYPES: dict[str, type] = {"object": dict, "array": list}

GIVEN_UP = frozenset({"abort", "error"})
"""Ends of an answer that is not the model's whole answer: a server that shuts down, or fails in the middle, says so
with status 200 (vLLM, ``FinishReason``)."""

MAX_FAULTS = 3
"""Faults that are named for one answer; more would not help the reader, or the model at its second try."""


class Answer(BaseModel):
    """Base of the answers that are asked for: no unknown fields, no coercion, and inputs hidden in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, allow_inf_nan=False)


AnswerT = TypeVar("AnswerT", bound=Answer)


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _PromptDetails(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _PromptDetails | None = None


class _Completion(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class _Model(BaseModel):
    id: str
    max_model_len: int | None = None


class _ModelList(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)
    data: list[_Model]


def unusable(detail: str) -> ItemDropped:
    """The error for an answer that can't be used. ``detail`` says what is wrong, never what was answered."""
    return ItemDropped(Reason.UNUSABLE_ANSWER, detail)


def read_completion(body: bytes) -> Reply | None:
    """The reply inside the body of a chat completion; None where the server gave the answer up in the middle.

    Raises:
        ServiceError: the body is not a chat completion.
    """
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        raise ServiceError("the server's reply is not a chat completion") from None
    choice, usage = completion.choices[0], completion.usage or _Usage()
    if choice.finish_reason in GIVEN_UP:
        return None
    return Reply(
        text=choice.message.content or "",
        cut_off=choice.finish_reason == "length",
        prompt_tokens=usage.prompt_tokens or 0,
        cached_tokens=(usage.prompt_tokens_details or _PromptDetails()).cached_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
    )


async def ask_json(model: Model, messages: Sequence[Message], schema: dict[str, Any]) -> Json:
    """Ask a model and parse its reply.

    Raises:
        ServiceError: the service failed. The item was not judged.
        ItemDropped: ``unusable_answer``, the answer is cut off, empty, not JSON, or not what the schema asks for.
    """
    return read_json(await model.reply(Question(messages, schema)), schema)


def read_json(reply: Reply, schema: dict[str, Any]) -> Json:
    """The answer in a reply.

    Raises:
        ItemDropped: ``unusable_answer``, it is cut off, empty, not JSON, or not what the schema asks for.
    """
    if reply.cut_off:
        raise unusable("the answer was cut off at the limit of tokens")
    if not reply.text:
        raise unusable("the answer is empty")
    return parse_json(reply.text, schema)


def context_lengths(body: bytes) -> dict[str, int | None]:
    """The names in the body of a list of models, with the longest question and answer in tokens where it is told.

    Raises:
        ServiceError: the body is not a list of models.
    """
    try:
        return {model.id: model.max_model_len for model in _ModelList.model_validate_json(body).data}
    except ValidationError:
        raise ServiceError("the server's reply is not a list of models") from None


def parse_json(text: str, schema: dict[str, Any]) -> Json:
    """Parse an answer and hold it against the outermost type and required names of ``schema``.

    Raises:
        ItemDropped: it is not JSON, not of this type, or lacks a name.
    """
    try:
        answer = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise unusable("the answer is not JSON") from None
    expected = schema.get("type")
    if not isinstance(answer, JSON_TYPES.get(str(expected), (dict, list))):
        raise unusable(f"the answer is not a JSON {expected or 'object or array'}")
    missing = [name for name in schema.get("required", ()) if isinstance(answer, dict) and name not in answer]
    if missing:
        raise unusable(f"the answer lacks {', '.join(missing)}")
    return cast("Json", answer)


def checked(kind: type[AnswerT], answer: Json) -> AnswerT:
    """``answer`` as a ``kind``.

    Raises:
        ItemDropped: it is not one; the detail names the places and what should stand there.
    """
    try:
        return kind.model_validate(answer)
    except ValidationError as exc:
        faults = [_fault(error["loc"], error["type"], error["msg"]) for error in exc.errors(include_input=False)]
    raise unusable("; ".join(faults[:MAX_FAULTS]))


def _fault(place: tuple[int | str, ...], kind: str, message: str) -> str:
    # An unknown name was made up by the model, perhaps from the report: it is not repeated.
    known = place[:-1] if kind == "extra_forbidden" else place
    return f"{'.'.join(map(str, known)) or 'answer'}: {message}"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
