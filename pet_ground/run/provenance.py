"""What made the records of a pipeline: its configuration, its prompts, its models."""

from __future__ import annotations

from pet_ground import __version__
from pet_ground.config import ModelVoterSettings, Pipeline
from pet_ground.llm import load_prompt
from pet_ground.records import Provenance


def prompt_hashes(pipeline: Pipeline) -> dict[str, str]:
    """SHA-256 of every prompt that a pipeline uses, by name."""
    names = [voter.prompt for voter in pipeline.extract.voters if isinstance(voter, ModelVoterSettings)]
    if pipeline.structure.kind == "model":
        names.append(pipeline.structure.prompt)
    return {name: load_prompt(name).sha256 for name in names}


def provenance(pipeline: Pipeline) -> Provenance:
    """What made the records of a pipeline."""
    models = {one.model for one in pipeline.models()}
    return Provenance(
        package_version=__version__,
        pipeline=pipeline.name,
        configuration_sha256=pipeline.sha256(),
        prompt_sha256=prompt_hashes(pipeline),
        models=tuple(sorted(models)),
    )
