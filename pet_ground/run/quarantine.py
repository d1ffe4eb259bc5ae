"""The quarantine: studies that could not be converted, under the hospital's ids, with what is needed to mend them.

The list has the columns of an override file, empty, beside what the headers say (``header_*``): whoever fills in the
cells that ``repair`` names holds an override file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pet_ground.dicom.names import UNITS
from pet_ground.dicom.quarantine_facts import FACTS, OR, header_facts
from pet_ground.imaging.files import write_beside
from pet_ground.reasons import Reason
from pet_ground.records import Rejection
from pet_ground.records.catalog import WorkOrder
from pet_ground.run.job import Job
from pet_ground.run.private import SECRET_FILE, IndexState, read_links
from pet_ground.stages.overrides import HEADER_PREFIX, KEY_COLUMNS, NOTE_COLUMN, TOLD_COLUMNS

TO_FILL_IN = (
    "weight_kg",
    "height_m",
    "sex",
    "dose_mbq",
    "half_life_s",
    "injection_datetime",
    "units",
    "decay_correction",
)
HEADER_COLUMNS = tuple(f"{HEADER_PREFIX}{keyword}" for keyword in FACTS)
COLUMNS = (*KEY_COLUMNS, *TOLD_COLUMNS, *TO_FILL_IN, NOTE_COLUMN, *HEADER_COLUMNS)

OF_THE_INDEX = (Reason.NO_PET_SERIES, Reason.NO_CT_SERIES, Reason.INCONSISTENT_STUDY)
"""Why a study with a report does not even become a work order."""

REPAIRED_BY: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.SUV_NO_WEIGHT: "weight_kg",
        Reason.SUV_IMPLAUSIBLE_WEIGHT: "weight_kg",
        Reason.SUV_NO_DOSE: "dose_mbq",
        Reason.SUV_IMPLAUSIBLE_DOSE: "dose_mbq",
        Reason.SUV_NO_HALF_LIFE: "half_life_s",
        Reason.SUV_IMPLAUSIBLE_HALF_LIFE: "half_life_s",
        Reason.SUV_NO_INJECTION_TIME: "injection_datetime",
        Reason.SUV_IMPLAUSIBLE_UPTAKE: "injection_datetime",
        Reason.SUV_DECAY_CORRECTION: "decay_correction",
        Reason.SUV_NO_HEIGHT: "height_m sex",
        Reason.SUV_IMPLAUSIBLE_HEIGHT: "height_m",
    }
)
"""The column of an override file that mends a study, by the reason for which it was refused."""

REPLACED_BY: Mapping[str, str] = MappingProxyType(
    {
        "PatientWeight": "weight_kg",
        "PatientSize": "height_m",
        "PatientSex": "sex",
        "RadionuclideTotalDose": "dose_mbq",
        "RadionuclideHalfLife": "half_life_s",
        "RadiopharmaceuticalStartDateTime": "injection_datetime",
        "RadiopharmaceuticalStartTime": "injection_datetime",
        "Units": "units",
        "DecayCorrection": "decay_correction",
    }
)
"""The column that replaces an attribute."""

FORMULA_STARTS = ("=", "+", "-", "@")
"""A spreadsheet calculates a cell that begins so; a free text of a header must not become a formula."""


@dataclass(frozen=True)
class Quarantine:
    """What a quarantine holds: its studies, and those of them that an override may repair."""

    studies: int
    repairable: int


def write_quarantine(job: Job, state: IndexState, rejections: Iterable[Rejection]) -> Quarantine:
    """Write the list: a row for every study that was worked on and not converted, or has no series to work on.

    The header facts are read again here, from a few slices of each study's PET series.
    """
    rows = [_worked_on(job, one) for one in rejections if one.stage == "convert"]
    rows += [_indexed(state, one) for one in state.rejections if one.study_id and one.reason in OF_THE_INDEX]
    links = {link.study_id: link for link in read_links(job)}
    with (
        write_beside(job.quarantine, SECRET_FILE) as partial,
        partial.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        for row in rows:
            link = links[row["study_id"]]
            ids = {"study_instance_uid": link.study_instance_uid, "accession_number": link.accession_numbers}
            writer.writerow({**row, **ids})
    return Quarantine(len(rows), sum(bool(row["repair"]) for row in rows))


def _worked_on(job: Job, one: Rejection) -> dict[str, str]:
    order = job.order(one.study_id)
    facts = header_facts(_slices_to_read(order, job.archive, one.reason))
    told = {f"{HEADER_PREFIX}{keyword}": _no_formula(value) for keyword, value in facts.items()}
    return {**_why(one), "repair": repair(one.reason, facts), **told}


def _indexed(state: IndexState, one: Rejection) -> dict[str, str]:
    return {**_why(one), "detail": state.verdicts.get(one.study_id, one.detail), "repair": ""}


def _why(one: Rejection) -> dict[str, str]:
    return {
        "study_id": one.study_id,
        "outcome": one.outcome,
        "reason": one.reason.value,
        "detail": one.detail,
        "meaning": one.reason.sentence,
    }


def repair(reason: Reason, facts: Mapping[str, str]) -> str:
    """The columns of an override file that mend a study, parted by blanks; "" where none can.

    Units can be replaced where the header's are no unit of DICOM's; of slices that differ, the facts in which they do.
    """
    if reason is Reason.SUV_UNITS:
        return "" if facts["Units"].upper() in UNITS else "units"
    if reason is Reason.SUV_INCONSISTENT:
        return " ".join(dict.fromkeys(column for keyword, column in REPLACED_BY.items() if OR in facts[keyword]))
    return REPAIRED_BY.get(reason, "")


def _slices_to_read(order: WorkOrder, archive: Path, reason: Reason) -> list[Path]:
    """The first, middle and last file; all of them where the slices are known to differ."""
    files: Sequence[str] = order.pet_files
    if reason is not Reason.SUV_INCONSISTENT:
        files = tuple(dict.fromkeys((files[0], files[len(files) // 2], files[-1]))) if files else ()
    return [archive / name for name in files]


def _no_formula(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
