"""What the doctor finds in the models of a pipeline."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from reading_model import reader

from pet_ground.config import ExtractSettings, ModelVoterSettings, Pipeline, StructureSettings
from pet_ground.config.models import EndpointSettings, EngineSettings, ModelSettings
from pet_ground.llm.fake_server import FakeServer, Slow, Status
from pet_ground.run.model_checkup import Finding, model_findings


def endpoint(base_url: str, **settings: Any) -> EndpointSettings:
    return EndpointSettings(base_url=base_url, model="fake", **{"timeout_s": 2.0, **settings})


def finding(model: ModelSettings) -> Finding:
    """Of a pipeline that uses the model as voter and as structurer: one finding, as it is one model."""
    pipeline = Pipeline(
        name="one",
        extract=ExtractSettings(voters=(ModelVoterSettings(name="voter", endpoint=model, prompt="extract-v1"),)),
        structure=StructureSettings(kind="model", endpoint=model),
    )
    (found,) = model_findings(pipeline)
    return found


def test_a_model_that_is_served_and_holds_to_a_schema_is_tried_with_each_prompt_of_the_pipeline() -> None:
    with FakeServer(reader) as server:
        found = finding(endpoint(server.base_url))
        schemas = [set(one["response_format"]["json_schema"]["schema"]["properties"]) for one in server.requests]
    assert (found.state, found.subject) == ("ok", "fake")
    assert f"served at {server.base_url}, holds to a JSON schema, one answer in " in found.fact
    assert [min(names) for names in schemas] == ["json", "mentions", "anatomic_subsite"]


def test_a_server_that_is_away_is_missing_at_once() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = finding(endpoint(f"http://127.0.0.1:{probe.getsockname()[1]}/v1", patience_s=600.0))
    assert found.state == "missing"
    assert "ConnectError" in found.fact


def test_another_model_than_the_pipelines_is_missing_and_named() -> None:
    with FakeServer(reader, models=("other", "third")) as server:
        assert finding(endpoint(server.base_url)) == Finding(
            "missing", "fake", f"{server.base_url}: serves other, third"
        )


def test_a_server_that_does_not_hold_to_the_schema_is_missing() -> None:
    def talks(messages: Sequence[dict[str, str]], schema: dict[str, Any]) -> str:
        return "Hello!"

    with FakeServer(talks) as server:
        found = finding(endpoint(server.base_url))
    assert found == Finding(
        "missing", "fake", f"{server.base_url}: does not hold to a JSON schema (the answer is not JSON)"
    )


@pytest.mark.parametrize(("context", "state"), [(None, "ok"), (100, "missing"), (32768, "ok")])
def test_the_context_must_hold_the_longest_prompt_and_its_answer_where_the_server_tells_it(
    context: int | None, state: str
) -> None:
    with FakeServer(reader) as server:
        server.context_length = context
        found = finding(endpoint(server.base_url))
    assert found.state == state
    assert ("takes 32768 tokens" in found.fact) == (context == 32768)
    assert ("--max-model-len" in found.fact) == (state == "missing")


def test_a_prompt_that_the_server_refuses_is_named() -> None:
    with FakeServer(reader, faults=[None, Status(400)]) as server:
        found = finding(endpoint(server.base_url))
    assert found.state == "missing"
    assert "does not take the prompt extract-v1 (the server refuses the question (HTTP 400))" in found.fact


@pytest.mark.parametrize("fault", [Status(401), Status(500), Slow(10.0)])
def test_a_server_that_fails_or_hangs_is_missing_after_one_attempt(fault: Status | Slow) -> None:
    with FakeServer(reader, faults=[fault]) as server:
        found = finding(endpoint(server.base_url, timeout_s=0.5))
        assert len(server.requests) == 1
    assert found.state == "missing"


def test_no_finding_asks_an_address_beyond_this_machine_without_leave() -> None:
    found = finding(endpoint("http://192.0.2.1:8000/v1"))
    assert found.state == "missing"
    assert "allow_remote" in found.fact


def test_an_engine_without_weights_or_vllm_is_missing(tmp_path: Path) -> None:
    found = finding(EngineSettings(engine="vllm", weights=str(tmp_path), model="small"))
    assert (found.state, found.subject) == ("missing", "small")
    assert "no config.json" in found.fact or "pip install" in found.fact


def test_a_pipeline_of_rules_asks_no_model() -> None:
    assert [one.state for one in model_findings(Pipeline(name="rules"))] == ["absent"]
