"""A model over real HTTP: what is sent, what is tried again, what is refused, what is never said."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any

import httpx
import pytest
from questions import MESSAGES, SCHEMA, SECRET, ask, asked, echo, good, question, server_of, settings_of

from pet_ground.config import EndpointSettings
from pet_ground.errors import ConfigurationError, ItemDropped, PetGroundError, ServiceError
from pet_ground.llm import Account, ChatServer, Message, Reply, ask_json
from pet_ground.llm.address import is_loopback
from pet_ground.llm.fake_server import Closed, CutOff, FakeServer, Fault, HalfBody, Page, Slow, Status
from pet_ground.llm.lines import IDLE_CONNECTION_S
from pet_ground.reasons import Reason

KEEP_ALIVE_OF_UVICORN_S = 5.0
SILENT = Slow(600)
"""Longer than anybody waits."""


def limit_s(fault: Fault | None) -> float:
    """How long an answer may take: as short as may be where none comes, else longer than any machine needs."""
    return 1.5 if fault is SILENT else 60.0


async def json_of(model: ChatServer, schema: dict[str, Any] = SCHEMA) -> Any:
    async with model:
        return await ask_json(model, MESSAGES, schema)


def test_the_request_holds_model_messages_and_schema_and_leaves_nothing_to_chance() -> None:
    with FakeServer(good) as server:
        assert asyncio.run(json_of(server_of(server, seed=3, max_tokens=55))) == {"n": 7}
        assert server.requests == [
            {
                "model": "fake",
                "messages": MESSAGES,
                "temperature": 0,
                "seed": 3,
                "max_tokens": 55,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
                },
            }
        ]


def test_options_of_the_template_and_the_other_style_of_schema_are_sent_where_they_are_asked_for() -> None:
    with FakeServer(good) as server:
        more = {"chat_template_kwargs": {"enable_thinking": False}, "schema_style": "json_object"}
        assert asyncio.run(json_of(server_of(server, **more))) == {"n": 7}
        assert server.requests[0]["chat_template_kwargs"] == {"enable_thinking": False}
        assert server.requests[0]["response_format"] == {"type": "json_object", "schema": SCHEMA}


def test_the_models_of_a_server_are_listed() -> None:
    async def listed(model: ChatServer) -> list[str]:
        async with model:
            return await model.list_models()

    with FakeServer(good, models=("a", "b/c")) as server:
        assert asyncio.run(listed(server_of(server))) == ["a", "b/c"]
    with pytest.raises(ServiceError, match="ConnectError"):
        asyncio.run(listed(server_of(server)))


def test_an_array_is_an_answer_where_the_schema_says_so() -> None:
    with FakeServer(lambda messages, schema: "[1, 2]") as server:
        assert asyncio.run(json_of(server_of(server), {"type": "array"})) == [1, 2]


def test_the_key_is_sent_where_it_is_given_and_only_there() -> None:
    with FakeServer(good) as server:
        asked(server_of(server), SECRET)
        asked(server_of(server, "k3y", api_key_env="SOME_KEY"), SECRET)
        assert server.authorizations == ["", "Bearer k3y"]
        with pytest.raises(ConfigurationError, match="SOME_KEY"):
            server_of(server, api_key_env="SOME_KEY")


@pytest.mark.parametrize("key", ["k3y\n", "k\u00e9y", "k3y\r\nHost: elsewhere"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_repeated(key: str) -> None:
    with FakeServer(good) as server, pytest.raises(ConfigurationError) as caught:
        server_of(server, key, api_key_env="SOME_KEY")
    assert key not in str(caught.value)


@pytest.mark.parametrize("fault", [Status(500), Status(408), HalfBody(), Closed(), SILENT, CutOff("abort")])
def test_an_answer_that_does_not_come_or_not_whole_is_asked_for_again(fault: Fault) -> None:
    account = Account("fake")
    with FakeServer(good, [fault, fault]) as server:
        (reply,) = asked(server_of(server, account=account, timeout_s=limit_s(fault), attempts=3), SECRET)
        assert isinstance(reply, Reply), reply
        assert reply.text == '{"n": 7}'
        assert len(server.requests) == 3
    assert account.faults.total() == 2


@pytest.mark.parametrize("fault", [Status(500), HalfBody(), Closed(), SILENT, CutOff("abort")])
def test_no_question_is_sent_for_ever(fault: Fault) -> None:
    account = Account("fake")
    with FakeServer(good, [fault] * 9) as server:
        (error,) = asked(server_of(server, account=account, timeout_s=limit_s(fault), attempts=2), SECRET)
        assert isinstance(error, ServiceError)
        assert "2 attempts" in str(error)
        assert len(server.requests) == 2
    assert account.faults.total() == 2


def test_an_answer_that_trickles_in_has_no_more_time_than_another() -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"1\r\n \r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            return
        finally:
            writer.close()

    async def run() -> PetGroundError | Reply:
        async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            settings = EndpointSettings(base_url=f"http://127.0.0.1:{port}/v1", model="fake", timeout_s=0.2, attempts=2)
            return (await ask(ChatServer(settings, backoff_s=0.01), SECRET))[0]

    assert isinstance(asyncio.run(run()), ServiceError), "it trickles for ever"


def test_a_busy_server_is_asked_again_after_the_pause_that_it_wants() -> None:
    account = Account("fake")
    with FakeServer(good, [Status(429, retry_after="1"), *[Status(429)] * 6]) as server:
        begin = time.monotonic()
        (reply,) = asked(server_of(server, account=account, attempts=1), SECRET)
        assert isinstance(reply, Reply)
        assert time.monotonic() - begin >= 1
        assert len(server.requests) == 8
    assert account.faults == {"HTTP 429": 7}


def test_a_server_that_is_busy_for_longer_than_the_patience_is_given_up() -> None:
    with FakeServer(good, [Status(429)] * 1000) as server:
        (error,) = asked(server_of(server, patience_s=0.2), SECRET)
    assert isinstance(error, ServiceError)
    assert "HTTP 429" in str(error)


@pytest.mark.parametrize("code", [401, 403, 404, 405])
def test_a_fault_that_will_not_pass_is_not_tried_again(code: int) -> None:
    with FakeServer(good, [Status(code)]) as server:
        (error,) = asked(server_of(server), SECRET)
        assert isinstance(error, ServiceError)
        assert f"HTTP {code}" in str(error)
        assert len(server.requests) == 1


@pytest.mark.parametrize("code", [400, 413, 422])
def test_a_question_that_the_server_refuses_is_dropped_and_the_others_go_on(code: int) -> None:
    account = Account("fake")
    with FakeServer(echo, [Status(code)]) as server:
        replies = asked(server_of(server, account=account, concurrency=1), "a", "b", "c")
        assert len(server.requests) == 3
    dropped = replies[0]
    assert isinstance(dropped, ItemDropped)
    assert (dropped.reason, account.faults) == (Reason.UNUSABLE_ANSWER, {f"HTTP {code}": 1})
    assert [reply.text for reply in replies[1:] if isinstance(reply, Reply)] == ["B", "C"]


def test_a_model_that_is_not_served_is_a_fault_of_the_service() -> None:
    with FakeServer(good, models=("other",)) as server:
        (error,) = asked(server_of(server), SECRET)
    assert isinstance(error, ServiceError)
    assert "fake: HTTP 404" in str(error)


def test_a_redirect_is_not_followed() -> None:
    with FakeServer(good) as elsewhere:
        with FakeServer(good, [Status(307, location=f"{elsewhere.base_url}/chat/completions")]) as server:
            (error,) = asked(server_of(server), SECRET)
        assert isinstance(error, ServiceError)
        assert "HTTP 307" in str(error)
        assert elsewhere.requests == []


def test_the_pauses_between_attempts_double() -> None:
    with FakeServer(good, [Status(500)] * 3) as server:
        begin = time.monotonic()
        asked(ChatServer(settings_of(server, attempts=4), backoff_s=0.05), SECRET)
        assert time.monotonic() - begin >= 0.05 + 0.1 + 0.2
        assert len(server.requests) == 4


@pytest.mark.parametrize("text", ["<html>", "[]", '{"choices": []}', '{"choices": [{"text": "a"}]}', ""])
def test_a_server_that_speaks_otherwise_is_a_fault_of_the_service_and_counted(text: str) -> None:
    account = Account("fake")
    with FakeServer(good, [Page(text)]) as server:
        (error,) = asked(server_of(server, account=account), SECRET)
        assert isinstance(error, ServiceError)
        assert "not a chat completion" in str(error)
        assert len(server.requests) == 1
    assert account.faults.total() == 1


@pytest.mark.parametrize("usage", ["null", "{}", '{"prompt_tokens": null, "prompt_tokens_details": null}'])
def test_a_server_that_counts_no_tokens_is_understood(usage: str) -> None:
    page = f'{{"choices": [{{"message": {{"content": "x"}}, "finish_reason": "stop"}}], "usage": {usage}}}'
    with FakeServer(good, [Page(page)]) as server:
        assert asked(server_of(server), SECRET) == [Reply("x")]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        ('{"n": ', "not JSON"),
        ("Sure! It is 5.4.", "not JSON"),
        ('{"n": NaN}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ("7", "not a JSON object"),
        ('{"m": 7}', "lacks n"),
        ("", "empty"),
    ],
)
def test_an_answer_that_can_not_be_used_drops_the_item_at_once(answer: str, detail: str) -> None:
    with FakeServer(lambda messages, schema: answer) as server:
        with pytest.raises(ItemDropped, match=detail) as caught:
            asyncio.run(json_of(server_of(server)))
        assert caught.value.reason is Reason.UNUSABLE_ANSWER
        assert len(server.requests) == 1


def test_an_answer_that_was_cut_off_is_not_used() -> None:
    with FakeServer(good, [CutOff()]) as server, pytest.raises(ItemDropped, match="cut off"):
        asyncio.run(json_of(server_of(server)))


@pytest.mark.parametrize("slots", [1, 3, 32])
def test_as_many_questions_are_open_as_allowed_and_never_more(slots: int) -> None:
    texts = [f"q{number}" for number in range(max(8, 2 * slots))]
    all_open = threading.Event()

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        if server.most_open >= slots:
            all_open.set()
        all_open.wait(60)
        return echo(messages, schema)

    with FakeServer(answer, delay_s=0.05) as server:
        replies = asked(server_of(server, concurrency=slots), *texts)
        assert server.most_open == slots
        assert len(server.requests) == len(texts)
    assert [reply.text for reply in replies if isinstance(reply, Reply)] == [text.upper() for text in texts]


def test_an_idle_connection_is_not_used_again_when_the_server_may_be_closing_it() -> None:
    assert IDLE_CONNECTION_S < KEEP_ALIVE_OF_UVICORN_S / 2


def test_connections_are_used_again_and_all_closed_at_the_end() -> None:
    with FakeServer(echo) as server:
        asked(server_of(server, concurrency=2), *map(str, range(40)))
        assert server.connections_made <= 4
        deadline = time.monotonic() + 60
        while server.connections and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.connections == 0


def test_text_that_no_encoding_holds_reaches_the_server_and_breaks_nothing() -> None:
    with FakeServer(good) as server:
        (reply,) = asked(server_of(server), "SUV\udce4 5.4 \u6700\u5927\u503c")
        assert isinstance(reply, Reply)
        assert server.requests[0]["messages"][0]["content"] == "SUV\udce4 5.4 \u6700\u5927\u503c"


def test_a_cancelled_question_gives_its_slot_back() -> None:
    async def run(model: ChatServer) -> Reply:
        async with model:
            slow = asyncio.create_task(model.reply(question("slow")))
            while not server.requests:
                await asyncio.sleep(0.01)
            slow.cancel()
            return await asyncio.wait_for(model.reply(question("next")), 60)

    with FakeServer(echo, [SILENT]) as server:
        assert asyncio.run(run(server_of(server, concurrency=1, timeout_s=600))).text == "NEXT"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/v1",
        "http://10.0.0.5:8000/v1",
        "http://127.0.0.1.example.org/v1",
        "http://localhost.example.org/v1",
        "http://[2001:db8::1]:8000/v1",
        "http://0.0.0.0:8000/v1",
        "https://workstation:8000/v1",
    ],
)
def test_an_address_elsewhere_is_refused_unless_it_is_allowed(address: str) -> None:
    with pytest.raises(ConfigurationError, match="allow_remote"):
        ChatServer(EndpointSettings(base_url=address, model="m"))
    ChatServer(EndpointSettings(base_url=address, model="m", allow_remote=True))


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8000", "file:///etc", "http://", "http://u:p@127.0.0.1/v1", "http://127.0.0.1@example.org/v1",
     "http://127.0.0.1/v1?key=1", "http://[::1/v1", "http://127.0.0.1:port/v1"],
)  # fmt: skip
def test_an_address_that_is_not_plain_http_is_refused_even_where_remote_is_allowed(address: str) -> None:
    with pytest.raises(ConfigurationError, match="endpoint of m"):
        ChatServer(EndpointSettings(base_url=address, model="m", allow_remote=True))


def test_loopback_is_localhost_and_the_loopback_addresses() -> None:
    assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.9.8.7", "::1"]))
    assert not any(map(is_loopback, ["", "127.1", "localhost.localdomain", "192.168.0.1", "::2", "0.0.0.0"]))


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with FakeServer(good) as server:
        assert isinstance(asked(server_of(server, attempts=1), SECRET)[0], Reply)


FAULTS = [Status(400), Status(429), Status(500), Status(503), HalfBody(), Closed(), SILENT, CutOff(), CutOff("abort"),
          Page(SECRET), None]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_report_text_and_address_are_in_no_log_error_or_repr(
    fault: Fault | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio", "pet_ground"):
        caplog.set_level(logging.DEBUG, logger=name)
    broken = f'{{"n": "{SECRET}'
    with FakeServer(lambda messages, schema: broken, [fault] * 99) as server:
        model = server_of(server, timeout_s=limit_s(fault), attempts=2, patience_s=0.1)
        with pytest.raises(PetGroundError) as caught:
            asyncio.run(json_of(model))
    assert server.requests[0]["messages"][0]["content"] == SECRET
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"httpcore"}
    assert SECRET not in caplog.text
    assert SECRET not in repr(model)
    assert str(httpx.URL(server.base_url).port) not in str(caught.value), "errors end in the data set"
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_a_question_and_a_reply_do_not_show_their_text() -> None:
    assert SECRET not in f"{question()!r} {Reply(SECRET)!r}"
