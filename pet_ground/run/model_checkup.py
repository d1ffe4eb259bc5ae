"""What the ``doctor`` looks at in the models of a pipeline: each is asked, but never about a report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions, version
from typing import Literal

from pet_ground.config import EndpointSettings, EngineSettings, ModelVoterSettings, Pipeline, api_key
from pet_ground.errors import ConfigurationError, InputNotFoundError, ItemDropped, ServiceError
from pet_ground.llm import ChatServer, Prompt, Question, ask_json, load_prompt
from pet_ground.llm.vllm_process import check_installed

PROBE = "Say hello."
PROBE_SCHEMA = {
    "type": "object",
    "properties": {"json": {"type": "boolean"}},
    "required": ["json"],
    "additionalProperties": False,
}
"""No model answers the probe in this form by itself: only where the server holds it to the schema."""

TRIAL = {
    "before": "The spleen is normal.",
    "sentence": "Avid node at the right hilum, SUV max 6.3, slice 112.",
    "after": "No effusion.",
    "focus": "SUV max 6.3",
    "fault": "",
}
"""What a pipeline's own prompts are tried with."""


@dataclass(frozen=True)
class Finding:
    """One finding. ``missing`` is what the pipeline needs and does not have; ``absent`` what it can do without."""

    state: Literal["ok", "absent", "missing"]
    subject: str
    fact: str


def model_findings(pipeline: Pipeline) -> Iterator[Finding]:
    """One finding for each model of the pipeline."""
    models = pipeline.models()
    if not models:
        yield Finding("absent", "language models", "the pipeline asks none")
    for one in models:
        if isinstance(one, EngineSettings):
            yield _engine(one)
        else:
            state, fact = asyncio.run(_server(one, _prompts(pipeline, one)))
            yield Finding(state, one.model, f"{one.base_url}: {fact}" if state == "missing" else fact)


def _prompts(pipeline: Pipeline, model: EndpointSettings) -> list[str]:
    """Names of the prompts that the pipeline uses with a model."""
    asked = [voter for voter in pipeline.extract.voters if isinstance(voter, ModelVoterSettings)]
    names = [voter.prompt for voter in asked if voter.endpoint == model]
    structure = pipeline.structure
    if structure.kind == "model" and structure.endpoint == model:
        names.append(structure.prompt)
    return list(dict.fromkeys(names))


async def _server(endpoint: EndpointSettings, prompts: list[str]) -> tuple[Literal["ok", "missing"], str]:
    at_once = endpoint.model_copy(update={"patience_s": 0.0, "attempts": 1})
    try:
        async with ChatServer(at_once, api_key(endpoint)) as server:
            served = await server.context_lengths()
            if endpoint.model not in served:
                return "missing", f"serves {', '.join(served) or 'nothing'}"
            await ask_json(server, [{"role": "user", "content": PROBE}], PROBE_SCHEMA)
            return await _tried(server, endpoint, served[endpoint.model], [load_prompt(name) for name in prompts])
    except (ConfigurationError, InputNotFoundError, ServiceError) as exc:
        return "missing", str(exc)
    except ItemDropped as exc:
        return "missing", f"does not hold to a JSON schema ({exc.detail})"


async def _tried(
    server: ChatServer, endpoint: EndpointSettings, context: int | None, prompts: list[Prompt]
) -> tuple[Literal["ok", "missing"], str]:
    """Ask with each prompt of the pipeline: what a question and its answer need, and how long one takes."""
    facts = [f"served at {endpoint.base_url}, holds to a JSON schema"]
    longest_s, needed = 0.0, 0
    for prompt in prompts:
        begun_s = time.monotonic()
        try:
            reply = await server.reply(Question(prompt.messages(**TRIAL), prompt.schema))
        except ItemDropped as exc:
            return "missing", f"does not take the prompt {prompt.name} ({exc.detail}); its context may be too short"
        longest_s = max(longest_s, time.monotonic() - begun_s)
        needed = max(needed, reply.prompt_tokens + endpoint.max_tokens)
    if context is not None and needed > context:
        advice = f"start it with --max-model-len {needed} or more, or lower max_tokens"
        return "missing", f"takes {context} tokens, a question with its answer may need {needed}: {advice}"
    if context is not None:
        facts.append(f"takes {context} tokens")
    if prompts:
        facts.append(f"one answer in {longest_s:.1f} s")
    return "ok", ", ".join(facts)


def _engine(settings: EngineSettings) -> Finding:
    try:
        check_installed(settings)
    except ConfigurationError as exc:
        return Finding("missing", settings.model, str(exc).removeprefix(f"{settings.model}: "))
    (package, *_) = packages_distributions().get("vllm", ["vllm"])
    return Finding("ok", settings.model, f"weights in {settings.weights}, {package} {version(package)}")
