"""The process in which vLLM runs, as seen from the process that asks.

vLLM is kept out of the process of the build: its end gives all memory of the card back, in whatever state it is, and
where the build is killed the process sees the end of its pipe and goes too. Questions and replies are lines of JSON on
its standard input and output; they are written nowhere.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pet_ground.config import EngineSettings
from pet_ground.errors import ConfigurationError, ServiceError
from pet_ground.llm.model import NoReply, Question, Reply

INSTALL = "pip install 'pet-ground[vllm]'"

COMMAND = (sys.executable, "-m", "pet_ground.llm.vllm_worker")

ENVIRONMENT = {
    # Weights come from their folder; nothing is fetched and no use is reported.
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    # Why weights can't be loaded is told by vLLM's own errors; all else would be noise between the lines of the build.
    "VLLM_LOGGING_LEVEL": "ERROR",
    "PYTHONWARNINGS": "ignore",
}
"""Variables of the process, where the user has not set them."""

END_S = 4.0
"""How long the process may take to end, in seconds, once its input is closed; it gives its own parts half of that."""

_LOADING = threading.Lock()
"""Models of one pipeline are loaded one after the other: vLLM measures the free memory of the card while it loads."""


def check_installed(settings: EngineSettings) -> None:
    """Look whether vLLM and the weights are there, without loading either.

    Raises:
        ConfigurationError: vLLM is not installed, or there is no such folder.
    """
    if importlib.util.find_spec("vllm") is None:
        raise ConfigurationError(f"{settings.model}: the offline engine needs vLLM: {INSTALL}")
    if not (Path(settings.weights) / "config.json").is_file():
        raise ConfigurationError(f"{settings.model}: {settings.weights} is not a folder of a model (no config.json)")


class VllmProcess:
    """vLLM in a process of its own, from construction until ``stop``; the first batch waits for the weights.

    Args:
        settings: the model.
        command: the process.
    """

    def __init__(self, settings: EngineSettings, command: Sequence[str] = COMMAND) -> None:
        self._settings = settings
        self._ready = False
        self._process = subprocess.Popen(  # noqa: S603  (no user input)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**ENVIRONMENT, **os.environ},
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError("both are pipes")
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    def answers(self, questions: Sequence[Question]) -> list[Reply | NoReply]:
        """The replies to a batch, in its order.

        Raises:
            ServiceError: the weights can't be loaded, the batch failed, or the process has ended.
        """
        if not self._ready:
            with _LOADING:
                self._told(self._settings.model_dump(mode="json"))
            self._ready = True
        told = self._told([asdict(question) for question in questions])
        return [NoReply(**one) if "fault" in one else Reply(**one) for one in told["replies"]]

    def stop(self) -> None:
        """End the process and all that it has started."""
        with suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._stdout.close()

    def _told(self, line: Any) -> dict[str, Any]:
        """Send one line, and what comes back."""
        try:
            self._stdin.write(json.dumps(line).encode() + b"\n")
            self._stdin.flush()
            answer = self._stdout.readline()
        except (OSError, ValueError):
            answer = b""
        if not answer:
            raise ServiceError("the engine's process has ended")
        content: dict[str, Any] = json.loads(answer)
        if "failed" in content:
            raise ServiceError(content["failed"])
        return content
