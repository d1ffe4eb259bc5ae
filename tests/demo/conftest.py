"""One small demo for all tests of the demo."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from demo_reading import ReadPet, read_pet

from pet_ground.demo import DemoSummary, write_demo

STUDIES = 3


@dataclass(frozen=True)
class ReadDemo:
    folder: Path
    summary: DemoSummary
    truth: list[dict[str, Any]]
    pets: dict[str, ReadPet]  # by StudyInstanceUID


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> ReadDemo:
    folder = tmp_path_factory.mktemp("demo")
    summary = write_demo(folder, studies=STUDIES, seed=11)
    truth = [json.loads(line) for line in summary.truth.read_text().splitlines()]
    pets = [read_pet(path) for path in sorted(summary.archive.glob("*/PET_WB_AC_*"))]
    return ReadDemo(folder, summary, truth, {pet.headers[0].StudyInstanceUID: pet for pet in pets})
