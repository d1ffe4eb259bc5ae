"""What people say about single studies, brought into their work orders; the archive's headers are not read again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pet_ground.errors import OutputMismatchError, UsageError
from pet_ground.records import SuvOverride
from pet_ground.run.counted import studies_counted
from pet_ground.run.job import Job
from pet_ground.run.private import IndexState, read_links, write_secret
from pet_ground.stages.overrides import KnownStudy, OverrideTable, assign, read_overrides


@dataclass(frozen=True)
class Overridden:
    """What an override file came to in a build.

    Attributes:
        file: its name.
        studies: studies of the build to which it gives a fact.
        total: studies of the build.
        facts: how many studies it gives each fact, by name.
        empty: rows of studies of the archive that give nothing.
        elsewhere: rows of studies that the build does not work on.
    """

    file: str
    studies: int
    total: int
    facts: Mapping[str, int]
    empty: int
    elsewhere: int

    def sentence(self) -> str:
        """All of it in one line, without a patient's data."""
        facts = ", ".join(f"{name}: {number}" for name, number in self.facts.items())
        parts = [f"given for {self.studies} of {studies_counted(self.total)}" + (f" ({facts})" if facts else "")]
        parts += [f"rows that give nothing: {self.empty}"] if self.empty else []
        parts += [f"rows of studies that are not in this build: {self.elsewhere}"] if self.elsewhere else []
        return f"overrides of {self.file}: {'; '.join(parts)}"


def given_overrides(job: Job) -> OverrideTable | None:
    """The override file of a build, read before anything else is done; None where none is named.

    Raises:
        OutputMismatchError: none is named and the last run had one: its studies would fall out of the data set.
        InputNotFoundError, UsageError: as ``read_overrides``; or it is the quarantine's list itself.
    """
    if job.overrides is None:
        before = _may_be_overridden(job)
        if before:
            raise OutputMismatchError(
                f"{job.out} holds {studies_counted(len(before))} built with --overrides: name the file again; "
                "one without rows takes them all back"
            )
        return None
    if job.overrides.resolve() == job.quarantine.resolve():
        raise UsageError(f"a build writes {job.quarantine} anew: copy it, fill in the copy and name that")
    return read_overrides(job.overrides)


def apply_overrides(job: Job, state: IndexState, table: OverrideTable | None) -> Overridden | None:
    """Write the overrides into the work orders, and take out those that the file no longer gives.

    Only orders that change are written. The list of studies whose orders may hold an override is made longer before and
    shorter after, so that a killed run forgets none.

    Raises:
        UsageError: two rows mean one study, or one row means several.
    """
    if table is None:
        return None
    before = _may_be_overridden(job)
    links = read_links(job)
    studies = [KnownStudy(one.study_id, one.study_instance_uid, tuple(one.accession_numbers.split())) for one in links]
    said = assign(table, studies)
    worked_on = set(state.study_ids)
    ids = {row.study_instance_uid: row.study_id for row in links}
    wanted = {ids[uid]: one for uid, one in said.overrides.items() if ids[uid] in worked_on}
    write_secret(job.overridden, json.dumps(sorted(before | wanted.keys())))
    for study_id in sorted((before | wanted.keys()) & worked_on):
        _override(job, study_id, wanted.get(study_id))
    write_secret(job.overridden, json.dumps(sorted(wanted)))
    return Overridden(
        file=table.name,
        studies=len(wanted),
        total=len(worked_on),
        facts=dict(sorted(Counter(name for one in wanted.values() for name in one.names).items())),
        empty=said.empty,
        elsewhere=said.elsewhere + len(said.overrides) - len(wanted),
    )


def _override(job: Job, study_id: str, override: SuvOverride | None) -> None:
    order = job.order(study_id)
    if order.override != override:
        changed = order.model_copy(update={"override": override})
        write_secret(job.order_file(study_id), changed.model_dump_json())


def _may_be_overridden(job: Job) -> set[str]:
    try:
        return set(json.loads(job.overridden.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return set()
