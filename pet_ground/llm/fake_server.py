"""A server on this machine that speaks the same HTTP as a model server and answers what it is told to.

For tests, here and in whatever builds on the package: real sockets, no model. ::

    with FakeServer(lambda messages, schema: '{"mentions": []}', faults=[Status(503)]) as server:
        client = ChatClient(EndpointSettings(base_url=server.base_url, model=server.models[0]))
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from pet_ground.llm.model import Message

AnswerFunction = Callable[[list[Message], dict[str, Any]], str]
"""From the messages and the schema of a request to the text of the answer."""


@dataclass(frozen=True, slots=True)
class Status:
    """Refuse with an HTTP status, and echo the request in the error page, as real servers do."""

    code: int
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """Say nothing for so many seconds, then close the connection."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HalfBody:
    """Announce the whole reply, send half of it, close the connection."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Close the connection without a reply."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """Half of the answer in a whole reply, as when the limit of tokens is reached."""


@dataclass(frozen=True, slots=True)
class Page:
    """A reply of status 200 that is no chat completion."""

    text: str


Fault = Status | Slow | HalfBody | Closed | CutOff | Page


class FakeServer:
    """A model server on a free port of 127.0.0.1, from construction until ``close``.

    Attributes:
        requests: the parsed body of every chat request, in order.
        authorizations: the Authorization header of every request, "" where there was none.

    Args:
        answer: gives the text of each answer.
        faults: what goes wrong with the first chat requests, one fault each; None means that nothing does.
        models: names that the list of models holds.
    """

    def __init__(
        self, answer: AnswerFunction, faults: Iterable[Fault | None] = (), models: tuple[str, ...] = ("fake",)
    ) -> None:
        self.models = models
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self._answer = answer
        self._faults = list(faults)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        """Address to configure as ``base_url``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Stop serving and free the port."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def next_fault(self, request: dict[str, Any]) -> Fault | None:
        """Take note of a chat request and say what goes wrong with it."""
        with self._lock:
            self.requests.append(request)
            return self._faults.pop(0) if self._faults else None

    def completion(self, request: dict[str, Any], *, cut_off: bool) -> dict[str, Any]:
        """The reply to a chat request."""
        schema = request["response_format"]["json_schema"]["schema"]
        text = self._answer(request["messages"], schema)
        message = {"role": "assistant", "content": text[: len(text) // 2] if cut_off else text}
        choice = {"index": 0, "message": message, "finish_reason": "length" if cut_off else "stop"}
        return {"id": "fake", "object": "chat.completion", "model": request["model"], "choices": [choice]}

    def wait(self, seconds: float) -> None:
        """Wait, but not longer than the server runs."""
        self._closing.wait(seconds)


def _handler_of(fake: FakeServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"fake": fake})


class _Handler(BaseHTTPRequestHandler):
    fake: FakeServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536

    def do_GET(self) -> None:
        self.fake.authorizations.append(self.headers.get("Authorization", ""))
        if self.path != "/v1/models":
            self._reply(404, b"{}")
            return
        models = [{"id": name, "object": "model"} for name in self.fake.models]
        self._reply(200, json.dumps({"object": "list", "data": models}).encode())

    def do_POST(self) -> None:
        self.fake.authorizations.append(self.headers.get("Authorization", ""))
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            self._reply(404, b"{}")
            return
        self._chat(request, self.fake.next_fault(request))

    def _chat(self, request: dict[str, Any], fault: Fault | None) -> None:
        match fault:
            case Status(code, location):
                self._reply(code, json.dumps({"error": request}).encode(), location)
            case Slow(seconds):
                self.fake.wait(seconds)
                self.close_connection = True
            case Closed():
                self.close_connection = True
            case Page(text):
                self._reply(200, text.encode())
            case _:
                reply = json.dumps(self.fake.completion(request, cut_off=isinstance(fault, CutOff))).encode()
                self._reply(200, reply, sent=len(reply) // 2 if isinstance(fault, HalfBody) else None)

    def _reply(self, status: int, body: bytes, location: str | None = None, sent: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body[:sent])
        if sent is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is the base class's)
        """Write no log: a request's line says nothing that a test needs."""
