"""The fake server is one to be relied on: hundreds of connections, comings and goings, and counts."""

from __future__ import annotations

import httpx
import pytest
from questions import MESSAGES, SCHEMA, Reply, asked, echo, good, server_of

from pet_ground.llm.fake_server import FakeServer


def body(*contents: str) -> dict[str, object]:
    messages = [{"role": "user", "content": content} for content in contents] or MESSAGES
    wanted = {"type": "json_schema", "json_schema": {"schema": SCHEMA}}
    return {"model": "fake", "messages": messages, "response_format": wanted}


def usage(server: FakeServer, *contents: str) -> tuple[int, int, int]:
    told = httpx.post(f"{server.base_url}/chat/completions", json=body(*contents), trust_env=False).json()["usage"]
    return told["prompt_tokens"], told["prompt_tokens_details"]["cached_tokens"], told["completion_tokens"]


def test_it_stands_256_connections_at_once() -> None:
    texts = [f"q{number}" for number in range(512)]
    with FakeServer(echo, delay_s=1.0) as server:
        replies = asked(server_of(server, concurrency=256, attempts=1), *texts)
        assert server.most_open == 256
        assert server.connections_made <= 257
    assert [reply.text for reply in replies if isinstance(reply, Reply)] == [text.upper() for text in texts]


def test_tokens_are_words_and_messages_that_came_before_are_cached() -> None:
    with FakeServer(lambda *_: "yes it is") as server:
        assert usage(server, "a b c", "d e") == (5, 0, 3)
        assert usage(server, "a b c", "f") == (4, 3, 3)
        assert usage(server, "f", "a b c") == (4, 0, 3)
        assert usage(server, "a b c", "d e") == (5, 5, 3)


def test_it_goes_away_and_comes_back_at_the_same_address() -> None:
    with FakeServer(good) as server:
        for _ in range(3):
            assert usage(server, "a")[0] == 1
            server.pause()
            with pytest.raises(httpx.ConnectError):
                usage(server, "a")
            server.resume()
        assert usage(server, "a")[0] == 1
        server.pause()
    server.close()


def test_a_model_that_it_does_not_have_is_not_found() -> None:
    with FakeServer(good, models=("other",)) as server:
        reply = httpx.post(f"{server.base_url}/chat/completions", json=body(), trust_env=False)
    assert reply.status_code == httpx.codes.NOT_FOUND
