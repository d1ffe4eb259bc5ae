"""What a language model is to this package: messages and a schema in, JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

Message = dict[str, str]
"""One turn of a chat: ``role`` (system, user, assistant) and ``content``."""

Json = dict[str, Any] | list[Any]
"""An answer after parsing: always an object or an array, never a bare value."""


class JsonModel(Protocol):
    """A model that answers in JSON. ``ChatClient`` is one; whatever batches or caches answers is another."""

    def complete_json(self, messages: Sequence[Message], schema: dict[str, Any]) -> Json:
        """Answer to ``messages``, of the kind that the JSON Schema ``schema`` describes.

        Raises:
            ServiceError: the service failed. The item was not judged.
            ItemDropped: ``unusable_answer``, the model answered, but not what was asked for.
        """
        ...
