"""A build with language models behind real HTTP: votes, structure, a model that invents, a server that is away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from reading_model import reader
from runs import Built, Ran

from pet_ground.llm.fake_server import FakeServer


def inventor(messages: Sequence[dict[str, str]], schema: dict[str, Any]) -> str:
    """A model that follows instructions in a report, or makes numbers up."""
    answer = json.loads(reader(messages, schema))
    for one in answer.get("mentions", []):
        one["suv_max"] = 99.0
    return json.dumps(answer)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(reader) as serving:
        yield serving


def pipeline_file(folder: Path, base_url: str, agreement: int = 2, structure: bool = True) -> Path:
    endpoint = {"base_url": base_url, "model": "fake", "timeout_s": 5.0, "attempts": 1, "patience_s": 1.0}
    content: dict[str, Any] = {
        "name": "models",
        "extract": {
            "agreement": agreement,
            "voters": [{"kind": "rules"}, {"kind": "model", "name": "fake", "endpoint": endpoint}],
        },
        "dataset": {"figures": False, "grid_3mm": False},
    }
    if structure:
        content["structure"] = {"kind": "model", "endpoint": endpoint}
    path = folder / "models.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def build(pet_ground: Callable[..., Ran], built: Built, pipeline: Path, out: Path) -> Ran:
    return pet_ground(
        "build", pipeline, "--archive", built.archive, "--reports", built.reports, "--out", out, "--workers", 2
    )


def lesions(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "lesions.jsonl").read_text(encoding="utf-8").splitlines()]


def test_rules_and_a_model_vote_on_each_mention_and_the_votes_are_kept(
    built: Built, pet_ground: Callable[..., Ran], server: FakeServer, tmp_path: Path
) -> None:
    ran = build(pet_ground, built, pipeline_file(tmp_path, server.base_url), tmp_path / "d")
    assert ran.code == 0, ran.out + ran.err
    found = lesions(tmp_path / "d")
    assert len(found) == 6
    for one in found:
        assert [(vote["voter"], vote["agrees"]) for vote in one["votes"]] == [("rules", True), ("fake", True)]
        assert one["findings"] == one["sentence"].split(",")[0]
        assert {"suv_max", "axial_slice", "findings"} <= {item["field"] for item in one["evidence"]}
        assert set(one["provenance"]["prompt_sha256"]) == {"extract-v2", "structure-v2"}
        assert one["provenance"]["models"] == ["fake"]


def test_no_identifier_reaches_a_model(
    built: Built, pet_ground: Callable[..., Ran], server: FakeServer, tmp_path: Path
) -> None:
    assert build(pet_ground, built, pipeline_file(tmp_path, server.base_url), tmp_path / "d").code == 0
    sent = json.dumps(server.requests)
    assert len(server.requests) >= 12
    assert not [name for name in ("Dulcinea", "Quixada", "Cervantes", "PID-", "ACC-", "03/10/2020") if name in sent]


def test_a_model_can_not_invent_a_number(built: Built, pet_ground: Callable[..., Ran], tmp_path: Path) -> None:
    with FakeServer(inventor) as server:
        ran = build(pet_ground, built, pipeline_file(tmp_path, server.base_url, structure=False), tmp_path / "d")
    assert ran.code == 0, ran.err
    assert lesions(tmp_path / "d") == []
    reasons = pd.read_parquet(tmp_path / "d" / "rejections.parquet")
    assert (reasons["reason"] == "disagreement").sum() >= 6
    assert 99.0 not in set(reasons["suv_max"])


@pytest.mark.slow
def test_reports_wait_for_a_server_that_is_away_and_the_next_run_reads_them_wherever_it_is(
    built: Built, pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    with FakeServer(reader) as server:
        base_url = server.base_url
    pipeline = pipeline_file(tmp_path, base_url, structure=False)
    away = build(pet_ground, built, pipeline, tmp_path / "d")
    assert away.code == 1
    reasons = pd.read_parquet(tmp_path / "d" / "rejections.parquet")
    assert (reasons["reason"] == "service_unavailable").sum() == 3
    converted = {path: path.stat().st_mtime_ns for path in (tmp_path / "d" / "images").rglob("*.nii.gz")}
    with FakeServer(reader) as moved:
        assert moved.base_url != base_url
        back = build(pet_ground, built, pipeline_file(tmp_path, moved.base_url, structure=False), tmp_path / "d")
    assert base_url not in (tmp_path / "d" / ".build" / "configuration.json").read_text()
    assert back.code == 0, back.out + back.err
    assert len(lesions(tmp_path / "d")) == 6
    assert {path: path.stat().st_mtime_ns for path in converted} == converted


def test_doctor_says_whether_the_model_is_served(
    pet_ground: Callable[..., Ran], server: FakeServer, tmp_path: Path
) -> None:
    ran = pet_ground("doctor", pipeline_file(tmp_path, server.base_url))
    assert (ran.code, "served at" in ran.out) == (0, True)
    away = pet_ground("doctor", "petarseg")
    assert (away.code, "missing" in away.out) == (1, True)
