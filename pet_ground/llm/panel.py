"""The models of a pipeline, opened together: each once, with its account, and nothing asked twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pet_ground.config import EndpointSettings, EngineSettings, ModelSettings, api_key
from pet_ground.llm.account import Account
from pet_ground.llm.engine import OfflineEngine
from pet_ground.llm.model import Model
from pet_ground.llm.remembering import Recalling, Remembering
from pet_ground.llm.server import ChatServer
from pet_ground.llm.store import AnswerStore

Models = Mapping[ModelSettings, Model]
"""A model for each settings that name one."""


@dataclass(frozen=True)
class Panel:
    """Models that can be asked, and what they were asked."""

    models: Models
    accounts: tuple[Account, ...]


@asynccontextmanager
async def open_models(settings: Iterable[ModelSettings], store: AnswerStore | None = None) -> AsyncIterator[Panel]:
    """Open every model; the connections are closed, and engines stopped, when the block ends.

    Args:
        settings: the models, in any number of repetitions.
        store: replies of earlier runs, and where those of this run go; None remembers nothing.

    Raises:
        ConfigurationError: an address or a key is not right, or the extra ``vllm`` is missing.
    """
    async with AsyncExitStack() as stack:
        models: dict[ModelSettings, Model] = {}
        accounts = []
        for one in dict.fromkeys(settings):
            account = Account(one.model)
            models[one] = Remembering(await _opened(one, account, stack), identity(one), store, account)
            accounts.append(account)
        yield Panel(models, tuple(accounts))


def recalled_models(settings: Iterable[ModelSettings], store: AnswerStore) -> Models:
    """The same models as they were asked before: no connection, nothing new."""
    return {one: Recalling(identity(one), store) for one in settings}


def identity(settings: ModelSettings) -> dict[str, Any]:
    """What decides a reply besides the question. Where a model is served is not part of it.

    How a server runs its model is not known here; its ``revision`` tells such things apart.
    """
    decided: dict[str, Any] = {
        "model": settings.model,
        "revision": settings.revision,
        "temperature": 0,
        "seed": settings.seed,
        "max_tokens": settings.max_tokens,
    }
    if settings.chat_template_kwargs:
        decided["chat_template_kwargs"] = dict(settings.chat_template_kwargs)
    if isinstance(settings, EndpointSettings) and settings.schema_style != "json_schema":
        decided["schema_style"] = settings.schema_style
    if isinstance(settings, EngineSettings):
        decided |= {"dtype": settings.dtype, "max_model_len": settings.max_model_len}
    return decided


async def _opened(settings: ModelSettings, account: Account, stack: AsyncExitStack) -> Model:
    if isinstance(settings, EndpointSettings):
        return await stack.enter_async_context(ChatServer(settings, api_key(settings), account))
    return await stack.enter_async_context(OfflineEngine(settings))
