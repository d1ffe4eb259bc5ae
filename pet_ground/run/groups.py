"""Site groups in a run: under pseudonyms in all that a data set holds, by name in what stays at the hospital."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pet_ground.config import SiteProfile, group_key
from pet_ground.dataset import Pseudonyms, load_or_create_key
from pet_ground.grounding.conventions import Estimate
from pet_ground.records.catalog import WorkOrder
from pet_ground.records.profile import ConventionEvidence, NumberingEvidence, TrialsResult
from pet_ground.run.job import Job

Names = Mapping[str, str]
"""Pseudonym of a site group -> how the reports call it."""


def without_group_names(job: Job) -> Job:
    """The job with the site groups of its profile under pseudonyms; as it is where there is no key yet.

    Raises:
        UsageError: the key can't be used.
    """
    if not job.pipeline.site.groups or not job.key_file.is_file():
        return job
    pseudonyms = Pseudonyms(load_or_create_key(job.key_file))
    site = job.pipeline.site.with_groups_called(pseudonyms.group)
    return replace(job, pipeline=job.pipeline.model_copy(update={"site": site}))


def group_names(orders: Iterable[WorkOrder]) -> Names:
    """How the reports call each site group: in the spelling of most of them."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for order in orders:
        if order.site_group and order.report.site_group:
            spellings[order.site_group][order.report.site_group] += 1
    return {pseudonym: min(told.items(), key=_most)[0] for pseudonym, told in spellings.items()}


def _most(spelling: tuple[str, int]) -> tuple[int, str]:
    name, count = spelling
    return -count, name


def with_groups(results: Mapping[str, TrialsResult], orders: Mapping[str, WorkOrder]) -> list[TrialsResult]:
    """The trials of studies, each with the pseudonym of its site group, in an order that depends on them alone."""
    told = [
        result.model_copy(update={"group": orders[study_id].site_group if study_id in orders else ""})
        for study_id, result in results.items()
    ]
    return sorted(told, key=lambda one: (one.scanner, one.model_dump_json()))


def without_names(site: SiteProfile, names: Names) -> SiteProfile:
    """A profile with its site groups under the pseudonyms that are known."""
    pseudonym_of = {group_key(name): pseudonym for pseudonym, name in names.items()}
    return site.with_groups_called(lambda name: pseudonym_of.get(group_key(name), name))


def with_names(estimate: Estimate, names: Names) -> Estimate:
    """An estimate with its site groups by name, in the order of their names; unknown pseudonyms stay."""
    evidence = estimate.evidence
    changes = _named(evidence, names)
    if evidence.positions is not None:
        changes["positions"] = evidence.positions.model_copy(update=_named(evidence.positions, names))
    site = estimate.site.with_groups_called(lambda group: names.get(group, group))
    return Estimate(site, evidence.model_copy(update=changes))


def _named(evidence: NumberingEvidence, names: Names) -> dict[str, object]:
    """The fields of the evidence that hold names of site groups."""

    def called(parts: Sequence[ConventionEvidence]) -> tuple[ConventionEvidence, ...]:
        told = [one.model_copy(update={"group": names.get(one.group, one.group)}) for one in parts]
        return tuple(sorted(told, key=lambda one: (group_key(one.group), one.scanner)))

    own = [one for one in evidence.parts if one.name in evidence.own]
    own_scanners = [one.name for one in own if not one.group]
    return {
        "groups": called(evidence.groups),
        "group_scanners": called(evidence.group_scanners),
        "own": (*own_scanners, *(one.name for one in called([one for one in own if one.group]))),
    }
