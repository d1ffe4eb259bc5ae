"""The pipeline of the model ensemble: valid, local, and with prompts that are there."""

from __future__ import annotations

from pathlib import Path

from pet_ground.config import ModelVoterSettings, RuleVoterSettings, load_pipeline
from pet_ground.llm import ChatServer, load_prompt


def test_petarseg_is_an_ensemble_of_three_with_two_that_must_agree() -> None:
    pipeline = load_pipeline(Path("petarseg"))
    rules, *models = pipeline.extract.voters
    assert isinstance(rules, RuleVoterSettings)
    assert all(isinstance(model, ModelVoterSettings) for model in models)
    assert (len(models), pipeline.extract.agreement) == (2, 2)
    assert pipeline.structure.kind == "model"


def test_the_endpoints_of_petarseg_are_on_this_machine_and_its_prompts_are_there() -> None:
    pipeline = load_pipeline(Path("petarseg"))
    models = [voter for voter in pipeline.extract.voters if isinstance(voter, ModelVoterSettings)]
    assert pipeline.structure.endpoint is not None
    endpoints = [*(voter.endpoint for voter in models), pipeline.structure.endpoint]
    assert len({endpoint.base_url for endpoint in endpoints}) == 3
    for endpoint in endpoints:
        assert not endpoint.allow_remote
        ChatServer(endpoint)
    assert {load_prompt(voter.prompt).task for voter in models} == {"extract"}
    assert load_prompt(pipeline.structure.prompt).task == "structure"
