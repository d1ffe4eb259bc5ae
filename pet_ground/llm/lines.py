"""Connections to one server: as many as questions may be open, each used by one question at a time."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

IDLE_CONNECTION_S = 2.0
"""A connection is not used again after so many idle seconds: uvicorn, and vLLM with it, closes it after 5 s, and a
question that is sent at this moment is lost."""


TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain http; a connection that turned out to be https would fail."""


class Lines:
    """A fixed number of connections, made when they are first needed.

    Each is an HTTP client of its own: the pool of one client looks at all its connections with every question, which
    at 256 of them costs more than the rest of the question (measured: 12 ms instead of 2).

    Args:
        number: the connections.
        api_key: sent as bearer token.
        timeout: of connections, and of each piece of an answer.
        tls: whether they are https; reading the certificates takes a moment.
    """

    def __init__(self, number: int, api_key: str | None, timeout: httpx.Timeout, *, tls: bool) -> None:
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout = timeout
        self._verify = httpx.create_ssl_context(trust_env=False) if tls else TRUSTING_NOBODY
        self._made: list[httpx.AsyncClient] = []
        self._free: asyncio.LifoQueue[httpx.AsyncClient | None] = asyncio.LifoQueue()
        for _ in range(number):
            self._free.put_nowait(None)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[httpx.AsyncClient]:
        """A connection for the time of the block, the one that was used last if it can be; waits for a free one."""
        line = await self._free.get()
        try:
            line = line or self.further()
            yield line
        finally:
            self._free.put_nowait(line)

    def further(self) -> httpx.AsyncClient:
        """A connection beside them; proxies and keys of the environment are not used, redirects are not followed."""
        line = httpx.AsyncClient(
            headers=self._headers,
            timeout=self._timeout,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=IDLE_CONNECTION_S),
            verify=self._verify,
            trust_env=False,
            follow_redirects=False,
        )
        self._made.append(line)
        return line

    async def close(self) -> None:
        """Close all of them."""
        for line in self._made:
            await line.aclose()
