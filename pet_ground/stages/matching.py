"""Which report belongs to which study: by study UID or accession number, else by patient and date.

A wrong match puts one patient's text on another's images, so every key that both sides hold must agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from pet_ground.reasons import Reason
from pet_ground.records import Report
from pet_ground.records.catalog import StudyEntry


class StudyIds(NamedTuple):
    """The keys of a study; those of all studies of an archive are held in memory at once."""

    study_instance_uid: str
    patient_id: str
    accession_numbers: tuple[str, ...]
    study_date: str | None

    @classmethod
    def of(cls, study: StudyEntry) -> Self:
        """The keys of a study."""
        return cls(study.study_instance_uid, study.patient_id, study.accession_numbers, study.study_date)


Identified = StudyEntry | StudyIds
"""A study, as far as matching knows it."""


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


def match_reports(reports: Sequence[Report], studies: Sequence[Identified]) -> Matches:
    """Match reports to studies, one to one; whatever fits several ways is left out as ambiguous.

    Study UID and accession number decide first. Patient and date decide for the reports and studies that are left.
    """
    matching = _Matching(studies)
    numbered = dict(enumerate(reports, start=1))
    left = matching.claim(numbered, exact=True)
    left = matching.claim(left, exact=False)
    unmatched = dict.fromkeys(left, Reason.NO_STUDY) | matching.ambiguous
    without = {
        uid: Reason.AMBIGUOUS_MATCH if uid in matching.disputed else Reason.NO_REPORT
        for uid in matching.studies
        if uid not in matching.taken
    }
    return Matches(matching.taken, dict(sorted(unmatched.items())), without)


def contradicts(report: Report, study: Identified) -> bool:
    """Whether a key that both hold differs: study UID, accession number, or patient id."""
    if report.study_instance_uid and report.study_instance_uid != study.study_instance_uid:
        return True
    if report.accession_number and study.accession_numbers and report.accession_number not in study.accession_numbers:
        return True
    if not (report.patient_id and study.patient_id):
        return False
    return _plain(report.patient_id) != _plain(study.patient_id)


class _Matching:
    """Studies by their keys, and who has claimed them so far."""

    def __init__(self, studies: Sequence[Identified]) -> None:
        self.studies = {study.study_instance_uid: study for study in studies}
        self.taken: dict[str, Report] = {}
        self.disputed: set[str] = set()
        self.ambiguous: dict[int, Reason] = {}
        self._by_accession: dict[str, set[str]] = defaultdict(set)
        self._by_patient_and_date: dict[tuple[str, str], set[str]] = defaultdict(set)
        for uid, study in self.studies.items():
            for accession in study.accession_numbers:
                self._by_accession[accession].add(uid)
            if study.patient_id and study.study_date:
                self._by_patient_and_date[_plain(study.patient_id), study.study_date].add(uid)

    def claim(self, reports: dict[int, Report], *, exact: bool) -> dict[int, Report]:
        """Let reports claim the studies that are free; returns the reports that fit none."""
        claims: dict[str, list[int]] = defaultdict(list)
        left: dict[int, Report] = {}
        for number, report in reports.items():
            uids = self._fitting(report, exact=exact)
            if len(uids) == 1:
                claims[uids.pop()].append(number)
            elif uids:
                self.ambiguous[number] = Reason.AMBIGUOUS_MATCH
                self.disputed |= uids
            else:
                left[number] = report
        for uid, numbers in claims.items():
            if len(numbers) == 1:
                self.taken[uid] = reports[numbers[0]]
            else:
                self.ambiguous |= dict.fromkeys(numbers, Reason.AMBIGUOUS_MATCH)
                self.disputed.add(uid)
        return left

    def _fitting(self, report: Report, *, exact: bool) -> set[str]:
        found: Iterable[str]
        if exact:
            found = {report.study_instance_uid or ""} | self._by_accession.get(report.accession_number or "", set())
        else:
            found = self._by_patient_and_date.get((_plain(report.patient_id or ""), report.study_date or ""), set())
        free = (uid for uid in found if uid in self.studies and uid not in self.taken)
        return {uid for uid in free if not contradicts(report, self.studies[uid])}


def _plain(patient_id: str) -> str:
    """A patient id without what systems add to it: case, blanks and leading zeros."""
    return patient_id.strip().casefold().lstrip("0")
