"""The stages of one study as steps: what each needs, what decides it, and how it is done on a job's files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pet_ground import __version__
from pet_ground.config import ModelVoterSettings, Pipeline, packs_sha256, published
from pet_ground.errors import StageBug
from pet_ground.imaging import Volume, read_nifti
from pet_ground.imaging.nifti_grid import read_nifti_grid
from pet_ground.llm import AnswerStore, Models, load_prompt, recalled_models
from pet_ground.records import Provenance, Record, StudyRecord
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.outcome import StageName
from pet_ground.records.results import (
    AnatomyResult,
    ConvertResult,
    ExtractResult,
    GroundResult,
    StageResult,
    StructureResult,
)
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry, text_sha256
from pet_ground.run.private import extra_identifiers
from pet_ground.stages.anatomy import anatomy
from pet_ground.stages.convert import convert_order
from pet_ground.stages.extract import extract, scrubbed
from pet_ground.stages.figures import study_figures
from pet_ground.stages.ground import ground, without_study
from pet_ground.stages.index import fingerprint
from pet_ground.stages.structure import structure
from pet_ground.stages.uptake import with_uptake

RESULTS: Mapping[StageName, type[Record]] = MappingProxyType(
    {
        "convert": ConvertResult,
        "extract": ExtractResult,
        "anatomy": AnatomyResult,
        "ground": GroundResult,
        "structure": StructureResult,
    }
)


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


def result_of(job: Job, study_id: str, name: StageName) -> Any:
    """The result of a step that has been done.

    Raises:
        StageBug: it has not.
    """
    entry = read_entry(job.layout.state(study_id, name), RESULTS[name])
    if entry is None:
        raise StageBug(f"no result of {name}")
    return entry.result


def prompt_hashes(pipeline: Pipeline) -> dict[str, str]:
    """SHA-256 of every prompt that a pipeline uses, by name."""
    names = [voter.prompt for voter in pipeline.extract.voters if isinstance(voter, ModelVoterSettings)]
    if pipeline.structure.kind == "model":
        names.append(pipeline.structure.prompt)
    return {name: load_prompt(name).sha256 for name in names}


def provenance(pipeline: Pipeline) -> Provenance:
    """What made the records of a pipeline."""
    models = {one.model for one in pipeline.models()}
    return Provenance(
        package_version=__version__,
        pipeline=pipeline.name,
        configuration_sha256=pipeline.sha256(),
        prompt_sha256=prompt_hashes(pipeline),
        models=tuple(sorted(models)),
    )


def _convert(job: Job, order: WorkOrder) -> ConvertResult:
    return convert_order(order, job.archive, job.layout, job.pipeline)


def _convert_outputs(job: Job, study_id: str, result: ConvertResult) -> list[Path]:
    study, layout = result.study, job.layout
    if study.pet is None:
        return []
    volumes = [layout.suv(study_id), layout.study_json(study_id)]
    volumes += [layout.ct(study_id)] if study.ct else []
    if job.pipeline.dataset.grid_3mm:
        volumes += [layout.suv_3mm(study_id)]
        volumes += [layout.ct_3mm(study_id)] if study.ct else []
    return volumes


def report_text(job: Job, order: WorkOrder) -> str:
    """The report of a study without what identifies the patient."""
    return scrubbed(order.report.text, order.identifiers, extra_identifiers(job))


def _recalled(job: Job) -> Models:
    """The models as they were asked by the build's own process; a step asks nobody."""
    return recalled_models(job.pipeline.models(), AnswerStore(job.answers))


def _extract(job: Job, order: WorkOrder) -> ExtractResult:
    return extract(report_text(job, order), order.study_id, job.pipeline.extract, _recalled(job))


def _ground(job: Job, order: WorkOrder) -> GroundResult:
    study: StudyRecord = result_of(job, order.study_id, "convert").study
    extracted: ExtractResult = result_of(job, order.study_id, "extract")
    if study.pet is None:
        return without_study(order.study_id, extracted.mentions)
    if not any(one.status == "kept" for one in extracted.mentions):
        return GroundResult()  # reading the volumes would take seconds
    pipeline = job.pipeline.for_scanner(study.manufacturer, study.model)
    pet = read_nifti(job.out / study.pet)
    ct = None if study.ct is None else _ct(job.out / study.ct, with_voxels=pipeline.dataset.figures)
    labels = _labels(job, order)
    return ground(order.study_id, pet, ct, extracted.mentions, job.layout, pipeline, labels=labels)


def _labels(job: Job, order: WorkOrder) -> Volume | None:
    """The label map that the anatomy stage found or made, on its own grid in the frame of the PET."""
    found: AnatomyResult = result_of(job, order.study_id, "anatomy")
    return None if found.labels is None else read_nifti(job.out / found.labels)


def _ct(path: Path, *, with_voxels: bool) -> Volume:
    """The CT; slice numbers need only its grid, pictures its voxels too."""
    return read_nifti(path) if with_voxels else read_nifti_grid(path)


def _ground_outputs(job: Job, study_id: str, result: GroundResult) -> list[Path]:
    names = [name for one in result.lesions for name in (one.mask, one.mask_3mm) if name]
    masks = [job.out / name for name in names]
    return masks + (study_figures(study_id, result.lesions, job.layout) if job.pipeline.dataset.figures else [])


def _structure(job: Job, order: WorkOrder) -> StructureResult:
    converted: ConvertResult = result_of(job, order.study_id, "convert")
    grounded: GroundResult = result_of(job, order.study_id, "ground")
    made_by = provenance(job.pipeline)
    return structure(converted.study, grounded.lesions, job.pipeline.structure, made_by, _recalled(job))


def _anatomy(job: Job, order: WorkOrder) -> AnatomyResult:
    converted: ConvertResult = result_of(job, order.study_id, "convert")
    if converted.study.status != "kept":
        return AnatomyResult()
    ct = None if converted.study.ct is None else read_nifti(job.out / converted.study.ct)
    given = job.label_source.given(order.label_keys)
    found = anatomy(converted.study, ct, given, job.label_source, job.layout, job.pipeline.anatomy)
    site = job.pipeline.for_scanner(converted.study.manufacturer, converted.study.model).site
    return with_uptake(found, converted.study, job.layout, site.psf_fwhm_mm)


def _anatomy_outputs(job: Job, _study_id: str, result: AnatomyResult) -> list[Path]:
    return [] if result.labels is None else [job.out / result.labels]


def _nothing(_job: Job, _study_id: str, _result: StageResult) -> list[Path]:
    """The outputs of a step whose result is all that it makes."""
    return []


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


def _resolutions_mm(pipeline: Pipeline) -> object:
    """How sharp the site's scanners are: of its profile all that the uptake of a structure depends on."""
    return pipeline.site.psf_fwhm_mm, [(one.scanner, one.psf_fwhm_mm) for one in pipeline.site.scanners]


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
            work=_convert,
            outputs=_convert_outputs,
        ),
        "extract": Step(
            needs=(),
            decided_by=lambda job, order: (
                text_sha256((order.report.text, *order.identifiers, *extra_identifiers(job))),
                published(job.pipeline.extract),
                prompt_hashes(job.pipeline),
                packs_sha256(),
            ),
            work=_extract,
            outputs=_nothing,
        ),
        "anatomy": Step(
            needs=("convert",),
            decided_by=lambda job, order: (
                job.pipeline.deciding()["anatomy"],
                _anatomy_decided_by(job, order),
                _resolutions_mm(job.pipeline),
            ),
            work=_anatomy,
            outputs=_anatomy_outputs,
        ),
        "ground": Step(
            needs=("convert", "extract", "anatomy"),
            decided_by=lambda job, _order: (
                job.pipeline.ground.model_dump(mode="json"),
                job.pipeline.site.model_dump(mode="json"),
                job.pipeline.dataset.model_dump(mode="json"),
            ),
            work=_ground,
            outputs=_ground_outputs,
        ),
        "structure": Step(
            needs=("convert", "ground"),
            decided_by=lambda job, _order: provenance(job.pipeline).model_dump(mode="json"),
            work=_structure,
            outputs=_nothing,
        ),
    }
)
"""The steps in an order in which each comes after what it needs."""
