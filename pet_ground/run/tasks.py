"""One step of one study: what a worker does. Everything travels through files; the task itself is small."""

from __future__ import annotations

from typing import Any

from pet_ground import __version__
from pet_ground.errors import ServiceError, without_data
from pet_ground.reasons import Reason
from pet_ground.records import Rejection, StudyRecord
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.outcome import StageName
from pet_ground.records.results import AnatomyResult, ConvertResult, ExtractResult, GroundResult, StructureResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry, recall, record, stage_key
from pet_ground.run.steps import RESULTS, STEPS, Step, result_of
from pet_ground.stages import STAGE_VERSIONS

NOT_REMEMBERED = {Reason.SERVICE_UNAVAILABLE, Reason.WORKER_LOST, Reason.MISSING_FILE}
"""Faults of the moment: the next run tries again. A damaged file or an unusable header stays what it is."""
TO_BE_REDONE = ""
"""The key of a result that must not be reused."""


def run_step(job: Job, study_id: str, name: StageName, *needed: object) -> None:
    """Do one step of one study, unless its result is there already.

    Args:
        job: the build.
        study_id: the study.
        name: the step.
        needed: the tasks that had to come before; their values are not looked at.

    Raises:
        StageBug: an error that nobody expected, without its data.
    """
    del needed
    with without_data(name):
        _do(job, job.order(study_id), name)


def _do(job: Job, order: WorkOrder, name: StageName) -> None:
    """Do a step and write its result, unless it is there already."""
    step, kind, path = STEPS[name], RESULTS[name], job.layout.state(order.study_id, name)
    key = _key(job, order, name)
    if recall(path, key, kind, job.out) is not None:
        return
    result = _work(job, order, name, step)
    lasting = not any(one.reason in NOT_REMEMBERED for one in result.rejections)
    record(path, key if lasting else TO_BE_REDONE, result, step.outputs(job, order.study_id, result), job.out)


def _key(job: Job, order: WorkOrder, name: StageName) -> str:
    """The key of a result: versions, settings, and the keys and results of what comes before.

    The package's version is part of it: results that another release made are made again, not signed as its own.
    """
    before = []
    for need in STEPS[name].needs:
        entry = read_entry(job.layout.state(order.study_id, need), RESULTS[need])
        before.append(None if entry is None else (entry.key, entry.result.model_dump(mode="json")))
    return stage_key(name, __version__, STAGE_VERSIONS[name], before, STEPS[name].decided_by(job, order))


def _work(job: Job, order: WorkOrder, name: StageName, step: Step) -> Any:
    try:
        return step.work(job, order)
    except ServiceError as exc:
        return failed(job, order, name, Reason.SERVICE_UNAVAILABLE, str(exc))


def failed(job: Job, order: WorkOrder, name: StageName, reason: Reason, detail: str) -> Any:
    """The result of a step that failed as a whole: each of its items failed, so that the counts add up."""
    fault = Rejection(stage=name, outcome="failed", reason=reason, detail=detail, study_id=order.study_id)
    if name == "convert":
        ids = {"study_id": order.study_id, "patient_id": order.patient_id, "split": order.split}
        return ConvertResult(
            study=StudyRecord.model_validate({**ids, "status": "failed", "reason": reason}), rejections=(fault,)
        )
    if name == "ground":
        mentions = result_of(job, order.study_id, "extract").mentions
        return GroundResult(rejections=tuple(fault.about(one) for one in mentions if one.status == "kept"))
    if name == "structure":
        lesions = result_of(job, order.study_id, "ground").lesions
        return StructureResult(rejections=tuple(fault.about(one.mention) for one in lesions))
    return ExtractResult(rejections=(fault,)) if name == "extract" else AnatomyResult(rejections=(fault,))


def give_up(job: Job, study_id: str, name: StageName, reason: Reason, detail: str) -> None:
    """Write down that a step could not be done; the next run tries again."""
    order = job.order(study_id)
    record(job.layout.state(study_id, name), TO_BE_REDONE, failed(job, order, name, reason, detail), (), job.out)


def is_done(job: Job, study_id: str) -> bool:
    """Whether every step of a study has a result that still holds."""
    order = job.order(study_id)
    return all(
        recall(job.layout.state(study_id, name), _key(job, order, name), RESULTS[name], job.out) is not None
        for name in STEPS
    )
