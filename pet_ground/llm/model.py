"""What a language model is to this package: a question in, a reply out, whatever stands in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Message = dict[str, str]
"""One turn of a chat: ``role`` (system, user, assistant) and ``content``."""

Json = dict[str, Any] | list[Any]
"""An answer after parsing: always an object or an array, never a bare value."""


@dataclass(frozen=True, slots=True)
class Question:
    """A chat and the JSON Schema of the answer that is wanted; its ``repr`` holds no text."""

    messages: Sequence[Message] = field(repr=False)
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote, as it wrote it, and what it cost; its ``repr`` holds no text.

    Attributes:
        text: the answer, not parsed; "" where there is none.
        cut_off: whether the limit of tokens ended it.
        prompt_tokens: tokens of the question.
        cached_tokens: how many of them the server had in its prefix cache, as far as it says.
        completion_tokens: tokens of the answer.
    """

    text: str = field(repr=False)
    cut_off: bool = False
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class NoReply:
    """Why a question has no reply: the service failed, or refuses this question for good."""

    fault: str
    refused: bool = False


class Model(Protocol):
    """A model that can be asked many things at once: a server, an engine in this process, or what remembers replies."""

    async def reply(self, question: Question) -> Reply:
        """The reply to one question.

        Raises:
            ServiceError: the service failed. The item was not judged.
            ItemDropped: ``unusable_answer``, the service refuses this question and will always do.
        """
        ...
