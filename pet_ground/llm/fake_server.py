"""A server on this machine that speaks the same HTTP as a model server and answers what it is told to.

For tests, here and in whatever builds on the package: real sockets, no model. ::

    with FakeServer(lambda messages, schema: '{"mentions": []}', faults=[Status(503)]) as server:
        async with ChatServer(EndpointSettings(base_url=server.base_url, model=server.models[0])) as model:
            reply = await model.reply(Question(messages, schema))
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from pet_ground.llm.fake_faults import Closed, CutOff, Fault, HalfBody, Page, Slow, Status
from pet_ground.llm.model import Message

__all__ = ["Closed", "CutOff", "FakeServer", "Fault", "HalfBody", "Page", "Slow", "Status"]

AnswerFunction = Callable[[list[Message], dict[str, Any]], str]
"""From the messages and the schema of a request to the text of the answer."""


class FakeServer:
    """A model server on a free port of 127.0.0.1, from construction until ``close``.

    Attributes:
        context_length: the longest question with its answer in tokens, as the list of models tells; None tells none.
        requests: the parsed body of every chat request, in order.
        authorizations: the Authorization header of every request, "" where there was none.
        most_open: the greatest number of chat requests that were open at once.
        connections_made: connections that were accepted.

    Args:
        answer: gives the text of each answer.
        faults: what goes wrong with the first chat requests, one fault each; None means that nothing does.
        models: names that the list of models holds.
        delay_s: how long each answer takes, in seconds.
    """

    def __init__(
        self,
        answer: AnswerFunction,
        faults: Iterable[Fault | None] = (),
        models: tuple[str, ...] = ("fake",),
        delay_s: float = 0.0,
    ) -> None:
        self.models = models
        self.context_length: int | None = None
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.most_open = 0
        self.connections_made = 0
        self._answer = answer
        self._faults = list(faults)
        self._delay_s = delay_s
        self._open = 0
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._down = threading.Event()
        self._listen(0)

    @property
    def base_url(self) -> str:
        """Address to configure as ``base_url``."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def away(self) -> bool:
        """Whether it was told to go away and has not come back."""
        return self._down.is_set()

    @property
    def connections(self) -> int:
        """Connections that are open."""
        return len(self._server.connections)

    def pause(self) -> None:
        """Go away: drop every connection, answers under way too, and refuse new ones."""
        self._down.set()
        self._server.shutdown()
        self._thread.join()
        self._server.drop()

    def resume(self) -> None:
        """Come back at the same address after ``pause``."""
        self._down.clear()
        self._listen(self._port)

    def close(self) -> None:
        """Stop serving and free the port; nothing happens where the server is away."""
        if not self._down.is_set():
            self.pause()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begins(self, request: dict[str, Any]) -> Fault | None:
        """Take note of a chat request and say what goes wrong with it."""
        with self._lock:
            self.requests.append(request)
            self._open += 1
            self.most_open = max(self.most_open, self._open)
            return self._faults.pop(0) if self._faults else None

    def ends(self) -> None:
        """Take note that a chat request is over."""
        with self._lock:
            self._open -= 1

    def completion(self, request: dict[str, Any], finish_reason: str = "stop") -> dict[str, Any]:
        """The reply to a chat request; half of the answer where it does not end by itself."""
        self.wait(self._delay_s)
        wanted = request["response_format"]
        text = self._answer(request["messages"], wanted.get("json_schema", wanted)["schema"])
        message = {"role": "assistant", "content": text if finish_reason == "stop" else text[: len(text) // 2]}
        return {
            "id": "fake",
            "object": "chat.completion",
            "model": request["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": self._usage(request["messages"], message["content"]),
        }

    def wait(self, seconds: float) -> None:
        """Wait, but not longer than the server is there."""
        if seconds:
            self._down.wait(seconds)

    def _listen(self, port: int) -> None:
        self._server = _Server(self, port)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def _usage(self, messages: list[Message], answer: str) -> dict[str, Any]:
        """Tokens are words between blanks; cached are those of the leading messages that came earlier like this."""
        words = [len(message["content"].split()) for message in messages]
        beginnings = [json.dumps(messages[:end]) for end in range(1, len(messages) + 1)]
        with self._lock:
            known = sum(beginning in self._seen for beginning in beginnings)
            self._seen.update(beginnings)
        written = len(answer.split())
        return {
            "prompt_tokens": sum(words),
            "completion_tokens": written,
            "total_tokens": sum(words) + written,
            "prompt_tokens_details": {"cached_tokens": sum(words[:known])},
        }


class _Server(ThreadingHTTPServer):
    request_queue_size = 1024
    """Connections that may wait to be accepted: a client opens hundreds at once."""

    def __init__(self, fake: FakeServer, port: int) -> None:
        self.fake = fake
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, and remember the connection."""
        self.connections.add(request)
        self.fake.connections_made += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self.connections.discard(request)
        super().shutdown_request(request)

    def drop(self) -> None:
        """Close all connections and the port; the server serves no more."""
        self.server_close()
        for connection in self.connections.copy():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that goes away in the middle is part of the game."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536

    def do_GET(self) -> None:
        fake = self._note()
        if self.path != "/v1/models":
            self._reply(404, b"{}")
            return
        told = {} if fake.context_length is None else {"max_model_len": fake.context_length}
        models = [{"id": name, "object": "model", **told} for name in fake.models]
        self._reply(200, json.dumps({"object": "list", "data": models}).encode())

    def do_POST(self) -> None:
        fake = self._note()
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions" or request["model"] not in fake.models:
            self._reply(404, json.dumps({"error": request}).encode())
            return
        fault = fake.begins(request)
        try:
            self._chat(fake, request, fault)
        finally:
            fake.ends()

    def _chat(self, fake: FakeServer, request: dict[str, Any], fault: Fault | None) -> None:
        match fault:
            case Status():
                self._reply(fault.code, json.dumps({"error": request}).encode(), fault)
            case Slow(seconds):
                fake.wait(seconds)
                self.close_connection = True
            case Closed():
                self.close_connection = True
            case Page(text):
                self._reply(200, text.encode())
            case _:
                reason = fault.reason if isinstance(fault, CutOff) else "stop"
                reply = json.dumps(fake.completion(request, reason)).encode()
                if fake.away:
                    self.close_connection = True
                    return
                self._reply(200, reply, sent=len(reply) // 2 if isinstance(fault, HalfBody) else None)

    def _note(self) -> FakeServer:
        fake = self.server.fake
        fake.authorizations.append(self.headers.get("Authorization", ""))
        return fake

    def _reply(self, status: int, body: bytes, told: Status | None = None, sent: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if told and told.location:
            self.send_header("Location", told.location)
        if told and told.retry_after:
            self.send_header("Retry-After", told.retry_after)
        self.end_headers()
        self.wfile.write(body[:sent])
        if sent is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is the base class's)
        """Write no log: a request's line says nothing that a test needs."""
