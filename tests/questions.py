"""Questions to a model behind a fake server, and how they ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pet_ground.config import EndpointSettings
from pet_ground.errors import PetGroundError
from pet_ground.llm import Account, AnswerStore, ChatServer, Message, Model, Question, Reply
from pet_ground.llm.fake_server import FakeServer
from pet_ground.llm.panel import identity
from pet_ground.llm.remembering import Remembering

SCHEMA: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
SECRET = "Zyxwv hilum SUVmax 5.4"
MESSAGES: list[Message] = [{"role": "user", "content": SECRET}]
QUICK_S = 0.01
"""Pause before a second attempt."""

Ended = Reply | PetGroundError


def good(messages: list[Message], schema: dict[str, Any]) -> str:
    return '{"n": 7}'


def echo(messages: list[Message], schema: dict[str, Any]) -> str:
    """Each question has its own answer."""
    return messages[-1]["content"].upper()


def question(text: str = SECRET) -> Question:
    return Question([{"role": "user", "content": text}], SCHEMA)


def settings_of(server: FakeServer, **more: Any) -> EndpointSettings:
    return EndpointSettings(base_url=server.base_url, model="fake", **more)


def server_of(
    server: FakeServer, api_key: str | None = None, account: Account | None = None, **more: Any
) -> ChatServer:
    return ChatServer(settings_of(server, **more), api_key, account, backoff_s=QUICK_S)


async def ended(model: Model, questions: Iterable[Question]) -> list[Ended]:
    """The reply to each question, or why there is none, in order; all are asked at once."""

    async def one(asked: Question) -> Ended:
        try:
            return await model.reply(asked)
        except PetGroundError as exc:
            return exc

    return list(await asyncio.gather(*map(one, questions)))


async def ask(model: ChatServer, *texts: str) -> list[Ended]:
    """The same for texts, with the connections closed at the end."""
    async with model:
        return await ended(model, [question(text) for text in texts])


def asked(model: ChatServer, *texts: str) -> list[Ended]:
    return asyncio.run(ask(model, *texts))


def remembered(settings: EndpointSettings, folder: Path, *texts: str) -> tuple[list[Ended], Account]:
    """How questions end that are asked through a store, and the account."""

    async def run() -> tuple[list[Ended], Account]:
        account = Account(settings.model)
        async with ChatServer(settings, account=account, backoff_s=QUICK_S) as server:
            model = Remembering(server, identity(settings), AnswerStore(folder), account)
            return await ended(model, [question(text) for text in texts]), account

    return asyncio.run(run())
