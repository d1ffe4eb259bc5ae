"""What the ``doctor`` looks at: packages, Dask, model servers, TotalSegmentator, disk."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pet_ground.anatomy import TotalSegmentatorHome, availability
from pet_ground.config import EndpointSettings, ModelVoterSettings, Pipeline, api_key, totalsegmentator_weights
from pet_ground.errors import ConfigurationError, ItemDropped, ServiceError
from pet_ground.llm import ChatClient
from pet_ground.run.engine import start

GIB = 2**30
PROBE_SCHEMA = {
    "type": "object",
    "properties": {"json": {"type": "boolean"}},
    "required": ["json"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Finding:
    """One finding. ``missing`` is what the pipeline needs and does not have; ``absent`` what it can do without."""

    state: Literal["ok", "absent", "missing"]
    subject: str
    fact: str


def checkup(pipeline: Pipeline, out: Path) -> list[Finding]:
    """Look at everything that a build with this pipeline needs."""
    return [*_packages(), _dask(), *_endpoints(pipeline), _totalsegmentator(pipeline), _gpu(), _disk(out)]


def _packages() -> Iterator[Finding]:
    for requirement in requires("pet-ground") or []:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0]
        try:
            yield Finding("ok", name, version(name))
        except PackageNotFoundError:
            yield Finding("missing", name, "not installed")


def _dask() -> Finding:
    with TemporaryDirectory() as scratch, start(None, 1, Path(scratch)) as engine:
        answer = engine.client.submit(sum, (1, 2, 3)).result(timeout=60)
        return Finding("ok" if answer == 6 else "missing", "Dask", f"a worker answers; dashboard at {engine.dashboard}")


def _endpoints(pipeline: Pipeline) -> Iterator[Finding]:
    endpoints = [voter.endpoint for voter in pipeline.extract.voters if isinstance(voter, ModelVoterSettings)]
    if pipeline.structure.endpoint is not None and pipeline.structure.kind == "model":
        endpoints.append(pipeline.structure.endpoint)
    if not endpoints:
        yield Finding("absent", "model servers", "the pipeline uses none")
    for endpoint in endpoints:
        yield _endpoint(endpoint)


def _endpoint(endpoint: EndpointSettings) -> Finding:
    try:
        with ChatClient(endpoint, api_key(endpoint)) as client:
            served = client.list_models()
            if endpoint.model not in served:
                fact = f"{endpoint.base_url} serves {', '.join(served) or 'nothing'}"
                return Finding("missing", endpoint.model, fact)
            client.complete_json([{"role": "user", "content": "Is this JSON? Answer in JSON."}], PROBE_SCHEMA)
    except (ConfigurationError, ServiceError) as exc:
        return Finding("missing", endpoint.model, f"{endpoint.base_url}: {exc}")
    except ItemDropped as exc:
        return Finding("missing", endpoint.model, f"{endpoint.base_url} does not hold to a JSON schema ({exc.detail})")
    return Finding("ok", endpoint.model, f"served at {endpoint.base_url}, holds to a JSON schema")


def _totalsegmentator(pipeline: Pipeline) -> Finding:
    found = availability(pipeline.anatomy.mode, TotalSegmentatorHome(totalsegmentator_weights()))
    return Finding("ok" if found.ready else "absent", "TotalSegmentator", found.why)


def _gpu() -> Finding:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return Finding("absent", "GPU", "no NVIDIA driver; nothing but models and TotalSegmentator would use one")
    query = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader"]
    done = subprocess.run(query, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 (no user input)
    if done.returncode:
        return Finding("absent", "GPU", "nvidia-smi finds none")
    return Finding("ok", "GPU", "; ".join(done.stdout.split("\n")).strip("; "))


def _disk(out: Path) -> Finding:
    place = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    return Finding("ok", "disk", f"{shutil.disk_usage(place).free / GIB:.0f} GiB free at {place}")
