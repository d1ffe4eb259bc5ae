"""The residual gate of a build: what it knows comes from the private folder, and what it finds goes there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pet_ground.anatomy.classes import CLASSES
from pet_ground.dataset.residual import Finding, Gate, Known, StudyFacts, search, study_facts
from pet_ground.dataset.residual.folding import folded
from pet_ground.dataset.residual.known import distinct_everywhere
from pet_ground.errors import UsageError
from pet_ground.imaging.files import write_beside
from pet_ground.reports.name_words import REPORT_WORDS
from pet_ground.run.job import Job
from pet_ground.run.private import SECRET_FILE, extra_identifiers, read_links

COLUMNS = ("study_id", "file", "kind", "value", "context")
"""Of the list of findings; a list of exceptions has them, too, with or without the last."""
EXCEPTION_COLUMNS = (len(COLUMNS) - 1, len(COLUMNS))
ANY = ""
"""In a list of exceptions, an empty study or kind stands for any."""
STUDIES_REMEMBERED = 16
"""The gate reads study by study; some more than one, for a table that is not sorted so."""


def residual_findings(job: Job) -> tuple[Finding, ...]:
    """What identifies a person in the data set of a job, without the findings that the list of exceptions names."""
    allowed = _allowed(job.residual_allowed)
    known = known_facts(job)
    found = search(job.out, Gate(known, _common_words()), known.studies.keys() | known.own)
    return tuple(one for one in found if not _is_allowed(one, allowed))


def known_facts(job: Job) -> Known:
    """What the work orders and the link table know of the patients."""
    links = read_links(job)
    studies = _StudiesFacts(job)
    uids = {link.study_instance_uid for link in links}
    own = {name for link in links for name in (link.study_id, link.patient_id)}
    told = {one for link in links for one in (link.hospital_patient_id, *link.accession_numbers.split())}
    for study_id in studies:
        keys = job.order(study_id).keys
        uids_told = (keys.study_uid, keys.pet_series_uid, keys.ct_series_uid, keys.frame_of_reference_uid)
        own |= {uid for uid in uids_told if uid}
        told |= studies[study_id].ids
    everybody = study_facts(told, _common_words(), None)
    ids = frozenset(one for one in everybody.ids if distinct_everywhere(one))
    return Known(studies, ids, frozenset(uids - own), frozenset(own), extra_identifiers(job))


class _StudiesFacts(Mapping[str, StudyFacts]):
    """What is known of each study with a work order, read when it is asked for: an archive may have many."""

    def __init__(self, job: Job) -> None:
        self._study_ids = dict.fromkeys(sorted(path.stem for path in job.order_file("").parent.glob("*.json")))
        common = _common_words()

        def read(study_id: str) -> StudyFacts:
            order = job.order(study_id)
            return study_facts(order.identifiers, common, order.keys.study_date)

        self._read = lru_cache(STUDIES_REMEMBERED)(read)

    def __getitem__(self, study_id: str) -> StudyFacts:
        if study_id not in self._study_ids:
            raise KeyError(study_id)
        return self._read(study_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._study_ids)

    def __len__(self) -> int:
        return len(self._study_ids)


def _common_words() -> frozenset[str]:
    """Words that are no names by themselves: those of reports, and those of the classes of the label maps."""
    classes = " ".join(entry.name for entry in CLASSES.values())
    return REPORT_WORDS | frozenset(re.findall(r"[a-z]+", classes.lower()))


def check_lists(job: Job) -> None:
    """Read the lists that a person wrote, so that a fault of theirs is told before hours of work.

    Raises:
        UsageError: a line can't be used.
    """
    extra_identifiers(job)
    _allowed(job.residual_allowed)


def _allowed(path: Path) -> frozenset[tuple[str, str, str]]:
    """The exceptions: study, kind and folded value. The line of column names may be missing.

    Raises:
        UsageError: a row has another number of columns, or no value.
    """
    if not path.is_file():
        return frozenset()
    with path.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.reader(stream)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    rows = [(line, row) for line, row in rows if any(row)]
    names: tuple[str, ...] = COLUMNS
    if rows and {"kind", "value"} <= set(rows[0][1]):
        names = tuple(rows.pop(0)[1])
    return frozenset(_exception(path, line, row, names) for line, row in rows)


def _exception(path: Path, line: int, row: Sequence[str], names: Sequence[str]) -> tuple[str, str, str]:
    right = {len(names)} if names is not COLUMNS else set(EXCEPTION_COLUMNS)
    if len(row) not in right:
        raise UsageError(f"{path}, line {line}: {len(row)} columns; a row has the columns {', '.join(names)}")
    told = dict(zip(names, row, strict=False))
    if not told["value"]:
        raise UsageError(f"{path}, line {line}: it has no value; a file that can't be searched can't be allowed")
    return told.get("study_id", ANY), told["kind"], folded(told["value"])


def _is_allowed(finding: Finding, allowed: frozenset[tuple[str, str, str]]) -> bool:
    value = folded(finding.value.strip())
    return any((study, kind, value) in allowed for study in (finding.study_id, ANY) for kind in (finding.kind, ANY))


def write_residual(path: Path, findings: Sequence[Finding]) -> None:
    """List the findings with their values; an empty list, too, so that an old one does not stay."""
    rows: Iterable[tuple[str, ...]] = ((one.study_id, one.file, one.kind, one.value, one.context) for one in findings)
    with (
        write_beside(path, SECRET_FILE) as partial,
        partial.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
