"""Our client against vLLM's own benchmark client: same server, prompts and number of open requests, by turns.

    make test-llm bench-llm                       or, with another model: make bench-llm MODEL=qwen15
    python benchmarks/llm_rate.py --base-url http://127.0.0.1:8001/v1 --model NAME --concurrency 256 --prompts 2048

The first table is the rate of tokens written with a real model (goal: at least 0.9 of vLLM's client); the second one
the rate of answers from a server that takes no time, which is what a client could ask of a faster machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from instant_server import MODEL as INSTANT
from small_models import MODELS, small_model
from vllm_server import VllmServer

from pet_ground.config import EndpointSettings
from pet_ground.llm import ChatServer, Question, load_prompt

THEIR_CLIENT = """
import sys
from vllm.benchmarks.serve import add_cli_args, main
from vllm.utils.argparse_utils import FlexibleArgumentParser
parser = FlexibleArgumentParser()
add_cli_args(parser)
main(parser.parse_args(sys.argv[1:]))
"""
"""``vllm bench serve``; its command looks for a package named vllm, which a build for CPUs is not."""

MAX_TOKENS = 256
ORGANS = ("left adrenal gland", "right hilum", "spleen", "left iliac bone", "celiac trunk", "right axilla", "sternum")


@dataclass(frozen=True)
class Rate:
    """What a client did: answers, tokens written, and how long it took."""

    answers: int
    tokens: int
    seconds: float

    @property
    def tokens_per_s(self) -> float:
        return self.tokens / self.seconds

    @property
    def answers_per_s(self) -> float:
        return self.answers / self.seconds


def questions(number: int) -> list[Question]:
    """Questions of the extract prompt, each about a sentence of its own."""
    prompt = load_prompt("extract-v1")
    return [
        Question(
            prompt.messages(
                before="The study is compared with an earlier one.",
                sentence=f"{one}. Focus in the {ORGANS[one % 7]}, SUV max {2 + one % 97 / 10:.1f} (slice {60 + one}).",
                after="No other lesion is seen.",
            ),
            prompt.schema,
        )
        for one in range(number)
    ]


async def ours(base_url: str, model: str, asked: list[Question], concurrency: int) -> Rate:
    """The rate of this package's client."""
    settings = EndpointSettings(
        base_url=base_url, model=model, concurrency=concurrency, timeout_s=600, max_tokens=MAX_TOKENS
    )
    async with ChatServer(settings) as server:
        begun_s = time.perf_counter()
        replies = await asyncio.gather(*map(server.reply, asked))
        seconds = time.perf_counter() - begun_s
    return Rate(len(replies), sum(reply.completion_tokens for reply in replies), seconds)


def theirs(base_url: str, model: str, asked: list[Question], concurrency: int) -> Rate:
    """The rate of vLLM's client, with the same body, as it measures itself."""
    body = {"temperature": 0, "seed": 0, "max_completion_tokens": MAX_TOKENS}
    schema = {"type": "json_schema", "json_schema": {"name": "answer", "schema": asked[0].schema, "strict": True}}
    with tempfile.TemporaryDirectory() as folder:
        prompts = Path(folder) / "prompts.jsonl"
        lines = [json.dumps({"prompt": list(one.messages), "output_tokens": MAX_TOKENS}) for one in asked]
        prompts.write_text("\n".join(lines), encoding="utf-8")
        options = {
            "--backend": "openai-chat", "--base-url": base_url.removesuffix("/v1"), "--model": model,
            "--endpoint": "/v1/chat/completions", "--dataset-name": "custom", "--dataset-path": str(prompts),
            "--num-prompts": str(len(asked)), "--max-concurrency": str(concurrency), "--result-dir": folder,
            "--result-filename": "result.json", "--extra-body": json.dumps({**body, "response_format": schema}),
        }  # fmt: skip
        flags = [
            "--skip-tokenizer-init",
            "--skip-chat-template",
            "--disable-shuffle",
            "--disable-tqdm",
            "--save-result",
        ]
        arguments = [word for option in options.items() for word in option] + flags
        done = subprocess.run(  # noqa: S603  (no user input)
            [sys.executable, "-W", "ignore", "-c", THEIR_CLIENT, *arguments],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"vLLM's client failed: {done.stderr[-2000:]}")
        told = json.loads((Path(folder) / "result.json").read_text(encoding="utf-8"))
    if told["completed"] != len(asked):
        raise RuntimeError(f"vLLM's client got {told['completed']} of {len(asked)} answers")
    return Rate(told["completed"], told["total_output_tokens"], told["duration"])


def by_turns(
    base_url: str, model: str, asked: list[Question], concurrency: int, repeats: int
) -> list[tuple[Rate, Rate]]:
    """Both clients, ``repeats`` times each, by turns, the first one changing; after a run that warms the server."""
    asyncio.run(ours(base_url, model, asked, concurrency))
    pairs = []
    for turn in range(repeats):
        if turn % 2:
            their = theirs(base_url, model, asked, concurrency)
            own = asyncio.run(ours(base_url, model, asked, concurrency))
        else:
            own = asyncio.run(ours(base_url, model, asked, concurrency))
            their = theirs(base_url, model, asked, concurrency)
        pairs.append((own, their))
    return pairs


def table(title: str, unit: str, pairs: list[tuple[float, float]]) -> str:
    """The rates of both clients, turn by turn, and the ratio."""
    ratios = [own / their for own, their in pairs]
    lines = [f"{title}, {unit}", f"{'turn':>6}{'ours':>10}{'vLLM':>10}{'ratio':>8}"]
    lines += [f"{turn:>6}{own:>10.1f}{their:>10.1f}{own / their:>8.2f}" for turn, (own, their) in enumerate(pairs, 1)]
    return "\n".join([*lines, f"median ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"])


@contextmanager
def instant() -> Iterator[str]:
    """The address of a server that takes no time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).with_name("instant_server.py")
    with subprocess.Popen([sys.executable, str(script), str(port)]) as process:  # noqa: S603  (no user input)
        time.sleep(1)
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="qwen05", help="a small model, or the name that --base-url serves")
    parser.add_argument("--base-url", help="a server that runs; without it one is started for the small model")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--prompts", type=int, default=48)
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--client-concurrency", type=int, default=256)
    parser.add_argument("--client-prompts", type=int, default=4096)
    asked = parser.parse_args()
    if asked.base_url:
        pairs = by_turns(asked.base_url, asked.model, questions(asked.prompts), asked.concurrency, asked.repeats)
    elif asked.model in MODELS:
        with VllmServer(small_model(asked.model), Path(tempfile.mkdtemp()) / "vllm.log") as server:
            pairs = by_turns(server.base_url, asked.model, questions(asked.prompts), asked.concurrency, asked.repeats)
    else:
        parser.error(f"--model is one of {', '.join(MODELS)}, or what --base-url serves")
    title = f"{asked.model}, {asked.prompts} prompts, {asked.concurrency} at a time"
    print(table(title, "tokens written per second", [(own.tokens_per_s, their.tokens_per_s) for own, their in pairs]))
    with instant() as base_url:
        number = asked.client_prompts
        pairs = by_turns(base_url, INSTANT, questions(number), asked.client_concurrency, asked.repeats)
    title = f"\na server that takes no time, {number} prompts, {asked.client_concurrency} at a time"
    print(table(title, "answers per second", [(own.answers_per_s, their.answers_per_s) for own, their in pairs]))


if __name__ == "__main__":
    main()
