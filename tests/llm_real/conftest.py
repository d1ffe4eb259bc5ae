"""A real model behind a real server, and a small demo archive."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from runs import Ran
from vllm_server import VllmServer


@pytest.fixture(scope="session")
def weights() -> Path:
    """The folder of the model; ``make test-llm`` names it."""
    named = os.environ.get("PET_GROUND_TEST_WEIGHTS")
    if named is None:
        pytest.skip("the weights are named by make test-llm")
    return Path(named)


@pytest.fixture(scope="session")
def server(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """The server, for whoever starts it; the memory of a small machine does not hold two models at a time."""
    one = VllmServer(weights, tmp_path_factory.mktemp("server") / "vllm.log")
    yield one
    one.kill()


@pytest.fixture
def serving(server: VllmServer) -> VllmServer:
    """The server, started."""
    return server.start()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, pet_ground: Callable[..., Ran]) -> Path:
    """A demo archive of one study, with seven planted lesions."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    ran = pet_ground("demo", folder, "--studies", 1)
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Tell a figure to whoever runs the tests."""

    def tell(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n    {text}")

    return tell
