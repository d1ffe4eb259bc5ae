"""Stage ``index``: an archive and its reports to work orders, one per study that can be worked on."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pet_ground.config import Pipeline
from pet_ground.dataset import Pseudonyms
from pet_ground.dicom import ArchiveScan, Selection, select_series
from pet_ground.reasons import Reason
from pet_ground.records import Rejection, Report, Split, StageCounts
from pet_ground.records.catalog import SeriesEntry, StudyEntry, WorkOrder
from pet_ground.records.study import StudyKeys
from pet_ground.reports.known_forms import tells_house
from pet_ground.stages.matching import Matches, StudyIds, match_reports
from pet_ground.stages.scan import damaged_beside


@dataclass(frozen=True)
class LinkRow:
    """One row of the private link table: pseudonyms beside the hospital's ids."""

    study_id: str
    patient_id: str
    study_instance_uid: str
    hospital_patient_id: str
    accession_numbers: str


@dataclass(frozen=True)
class IndexedStudy:
    """One study of the archive.

    Attributes:
        link: its row of the link table.
        order: what is to be done, or None.
        rejection: why nothing is, or None.
        verdicts: why the series of a study without a PET are none, else "".
    """

    link: LinkRow
    order: WorkOrder | None
    rejection: Rejection | None = None
    verdicts: str = ""


@dataclass(frozen=True)
class Index:
    """What the index finds.

    Attributes:
        studies: every study of the archive, by its UID; read from the archive's scan one at a time, once.
        lost: reports and damaged files that belong to no study.
        counts: of reports and of files.
    """

    studies: Iterator[IndexedStudy]
    lost: tuple[Rejection, ...]
    counts: tuple[StageCounts, ...]


def index(
    archive: Path, found: ArchiveScan, reports: Sequence[Report], pseudonyms: Pseudonyms, pipeline: Pipeline
) -> Index:
    """Match the reports to the studies of an archive that was scanned, and choose the series."""
    matches = match_reports(reports, [StudyIds.of(study) for study in found.studies])
    studies = (_indexed(archive, study, matches, pseudonyms, pipeline) for study in found.studies)
    lost = _lost_reports(matches, reports)
    counts = _counts("reports", len(reports), lost), _file_counts(found)
    return Index(studies, (*lost, *_orphans(found)), counts)


def study_counts(studies: int, rejections: Iterable[Rejection]) -> StageCounts:
    """The counts of an archive's studies, with the rejections of those that were left out."""
    return _counts("studies", studies, rejections)


def _indexed(
    archive: Path, study: StudyEntry, matches: Matches, pseudonyms: Pseudonyms, pipeline: Pipeline
) -> IndexedStudy:
    link = _link(study, pseudonyms)
    selection = select_series(study, pipeline.site.reconstruction)
    reason = _fault(study, selection, matches, pipeline)
    if reason is not None:
        rejection = Rejection(stage="index", outcome="dropped", reason=reason, study_id=link.study_id)
        return IndexedStudy(link, None, rejection, selection.faults if reason is Reason.NO_PET_SERIES else "")
    report = matches.reports[study.study_instance_uid]
    if report.fault is not None:
        return IndexedStudy(link, None, _unreadable(report.fault, report.fault_detail, link.study_id))
    split = pseudonyms.split(link.patient_id, pipeline.dataset)
    order = _order(study, link, split, selection, report, archive)
    changes = {
        "keys": study_keys(study, link.patient_id, selection, pseudonyms),
        "site_group": pseudonyms.group(report.site_group) if report.site_group else "",
    }
    return IndexedStudy(link, order.model_copy(update=changes))


def _fault(study: StudyEntry, selection: Selection, matches: Matches, pipeline: Pipeline) -> Reason | None:
    if len(study.patient_ids) > 1:
        return Reason.INCONSISTENT_STUDY
    if study.study_instance_uid in matches.unmatched_studies:
        return matches.unmatched_studies[study.study_instance_uid]
    if selection.pet is None:
        return Reason.NO_PET_SERIES
    if selection.ct is None and pipeline.index.require_ct:
        return Reason.NO_CT_SERIES
    return None


def _link(study: StudyEntry, pseudonyms: Pseudonyms) -> LinkRow:
    """A patient without an id is a patient of its own, known by the study."""
    patient = study.patient_id or f"without id: {study.study_instance_uid}"
    return LinkRow(
        study_id=pseudonyms.study(study.study_instance_uid),
        patient_id=pseudonyms.patient(patient),
        study_instance_uid=study.study_instance_uid,
        hospital_patient_id=study.patient_id,
        accession_numbers=" ".join(study.accession_numbers),
    )


def _order(
    study: StudyEntry, link: LinkRow, split: Split, selection: Selection, report: Report, archive: Path
) -> WorkOrder:
    pet, ct = _files(selection.pet), _files(selection.ct)
    damaged = damaged_beside(study, selection)
    known = {*study.identifiers, report.accession_number, report.patient_id, report.study_instance_uid}
    known |= {study.study_date, report.study_date}
    known |= {report.site_group} if report.site_group and tells_house(report.site_group) else set()
    return WorkOrder(
        study_id=link.study_id,
        patient_id=link.patient_id,
        split=split,
        identifiers=tuple(sorted(one for one in known if one)),
        pet_files=pet,
        ct_files=ct,
        selection_flags=selection.flags,
        damaged_files=len(damaged),
        label_keys=(study.study_instance_uid, *study.accession_numbers, link.study_id),
        report=report,
        files_sha256=fingerprint(archive, (*pet, *ct, *damaged)),
    )


def study_keys(study: StudyEntry, patient: str, selection: Selection, pseudonyms: Pseudonyms) -> StudyKeys:
    """The moved date and the replaced UIDs of a study; ``patient`` is the pseudonym."""
    pet, ct = selection.pet, selection.ct
    return StudyKeys(
        study_date=pseudonyms.shifted_date(patient, study.study_date),
        study_uid=pseudonyms.uid(study.study_instance_uid),
        pet_series_uid=None if pet is None else pseudonyms.uid(pet.series_instance_uid),
        ct_series_uid=None if ct is None else pseudonyms.uid(ct.series_instance_uid),
        frame_of_reference_uid=None if pet is None else pseudonyms.uid(pet.frame_of_reference_uid),
    )


def _files(series: SeriesEntry | None) -> tuple[str, ...]:
    return () if series is None else series.files


def fingerprint(folder: Path, names: Iterable[str]) -> str:
    """SHA-256 of names, sizes and modification times: changes when a file is replaced, without reading it.

    A file that can't be looked at counts with its name alone; reading it will say what is wrong.
    """
    digest = hashlib.sha256()
    for name in names:
        digest.update(os.fsencode(name))
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        digest.update(f"\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _counts(unit: str, total: int, rejections: Iterable[Rejection]) -> StageCounts:
    lost = Counter((one.outcome, one.reason.value) for one in rejections)
    tallies = {
        outcome: {reason: count for (told, reason), count in lost.items() if told == outcome}
        for outcome in ("dropped", "failed")
    }
    return StageCounts(stage="index", unit=unit, total=total, kept=total - lost.total(), **tallies)


def _file_counts(found: ArchiveScan) -> StageCounts:
    """Files that are DICOM, or should be: those that belong to a study, and damaged ones that nobody can place."""
    lost = len(found.orphans)
    failed = {Reason.CORRUPT_FILE.value: lost} if lost else {}
    return StageCounts(stage="index", unit="files", total=found.files + lost, kept=found.files, failed=failed)


def _lost_reports(matches: Matches, reports: Sequence[Report]) -> list[Rejection]:
    """Reports without a study; where one can't be read, that is why, and its keys may be gone with its text."""
    lost = []
    for number, reason in matches.unmatched_reports.items():
        detail = f"report {number} of {len(reports)}"
        fault = reports[number - 1].fault
        if fault is None:
            lost.append(Rejection(stage="index", outcome="dropped", reason=reason, detail=detail))
        else:
            lost.append(_unreadable(fault, f"{detail}: {reports[number - 1].fault_detail}"))
    return lost


def _unreadable(fault: Reason, detail: str, study_id: str = "") -> Rejection:
    return Rejection(stage="index", outcome="failed", reason=fault, detail=detail, study_id=study_id)


def _orphans(scan: ArchiveScan) -> list[Rejection]:
    """Damaged files that can't be placed: in a folder of several studies, or of none that can be read."""
    detail = "a damaged file whose study nobody can name"
    return [Rejection(stage="index", outcome="failed", reason=Reason.CORRUPT_FILE, detail=detail) for _ in scan.orphans]
