"""The trials of every study for the site profile: converted first where that is not done yet, kept like the steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from distributed import Client, Future, KilledWorker, as_completed

from pet_ground import __version__
from pet_ground.config import ExtractSettings, packs_sha256
from pet_ground.errors import without_data
from pet_ground.imaging import read_nifti
from pet_ground.imaging.nifti_grid import read_nifti_grid
from pet_ground.records import Mention, StudyRecord
from pet_ground.records.profile import TrialsResult
from pet_ground.records.results import ConvertResult, ExtractResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry, recall, record, stage_key, text_sha256
from pet_ground.run.steps import report_text
from pet_ground.run.tasks import run_step
from pet_ground.stages.extract import extract
from pet_ground.stages.trials import TRIALS_VERSION, trials

AT_A_TIME_PER_THREAD = 2
"""Tasks that wait at each thread, so that none is idle."""

NAME = "trials"

OnTried = Callable[[], None]


def try_study(job: Job, study_id: str) -> None:
    """Convert a study, where that is not done, and try every numbering of slices on its report.

    The rules read the report, whoever else reads it for the data set: plain statements are enough, and no model waits.

    Raises:
        StageBug: an error that nobody expected, without its data.
    """
    run_step(job, study_id, "convert")
    with without_data(NAME):
        key = _key(job, study_id)
        if recall(job.layout.state(study_id, NAME), key, TrialsResult, job.out) is None:
            mentions = extract(report_text(job, job.order(study_id)), study_id, ExtractSettings()).mentions
            record(job.layout.state(study_id, NAME), key, _tried(job, study_id, mentions), (), job.out)


def try_finished_study(job: Job, study_id: str) -> TrialsResult:
    """The trials of a study of a data set, from what its build found in the report; nothing is written.

    Raises:
        StageBug: an error that nobody expected, without its data.
    """
    with without_data(NAME):
        found = read_entry(job.layout.state(study_id, "extract"), ExtractResult)
        return TrialsResult() if found is None else _tried(job, study_id, found.result.mentions)


def known_trials(job: Job, study_id: str) -> TrialsResult | None:
    """The trials of a study where they still hold, else None."""
    key = _key(job, study_id)
    return recall(job.layout.state(study_id, NAME), key, TrialsResult, job.out)


def spread(
    client: Client, task: Callable[..., object], job: Job, study_ids: Sequence[str], on_tried: OnTried
) -> dict[str, object]:
    """What a task gives for each study, in no order; a bounded number is in flight.

    Studies that kill their worker give nothing; the steps of the build book them.

    Raises:
        StageBug: an error that nobody expected; the run stops.
    """
    waiting = iter(study_ids)
    running = as_completed(with_results=False)
    study_of: dict[str, str] = {}

    def submit(study_id: str) -> None:
        future: Future = client.submit(task, job, study_id, pure=False)
        study_of[future.key] = study_id
        running.add(future)

    room = max(1, sum(client.nthreads().values())) * AT_A_TIME_PER_THREAD
    for study_id in (one for _, one in zip(range(room), waiting, strict=False)):
        submit(study_id)
    results = {}
    for future in running:
        on_tried()
        error = future.exception()
        if error is None:
            results[study_of[future.key]] = future.result()
        elif not isinstance(error, KilledWorker):
            raise error
        following = next(waiting, None)
        if following is not None:
            submit(following)
    return results


def _key(job: Job, study_id: str) -> str:
    """What decides the trials: the conversion and the report's text."""
    converted = read_entry(job.layout.state(study_id, "convert"), ConvertResult)
    before = None if converted is None else (converted.key, converted.result.model_dump(mode="json"))
    text = report_text(job, job.order(study_id))
    return stage_key(NAME, __version__, TRIALS_VERSION, before, text_sha256((text,)), packs_sha256())


def _tried(job: Job, study_id: str, mentions: Sequence[Mention]) -> TrialsResult:
    converted = read_entry(job.layout.state(study_id, "convert"), ConvertResult)
    study: StudyRecord | None = None if converted is None else converted.result.study
    if study is None or study.pet is None:
        return TrialsResult()
    pet = read_nifti(job.out / study.pet)
    ct = None if study.ct is None else read_nifti_grid(job.out / study.ct)
    return trials(study, pet, ct, mentions)
