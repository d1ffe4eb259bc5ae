"""Which studies a site profile is estimated from: a bounded number, drawn the same way each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pet_ground.config import ExtractSettings
from pet_ground.errors import without_data
from pet_ground.grounding.trials import can_tell
from pet_ground.records.profile import SampleResult
from pet_ground.records.results import ExtractResult
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry, recall, record, stage_key, text_sha256
from pet_ground.run.steps import report_text
from pet_ground.stages.extract import extract

MOST_STUDIES = 400
"""Studies that are converted and tried unless told otherwise. Each has a mention that can tell; two are usual, and 800
leave an interval of 3 percentage points at most around a share, and 80 to a scanner with a tenth of the studies."""

READ_FOR_EACH = 20
"""Reports that are read for each study that is wanted, at most: in most archives every second to tenth report names a
slice, and an archive in which none does must not be read to its end in vain (a report takes about 14 ms)."""

SAMPLE_VERSION = 2
"""Rises when the same archive gives another sample."""


def sample(
    study_ids: Sequence[str], name_of: Callable[[str], str], speaks: Callable[[str], bool], most: int = MOST_STUDIES
) -> list[str]:
    """At most ``most`` of the studies that can tell how slices are numbered.

    Args:
        study_ids: all studies.
        name_of: a name that decides the order of a study by its hash; the same name, the same place.
        speaks: whether a study's report has a mention that can tell; asked as seldom as may be.
        most: how many.
    """
    order = sorted(study_ids, key=lambda one: text_sha256((name_of(one),)))
    chosen: list[str] = []
    for study_id in order[: most * READ_FOR_EACH]:
        if len(chosen) == most:
            break
        if speaks(study_id):
            chosen.append(study_id)
    return chosen


def archive_sample(job: Job, study_ids: Sequence[str], most: int) -> list[str]:
    """The sample of an archive whose pseudonyms are new each time: in the order of the studies' own names."""
    return sample(study_ids, lambda one: "\0".join(job.order(one).label_keys), lambda one: _speaks(job, one), most)


def build_sample(job: Job, index_key: str, study_ids: Sequence[str]) -> list[str]:
    """The sample of a data set that is built; kept until the index changes, with the key ``index_key``."""
    path = job.layout.state_dir / "profile_sample.json"
    key = stage_key("sample", SAMPLE_VERSION, MOST_STUDIES, index_key)
    known = recall(path, key, SampleResult, job.out)
    if known is None:
        known = SampleResult(study_ids=tuple(sample(study_ids, str, lambda one: _speaks(job, one))))
        record(path, key, known, (), job.out)
    return list(known.study_ids)


def finished_sample(job: Job, study_ids: Sequence[str]) -> list[str]:
    """The sample of a data set that was built, by the mentions that its build found."""

    def speaks(study_id: str) -> bool:
        found = read_entry(job.layout.state(study_id, "extract"), ExtractResult)
        return found is not None and any(can_tell(one) for one in found.result.mentions)

    return sample(study_ids, str, speaks)


def _speaks(job: Job, study_id: str) -> bool:
    """Whether the rules find a mention that can tell in a study's report.

    Raises:
        StageBug: an error that nobody expected, without its data.
    """
    with without_data("sample"):
        read = extract(report_text(job, job.order(study_id)), study_id, ExtractSettings())
    return any(can_tell(one) for one in read.mentions)
