"""Settings, questions and a pipeline for a real model."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from vllm_server import MEMORY_SHARE, VllmServer

from pet_ground.config import EndpointSettings, EngineSettings
from pet_ground.config.models import ModelSettings
from pet_ground.llm import AnswerStore, Panel, Question, Reply, load_prompt, open_models

SENTENCES = (
    "Focus in the left adrenal gland with SUV max of 5.1 (slice 142).",
    "A node at the right hilum shows SUV max 7.7, slice 88.",
    "In liver segment 7 there is an avid lesion, SUVmax 9.4 on image 131.",
    "Intense uptake of the left iliac bone with SUV max of 12.0 (slice 201).",
    "Celiac node, SUV max 3.3, slice 150, previously 6.1.",
    "The spleen has an avid focus with SUV max 4.8 on slice 139.",
    "Right axillary node with SUV max 2.9 (slice 77).",
    "Lytic lesion of the sternum, SUV max of 8.2, slice 91.",
)


def endpoint(server: VllmServer, **settings: Any) -> EndpointSettings:
    """The server as a pipeline names it."""
    return EndpointSettings(base_url=server.base_url, model=server.model, concurrency=16, timeout_s=300, **settings)


def engine(weights: Path, **settings: Any) -> EngineSettings:
    """The same model in an engine."""
    return EngineSettings(
        engine="vllm",
        weights=str(weights),
        model=weights.name,
        max_model_len=4096,
        enforce_eager=True,
        gpu_memory_utilization=MEMORY_SHARE,
        **settings,
    )


def questions(before: str = "", *, first: str = "") -> list[Question]:
    """What an extract prompt asks about each sentence.

    Args:
        before: the sentence before each.
        first: words at the very beginning of each prompt, so that it shares its beginning with no other.
    """
    prompt = load_prompt("extract-v1")
    asked = []
    for number, sentence in enumerate(SENTENCES):
        messages = prompt.messages(before=before, sentence=sentence, after="")
        if first:
            messages[0] = {"role": "system", "content": f"{first} {number}. {messages[0]['content']}"}
        asked.append(Question(messages, prompt.schema))
    return asked


@dataclass(frozen=True)
class Asked:
    """Replies, or the faults in their place, and the panel with its accounts."""

    replies: list[Any]
    panel: Panel

    @property
    def texts(self) -> list[str]:
        return [reply.text for reply in self.replies if isinstance(reply, Reply)]


async def ask(settings: ModelSettings, *rounds: list[Question], store: AnswerStore | None = None) -> Asked:
    """Ask the questions of each round at once, round by round."""
    replies: list[Any] = []
    async with open_models([settings], store) as panel:
        for asked in rounds:
            replies += await asyncio.gather(*map(panel.models[settings].reply, asked), return_exceptions=True)
        return Asked(replies, panel)


def pipeline_file(folder: Path, model: ModelSettings, *, structures: bool = True) -> Path:
    """A pipeline in which the rules and the model vote, one of them is enough, and the model may structure."""
    settings = model.model_dump(mode="json")
    content = {
        "name": "real",
        "extract": {
            "agreement": 1,
            "voters": [{"kind": "rules"}, {"kind": "model", "name": "m", "endpoint": settings}],
        },
        "structure": {"kind": "model", "endpoint": settings} if structures else {"kind": "rules"},
        "dataset": {"figures": False, "grid_3mm": False},
    }
    path = folder / "real.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path
