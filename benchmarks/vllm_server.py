"""A real vLLM server on this machine, started, looked at, killed; for the tests and the benchmarks."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

START_S = 300.0
"""How long a start may take, in seconds; 30 to 60 are usual for a small model on two cores, without compiling."""

MEMORY_SHARE = 0.4
"""On a CPU it is the share of the machine's memory that vLLM asks to be free; it takes what the weights need."""

OPTIONS = (
    "--dtype", "bfloat16", "--max-model-len", "4096", "--max-num-seqs", "16", "--enforce-eager",
    "--enable-prompt-tokens-details", "--gpu-memory-utilization", str(MEMORY_SHARE),
)  # fmt: skip

ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
}


class VllmServer:
    """One model behind vLLM's HTTP server, on a port of its own.

    Args:
        weights: folder of the model; its name is that of the model.
        log: file that the server's output goes to.
    """

    def __init__(self, weights: Path, log: Path) -> None:
        self.model = weights.name
        self.log = log
        self._weights = weights
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """What a pipeline names."""
        return f"http://127.0.0.1:{self._port}/v1"

    def launch(self) -> None:
        """Start the server, without waiting for it."""
        command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(self._weights)]
        command += ["--served-model-name", self.model, "--host", "127.0.0.1", "--port", str(self._port), *OPTIONS]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (no user input)
                command, stdout=log, stderr=log, start_new_session=True, env={**ENVIRONMENT, **os.environ}
            )

    def start(self) -> Self:
        """Start the server where it does not run, and wait until it answers.

        Raises:
            RuntimeError: it does not start.
        """
        if self._process is None:
            self.launch()
        end = time.monotonic() + START_S
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server did not start, see {self.log}")
            time.sleep(0.5)
        return self

    def kill(self, sign: int = signal.SIGKILL) -> None:
        """End the server and its parts, without a warning unless ``sign`` says otherwise."""
        if self._process is not None:
            os.killpg(self._process.pid, sign)
            self._process.wait()
            self._process = None

    def answered(self) -> int:
        """Requests that it has answered since its start."""
        metrics = httpx.get(self.base_url.removesuffix("/v1") + "/metrics", trust_env=False).text
        counts = re.findall(r"^vllm:request_success_total\{[^}]*\} ([\d.e+]+)$", metrics, re.MULTILINE)
        return int(sum(map(float, counts)))

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/models", trust_env=False).is_success
        except httpx.TransportError:
            return False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill(signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
