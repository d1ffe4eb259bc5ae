"""A model behind an OpenAI-compatible HTTP server: vLLM first."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from pet_ground.config import EndpointSettings
from pet_ground.errors import ConfigurationError, ServiceError
from pet_ground.llm.answers import completion_text, model_names, parse_json
from pet_ground.llm.model import Json, Message

RETRIED_STATUS = frozenset({429, 502, 503, 504})
"""Too many requests, bad gateway, unavailable, gateway timeout: the same request may succeed later. A 500 is not
among them: with temperature 0 and a fixed seed the same request meets the same fault in the server."""

BACKOFF_S = 0.5
"""Pause before the second attempt, in seconds; it doubles from attempt to attempt."""

LONGEST_PAUSE_S = 30.0
"""The pause stops growing here: a server that loads a model needs minutes, and is then asked twice a minute."""

CONNECT_TIMEOUT_S = 10.0
"""A server that is up accepts a connection at once; only its answer takes long."""


class ChatClient:
    """Asks one model at one endpoint. Safe to share between threads; close it, or use it as a context manager.

    Answers are as repeatable as the server allows: temperature 0 and the seed of the settings. Proxies and keys from
    the environment are not used, redirects are not followed: report text goes to the configured address only.

    Args:
        settings: the endpoint.
        api_key: sent as bearer token; the value of the variable that ``settings.api_key_env`` names.
        backoff_s: pause before the second attempt.

    Raises:
        ConfigurationError: the address is not one, or is not on this machine and ``allow_remote`` is false, or a key
            is named but not given.
    """

    def __init__(self, settings: EndpointSettings, api_key: str | None = None, *, backoff_s: float = BACKOFF_S) -> None:
        self._address = checked_address(settings)
        if settings.api_key_env and not api_key:
            raise ConfigurationError(f"the key of {self._address} is missing: set {settings.api_key_env}")
        self._settings = settings
        self._backoff_s = backoff_s
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(settings.timeout_s, connect=min(settings.timeout_s, CONNECT_TIMEOUT_S)),
            trust_env=False,
            follow_redirects=False,
        )

    @property
    def model(self) -> str:
        """Name of the model that is asked for."""
        return self._settings.model

    def complete_json(self, messages: Sequence[Message], schema: dict[str, Any]) -> Json:
        """Answer to ``messages``; the server is told to hold to ``schema``, and the outermost level is checked here.

        Raises:
            ServiceError: no connection, no answer in time, or an HTTP error, after the attempts that the settings
                allow; or a reply that is no chat completion.
            ItemDropped: ``unusable_answer``, the answer is cut off, not JSON, or not what the schema asks for.
        """
        body = {
            "model": self._settings.model,
            "messages": list(messages),
            "temperature": 0,
            "seed": self._settings.seed,
            "max_tokens": self._settings.max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": schema, "strict": True},
            },
        }
        return parse_json(completion_text(self._send("POST", "chat/completions", body)), schema)

    def list_models(self) -> list[str]:
        """Names of the models that the server offers.

        Raises:
            ServiceError: the server can't be reached or does not answer with a list of models.
        """
        return model_names(self._send("GET", "models"))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        fault = ""
        for attempt in range(self._settings.attempts):
            if attempt:
                time.sleep(min(self._backoff_s * 2 ** (attempt - 1), LONGEST_PAUSE_S))
            retry, fault, content = self._attempt(method, f"{self._address}/{path}", body)
            if not fault:
                return content
            if not retry:
                raise ServiceError(f"{self._address}: {fault}")
        raise ServiceError(f"{self._address}: {fault} ({self._settings.attempts} attempts)")

    def _attempt(self, method: str, url: str, body: dict[str, Any] | None) -> tuple[bool, str, bytes]:
        # httpx's errors carry the request with its body, and a server's error page may echo it: only the error's
        # type or the status goes on.
        try:
            response = self._http.request(method, url, json=body)
        except httpx.RequestError as exc:
            return isinstance(exc, httpx.TransportError), type(exc).__name__, b""
        if not response.is_success:
            return response.status_code in RETRIED_STATUS, f"HTTP {response.status_code}", b""
        return False, "", response.content


def checked_address(settings: EndpointSettings) -> str:
    """The base URL without its trailing slash.

    Raises:
        ConfigurationError: it is not an http address, holds a user name, or is not on this machine while
            ``allow_remote`` is false.
    """
    try:
        url = httpx.URL(settings.base_url)
    except httpx.InvalidURL as exc:
        raise ConfigurationError(f"the endpoint of {settings.model} is not a URL") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigurationError(f"the endpoint of {settings.model} is not an http address")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(f"the endpoint of {settings.model} takes its key by api_key_env, not in the URL")
    if not (settings.allow_remote or is_loopback(url.host)):
        raise ConfigurationError(
            f"{url.host} is not on this machine: report text goes there only with allow_remote: true"
        )
    return str(url).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether ``host`` is ``localhost`` or a loopback address; other names are not, whatever they resolve to."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
