"""How each step of a study is done on a job's files, and the files that its result vouches for."""

from __future__ import annotations

from pathlib import Path

from pet_ground.imaging import Volume, read_nifti
from pet_ground.imaging.nifti_grid import read_nifti_grid
from pet_ground.llm import AnswerStore, Models, recalled_models
from pet_ground.records import StudyRecord
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.results import (
    AnatomyResult,
    ConvertResult,
    ExtractResult,
    GroundResult,
    StageResult,
    StructureResult,
)
from pet_ground.run.job import Job
from pet_ground.run.private import extra_identifiers
from pet_ground.run.provenance import provenance
from pet_ground.run.step_results import result_of
from pet_ground.stages.anatomy import anatomy
from pet_ground.stages.convert import convert_order
from pet_ground.stages.extract import extract, scrubbed
from pet_ground.stages.figures import study_figures
from pet_ground.stages.ground import ground, without_study
from pet_ground.stages.structure import structure
from pet_ground.stages.uptake import with_uptake


def do_convert(job: Job, order: WorkOrder) -> ConvertResult:
    """Convert the study of a work order."""
    return convert_order(order, job.archive, job.layout, job.pipeline)


def convert_outputs(job: Job, study_id: str, result: ConvertResult) -> list[Path]:
    """The volumes of a study, and what is written beside them."""
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


def do_extract(job: Job, order: WorkOrder) -> ExtractResult:
    """Read the report of a work order, by rules and by what the models answered."""
    return extract(report_text(job, order), order.study_id, job.pipeline.extract, _recalled(job))


def do_ground(job: Job, order: WorkOrder) -> GroundResult:
    """Ground what the report mentions, by the profile that holds for the scanner and the site group of the study."""
    study: StudyRecord = result_of(job, order.study_id, "convert").study
    extracted: ExtractResult = result_of(job, order.study_id, "extract")
    if study.pet is None:
        return without_study(order.study_id, extracted.mentions)
    if not any(one.status == "kept" for one in extracted.mentions):
        return GroundResult()  # reading the volumes would take seconds
    pipeline = job.pipeline.for_scanner(study.manufacturer, study.model, order.site_group)
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


def ground_outputs(job: Job, study_id: str, result: GroundResult) -> list[Path]:
    """The masks of the lesions, and their pictures."""
    names = [name for one in result.lesions for name in (one.mask, one.mask_3mm) if name]
    masks = [job.out / name for name in names]
    return masks + (study_figures(study_id, result.lesions, job.layout) if job.pipeline.dataset.figures else [])


def do_structure(job: Job, order: WorkOrder) -> StructureResult:
    """Structure the sentences of the lesions that were grounded."""
    converted: ConvertResult = result_of(job, order.study_id, "convert")
    grounded: GroundResult = result_of(job, order.study_id, "ground")
    made_by = provenance(job.pipeline)
    return structure(converted.study, grounded.lesions, job.pipeline.structure, made_by, _recalled(job))


def do_anatomy(job: Job, order: WorkOrder) -> AnatomyResult:
    """Segment a study, or take its given label map, and measure its structures."""
    converted: ConvertResult = result_of(job, order.study_id, "convert")
    if converted.study.status != "kept":
        return AnatomyResult()
    ct = None if converted.study.ct is None else read_nifti(job.out / converted.study.ct)
    given = job.label_source.given(order.label_keys)
    found = anatomy(converted.study, ct, given, job.label_source, job.layout, job.pipeline.anatomy)
    scanner = (converted.study.manufacturer, converted.study.model)
    site = job.pipeline.for_scanner(*scanner, order.site_group).site
    return with_uptake(found, converted.study, job.layout, site.psf_fwhm_mm)


def anatomy_outputs(job: Job, _study_id: str, result: AnatomyResult) -> list[Path]:
    """The label map of a study, where there is one."""
    return [] if result.labels is None else [job.out / result.labels]


def no_outputs(_job: Job, _study_id: str, _result: StageResult) -> list[Path]:
    """The outputs of a step whose result is all that it makes."""
    return []
