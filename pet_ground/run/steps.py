"""The stages of one study as steps: what each needs, what decides it, how it is done, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pet_ground.config import SiteProfile, packs_sha256, published
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.outcome import StageName
from pet_ground.records.results import StageResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import text_sha256
from pet_ground.run.private import extra_identifiers
from pet_ground.run.provenance import prompt_hashes, provenance
from pet_ground.run.step_results import RESULTS, result_of
from pet_ground.run.step_work import (
    anatomy_outputs,
    convert_outputs,
    do_anatomy,
    do_convert,
    do_extract,
    do_ground,
    do_structure,
    ground_outputs,
    no_outputs,
    report_text,
)
from pet_ground.stages.index import fingerprint

__all__ = ["RESULTS", "STEPS", "Step", "provenance", "report_text", "result_of"]


@dataclass(frozen=True)
class Step:
    """A stage as a build runs it.

    Attributes:
        needs: the steps of the same study that come before.
        decided_by: everything besides those that decides the result.
        work: does it.
        outputs: the files that a result vouches for.
    """

    needs: tuple[StageName, ...]
    decided_by: Callable[[Job, WorkOrder], object]
    work: Callable[[Job, WorkOrder], StageResult]
    outputs: Callable[[Job, str, Any], Iterable[Path]]


def _anatomy_decided_by(job: Job, order: WorkOrder) -> object:
    given = _given_labels(job, order)
    return job.label_source.can_segment(job.pipeline.anatomy) if given is None else given


def _given_labels(job: Job, order: WorkOrder) -> str | None:
    """What the label map that was given for a study looks like from outside; None where there is none."""
    given = job.label_source.given(order.label_keys)
    if given is None:
        return None
    files = sorted(given.rglob("*")) if given.is_dir() else [given]
    return fingerprint(given.parent, [file.relative_to(given.parent).as_posix() for file in files])


def _resolutions_mm(site: SiteProfile) -> object:
    """How sharp the site's scanners are: of its profile all that the uptake of a structure depends on."""
    own = [("", one.scanner, one.psf_fwhm_mm) for one in site.scanners]
    own += [(one.group, one.scanner, one.psf_fwhm_mm) for one in site.groups]
    return site.psf_fwhm_mm, [entry for entry in own if entry[-1] is not None]


STEPS: Mapping[StageName, Step] = MappingProxyType(
    {
        "convert": Step(
            needs=(),
            decided_by=lambda job, order: (
                order.files_sha256,
                order.damaged_files,
                order.patient_id,
                order.split,
                None if order.override is None else order.override.model_dump(mode="json"),
                order.selection_flags,
                order.keys.model_dump(),
                job.pipeline.index.model_dump(mode="json"),
                job.pipeline.dataset.grid_3mm,
            ),
            work=do_convert,
            outputs=convert_outputs,
        ),
        "extract": Step(
            needs=(),
            decided_by=lambda job, order: (
                text_sha256((order.report.text, *order.identifiers, *extra_identifiers(job))),
                published(job.pipeline.extract),
                prompt_hashes(job.pipeline),
                packs_sha256(),
            ),
            work=do_extract,
            outputs=no_outputs,
        ),
        "anatomy": Step(
            needs=("convert",),
            decided_by=lambda job, order: (
                job.pipeline.deciding()["anatomy"],
                _anatomy_decided_by(job, order),
                _resolutions_mm(job.pipeline.site),
                order.site_group if job.pipeline.site.groups else "",
            ),
            work=do_anatomy,
            outputs=anatomy_outputs,
        ),
        "ground": Step(
            needs=("convert", "extract", "anatomy"),
            decided_by=lambda job, order: (
                job.pipeline.ground.model_dump(mode="json"),
                job.pipeline.site.model_dump(mode="json"),
                order.site_group if job.pipeline.site.groups else "",
                job.pipeline.dataset.model_dump(mode="json"),
            ),
            work=do_ground,
            outputs=ground_outputs,
        ),
        "structure": Step(
            needs=("convert", "ground"),
            decided_by=lambda job, _order: provenance(job.pipeline).model_dump(mode="json"),
            work=do_structure,
            outputs=no_outputs,
        ),
    }
)
"""The steps in an order in which each comes after what it needs."""
