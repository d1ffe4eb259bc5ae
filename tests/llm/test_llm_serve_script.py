"""The script that starts the servers of a pipeline, with a program in place of vLLM that notes how it was called."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

FIRST_PORT, PORTS = 20_000, 12_000
"""Linux gives out 32768 and above."""
CANDIDATES = (FIRST_PORT + (97 * os.getpid() + at) % PORTS for at in itertools.count())
"""Each asked for once; processes that test at the same time begin far from each other."""

SCRIPT = Path(__file__).resolve().parents[2] / "pipelines" / "servers" / "serve.sh"

STUB = """
import os, subprocess, sys, time
from pet_ground.llm.fake_server import FakeServer
arguments = sys.argv[1:]
print("cards", os.environ.get("CUDA_VISIBLE_DEVICES"), "offline", os.environ["HF_HUB_OFFLINE"], *arguments, flush=True)
model, port = (arguments[arguments.index(name) + 1] for name in ("--served-model-name", "--port"))
if model == "broken":
    sys.exit("no memory left")
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
print("child", child.pid, "of", os.getpid(), flush=True)
class Fixed(FakeServer):
    def _listen(self, _):
        super()._listen(int(port))
Fixed(lambda messages, schema: "{}", models=(model,))
time.sleep(120)
"""

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the script needs curl")


@pytest.fixture
def ports() -> list[int]:
    """Two that nobody listens on, below those that the system gives out by itself: no test beside this one gets them."""
    found: list[int] = []
    while len(found) < 2:
        candidate = next(CANDIDATES)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", candidate))
            found.append(candidate)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the program; what it has started is gone after the test."""
    (tmp_path / "stub.py").write_text(STUB, encoding="utf-8")
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {tmp_path / "stub.py"} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    yield tmp_path
    assert not [child for child in children(tmp_path) if alive(child)]


def serve(folder: Path, lines: str, *command: str) -> subprocess.Popen[str]:
    (folder / "list.txt").write_text(f"# a comment\n\n{lines}\n", encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHON": str(folder / "python"), "WEIGHTS": str(folder)}
    arguments = ["bash", str(SCRIPT), "list.txt", *(("--", *command) if command else ())]
    return subprocess.Popen(
        arguments, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def log(folder: Path, port: int) -> str:
    return (folder / "server-logs" / f"{port}.log").read_text(encoding="utf-8")


def children(folder: Path) -> list[int]:
    logs = [path.read_text(encoding="utf-8") for path in folder.glob("server-logs/*.log")]
    return [int(line.split()[1]) for text in logs for line in text.splitlines() if line.startswith("child")]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_every_line_starts_a_server_and_the_command_runs_once_all_answer(folder: Path, ports: list[int]) -> None:
    (folder / "lab" / "large").mkdir(parents=True)
    first, second = ports
    lines = f"{first} small - --max-model-len 4096\n{second} lab/large 2,3 --dtype bfloat16"
    asked = " && ".join(f"curl -s --noproxy '*' http://127.0.0.1:{port}/v1/models" for port in ports)
    out, err = serve(folder, lines, "bash", "-c", f"{asked}; exit 7").communicate(timeout=60)
    assert out.splitlines()[:2] == [
        f"ready: http://127.0.0.1:{first}/v1  small",
        f"ready: http://127.0.0.1:{second}/v1  lab/large",
    ]
    assert '"small"' in out
    assert '"lab/large"' in out
    assert "servers stopped" in err
    assert log(folder, first).splitlines()[0] == (
        "cards None offline 1 -m vllm.entrypoints.openai.api_server --model small --served-model-name small "
        f"--host 127.0.0.1 --port {first} --enable-prompt-tokens-details --max-model-len 4096"
    )
    assert log(folder, second).splitlines()[0] == (
        f"cards 2,3 offline 1 -m vllm.entrypoints.openai.api_server --model {folder}/lab/large --served-model-name "
        f"lab/large --host 127.0.0.1 --port {second} --enable-prompt-tokens-details --tensor-parallel-size 2 "
        "--dtype bfloat16"
    )


def test_the_exit_code_is_that_of_the_command(folder: Path, ports: list[int]) -> None:
    running = serve(folder, f"{ports[0]} small -", "bash", "-c", "exit 7")
    running.communicate(timeout=60)
    assert running.returncode == 7


def test_a_server_that_does_not_start_ends_all_and_shows_why(folder: Path, ports: list[int]) -> None:
    first, second = ports
    running = serve(folder, f"{first} small -\n{second} broken -")
    _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert f"port {second}, broken: did not start" in err
    assert "no memory left" in err


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_all_servers_with_all_that_they_started(
    folder: Path, ports: list[int], sign: int, code: int
) -> None:
    running = serve(folder, "\n".join(f"{port} small -" for port in ports))
    assert running.stdout is not None
    while "all 2 servers are ready" not in running.stdout.readline():
        pass
    assert [alive(child) for child in children(folder)] == [True, True]
    running.send_signal(sign)
    running.communicate(timeout=60)
    assert running.returncode == code


def test_a_signal_ends_the_command_too(folder: Path, ports: list[int]) -> None:
    running = serve(
        folder,
        f"{ports[0]} small -",
        "bash",
        "-c",
        "trap 'echo told; exit 0' INT; echo here; while sleep 0.2; do :; done",
    )
    assert running.stdout is not None
    while running.stdout.readline().strip() != "here":
        pass
    running.send_signal(signal.SIGTERM)
    out, _ = running.communicate(timeout=60)
    assert out.strip() == "told"


def test_a_server_that_ends_ends_the_others(folder: Path, ports: list[int]) -> None:
    running = serve(folder, "\n".join(f"{port} small -" for port in ports))
    assert running.stdout is not None
    while "all 2 servers are ready" not in running.stdout.readline():
        pass
    os.kill(int(log(folder, ports[1]).split()[-1]), signal.SIGKILL)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert f"port {ports[1]}, small: has ended" in err


def test_a_port_that_is_taken_is_not_taken_for_the_server(folder: Path, ports: list[int]) -> None:
    first = serve(folder, f"{ports[0]} small -")
    assert first.stdout is not None
    assert "ready" in first.stdout.readline()
    second = serve(folder, f"{ports[0]} other -")
    _, err = second.communicate(timeout=60)
    assert (second.returncode, f"port {ports[0]} is in use" in err) == (1, True)
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=60)


@pytest.mark.parametrize("arguments", [[], ["nothing.txt"]])
def test_without_a_list_it_says_how_it_is_called(arguments: list[str], tmp_path: Path) -> None:
    ran = subprocess.run(["bash", str(SCRIPT), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "serve.sh petarseg.txt" in ran.stderr


@pytest.mark.parametrize("name", ["petarseg", "huemann2025"])
def test_the_lists_name_the_servers_of_their_pipelines(name: str) -> None:
    from pet_ground.config import load_pipeline
    from pet_ground.config.models import EndpointSettings

    wanted = [one for one in load_pipeline(Path(name)).models() if isinstance(one, EndpointSettings)]
    lines = (SCRIPT.parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.split()[:2] for line in lines if line and not line.startswith("#")]
    assert sorted(listed) == sorted([one.base_url.rpartition(":")[2].removesuffix("/v1"), one.model] for one in wanted)
