"""Which report belongs to which study: by study UID, accession number, or patient and date, in this order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.records.catalog import StudyEntry

Key = tuple[str, ...]


@dataclass(frozen=True)
class Matches:
    """The result of matching.

    Attributes:
        reports: by study UID, the one report of each matched study.
        unmatched_reports: position of each other report in the table, from 1, and why it has no study.
        unmatched_studies: by study UID, why the study has no report.
    """

    reports: dict[str, Report]
    unmatched_reports: dict[int, Reason]
    unmatched_studies: dict[str, Reason]


def match_reports(reports: Sequence[Report], studies: Sequence[StudyEntry]) -> Matches:
    """Match reports to studies, one to one; whatever fits several ways is left out as ambiguous."""
    index = _index(studies)
    claims: dict[str, list[int]] = defaultdict(list)
    unmatched: dict[int, Reason] = {}
    disputed: set[str] = set()
    for number, report in enumerate(reports, start=1):
        uids = _fitting(report, index)
        if len(uids) == 1:
            claims[next(iter(uids))].append(number)
        else:
            unmatched[number] = Reason.AMBIGUOUS_MATCH if uids else Reason.NO_STUDY
            disputed |= uids
    taken: dict[str, Report] = {}
    for uid, numbers in claims.items():
        if len(numbers) == 1:
            taken[uid] = reports[numbers[0] - 1]
        else:
            unmatched |= dict.fromkeys(numbers, Reason.AMBIGUOUS_MATCH)
            disputed.add(uid)
    without = {
        study.study_instance_uid: Reason.AMBIGUOUS_MATCH if study.study_instance_uid in disputed else Reason.NO_REPORT
        for study in studies
        if study.study_instance_uid not in taken
    }
    return Matches(taken, dict(sorted(unmatched.items())), without)


def _index(studies: Iterable[StudyEntry]) -> dict[Key, set[str]]:
    index: dict[Key, set[str]] = defaultdict(set)
    for study in studies:
        uid = study.study_instance_uid
        index["uid", uid].add(uid)
        for accession in study.accession_numbers:
            index["accession", accession].add(uid)
        if study.patient_id and study.study_date:
            index["patient and date", study.patient_id, study.study_date].add(uid)
    return index


def _fitting(report: Report, index: dict[Key, set[str]]) -> set[str]:
    """The studies that fit the report's most certain key that fits any."""
    keys: list[Key] = []
    if report.study_instance_uid:
        keys.append(("uid", report.study_instance_uid))
    if report.accession_number:
        keys.append(("accession", report.accession_number))
    if report.patient_id and report.study_date:
        keys.append(("patient and date", report.patient_id, report.study_date))
    for key in keys:
        if key in index:
            return index[key]
    return set()
