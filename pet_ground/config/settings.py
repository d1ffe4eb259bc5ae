"""The base of all settings, and what of them may be published."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Base of all settings: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


WHERE_AND_HOW_LONG = frozenset(
    {"base_url", "api_key_env", "timeout_s", "attempts", "patience_s", "concurrency", "allow_remote"}
    | {"weights", "gpu_memory_utilization", "tensor_parallel_size", "enforce_eager"}
)
"""Settings of a model that decide no answer; the address of a hospital's server is nobody else's business."""


def published(settings: BaseModel) -> dict[str, Any]:
    """Settings as JSON without those of ``WHERE_AND_HOW_LONG``: what may be written into a data set."""
    content = _without(settings.model_dump(mode="json"))
    if not isinstance(content, dict):
        raise TypeError("settings are a mapping")
    return content


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(item) for key, item in value.items() if key not in WHERE_AND_HOW_LONG}
    return [_without(item) for item in value] if isinstance(value, list) else value
