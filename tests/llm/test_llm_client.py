"""The client over real HTTP: what it sends, what it retries, what it refuses, what it never says."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest

from pet_ground.config import EndpointSettings
from pet_ground.errors import ConfigurationError, ItemDropped, PetGroundError, ServiceError
from pet_ground.llm import ChatClient, Message
from pet_ground.llm.client import is_loopback
from pet_ground.llm.fake_server import Closed, CutOff, FakeServer, Fault, HalfBody, Page, Slow, Status
from pet_ground.reasons import Reason

SCHEMA: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
SECRET = "Zyxwv hilum SUVmax 5.4"
MESSAGES: list[Message] = [{"role": "user", "content": SECRET}]


def good(messages: list[Message], schema: dict[str, Any]) -> str:
    return '{"n": 7}'


def client_of(server: FakeServer, api_key: str | None = None, **more: Any) -> ChatClient:
    endpoint = EndpointSettings(base_url=server.base_url, model="fake", **more)
    return ChatClient(endpoint, api_key, backoff_s=0.01)


def test_the_request_holds_model_messages_and_schema_and_leaves_nothing_to_chance() -> None:
    with FakeServer(good) as server, client_of(server, seed=3, max_tokens=55) as client:
        assert client.complete_json(MESSAGES, SCHEMA) == {"n": 7}
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


def test_the_models_of_a_server_are_listed() -> None:
    with FakeServer(good, models=("a", "b/c")) as server, client_of(server) as client:
        assert client.list_models() == ["a", "b/c"]
        assert client.model == "fake"


def test_an_array_is_an_answer_where_the_schema_says_so() -> None:
    with FakeServer(lambda messages, schema: "[1, 2]") as server, client_of(server) as client:
        assert client.complete_json(MESSAGES, {"type": "array"}) == [1, 2]


def test_the_key_is_sent_where_it_is_given_and_only_there() -> None:
    with FakeServer(good) as server:
        with client_of(server) as client:
            client.complete_json(MESSAGES, SCHEMA)
        with client_of(server, "k3y", api_key_env="SOME_KEY") as client:
            client.complete_json(MESSAGES, SCHEMA)
        assert server.authorizations == ["", "Bearer k3y"]
        with pytest.raises(ConfigurationError, match="SOME_KEY"):
            client_of(server, api_key_env="SOME_KEY")


@pytest.mark.parametrize("fault", [Status(429), Status(502), Status(503), Status(504), HalfBody(), Closed(), Slow(5)])
def test_a_fault_that_may_pass_is_tried_again(fault: Fault) -> None:
    with FakeServer(good, [fault, fault]) as server, client_of(server, timeout_s=0.2, attempts=3) as client:
        assert client.complete_json(MESSAGES, SCHEMA) == {"n": 7}
        assert len(server.requests) == 3


@pytest.mark.parametrize("fault", [Status(503), HalfBody(), Closed(), Slow(5)])
def test_the_attempts_are_bounded(fault: Fault) -> None:
    with FakeServer(good, [fault] * 9) as server, client_of(server, timeout_s=0.2, attempts=2) as client:
        with pytest.raises(ServiceError, match="2 attempts"):
            client.complete_json(MESSAGES, SCHEMA)
        assert len(server.requests) == 2


@pytest.mark.parametrize("code", [400, 401, 404, 413, 500])
def test_a_fault_that_will_not_pass_is_not_tried_again(code: int) -> None:
    with FakeServer(good, [Status(code)]) as server, client_of(server) as client:
        with pytest.raises(ServiceError, match=f"HTTP {code}"):
            client.complete_json(MESSAGES, SCHEMA)
        assert len(server.requests) == 1


def test_a_redirect_is_not_followed() -> None:
    with FakeServer(good) as elsewhere:
        fault = Status(307, location=f"{elsewhere.base_url}/chat/completions")
        with (
            FakeServer(good, [fault]) as server,
            client_of(server) as client,
            pytest.raises(ServiceError, match="HTTP 307"),
        ):
            client.complete_json(MESSAGES, SCHEMA)
        assert elsewhere.requests == []


def test_the_pauses_between_attempts_double() -> None:
    with FakeServer(good, [Status(503)] * 3) as server:
        endpoint = EndpointSettings(base_url=server.base_url, model="fake", attempts=4)
        with ChatClient(endpoint, backoff_s=0.05) as client:
            begin = time.monotonic()
            client.complete_json(MESSAGES, SCHEMA)
            assert time.monotonic() - begin >= 0.05 + 0.1 + 0.2


def test_a_server_that_is_not_there_is_a_fault_of_the_service() -> None:
    with FakeServer(good) as server:
        pass
    with client_of(server, attempts=2) as client:
        with pytest.raises(ServiceError, match="ConnectError"):
            client.complete_json(MESSAGES, SCHEMA)
        with pytest.raises(ServiceError, match="ConnectError"):
            client.list_models()


@pytest.mark.parametrize("text", ["<html>", "[]", '{"choices": []}', '{"choices": [{"text": "a"}]}', ""])
def test_a_server_that_speaks_otherwise_is_a_fault_of_the_service(text: str) -> None:
    with FakeServer(good, [Page(text)]) as server, client_of(server) as client:
        with pytest.raises(ServiceError, match="not a chat completion"):
            client.complete_json(MESSAGES, SCHEMA)
        assert len(server.requests) == 1


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
    with FakeServer(lambda messages, schema: answer) as server, client_of(server) as client:
        with pytest.raises(ItemDropped, match=detail) as caught:
            client.complete_json(MESSAGES, SCHEMA)
        assert caught.value.reason is Reason.UNUSABLE_ANSWER
        assert len(server.requests) == 1


def test_an_answer_that_was_cut_off_is_not_used() -> None:
    with (
        FakeServer(good, [CutOff()]) as server,
        client_of(server) as client,
        pytest.raises(ItemDropped, match="cut off"),
    ):
        client.complete_json(MESSAGES, SCHEMA)


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
        ChatClient(EndpointSettings(base_url=address, model="m"))
    ChatClient(EndpointSettings(base_url=address, model="m", allow_remote=True)).close()


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8000", "file:///etc", "http://", "http://u:p@127.0.0.1/v1", "http://127.0.0.1@example.org/v1",
     "http://127.0.0.1/v1?key=1", "http://[::1/v1", "http://127.0.0.1:port/v1"],
)  # fmt: skip
def test_an_address_that_is_not_plain_http_is_refused_even_where_remote_is_allowed(address: str) -> None:
    with pytest.raises(ConfigurationError, match="endpoint of m"):
        ChatClient(EndpointSettings(base_url=address, model="m", allow_remote=True))


def test_loopback_is_localhost_and_the_loopback_addresses() -> None:
    assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.9.8.7", "::1"]))
    assert not any(map(is_loopback, ["", "127.1", "localhost.localdomain", "192.168.0.1", "::2", "0.0.0.0"]))


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with FakeServer(good) as server, client_of(server, attempts=1) as client:
        assert client.complete_json(MESSAGES, SCHEMA) == {"n": 7}


FAULTS = [Status(400), Status(503), HalfBody(), Closed(), Slow(5), CutOff(), Page(SECRET), None]


@pytest.mark.parametrize("fault", FAULTS)
def test_report_text_is_in_no_log_and_in_no_error(fault: Fault | None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    broken = f'{{"n": "{SECRET}'
    with (
        FakeServer(lambda messages, schema: broken, [fault] * 2) as server,
        client_of(server, timeout_s=0.2, attempts=2) as client,
        pytest.raises(PetGroundError) as caught,
    ):
        client.complete_json(MESSAGES, SCHEMA)
    assert server.requests[0]["messages"][0]["content"] == SECRET
    assert caplog.records
    assert SECRET not in caplog.text
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
