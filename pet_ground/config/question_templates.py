"""The wordings of the anatomical questions, from ``question_templates.yaml`` beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Literal, Self

import yaml
from pydantic import TypeAdapter, model_validator

from pet_ground.config.settings import Settings

TemplateKind = Literal["petar", "paraphrase", "side", "size", "uptake"]
"""What a question asks about; ``petar`` is the published wording, ``paraphrase`` asks the same in other words."""

TEMPLATES_FILE = Path(__file__).with_name("question_templates.yaml")

PLACEHOLDERS: Mapping[TemplateKind, frozenset[str]] = MappingProxyType(
    {
        "petar": frozenset({"region"}),
        "paraphrase": frozenset({"region"}),
        "side": frozenset({"side"}),
        "size": frozenset({"region", "volume"}),
        "uptake": frozenset({"region", "suv_mean", "suv_max"}),
    }
)
"""What the answers of a kind hold, all of it: an answer about a size without the size would be no answer."""


class QuestionTemplate(Settings):
    """One wording. The question holds no placeholder, so it gives nothing of the answer away."""

    question: str
    answer: str

    @model_validator(mode="after")
    def a_question_gives_nothing_away(self) -> Self:
        if _placeholders(self.question):
            raise ValueError(f"the question holds {sorted(_placeholders(self.question))}")
        return self


@cache
def question_templates() -> Mapping[TemplateKind, tuple[QuestionTemplate, ...]]:
    """The wordings of every kind, in the order of the file.

    Raises:
        ValueError: a kind is missing or has no wording, or an answer holds other placeholders than its kind's.
    """
    content = yaml.safe_load(TEMPLATES_FILE.read_text(encoding="utf-8"))
    kinds = TypeAdapter(dict[TemplateKind, tuple[QuestionTemplate, ...]]).validate_python(content)
    for kind, wanted in PLACEHOLDERS.items():
        if not kinds.get(kind):
            raise ValueError(f"{TEMPLATES_FILE.name} has no wording of {kind}")
        for number, template in enumerate(kinds[kind], start=1):
            if _placeholders(template.answer) != wanted:
                raise ValueError(f"{kind}-{number}: its answer holds not {sorted(wanted)}")
    return MappingProxyType(kinds)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
