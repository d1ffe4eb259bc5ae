"""What the ``doctor`` looks at: packages, Dask, models, TotalSegmentator, GPU, disk."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory

from pet_ground.anatomy import (
    LIST_NAME,
    TotalSegmentatorHome,
    availability,
    check_weights,
    recorded,
    write_list,
)
from pet_ground.config import Pipeline, totalsegmentator_weights
from pet_ground.errors import ConfigurationError, InputNotFoundError
from pet_ground.run.engine import start
from pet_ground.run.model_checkup import Finding, model_findings

GIB = 2**30


def checkup(pipeline: Pipeline, out: Path) -> list[Finding]:
    """Look at everything that a build with this pipeline needs."""
    return [*_packages(), _dask(), *model_findings(pipeline), _totalsegmentator(pipeline), _gpu(), _disk(out)]


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


def record_weights(pipeline: Pipeline) -> Path:
    """Write down what the weights of the pipeline's mode are, beside them; returns the list.

    Raises:
        InputNotFoundError: TotalSegmentator or a file of the weights is missing.
        ConfigurationError: a file is another one than recorded before, or the list can't be written.
    """
    home, mode = TotalSegmentatorHome(totalsegmentator_weights()), pipeline.anatomy.mode
    found = availability(mode, home)
    if not found.ready or home.weights is None:
        raise InputNotFoundError(found.why)
    path = home.weights / LIST_NAME
    hashes = check_weights(mode, home)
    try:
        write_list(path, hashes)
    except OSError as exc:
        raise ConfigurationError(f"{path} can't be written ({type(exc).__name__})") from exc
    return path


def _totalsegmentator(pipeline: Pipeline) -> Finding:
    home, mode = TotalSegmentatorHome(totalsegmentator_weights()), pipeline.anatomy.mode
    found = availability(mode, home)
    if not found.ready:
        return Finding("absent", "TotalSegmentator", found.why)
    try:
        check_weights(mode, home)
        known = bool(recorded(mode, home))
    except ConfigurationError as exc:
        return Finding("missing", "TotalSegmentator", str(exc))
    how = "They are as recorded." if known else "They are not recorded yet: pet-ground doctor --record-weights."
    return Finding("ok", "TotalSegmentator", f"{found.why} {how}")


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
