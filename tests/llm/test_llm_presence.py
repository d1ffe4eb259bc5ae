"""A server that is away: everybody waits together, and goes on when it is back or given up."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any

import pytest
from questions import Ended, ask, asked, echo, good, question, server_of

from pet_ground.config import EndpointSettings
from pet_ground.errors import ServiceError
from pet_ground.llm import Account, ChatServer, Message, Reply
from pet_ground.llm.fake_server import FakeServer, Status
from pet_ground.llm.presence import Presence

TEXTS = [f"q{number}" for number in range(30)]
PATIENCE_S = 120.0
"""Longer than any machine takes for what is waited for here."""


def missed(account: Account) -> None:
    """Return once somebody has found the server away."""
    end_s = time.monotonic() + PATIENCE_S
    while not account.faults["ConnectError"] and time.monotonic() < end_s:
        time.sleep(0.01)


def texts_of(replies: list[Ended]) -> list[str]:
    assert all(isinstance(reply, Reply) for reply in replies), replies
    return [reply.text for reply in replies if isinstance(reply, Reply)]


def test_all_wait_for_a_server_that_is_away_and_each_is_answered_once_when_it_is_back() -> None:
    with FakeServer(echo) as server:
        server.pause()
        account = Account("fake")
        back = threading.Thread(target=lambda: (missed(account), server.resume()))
        back.start()
        replies = asked(server_of(server, account=account, attempts=1, patience_s=PATIENCE_S), *TEXTS)
        back.join()
        assert texts_of(replies) == [text.upper() for text in TEXTS]
        assert len(server.requests) == len(TEXTS)


def test_a_server_that_is_killed_in_the_middle_and_comes_back_answers_all() -> None:
    account = Account("fake")
    killed, gone = threading.Event(), threading.Event()

    def away_and_back() -> None:
        killed.wait(PATIENCE_S)
        server.pause()
        gone.set()
        missed(account)
        server.resume()

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        if messages[-1]["content"] == "q9" and not killed.is_set():
            killed.set()
            gone.wait(PATIENCE_S)
        return echo(messages, schema)

    with FakeServer(answer) as server:
        keeper = threading.Thread(target=away_and_back)
        keeper.start()
        replies = asked(server_of(server, account=account, attempts=2, patience_s=PATIENCE_S, concurrency=8), *TEXTS)
        keeper.join()
        assert len(TEXTS) < len(server.requests) <= len(TEXTS) + 8
    assert texts_of(replies) == [text.upper() for text in TEXTS]
    assert account.faults["ConnectError"] >= 1


def test_while_a_server_is_away_it_is_looked_for_by_one_and_not_by_all() -> None:
    looks = 0

    async def look() -> bool:
        nonlocal looks
        looks += 1
        return looks == 3

    async def run() -> None:
        presence = Presence("m", look, 10, 0.01)
        presence.lost("ConnectError")
        await asyncio.gather(*(presence.required() for _ in range(100)))

    asyncio.run(run())
    assert looks == 3


def test_when_the_patience_is_over_nobody_looks_again() -> None:
    looks = 0

    async def look() -> bool:
        nonlocal looks
        looks += 1
        return False

    async def run() -> None:
        presence = Presence("m", look, 0.2, 0.01)
        presence.lost("ConnectError")
        with pytest.raises(ServiceError):
            await presence.required()
        before = looks
        for _ in range(500):
            with pytest.raises(ServiceError):
                await presence.required()
        assert looks == before

    asyncio.run(run())


def test_when_the_patience_is_over_all_are_given_up() -> None:
    with FakeServer(good) as server:
        pass
    replies = asked(server_of(server, patience_s=0.5, concurrency=4), *(f"q{number}" for number in range(500)))
    assert {str(reply) for reply in replies if isinstance(reply, ServiceError)} == {
        "fake: ConnectError, away for more than 0.5 s"
    }
    assert len(replies) == 500


@pytest.mark.parametrize("code", [502, 503, 504])
def test_a_gateway_without_a_server_behind_it_is_waited_for(code: int) -> None:
    with FakeServer(good, [Status(code)] * 3) as server:
        assert texts_of(asked(server_of(server, attempts=1, patience_s=PATIENCE_S), "a")) == ['{"n": 7}']
        assert len(server.requests) == 4


def test_a_server_without_a_list_of_models_is_there_when_it_answers_at_all() -> None:
    posts = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal posts
        head = await reader.readuntil(b"\r\n\r\n")
        posted = head.startswith(b"POST")
        posts += posted
        status = b"404 Not Found" if not posted else b"503 Unavailable" if posts == 1 else b"200 OK"
        body = b'{"choices": [{"message": {"content": "x"}}]}'
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (status, len(body), body))
        await writer.drain()
        writer.close()

    async def run() -> list[Ended]:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
            settings = EndpointSettings(base_url=address, model="fake", patience_s=PATIENCE_S)
            return await ask(ChatServer(settings, backoff_s=0.01), "a")

    assert asyncio.run(run()) == [Reply("x")]


def test_a_server_that_shows_itself_and_takes_no_question_is_given_up_too() -> None:
    with FakeServer(good, [Status(503)] * 10_000) as server:
        replies = asked(server_of(server, patience_s=0.5), *TEXTS)
        assert all(isinstance(reply, ServiceError) for reply in replies)
        assert len(server.requests) < 10 * len(TEXTS)


def test_the_patience_begins_anew_with_every_answer() -> None:
    back_s = 0.0

    async def look() -> bool:
        return time.monotonic() >= back_s

    async def run() -> None:
        nonlocal back_s
        presence = Presence("m", look, 1.0, 0.01)
        for _ in range(2):
            back_s = time.monotonic() + 0.6
            presence.lost("ConnectError")
            await presence.required()
            presence.answered()
        back_s = time.monotonic() + 9
        presence.lost("ConnectError")
        with pytest.raises(ServiceError, match="m: ConnectError, away for more than 1 s"):
            await presence.required()

    asyncio.run(run())


def test_one_who_stops_waiting_leaves_the_search_to_the_others() -> None:
    async def run(server: FakeServer) -> list[Ended]:
        account = Account("fake")
        async with server_of(server, account=account, patience_s=2 * PATIENCE_S) as model:
            tasks = [asyncio.create_task(model.reply(question(text))) for text in "abc"]
            await asyncio.to_thread(missed, account)
            tasks[0].cancel()
            await asyncio.to_thread(server.resume)
            return [await task for task in tasks[1:]]

    with FakeServer(echo) as server:
        server.pause()
        assert texts_of(asyncio.run(asyncio.wait_for(run(server), PATIENCE_S))) == ["B", "C"]


def test_the_operator_is_told_once_that_a_server_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with FakeServer(echo) as server:
        server.pause()
        account = Account("fake")
        back = threading.Thread(target=lambda: (missed(account), server.resume()))
        back.start()
        asked(server_of(server, account=account, patience_s=PATIENCE_S), *TEXTS)
        back.join()
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert told == ["fake: ConnectError, waiting for it for up to 120 s"]


def test_a_server_that_is_away_keeps_nobody_from_asking_another() -> None:
    async def run(away: FakeServer, there: FakeServer) -> list[Ended]:
        waiting = asyncio.create_task(ask(server_of(away, patience_s=60), *TEXTS))
        replies = await ask(server_of(there), *TEXTS)
        assert not waiting.done()
        waiting.cancel()
        return replies

    with FakeServer(good) as away:
        pass
    with FakeServer(echo) as there:
        assert texts_of(asyncio.run(run(away, there))) == [text.upper() for text in TEXTS]
