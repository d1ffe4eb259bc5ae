"""Where a language model is asked: at a server, or in the process of the build."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    NonNegativeFloat,
    PlainSerializer,
    PositiveFloat,
    PositiveInt,
    Tag,
)

from pet_ground.config.settings import Settings


def _pairs(value: object) -> object:
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


TemplateOptions = Annotated[
    tuple[tuple[str, bool | int | str], ...], BeforeValidator(_pairs), PlainSerializer(dict, return_type=dict)
]
"""A mapping of names to values, kept as pairs so that settings stay hashable."""


class EndpointSettings(Settings):
    """A model behind an OpenAI-compatible HTTP server.

    Attributes:
        base_url: address of the server, up to and with ``/v1``.
        model: name of the model, as the server lists it.
        revision: any word that tells apart weights of the same name; part of what an answer is remembered by.
        api_key_env: environment variable that holds the server's key.
        timeout_s: how long one answer may take, in seconds, from the moment it is sent.
        attempts: how often a question is sent whose answer does not come, or not whole.
        patience_s: how long to wait, in seconds, for a server that is away before the run goes on without it; ten
            minutes let a server of large weights start again.
        concurrency: questions that are open at the server at a time; vLLM's own limit (``--max-num-seqs``) is 256 on
            large cards, and beyond that they wait there instead of here.
        max_tokens: longest answer, in tokens.
        seed: seed of the sampling; at temperature 0, which is always used, servers should not need it.
        chat_template_kwargs: options of the model's chat template, such as ``enable_thinking: false`` for Qwen3; vLLM
            and llama.cpp take them, and nothing is sent where there are none.
        schema_style: how the schema of the answer is put: ``json_schema`` as OpenAI has it (vLLM, Ollama, llama.cpp's
            own server), or ``json_object`` with the schema beside it (the server of llama-cpp-python).
        allow_remote: must be true before report text is sent to an address that is not on this machine.
    """

    base_url: str
    model: str
    revision: str = ""
    api_key_env: str | None = None
    timeout_s: PositiveFloat = 120.0
    attempts: PositiveInt = 3
    patience_s: NonNegativeFloat = 600.0
    concurrency: PositiveInt = 64
    max_tokens: PositiveInt = 1024
    seed: int = 0
    chat_template_kwargs: TemplateOptions = ()
    schema_style: Literal["json_schema", "json_object"] = "json_schema"
    allow_remote: bool = False


class EngineSettings(Settings):
    """A model that vLLM runs in the process of the build itself, without a server (extra ``vllm``).

    Attributes:
        engine: the program that runs it.
        weights: folder of the model.
        model: name of the model in what is published; the folder's name is not.
        revision: as for a server.
        max_tokens, seed, chat_template_kwargs: as for a server.
        max_model_len: longest question with its answer, in tokens; None takes the model's own limit.
        gpu_memory_utilization: share of the card's memory that this model may take; the models of one pipeline share
            the card, so their shares together stay below 1.
        tensor_parallel_size: cards that the model is split over.
        dtype: precision of the weights; ``auto`` is what they are stored in.
        enforce_eager: start without compiling: ready minutes earlier, slower with every answer; for small jobs.
    """

    engine: Literal["vllm"]
    weights: str
    model: str
    revision: str = ""
    max_tokens: PositiveInt = 1024
    seed: int = 0
    chat_template_kwargs: TemplateOptions = ()
    max_model_len: PositiveInt | None = None
    gpu_memory_utilization: Annotated[float, Field(gt=0, le=1)] = 0.9
    tensor_parallel_size: PositiveInt = 1
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = "auto"
    enforce_eager: bool = False


def _kind_of_model(value: object) -> str:
    names = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Settings) else ()
    return "engine" if "engine" in names else "server"


ModelSettings = Annotated[
    Annotated[EndpointSettings, Tag("server")] | Annotated[EngineSettings, Tag("engine")],
    Discriminator(_kind_of_model),
]
"""Where a model is asked: at a server, or in this process."""
