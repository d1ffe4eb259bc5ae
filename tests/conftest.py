"""What all tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from runs import Built, Ran
from small_hospital import write_hospital

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of golden data: ``$PET_GROUND_GOLDEN``, or ``shared/golden`` beside the checkout; skips without it."""
    named = os.environ.get("PET_GROUND_GOLDEN")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "golden"
    if not folder.is_dir():
        pytest.skip(f"golden data not found at {folder}; set PET_GROUND_GOLDEN")
    return folder


@pytest.fixture(scope="session")
def pet_ground() -> Callable[..., Ran]:
    """Run ``pet-ground`` as a user does: a process of its own, arguments as given."""

    def run(*arguments: object, cwd: Path | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pet_ground", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "160"},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, pet_ground: Callable[..., Ran]) -> Built:
    """A data set of three small studies, built by the command. Tests that change it take a ``copy``."""
    folder = tmp_path_factory.mktemp("hospital")
    archive, reports = write_hospital(folder)
    ran = pet_ground("build", "--archive", archive, "--reports", reports, "--out", folder / "dataset", "--workers", 2)
    return Built(archive, reports, folder / "dataset", ran)
