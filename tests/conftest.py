"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of golden data: ``$PET_GROUND_GOLDEN``, or ``shared/golden`` beside the checkout; skips without it."""
    named = os.environ.get("PET_GROUND_GOLDEN")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "golden"
    if not folder.is_dir():
        pytest.skip(f"golden data not found at {folder}; set PET_GROUND_GOLDEN")
    return folder
