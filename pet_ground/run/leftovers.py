"""What writers that were killed have left: half-written files, and files for which no result vouches.

A worker writes its files first and its result last. Where it is killed between, the next run usually writes the same
files again; but where a report or a setting has changed since, or the study is given up, it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pet_ground.dataset import DatasetLayout
from pet_ground.imaging.files import remove_partial
from pet_ground.run.job import Job
from pet_ground.run.ledger import outputs_at, remove_if_empty
from pet_ground.run.steps import STEPS


def remove_leftovers(job: Job, study_ids: Iterable[str]) -> None:
    """Remove from a data set and its private folder what killed writers have left; nobody may be writing there now.

    Only files with the names that a build gives are removed: what somebody has put beside them stays.
    """
    remove_partial(job.out)
    remove_partial(job.private)
    for study_id in study_ids:
        vouched = {job.out / name for stage in STEPS for name in outputs_at(job.layout.state(study_id, stage))}
        for path in _files_of(job.layout, study_id):
            if path not in vouched:
                path.unlink(missing_ok=True)
                remove_if_empty(path.parent)


def _files_of(layout: DatasetLayout, study_id: str) -> Iterator[Path]:
    """Every file that a build may make of a study, where it is there."""
    single = (
        layout.suv(study_id),
        layout.ct(study_id),
        layout.study_json(study_id),
        layout.suv_3mm(study_id),
        layout.ct_3mm(study_id),
        layout.labels(study_id),
        layout.overview_figure(study_id),
    )
    yield from (path for path in single if path.is_file())
    any_lesion = f"{study_id}_L00"
    for one in (layout.mask, layout.mask_3mm, layout.lesion_figure):
        sample = one(study_id, any_lesion)
        pattern = sample.name.replace(any_lesion, f"{study_id}_L*")
        yield from sorted(sample.parent.glob(pattern))
