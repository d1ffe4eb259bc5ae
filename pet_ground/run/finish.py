"""The end of a build: the tables, the card and the manifest from the results of all studies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pet_ground.dataset import DatasetLayout, write_card, write_manifest
from pet_ground.dataset.residual import Finding
from pet_ground.records import SCHEMA_VERSION, Record, StageCounts
from pet_ground.run.gate import residual_findings, write_residual
from pet_ground.run.job import Job
from pet_ground.run.ledger import recall, record, stage_key
from pet_ground.run.leftovers import remove_leftovers
from pet_ground.run.private import IndexState
from pet_ground.run.quarantine import write_quarantine
from pet_ground.run.steps import provenance, result_of
from pet_ground.run.tasks import TO_BE_REDONE
from pet_ground.stages import STAGE_VERSIONS
from pet_ground.stages.assemble import StudyResults, assemble


class AssembleResult(Record):
    """The counts of a finished data set; ``repairable`` are those in quarantine that an override may repair."""

    counts: tuple[StageCounts, ...]
    sentences: int
    quarantined: int = 0
    repairable: int = 0


@dataclass(frozen=True)
class BuildSummary:
    """What a build came to.

    Attributes:
        counts: of every stage.
        sentences: sentences in the reports of the studies.
        redone: studies on which something was done in this run.
        assembled: whether the tables were written anew.
        quarantined: studies in the quarantine's list.
        repairable: those of them that an override may repair.
        residual: what identifies a person and stands in the data set still; it has no manifest then.
    """

    counts: tuple[StageCounts, ...]
    sentences: int
    redone: int
    assembled: bool
    quarantined: int = 0
    repairable: int = 0
    residual: tuple[Finding, ...] = ()

    @property
    def studies(self) -> int:
        """Number of studies that were worked on."""
        return sum(one.total for one in self.counts if one.stage == "convert")

    @property
    def failed(self) -> int:
        """Number of items that failed, at all stages."""
        return sum(sum(one.failed.values()) for one in self.counts)


def reopen(layout: DatasetLayout) -> None:
    """Say that a data set is not finished, before any result in it changes.

    Where the build is killed before its end, the next one finds every result done, and must still write the tables.
    """
    layout.manifest.unlink(missing_ok=True)
    assembled_file(layout).unlink(missing_ok=True)


def finish(job: Job, state: IndexState, redone: int, *, changed: bool) -> BuildSummary:
    """Assemble the data set, unless nothing changed and it is there already.

    Args:
        job: the build.
        state: its index.
        redone: studies on which something was done.
        changed: whether the results of any study are new or gone.
    """
    made_by, asked = provenance(job.pipeline).model_dump(), job.pipeline.anatomy.model_dump(mode="json")
    key = stage_key(STAGE_VERSIONS["assemble"], SCHEMA_VERSION, state.key, made_by, asked)
    path = assembled_file(job.layout)
    lost = changed or not job.quarantine.is_file()
    before = None if lost else recall(path, key, AssembleResult, job.out)
    result, residual = (before, ()) if before is not None else _assemble(job, state)
    if before is None:
        # A data set that the gate has stopped is not finished: its entry has no key, so the next run looks again.
        record(
            path, TO_BE_REDONE if residual else key, result, _outputs(job.layout, with_manifest=not residual), job.out
        )
    return BuildSummary(
        counts=result.counts,
        sentences=result.sentences,
        redone=redone,
        assembled=before is None,
        quarantined=result.quarantined,
        repairable=result.repairable,
        residual=residual,
    )


def _outputs(layout: DatasetLayout, *, with_manifest: bool) -> list[Path]:
    tables = [*layout.tables, layout.card]
    return [*tables, layout.manifest] if with_manifest else tables


def assembled_file(layout: DatasetLayout) -> Path:
    """Where the counts of a finished data set are kept."""
    return layout.state_dir / "assemble.json"


def _assemble(job: Job, state: IndexState) -> tuple[AssembleResult, tuple[Finding, ...]]:
    """Write the tables and the card, search everything, and only where nothing was found the manifest."""
    reopen(job.layout)
    remove_leftovers(job, state.study_ids)
    results = (_results(job, study_id) for study_id in state.study_ids)
    assembled = assemble(results, state.rejections, state.counts, job.layout, job.pipeline.anatomy)
    quarantine = write_quarantine(job, state, assembled.unconverted)
    made_by = provenance(job.pipeline)
    write_card(job.layout, assembled.card.summary(job.pipeline, assembled.counts))
    residual = residual_findings(job)
    write_residual(job.residual, residual)
    if not residual:
        write_manifest(job.layout, job.pipeline, assembled.counts, made_by.prompt_sha256, made_by.models)
    result = AssembleResult(
        counts=assembled.counts,
        sentences=assembled.sentences,
        quarantined=quarantine.studies,
        repairable=quarantine.repairable,
    )
    return result, residual


def _results(job: Job, study_id: str) -> StudyResults:
    return StudyResults(
        convert=result_of(job, study_id, "convert"),
        extract=result_of(job, study_id, "extract"),
        ground=result_of(job, study_id, "ground"),
        structure=result_of(job, study_id, "structure"),
        anatomy=result_of(job, study_id, "anatomy"),
    )
