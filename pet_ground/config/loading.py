"""Pipelines from YAML files, with overrides from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pet_ground.config.pipeline import Pipeline
from pet_ground.config.profile_file import read_site
from pet_ground.config.resources import resource_path
from pet_ground.config.site import AUTO
from pet_ground.errors import ConfigurationError, InputNotFoundError


def load_pipeline(path: Path | None = None, overrides: Sequence[str] = ()) -> Pipeline:
    """Read a pipeline and apply ``key=value`` overrides such as ``ground.suv_tolerance=0.2``.

    ``path`` is a YAML file, or None for the embedded default; the bare name of an embedded pipeline works too. Its
    ``site`` may be the name of a profile file (see ``profile_file``), or ``auto``.

    Raises:
        InputNotFoundError: there is no such file.
        ConfigurationError: it is not YAML, or a field is unknown or wrong.
    """
    source = _find(path)
    try:
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise ConfigurationError(f"{source} is not valid YAML") from exc
    if not isinstance(content, dict):
        raise ConfigurationError(f"{source} does not hold a mapping of settings")
    _include_site(content, source.parent)
    for override in overrides:
        _apply(content, override)
        _include_site(content, Path.cwd())
    try:
        return Pipeline.model_validate(content)
    except ValidationError as exc:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'pipeline'}: {e['msg']}" for e in exc.errors())
        raise ConfigurationError(f"{source.name}: {faults}") from exc


def _include_site(content: dict[str, Any], folder: Path) -> None:
    """Put settings in the place of the name of a profile file, or of ``auto``; a relative file lies in ``folder``."""
    named = content.get("site")
    if isinstance(named, str):
        content["site"] = {"estimate": True} if named == AUTO else read_site(folder / named)


def _find(path: Path | None) -> Path:
    if path is None:
        return resource_path("pipelines", "default.yaml")
    if path.is_file():
        return path
    if path != Path(path.name):
        raise InputNotFoundError(f"there is no pipeline {path}")
    try:
        return resource_path("pipelines", path.name if path.suffix else f"{path.name}.yaml")
    except FileNotFoundError as exc:
        raise InputNotFoundError(f"there is no pipeline {path}") from exc


def _apply(content: dict[str, Any], override: str) -> None:
    key, separator, value = override.partition("=")
    if not separator or not key.strip():
        raise ConfigurationError(f"--set takes key=value, not {override!r}")
    *parents, last = key.strip().split(".")
    place = content
    for parent in parents:
        child = place.setdefault(parent, {})
        if not isinstance(child, Mapping):
            raise ConfigurationError(f"--set {key}: {parent} holds a value, not settings")
        place = child  # type: ignore[assignment]
    try:
        place[last] = yaml.safe_load(value)
    except yaml.YAMLError as exc:
        raise ConfigurationError(f"--set {key}: {value!r} is not a YAML value") from exc
