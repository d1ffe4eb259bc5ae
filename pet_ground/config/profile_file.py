"""Profile files: the site profile of a hospital as YAML, with the evidence for it.

::

    site:
      origin: head
      base: 1
      ...
    evidence: ...

A pipeline takes one up with ``site: FILE``, a call with ``--set site=FILE``. The evidence is for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pet_ground.config.site import SiteProfile
from pet_ground.errors import ConfigurationError, InputNotFoundError

HEAD = """\
# The site profile of an archive, as `pet-ground profile` estimated it. Take it up with `site: FILE` in a pipeline, or
# with `pet-ground build --set site=FILE`. It may be edited by hand; `evidence` is not read.
"""
HEAD_OF_GROUPS = """\
# It names the site groups as the reports do: keep it where the reports are.
"""
LINE_WIDTH = 120


def profile_text(site: SiteProfile, evidence: Mapping[str, Any]) -> str:
    """A profile file: what the site's profile has beside the defaults is written out, with the evidence for it."""
    facts = site.model_dump(mode="json", exclude={"estimate"}, exclude_none=True)
    own = {name: value for name, value in facts.items() if value not in ([], "")}
    if "groups" in own:
        own["groups"] = [{name: value for name, value in one.items() if value != ""} for one in own["groups"]]
    head = HEAD + (HEAD_OF_GROUPS if site.groups or evidence.get("groups") else "")
    return head + _yaml({"site": own}, flow=False) + _yaml({"evidence": dict(evidence)}, flow=None)


def _yaml(content: Mapping[str, Any], *, flow: bool | None) -> str:
    """YAML in the order of the content; ``flow`` None writes the innermost lists and mappings in one line each."""
    written: str = yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, width=LINE_WIDTH, default_flow_style=flow
    )
    return written


def read_site(path: Path) -> dict[str, Any]:
    """The settings under ``site`` of a profile file, not validated yet.

    Raises:
        InputNotFoundError: there is no such file.
        ConfigurationError: it is not YAML, or holds no site.
    """
    if not path.is_file():
        raise InputNotFoundError(f"there is no site profile {path}; a site is a profile file, settings, or auto")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise ConfigurationError(f"{path} is not valid YAML") from exc
    site = content.get("site") if isinstance(content, dict) else None
    if not isinstance(site, dict):
        raise ConfigurationError(f"{path} holds no settings under site")
    return dict(site)
