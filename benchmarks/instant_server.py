"""A server that answers every chat at once, so that nothing but the client takes time.

    python benchmarks/instant_server.py PORT

It reads requests as fast as asyncio does and looks at nothing but their length and whether a stream is asked for.
"""

from __future__ import annotations

import asyncio
import json
import sys

MODEL = "instant"
WRITTEN_TOKENS = 65
"""What a usual answer to an extract prompt has."""

USAGE = {"prompt_tokens": 1383, "completion_tokens": WRITTEN_TOKENS, "total_tokens": 1383 + WRITTEN_TOKENS}
TEXT = json.dumps(
    {"mentions": [{"suv_quote": "SUV max of 5.1", "suv_max": 5.1, "slice_quote": "slice 142", "axial_slice": 142}]}
)


def _page(body: bytes, kind: bytes = b"application/json") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (kind, len(body), body)


def _whole() -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}
    return _page(
        json.dumps({"object": "chat.completion", "model": MODEL, "choices": [choice], "usage": USAGE}).encode()
    )


def _stream() -> bytes:
    """The answer in two pieces, the fewest that the client of vLLM takes; a model sends one for each token."""
    half = len(TEXT) // 2
    pieces = [{"choices": [{"index": 0, "delta": {"content": part}}]} for part in (TEXT[:half], TEXT[half:])]
    lines = [f"data: {json.dumps(piece)}\n\n" for piece in [*pieces, {"choices": [], "usage": USAGE}]]
    return _page("".join([*lines, "data: [DONE]\n\n"]).encode(), b"text/event-stream")


WHOLE, STREAM = _whole(), _stream()
MODELS = _page(json.dumps({"object": "list", "data": [{"id": MODEL, "object": "model"}]}).encode())


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one connection until it is closed."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            _, found, length = head.partition(b"content-length: ")
            body = await reader.readexactly(int(length.split(b"\r", 1)[0])) if found else b""
            streams = b'"stream": true' in body or b'"stream":true' in body
            writer.write((STREAM if streams else WHOLE) if body else MODELS)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(answer, "127.0.0.1", port, limit=1 << 20, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
