"""A model behind an OpenAI-compatible HTTP server: vLLM first."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self

import httpx

from pet_ground.config import EndpointSettings
from pet_ground.errors import ConfigurationError, ServiceError
from pet_ground.llm.account import Account
from pet_ground.llm.address import checked_address
from pet_ground.llm.answers import context_lengths, read_completion, unusable
from pet_ground.llm.faults import Fault, Outcome, Tries, kind_of, retry_after_s
from pet_ground.llm.lines import Lines
from pet_ground.llm.model import Question, Reply
from pet_ground.llm.presence import Presence

BACKOFF_S = 0.5
"""Pause before the second attempt, in seconds; it doubles from attempt to attempt."""

LONGEST_PAUSE_S = 30.0
"""The pause stops growing here."""

CONNECT_TIMEOUT_S = 10.0
"""A server that is up accepts a connection at once; only its answer takes long."""

JSON = {"Content-Type": "application/json"}


class ChatServer:
    """Asks one model at one endpoint, many questions at a time; to be used as an asynchronous context manager.

    Answers are as repeatable as the server allows: temperature 0 and the seed of the settings. Proxies and keys from
    the environment are not used, redirects are not followed: report text goes to the configured address only.

    Args:
        settings: the endpoint; ``concurrency`` questions are open at a time, the others wait here.
        api_key: sent as bearer token; the value of the variable that ``settings.api_key_env`` names.
        account: where retries and pauses are booked.
        backoff_s: pause before the second attempt.

    Raises:
        ConfigurationError: the address is not one, or is not on this machine and ``allow_remote`` is false, or a key
            is named but not given, or holds what no header can.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        api_key: str | None = None,
        account: Account | None = None,
        *,
        backoff_s: float = BACKOFF_S,
    ) -> None:
        self._address = checked_address(settings)
        if settings.api_key_env and not api_key:
            raise ConfigurationError(f"the key of {self._address} is missing: set {settings.api_key_env}")
        if api_key and not (api_key.isascii() and api_key.isprintable()):
            raise ConfigurationError(f"the key of {self._address} holds a line break, or letters beyond ASCII")
        self._settings = settings
        self._account = account or Account(settings.model)
        self._backoff_s = backoff_s
        connect_s = min(settings.timeout_s, CONNECT_TIMEOUT_S)
        self._longest_s = connect_s + settings.timeout_s
        timeout = httpx.Timeout(settings.timeout_s, connect=connect_s, pool=None)
        self._lines = Lines(settings.concurrency, api_key, timeout, tls=self._address.startswith("https:"))
        self._aside = self._lines.further()
        self._presence = Presence(settings.model, self._is_there, settings.patience_s, backoff_s)

    async def reply(self, question: Question) -> Reply:
        """The reply to one question; a server that is away is waited for, ``patience_s`` at most.

        Raises:
            ServiceError: the server stays away or busy, does not answer in time after ``attempts`` attempts, or
                answers with another HTTP error or something that is no chat completion.
            ItemDropped: ``unusable_answer``, the server refuses this question.
        """
        tries = Tries()
        while True:
            async with self._lines.one() as line:
                await self._presence.required()
                outcome = await self._chat(line, question)
            if outcome.fault not in (Fault.AWAY, Fault.BROKEN):
                self._presence.answered()
            if outcome.reply is not None:
                return outcome.reply
            self._account.faults[outcome.name] += 1
            await self._goes_on(outcome, tries)

    async def list_models(self) -> list[str]:
        """Names of the models that the server offers, at once or not at all.

        Raises:
            ServiceError: the server can't be reached or does not answer with a list of models.
        """
        return [*await self.context_lengths()]

    async def context_lengths(self) -> dict[str, int | None]:
        """The models that the server offers, with the longest question and answer in tokens where it tells (vLLM).

        Raises:
            ServiceError: as for ``list_models``.
        """
        outcome = await self._attempt(self._aside, "GET", "models")
        if outcome.fault is not None:
            raise self._failed(outcome.name)
        return context_lengths(outcome.body)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._lines.close()

    def _body(self, question: Question) -> dict[str, Any]:
        named = {"name": "answer", "schema": question.schema, "strict": True}
        formats = {
            "json_schema": {"type": "json_schema", "json_schema": named},
            "json_object": {"type": "json_object", "schema": question.schema},
        }
        body = {
            "model": self._settings.model,
            "messages": list(question.messages),
            "temperature": 0,
            "seed": self._settings.seed,
            "max_tokens": self._settings.max_tokens,
            "response_format": formats[self._settings.schema_style],
        }
        options = dict(self._settings.chat_template_kwargs)
        return body | {"chat_template_kwargs": options} if options else body

    async def _chat(self, line: httpx.AsyncClient, question: Question) -> Outcome:
        outcome = await self._attempt(line, "POST", "chat/completions", self._body(question))
        if outcome.fault is not None:
            return outcome
        try:
            reply = read_completion(outcome.body)
        except ServiceError as exc:
            return Outcome(fault=Fault.FINAL, name=str(exc))
        return Outcome(reply=reply) if reply else Outcome(fault=Fault.BROKEN, name="answer given up by the server")

    async def _goes_on(self, outcome: Outcome, tries: Tries) -> None:
        """Return when the question may be sent again.

        Raises:
            ServiceError, ItemDropped: it may not.
        """
        match outcome.fault:
            case Fault.AWAY:
                self._presence.lost(outcome.name)
            case Fault.BUSY:
                if tries.busy_s() > self._settings.patience_s:
                    raise self._failed(f"{outcome.name} for more than {self._settings.patience_s:g} s")
                await asyncio.sleep(outcome.pause_s or self._pause_s(tries.waits))
                tries.waits += 1
            case Fault.BROKEN:
                tries.broken += 1
                if tries.broken >= self._settings.attempts:
                    raise self._failed(f"{outcome.name} ({tries.broken} attempts)")
                await asyncio.sleep(self._pause_s(tries.broken - 1))
            case Fault.REFUSED:
                raise unusable(f"the server refuses the question ({outcome.name})")
            case _:
                raise self._failed(outcome.name)

    def _failed(self, why: str) -> ServiceError:
        # Errors end in the data set, and the server's address is nobody else's business: the model's name says which.
        return ServiceError(f"{self._settings.model}: {why}")

    def _pause_s(self, earlier: int) -> float:
        return float(min(self._backoff_s * 2 ** min(earlier, 16), LONGEST_PAUSE_S))

    async def _attempt(
        self, line: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None = None
    ) -> Outcome:
        # httpx's errors carry the request with its body, and a server's error page may echo it: only the error's
        # type or the status goes on. httpx's own limit is for each piece of an answer, so the whole has one here.
        content = None if body is None else json.dumps(body).encode()
        try:
            async with asyncio.timeout(self._longest_s):
                response = await line.request(method, f"{self._address}/{path}", content=content, headers=JSON)
        except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
            return Outcome(fault=Fault.AWAY, name=type(exc).__name__)
        except TimeoutError:
            return Outcome(fault=Fault.BROKEN, name="ReadTimeout")
        except httpx.RequestError as exc:
            broken = isinstance(exc, httpx.TransportError)
            return Outcome(fault=Fault.BROKEN if broken else Fault.FINAL, name=type(exc).__name__)
        if response.is_success:
            return Outcome(response.content)
        name = f"HTTP {response.status_code}"
        return Outcome(
            fault=kind_of(response.status_code),
            name=name,
            pause_s=retry_after_s(response.headers.get("Retry-After", ""), LONGEST_PAUSE_S),
        )

    async def _is_there(self) -> bool:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                outcome = await self._attempt(self._aside, "GET", "models")
                return outcome.fault not in (Fault.AWAY, Fault.BROKEN)
        except TimeoutError:
            return False
