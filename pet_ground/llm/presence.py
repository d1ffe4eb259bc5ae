"""Whether a server is there: all who ask it wait together while it is away, and one of them looks for it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from pet_ground.errors import ServiceError

LONGEST_LOOK_S = 5.0
"""A server that comes back is noticed within so many seconds."""

LOGGER = logging.getLogger(__name__)


class Presence:
    """The presence of one server.

    Args:
        name: what the server is called in messages.
        look: asks the server whether it is there; cheap, and may fail.
        patience_s: how long to wait for a server that is away, counted from its last answer to the first who missed
            it; it is given up then, for good.
        first_look_s: pause before the first look; it doubles from look to look.
    """

    def __init__(self, name: str, look: Callable[[], Awaitable[bool]], patience_s: float, first_look_s: float) -> None:
        self._name = name
        self._look = look
        self._patience_s = patience_s
        self._first_look_s = self._pause_s = first_look_s
        self._fault = ""
        self._away_since_s: float | None = None
        self._seen_again = False
        self._given_up = False
        self._searching = asyncio.Lock()

    def lost(self, fault: str) -> None:
        """Take note that nobody took a question; ``fault`` says how that showed."""
        self._fault = fault
        if self._away_since_s is None:
            self._away_since_s = time.monotonic()
            if self._patience_s:
                LOGGER.warning("%s: %s, waiting for it for up to %g s", self._name, fault, self._patience_s)

    def answered(self) -> None:
        """Take note that a question was taken: whatever was wrong is over."""
        self._away_since_s = None
        self._seen_again = False
        self._pause_s = self._first_look_s

    async def required(self) -> None:
        """Return once the server is there, at once where nothing else is known.

        Raises:
            ServiceError: it has been away for longer than the patience.
        """
        if self._fault and not self._given_up:
            async with self._searching:
                if self._fault and not self._given_up:
                    await self._search()
        if self._given_up:
            raise ServiceError(f"{self._name}: {self._fault}, away for more than {self._patience_s:g} s")

    async def _search(self) -> None:
        """Look until the server is there or the patience is over.

        A server that can be seen and yet takes no question (a gateway without a server behind it) is away.
        """
        since_s = time.monotonic() if self._away_since_s is None else self._away_since_s
        end_s = since_s + self._patience_s
        while not self._given_up:
            await asyncio.sleep(min(self._pause_s, max(0.0, end_s - time.monotonic())))
            there = await self._look()
            over = time.monotonic() >= end_s
            self._pause_s = min(self._pause_s * 2, LONGEST_LOOK_S)
            if there and not (over and self._seen_again):
                self._fault = ""
                self._seen_again = True
                return
            self._given_up = over
